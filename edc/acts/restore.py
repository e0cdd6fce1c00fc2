"""Restore what was struck out or marked as not done: the mark goes, the values stand again."""

from __future__ import annotations

import json
from collections.abc import Mapping

from edc.access.rules import Permission
from edc.acts.consequences import settle_consequences
from edc.acts.context import Context, open_context
from edc.acts.marks import Marked, mark_page
from edc.acts.permitted import require
from edc.acts.reasons import Reason, chosen
from edc.acts.versions import add_version
from edc.casebook.pinning import published
from edc.casebook.reading import PageRef, SubjectRef
from edc.db import Database, Locks, rows
from edc.errors import Refusal
from edc.study.definition import Form
from edc.study.document import NOT_DONE, STRUCK, Document, Value
from edc.trail.unit import Actor, Unit, unit


def restore(
    database: Database, actor: Actor, page: PageRef, mark: str, reason: Reason, *, request_key: str | None
) -> Marked:
    """Take back the mark at path *mark*: ``#struck``, ``AE/7/#struck``, ``#notdone``, ``GROUP/#notdone``.

    Raises :class:`Refusal`: ``not_marked``, ``held``, or what is wrong with the reason.
    """
    permission = {STRUCK: Permission.DATA_STRIKE, NOT_DONE: Permission.DATA_ENTER}.get(mark.rpartition("/")[2])
    if permission is None:
        raise Refusal("not_marked")

    def marks(context: Context, _form: Form, document: Document) -> tuple[Mapping[str, Value | None], str]:
        if document.get(mark) is None:
            raise Refusal("not_marked")
        return {mark: None}, chosen(context.study.reasons, reason).text

    return mark_page(database, actor, "restore", permission, page, marks, request_key)


def restore_visit(
    database: Database, actor: Actor, subject: SubjectRef, visit: int, reason: Reason, *, request_key: str | None
) -> tuple[int, ...]:
    """Take back *Visit not done*: on the pages it marked, where that mark still stands.

    A page that was marked as not done for itself stays so. Returns the pages. Raises
    :class:`Refusal`: ``not_marked``, ``held``, or what is wrong with the reason.
    """
    require(actor, Permission.DATA_ENTER, subject.site)
    locks, about = Locks(subject.site, subject.id), {"visit": visit}
    with unit(database, "restore", actor, locks=locks, request_id=request_key, about=about) as work:
        context = open_context(work, subject, published(work.connection).forms)
        if context.repeated is not None:
            return ()
        why = chosen(context.study.reasons, reason).text
        pages = [page for page in _marked_with_visit(work, subject, visit) if context.document(page).get(NOT_DONE)]
        added = []
        for page in pages:
            document = {**context.document(page), NOT_DONE: None}
            added.append(add_version(work, context, page, document, {NOT_DONE: why}, "direct"))
        if not added:
            raise Refusal("not_marked")
        settle_consequences(work, context, [one for one in added if one], pages[0])
        return tuple(pages)


def _marked_with_visit(work: Unit, subject: SubjectRef, visit: int) -> list[int]:
    """Pages whose last mark of not done came from an act on the whole visit."""
    sql = (
        "SELECT p.id, j.about FROM page p JOIN item_change c ON c.page = p.id AND c.path = ?"
        " AND c.seq = (SELECT max(l.seq) FROM item_change l WHERE l.page = c.page AND l.path = c.path)"
        " JOIN page_version v ON v.page = c.page AND v.seq = c.seq"
        " JOIN journal j ON j.chain = v.chain AND j.n = v.act"
        " WHERE p.subject = ? AND p.visit = ? AND j.name = 'not_done' ORDER BY p.id"
    )
    found = rows(work.connection, sql, (NOT_DONE, subject.id, visit))
    return [page for page, about in found if json.loads(about).get("visit") == visit]
