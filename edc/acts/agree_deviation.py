"""Agree with the class of a filed deviation, or ask the investigator about it again."""

from __future__ import annotations

from edc.access.rules import Permission
from edc.acts.notice_steps import move_notice
from edc.acts.reasons import said
from edc.casebook.rules_saving import clean_reason
from edc.db import Database
from edc.review.rules_notices import NoticeState, NoticeStep
from edc.trail.unit import Actor


def agree_deviation(
    database: Database, actor: Actor, notice: int, words: str = "", *, again: bool = False, request_key: str | None
) -> NoticeState:
    """Agree with the class the investigator gave *notice*, or, with *again*, ask about it in words.

    The row of the log is the site's and stays as it is. Raises
    :class:`edc.errors.Refusal`: ``reason_owed`` where it is asked again without
    words, or as :func:`edc.acts.notice_steps.move_notice`.
    """
    step = NoticeStep.SENT_BACK if again else NoticeStep.AGREED
    text = said(words) if again else clean_reason(words) or ""
    return move_notice(
        database, actor, "agree_deviation", Permission.DATA_REVIEW, notice, step, text, request_key=request_key
    )
