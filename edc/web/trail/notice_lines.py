"""What the acts of one participant's chain said of deviations and alerts."""

from __future__ import annotations

from flask_babel import gettext as _

from edc.review.rules_notices import Notice, NoticeKind, NoticeStep
from edc.web.notice_words import cause_words, step_words
from edc.web.shapes.trail import TrailLine
from edc.web.trail.data_lines import PLACE, Chain

_TABLES = "notice_event t JOIN notice o ON o.id = t.notice JOIN page p ON p.id = o.page JOIN visit v ON v.id = p.visit"
_FIRING = (NoticeStep.DRAFTED, NoticeStep.RAISED, NoticeStep.FIRED_AGAIN)


def notice_lines(chain: Chain, found: dict[int, list[TrailLine]]) -> None:
    """Steps of notices: what was drafted, filed, dismissed, agreed, raised, seen."""
    columns = f"{PLACE}, o.id, o.page, o.path, o.kind, o.check_id, o.category, o.major, o.text, t.name, t.text, t.place"
    for (
        act,
        event,
        repeat,
        form,
        n,
        number,
        page,
        path,
        kind,
        check,
        category,
        major,
        own,
        name,
        text,
        place,
    ) in chain.read(columns, _TABLES, "t.notice, t.n"):
        step = NoticeStep(name)
        fired = step in _FIRING
        notice = Notice(number, page, path, kind, check, category, bool(major), step, text if fired else "")
        where = chain.where(event, repeat, form, n)
        if fired or step is NoticeStep.PROPOSED:
            why = cause_words(chain.study, notice, own or text, chain.language)
        else:
            why = _("removed") if text is None else text
        row = place.partition(":")[2] if place else ""
        done = f"{step_words(step)} ({row})" if row else step_words(step)
        found[act].append(TrailLine(_named(kind, number), where, new=done, why=why))


def _named(kind: NoticeKind, number: int) -> str:
    return _("Alert %(n)s", n=number) if kind == "alert" else _("Deviation %(n)s", n=number)
