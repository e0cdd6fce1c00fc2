"""Dismiss a drafted or proposed deviation, for a reason that is kept."""

from __future__ import annotations

from edc.access.rules import Permission
from edc.acts.notice_steps import move_notice
from edc.acts.reasons import said
from edc.db import Database
from edc.review.rules_notices import NoticeState, NoticeStep
from edc.trail.unit import Actor


def dismiss_deviation(
    database: Database, actor: Actor, notice: int, words: str, *, request_key: str | None
) -> NoticeState:
    """Say that *notice* is no deviation, and why. A major one is an investigator's to dismiss.

    It does not come back until a value changes that it was drafted from. Raises
    :class:`edc.errors.Refusal`: ``reason_owed``, ``dismiss_major``, or as
    :func:`edc.acts.notice_steps.move_notice`.
    """
    step, permission = NoticeStep.DISMISSED, Permission.DEVIATION_FILE
    return move_notice(
        database, actor, "dismiss_deviation", permission, notice, step, said(words), request_key=request_key
    )
