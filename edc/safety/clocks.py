"""Clocks: time from one moment of a form to another, such as from awareness of an event to its report.

What is told is time, never whether a rule was kept: which rule holds, and for whom,
is the study's to say with its source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from edc.study.definition import Clock, Group, Study
from edc.study.document import Document, Value
from edc.study.expressions.operands import live_rows
from edc.study.values import as_date, as_datetime, linked_rows
from edc.study.view import PageView


@dataclass(frozen=True, slots=True)
class Timed:
    """One clock of one event: local times at the site.

    ``row``: ``GROUP/7``, or nothing where the clock's group does not repeat; ``repeat``
    then tells the pages apart. ``about``: rows of logs that are linked there, as form
    and number. ``until``: ``None`` while it has not happened, or its minute is not
    known; ``ended`` says which of the two.
    """

    clock: Clock
    page: int
    repeat: int
    row: str
    about: tuple[tuple[str, str], ...]
    since: datetime
    until: datetime | None
    ended: bool

    def elapsed(self, now: datetime) -> timedelta | None:
        """Time from ``since`` to ``until``, or to *now* while it runs; ``None`` where it ended nobody knows when."""
        if self.ended and self.until is None:
            return None
        return (self.until or now) - self.since


def clocks_of(study: Study, pages: Iterable[PageView]) -> Iterator[Timed]:
    """Every clock that was started on *pages* of one participant and still counts."""
    for page in pages:
        if page.struck or page.not_done:
            continue
        for clock in (each for each in study.clocks if each.form == page.form):
            group, _item = study.form_by_name[clock.form].by_name[clock.since]
            for row in _rows(group, page.document):
                since = as_datetime(page.document.get(row + clock.since))
                if since is not None:
                    until = page.document.get(row + clock.until)
                    about = _linked(study, clock, row, page.document)
                    here = (clock, page.page, page.repeat, row.rstrip("/"), about)
                    yield Timed(*here, since, as_datetime(until), _is_known(until))


def _linked(study: Study, clock: Clock, row: str, document: Document) -> tuple[tuple[str, str], ...]:
    """Rows of logs that the page names, in the clock's own row where that repeats."""
    links = [item.name for _, item in study.form_by_name[clock.form].items() if item.type == "link"]
    paths = dict.fromkeys(path for name in links for path in (row + name, name))
    return tuple(each for path in paths for each in linked_rows(document.get(path)))


def _rows(group: Group, document: Document) -> list[str]:
    """Beginnings of the paths of each standing row, or the empty one."""
    if group.repeat == "none":
        return [""]
    return [f"{group.name}/{key}/" for key in live_rows(group, document)]


def _is_known(value: Value | None) -> bool:
    """Whether something is recorded: a day without its time of day ends a clock too."""
    return value is not None and (as_datetime(value) is not None or as_date(value) is not None)
