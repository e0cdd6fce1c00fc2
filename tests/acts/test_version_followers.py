"""Who follows a revision or a start of a version, and what is said of what changed by it: nobody is left behind."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from edc.acts.ask_subject_strike import ask_subject_strike
from edc.acts.decide_subject_strike import decide_subject_strike
from edc.acts.decide_version import decide_version
from edc.acts.freeze import freeze
from edc.acts.move_page import move_page, move_visit
from edc.acts.propose_version import propose_version
from edc.acts.restore_subject import restore_subject
from edc.acts.unfreeze import unfreeze
from edc.casebook.reading import SubjectRef
from edc.casebook.rules_strikes import StrikeStep
from edc.db import Database
from edc.errors import Refusal
from edc.review.rules_requests import Verdict
from edc.study.definition import Part, Study
from tests.acts.amended import (
    LI_WEN,
    QIAN_HAO,
    SUN_YAN,
    ZHANG_MIN,
    approve,
    begin_two,
    first_version,
    propose,
    publish,
    second_version,
    start,
)
from tests.acts.story import asked, enter, flaws, page_of, queries, state, story_study, study_with
from tests.people import actor, furnish_study
from tests.review.locking import complete, lock

CHEN_JIE = actor("chen.jie")
FIRST = date(2025, 3, 1)


@pytest.fixture
def subject(database: Database) -> SubjectRef:
    """YA-001 was screened under version 1; a check asks about the blood pressure."""
    furnish_study(database, study=first_version())
    found = begin_two(database)
    enter(database, page_of(database, found, "SCN", "SV"), {"SVDAT": "2025-03-01"})
    enter(database, page_of(database, found, "SCN", "VS"), {"SBP": "190", "DBP": "80", "POS": "LYING"})
    return found


def with_form(study: Study, name: str, **changes: object) -> Study:
    return study_with(study, forms=tuple(_remade(one, **changes) if one.name == name else one for one in study.forms))


def _remade(one: Part, **changes: object) -> Any:
    return type(one).model_validate({name: getattr(one, name) for name in type(one).model_fields} | changes)


def strike(database: Database, subject: SubjectRef) -> None:
    ask_subject_strike(database, CHEN_JIE, subject, "added twice", request_key=None)
    for who in (SUN_YAN, ZHANG_MIN):
        decide_subject_strike(database, who, subject, StrikeStep.CONFIRMED, request_key=None)


def restored(database: Database, subject: SubjectRef) -> None:
    for who in (SUN_YAN, ZHANG_MIN):
        restore_subject(database, who, subject, "the number was right", request_key=None)


def events(database: Database, subject: SubjectRef) -> set[str]:
    return {event for (event,) in asked(database, "SELECT event FROM visit WHERE subject = ?", subject.id)}


def test_a_question_whose_check_was_removed_closes_and_says_so(database: Database, subject: SubjectRef) -> None:
    """REQ-50, REQ-54: nobody corrected anything; the thread tells that other rules hold, not that the value changed."""
    page = page_of(database, subject, "SCN", "VS")
    approve(database, propose(database, with_form(first_version(), "VS", checks=()), ethics=""))
    assert queries(database, page)["EC1"][1] == "closed"
    events = "SELECT name, code, person FROM query_event ORDER BY query, n"
    assert asked(database, events) == [("raised", "", "system"), ("closed_itself", "rules", "system")]
    assert flaws(database) == []


def test_a_correction_closes_without_that_word(database: Database, subject: SubjectRef) -> None:
    """REQ-38: what a value settled is not said to be settled by other rules."""
    enter(database, page_of(database, subject, "SCN", "VS"), {"SBP": "120"})
    assert asked(database, "SELECT name, code FROM query_event WHERE n = 2") == [("closed_itself", "")]


def test_who_is_struck_out_follows_and_may_be_restored(database: Database, subject: SubjectRef) -> None:
    """REQ-34, REQ-50: restored, YA-001 has the visits of version 2 and no question of a check that is gone."""
    strike(database, subject)
    approve(database, propose(database, with_form(first_version(), "VS", checks=()), ethics=""))
    publish(database, second_version())
    start(database, FIRST)
    restored(database, subject)
    assert {"BL", "D1"} <= events(database, subject)
    assert queries(database, page_of(database, subject, "SCN", "VS"))["EC1"][1] == "closed"
    assert flaws(database) == []


def test_who_was_frozen_gets_the_visits_when_the_start_is_given_again(database: Database, subject: SubjectRef) -> None:
    """REQ-50, REQ-62: frozen data gain nothing; after the freeze the same start reaches them, once, as the same start."""
    freeze(database, SUN_YAN, ("subject", str(subject.id)), "interim analysis", request_key=None)
    publish(database, second_version())
    assert start(database, FIRST).subjects == 0 and "D1" not in events(database, subject)
    unfreeze(database, SUN_YAN, ("subject", str(subject.id)), "analysis done", request_key=None)
    assert start(database, FIRST).subjects == 1 and {"BL", "D1"} <= events(database, subject)
    with pytest.raises(Refusal, match="uses version 2 from that day already"):
        start(database, FIRST)
    assert asked(database, "SELECT count(*) FROM site_version") == [(1,)]
    assert flaws(database) == []


def test_a_page_stays_where_the_new_version_has_no_place_for_it(database: Database, subject: SubjectRef) -> None:
    """REQ-50: version 2 has no screening visit; its pages stay with version 1, can be read and corrected."""
    two = second_version()
    publish(database, study_with(two, events=tuple(one for one in two.events if one.name != "SCN")))
    start(database, FIRST)
    page = page_of(database, subject, "SCN", "VS")
    with pytest.raises(Refusal, match="does not have this form any more"):
        move_page(database, LI_WEN, page, "the amendment", request_key=None)
    with pytest.raises(Refusal, match="nothing here to move forward"):
        move_visit(database, LI_WEN, subject, page.visit, "the amendment", request_key=None)
    enter(database, page, {"SBP": "120"})
    assert asked(database, "SELECT DISTINCT study_version FROM page_version") == [("1",)]
    assert flaws(database) == []


def test_a_locked_page_is_counted_anew_and_the_trail_still_verifies(study_database: Database) -> None:
    """REQ-30, REQ-62: the diastolic pressure is to be verified too; the locked record stays, what is counted follows."""
    found = complete(study_database)
    lock(study_database)
    page, study = page_of(study_database, found, "SCN", "VS"), story_study()
    (group,) = study.form_by_name["VS"].groups
    items = tuple(_remade(one, verify=True) if one.name == "DBP" else one for one in group.items)
    owed = state(study_database, page, "owed")
    revised = with_form(study, "VS", groups=(_remade(group, items=items),))
    number = propose_version(study_database, SUN_YAN, revised, "verify both", "")
    for who in (ZHANG_MIN, QIAN_HAO):
        decide_version(study_database, who, number, Verdict.APPROVED, request_key=None)
    assert state(study_database, page, "owed") == owed + 1
    assert flaws(study_database) == []
