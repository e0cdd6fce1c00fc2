"""Choosing a password, being given one, and what must happen before anything else."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from edc import clock
from edc.access import passwords
from edc.access.statements import STATEMENTS
from edc.acts.add_person import add_person
from edc.acts.change_password import PasswordRefused, change_password
from edc.acts.identify import confirm_password
from edc.acts.reset_password import reset_password
from edc.db import Database, rows
from edc.errors import Refusal
from tests.people import PASSWORD, actor, csrf, sign_in

OTHER = "seven quiet herons at noon"


def change(database: Database, new: str, old: str = PASSWORD) -> None:
    change_password(database, "li.wen", old, new, address="10.0.0.5", language="en", web=False)


def test_only_a_slow_salted_hash_is_stored(study_database: Database) -> None:
    """Two people with one password have different argon2 hashes, and the password is nowhere (REQ-09)."""
    with study_database.reading() as connection:
        stored = [row[0] for row in rows(connection, "SELECT hash FROM credential")]
        abouts = [row[0] for row in rows(connection, "SELECT about FROM journal")]
    assert all(text.startswith("$argon2id$") for text in stored)
    assert len(set(stored)) == len(stored)
    assert not any(PASSWORD in text for text in stored + abouts)


def test_only_what_everybody_may_read_is_hashed_in_no_time() -> None:
    """The printed passwords of a demonstration are; whatever is hashed after it is slow and salted again (REQ-09)."""
    passwords.set_cost(time_cost=2, memory_cost=64, parallelism=1)
    try:
        with passwords.no_secret():
            printed = passwords.hashed(PASSWORD)
        after = passwords.hashed(PASSWORD)
    finally:
        passwords.set_cost(time_cost=1, memory_cost=8, parallelism=1)
    assert "$m=8,t=1,p=1$" in printed
    assert "$m=64,t=2,p=1$" in after
    assert passwords.matches(printed, PASSWORD) and not passwords.matches(printed, OTHER)


def test_a_weak_or_old_password_is_refused_and_the_present_one_stays(study_database: Database) -> None:
    """Short, common, the user name, or used before: refused, nothing changed (REQ-10)."""
    for weak, code in (
        ("short", "password_short"),
        ("password1234", "password_common"),
        (PASSWORD, "password_used_before"),
    ):
        with pytest.raises(PasswordRefused) as refused:
            change(study_database, weak)
        assert code in refused.value.codes
    change(study_database, OTHER)
    with pytest.raises(PasswordRefused):
        change(study_database, PASSWORD, old=OTHER)


def test_full_width_letters_are_the_letters_they_look_like(study_database: Database) -> None:
    """An input method left in full-width mode does not lock somebody out."""
    change(study_database, "ｓｅｖｅｎ quiet herons at noon")
    change(study_database, "a third sentence entirely", old=OTHER)


def test_changing_a_password_ends_every_other_session(client: FlaskClient) -> None:
    """All sessions of the person end; this browser goes on with a new identifier (REQ-18, REQ-19)."""
    sign_in(client, "li.wen")
    old_cookie = client.get_cookie("edc")
    form = {"old": PASSWORD, "new": OTHER, "again": OTHER, "csrf_token": csrf(client, "/account/password")}
    assert client.post("/account/password", data=form).status_code == 303
    assert client.get("/account").status_code == 200
    thief = client.application.test_client()
    assert old_cookie is not None
    thief.set_cookie("edc", old_cookie.value)
    assert thief.get("/account").status_code == 302


def test_a_new_person_changes_the_password_and_accepts_before_anything_else(
    client: FlaskClient, study_database: Database
) -> None:
    """With a temporary password only its change is reachable; the statements are accepted with it (REQ-11, REQ-21, REQ-49)."""
    given = add_person(study_database, actor("lin.tao"), "xu.fang", "徐芳 Xu Fang")
    sign_in(client, "xu.fang", given)
    assert client.get("/account").location == "/account/password"
    assert client.post("/people").status_code == 403
    page = client.get("/account/password").text
    assert "handwritten signature" in page
    form = {"old": given, "new": OTHER, "again": OTHER, "csrf_token": csrf(client, "/account/password")}
    assert client.post("/account/password", data=form).status_code == 422  # the statement was not accepted
    differ = form | {"again": "something else here", "accept": "yes"}
    assert "The two new passwords differ." in client.post("/account/password", data=differ).text
    assert client.post("/account/password", data=form | {"accept": "yes"}).status_code == 303
    assert client.get("/account").status_code == 200
    with study_database.reading() as connection:
        kept = rows(connection, "SELECT statement FROM acceptance WHERE person = 'xu.fang'")
    assert {row[0] for row in kept} == set(STATEMENTS)


def test_an_administrator_who_resets_a_password_cannot_sign_with_it(study_database: Database) -> None:
    """A password that somebody else knows signs nothing until its owner has changed it (REQ-48)."""
    zhang = actor("zhang.min")
    assert clock.parse(confirm_password(study_database, zhang, "Zhang.Min", PASSWORD, address=""))
    given = reset_password(study_database, actor("lin.tao"), "zhang.min")
    with pytest.raises(Refusal) as refused:
        confirm_password(study_database, zhang, "zhang.min", given, address="")
    assert refused.value.code == "temporary_password"
    with pytest.raises(Refusal) as own:
        reset_password(study_database, actor("lin.tao"), "lin.tao")
    assert own.value.code == "own_account"


def test_wrong_passwords_at_signing_count_towards_the_lock(study_database: Database) -> None:
    """A signature is refused with a wrong password or another's name, and five lock the account (REQ-42)."""
    zhang = actor("zhang.min")
    with pytest.raises(Refusal):
        confirm_password(study_database, zhang, "chen.jie", PASSWORD, address="")
    for _ in range(4):
        with pytest.raises(Refusal) as refused:
            confirm_password(study_database, zhang, "zhang.min", "wrong", address="")
    assert refused.value.code == "locked_out"
    confirm_password(study_database, actor("chen.jie"), "chen.jie", PASSWORD, address="")


def test_resetting_lifts_a_lock(study_database: Database) -> None:
    """A lost password is replaced at once and the old one is worth nothing (REQ-16)."""
    for _ in range(5):
        with pytest.raises(Refusal):
            change(study_database, OTHER, old="wrong")
    given = reset_password(study_database, actor("lin.tao"), "li.wen")
    with pytest.raises(Refusal) as refused:
        change(study_database, OTHER, old=PASSWORD)
    assert refused.value.code == "sign_in_failed"
    change(study_database, OTHER, old=given)


def test_temporary_passwords_are_long_and_never_the_same() -> None:
    """Handed over once, 16 characters without look-alikes (REQ-11)."""
    made = {passwords.temporary() for _ in range(50)}
    assert len(made) == 50
    assert all(len(text.replace("-", "")) == 16 and not set(text) & set("il1o0") for text in made)
