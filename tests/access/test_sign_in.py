"""Signing in, being locked out, and what the access log keeps of it."""

from __future__ import annotations

import statistics
import time
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from edc import clock
from edc.access import passwords, reading
from edc.access.sessions import Limits, key_of
from edc.acts.sign_in import sign_in as begin
from edc.db import Database, rows
from edc.errors import Refusal
from tests.people import PASSWORD, PEOPLE, csrf, sign_in

LIMITS = Limits(timedelta(minutes=15), timedelta(hours=10))


def kinds(database: Database, username: str) -> list[str]:
    """Kinds of access events of *username* since the people were furnished, oldest first."""
    with database.reading() as connection:
        return [row.kind for row in reversed(reading.events(connection, username))]


def attempt(database: Database, username: str, password: str, address: str = "10.0.0.5") -> str:
    """Try to sign in; the code of the refusal, or ``"in"``."""
    try:
        begin(database, username, password, address=address, language="en", limits=LIMITS)
    except Refusal as refusal:
        return refusal.code
    return "in"


def test_li_wen_signs_in_and_out_and_both_are_kept(client: FlaskClient, study_database: Database) -> None:
    """Sign-in and sign-out are events with person, role, time and address (REQ-20)."""
    before = len(kinds(study_database, "li.wen"))
    assert sign_in(client, "LI.Wen").status_code == 303
    assert "李雯 Li Wen" in client.get("/account").text
    client.post("/sign-out", data={"csrf_token": csrf(client, "/account")})
    assert client.get("/account").status_code == 302
    assert kinds(study_database, "li.wen")[before:] == ["sign_in", "sign_out"]
    with study_database.reading() as connection:
        newest = reading.events(connection, "li.wen", 1)[0]
        acts = rows(connection, "SELECT name, person, role FROM journal WHERE chain = 'study' ORDER BY n DESC LIMIT 2")
    assert (newest.address, newest.role) == ("127.0.0.1", "coordinator")
    assert [tuple(act) for act in acts] == [
        ("sign_out", "li.wen", "coordinator"),
        ("sign_in", "li.wen", "coordinator"),
    ]


def test_old_cookie_is_worth_nothing_after_sign_out(client: FlaskClient) -> None:
    """A session is ended on the server: replaying the cookie gets nowhere (REQ-18)."""
    sign_in(client, "li.wen")
    cookie = client.get_cookie("edc")
    assert cookie is not None
    client.post("/sign-out", data={"csrf_token": csrf(client, "/account")})
    client.set_cookie("edc", cookie.value)
    assert client.get("/account").status_code == 302
    assert client.get("/account", headers={"Accept": "application/json"}).status_code == 401


def test_the_identifier_changes_at_sign_in_and_only_its_digest_is_stored(
    client: FlaskClient, study_database: Database
) -> None:
    """Cookie and token are new at each sign-in; the table holds a digest (REQ-19)."""
    token_before = csrf(client)
    begun = begin(study_database, "li.wen", PASSWORD, address="", language="en", limits=LIMITS)
    with study_database.reading() as connection:
        stored = {row[0] for row in rows(connection, "SELECT key FROM session")}
    assert begun.token not in stored
    assert key_of(begun.token) in stored
    sign_in(client, "li.wen")
    assert csrf(client, "/account/password") != token_before


def test_five_wrong_passwords_lock_and_alert(study_database: Database) -> None:
    """The sixth attempt with the right password is refused, recorded, and the administrator told (REQ-13, REQ-14)."""
    before = len(kinds(study_database, "li.wen"))
    answers = [attempt(study_database, "li.wen", "wrong") for _ in range(5)]
    assert answers == ["sign_in_failed"] * 4 + ["locked_out"]
    assert attempt(study_database, "li.wen", PASSWORD) == "locked_out"
    assert kinds(study_database, "li.wen")[before:] == ["failed"] * 5 + ["locked_out", "failed_locked"]
    with study_database.reading() as connection:
        alerts = rows(connection, "SELECT role, about FROM alert WHERE kind = 'locked_out'")
    assert [tuple(row) for row in alerts] == [("administrator", '{"address":"10.0.0.5","person":"li.wen"}')]
    with clock.simulate(clock.now() + timedelta(minutes=16)):
        assert attempt(study_database, "li.wen", PASSWORD) == "in"


def test_a_stranger_cannot_tell_names_apart(study_database: Database) -> None:
    """Unknown name, wrong password and closed account get the same answers, the lock included (REQ-13)."""
    known = [attempt(study_database, "li.wen", "wrong") for _ in range(6)]
    unknown = [attempt(study_database, "nobody.here", "wrong") for _ in range(6)]
    assert known == unknown


def test_unknown_names_take_as_long(study_database: Database) -> None:
    """The time of the answer does not tell whether somebody exists (REQ-13)."""

    def seconds(username: str) -> float:
        begun = time.perf_counter()
        attempt(study_database, username, "wrong")
        return time.perf_counter() - begun

    passwords.set_cost(time_cost=2, memory_cost=16384, parallelism=1)
    try:
        known = [seconds(name) for name in list(PEOPLE)[:5]]
        unknown = [seconds(f"stranger{number}") for number in range(5)]
    finally:
        passwords.set_cost(time_cost=1, memory_cost=8, parallelism=1)
    # stored hashes of the tests are cheap ones, so a stranger's dummy may only take longer
    assert statistics.median(unknown) >= statistics.median(known) * 0.5


def test_a_password_typed_into_the_name_box_is_not_kept(study_database: Database) -> None:
    """The log keeps a typed name only if it could be one: the record cannot forget (REQ-09)."""
    secret = "Violet Lantern 42!"
    attempt(study_database, secret, "x")
    with study_database.reading() as connection:
        people = {row[0] for row in rows(connection, "SELECT person FROM access_event")}
        abouts = " ".join(row[0] for row in rows(connection, "SELECT about FROM journal"))
    assert "?" in people
    assert "violet" not in abouts.lower() + " ".join(people).lower()


def test_signing_in_elsewhere_ends_the_first_session_and_says_so(client: FlaskClient, study_database: Database) -> None:
    """Two places at once are not one person: the first ends, and both browsers say so (REQ-21)."""
    sign_in(client, "li.wen")
    second = client.application.test_client()
    answer = sign_in(second, "li.wen")
    assert answer.location.startswith("/account/elsewhere")
    assert "still signed in at another place (127.0.0.1)" in second.get(answer.location).text
    assert client.get("/account").status_code == 302
    assert "you signed in somewhere else" in client.get("/sign-in").text
    assert kinds(study_database, "li.wen")[-2:] == ["elsewhere", "sign_in"]


def test_wrong_password_is_said_without_losing_the_name(client: FlaskClient) -> None:
    """The page says what to do, keeps the name, never the password (REQ-13)."""
    answer = sign_in(client, "li.wen", "not my password")
    assert answer.status_code == 401
    assert 'value="li.wen"' in answer.text
    assert "not my password" not in answer.text
    assert "The user name or the password is not right." in answer.text


@pytest.mark.parametrize(
    ("onward", "expected"),
    [
        ("/account", "/account"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("/%0d\nx", "/"),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_nobody_is_led_elsewhere_after_signing_in(client: FlaskClient, onward: str, expected: str) -> None:
    """``next`` leads only to this house (REQ-19)."""
    form = {"name": "li.wen", "password": PASSWORD, "next": onward, "csrf_token": csrf(client)}
    assert client.post("/sign-in", data=form).location == expected


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_dialog_over_an_expired_page_gets_a_new_token(client: FlaskClient) -> None:
    """A script signs in again and goes on with the token of the new session (REQ-17)."""
    form = {"name": "li.wen", "password": PASSWORD, "csrf_token": csrf(client)}
    answer = client.post("/sign-in", data=form, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["seconds"] == 900
    stay = client.post("/session", headers={"X-CSRFToken": answer.json["csrf_token"]})
    assert stay.status_code == 200
    assert (stay.json or {})["seconds"] >= 899
    wrong = client.application.test_client()
    bad = {"name": "li.wen", "password": "x", "csrf_token": csrf(wrong)}
    refused = wrong.post("/sign-in", data=bad, headers={"Accept": "application/json"})
    assert (refused.status_code, (refused.json or {})["code"]) == (401, "sign_in_failed")
