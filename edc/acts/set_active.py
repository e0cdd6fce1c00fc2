"""Deactivate a person who left, or activate one who came back."""

from __future__ import annotations

from edc.access import reading, sessions
from edc.access.rules_grants import granting_refusal
from edc.acts.access_log import log_ended
from edc.acts.identify import fold
from edc.db import Database, rows
from edc.errors import Refusal
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Actor, unit


def set_active(database: Database, actor: Actor, person: str, active: bool, reason: str) -> None:
    """Set whether *person* may sign in; a deactivated one is signed out at once (REQ-02, REQ-18).

    Raises :class:`Refusal`: ``no_such_person``, ``own_account``, ``reason_owed``,
    ``active_already``.
    """
    username = fold(person)
    if granting_refusal(actor.person, username):
        raise Refusal("own_account")
    if not reason.strip():
        raise Refusal("reason_owed")
    with unit(database, "set_active", actor, about={"person": username, "active": active}) as work:
        before = reading.person(work.connection, username)
        if before is None:
            raise Refusal("no_such_person", name=username)
        if before.active == active:
            raise Refusal("active_already", name=username)
        last = rows(work.connection, "SELECT max(n) FROM person_state WHERE person = ?", (username,))[0][0]
        row = {"person": username, "n": last + 1, "active": int(active), "reason": reason.strip()}
        work.append("person_state", STUDY_CHAIN, row)
        if not active:
            log_ended(work, "deactivated", sessions.end(work.connection, work.at, person=username))
