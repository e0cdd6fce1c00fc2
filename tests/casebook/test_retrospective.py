"""Retrospective mode mutes what speaks of lateness and keeps every fact (trial 0.4.11)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from edc import clock
from edc.access.rules_grants import Sites
from edc.casebook import listing
from edc.casebook.reading import SubjectRef
from edc.casebook.rules import VisitState
from edc.casebook.standing import Standing
from edc.casebook.standings import standings
from edc.db import Database
from tests.acts.story import begin, enter, page_of, story_study, study_with
from tests.web.record import browser, words

LATER = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""A year after the visits."""


def began(database: Database, *, retrospective: bool) -> SubjectRef:
    """YA-001 came to screening on 4 March 2025 and a week late to nothing: week 4 was never entered."""
    plain = story_study()
    events = tuple(
        type(event).model_validate(
            {name: getattr(event, name) for name in type(event).model_fields}
            | ({"anchor": "SCN", "week": 4, "before": 3, "after": 3} if event.name == "W4" else {})
            | ({"anchor": "SCN", "week": 0} if event.name == "SCN" else {})
        )
        for event in plain.events
    )
    subject = begin(database, study=study_with(plain, events=events, retrospective=retrospective))
    enter(database, page_of(database, subject, "SCN", "SV"), {"SVDAT": "2025-03-04"})
    return subject


def standing(database: Database) -> Standing:
    with clock.simulate(LATER), database.reading() as connection:
        found = listing.subjects(connection, Sites(True))
        return standings(connection, found)[0]


def visit_states(found: Standing) -> dict[str, VisitState]:
    return {visit.event.name: visit.state for visit in found.visits}


@pytest.mark.parametrize(("retrospective", "state"), [(False, VisitState.OVERDUE), (True, VisitState.NOT_STARTED)])
def test_no_visit_is_overdue_and_windows_stay(study_database: Database, retrospective: bool, state: VisitState) -> None:
    """Week 4 is a year late: told, or not. Its window is the same (architecture 6)."""
    began(study_database, retrospective=retrospective)
    found = standing(study_database)
    assert visit_states(found)["W4"] is state
    assert bool(found.overdue) is not retrospective
    (week,) = (visit for visit in found.visits if visit.event.name == "W4")
    assert week.window is not None and week.window.target.isoformat() == "2025-04-01"


@pytest.mark.parametrize("retrospective", [False, True])
def test_a_visit_outside_its_window_is_a_fact_in_either_mode(study_database: Database, retrospective: bool) -> None:
    """Ten days late is ten days late, however late it is entered (REQ-24)."""
    subject = began(study_database, retrospective=retrospective)
    enter(study_database, page_of(study_database, subject, "W4", "SV"), {"SVDAT": "2025-04-11"})
    (week,) = (visit for visit in standing(study_database).visits if visit.event.name == "W4")
    assert week.apart == 7


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("retrospective", [False, True])
def test_screens_speak_of_lateness_only_where_a_clock_runs(
    app: Flask, study_database: Database, retrospective: bool
) -> None:
    """The frame says it once; home still leads to the next visit, lists and chips of overdue visits are gone."""
    subject = began(study_database, retrospective=retrospective)
    li_wen, sun_yan = browser(app, "li.wen"), browser(app, "sun.yan")
    frame = li_wen.get("/").text
    assert frame.count("Retrospective entry: lateness is not shown") == int(retrospective)
    home, manager = words(frame), words(sun_yan.get("/").text)
    matrix = words(sun_yan.get("/participants").text)
    book = words(li_wen.get(f"/participants/{subject.id}").text)
    assert ("Visits to enter" in home) is retrospective and "W4" in home
    assert ("overdue" in home.lower()) is not retrospective
    assert ("Overdue visits" in manager) is not retrospective
    assert ("Only overdue" in matrix) is not retrospective and ("overdue" in matrix) is not retrospective
    assert ("today day" in book) is not retrospective
