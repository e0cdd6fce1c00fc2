"""What a correction says to the query that asked for it; a verification taken back."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from edc.acts.raise_query import raise_query
from edc.casebook.reading import PageRef
from edc.db import Database, rows
from tests.people import actor
from tests.web.record import browser, enter, fill, form, page_at, participant, tree, words

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

ZHAO_RUI = actor("zhao.rui")


@pytest.fixture
def page(study_database: Database) -> PageRef:
    """Vital signs of YA-001, week 4, finished by Wang Lei."""
    subject = participant(study_database)
    fill(study_database, subject, "W4", {"VS": {"SBP": "131", "DBP": "84"}})
    return page_at(study_database, subject, "W4", "VS")


def correct(client: FlaskClient, query: int, **typed: str) -> int:
    path = f"/queries/{query}"
    sent = form(tree(client, path), path) | typed | {"act": "correct"}
    return client.post(path, data=sent).status_code


def test_a_correction_answers_the_query_in_the_same_act(app: Flask, study_database: Database, page: PageRef) -> None:
    """Li Wen corrects 131 to 113: the query is answered with old and new value, for Zhao Rui to close (REQ-38, REQ-54)."""
    query = raise_query(study_database, ZHAO_RUI, page, "SBP", "Source says 113.", request_key=None)
    assert correct(browser(app, "li.wen"), query, SBP="113") == 303
    with study_database.reading() as connection:
        sql = "SELECT name, code, text, person, act FROM query_event WHERE query = ? ORDER BY n"
        *_, (name, code, text, person, act) = rows(connection, sql, (query,))
        saved = rows(connection, "SELECT max(act) FROM page_version WHERE page = ?", (page.id,))[0][0]
    assert (name, code, text, person) == ("answered", "corrected", "131 mmHg → 113 mmHg", "li.wen") and act == saved
    thread = words(browser(app, "zhao.rui").get(f"/queries/{query}").text)
    assert "Value corrected" in thread and "131 mmHg → 113 mmHg" in thread


def test_an_identifying_value_is_not_repeated_in_the_answer(app: Flask, study_database: Database) -> None:
    """The monitor sees that the birth date was corrected, not what it is (REQ-60)."""
    subject = participant(study_database)
    page = page_at(study_database, subject, "SCN", "DM")
    enter(study_database, page, BRTHDT="1974-05-06")
    query = raise_query(study_database, ZHAO_RUI, page, "BRTHDT", "Compare with the source.", request_key=None)
    assert correct(browser(app, "li.wen"), query, BRTHDT="1974-05-07") == 303
    thread = browser(app, "zhao.rui").get(f"/queries/{query}").text
    assert "Value corrected" in thread and "1974" not in thread


def test_a_correction_does_not_answer_for_the_investigator(app: Flask, study_database: Database, page: PageRef) -> None:
    """A query for the investigator alone stays open when Li Wen corrects the value (REQ-55)."""
    query = raise_query(
        study_database, ZHAO_RUI, page, "SBP", "Is this significant?", audience="investigator", request_key=None
    )
    assert correct(browser(app, "li.wen"), query, SBP="113") == 303
    with study_database.reading() as connection:
        sql = "SELECT state FROM query_event WHERE query = ? ORDER BY n DESC LIMIT 1"
        assert rows(connection, sql, (query,))[0][0] == "open"


def test_the_monitor_takes_a_verification_back(app: Flask, study_database: Database, page: PageRef) -> None:
    """Zhao Rui ticked the wrong line: one button takes the mark back, and nobody else has it (D.106.600)."""
    zhao_rui, path = browser(app, "zhao.rui"), f"/pages/{page.id}"
    sent = form(tree(zhao_rui, path), path) | {"verify": "SBP", "act": "verify"}
    assert zhao_rui.post(path, data=sent).status_code == 303
    assert verified(study_database, page) == 1
    assert not tree(browser(app, "li.wen"), path).xpath("//button[starts-with(@value, 'unverify:')]")
    back = tree(zhao_rui, path).xpath("//button[starts-with(@value, 'unverify:')]/@value")
    assert back == ["unverify:SBP"]
    assert zhao_rui.post(path, data=form(tree(zhao_rui, path), path) | {"act": back[0]}).status_code == 303
    assert verified(study_database, page) == 0


def verified(database: Database, page: PageRef) -> int:
    with database.reading() as connection:
        return int(rows(connection, "SELECT verified FROM page_state WHERE page = ?", (page.id,))[0][0])
