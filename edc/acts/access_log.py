"""What every act about people and access has in common: its log rows, alerts and calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection

import edc.access.tables  # noqa: F401  # tells the unit of work the columns of our tables
from edc import clock
from edc.access.sessions import Ended
from edc.casebook.reading import current_study
from edc.db import rows
from edc.errors import Refusal
from edc.trail.digests import canonical
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Unit


def log(work: Unit, kind: str, person: str, address: str) -> None:
    """Append one access event.

    Kinds: ``sign_in``, ``command`` (a command line), ``failed``, ``failed_locked``, ``failed_signature``,
    ``locked_out``, ``released``, ``sign_out``, ``timeout``, ``elsewhere`` (ended by signing in
    somewhere else), ``password_changed``, ``password_reset``, ``deactivated``, ``refused``.
    """
    row = {"id": _next(work, "access_event"), "person": person, "kind": kind, "address": address, "at": work.at}
    work.append("access_event", STUDY_CHAIN, row)


def log_ended(work: Unit, kind: str, ended: list[Ended]) -> None:
    """Append an access event for each session that was ended."""
    for session in ended:
        log(work, kind, session.person, session.address)


def alert(work: Unit, kind: str, role: str, about: dict[str, Any]) -> None:
    """Append something that people of *role* must be told (REQ-14, REQ-07)."""
    row = {"id": _next(work, "alert"), "kind": kind, "role": role, "about": canonical(about), "at": work.at}
    work.append("alert", STUDY_CHAIN, row)


def _next(work: Unit, table: str) -> int:
    """The next number of *table*, allotted under the study's lock."""
    if table not in work.numbers:
        work.numbers[table] = rows(work.connection, f"SELECT coalesce(max(id), 0) FROM {table}")[0][0]
    work.numbers[table] += 1
    return work.numbers[table]


def study_timezone(connection: Connection) -> str:
    """The zone whose calendar grants follow; UTC before a study is published."""
    try:
        return current_study(connection).timezone
    except Refusal:
        return "UTC"


def study_today(connection: Connection) -> date:
    """Today in the study's calendar."""
    return clock.today(study_timezone(connection))
