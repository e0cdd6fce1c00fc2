"""Sent twice is done once, and what was sent is never passed over: whatever key, and whatever characters, came with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from edc.access.sessions import Limits
from edc.acts.sign_out import time_out
from edc.casebook.reading import PageRef, SubjectRef
from edc.db import Database
from tests.acts.story import asked, begin, document, flaws, page_of
from tests.people import PASSWORD, csrf, sign_in
from tests.web.record import browser, words

KEYS = {"nothing typed": "a\0b", "long": "k" * 60_000, "other signs": "\U0001f600 ' \" \\ \x07", "blank": " "}


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    return begin(study_database)


@pytest.fixture
def page(study_database: Database, subject: SubjectRef) -> PageRef:
    return page_of(study_database, subject, "SCN", "DM")


@pytest.fixture
def li_wen(app: Flask, subject: SubjectRef) -> FlaskClient:
    return browser(app, "li.wen")


def sent(client: FlaskClient, page: PageRef, key: str, seq: int = 0, **typed: str) -> int:
    """The answer to a save of *typed* with the key *key*."""
    form = {"csrf_token": csrf(client, "/account"), "request_key": key, "opened_seq": str(seq), "act": "save"}
    return client.post(f"/pages/{page.id}", data=form | typed).status_code


def stored(database: Database, page: PageRef) -> dict[str, str | None]:
    return {path: value.v for path, value in document(database, page).items() if value is not None}


def test_a_form_sent_again_after_a_change_is_saved_too(
    study_database: Database, li_wen: FlaskClient, page: PageRef
) -> None:
    """REQ-59: Li Wen's answer was lost on the way; she went back, typed on and sent the same form. Nothing is lost, and
    the very same sent a third time does nothing more."""
    assert sent(li_wen, page, "k", WEIGHT="60") == 303
    assert sent(li_wen, page, "k", WEIGHT="60") == 303
    assert sent(li_wen, page, "k", WEIGHT="60", NOTE="came by bus") == 303
    assert stored(study_database, page) == {"WEIGHT": "60", "NOTE": "came by bus"}
    assert sent(li_wen, page, "k", WEIGHT="60", NOTE="came by bus") == 303
    assert asked(study_database, "SELECT seq FROM page_version WHERE page = ? ORDER BY seq", page.id) == [(1,), (2,)]
    assert sent(li_wen, page, "k", WEIGHT="61") == 409
    assert flaws(study_database) == []


def test_one_key_for_two_things(study_database: Database, li_wen: FlaskClient, subject: SubjectRef) -> None:
    """REQ-59: a made-up key used for a visit, then for another page and another participant, stands in nobody's way."""
    token = csrf(li_wen, "/account")
    visit = {"csrf_token": token, "request_key": "k", "event": "UNS"}
    for _twice in range(2):
        assert li_wen.post(f"/participants/{subject.id}/visits", data=visit).status_code == 303
    assert asked(study_database, "SELECT count(*) FROM visit WHERE event = 'UNS'") == [(1,)]
    assert sent(li_wen, page_of(study_database, subject, "SCN", "DM"), "k", WEIGHT="60") == 303
    assert sent(li_wen, page_of(study_database, subject, "SCN", "VS"), "k", SBP="120") == 303
    assert asked(study_database, "SELECT count(*) FROM page_version") == [(2,)]


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
def test_a_key_of_whatever_characters(
    study_database: Database, li_wen: FlaskClient, subject: SubjectRef, key: str
) -> None:
    """REQ-59: what is no key of ours is either taken or refused in words with what was typed, on either database."""
    page = page_of(study_database, subject, "SCN", "DM")
    answers = [sent(li_wen, page, key, WEIGHT="60") for _twice in range(2)]
    assert answers in ([303, 303], [422, 422])
    assert stored(study_database, page) == ({"WEIGHT": "60"} if answers[0] == 303 else {})
    form = {"csrf_token": csrf(li_wen, "/account"), "request_key": key, "event": "UNS"}
    assert li_wen.post(f"/participants/{subject.id}/visits", data=form).status_code == answers[0]
    assert flaws(study_database) == []


def test_a_character_nobody_types(
    app: Flask, study_database: Database, li_wen: FlaskClient, subject: SubjectRef
) -> None:
    """REQ-59: a NUL in an address leads nowhere; in a form it is refused and the rest offered to be sent again."""
    assert li_wen.get("/queries?form=%00").status_code == 404
    assert li_wen.get("/participants?q=a%00").status_code == 404
    assert browser(app, "lin.tao").get("/people/%00").status_code == 404
    form = {"csrf_token": csrf(li_wen, "/account"), "request_key": "k", "event": "UNS\0", "note\0": "kept"}
    refused = li_wen.post(f"/participants/{subject.id}/visits", data=form)
    assert refused.status_code == 422
    assert "cannot be stored" in words(refused.text) and "UNS" in words(refused.text) and "kept" in words(refused.text)
    assert asked(study_database, "SELECT count(*) FROM visit WHERE event = 'UNS'") == [(0,)]


def test_a_number_no_database_holds(app: Flask, subject: SubjectRef) -> None:
    """REQ-04: a request to lock of a number that cannot be is not there, on either database."""
    zhang_min = browser(app, "zhang.min")
    form = {"csrf_token": csrf(zhang_min, "/account"), "request_key": "k", "verdict": "approved"}
    for number in (0, 2**31, 2**62, 2**63, 10**40):
        assert zhang_min.post(f"/lock/requests/{number}/decide", data=form).status_code == 404


def test_the_same_after_the_password(study_database: Database, li_wen: FlaskClient, page: PageRef) -> None:
    """REQ-17, REQ-59: the session ran out although the save had arrived; sent again after the password, it is done once."""
    token = csrf(li_wen, "/account")
    form = {"csrf_token": token, "request_key": "k", "opened_seq": "0", "act": "save", "WEIGHT": "60"}
    assert li_wen.post(f"/pages/{page.id}", data=form).status_code == 303
    time_out(study_database, Limits(timedelta(0), timedelta(0)))
    assert li_wen.post(f"/pages/{page.id}", data=form).status_code == 401
    assert sign_in(li_wen, "li.wen", PASSWORD).status_code == 303
    again = form | {"csrf_token": csrf(li_wen, "/account")}
    assert li_wen.post(f"/pages/{page.id}", data=again).status_code == 303
    assert asked(study_database, "SELECT count(*) FROM page_version") == [(1,)]
