"""Take back marks of verification."""

from __future__ import annotations

from collections.abc import Collection

from edc.access.rules import Permission
from edc.acts.context import open_context
from edc.acts.permitted import require
from edc.acts.refresh import refresh
from edc.acts.verification import append_mark, ready_marks
from edc.casebook.reading import PageRef
from edc.db import Database, Locks
from edc.trail.unit import Actor, unit


def unverify_items(
    database: Database, actor: Actor, page: PageRef, paths: Collection[str], *, request_key: str | None
) -> tuple[str, ...]:
    """Take back the marks that stand on *paths*; returns those that had one.

    Raises :class:`edc.errors.Refusal`: ``locked``, ``no_such_items``.
    """
    require(actor, Permission.VERIFY, page.subject.site)
    locks, about = Locks(page.subject.site, page.subject.id), {"page": page.id, "paths": sorted(paths)}
    with unit(database, "unverify_items", actor, locks=locks, request_id=request_key, about=about) as work:
        context = open_context(work, page.subject, {page.form})
        if context.repeated is not None:
            return ()
        last = ready_marks(work, context, page, paths)
        standing = sorted(path for path in paths if context.marks[page.id].get(path) == last[path])
        for path in standing:
            append_mark(work, context, page, path, marked=False)
        if standing:
            refresh(work, context, page.id)
        return tuple(standing)
