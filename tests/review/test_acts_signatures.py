"""Signatures: given for what was shown, voided by what changes, withdrawn by the signer alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from edc import clock
from edc.acts.add_person import add_person
from edc.acts.add_visit import add_visit
from edc.acts.answer_query import answer_query
from edc.acts.close_query import close_query
from edc.acts.not_done import visit_not_done
from edc.acts.raise_query import raise_query
from edc.acts.reasons import Reason
from edc.acts.sign import Scope, sign, to_sign
from edc.acts.withdraw_signature import withdraw_signature
from edc.casebook.reading import PageRef, SubjectRef
from edc.db import Database
from edc.errors import Refusal
from edc.review.signatures import SignatureRow, signatures, signatures_naming
from edc.trail.unit import SYSTEM, Actor
from tests.acts.story import FULL, asked, begin, enter, enter_all, flaws, give_signature, page_of, state, story_study
from tests.people import actor

ZHANG_MIN, CHEN_JIE, LI_WEN, ZHAO_RUI = actor("zhang.min"), actor("chen.jie"), actor("li.wen"), actor("zhao.rui")


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    """Everything of YA-001 is entered and finished."""
    subject = begin(study_database)
    enter_all(study_database, subject)
    return subject


def given(database: Database, scope: Scope, key: int) -> list[SignatureRow]:
    with database.reading() as connection:
        return signatures(connection, scope, key)


def seen(database: Database, subject: SubjectRef, scope: Scope, key: int) -> str:
    with database.reading() as connection:
        return to_sign(connection, subject, scope, key).seen


def attempt(
    database: Database,
    subject: SubjectRef,
    scope: Scope,
    key: int,
    who: Actor = ZHANG_MIN,
    *,
    token: str | None = None,
    meaning: str = "responsible",
    identified_at: str | None = None,
    request_key: str | None = None,
) -> int:
    return sign(
        database,
        who,
        subject,
        scope,
        key,
        meaning=meaning,
        seen=seen(database, subject, scope, key) if token is None else token,
        identified_at=clock.stamp(clock.now()) if identified_at is None else identified_at,
        request_key=request_key,
    )


def refusal(
    database: Database, subject: SubjectRef, scope: Scope, key: int, who: Actor = ZHANG_MIN, **more: str
) -> str:
    with pytest.raises(Refusal) as refused:
        attempt(database, subject, scope, key, who, **more)
    return refused.value.code


def test_a_signature_names_what_was_shown_and_lapses_with_it(study_database: Database, subject: SubjectRef) -> None:
    """REQ-43, REQ-44, REQ-45, REQ-47: Chen Jie signs week 4; Li Wen corrects one value; it asks to be given again."""
    renal = page_of(study_database, subject, "W4", "RENAL")
    number = attempt(study_database, subject, "visit", renal.visit, CHEN_JIE, request_key="s")
    assert attempt(study_database, subject, "visit", renal.visit, CHEN_JIE, request_key="s") == number
    (row,) = given(study_database, "visit", renal.visit)
    assert (row.state, row.name, row.meaning, row.role, len(row.pages)) == (
        "signed",
        "陈洁 Chen Jie",
        "responsible",
        "investigator",
        3,
    )
    assert state(study_database, renal, "signed") == "signed"

    enter(study_database, renal, {"UREA": "7.5"}, because="source")
    (row,) = given(study_database, "visit", renal.visit)
    assert (row.state, row.changed) == ("again", (renal.id,))
    assert state(study_database, renal, "signed") == "again"
    assert state(study_database, page_of(study_database, subject, "W4", "VS"), "signed") == "signed"

    give_signature(study_database, subject, "visit", renal.visit, "chen.jie")
    assert [one.state for one in given(study_database, "visit", renal.visit)] == ["signed", "again"]
    assert flaws(study_database) == []


def test_a_changed_derived_value_alone_asks_again(study_database: Database, subject: SubjectRef) -> None:
    """REQ-45: nobody touched the signed page; the weight on another page changed its ratio."""
    renal = page_of(study_database, subject, "W4", "RENAL")
    give_signature(study_database, subject, "visit", renal.visit)
    weight = page_of(study_database, subject, "SCN", "DM")
    enter(study_database, weight, {"NOTE": "came by train"})
    assert given(study_database, "visit", renal.visit)[0].state == "signed"
    enter(study_database, weight, {"WEIGHT": "61"})
    (row,) = given(study_database, "visit", renal.visit)
    assert (row.state, row.changed) == ("again", (renal.id,))
    assert state(study_database, renal, "signed") == "again"
    assert flaws(study_database) == []


def test_withdrawn_is_not_voided(study_database: Database, subject: SubjectRef) -> None:
    """REQ-45: the signer's own withdrawal and a later change are told apart, and both are shown."""
    renal = page_of(study_database, subject, "W4", "RENAL")
    number = give_signature(study_database, subject, "visit", renal.visit, "chen.jie")
    with pytest.raises(Refusal) as refused:
        withdraw_signature(study_database, ZHANG_MIN, subject, number, "not hers", request_key=None)
    assert refused.value.code == "signature_of_another"
    with pytest.raises(Refusal) as refused:
        withdraw_signature(study_database, CHEN_JIE, subject, number, " ", request_key=None)
    assert refused.value.code == "reason_owed"
    withdraw_signature(study_database, CHEN_JIE, subject, number, "signed the wrong visit", request_key="w")
    withdraw_signature(study_database, CHEN_JIE, subject, number, "signed the wrong visit", request_key="w")
    (row,) = given(study_database, "visit", renal.visit)
    assert (row.state, row.changed, row.withdrawn_reason) == ("withdrawn", (), "signed the wrong visit")
    assert state(study_database, renal, "signed") == "withdrawn"
    with pytest.raises(Refusal) as refused:
        withdraw_signature(study_database, CHEN_JIE, subject, number, "again", request_key=None)
    assert refused.value.code == "signature_withdrawn"
    enter(study_database, renal, {"UREA": "8"})
    (row,) = given(study_database, "visit", renal.visit)
    assert (row.state, row.changed) == ("withdrawn", (renal.id,))
    assert flaws(study_database) == []


def test_what_was_not_shown_is_not_signed(study_database: Database, subject: SubjectRef) -> None:
    """REQ-44: a value, or only a derived one, changed between reading and signing."""
    renal = page_of(study_database, subject, "W4", "RENAL")
    token = seen(study_database, subject, "visit", renal.visit)
    enter(study_database, page_of(study_database, subject, "SCN", "DM"), {"WEIGHT": "61"})
    assert refusal(study_database, subject, "visit", renal.visit, token=token) == "sign_changed"
    token = seen(study_database, subject, "visit", renal.visit)
    enter(study_database, renal, {"UREA": "8"})
    assert refusal(study_database, subject, "visit", renal.visit, token=token) == "sign_changed"
    assert given(study_database, "visit", renal.visit) == []


def test_who_may_sign_what(study_database: Database, subject: SubjectRef) -> None:
    """REQ-46, REQ-48: page and visit an investigator, the casebook the principal investigator, nobody else anything."""
    visit = page_of(study_database, subject, "W4", "RENAL").visit
    page = page_of(study_database, subject, "LOG", "DS")
    for who in ("li.wen", "zhao.rui", "sun.yan", "lin.tao", "he.ping", "qian.hao", "wu.gang"):
        assert refusal(study_database, subject, "visit", visit, actor(who)) == "not_permitted.page.sign"
        assert refusal(study_database, subject, "subject", subject.id, actor(who)) == "not_permitted.casebook.sign"
    assert refusal(study_database, subject, "subject", subject.id, CHEN_JIE) == "not_permitted.casebook.sign"
    elsewhere = Actor("zhang.min", "principal_investigator", "KM")
    assert refusal(study_database, subject, "visit", visit, elsewhere) == "not_found"
    attempt(study_database, subject, "page", page.id, CHEN_JIE)
    attempt(study_database, subject, "subject", subject.id)
    with study_database.reading() as connection:
        assert [row.scope for row in signatures_naming(connection, page.id)] == ["subject", "page"]


def test_a_signature_needs_its_two_parts_and_the_statement(study_database: Database, subject: SubjectRef) -> None:
    """REQ-42, REQ-49: the password just now, and once the statement that it binds as ink does."""
    visit = page_of(study_database, subject, "W4", "RENAL").visit
    assert refusal(study_database, subject, "visit", visit, identified_at="") == "sign_identify"
    before = clock.stamp(clock.now() - timedelta(minutes=6))
    assert refusal(study_database, subject, "visit", visit, identified_at=before) == "sign_identify"
    assert refusal(study_database, subject, "visit", visit, meaning="hello") == "sign_meaning"
    add_person(study_database, SYSTEM, "new.investigator", "新来 New Investigator")
    newcomer = Actor("new.investigator", "investigator", "YA")
    assert refusal(study_database, subject, "visit", visit, newcomer) == "sign_statement"


def test_no_unfinished_page_is_signed(study_database: Database) -> None:
    """REQ-56: in entry blocks, and so does what is expected and not begun; not done is settled."""
    subject = begin(study_database)
    vital = page_of(study_database, subject, "W4", "VS")
    assert refusal(study_database, subject, "visit", vital.visit) == "sign_unfinished"
    enter(study_database, vital, FULL["VS"], finish=False)
    with study_database.reading() as connection:
        shown = to_sign(connection, subject, "visit", vital.visit)
    assert (len(shown.unfinished), list(shown.pages)) == (3, [vital.id])
    enter(study_database, vital, {})
    assert refusal(study_database, subject, "visit", vital.visit) == "sign_unfinished"
    visit_not_done(study_database, LI_WEN, subject, vital.visit, Reason("absent"), request_key=None)
    give_signature(study_database, subject, "visit", vital.visit)
    assert len(given(study_database, "visit", vital.visit)[0].pages) == 3

    # an unscheduled visit happened, but is not owed: its empty page does not stand in the way
    visit = add_visit(study_database, LI_WEN, subject, "UNS", request_key=None)
    assert refusal(study_database, subject, "visit", visit) == "sign_nothing"
    renal = page_of(study_database, subject, "UNS", "RENAL")
    enter(study_database, renal, FULL["RENAL"])
    give_signature(study_database, subject, "visit", visit)
    late = page_of(study_database, subject, "UNS", "SV")
    enter(study_database, late, FULL["SV"])
    (row,) = given(study_database, "visit", visit)
    assert (row.state, row.changed) == ("again", (late.id,))
    assert flaws(study_database) == []


def test_open_queries_warn_at_a_visit_and_block_the_casebook(study_database: Database, subject: SubjectRef) -> None:
    """REQ-56: an answered query is not a closed one."""
    renal = page_of(study_database, subject, "W4", "RENAL")
    query = raise_query(study_database, ZHAO_RUI, renal, "UREA", "Unit?", request_key=None)
    with study_database.reading() as connection:
        shown = to_sign(connection, subject, "visit", renal.visit)
    assert (shown.open_queries, shown.signable.warned, shown.signable.blocked) == (1, ("sign_open_queries",), ())
    give_signature(study_database, subject, "visit", renal.visit)
    assert refusal(study_database, subject, "subject", subject.id) == "sign_open_queries"
    answer_query(study_database, LI_WEN, query, Reason("checked"), request_key=None)
    assert refusal(study_database, subject, "subject", subject.id) == "sign_open_queries"
    close_query(study_database, ZHAO_RUI, query, request_key=None)
    number = give_signature(study_database, subject, "subject", subject.id)
    held = "SELECT count(*) FROM signature_page WHERE signature = ?"
    pages = sum(len(event.forms) for event in story_study().events if event.kind != "unscheduled")
    assert asked(study_database, held, number) == [(pages,)]
    assert flaws(study_database) == []


def test_a_page_is_signed_for_itself_only_where_the_study_says_so(
    study_database: Database, subject: SubjectRef
) -> None:
    """REQ-47: the end of study is; renal function is signed with its visit."""

    def page(event: str, form: str) -> PageRef:
        return page_of(study_database, subject, event, form)

    assert refusal(study_database, subject, "page", page("W4", "RENAL").id) == "sign_no_page"
    give_signature(study_database, subject, "page", page("LOG", "DS").id, "chen.jie")
    assert state(study_database, page("LOG", "DS"), "signed") == "signed"
