"""Confirm, decline or withdraw what was asked about a participant created in error."""

from __future__ import annotations

from collections.abc import Sequence

from edc.access.rules import Permission
from edc.acts.strike_steps import refuse_with, take_strike_step
from edc.casebook.reading import SubjectRef
from edc.casebook.rules_strikes import Strike, StrikeStep, confirmed_step, verdict_refusal
from edc.db import Database
from edc.errors import Refusal
from edc.trail.unit import Actor

VERDICTS = (StrikeStep.CONFIRMED, StrikeStep.DECLINED, StrikeStep.WITHDRAWN)


def decide_subject_strike(
    database: Database,
    actor: Actor,
    subject: SubjectRef,
    verdict: StrikeStep,
    reason: str = "",
    *,
    request_key: str | None,
) -> StrikeStep:
    """Give one of :data:`VERDICTS`; returns ``STRUCK`` where this is the second to confirm.

    The principal investigator and the data manager confirm or decline, whoever asked
    withdraws. Struck out, a participant keeps number, data and trail, and counts nowhere.
    Raises :class:`Refusal`: ``strike_not_asked``, ``own_request``, ``withdraw_other``,
    ``approved_already``, ``reason_owed`` when declining, ``held``, ``locked``.
    """
    if verdict not in VERDICTS:
        raise Refusal("malformed")

    def decide(steps: Sequence[Strike]) -> StrikeStep:
        refuse_with(verdict_refusal(steps, actor.person, actor.role, verdict))
        return confirmed_step(steps) if verdict is StrikeStep.CONFIRMED else verdict

    asker = verdict is StrikeStep.WITHDRAWN and actor.role == "investigator"
    permission = Permission.SUBJECT_STRIKE_REQUEST if asker else Permission.SUBJECT_STRIKE_CONFIRM
    declining = verdict is StrikeStep.DECLINED
    return take_strike_step(
        database,
        actor,
        "decide_subject_strike",
        permission,
        subject,
        decide,
        reason,
        owed=declining,
        request_key=request_key,
    )
