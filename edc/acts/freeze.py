"""Freeze a page, a visit, a subject, a site or the study: data closed, the rest goes on."""

from __future__ import annotations

from edc.acts.hold_places import hold_place
from edc.db import Database
from edc.review.rules_holds import HoldStep, Place
from edc.trail.unit import Actor


def freeze(database: Database, actor: Actor, place: Place, reason: str, *, request_key: str | None) -> None:
    """Close the data of *place*; queries, verification and signing go on (REQ-62).

    *place*: scope and key, such as ``("site", "YA")``, ``("page", "1000001")``,
    ``("study", "study")``. A site and the study leave a journal row on the chain of
    each subject they cover. Raises :class:`edc.errors.Refusal`: ``not_found``,
    ``reason_owed``, ``hold_step``.
    """
    hold_place(database, actor, place, HoldStep.FREEZE, reason, request_key)
