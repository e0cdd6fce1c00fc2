"""Restore a participant who was struck out as created in error."""

from __future__ import annotations

from collections.abc import Sequence

from edc.access.rules import Permission
from edc.acts.strike_steps import refuse_with, take_strike_step
from edc.casebook.reading import SubjectRef
from edc.casebook.rules_strikes import Strike, StrikeStep, restored_step, restoring_refusal
from edc.db import Database
from edc.trail.unit import Actor


def restore_subject(
    database: Database, actor: Actor, subject: SubjectRef, reason: str, *, request_key: str | None
) -> StrikeStep:
    """Say that the participant is to stand again; returns ``RESTORED`` where this is the second of two.

    It takes the same two as the strike-out, in either order. Raises
    :class:`edc.errors.Refusal`: ``not_struck``, ``approved_already``, ``reason_owed``,
    ``held``, ``locked``.
    """

    def decide(steps: Sequence[Strike]) -> StrikeStep:
        refuse_with(restoring_refusal(steps, actor.person, actor.role))
        return restored_step(steps)

    permission = Permission.SUBJECT_STRIKE_CONFIRM
    return take_strike_step(
        database, actor, "restore_subject", permission, subject, decide, reason, request_key=request_key
    )
