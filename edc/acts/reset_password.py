"""Give somebody a temporary password: theirs was forgotten, found out, or locked."""

from __future__ import annotations

from edc.access import passwords, reading, sessions
from edc.access.rules_grants import granting_refusal
from edc.acts.access_log import log, log_ended
from edc.acts.identify import fold
from edc.db import Database
from edc.errors import Refusal
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Actor, unit


def reset_password(database: Database, actor: Actor, person: str) -> str:
    """Set a temporary password, end the person's sessions, lift a lockout; returns the password.

    It must be changed before anything else can be done with it, so that whoever reset
    it cannot sign as its owner (REQ-11, REQ-16, REQ-48). Raises :class:`Refusal`:
    ``no_such_person``, ``own_account``.
    """
    username = fold(person)
    if granting_refusal(actor.person, username):
        raise Refusal("own_account")
    password = passwords.temporary()
    stored = passwords.hashed(password)
    with unit(database, "reset_password", actor, about={"person": username}) as work:
        secret = reading.secret(work.connection, username)
        if secret is None:
            raise Refusal("no_such_person", name=username)
        row = {"person": username, "n": secret.n + 1, "hash": stored, "temporary": 1}
        work.append("credential", STUDY_CHAIN, row)
        log_ended(work, "password_reset", sessions.end(work.connection, work.at, person=username))
        log(work, "released", username, "")
    return password
