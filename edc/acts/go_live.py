"""Go live: from now on the database is production, for good."""

from __future__ import annotations

from edc.access.rules import Permission
from edc.acts.permitted import require
from edc.db import Database, rows
from edc.errors import Refusal
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Actor, unit


def go_live(database: Database, actor: Actor) -> None:
    """Mark the database as production. The mark can never be removed.

    Test data never cross over: raises :class:`Refusal` ``not_empty_of_subjects`` where a
    participant was added before, in a demonstration or not. Doing it twice changes nothing.
    """
    require(actor, Permission.SETTINGS_MANAGE)
    with unit(database, "go_live", actor) as work:
        if rows(work.connection, "SELECT 1 FROM mark WHERE name = 'production'"):
            return
        demo = rows(work.connection, "SELECT 1 FROM mark WHERE name = 'demo'")
        if demo or rows(work.connection, "SELECT 1 FROM subject LIMIT 1"):
            raise Refusal("not_empty_of_subjects")
        work.append("mark", STUDY_CHAIN, {"name": "production", "value": work.at})
