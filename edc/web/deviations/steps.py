"""Taking a step of a notice, in the role that may, and where it leads."""

from __future__ import annotations

from flask import url_for

from edc.access.rules import Permission, Role
from edc.acts.agree_deviation import agree_deviation
from edc.acts.dismiss_deviation import dismiss_deviation
from edc.acts.file_deviation import file_deviation
from edc.acts.see_alert import see_alert
from edc.db import Database
from edc.errors import Refusal
from edc.review.notices import NoticeRow
from edc.review.rules_notices import NoticeStep
from edc.trail.unit import Actor
from edc.web.deviations.lines import role_for
from edc.web.person import Me

_STEPS = (NoticeStep.FILED, NoticeStep.DISMISSED, NoticeStep.AGREED, NoticeStep.SENT_BACK, NoticeStep.SEEN)
_PERMISSIONS = {
    NoticeStep.FILED: Permission.DEVIATION_FILE,
    NoticeStep.DISMISSED: Permission.DEVIATION_FILE,
    NoticeStep.AGREED: Permission.DATA_REVIEW,
    NoticeStep.SENT_BACK: Permission.DATA_REVIEW,
    NoticeStep.SEEN: Permission.MEDICAL_DECIDE,
}


def take(database: Database, me: Me, row: NoticeRow, doing: str, text: str, request_key: str | None) -> str:
    """Take the step named *doing*; returns where to go then.

    Raises :class:`Refusal`; then nothing was changed.
    """
    step = next((one for one in _STEPS if one.value == doing), None)
    if step is None:
        raise Refusal("malformed")
    actor = _actor(me, row, step)
    match step:
        case NoticeStep.FILED:
            filed = file_deviation(database, actor, row.id, text, request_key=request_key)
            # the row still owes what only the site knows: on to it
            return url_for("crf.page", page_id=filed.page, _anchor=f"item-{filed.row}")
        case NoticeStep.DISMISSED:
            dismiss_deviation(database, actor, row.id, text, request_key=request_key)
        case NoticeStep.AGREED | NoticeStep.SENT_BACK:
            again = step is NoticeStep.SENT_BACK
            agree_deviation(database, actor, row.id, text, again=again, request_key=request_key)
        case _:
            see_alert(database, actor, row.id, text, request_key=request_key)
            return url_for("safety.board")
    return url_for("deviations.listing")


def _actor(me: Me, row: NoticeRow, step: NoticeStep) -> Actor:
    """The person in the role that may; where none of theirs may, the act says why."""
    role: Role | None = role_for(me, row.rules, step, row.site)
    return me.actor(_PERMISSIONS[step], row.site) if role is None else Actor(me.username, role.value, row.site)
