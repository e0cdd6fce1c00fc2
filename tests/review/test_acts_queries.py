"""The life of a query, step by step, by the people whose step it is."""

from __future__ import annotations

import pytest

from edc.acts.accept_check import accept_check
from edc.acts.answer_query import answer_query
from edc.acts.cancel_query import cancel_query
from edc.acts.close_query import close_query
from edc.acts.freeze import freeze
from edc.acts.raise_query import raise_query
from edc.acts.reasons import Reason
from edc.acts.send_back_query import send_back_query
from edc.casebook.reading import PageRef, SubjectRef
from edc.db import Database
from edc.errors import Refusal
from edc.review.threads import thread
from edc.review.worklists import QueryFilter, query_counts, query_list
from tests.acts.story import FULL, asked, begin, enter, flaws, head, page_of, queries, state
from tests.people import actor

ZHAO_RUI, LI_WEN, CHEN_JIE, SUN_YAN = actor("zhao.rui"), actor("li.wen"), actor("chen.jie"), actor("sun.yan")
CHECKED = Reason("checked")


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    return begin(study_database)


@pytest.fixture
def renal(study_database: Database, subject: SubjectRef) -> PageRef:
    """Li Wen has entered and finished renal function; nothing is asked."""
    page = page_of(study_database, subject, "SCN", "RENAL")
    enter(study_database, page, FULL["RENAL"])
    return page


def code_of(refused: pytest.ExceptionInfo[Refusal]) -> str:
    return refused.value.code


def test_a_manual_query_from_question_to_end(study_database: Database, renal: PageRef) -> None:
    """REQ-54, REQ-55, C.4.18.1700: asked, answered, sent back, answered, closed; data are never changed by it."""
    query = raise_query(study_database, ZHAO_RUI, renal, "UREA", "Unit on the report?", request_key="q")
    assert raise_query(study_database, ZHAO_RUI, renal, "UREA", "Unit on the report?", request_key="q") == query
    assert (state(study_database, renal, "open_queries"), state(study_database, renal, "answered_queries")) == (1, 0)

    with pytest.raises(Refusal) as refused:
        close_query(study_database, ZHAO_RUI, query, request_key=None)
    assert code_of(refused) == "query_step"
    assert answer_query(study_database, LI_WEN, query, CHECKED, request_key="a") == "answered"
    assert answer_query(study_database, LI_WEN, query, CHECKED, request_key="a") == "answered"
    assert (state(study_database, renal, "open_queries"), state(study_database, renal, "answered_queries")) == (0, 1)
    with pytest.raises(Refusal) as refused:
        close_query(study_database, LI_WEN, query, request_key=None)
    assert code_of(refused) == "query_role"
    with pytest.raises(Refusal) as refused:
        send_back_query(study_database, ZHAO_RUI, query, "  ", request_key=None)
    assert code_of(refused) == "reason_owed"
    assert send_back_query(study_database, ZHAO_RUI, query, "Which unit, then?", request_key=None) == "open"
    enter(study_database, renal, {"UREA": "7.1"}, because="source")
    assert answer_query(study_database, LI_WEN, query, Reason("", "mmol/L, and 7.1"), request_key=None) == "answered"
    assert close_query(study_database, ZHAO_RUI, query, request_key=None) == "closed"

    with study_database.reading() as connection:
        told = thread(connection, query)
    assert told is not None
    assert [(card.kind, card.name, card.text, card.person) for card in told.cards] == [
        ("event", "raised", "Unit on the report?", "zhao.rui"),
        ("event", "answered", "", "li.wen"),
        ("event", "sent_back", "Which unit, then?", "zhao.rui"),
        ("change", "", "", "li.wen"),
        ("event", "answered", "mmol/L, and 7.1", "li.wen"),
        ("event", "closed", "", "zhao.rui"),
    ]
    change = told.cards[3]
    assert change.old is not None and change.new is not None
    assert (change.old.v, change.new.v, change.reason) == ("7", "7.1", "source")
    assert head(study_database, renal) == 2
    assert flaws(study_database) == []


def test_a_check_confirmed_is_silent_until_its_value_changes(study_database: Database, renal: PageRef) -> None:
    """REQ-38, C.4.18.0600: what was asked, the confirmation and the correction all stay in the trail."""
    enter(study_database, renal, {"CREAT": "320"})
    query, now = queries(study_database, renal)["RANGE.CREAT"]
    assert now == "open"
    with pytest.raises(Refusal) as refused:
        accept_check(study_database, LI_WEN, query, CHECKED, request_key=None)
    assert code_of(refused) == "query_investigator_only"
    with pytest.raises(Refusal) as refused:
        accept_check(study_database, CHEN_JIE, query, Reason("explained"), request_key=None)
    assert code_of(refused) == "words_owed"
    with pytest.raises(Refusal) as refused:
        accept_check(study_database, CHEN_JIE, query, Reason("nonsense"), request_key=None)
    assert code_of(refused) == "reason_unknown"
    assert accept_check(study_database, CHEN_JIE, query, CHECKED, request_key=None) == "accepted"
    enter(study_database, renal, {"UREA": "8"})
    assert queries(study_database, renal)["RANGE.CREAT"] == (query, "accepted")
    enter(study_database, renal, {"CREAT": "330"})
    assert queries(study_database, renal)["RANGE.CREAT"] == (query, "open")
    enter(study_database, renal, {"CREAT": "120"})
    assert queries(study_database, renal)["RANGE.CREAT"] == (query, "closed")
    events = "SELECT name FROM query_event WHERE query = ? ORDER BY n"
    assert asked(study_database, events, query) == [("raised",), ("accepted",), ("fired_again",), ("closed_itself",)]
    with study_database.reading() as connection:
        told = thread(connection, query)
    assert told is not None
    assert [card.name or "change" for card in told.cards] == [
        "change",
        "raised",
        "accepted",
        "change",
        "fired_again",
        "change",
        "closed_itself",
    ]
    assert flaws(study_database) == []


def test_only_a_check_is_confirmed_and_only_the_right_role_asks(study_database: Database, renal: PageRef) -> None:
    """REQ-55: a manual query is answered, not confirmed; site staff raise none; nobody asks about what is not there."""
    query = raise_query(study_database, SUN_YAN, renal, "UREA", "Please look", request_key=None)
    with pytest.raises(Refusal) as refused:
        accept_check(study_database, LI_WEN, query, CHECKED, request_key=None)
    assert code_of(refused) == "query_step"
    with pytest.raises(Refusal) as refused:
        raise_query(study_database, LI_WEN, renal, "UREA", "Is it so?", request_key=None)
    assert code_of(refused) == "query_role"
    with pytest.raises(Refusal) as refused:
        raise_query(study_database, SUN_YAN, renal, "NOBODY", "What?", request_key=None)
    assert code_of(refused) == "no_such_items"
    with pytest.raises(Refusal) as refused:
        close_query(study_database, SUN_YAN, 404, request_key=None)
    assert code_of(refused) == "not_found"
    assert cancel_query(study_database, SUN_YAN, query, "Asked by mistake", request_key=None) == "cancelled"
    log = page_of(study_database, renal.subject, "LOG", "AE")
    with pytest.raises(Refusal) as refused:
        raise_query(study_database, SUN_YAN, log, "AE/7/AETERM", "Which?", request_key=None)
    assert code_of(refused) == "no_such_items"
    assert flaws(study_database) == []


def test_a_query_for_the_investigator_is_not_the_coordinators(study_database: Database, renal: PageRef) -> None:
    """REQ-55: He Ping asks for a judgement; Li Wen cannot answer for Chen Jie."""
    he_ping = actor("he.ping")
    query = raise_query(study_database, he_ping, renal, "CREAT", "Related?", audience="investigator", request_key=None)
    with pytest.raises(Refusal) as refused:
        answer_query(study_database, LI_WEN, query, CHECKED, request_key=None)
    assert code_of(refused) == "query_investigator_only"
    assert answer_query(study_database, CHEN_JIE, query, CHECKED, request_key=None) == "answered"
    with pytest.raises(Refusal) as refused:
        close_query(study_database, ZHAO_RUI, query, request_key=None)
    assert code_of(refused) == "query_role"
    assert close_query(study_database, he_ping, query, request_key=None) == "closed"


def test_queries_go_on_while_data_are_frozen(study_database: Database, renal: PageRef) -> None:
    """REQ-62: a freeze closes the data alone."""
    freeze(study_database, SUN_YAN, ("page", str(renal.id)), "monitoring visit", request_key=None)
    query = raise_query(study_database, ZHAO_RUI, renal, "UREA", "Unit?", request_key=None)
    assert answer_query(study_database, LI_WEN, query, CHECKED, request_key=None) == "answered"
    assert close_query(study_database, ZHAO_RUI, query, request_key=None) == "closed"
    assert flaws(study_database) == []


def test_the_list_of_queries_is_filtered(study_database: Database, renal: PageRef) -> None:
    """C.4.18.1900: by state, kind, audience, site, participant and form, oldest first, with the value now."""
    other = begin(study_database, "KM")
    far = page_of(study_database, other, "SCN", "VS")
    enter(study_database, far, {"SBP": "200", "DBP": "80"}, who="wang.lei")
    first = queries(study_database, far)["RANGE.SBP"][0]
    second = raise_query(study_database, ZHAO_RUI, renal, "UREA", "Unit?", request_key=None)
    third = raise_query(study_database, SUN_YAN, renal, "CREAT", "Sure?", audience="investigator", request_key=None)
    answer_query(study_database, CHEN_JIE, third, CHECKED, request_key=None)

    with study_database.reading() as connection:

        def listed(**chosen: object) -> list[int]:
            return [row.id for row in query_list(connection, QueryFilter(**chosen))]  # type: ignore[arg-type]

        assert listed() == [first, second, third]
        assert listed(states=("open",)) == [first, second]
        assert listed(sites=("YA",)) == [second, third]
        assert listed(sites=()) == []
        assert listed(kind="check") == [first]
        assert listed(audience="investigator") == [third]
        assert listed(subject=other.id) == [first]
        assert listed(form="RENAL", event="SCN") == [second, third]
        assert listed(raised_by="zhao.rui") == [second]
        assert listed(page=renal.id, path="UREA") == [second]
        assert listed(opened_before="2000-01-01T00:00:00.000Z") == []
        row = next(one for one in query_list(connection, QueryFilter()) if one.id == third)
        assert (row.state, row.subject_code, row.last_code, row.last_person) == (
            "answered",
            "YA-001",
            "checked",
            "chen.jie",
        )
        assert row.value is not None and row.value.v == "120"
        assert query_counts(connection, QueryFilter()) == {"open": 2, "answered": 1}
        assert query_counts(connection, QueryFilter(sites=("KM",))) == {"open": 1}
        assert [one.id for one in query_list(connection, QueryFilter(), limit=1, offset=1)] == [second]
