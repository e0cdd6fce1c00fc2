"""A further page of a repeating form; pages that are expected only while something is true of the participant."""

from __future__ import annotations

import pytest

from edc.acts.add_page import add_page
from edc.acts.freeze import freeze
from edc.acts.lock_checklist import lock_gaps
from edc.acts.not_done import visit_not_done
from edc.acts.reasons import Reason
from edc.casebook import listing
from edc.casebook.reading import PageRef, SubjectRef, page_ref
from edc.casebook.standings import standings
from edc.db import Database
from edc.errors import Refusal
from edc.review.checklist import GapKind
from tests.acts.story import asked, document, enter, flaws, journal, page_of
from tests.acts.ward import LI_WEN, begin
from tests.people import actor


@pytest.fixture
def subject(database: Database) -> SubjectRef:
    return begin(database)


def refusal(database: Database, subject: SubjectRef, visit: int, form: str, **more: object) -> str:
    with pytest.raises(Refusal) as refused:
        add_page(database, more.pop("who", LI_WEN), subject, visit, form, request_key=None)  # type: ignore[arg-type]  # an Actor
    return refused.value.code


def reports(database: Database, subject: SubjectRef) -> list[PageRef]:
    """The report pages of the participant, in order."""
    found = asked(database, "SELECT id FROM page WHERE subject = ? AND form = 'SAE' ORDER BY repeat", subject.id)
    with database.reading() as connection:
        return [page for (number,) in found if (page := page_ref(connection, number)) is not None]


def test_a_further_page_is_added_when_it_is_needed(database: Database, subject: SubjectRef) -> None:
    """REQ-50: Li Wen reports a second serious event: one more page, its number, its act, and no second one by resending."""
    first = page_of(database, subject, "LOG", "SAE")
    page = add_page(database, LI_WEN, subject, first.visit, "SAE", request_key="a")
    assert add_page(database, LI_WEN, subject, first.visit, "SAE", request_key="a") == page
    third = add_page(database, LI_WEN, subject, first.visit, "SAE", request_key="b")
    assert [one.repeat for one in reports(database, subject)] == [1, 2, 3]
    enter(database, reports(database, subject)[2], {"WHAT": "admitted"}, finish=False)
    assert asked(database, "SELECT entry, event, form FROM page_state WHERE page = ?", third) == [
        ("in_entry", "LOG", "SAE")
    ]
    assert journal(database, subject.chain).count("add_page") == 2
    assert flaws(database) == []


def test_only_where_the_form_repeats_and_data_are_open(database: Database, subject: SubjectRef) -> None:
    """REQ-50, REQ-64: filled once is filled once; a visit that is frozen, and anybody of the sponsor, is refused."""
    log = page_of(database, subject, "LOG", "AE").visit
    assert refusal(database, subject, log, "AE") == "page_once"
    assert refusal(database, subject, page_of(database, subject, "W4", "SV").visit, "SAE") == "page_once"
    assert refusal(database, subject, 1, "SAE") == "not_found"
    assert refusal(database, subject, log, "SAE", who=actor("zhao.rui")).startswith("not_permitted")
    freeze(database, actor("sun.yan"), ("visit", str(log)), "cleaned", request_key=None)
    assert refusal(database, subject, log, "SAE") == "held"
    assert len(reports(database, subject)) == 1


def test_a_page_is_expected_only_while_its_condition_is_true(database: Database, subject: SubjectRef) -> None:
    """REQ-56: no serious event, no report owed, in the casebook and for the lock; one, and the report is; filled, it stays."""

    def owed() -> tuple[bool, bool]:
        with database.reading() as connection:
            row = listing.subject(connection, subject.id)
            assert row is not None
            (standing,) = standings(connection, [row])
            log = next(visit for visit in standing.visits if visit.event.name == "LOG")
            locked = any(gap.kind is GapKind.PAGE and gap.form == "SAE" for gap in lock_gaps(connection))
        return "SAE" in log.awaited, locked

    events = page_of(database, subject, "LOG", "AE")
    enter(database, events, {"AE/1/AETERM": "fever", "AE/1/AESER": "N"})
    assert owed() == (False, False)
    enter(database, events, {"AE/1/AESER": "Y"})
    assert owed() == (True, True)
    (report,) = reports(database, subject)
    enter(database, report, {"SAELNK": "AE/1"})
    assert owed() == (False, False)
    enter(database, events, {"AE/1/AESER": "N"})
    assert document(database, report)["SAELNK"] is not None
    assert asked(database, "SELECT entry FROM page_state WHERE page = ?", report.id) == [("finished",)]


def test_a_page_nobody_waits_for_can_be_filled_all_the_same(database: Database, subject: SubjectRef) -> None:
    """Decisions 0.2: what happened is recorded, whether or not the program expected it."""
    (report,) = reports(database, subject)
    enter(database, report, {"SAELNK": "AE/1", "WHAT": "told by telephone"}, finish=False)
    assert asked(database, "SELECT entry FROM page_state WHERE page = ?", report.id) == [("in_entry",)]


def test_a_visit_not_done_leaves_out_what_nobody_waited_for(database: Database, subject: SubjectRef) -> None:
    """REQ-53: *Visit not done* is about what was missed, not about a report that was never due."""
    log = page_of(database, subject, "LOG", "SAE")
    marked = visit_not_done(database, LI_WEN, subject, log.visit, Reason("absent"), request_key=None)
    assert log.id not in marked.marked and log.id in marked.left
