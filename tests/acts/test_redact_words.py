"""Redaction of what was said about a participant: words of deviations and alerts, reasons of strike-outs and moves."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from edc.acts.add_subject import add_subject
from edc.acts.agree_deviation import agree_deviation
from edc.acts.ask_subject_strike import ask_subject_strike
from edc.acts.decide_subject_strike import decide_subject_strike
from edc.acts.dismiss_deviation import dismiss_deviation
from edc.acts.file_deviation import file_deviation
from edc.acts.move_page import move_page
from edc.acts.propose_deviation import propose_deviation
from edc.acts.raise_query import raise_query
from edc.acts.redact import redact
from edc.acts.see_alert import see_alert
from edc.casebook.reading import PageRef, SubjectRef
from edc.casebook.rules_strikes import StrikeStep
from edc.db import Database, Locks, rows
from edc.errors import Refusal
from edc.review.checking import kept_for_good
from edc.study.definition import Deviation
from edc.study.document import VERSION, Value
from edc.trail.salted import SALTED
from edc.trail.unit import unit
from tests.acts.amended import begin_two, first_version, publish, second_version, start
from tests.acts.noticing import dose_study, number_of, steps
from tests.acts.story import asked, begin, document, enter, flaws, journal, page_of
from tests.acts.test_redact import NAME, places_of
from tests.acts.test_verify_trail import tamper
from tests.exchange.shapes import exported
from tests.people import actor, furnish_study

LI_WEN, CHEN_JIE, ZHAO_RUI, SUN_YAN = actor("li.wen"), actor("chen.jie"), actor("zhao.rui"), actor("sun.yan")
ZHANG_MIN = actor("zhang.min")


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    """YA-001, of a study that drafts deviations and alerts."""
    return begin(study_database, study=dose_study())


def remove(database: Database, page: PageRef, seq: int, path: str) -> None:
    redact(database, SUN_YAN, page, seq, path, asked_by="zhang.min", reason="a name was typed", request_key=None)


def refused(database: Database, page: PageRef, seq: int, path: str) -> str:
    with pytest.raises(Refusal) as refusal:
        remove(database, page, seq, path)
    return refusal.value.code


def test_the_words_of_deviations_and_alerts_go(
    study_database: Database, study_owner_url: str, subject: SubjectRef
) -> None:
    """REQ-41: a proposal, a dismissal, a question about the class and a remark named the participant; the steps stay."""
    page = page_of(study_database, subject, "W0", "DOSE")
    named = f"{NAME} says so"
    given = propose_deviation(study_database, ZHAO_RUI, page, Deviation(category="DOSE"), named, request_key=None)
    dismiss_deviation(study_database, CHEN_JIE, given, named, request_key=None)
    enter(study_database, page, {"GIVEN": "Y", "K": "6.4"}, finish=False)
    alert, draft = number_of(study_database, "alert", "K01"), number_of(study_database, "deviation", "RELEASE.GIVE")
    see_alert(study_database, CHEN_JIE, alert, named, request_key=None)
    file_deviation(study_database, CHEN_JIE, draft, "given without consent", request_key=None)
    agree_deviation(study_database, SUN_YAN, draft, named, again=True, request_key=None)
    assert flaws(study_database) == []
    assert places_of(study_database, study_owner_url, NAME) == {"notice_event"}

    for notice, n in ((given, 1), (given, 2), (alert, 2), (draft, 3)):
        remove(study_database, page, n, f"notice/{notice}")
    assert places_of(study_database, study_owner_url, NAME) == set()
    assert steps(study_database, given) == [("proposed", None, "zhao.rui"), ("dismissed", None, "chen.jie")]
    assert [text for _, text, _ in steps(study_database, draft)] == ["consent warm", "", None]
    assert journal(study_database, subject.chain)[-4:] == ["redact"] * 4
    assert flaws(study_database) == []

    elsewhere = page_of(study_database, subject, "W0", "SV")
    assert refused(study_database, page, 1, f"notice/{given}") == "redact_nothing", "it is gone"
    assert refused(study_database, page, 1, f"notice/{draft}") == "redact_nothing", "codes of the program"
    assert refused(study_database, elsewhere, 2, f"notice/{draft}") == "redact_nothing", "it stands on another page"
    for path in ("notice/99", "notice/x", "notice/", f"notice/{given}/1", f"other/{given}"):
        assert refused(study_database, page, 1, path) == "redact_nothing"


def test_the_reasons_of_a_strike_out_go(study_database: Database, study_owner_url: str, subject: SubjectRef) -> None:
    """REQ-41: whoever asked and one who confirmed wrote the name; any page of the participant leads to the step, one
    of another participant does not, and the participant stays struck out."""
    ask_subject_strike(study_database, CHEN_JIE, subject, f"{NAME} was added twice", request_key=None)
    for who in (ZHANG_MIN, SUN_YAN):
        decide_subject_strike(
            study_database,
            who,
            subject,
            StrikeStep.CONFIRMED,
            f"{NAME} indeed" if who is SUN_YAN else "",
            request_key=None,
        )
    other = add_subject(study_database, LI_WEN, "YA")
    assert refused(study_database, page_of(study_database, other, "SCN", "SV"), 1, "strike/1") == "redact_nothing"
    page = page_of(study_database, subject, "SCN", "SV")
    remove(study_database, page, 1, "strike/1")
    assert places_of(study_database, study_owner_url, NAME) == {"subject_strike"}, "the confirmation is left"
    remove(study_database, page_of(study_database, subject, "W4", "SV"), 3, "strike/1")
    assert places_of(study_database, study_owner_url, NAME) == set()
    assert refused(study_database, page, 2, "strike/1") == "redact_nothing", "nothing was said"
    told = "SELECT step, reason FROM subject_strike WHERE subject = 1 ORDER BY n"
    assert asked(study_database, told) == [("asked", None), ("confirmed", ""), ("struck", None)]
    assert flaws(study_database) == []


def test_the_reason_of_a_page_move_goes(database: Database, owner_url: str) -> None:
    """REQ-41, REQ-50: it stands in the mark, as salted as any value; the page stays of its version, there and in files."""
    furnish_study(database, study=first_version())
    subject = begin_two(database)
    page = page_of(database, subject, "W0", "VS")
    enter(database, page, {"SBP": "160", "DBP": "80"})
    publish(database, second_version())
    start(database, date(2020, 1, 1))
    move_page(database, LI_WEN, page, f"{NAME} agreed to the amendment", request_key=None)
    remove(database, page, 2, VERSION)
    assert places_of(database, owner_url, NAME) == set()
    assert document(database, page)[VERSION] == Value(m="REDACTED")
    assert asked(database, "SELECT study_version FROM page_version WHERE page = ? ORDER BY seq", page.id) == [
        ("1",),
        ("2",),
    ]
    enter(database, page, {"PULSE": "70"})
    assert flaws(database) == []
    for kind in ("csv", "odm"):
        assert all(NAME.encode() not in content for content in exported(database, kind, profile="full").values())


@pytest.mark.parametrize("table", ["notice_event", "subject_strike"])
def test_words_are_covered_by_their_commitments(
    study_database: Database, study_owner_url: str, subject: SubjectRef, table: str
) -> None:
    """REQ-30, REQ-41: words changed behind the trail are found, words that vanished, and a commitment taken away."""
    page = page_of(study_database, subject, "W0", "DOSE")
    propose_deviation(study_database, ZHAO_RUI, page, Deviation(category="DOSE"), "seen on site", request_key=None)
    ask_subject_strike(study_database, CHEN_JIE, subject, "added twice", request_key=None)
    column = SALTED[table].column
    tamper(study_owner_url, f"UPDATE {table} SET {column} = 'something else'")
    assert [flaw.partition(": ")[2] for flaw in flaws(study_database)] == ["its text is not what was committed to"]
    tamper(study_owner_url, f"UPDATE {table} SET {column} = NULL, salt = NULL")
    assert [flaw.partition(": ")[2] for flaw in flaws(study_database)] == ["its text is gone without a redaction"]
    tamper(study_owner_url, f"UPDATE {table} SET {column} = 'seen', commitment = NULL")
    assert [flaw.partition(" ")[0] for flaw in flaws(study_database)] == ["journal"]


CHANGES = ("{0} = 'x'", "{0} = NULL, salt = NULL", "salt = NULL", "person = 'x'", "commitment = 'x'")


def test_the_database_blanks_nothing_without_a_redaction(study_database: Database, subject: SubjectRef) -> None:
    """REQ-41: the application's own connection cannot blank words that no redaction names, nor write others; where
    one names them, they go with their salt and nothing stands in their place."""
    page = page_of(study_database, subject, "W0", "DOSE")
    query = raise_query(study_database, ZHAO_RUI, page, "TEMP", "By mouth?", request_key=None)
    notice = propose_deviation(study_database, ZHAO_RUI, page, Deviation(category="DOSE"), "seen", request_key=None)
    ask_subject_strike(study_database, CHEN_JIE, subject, "added twice", request_key=None)
    elsewhere = page_of(study_database, add_subject(study_database, LI_WEN, "YA"), "SCN", "SV")
    paths = {"query_event": f"query/{query}", "notice_event": f"notice/{notice}", "subject_strike": "strike/1"}

    def attempt(table: str, change: str) -> None:
        sql = f"UPDATE {table} SET {change.format(SALTED[table].column)} WHERE n = 1 RETURNING n"
        with study_database.writing(Locks("YA", subject.id)) as connection:
            rows(connection, sql)

    def note(place: int, seq: int, path: str) -> None:
        with unit(study_database, "redact", SUN_YAN, locks=Locks("YA", subject.id)) as work:
            row = {"page": place, "seq": seq, "path": path, "asked_by": "zhang.min", "reason": "a name"}
            work.append("redaction", subject.chain, row)

    for table, path in paths.items():
        before = asked(study_database, f"SELECT * FROM {table}")
        for change in CHANGES:
            with pytest.raises((Refusal, DBAPIError)):
                attempt(table, change)
        for place, seq, named in ((page.id, 2, path), (elsewhere.id, 1, path), (page.id, 1, f"{path}0")):
            note(place, seq, named)
            with pytest.raises(Refusal) as guarded:
                attempt(table, "{0} = NULL, salt = NULL")
            assert guarded.value.code == "not_redactable", "it names another step"
        note(page.id, 1, path)
        for change in ("{0} = 'x', salt = NULL", "{0} = NULL", "salt = NULL"):
            with pytest.raises(Refusal) as guarded:
                attempt(table, change)
            assert guarded.value.code == "not_redactable"
        assert asked(study_database, f"SELECT * FROM {table}") == before
        attempt(table, "{0} = NULL, salt = NULL")
    assert flaws(study_database) == []


def test_every_text_of_a_new_record_can_be_removed(study_database: Database, subject: SubjectRef) -> None:
    """REQ-41: no act writes a row without its commitment."""
    page = page_of(study_database, subject, "W0", "DOSE")
    enter(study_database, page, {"GIVEN": "Y"}, finish=False)
    propose_deviation(study_database, ZHAO_RUI, page, Deviation(category="DOSE"), "seen on site", request_key=None)
    ask_subject_strike(study_database, CHEN_JIE, subject, "added twice", request_key=None)
    for table in SALTED:
        assert asked(study_database, f"SELECT count(*) FROM {table} WHERE commitment IS NULL OR salt IS NULL") == [(0,)]
    with study_database.reading() as connection:
        assert kept_for_good(connection) == 0
