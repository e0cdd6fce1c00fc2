"""One step of a notice by a person: what filing, dismissing, agreeing and seeing have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from edc.access.rules import Permission
from edc.acts.context import Context, open_context
from edc.acts.notices import append_notice_event
from edc.acts.permitted import require
from edc.casebook.reading import PageRef, page_ref
from edc.db import Database, Locks, rows
from edc.errors import Refusal
from edc.review.rules_holds import HoldState
from edc.review.rules_notices import Notice, NoticeState, NoticeStep, notice_refusal
from edc.trail.unit import Actor, Unit, unit

Also = Callable[[Unit, Context, Notice], str]
"""What else a step does in the same unit; returns the place of the row it made, if any."""


def move_notice(
    database: Database,
    actor: Actor,
    name: str,
    permission: Permission,
    notice: int,
    step: NoticeStep,
    text: str,
    *,
    request_key: str | None,
    also: Also | None = None,
    forms: Callable[[PageRef], Iterable[str]] | None = None,
) -> NoticeState:
    """Take *step* of *notice*, said with *text*, and return its state.

    *forms*: whose pages *also* reads. Raises :class:`Refusal`: ``not_found``,
    ``locked``, or what :func:`edc.review.rules_notices.notice_refusal` says.
    """
    page = page_of(database, notice)
    require(actor, permission, page.subject.site)
    locks, about = Locks(page.subject.site, page.subject.id), {"notice": notice, "page": page.id}
    with unit(database, name, actor, locks=locks, request_id=request_key, about=about) as work:
        context = open_context(work, page.subject, {page.form, *(forms(page) if forms else ())})
        now = context.notices[page.id][notice]
        if context.repeated is not None:
            return now.state
        refuse_notice_step(context, page.id, now, step, actor)
        place = also(work, context, now) if also else ""
        # what else was done may have moved other notices, never this one
        append_notice_event(work, context, now, step, actor, text=text, place=place)
        return context.notices[page.id][notice].state


def refuse_notice_step(context: Context, page: int, notice: Notice | None, step: NoticeStep, actor: Actor) -> None:
    """Refuse a step that a lock closes, or that is not this person's to take."""
    if context.held(page).state is HoldState.LOCKED:
        raise Refusal("locked")
    if code := notice_refusal(notice, step, actor.role):
        raise Refusal(code)


def page_of(database: Database, notice: int) -> PageRef:
    """Where a notice stands, which never changes. Raises :class:`Refusal` (``not_found``)."""
    with database.reading() as connection:
        found = rows(connection, "SELECT page FROM notice WHERE id = ?", (notice,))
        page = page_ref(connection, found[0][0]) if found else None
    if page is None:
        raise Refusal("not_found")
    return page
