"""What is waited for at a visit hangs on the visit: pages of a dose that was not given are not owed."""

from __future__ import annotations

import random
from datetime import date

import pytest

from edc.acts.add_visit import add_visit
from edc.acts.dismiss_deviation import dismiss_deviation
from edc.acts.file_deviation import file_deviation
from edc.acts.move_page import move_visit
from edc.acts.not_done import not_done, visit_not_done
from edc.acts.reasons import Reason
from edc.acts.restore import restore
from edc.acts.strike_out import strike_out
from edc.casebook.reading import SubjectRef
from edc.casebook.rules import VisitState
from edc.db import Database
from edc.errors import Refusal
from edc.study.document import NOT_DONE, STRUCK
from tests.acts.amended import publish, start
from tests.acts.expecting import awaited, expecting_study, visits
from tests.acts.noticing import notices, number_of, steps
from tests.acts.story import asked, begin, document, enter, flaws, page_of
from tests.people import actor

LI_WEN, CHEN_JIE = actor("li.wen"), actor("chen.jie")
ABSENT, WHY = Reason("absent"), Reason("typing")
WEEK_0, WEEK_4 = ("W0", 1), ("W4", 1)
DRAFT = ("deviation", "NOT_DONE.PAGE", "OBS")


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    """YA-001, who came to week 0 on 4 March and to week 4 on 1 April."""
    found = begin(study_database, study=expecting_study())
    enter(study_database, page_of(study_database, found, "W0", "SV"), {"SVDAT": "2025-03-04"})
    enter(study_database, page_of(study_database, found, "W4", "SV"), {"SVDAT": "2025-04-01"})
    return found


def dose(database: Database, subject: SubjectRef, given: str | None, event: str = "W4", repeat: int = 1) -> None:
    enter(database, page_of(database, subject, event, "DOSE", repeat), {"GIVEN": given}, finish=given is not None)


def test_pages_of_a_dose_that_was_not_given_are_not_waited_for(study_database: Database, subject: SubjectRef) -> None:
    """REQ-56, trial 0.4.3: Li Wen records that week 4 had no dose, and nothing of that visit is left; week 0 is untouched."""
    everything = {"DOSE", "CP", "OBS"}
    assert awaited(study_database, subject)[WEEK_4] == awaited(study_database, subject)[WEEK_0] == everything
    dose(study_database, subject, "N")
    assert awaited(study_database, subject)[WEEK_4] == set()
    assert awaited(study_database, subject)[WEEK_0] == everything
    assert visits(study_database, subject)[WEEK_4].state is VisitState.FINISHED
    dose(study_database, subject, "Y")
    assert awaited(study_database, subject)[WEEK_4] == {"CP", "OBS"}
    assert visits(study_database, subject)[WEEK_4].state is VisitState.IN_ENTRY
    assert flaws(study_database) == []


def test_while_the_dose_page_says_nothing_its_pages_are_waited_for(
    study_database: Database, subject: SubjectRef
) -> None:
    """REQ-51: empty, cleared, not done or struck out, it does not say that there was no dose."""
    dose(study_database, subject, "N")
    dose(study_database, subject, None)
    assert {"CP", "OBS"} <= awaited(study_database, subject)[WEEK_4]
    page = page_of(study_database, subject, "W4", "DOSE")
    dose(study_database, subject, "N")
    strike_out(study_database, LI_WEN, page, WHY, request_key=None)
    assert {"CP", "OBS"} <= awaited(study_database, subject)[WEEK_4]
    restore(study_database, LI_WEN, page, STRUCK, WHY, request_key=None)
    assert awaited(study_database, subject)[WEEK_4] == set()


def test_a_product_that_was_released_and_not_given_is_recorded(study_database: Database, subject: SubjectRef) -> None:
    """Never refuse a fact: the page may be filled in, counts then, and is asked for what it lacks."""
    dose(study_database, subject, "N")
    page = page_of(study_database, subject, "W4", "CP")
    enter(study_database, page, {"LOT": "UC-11"}, finish=False)
    week_4 = visits(study_database, subject)[WEEK_4]
    assert (week_4.state, week_4.awaited, week_4.row.in_entry) == (VisitState.IN_ENTRY, (), 1)
    enter(study_database, page, {})
    assert visits(study_database, subject)[WEEK_4].state is VisitState.FINISHED


def test_a_visit_that_was_not_done_leaves_out_what_nobody_waits_for(
    study_database: Database, subject: SubjectRef
) -> None:
    """REQ-53: one act closes what was missed; with nothing missed there is nothing to close."""
    dose(study_database, subject, "N")
    visit = page_of(study_database, subject, "W4", "SV").visit
    assert visits(study_database, subject)[WEEK_4].markable == ()
    with pytest.raises(Refusal) as refused:
        visit_not_done(study_database, LI_WEN, subject, visit, ABSENT, request_key=None)
    assert refused.value.code == "visit_recorded"
    dose(study_database, subject, "Y")
    marked = visit_not_done(study_database, LI_WEN, subject, visit, ABSENT, request_key=None).marked
    forms = {asked(study_database, "SELECT form FROM page WHERE id = ?", page)[0][0] for page in marked}
    assert forms == {"CP", "OBS"}


def test_a_draft_about_a_page_goes_and_comes_with_what_is_waited_for(
    study_database: Database, subject: SubjectRef
) -> None:
    """Trial 0.4.7: OBS was marked as not done before anybody said that there was no dose; the draft lapses with that,
    stands again when the dose is corrected, and a mark on a page nobody waits for drafts nothing."""
    page = page_of(study_database, subject, "W4", "OBS")
    not_done(study_database, LI_WEN, page, ABSENT, request_key=None)
    assert notices(study_database, subject.id) == [(*DRAFT, "open")]
    dose(study_database, subject, "N")
    assert notices(study_database, subject.id) == [(*DRAFT, "lapsed")]
    not_done(study_database, LI_WEN, page_of(study_database, subject, "W4", "CP"), ABSENT, request_key=None)
    assert notices(study_database, subject.id) == [(*DRAFT, "lapsed")]
    dose(study_database, subject, "Y")
    assert {one for one in notices(study_database, subject.id) if one[1] == "NOT_DONE.PAGE"} == {
        (*DRAFT, "open"),
        ("deviation", "NOT_DONE.PAGE", "CP", "open"),
    }
    number = asked(study_database, "SELECT min(id) FROM notice")[0][0]
    assert [name for name, _, _ in steps(study_database, number)] == ["drafted", "lapsed", "fired_again"]
    restore(study_database, LI_WEN, page, NOT_DONE, WHY, request_key=None)
    assert (*DRAFT, "lapsed") in notices(study_database, subject.id)
    assert flaws(study_database) == []


def test_a_filed_draft_about_a_visit_speaks_for_it_whatever_is_corrected(
    study_database: Database, subject: SubjectRef
) -> None:
    """Trial 0.4.7: of week 4 all was missed but the dose; what the site filed stays, and nothing is drafted beside it."""
    dose(study_database, subject, "Y")
    visit = page_of(study_database, subject, "W4", "SV").visit
    visit_not_done(study_database, LI_WEN, subject, visit, ABSENT, request_key=None)
    number = number_of(study_database, "deviation", "NOT_DONE.VISIT")
    file_deviation(study_database, LI_WEN, number, "Left after the dose.", request_key=None)
    for given in ("N", "Y"):
        dose(study_database, subject, given)
        drafted = [one for one in notices(study_database, subject.id) if one[1].startswith("NOT_DONE")]
        assert drafted == [("deviation", "NOT_DONE.VISIT", "SV", "filed")]


def test_a_dismissed_draft_stays_dismissed(study_database: Database, subject: SubjectRef) -> None:
    """Trial 0.4.7: Chen Jie dismissed it with a reason; that the page is not waited for, and is again, changes nothing."""
    not_done(study_database, LI_WEN, page_of(study_database, subject, "W4", "OBS"), ABSENT, request_key=None)
    dismiss_deviation(
        study_database, CHEN_JIE, number_of(study_database, "deviation", "NOT_DONE.PAGE"), "no need", request_key=None
    )
    for given in ("N", "Y"):
        dose(study_database, subject, given)
        assert (*DRAFT, "dismissed") in notices(study_database, subject.id)


def test_each_of_several_visits_has_its_own_dose(study_database: Database, subject: SubjectRef) -> None:
    """REQ-56: two unscheduled visits, of which the second had no dose; at neither is a page owed, the second lacks none."""
    for _ in range(2):
        add_visit(study_database, LI_WEN, subject, "UNS", request_key=None)
    dose(study_database, subject, "Y", "UNS", 1)
    dose(study_database, subject, "N", "UNS", 2)
    first, second = (visits(study_database, subject)["UNS", repeat] for repeat in (1, 2))
    assert first.waits_for("OBS") and not second.waits_for("OBS")
    assert (first.left_out, second.left_out) == (frozenset(), {"CP", "OBS"})
    assert awaited(study_database, subject)[WEEK_4] == {"DOSE", "CP", "OBS"}


def test_a_visit_is_judged_by_the_expectation_of_its_own_version(study_database: Database) -> None:
    """REQ-50: week 4 began under version 2, which waits for every page; it is judged by version 3 once it is moved."""
    found = begin(study_database, study=expecting_study(expected_if=None))
    enter(study_database, page_of(study_database, found, "W4", "SV"), {"SVDAT": "2025-04-01"})
    dose(study_database, found, "N")
    not_done(study_database, LI_WEN, page_of(study_database, found, "W4", "OBS"), ABSENT, request_key=None)
    publish(study_database, expecting_study(version="3", more="NOTE"))
    start(study_database, date(2025, 1, 1), "3")
    dose(study_database, found, "N", "W0")
    assert awaited(study_database, found)[WEEK_4] == {"CP"} and awaited(study_database, found)[WEEK_0] == {"SV"}
    assert (*DRAFT, "open") in notices(study_database, found.id)
    visit = page_of(study_database, found, "W4", "SV").visit
    move_visit(study_database, LI_WEN, found, visit, "amendment 1", request_key=None)
    assert awaited(study_database, found)[WEEK_4] == set()
    assert (*DRAFT, "lapsed") in notices(study_database, found.id)
    assert flaws(study_database) == []


def test_a_revision_that_waits_for_less_lets_the_draft_lapse(study_database: Database) -> None:
    """REQ-50: what is waited for changes no data, so it is a revision; drafts follow it as queries follow their checks."""
    found = begin(study_database, study=expecting_study(expected_if=None))
    dose(study_database, found, "N")
    not_done(study_database, LI_WEN, page_of(study_database, found, "W4", "OBS"), ABSENT, request_key=None)
    assert notices(study_database, found.id) == [(*DRAFT, "open")]
    publish(study_database, expecting_study())
    assert notices(study_database, found.id) == [(*DRAFT, "lapsed")]
    assert "OBS" not in awaited(study_database, found)[WEEK_4]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_waited_for_equals_what_the_record_says(
    study_database: Database, subject: SubjectRef, seed: int
) -> None:
    """B.3.14.0700: whatever is entered, cleared, marked, struck out and restored, the lists, the acts and the drafts
    say what the documents themselves say, which are read here again."""
    dice = random.Random(seed)  # noqa: S311  # a story, not a secret
    add_visit(study_database, LI_WEN, subject, "UNS", request_key=None)
    for step in range(60):
        event, form = dice.choice(("W0", "W4", "W4", "UNS")), dice.choice(("DOSE", "DOSE", "CP", "OBS"))
        try:
            _something(study_database, subject, event, form, dice)
        except Refusal:
            continue
        if step % 3 == 0:
            _agree(study_database, subject)
    _agree(study_database, subject)
    assert flaws(study_database) == []


def _something(database: Database, subject: SubjectRef, event: str, form: str, dice: random.Random) -> None:
    page = page_of(database, subject, event, form)
    held = document(database, page)
    mark = next((one for one in (STRUCK, NOT_DONE) if held.get(one) is not None), None)
    what = dice.choice(("enter", "enter", "enter", "strike", "not_done", "visit"))
    if mark:
        restore(database, LI_WEN, page, mark, WHY, request_key=None)
    elif what == "strike":
        strike_out(database, LI_WEN, page, WHY, request_key=None)
    elif what == "not_done":
        not_done(database, LI_WEN, page, ABSENT, request_key=None)
    elif what == "visit" and dice.random() < 0.3:
        visit_not_done(database, LI_WEN, subject, page.visit, ABSENT, request_key=None)
    elif form == "DOSE":
        enter(database, page, {"GIVEN": dice.choice(("Y", "N", "N", None))}, finish=False)
    else:
        enter(database, page, {{"CP": "LOT", "OBS": "PULSE"}[form]: dice.choice(("7", None))}, finish=False)


def _agree(database: Database, subject: SubjectRef) -> None:
    """What the documents say, in plain words, against what the house says."""
    waiting = awaited(database, subject)
    sql = (
        "SELECT p.form, e.state FROM notice o JOIN page p ON p.id = o.page JOIN notice_event e ON e.notice = o.id"
        " AND e.n = (SELECT max(l.n) FROM notice_event l WHERE l.notice = o.id)"
        " WHERE p.visit = ? AND o.check_id LIKE 'NOT_DONE.%' AND e.state = 'open'"
    )
    for event in ("W0", "W4", "UNS"):
        pages = {form: document(database, page_of(database, subject, event, form)) for form in ("DOSE", "CP", "OBS")}
        told = pages["DOSE"].get("GIVEN")
        standing = not any(pages["DOSE"].get(mark) for mark in (STRUCK, NOT_DONE))
        left_out = {"CP", "OBS"} if standing and told is not None and told.v == "N" else set()
        blank = {form for form, held in pages.items() if not any(value is not None for value in held.values())}
        missed = {form for form, held in pages.items() if held.get(NOT_DONE) and not held.get(STRUCK)}
        assert (event == "UNS") or waiting[event, 1] & set(pages) == blank - left_out, event
        visit = visits(database, subject)[event, 1]
        assert {form for form in blank if not visit.waits_for(form)} == blank & left_out
        drafted = bool(asked(database, sql, visit.row.visit))
        assert drafted == (event != "UNS" and bool(missed - left_out)), event
