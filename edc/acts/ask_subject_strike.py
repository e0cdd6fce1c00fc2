"""Ask that a participant be struck out, who was created in error."""

from __future__ import annotations

from collections.abc import Sequence

from edc.access.rules import Permission
from edc.acts.strike_steps import refuse_with, take_strike_step
from edc.casebook.reading import SubjectRef
from edc.casebook.rules_strikes import Strike, StrikeStep, asking_refusal
from edc.db import Database
from edc.trail.unit import Actor


def ask_subject_strike(
    database: Database, actor: Actor, subject: SubjectRef, reason: str, *, request_key: str | None
) -> StrikeStep:
    """Ask the principal investigator and the data manager; nothing changes by it.

    Raises :class:`edc.errors.Refusal`: ``reason_owed``, ``struck_already``,
    ``request_pending``.
    """

    def decide(steps: Sequence[Strike]) -> StrikeStep:
        refuse_with(asking_refusal(steps))
        return StrikeStep.ASKED

    permission = Permission.SUBJECT_STRIKE_REQUEST
    return take_strike_step(
        database, actor, "ask_subject_strike", permission, subject, decide, reason, request_key=request_key
    )
