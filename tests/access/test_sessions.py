"""How long a session lives, and what ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from edc import clock
from edc.access import reading
from edc.acts.set_active import set_active
from edc.db import Database, rows
from tests.people import PASSWORD, actor, csrf, sign_in


def last_kind(database: Database, username: str) -> str:
    with database.reading() as connection:
        return reading.events(connection, username, 1)[0].kind


def test_fifteen_idle_minutes_end_a_session(client: FlaskClient, study_database: Database) -> None:
    """After 15 minutes without a request the next one leads to the sign-in, which says why (REQ-17, A.2.2.0800)."""
    sign_in(client, "li.wen")
    with clock.simulate(clock.now() + timedelta(minutes=14)):
        assert client.get("/account").status_code == 200
    with clock.simulate(clock.now() + timedelta(minutes=14 + 15)):
        assert "signed out after 15 minutes" in client.get("/sign-in").text
        assert client.get("/account").location == "/sign-in?next=/account"
    assert last_kind(study_database, "li.wen") == "timeout"


def test_ten_hours_end_a_session_in_any_case(client: FlaskClient) -> None:
    """Work without a pause needs the password again after ten hours (REQ-17)."""
    begun = clock.now()
    sign_in(client, "li.wen")
    for minutes in range(10, 600, 10):
        with clock.simulate(begun + timedelta(minutes=minutes)):
            assert client.get("/account").status_code == 200
    with clock.simulate(begun + timedelta(minutes=601)):
        assert client.get("/account").status_code == 302


def test_asking_how_long_is_left_does_not_lengthen_it(client: FlaskClient) -> None:
    """The bar before the end asks without being a sign of life; *Stay* is one (REQ-17)."""
    begun = clock.now()
    sign_in(client, "li.wen")
    token = csrf(client, "/account")
    with clock.simulate(begun + timedelta(minutes=13)):
        left = client.get("/session").json
        assert left is not None
        assert 110 <= left["seconds"] <= 125
        assert client.get("/session").json == left
        stay = client.post("/session", headers={"X-CSRFToken": token}).json
        assert stay is not None
        assert stay["seconds"] == 900
    with clock.simulate(begun + timedelta(minutes=27)):
        assert client.get("/session").status_code == 200
    with clock.simulate(begun + timedelta(minutes=29)):
        assert client.get("/session").status_code == 401


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_last_request_is_noted_at_most_once_a_minute(client: FlaskClient, study_database: Database) -> None:
    """Reading pages does not write to the database each time."""

    def seen() -> str:
        with study_database.reading() as connection:
            return str(rows(connection, "SELECT seen FROM session WHERE ended IS NULL")[0][0])

    begun = clock.now()
    sign_in(client, "li.wen")
    first = seen()
    with clock.simulate(begun + timedelta(seconds=50)):
        client.get("/account")
    assert seen() == first
    with clock.simulate(begun + timedelta(seconds=70)):
        client.get("/account")
    assert seen() > first


def test_closing_an_account_signs_out_at_once(client: FlaskClient, study_database: Database) -> None:
    """A deactivated person's next request is refused, and so is signing in again (REQ-18, A.2.2.0200)."""
    sign_in(client, "li.wen")
    set_active(study_database, actor("lin.tao"), "li.wen", False, "left the hospital")
    assert client.get("/account").status_code == 302
    assert "this account is closed" in client.get("/sign-in").text
    assert sign_in(client, "li.wen").status_code == 401
    set_active(study_database, actor("lin.tao"), "li.wen", True, "came back")
    assert sign_in(client, "li.wen").status_code == 303


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_was_typed_survives_the_end_of_the_session(client: FlaskClient) -> None:
    """A form sent too late is answered by a password box and then given back as it was (REQ-17)."""
    sign_in(client, "lin.tao")
    token = csrf(client, "/people")
    with clock.simulate(clock.now() + timedelta(minutes=20)):
        late = client.post("/people", data={"username": "new.one", "name": "新人 <New>", "csrf_token": token})
        assert late.status_code == 401
        assert 'value="lin.tao" readonly' in late.text
        hidden = late.text.split('name="kept" value="')[1].split('"')[0]
        box = {"name": "lin.tao", "password": PASSWORD, "kept": hidden, "csrf_token": csrf(client)}
        again = client.post("/sign-in", data=box)
        assert again.status_code == 200
        assert 'action="/people"' in again.text
        assert "新人 &lt;New&gt;" in again.text
        somebody = client.application.test_client()
        box = {"name": "li.wen", "password": PASSWORD, "kept": hidden, "csrf_token": csrf(somebody)}
        assert somebody.post("/sign-in", data=box).status_code == 303  # nothing of hers, nothing shown
