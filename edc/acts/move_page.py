"""Move a page, or a whole visit, forward to the study version in use at its site.

Nothing is lost: every stored value stays in the document, under its path. What the new
version does not ask any more is shown as such, what no longer fits it asks, and a
signature has to be given again, because the page is another one than was signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from edc.access.rules import Permission
from edc.acts.add_subject import append_page
from edc.acts.consequences import settle_moved
from edc.acts.context import Context, open_context
from edc.acts.permitted import require
from edc.acts.reasons import said
from edc.acts.versions import Added, add_version
from edc.casebook.pinning import published
from edc.casebook.reading import PageNow, PageRef, SubjectRef
from edc.db import Database, Locks, rows
from edc.errors import Refusal
from edc.study.definition import Study
from edc.study.document import VERSION, Value
from edc.trail.unit import Actor, Unit, unit


@dataclass(frozen=True, slots=True)
class Moved:
    """Pages that are of ``version`` now, and pages of it that were added to the visit."""

    version: str
    pages: tuple[int, ...]
    added: tuple[int, ...] = ()


def move_page(database: Database, actor: Actor, page: PageRef, reason: str, *, request_key: str | None) -> Moved:
    """Move *page* forward; *reason* says why (REQ-50).

    Raises :class:`Refusal`: ``move_nothing``, ``move_no_form``, ``reason_owed``, ``held``,
    ``derived_held``.
    """
    subject = page.subject
    with _unit(database, actor, subject, request_key, {"page": page.id}) as work:
        context = open_context(work, subject, published(work.connection).forms)
        if context.repeated is not None:
            return Moved(context.version_of(page.id), ())
        version = context.pinning.effective
        if not movable(context, page.id):
            raise Refusal("move_nothing")
        if not has_place(context.study, context.pages[page.id]):
            raise Refusal("move_no_form", version=version)
        _move(work, context, [page.id], reason)
        return Moved(version, (page.id,))


def move_visit(
    database: Database, actor: Actor, subject: SubjectRef, visit: int, reason: str, *, request_key: str | None
) -> Moved:
    """Move every page of *visit* that holds anything, and add the pages that the version has besides.

    Pages whose form the version does not have at this visit stay as they are. Raises :class:`Refusal`:
    ``move_nothing``, ``reason_owed``, ``held``, ``derived_held``.
    """
    with _unit(database, actor, subject, request_key, {"visit": visit}) as work:
        context = open_context(work, subject, published(work.connection).forms)
        version, study = context.pinning.effective, context.study
        if context.repeated is not None:
            return Moved(version, ())
        there = {page: now for page, now in context.pages.items() if now.visit == visit}
        pages = [page for page in there if movable(context, page) and has_place(study, there[page])]
        if not pages:
            raise Refusal("move_nothing")
        _move(work, context, pages, reason)
        event = study.event_by_name.get(there[pages[0]].event)
        forms = {now.form for now in there.values()}
        missing = [form for form in (event.forms if event is not None else ()) if form not in forms]
        added = [append_page(work, subject, visit, there[pages[0]].event, form, 1) for form in missing]
        return Moved(version, tuple(pages), tuple(added))


def movable(context: Context, page: int) -> bool:
    """Whether *page* holds something and is of an older version than its site uses today."""
    order = list(context.rules.rules)
    pinned = context.pages[page].study_version
    return pinned in order and order.index(pinned) < order.index(context.pinning.effective)


def has_place(study: Study, now: PageNow) -> bool:
    """Whether *study* has the form of a page at its event: a page is never moved to where nothing asks for it."""
    event = study.event_by_name.get(now.event)
    return event is not None and now.form in event.forms


def _unit(
    database: Database, actor: Actor, subject: SubjectRef, request_key: str | None, about: dict[str, int]
) -> AbstractContextManager[Unit]:
    require(actor, Permission.DATA_ENTER, subject.site)
    locks = Locks(subject.site, subject.id)
    return unit(database, "move_page", actor, locks=locks, request_id=request_key, about=dict(about))


def _move(work: Unit, context: Context, pages: Sequence[int], reason: str) -> None:
    words, version = said(reason), context.pinning.effective
    mark = Value(v=version, t=words)
    added: list[Added] = []
    for page in pages:
        now = context.pages[page]
        context.pages[page] = replace(now, study_version=version)
        document = {**now.document, VERSION: mark}
        one = add_version(work, context, page, document, {VERSION: words}, "direct")
        if one is not None:
            added.append(one)
    _pin(work, context, pages)
    settle_moved(work, context, added)


def _pin(work: Unit, context: Context, pages: Sequence[int]) -> None:
    """A visit is of the version of the page of it that was saved first: it moved along if that page did."""
    visit = context.pages[pages[0]].visit
    sql = (
        "SELECT v.page FROM page p JOIN page_version v ON v.page = p.id AND v.seq = 1 WHERE p.visit = ?"
        " ORDER BY v.act LIMIT 1"
    )
    if rows(work.connection, sql, (visit,))[0][0] in pages:
        begun = {**context.pinning.begun, visit: context.pinning.effective}
        context.pinning = replace(context.pinning, begun=begun)
