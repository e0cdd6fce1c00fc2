"""Day 1 of each participant, from which a de-identified export counts.

It is the actual date of the event that the schedule is anchored on (the first
infusion, say); where that is not known, the date of the first consent. Times of
entries are moved by whole days, so that day 1 of everybody is the same date.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from edc.casebook.states import row_mark
from edc.exchange.rows import Reading
from edc.exchange.streaming import stream
from edc.study.definition import Study
from edc.study.document import STRUCK, decode
from edc.study.schedule import study_day
from edc.study.values import as_date

DAY_ONE = date(2000, 1, 1)
"""What day 1 becomes in the time stamps of a de-identified export."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One participant's day 1. ``how``: what it is the date of. ``born``: when the record of them began, UTC."""

    day: date | None = None
    how: Literal["anchor", "consent", "none"] = "none"
    born: str = ""
    timezone: str = "UTC"

    def moved(self, stamp: str) -> str:
        """A stored UTC time, moved so that day 1 is :data:`DAY_ONE`."""
        local = datetime.fromisoformat(stamp).astimezone(ZoneInfo(self.timezone))
        there = datetime.fromisoformat(self.born).astimezone(ZoneInfo(self.timezone)).date()
        shifted = local.replace(tzinfo=UTC) - ((self.day or there) - DAY_ONE)
        return shifted.strftime("%Y-%m-%dT%H:%M:%S")

    def day_of(self, stamp: str) -> int | None:
        """The day of study of a stored UTC time."""
        if self.day is None:
            return None
        there = datetime.fromisoformat(stamp).astimezone(ZoneInfo(self.timezone)).date()
        return study_day(there, self.day)


def references(reading: Reading) -> Mapping[int, Reference]:
    """Every subject's reference, by subject number."""
    study = reading.source.study
    sql = (
        "SELECT s.id, j.at, t.timezone FROM subject s JOIN journal j ON j.chain = s.chain AND j.n = s.act"
        " JOIN site t ON t.code = s.site ORDER BY s.id"
    )
    born = {subject: (at, zone) for subject, at, zone in stream(reading.connection, sql)}
    consent = _earliest(reading, study.consent_date, None)
    anchor = _earliest(reading, study.visit_date, _anchor(study))
    found = {}
    for subject, (at, zone) in born.items():
        how: Literal["anchor", "consent", "none"] = "consent" if subject in consent else "none"
        if subject in anchor:
            how = "anchor"
        found[subject] = Reference(anchor.get(subject, consent.get(subject)), how, at, zone)
    return found


def _anchor(study: Study) -> str:
    """Name of the event that others count from; no event has the empty name."""
    return next((event.anchor for event in study.events if event.anchor is not None), "")


def _earliest(reading: Reading, item: str | None, event: str | None) -> dict[int, date]:
    """The earliest whole date of ``FORM.ITEM`` by subject, at *event* or anywhere."""
    found: dict[int, date] = {}
    if item is None or event == "":
        return found
    form, _, name = item.partition(".")
    for page in reading.pages_then(form=form):
        if event is None or page.event == event:
            for day in _dates(page.data, name):
                found[page.subject] = min(day, found.get(page.subject, day))
    return found


def _dates(data: str | None, name: str) -> Iterator[date]:
    if data is None or json.loads(data).get(STRUCK) is not None:
        return
    document = decode(data)
    for path, value in document.items():
        day = as_date(value) if path.rpartition("/")[2] == name else None
        if day is not None and document.get(row_mark(path)) is None:
            yield day
