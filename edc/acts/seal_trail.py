"""Seal the trail: note the heads of all chains and a root over them.

A chain alone shows neither that its tail was cut nor that a whole subject is gone.
"""

from __future__ import annotations

from edc.db import Database, rows
from edc.trail import digests
from edc.trail.checking import heads
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Actor, unit


def seal_trail(database: Database, actor: Actor) -> str:
    """Append a seal and return its root, which is worth keeping outside the database."""
    with unit(database, "seal_trail", actor) as work:
        now = heads(work.connection)
        root = digests.seal_root(now)
        n = 1 + (rows(work.connection, "SELECT max(n) FROM seal")[0][0] or 0)
        work.append("seal", STUDY_CHAIN, {"n": n, "heads": digests.canonical(now), "root": root})
        return root
