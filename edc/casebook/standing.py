"""Where a participant stands: the state, and every visit with its window and what it has come to.

Nothing of it is stored; ``standings`` works it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from edc.casebook.listing import SubjectRow, VisitRow
from edc.casebook.rules import VisitState
from edc.study.definition import Event, State
from edc.study.schedule import Window, deviation_days, study_day
from edc.study.view import PageView


@dataclass(frozen=True, slots=True)
class VisitStanding:
    """One visit as it stands today."""

    row: VisitRow
    event: Event
    state: VisitState
    window: Window | None
    actual: date | None
    """When it took place."""
    awaited: tuple[str, ...]
    """Forms that are expected and on which nothing is recorded."""
    left_out: frozenset[str] = frozenset()
    """Forms of which no page is expected here, whatever the participant's state: their own condition is not met."""
    version: str = ""
    """The version that it is of."""
    older: str = ""
    """The version in use at the site, where the visit was begun under an older one."""

    def waits_for(self, form: str) -> bool:
        """Whether an empty page of *form* may be waited for: at an unscheduled visit, the site chooses its forms."""
        return form in self.awaited or (self.event.kind == "unscheduled" and form not in self.left_out)

    @property
    def markable(self) -> tuple[str, ...]:
        """Forms that *visit not done* would mark: nothing is recorded on them, and they may be missed."""
        return tuple(form for form in self.row.blank if form not in self.left_out)

    @property
    def apart(self) -> int:
        """Days by which it lies outside its window; 0 inside, or while nobody knows."""
        return deviation_days(self.window, self.actual) if self.window and self.actual else 0

    @property
    def held(self) -> str:
        """``locked`` or ``frozen`` where all of its pages are, else nothing."""
        if self.row.locked == self.row.pages:
            return "locked"
        return "frozen" if self.row.frozen + self.row.locked == self.row.pages else ""

    @property
    def signature(self) -> str:
        """``signed`` where signatures cover all that is recorded, ``again`` where one no longer does."""
        if self.row.again:
            return "again"
        return "signed" if self.row.begun and self.row.signed == self.row.begun else ""

    @property
    def to_sign(self) -> bool:
        """Nothing of it is left to enter, and a signature is wanted."""
        done = self.state in (VisitState.FINISHED, VisitState.NOT_DONE)
        return (done and self.signature != "signed") or self.signature == "again"

    @property
    def settled(self) -> bool:
        """Nothing of it is left to enter."""
        return self.state in _SETTLED and not self.row.in_entry

    @property
    def began(self) -> bool:
        """Something of it was entered."""
        return bool(self.row.in_entry + self.row.finished)


@dataclass(frozen=True, slots=True)
class Standing:
    """One participant as they stand today at their site."""

    subject: SubjectRow
    today: date
    state: State | None
    visits: tuple[VisitStanding, ...]
    """In the order of the schedule, added visits after it."""
    wanted: tuple[Event, ...]
    """Events the state expects that nobody added yet, such as an early termination visit."""
    consent: date | None
    pages: tuple[PageView, ...]
    """The documents that were read for it."""

    @property
    def in_time(self) -> tuple[VisitStanding, ...]:
        """The visits as they lie in time: an added one after the last scheduled visit before it, by date; those
        without a date follow, the logs come last."""
        line = [visit for visit in self.visits if visit.event.kind == "scheduled"]
        added = [visit for visit in self.visits if visit.event.kind == "unscheduled"]
        for visit in sorted((one for one in added if one.actual), key=lambda one: one.actual or date.max):
            before = [n for n, one in enumerate(line) if (day := _when(one)) and visit.actual and day <= visit.actual]
            line.insert(before[-1] + 1 if before else 0, visit)
        undated = [visit for visit in added if not visit.actual]
        return (*line, *undated, *(visit for visit in self.visits if visit.event.kind == "log"))

    @property
    def last_contact(self) -> date | None:
        return max((visit.actual for visit in self.visits if visit.actual), default=None)

    @property
    def overdue(self) -> tuple[VisitStanding, ...]:
        return tuple(visit for visit in self.visits if visit.state is VisitState.OVERDUE)

    @property
    def over(self) -> bool:
        """Every visit that is to come took place or was not done: now the logs are finished too."""
        visits = [visit for visit in self.visits if visit.event.kind != "log"]
        return not self.wanted and all(visit.settled for visit in visits) and any(visit.row.begun for visit in visits)

    @property
    def gaps(self) -> tuple[VisitStanding, ...]:
        """Visits that were begun and still lack forms; once all of them are over, the logs too."""
        return tuple(
            visit
            for visit in self.visits
            if visit.awaited and (self.over if visit.event.kind == "log" else visit.began)
        )

    @property
    def complete(self) -> bool:
        """Nothing is left to come, to enter or to settle."""
        asked = any(visit.row.open or visit.row.answered for visit in self.visits)
        return self.over and not asked and all(visit.settled for visit in self.visits)

    def day(self, visit: VisitStanding) -> int | None:
        """Study day of *visit* (its target, before it took place); ``None`` until its anchor is known."""
        anchor = next((one.actual for one in self.visits if one.event.name == visit.event.anchor and one.actual), None)
        day = visit.actual or (visit.window.target if visit.window else None)
        return study_day(day, anchor) if day and anchor else None

    @property
    def next(self) -> VisitStanding | None:
        """The visit to come: the earliest that is overdue or due, else the next one ahead."""
        ahead = [visit for visit in self.visits if visit.state in _AHEAD and visit.window]
        return min(ahead, key=lambda visit: visit.window.last if visit.window else date.max, default=None)


def _when(visit: VisitStanding) -> date | None:
    """When a visit was, else when it is wanted."""
    return visit.actual or (visit.window.target if visit.window else None)


_SETTLED = (VisitState.FINISHED, VisitState.NOT_DONE, VisitState.NOT_EXPECTED)
_AHEAD = (VisitState.OVERDUE, VisitState.DUE, VisitState.NOT_YET_DUE)
