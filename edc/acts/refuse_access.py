"""Note that somebody asked for what is not theirs to see (REQ-04)."""

from __future__ import annotations

from edc.acts.access_log import log
from edc.db import Database
from edc.trail.unit import Actor, unit


def refuse_access(database: Database, actor: Actor, path: str, address: str) -> None:
    """Keep who asked for *path*, which belongs to another site or does not exist."""
    with unit(database, "refuse_access", actor, about={"path": path[:200]}) as work:
        log(work, "refused", actor.person, address)
