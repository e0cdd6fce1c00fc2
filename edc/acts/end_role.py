"""End a role before its time."""

from __future__ import annotations

from datetime import date

from edc.access import reading
from edc.access.rules import Role
from edc.access.rules_grants import granting_refusal
from edc.acts.access_log import alert, study_today
from edc.db import Database
from edc.errors import Refusal
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Actor, unit


def end_role(database: Database, actor: Actor, grant: int, reason: str, last: date | None = None) -> None:
    """End the grant of that number: at once, or with *last* as its last day.

    A role that has not begun yet may be ended too. Raises :class:`Refusal`:
    ``no_such_grant``, ``role_ended``, ``own_role``, ``reason_owed``, ``role_in_past``.
    """
    if not reason.strip():
        raise Refusal("reason_owed")
    with unit(database, "end_role", actor, about={"grant": grant}) as work:
        today = study_today(work.connection)
        found = next((row for row in reading.grants(work.connection) if row.id == grant), None)
        if found is None:
            raise Refusal("no_such_grant", number=grant)
        if code := granting_refusal(actor.person, found.person):
            raise Refusal(code)
        if found.ended_at or (found.grant.last and found.grant.last < today):
            raise Refusal("role_ended")
        if last is not None and last < today:
            raise Refusal("role_in_past")
        about = {"person": found.person, "role": found.grant.role.value, "site": found.grant.site}
        work.about |= about
        row = {"role_grant": grant, "last": (last or today).isoformat(), "reason": reason.strip()}
        work.append("role_end", STUDY_CHAIN, row)
        alert(work, "role_ended", Role.PRINCIPAL_INVESTIGATOR, {**about, "grant": grant})
