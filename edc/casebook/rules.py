"""What state a page, a visit and a subject are in, and what is expected of them.

States are computed from the record, never chosen (REQ-56, B.3.14.0700). Queries,
verification, signatures and holds are flags beside these and live in ``review``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum

from edc.study.definition import Event, Form, State, Study
from edc.study.document import FINISHED, NOT_DONE, STRUCK, VERSION, Document
from edc.study.schedule import Window


class EntryState(StrEnum):
    """How far the entry of one page has come."""

    NOT_STARTED = "not_started"
    IN_ENTRY = "in_entry"
    FINISHED = "finished"
    NOT_DONE = "not_done"
    NOT_EXPECTED = "not_expected"
    STRUCK = "struck"


class VisitState(StrEnum):
    """How far one visit has come. ``NOT_STARTED``: nothing says by when it is due."""

    NOT_YET_DUE = "not_yet_due"
    NOT_STARTED = "not_started"
    DUE = "due"
    OVERDUE = "overdue"
    IN_ENTRY = "in_entry"
    FINISHED = "finished"
    NOT_DONE = "not_done"
    NOT_EXPECTED = "not_expected"


def entry_state(document: Document | None, expected: bool) -> EntryState:
    """State of entry of a page from its head; *document* is ``None`` before the first save.

    What was recorded stays visible although no longer expected: *expected* matters
    only for a page that holds nothing. A page whose values were all cleared holds
    nothing and is owed again; its history tells the rest.
    """
    held = {path for path, value in (document or {}).items() if value is not None}
    if STRUCK in held:
        return EntryState.STRUCK
    if NOT_DONE in held:
        return EntryState.NOT_DONE
    if FINISHED in held:
        return EntryState.FINISHED
    if any(path != VERSION and not path.endswith("/#order") for path in held):
        return EntryState.IN_ENTRY
    return EntryState.NOT_STARTED if expected else EntryState.NOT_EXPECTED


def visit_state(
    event: Event,
    pages: Iterable[EntryState],
    window: Window | None,
    today: date,
    *,
    retrospective: bool = False,
) -> VisitState:
    """State of one visit from the states of its pages, its window and today at the site.

    Pages not expected and pages struck out are left out of the count; a visit all
    of whose pages were struck out is owed again. *retrospective* mutes the clock:
    data entered years later are not late (trial, decisions 0.4.2 and 0.4.11).
    """
    states = list(pages)
    counted = [state for state in states if state not in (EntryState.STRUCK, EntryState.NOT_EXPECTED)]
    if not counted and EntryState.STRUCK not in states:
        return VisitState.NOT_EXPECTED
    if all(state is EntryState.NOT_STARTED for state in counted):
        return _by_the_clock(event, window, today, retrospective)
    if all(state is EntryState.NOT_DONE for state in counted):
        return VisitState.NOT_DONE
    if all(state in (EntryState.FINISHED, EntryState.NOT_DONE) for state in counted):
        return VisitState.FINISHED
    return VisitState.IN_ENTRY


def _by_the_clock(event: Event, window: Window | None, today: date, retrospective: bool) -> VisitState:
    """State of a visit in which nothing was recorded."""
    if retrospective or event.kind != "scheduled":
        return VisitState.NOT_STARTED
    if window is None:
        return VisitState.NOT_STARTED if event.anchor is None else VisitState.NOT_YET_DUE
    if today < window.first:
        return VisitState.NOT_YET_DUE
    return VisitState.DUE if today <= window.last else VisitState.OVERDUE


def subject_state(study: Study, holds: Callable[[str], bool | None]) -> State | None:
    """The first of the study's states whose expression holds; ``None`` if none does.

    *holds* evaluates an expression for this subject. Unknown (``None``) is not
    true: a missing value moves nobody into a state.
    """
    return next((state for state in study.states if holds(state.when) is True), None)


def expected(
    study: Study,
    state: State | None,
    event: Event,
    form: Form,
    *,
    took_place: bool = False,
) -> bool:
    """Whether a page of *form* is expected at *event* from a subject in *state*.

    A scheduled visit that took place (its date is known) stays owed whole where the
    state leaves it out now: leaving the study does not undo what was done before.

    Unscheduled visits are expected only where a state names them (an early
    termination visit after withdrawal, say): they happen, they are not owed.
    With no state (a study that defines none), every scheduled page is expected.

    Of a form whose own condition (``expected_if``) is not true of the visit nobody waits
    for a page, whatever this says (:func:`~edc.study.evaluation.unexpected`).
    """
    if event.name not in study.event_by_name or form.name not in event.forms:
        return False
    named_events = None if state is None else state.expects
    named_forms = None if state is None else state.forms
    if took_place and event.kind != "unscheduled" and named_events is not None and event.name not in named_events:
        return True
    if named_events is None:
        return event.kind != "unscheduled" and (named_forms is None or form.name in named_forms)
    return event.name in named_events and (named_forms is None or form.name in named_forms)
