"""Say that an alert was seen: the first of those it is for settles it."""

from __future__ import annotations

from edc.access.rules import Permission
from edc.acts.notice_steps import move_notice
from edc.casebook.rules_saving import clean_reason
from edc.db import Database
from edc.review.rules_notices import INVESTIGATORS, NoticeState, NoticeStep
from edc.trail.unit import Actor


def see_alert(
    database: Database, actor: Actor, notice: int, words: str = "", *, request_key: str | None
) -> NoticeState:
    """Note that *actor* saw alert *notice*; words are welcome, not owed.

    Raises :class:`edc.errors.Refusal` like :func:`edc.acts.notice_steps.move_notice`.
    """
    permission = Permission.MEDICAL_DECIDE if actor.role in INVESTIGATORS else Permission.MEDICAL_REVIEW
    text = clean_reason(words) or ""
    return move_notice(database, actor, "see_alert", permission, notice, NoticeStep.SEEN, text, request_key=request_key)
