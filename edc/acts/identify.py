"""Find out whether somebody is who they say: by user name and password.

Sign-in, the command line and signing all come this way, so that a wrong password
counts towards the lockout wherever it was typed (REQ-13, REQ-42).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime

from edc import clock
from edc.access import passwords, reading
from edc.access.rules import Role
from edc.access.rules_passwords import locked_until
from edc.acts.access_log import alert, log, study_timezone
from edc.db import Database, rows
from edc.errors import Refusal
from edc.trail.unit import SYSTEM, Actor, Unit, unit

USER_NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")
"""What a user name looks like once folded."""
UNREADABLE = "?"
"""Stands in the log for a typed name that is none: it may be a password typed into the wrong box."""


def fold(username: str) -> str:
    """*username* as it is stored: full-width and capital letters are the plain ones (REQ-02)."""
    return unicodedata.normalize("NFKC", username).strip().casefold()


def identify(
    database: Database,
    username: str,
    password: str,
    *,
    address: str,
    name: str = "sign_in",
    failed: str = "failed",
    then: Callable[[Unit, reading.Secret], None],
) -> None:
    """Compare the password, then call *then* within one act, or record the failure.

    *name* is the act's; *failed* the kind of access event of a failure. The hash is
    compared before the act begins, for it takes a tenth of a second and nobody
    should wait for it. Raises :class:`Refusal`: ``sign_in_failed``, the same and
    after the same time for an unknown name, a wrong password and an account that is
    not active; ``locked_out`` while the account is locked, the right password too.
    """
    folded = fold(username)
    known = folded if USER_NAME.fullmatch(folded) else UNREADABLE
    with database.reading() as connection:
        secret = reading.secret(connection, known)
    right = passwords.matches(secret.hash if secret else None, password)
    refused: Refusal | None = None
    with unit(database, name, SYSTEM, about={"person": known}) as work:
        now = clock.parse(work.at)
        until = _locked(work, known, now)
        latest = reading.secret(work.connection, known)
        if until is not None:
            work.name = f"{name}_refused"
            log(work, "failed_locked", known, address)
            refused = _locked_out(until, now)
        elif right and secret is not None and latest == secret and secret.active:
            work.actor = Actor(secret.username, _roles(work, secret.username))
            then(work, secret)
        else:
            work.name = f"{name}_refused"
            refused = _failed(work, known, address, failed, now)
    if refused:
        raise refused


def confirm_password(database: Database, actor: Actor, username: str, password: str, *, address: str) -> str:
    """Both parts of an electronic signature, before the act that signs (REQ-42, REQ-48).

    *username* as typed, or the actor's own at a later signing of a session. Returns
    when it was confirmed, which :func:`edc.acts.sign.sign` asks for. Raises
    :class:`Refusal` like :func:`identify`; ``temporary_password`` while the password is
    one that somebody else knows.
    """

    confirmed: list[str] = []

    def own(work: Unit, secret: reading.Secret) -> None:
        if secret.temporary:
            raise Refusal("temporary_password")
        confirmed.append(work.at)

    if fold(username) != actor.person:
        # somebody else's name: the attempt counts against the person who sits here
        username, password = actor.person, ""
    identify(database, username, password, address=address, name="confirm", failed="failed_signature", then=own)
    return confirmed[0]


def _locked(work: Unit, username: str, now: datetime, more: tuple[datetime, ...] = ()) -> datetime | None:
    """Until when *username* is locked, counting failures since the last success or release."""
    sql = (
        "SELECT kind, at FROM access_event WHERE person = ?"
        " AND kind IN ('failed', 'failed_signature', 'sign_in', 'command', 'released') ORDER BY id DESC LIMIT 64"
    )
    events = [(kind, clock.parse(at)) for kind, at in rows(work.connection, sql, (username,))]
    failures = [at for kind, at in events if kind.startswith("failed")]
    cleared = max((at for kind, at in events if not kind.startswith("failed")), default=None)
    return locked_until([*failures, *more], now, cleared=cleared)


def _failed(work: Unit, username: str, address: str, kind: str, now: datetime) -> Refusal:
    log(work, kind, username, address)
    until = _locked(work, username, now, more=(now,))
    if until is None:
        return Refusal("sign_in_failed")
    log(work, "locked_out", username, address)
    alert(work, "locked_out", Role.ADMINISTRATOR, {"person": username, "address": address})
    return _locked_out(until, now)


def _locked_out(until: datetime, now: datetime) -> Refusal:
    return Refusal("locked_out", minutes=max(1, -int((now - until).total_seconds() // 60)))


def _roles(work: Unit, username: str) -> str:
    """The roles a person is signed in with, as the journal names them (REQ-20)."""
    zone = study_timezone(work.connection)
    today = clock.today(zone)
    held = {grant.role for grant in reading.live_grants(work.connection, username, zone) if grant.holds(today)}
    return ", ".join(role for role in Role if role in held) or "none"
