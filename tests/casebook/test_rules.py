"""States of pages, visits and subjects."""

from __future__ import annotations

from datetime import date

import pytest

from edc.casebook.rules import EntryState as E
from edc.casebook.rules import VisitState as V
from edc.casebook.rules import entry_state, expected, subject_state, visit_state
from edc.study.definition import Event, Form, Group, State, Study
from edc.study.document import Document, Value
from edc.study.schedule import Window

Y = Value(v="Y")


@pytest.mark.parametrize(
    ("document", "expects", "state"),
    [
        (None, True, E.NOT_STARTED),
        (None, False, E.NOT_EXPECTED),
        ({"CREAT": Value(v="139")}, True, E.IN_ENTRY),
        ({"CREAT": Value(m="ND")}, True, E.IN_ENTRY),
        ({"AE/1/#struck": Value(v="ERROR")}, True, E.IN_ENTRY),
        ({"CREAT": Value(v="139")}, False, E.IN_ENTRY),
        ({"CREAT": None}, True, E.NOT_STARTED),
        ({"CREAT": None}, False, E.NOT_EXPECTED),
        ({"AE/#order": Value(v="2 1")}, True, E.NOT_STARTED),
        ({"CREAT": Value(v="139"), "#finished": Y}, True, E.FINISHED),
        ({"#finished": Y}, False, E.FINISHED),
        ({"CREAT": Value(v="139"), "#finished": None}, True, E.IN_ENTRY),
        ({"#notdone": Value(v="MISSED")}, True, E.NOT_DONE),
        ({"#notdone": None}, True, E.NOT_STARTED),
        ({"#notdone": Value(v="MISSED"), "#finished": Y}, True, E.NOT_DONE),
        ({"#notdone": Value(v="MISSED"), "#struck": Value(v="ERROR")}, False, E.STRUCK),
        ({"CREAT": Value(v="139"), "#finished": Y, "#struck": None}, True, E.FINISHED),
    ],
)
def test_the_state_of_a_page_is_computed_from_what_it_holds(document: Document | None, expects: bool, state: E) -> None:
    """Li Wen never chooses a state (B.3.14.0700): struck out beats not done beats finished beats in entry.

    Values recorded before a participant left stay visible; a page cleared again is owed again.
    """
    assert entry_state(document, expects) is state


WEEK_20 = Event(oid="W20", name="W20", label={"en": "Week 20"}, anchor="W0", day=141, before=7, after=7)
WINDOW = Window(date(2025, 8, 4), date(2025, 7, 28), date(2025, 8, 11))


@pytest.mark.parametrize(
    ("pages", "state"),
    [
        ([E.IN_ENTRY, E.NOT_STARTED], V.IN_ENTRY),
        ([E.FINISHED, E.NOT_STARTED], V.IN_ENTRY),
        ([E.NOT_DONE, E.NOT_STARTED], V.IN_ENTRY),
        ([E.FINISHED, E.FINISHED], V.FINISHED),
        ([E.FINISHED, E.NOT_DONE], V.FINISHED),
        ([E.FINISHED, E.NOT_EXPECTED], V.FINISHED),
        ([E.FINISHED, E.STRUCK], V.FINISHED),
        ([E.NOT_DONE, E.NOT_DONE, E.NOT_EXPECTED], V.NOT_DONE),
        ([E.NOT_EXPECTED], V.NOT_EXPECTED),
        ([], V.NOT_EXPECTED),
        ([E.NOT_STARTED, E.NOT_EXPECTED], V.OVERDUE),
        ([E.STRUCK, E.NOT_EXPECTED], V.OVERDUE),
    ],
)
def test_the_state_of_a_visit_is_computed_from_its_pages(pages: list[E], state: V) -> None:
    """In October Li Wen looks at week 20: what is recorded speaks first, the calendar last (REQ-56)."""
    assert visit_state(WEEK_20, pages, WINDOW, date(2025, 10, 1)) is state


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2025-07-27", V.NOT_YET_DUE),
        ("2025-07-28", V.DUE),
        ("2025-08-11", V.DUE),
        ("2025-08-12", V.OVERDUE),
    ],
)
def test_an_untouched_visit_falls_due_with_its_window(today: str, state: V) -> None:
    """Both ends of the window belong to it; the day after is overdue (EC17)."""
    assert visit_state(WEEK_20, [E.NOT_STARTED], WINDOW, date.fromisoformat(today)) is state


def test_retrospective_entry_is_never_late() -> None:
    """A study entered years later mutes the clock and keeps the facts (trial 0.4.11)."""
    today = date(2030, 1, 1)
    assert visit_state(WEEK_20, [E.NOT_STARTED], WINDOW, today, retrospective=True) is V.NOT_STARTED
    assert visit_state(WEEK_20, [E.FINISHED], WINDOW, today, retrospective=True) is V.FINISHED


def test_without_a_window_nobody_is_late() -> None:
    """Before the first infusion week 20 is not yet due; a log or an unanchored visit has merely not begun."""
    today = date(2025, 10, 1)
    assert visit_state(WEEK_20, [E.NOT_STARTED], None, today) is V.NOT_YET_DUE
    unanchored = WEEK_20.model_copy(update={"anchor": None})
    assert visit_state(unanchored, [E.NOT_STARTED], None, today) is V.NOT_STARTED
    log = WEEK_20.model_copy(update={"kind": "log"})
    assert visit_state(log, [E.NOT_STARTED], WINDOW, today) is V.NOT_STARTED


def _form(name: str) -> Form:
    return Form(oid=name, name=name, label={"en": name}, groups=(Group(oid=name, name=name, items=()),))


def _visit(name: str, kind: str, *forms: str) -> Event:
    return Event.model_validate({"oid": name, "name": name, "label": {}, "kind": kind, "forms": forms})


STUDY = Study(
    oid="DN",
    name="DN",
    version="1",
    label={},
    events=(
        _visit("SCN", "scheduled", "DM", "LAB"),
        _visit("W20", "scheduled", "LAB"),
        _visit("ET", "unscheduled", "LAB", "EOS"),
        _visit("LOG", "log", "AE"),
    ),
    forms=tuple(_form(name) for name in ("DM", "LAB", "EOS", "AE")),
    states=(
        State(
            name="FAILED",
            label={},
            when="ELIG.ELIGDEC == 'N'",
            expects=("SCN", "LOG"),
            forms=("DM", "AE"),
        ),
        State(name="STOPPED", label={}, when="EOT.STOPPED", expects=("SCN", "W20", "ET", "LOG")),
        State(name="SCREENING", label={}, when="true"),
    ),
)


@pytest.mark.parametrize(
    ("true", "unknown", "state"),
    [
        ({"true"}, set(), "SCREENING"),
        ({"true", "EOT.STOPPED"}, set(), "STOPPED"),
        ({"true", "EOT.STOPPED", "ELIG.ELIGDEC == 'N'"}, set(), "FAILED"),
        ({"true"}, {"ELIG.ELIGDEC == 'N'", "EOT.STOPPED"}, "SCREENING"),
        (set(), {"true"}, None),
    ],
)
def test_the_first_state_that_holds_is_the_subjects(true: set[str], unknown: set[str], state: str | None) -> None:
    """A missing answer moves nobody: unknown is not true, and the order of the study's list decides."""
    found = subject_state(STUDY, lambda when: None if when in unknown else when in true)
    assert (found.name if found else None) == state


def test_the_state_decides_what_is_owed() -> None:
    """A screen failure owes demographics and adverse events, nothing more (trial 0.4.4).

    An unscheduled visit is owed only where a state names it; a form never at an event that lacks it.
    """

    def owed(state: State | None) -> set[str]:
        return {
            f"{event.name}.{form.name}"
            for event in STUDY.events
            for form in STUDY.forms
            if expected(STUDY, state, event, form)
        }

    failed, stopped, screening = STUDY.states
    assert owed(failed) == {"SCN.DM", "LOG.AE"}
    assert owed(stopped) == {"SCN.DM", "SCN.LAB", "W20.LAB", "ET.LAB", "ET.EOS", "LOG.AE"}
    assert owed(screening) == owed(None) == {"SCN.DM", "SCN.LAB", "W20.LAB", "LOG.AE"}
