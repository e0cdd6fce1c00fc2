"""Sign out, or be signed out because the time is over."""

from __future__ import annotations

from edc.access import sessions
from edc.acts.access_log import log_ended
from edc.db import Database
from edc.trail.unit import SYSTEM, Actor, unit


def sign_out(database: Database, actor: Actor, key: str) -> None:
    """End the session of that key (REQ-18). Ending it twice changes nothing."""
    with unit(database, "sign_out", actor) as work:
        log_ended(work, "sign_out", sessions.end(work.connection, work.at, key=key))


def time_out(database: Database, limits: sessions.Limits) -> None:
    """End every session that has run out, each with its access event (REQ-17, REQ-20)."""
    with unit(database, "time_out", SYSTEM) as work:
        log_ended(work, "timeout", sessions.end_stale(work.connection, work.at, limits))
