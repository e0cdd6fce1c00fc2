"""Redaction: a name typed by mistake goes everywhere, and every digest still verifies."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, inspect

from edc.acts.answer_query import answer_query
from edc.acts.freeze import freeze
from edc.acts.raise_query import raise_query
from edc.acts.reasons import Reason
from edc.acts.redact import redact
from edc.acts.seal_trail import seal_trail
from edc.casebook.reading import PageRef, SubjectRef
from edc.db import Database
from edc.errors import Refusal
from edc.study.document import Value
from tests.acts.story import FULL, asked, begin, document, enter, flaws, journal, page_of, queries, state
from tests.people import actor

SUN_YAN, ZHANG_MIN, LIN_TAO = actor("sun.yan"), actor("zhang.min"), actor("lin.tao")
NAME = "王小明"


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    return begin(study_database)


@pytest.fixture
def person(study_database: Database, subject: SubjectRef) -> PageRef:
    """Li Wen typed the participant's name into the remark, saved twice more, then corrected it."""
    page = page_of(study_database, subject, "SCN", "DM")
    enter(study_database, page, {**FULL["DM"], "NOTE": f"{NAME} came by bus"})
    enter(study_database, page, {"WEIGHT": "61"}, because="source")
    enter(study_database, page, {"NOTE": "came by bus"}, because=f"other: {NAME} is a name")
    return page


def places_of(database: Database, owner_url: str, text: str) -> set[str]:
    """Every table that holds *text* in any column, read as the owner of the database reads it."""
    engine = create_engine(owner_url.replace("postgresql://", "postgresql+psycopg://"))
    found = set()
    with engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                if any(text in str(value) for value in row):
                    found.add(table)
    engine.dispose()
    return found


def remove(database: Database, page: PageRef, seq: int, path: str, *, key: str | None = None) -> None:
    redact(database, SUN_YAN, page, seq, path, asked_by="zhang.min", reason="a name was typed", request_key=key)


def test_a_name_is_gone_from_the_whole_database_and_everything_verifies(
    study_database: Database, study_owner_url: str, subject: SubjectRef, person: PageRef
) -> None:
    """REQ-41: in both versions that carried it and both changes that told of it; and so is the reason that named it."""
    seal_trail(study_database, LIN_TAO)
    before = asked(study_database, "SELECT * FROM page_state ORDER BY page")
    assert places_of(study_database, study_owner_url, NAME) == {"page_version", "item_change"}
    remove(study_database, person, 1, "NOTE", key="r")
    remove(study_database, person, 1, "NOTE", key="r")
    assert places_of(study_database, study_owner_url, NAME) == {"page_version", "item_change"}, "the reason is left"
    remove(study_database, person, 3, "?NOTE")
    assert places_of(study_database, study_owner_url, NAME) == set()

    trail = "SELECT seq, old, new, reason FROM item_change WHERE page = ? AND path = 'NOTE' ORDER BY seq"
    assert asked(study_database, trail, person.id) == [
        (1, None, '{"m":"REDACTED"}', None),
        (3, '{"m":"REDACTED"}', '{"v":"came by bus"}', "REDACTED"),
    ]
    assert document(study_database, person)["NOTE"] == Value(v="came by bus")
    assert asked(study_database, "SELECT * FROM page_state ORDER BY page") == before
    assert journal(study_database, subject.chain)[-2:] == ["redact", "redact"]
    assert asked(study_database, "SELECT seq, path, asked_by, reason FROM redaction ORDER BY seq") == [
        (1, "NOTE", "zhang.min", "a name was typed"),
        (3, "?NOTE", "zhang.min", "a name was typed"),
    ]
    assert flaws(study_database) == []
    enter(study_database, person, {"NOTE": "came by train"})
    assert flaws(study_database) == []


def test_the_value_that_stands_is_redacted_and_stays_redacted(
    study_database: Database, study_owner_url: str, person: PageRef
) -> None:
    """REQ-41: the page shows that something was removed; the next correction owes a reason as ever."""
    enter(study_database, person, {"NOTE": NAME})
    remove(study_database, person, 4, "NOTE")
    assert document(study_database, person)["NOTE"] == Value(m="REDACTED")
    enter(study_database, person, {"WEIGHT": "62"})
    assert flaws(study_database) == []
    with pytest.raises(Refusal) as refused:
        remove(study_database, person, 4, "NOTE")
    assert refused.value.code == "redact_nothing"


def test_what_was_derived_from_it_follows(study_database: Database, subject: SubjectRef, person: PageRef) -> None:
    """REQ-41, REQ-57: an operand that is gone derives nothing; on a frozen page that is refused instead."""
    renal = page_of(study_database, subject, "W4", "RENAL")
    enter(study_database, renal, FULL["RENAL"])
    freeze(study_database, SUN_YAN, ("page", str(renal.id)), "data review", request_key=None)
    with pytest.raises(Refusal) as refused:
        remove(study_database, person, 2, "WEIGHT")
    assert refused.value.code == "derived_held"
    assert document(study_database, person)["WEIGHT"] == Value(v="61")
    freeze(study_database, SUN_YAN, ("page", str(person.id)), "data review", request_key=None)
    with pytest.raises(Refusal) as refused:
        remove(study_database, person, 2, "WEIGHT")
    assert refused.value.code == "derived_held"
    remove(study_database, person, 1, "NOTE")
    far = page_of(study_database, subject, "SCN", "RENAL")
    assert asked(study_database, "SELECT count(*) FROM derived WHERE page = ?", far.id) == [(0,)]
    assert flaws(study_database) == []


def test_a_derived_value_is_worked_out_anew(study_database: Database, subject: SubjectRef, person: PageRef) -> None:
    """REQ-57: the ratio of an open page goes with the weight it came from."""
    renal = page_of(study_database, subject, "W4", "RENAL")
    enter(study_database, renal, FULL["RENAL"])
    remove(study_database, person, 2, "WEIGHT")
    latest = "SELECT value FROM derived WHERE page = ? ORDER BY n DESC LIMIT 1"
    assert asked(study_database, latest, renal.id) == [(None,)]
    assert flaws(study_database) == []


def test_the_text_of_a_query_is_redacted(
    study_database: Database, study_owner_url: str, subject: SubjectRef, person: PageRef
) -> None:
    """REQ-41: an answer named the participant; the step stays, its words do not."""
    query = raise_query(study_database, actor("zhao.rui"), person, "NOTE", "By bus?", request_key=None)
    answer_query(study_database, actor("li.wen"), query, Reason("", f"{NAME} says so"), request_key=None)
    remove(study_database, person, 2, f"query/{query}")
    remove(study_database, person, 1, "NOTE")
    remove(study_database, person, 3, "?NOTE")
    assert places_of(study_database, study_owner_url, NAME) == set()
    assert queries(study_database, person)["NOTE"] == (query, "answered")
    events = "SELECT n, text IS NULL FROM query_event WHERE query = ? ORDER BY n"
    assert [bool(gone) for _, gone in asked(study_database, events, query)] == [False, True]
    assert flaws(study_database) == []


def test_query_texts_are_covered_by_their_commitments(
    study_database: Database, study_owner_url: str, person: PageRef
) -> None:
    """REQ-30: the words of a query changed behind the trail are found, and so is a text that vanished."""
    query = raise_query(study_database, actor("zhao.rui"), person, "NOTE", "By bus?", request_key=None)
    engine = create_engine(study_owner_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        if study_database.sqlite:
            connection.exec_driver_sql("DROP TRIGGER query_event_on_update")
        else:
            connection.exec_driver_sql("ALTER TABLE query_event DISABLE TRIGGER ALL")
        connection.exec_driver_sql("UPDATE query_event SET text = 'By train?'")
    assert flaws_of_events(study_database) == [
        f"query_event query {query} step 1: its text is not what was committed to"
    ]
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE query_event SET text = NULL")
    engine.dispose()
    assert flaws_of_events(study_database) == [
        f"query_event query {query} step 1: its text is gone without a redaction"
    ]


def flaws_of_events(database: Database) -> list[str]:
    return [flaw for flaw in flaws(database) if flaw.startswith("query_event")]


def test_two_people_and_a_reason(study_database: Database, person: PageRef) -> None:
    """REQ-41: nobody does what they asked for themselves, and who is named as asking must have the right to ask."""

    def attempt(who: str, asked_by: str, reason: str = "a name", path: str = "NOTE", seq: int = 1) -> str:
        with pytest.raises(Refusal) as refused:
            redact(study_database, actor(who), person, seq, path, asked_by=asked_by, reason=reason, request_key=None)
        return refused.value.code

    assert attempt("zhang.min", "zhang.min") == "own_request"
    assert attempt("sun.yan", "li.wen") == "redact_asker"
    assert attempt("sun.yan", "nobody") == "redact_asker"
    assert attempt("sun.yan", "zhang.min", reason=" ") == "reason_owed"
    for who in ("li.wen", "chen.jie", "zhao.rui", "he.ping", "qian.hao", "wu.gang"):
        assert attempt(who, "zhang.min") == "not_permitted"
    for path, seq in (("NOTE", 2), ("NOBODY", 1), ("?NOTE", 1), ("query/7", 1), ("query/x", 1)):
        assert attempt("sun.yan", "zhang.min", path=path, seq=seq) == "redact_nothing"
    redact(study_database, LIN_TAO, person, 1, "NOTE", asked_by="sun.yan", reason="a name", request_key=None)
    assert state(study_database, person, "head") == 3
    assert asked(study_database, "SELECT count(*) FROM redaction") == [(1,)]


def test_a_lock_does_not_keep_a_name_in_the_database(study_database: Database, person: PageRef) -> None:
    """REQ-41, REQ-62: personal data go even where data are closed, for no value that counts is changed."""
    freeze(study_database, SUN_YAN, ("study", "study"), "data review", request_key=None)
    remove(study_database, person, 1, "NOTE")
    assert flaws(study_database) == []
