"""Links to rows of logs, through the acts: what cannot be one, what is asked, what follows when a row is struck out."""

from __future__ import annotations

import pytest

from edc.acts.accept_check import accept_check
from edc.acts.reasons import Reason
from edc.acts.restore import restore
from edc.acts.strike_out import strike_out
from edc.casebook.reading import PageRef, SubjectRef
from edc.db import Database
from tests.acts.story import asked, document, enter, flaws, page_of, queries
from tests.acts.ward import LI_WEN, begin

TYPING = Reason("typing")


@pytest.fixture
def subject(database: Database) -> SubjectRef:
    return begin(database)


@pytest.fixture
def events(database: Database, subject: SubjectRef) -> PageRef:
    page = page_of(database, subject, "LOG", "AE")
    enter(database, page, {"AE/1/AETERM": "fever", "AE/2/AETERM": "rash"}, finish=False)
    return page


def open_links(database: Database, page: PageRef) -> list[tuple[str, str]]:
    sql = (
        "SELECT q.path, e.state FROM query q JOIN query_event e ON e.query = q.id"
        " AND e.n = (SELECT max(l.n) FROM query_event l WHERE l.query = q.id)"
        " WHERE q.page = ? AND q.check_id LIKE 'LINK.%' ORDER BY q.path"
    )
    return asked(database, sql, page.id)


def test_a_row_that_is_not_there_asks_and_is_stored(database: Database, subject: SubjectRef, events: PageRef) -> None:
    """Decisions 0.2: Li Wen links a medication to event 5, which nobody entered: it is stored, and asked about."""
    page = page_of(database, subject, "LOG", "CM")
    enter(database, page, {"CM/1/CMTRT": "paracetamol", "CM/1/CMLNK": "AE/1 AE/5"}, finish=False)
    stored = document(database, page)["CM/1/CMLNK"]
    assert stored is not None and stored.v == "AE/1 AE/5"
    assert open_links(database, page) == [("CM/1/CMLNK", "open")]
    enter(database, events, {"AE/3/AETERM": "cough"}, finish=False)
    assert open_links(database, page) == [("CM/1/CMLNK", "open")]
    enter(database, page, {"CM/1/CMLNK": "AE/1"}, finish=False)
    assert open_links(database, page) == [("CM/1/CMLNK", "closed")]


def test_a_row_struck_out_asks_where_it_is_linked(database: Database, subject: SubjectRef, events: PageRef) -> None:
    """REQ-51, REQ-54: striking an event asks on the medication page; restored, the question goes by itself."""
    page = page_of(database, subject, "LOG", "CM")
    enter(database, page, {"CM/1/CMLNK": "AE/2"}, finish=False)
    assert open_links(database, page) == []
    strike_out(database, LI_WEN, events, TYPING, row="AE/2", request_key=None)
    assert open_links(database, page) == [("CM/1/CMLNK", "open")]
    restore(database, LI_WEN, events, "AE/2/#struck", TYPING, request_key=None)
    assert open_links(database, page) == [("CM/1/CMLNK", "closed")]
    assert flaws(database) == []


def test_a_confirmed_link_is_asked_again_when_another_row_goes(
    database: Database, subject: SubjectRef, events: PageRef
) -> None:
    """Decisions 0.2: what was confirmed stays silent until something it hangs on changes."""
    page = page_of(database, subject, "LOG", "CM")
    enter(database, page, {"CM/1/CMLNK": "AE/1 AE/2"}, finish=False)
    strike_out(database, LI_WEN, events, TYPING, row="AE/2", request_key=None)
    number, _ = queries(database, page)["LINK.CMLNK"]
    accept_check(database, LI_WEN, number, Reason("checked"), request_key=None)
    enter(database, events, {"AE/1/AESER": "N"}, finish=False)
    assert open_links(database, page) == [("CM/1/CMLNK", "accepted")]
    strike_out(database, LI_WEN, events, TYPING, row="AE/1", request_key=None)
    assert open_links(database, page) == [("CM/1/CMLNK", "open")]
