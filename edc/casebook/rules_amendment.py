"""What the start of a study version at a site means for one participant.

Visits that were begun keep the version they were begun under; the others use the new
one from its first day on. What the new version adds is added where it still makes sense.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from edc.casebook.rules import expected
from edc.study.definition import Event, State, Study
from edc.study.schedule import window_of

LeftOut = Literal["past", "overtaken", "not_expected"]
"""Why a visit that the new version adds is not added: its window is over; a later visit was begun;
the participant's state does not expect it."""


@dataclass(frozen=True, slots=True)
class VisitNow:
    """One visit as it stands. ``forms``: those it has a page of. ``closed``: frozen or locked."""

    visit: int
    event: str
    repeat: int
    begun: bool
    forms: frozenset[str]
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Additions:
    """What is to be appended, and what stays as it is."""

    keeps: tuple[VisitNow, ...]
    """Begun visits: they stay with their version."""
    uses: tuple[VisitNow, ...]
    """Visits not begun that use the new version from its first day on."""
    visits: tuple[Event, ...]
    pages: tuple[tuple[VisitNow, str], ...]
    """Forms that visits not begun, and the logs, gain."""
    left_out: tuple[tuple[Event, LeftOut], ...]

    @property
    def empty(self) -> bool:
        return not (self.visits or self.pages)


def additions(
    study: Study,
    state: State | None,
    visits: Sequence[VisitNow],
    dates: Mapping[str, date],
    consent: date | None,
    first: date,
) -> Additions:
    """What a participant in *state* gains when the site uses *study* from *first* on.

    *dates* holds the actual date of each event that took place. A log is never begun as a
    whole: a form that the new version adds to it is added whatever stands in the others.
    """
    known = {event.name: event for event in study.events}
    logs = {event.name for event in study.events if event.kind == "log"}
    keeps = tuple(visit for visit in visits if visit.begun and visit.event not in logs)
    uses = tuple(visit for visit in visits if not visit.begun and visit.event in known and visit.event not in logs)
    growing = [*uses, *(visit for visit in visits if visit.event in logs)]
    pages = tuple(
        (visit, form)
        for visit in growing
        if not visit.closed
        for form in known[visit.event].forms
        if form not in visit.forms
    )
    there = {visit.event for visit in visits}
    begun = {visit.event for visit in visits if visit.begun}
    added, left_out = [], []
    for event in study.events:
        if event.kind == "unscheduled" or event.name in there:
            continue
        why = _left_out(study, state, event, begun, dates, consent, first)
        if why is None:
            added.append(event)
        else:
            left_out.append((event, why))
    return Additions(keeps, uses, tuple(added), pages, tuple(left_out))


def _left_out(
    study: Study,
    state: State | None,
    event: Event,
    begun: set[str],
    dates: Mapping[str, date],
    consent: date | None,
    first: date,
) -> LeftOut | None:
    forms = [study.form_by_name[name] for name in event.forms]
    if not any(expected(study, state, event, form) for form in forms):
        return "not_expected"
    if event.kind == "log":
        return None
    window = window_of(study, event, dates, consent)
    if window is not None and window.last < first:
        return "past"
    after = study.events[study.events.index(event) + 1 :]
    return "overtaken" if any(later.kind == "scheduled" and later.name in begun for later in after) else None
