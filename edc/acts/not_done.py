"""Mark as not done: items, a group, a page, or a whole visit, in one act for one reason.

*Not done* is one thing: of items the coded missing value ``ND``, of everything
larger a mark that says so once. Either can be taken back (``restore``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from edc.access.rules import Permission
from edc.acts.consequences import settle_consequences
from edc.acts.context import Context, open_context
from edc.acts.marks import Marked, mark_of, mark_page
from edc.acts.permitted import require
from edc.acts.reasons import Reason, chosen
from edc.acts.standing import unexpected_pages
from edc.acts.versions import add_version
from edc.casebook.pinning import published
from edc.casebook.reading import PageRef, SubjectRef
from edc.casebook.rules import EntryState, entry_state
from edc.db import Database, Locks, rows
from edc.errors import Refusal
from edc.study.definition import Form, Study
from edc.study.document import NOT_DONE, Document, Value
from edc.trail.unit import Actor, Unit, unit

ND = "ND"
"""The missing code that says *not done* of one item."""


def not_done(
    database: Database,
    actor: Actor,
    page: PageRef,
    reason: Reason,
    *,
    group: str | None = None,
    request_key: str | None,
) -> Marked:
    """Mark *page*, or one *group* of it, as not done (REQ-53).

    Values beneath the mark are kept and no longer count. Raises :class:`Refusal`:
    ``marked_already``, ``no_such_place``, ``held``, or what is wrong with the reason.
    """

    def marks(context: Context, form: Form, document: Document) -> tuple[Mapping[str, Value | None], str]:
        path = mark_of(form, document, NOT_DONE, group)
        if document.get(path) is not None:
            raise Refusal("marked_already")
        why = chosen(context.study.not_done_reasons, reason)
        return {path: why.value}, why.text

    return mark_page(database, actor, "not_done", Permission.DATA_ENTER, page, marks, request_key)


def items_not_done(
    database: Database,
    actor: Actor,
    page: PageRef,
    items: Collection[str],
    *,
    reason: Reason | None = None,
    request_key: str | None,
) -> Marked:
    """Record *items* (paths) of one page as not done, in one version.

    *reason* is owed where a stored value makes way. Raises :class:`Refusal`:
    ``not_done_items`` names items that may not be, else as :func:`not_done`.
    """

    def marks(context: Context, form: Form, document: Document) -> tuple[Mapping[str, Value | None], str]:
        unfit = sorted(path for path in items if not may_be_not_done(context.study_of(page.id), form, document, path))
        if unfit or not items:
            raise Refusal("not_done_items", items=", ".join(unfit))
        changed = any(document.get(path) != Value(m=ND) for path in items if path in document)
        why = chosen(context.study.reasons, reason or Reason("")).text if changed else ""
        return {path: Value(m=ND) for path in items}, why

    return mark_page(database, actor, "not_done", Permission.DATA_ENTER, page, marks, request_key)


def may_be_not_done(study: Study, form: Form, document: Document, path: str) -> bool:
    """Whether the item at *path* may be recorded as not done: it is entered, and ND is among its codes."""
    found = form.at(path)
    if found is None or not found[2].stored:
        return False
    above = path.rpartition("/")[0]
    if found[0].repeat == "added" and not any(one.startswith(f"{above}/") for one in document):
        return False
    allowed = found[2].missing
    return ND in ({coded.code for coded in study.missing} if allowed is None else allowed)


@dataclass(frozen=True, slots=True)
class VisitMarked:
    """Pages marked as not done, and pages left as they are because something was recorded on them."""

    marked: tuple[int, ...]
    left: tuple[int, ...]


def visit_not_done(
    database: Database, actor: Actor, subject: SubjectRef, visit: int, reason: Reason, *, request_key: str | None
) -> VisitMarked:
    """Mark every page of *visit* on which nothing was recorded as not done, for one reason.

    What was recorded is never voided in passing: such a page is marked or struck out
    for itself. Raises :class:`Refusal`: ``visit_recorded`` where no page is empty,
    ``held``, or what is wrong with the reason.
    """
    require(actor, Permission.DATA_ENTER, subject.site)
    locks, about = Locks(subject.site, subject.id), {"visit": visit}
    with unit(database, "not_done", actor, locks=locks, request_id=request_key, about=about) as work:
        context = open_context(work, subject, published(work.connection).forms)
        pages = [page for page, now in context.pages.items() if now.visit == visit]
        if not pages:
            raise Refusal("not_found")
        if context.repeated is not None:
            return _as_before(work, context, pages)
        why = chosen(context.study.not_done_reasons, reason)
        left_out = unexpected_pages(context)
        added = []
        for page in pages:
            document = context.document(page)
            if page in left_out:
                continue  # nobody waits for it, so nothing of it was missed
            if entry_state(document, expected=True) is EntryState.NOT_STARTED:
                reasons = {NOT_DONE: why.text} if NOT_DONE in document else {}
                added.append(add_version(work, context, page, {**document, NOT_DONE: why.value}, reasons, "direct"))
        marked = [one for one in added if one]
        if not marked:
            raise Refusal("visit_recorded")
        settle_consequences(work, context, marked, marked[0].page)
        return _split(pages, {one.page for one in marked})


def _as_before(work: Unit, context: Context, pages: list[int]) -> VisitMarked:
    sql = "SELECT page FROM page_version WHERE chain = ? AND act = ?"
    found = rows(work.connection, sql, (context.subject.chain, context.repeated))
    return _split(pages, {row[0] for row in found})


def _split(pages: list[int], marked: set[int]) -> VisitMarked:
    return VisitMarked(
        tuple(page for page in pages if page in marked), tuple(page for page in pages if page not in marked)
    )
