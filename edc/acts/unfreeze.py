"""Lift a freeze, where it was set."""

from __future__ import annotations

from edc.acts.hold_places import hold_place
from edc.db import Database
from edc.review.rules_holds import HoldStep, Place
from edc.trail.unit import Actor


def unfreeze(database: Database, actor: Actor, place: Place, reason: str, *, request_key: str | None) -> None:
    """Open the data of *place* again, as far as nothing wider holds them.

    Raises :class:`edc.errors.Refusal`: ``not_found``, ``reason_owed``, ``hold_step``
    where *place* has no freeze of its own; a lock is lifted by an unlock alone.
    """
    hold_place(database, actor, place, HoldStep.UNFREEZE, reason, request_key)
