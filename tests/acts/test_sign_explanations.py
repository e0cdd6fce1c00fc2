"""Checks that only the signer is asked: explained once each, at signing, and again when what they read changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from edc import clock
from edc.acts.context import read_context
from edc.acts.reasons import Reason
from edc.acts.sign import sign, to_sign
from edc.acts.withdraw_signature import withdraw_signature
from edc.casebook.listing import documents
from edc.casebook.reading import PageRef, SubjectRef
from edc.db import Database
from edc.errors import Refusal
from edc.review.rules_queries import Key
from edc.study.definition import Check, Study
from tests.acts.story import asked, begin, enter, flaws, page_of, state, story_study, study_with
from tests.people import actor

CHEN_JIE = actor("chen.jie")


def study() -> Study:
    """DS is signed as a page, and asks the signer where it contradicts the weight on another page."""
    plain = story_study()
    contradiction = Check(
        id="S1",
        when='DSDECOD == "COMPLETED" and DM.WEIGHT < 50',
        message={"en": "Completed in spite of a low weight"},
        at="sign",
        items=("DSDECOD",),
    )
    reader = Check(
        id="S2", when='known(signed_at("DS"))', message={"en": "The end of the study is signed"}, items=("WEIGHT",)
    )
    changed = {"DS": {"checks": (contradiction,)}, "DM": {"checks": (reader,)}}
    forms = tuple(
        type(form).model_validate(
            {name: getattr(form, name) for name in type(form).model_fields} | changed.get(form.name, {})
        )
        for form in plain.forms
    )
    return study_with(plain, version="2", forms=forms)


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    """YA-001 weighed 45 kg and completed the study; both pages are finished."""
    subject = begin(study_database, study=study())
    enter(study_database, page_of(study_database, subject, "SCN", "DM"), {"WEIGHT": "45"})
    enter(study_database, page_of(study_database, subject, "LOG", "DS"), {"DSDECOD": "COMPLETED"})
    return subject


@pytest.fixture
def ending(study_database: Database, subject: SubjectRef) -> PageRef:
    return page_of(study_database, subject, "LOG", "DS")


def questions(database: Database, page: PageRef) -> list[Key]:
    with database.reading() as connection:
        return [one.key for one in to_sign(connection, page.subject, "page", page.id).questions]


def attempt(database: Database, page: PageRef, explained: Mapping[Key, Reason] | None = None) -> int:
    with database.reading() as connection:
        seen = to_sign(connection, page.subject, "page", page.id).seen
    return sign(
        database,
        CHEN_JIE,
        page.subject,
        "page",
        page.id,
        meaning="responsible",
        seen=seen,
        identified_at=clock.stamp(clock.now()),
        explained=explained,
        request_key=None,
    )


def steps(database: Database, check: str) -> list[tuple[str, str, str, str]]:
    sql = (
        "SELECT e.name, e.code, e.text, e.person FROM query q JOIN query_event e ON e.query = q.id"
        " WHERE q.check_id = ? ORDER BY e.query, e.n"
    )
    return [tuple(row) for row in asked(database, sql, check)]


def test_a_save_asks_nothing_of_what_is_asked_at_signing(study_database: Database, ending: PageRef) -> None:
    """Li Wen finished the page and no query came of it; the signer is asked (trial 0.3, REQ-51)."""
    assert steps(study_database, "S1") == [] and state(study_database, ending, "open_queries") == 0
    assert questions(study_database, ending) == [Key(ending.id, "DSDECOD", "S1")]


def test_each_question_takes_an_explanation_or_nothing_is_signed(study_database: Database, ending: PageRef) -> None:
    """Chen Jie gives none, then one that owes words, then both: it is stored as accepted, by her (REQ-38, REQ-44)."""
    (key,) = questions(study_database, ending)
    for given in ({}, {key: Reason("nonsense")}, {key: Reason("explained")}):
        with pytest.raises(Refusal) as refused:
            attempt(study_database, ending, given)
        assert refused.value.code == "sign_explain"
    assert steps(study_database, "S1") == [] and state(study_database, ending, "signed") == "unsigned"
    attempt(study_database, ending, {key: Reason("explained", "Weighed after dialysis")})
    assert steps(study_database, "S1") == [
        ("raised", "", "", "system"),
        ("accepted", "explained", "Weighed after dialysis", "chen.jie"),
    ]
    assert state(study_database, ending, "signed") == "signed" and state(study_database, ending, "open_queries") == 0
    sql = "SELECT count(DISTINCT t.act) FROM (SELECT act FROM query_event UNION ALL SELECT act FROM signature) t"
    assert asked(study_database, sql)[0][0] == 1, "one act, one journal row"
    assert flaws(study_database) == []


def test_an_explanation_stands_until_a_value_the_check_read_changes(study_database: Database, ending: PageRef) -> None:
    """Signed again after another change, Chen Jie is not asked; after the weight changed she is (REQ-45)."""
    (key,) = questions(study_database, ending)
    attempt(study_database, ending, {key: Reason("checked")})
    assert questions(study_database, ending) == []
    weight = page_of(study_database, ending.subject, "SCN", "DM")
    enter(study_database, weight, {"NOTE": "came on foot"})
    assert questions(study_database, ending) == []
    enter(study_database, weight, {"WEIGHT": "44"})
    assert questions(study_database, ending) == [key]
    assert [step[0] for step in steps(study_database, "S1")] == ["raised", "accepted"], "a save asks nothing"
    attempt(study_database, ending, {key: Reason("checked")})
    assert [step[0] for step in steps(study_database, "S1")][2:] == ["fired_again", "accepted"]
    enter(study_database, weight, {"WEIGHT": "60"})
    assert steps(study_database, "S1")[-1][0] == "closed_itself" and questions(study_database, ending) == []


def test_a_withdrawn_signature_asks_again(study_database: Database, ending: PageRef) -> None:
    """Chen Jie withdraws because her explanation was wrong: the next signing asks for it (REQ-45)."""
    (key,) = questions(study_database, ending)
    signature = attempt(study_database, ending, {key: Reason("checked")})
    withdraw_signature(study_database, CHEN_JIE, ending.subject, signature, "Wrong explanation", request_key=None)
    assert questions(study_database, ending) == [key]


def test_what_reads_a_signature_is_settled_when_it_comes_and_goes(study_database: Database, ending: PageRef) -> None:
    """DM asks while DS is signed: the query opens in the act of signing, and closes when it is withdrawn or lapses."""
    (key,) = questions(study_database, ending)
    signature = attempt(study_database, ending, {key: Reason("checked")})
    weight = page_of(study_database, ending.subject, "SCN", "DM")
    assert [step[0] for step in steps(study_database, "S2")] == ["raised"]
    assert state(study_database, weight, "open_queries") == 1
    withdraw_signature(study_database, CHEN_JIE, ending.subject, signature, "Too early", request_key=None)
    assert state(study_database, weight, "open_queries") == 0
    attempt(study_database, ending, {key: Reason("checked")})
    assert state(study_database, weight, "open_queries") == 1
    enter(study_database, ending, {"DSDECOD": "LOST"})
    assert state(study_database, weight, "open_queries") == 0
    assert flaws(study_database) == []


def test_signing_over_a_page_does_not_move_when_it_was_decided(study_database: Database, ending: PageRef) -> None:
    """Chen Jie signed the page in March and again in June: it counts from March, as long as that stands (trial 0.3)."""
    (key,) = questions(study_database, ending)
    first = attempt(study_database, ending, {key: Reason("checked")})
    with clock.simulate(clock.now() + timedelta(days=92)):
        attempt(study_database, ending)
        given = dict(asked(study_database, "SELECT id, at FROM signature"))
        assert len(set(given.values())) == 2
        assert signed_at(study_database, ending) == [clock.wall(given[first], "Asia/Shanghai")] * 2
        withdraw_signature(study_database, CHEN_JIE, ending.subject, first, "Wrong explanation", request_key=None)
        assert signed_at(study_database, ending) == [clock.wall(max(given.values()), "Asia/Shanghai")] * 2


def signed_at(database: Database, page: PageRef) -> list[str | None]:
    """As acts see it, and as lists do."""
    with database.reading() as connection:
        acting = read_context(connection, page.subject, [page.form]).view().pages[page.id]
        (listed,) = documents(connection, [page.subject.id], [page.form])[page.subject.id]
    return [acting.signed_at, listed.signed_at]
