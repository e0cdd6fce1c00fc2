"""Marks of verification: what setting and taking back have in common."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from edc.acts.context import Context
from edc.casebook.reading import PageRef
from edc.casebook.states import row_mark
from edc.db import rows
from edc.errors import Refusal
from edc.review.rules_holds import Activity, closes
from edc.trail.unit import Unit


def ready_marks(work: Unit, context: Context, page: PageRef, paths: Collection[str]) -> Mapping[str, int]:
    """Path to the version that gave its present value, for every path of the page.

    Raises :class:`Refusal`: ``locked``; ``nothing_ticked``; ``no_such_items`` for a path that holds nothing
    to compare with the source, or stands in what was struck out.
    """
    if closes(context.held(page.id).state, Activity.VERIFY):
        raise Refusal("locked")
    form, document = context.study_of(page.id).form_by_name[page.form], context.document(page.id)
    unfit = [
        path
        for path in paths
        if document.get(path) is None or document.get(row_mark(path)) is not None or form.at(path) is None
    ]
    if not paths:
        raise Refusal("nothing_ticked")
    if unfit:
        raise Refusal("no_such_items", items=", ".join(sorted(unfit)))
    sql = "SELECT path, max(seq) FROM item_change WHERE page = ? GROUP BY path"
    last = {path: int(seq) for path, seq in rows(work.connection, sql, (page.id,))}
    # the context knows last changes only of pages that had marks before
    context.last_change[page.id] = last
    return last


def append_mark(work: Unit, context: Context, page: PageRef, path: str, *, marked: bool) -> None:
    """Append one mark on the present value of *path*, or its taking back."""
    seq = context.last_change[page.id][path]
    sql = "SELECT max(n) FROM verification WHERE page = ? AND path = ? AND seq = ?"
    row = {
        "page": page.id,
        "path": path,
        "seq": seq,
        "n": 1 + (rows(work.connection, sql, (page.id, path, seq))[0][0] or 0),
        "marked": int(marked),
        "person": work.actor.person,
        "role": work.actor.role,
        "at": work.at,
    }
    work.append("verification", context.subject.chain, row)
    if marked:
        context.marks[page.id][path] = seq
    else:
        context.marks[page.id].pop(path, None)
