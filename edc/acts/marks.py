"""Putting a mark on a page, or taking one back: what those acts have in common.

A mark (finished, not done, struck out) is a path of the document, so that it is an
ordinary change with a reason, a history and a way back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from edc.access.rules import Permission
from edc.acts.consequences import settle_consequences
from edc.acts.context import Context, open_context
from edc.acts.permitted import require
from edc.acts.versions import add_version
from edc.casebook.pinning import published
from edc.casebook.reading import PageRef
from edc.db import Database, Locks, rows
from edc.errors import Refusal
from edc.study.definition import Form
from edc.study.document import NOT_DONE, STRUCK, Document, Value
from edc.trail.unit import Actor, Unit, unit


@dataclass(frozen=True, slots=True)
class Marked:
    """A page's head after an act, and whether this act added it."""

    seq: int
    changed: bool


Marks = Callable[[Context, Form, Document], tuple[Mapping[str, Value | None], str]]
"""What to write on the page as it stands, and the reason where something stood there before."""


def mark_page(
    database: Database,
    actor: Actor,
    name: str,
    permission: Permission,
    page: PageRef,
    marks: Marks,
    request_key: str | None,
) -> Marked:
    """Add one version of *page* with the given marks, and settle what follows.

    Raises :class:`Refusal`; then nothing was changed.
    """
    require(actor, permission, page.subject.site)
    locks = Locks(page.subject.site, page.subject.id)
    with unit(database, name, actor, locks=locks, request_id=request_key, about={"page": page.id}) as work:
        versions = published(work.connection)
        needed = versions.forms_needed(page.form) | versions.deciding
        context = open_context(work, page.subject, needed | {page.form})
        now = context.pages[page.id]
        if context.repeated is not None:
            return Marked(seq_of_act(work, context, page.id), False)
        new, reason = marks(context, context.study_of(page.id).form_by_name[page.form], now.document)
        work.about["paths"] = sorted(new)
        reasons = {path: reason for path in new if path in now.document}
        added = add_version(work, context, page.id, {**now.document, **new}, reasons, "direct")
        if added is None:
            return Marked(now.seq, False)
        settle_consequences(work, context, [added], page.id)
        return Marked(added.seq, True)


def seq_of_act(work: Unit, context: Context, page: int) -> int:
    """The version that this very request gave *page* when it was sent before."""
    sql = "SELECT seq FROM page_version WHERE chain = ? AND act = ? AND page = ?"
    found = rows(work.connection, sql, (context.subject.chain, context.repeated, page))
    if not found:
        raise Refusal("duplicate_request")
    return int(found[0][0])


def mark_of(form: Form, document: Document, mark: str, place: str | None) -> str:
    """The path of *mark* on the page, or on *place*: a group, or an added row as ``GROUP/7``.

    Raises :class:`Refusal` (``no_such_place``) where the page has no such group or row.
    """
    if place is None:
        return mark
    name, _, row = place.partition("/")
    group = next((one for one in form.groups if one.name == name), None)
    if mark == NOT_DONE and group is not None and not row:
        return f"{place}/{mark}"
    if mark == STRUCK and group is not None and group.repeat == "added" and _has_row(document, place):
        return f"{place}/{mark}"
    raise Refusal("no_such_place", place=place)


def _has_row(document: Document, place: str) -> bool:
    return place.count("/") == 1 and any(path.startswith(f"{place}/") for path in document)
