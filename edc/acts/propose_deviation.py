"""Propose a deviation: somebody of the sponsor found one that no check drafts."""

from __future__ import annotations

from edc.access.rules import Permission
from edc.acts.context import Context, open_context
from edc.acts.notice_steps import refuse_notice_step
from edc.acts.notices import append_notice_event, open_notice
from edc.acts.permitted import require
from edc.acts.reasons import said
from edc.casebook.reading import PageRef
from edc.db import Database, Locks, rows
from edc.errors import Refusal
from edc.review.rules_notices import Cause, NoticeKey, NoticeStep
from edc.study.definition import Deviation
from edc.study.deviations import categories
from edc.trail.unit import Actor, Unit, unit


def propose_deviation(
    database: Database, actor: Actor, page: PageRef, deviation: Deviation, words: str, *, request_key: str | None
) -> int:
    """Propose that what stands on *page* is a deviation, in words; returns the notice's number.

    Of a visit, the page is its first. Raises :class:`Refusal`: ``reason_owed``
    without words, ``no_such_category``, ``locked``.
    """
    require(actor, Permission.DEVIATION_PROPOSE, page.subject.site)
    locks, about = Locks(page.subject.site, page.subject.id), {"page": page.id}
    with unit(database, "propose_deviation", actor, locks=locks, request_id=request_key, about=about) as work:
        context = open_context(work, page.subject, {page.form})
        if context.repeated is not None:
            return _before(work, context)
        refuse_notice_step(context, page.id, None, NoticeStep.PROPOSED, actor)
        known = categories(context.study)
        if known is not None and deviation.category not in known.by_code:
            raise Refusal("no_such_category")
        key = NoticeKey(page.id, "", "", "deviation")
        cause = Cause(key, True, deviation.category, deviation.major)
        text = said(words)
        number = open_notice(work, context, key, NoticeStep.PROPOSED, cause)
        append_notice_event(work, context, context.notices[page.id][number], NoticeStep.PROPOSED, actor, text=text)
        return number


def _before(work: Unit, context: Context) -> int:
    """The notice that this very request made when it was sent before."""
    sql = "SELECT id FROM notice WHERE chain = ? AND act = ? AND check_id = ''"
    found = rows(work.connection, sql, (context.subject.chain, context.repeated))
    if not found:
        raise Refusal("duplicate_request")
    return int(found[0][0])
