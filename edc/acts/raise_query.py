"""Raise a query on one item of a page."""

from __future__ import annotations

from edc.acts.context import Context, open_context
from edc.acts.permitted import require_site
from edc.acts.queries import append_event, open_thread
from edc.acts.query_steps import refuse_step
from edc.acts.reasons import said
from edc.acts.refresh import refresh
from edc.casebook.reading import PageRef
from edc.db import Database, Locks, rows
from edc.errors import Refusal
from edc.review.rules_queries import Audience, Key, QueryStep
from edc.trail.unit import Actor, Unit, unit


def raise_query(
    database: Database,
    actor: Actor,
    page: PageRef,
    path: str,
    text: str,
    *,
    audience: Audience = "site",
    request_key: str | None,
) -> int:
    """Ask the site, or an investigator alone, about the item at *path*; returns the query's number.

    Raises :class:`Refusal`: ``query_role``, ``locked``, ``no_such_items`` for a path
    the page does not have, ``reason_owed`` without words.
    """
    require_site(actor, page.subject.site)
    locks, about = Locks(page.subject.site, page.subject.id), {"page": page.id, "path": path}
    with unit(database, "raise_query", actor, locks=locks, request_id=request_key, about=about) as work:
        context = open_context(work, page.subject, {page.form})
        if context.repeated is not None:
            return _before(work, context)
        refuse_step(context, page.id, None, QueryStep.RAISED, actor)
        _refuse_unknown(context, page, path)
        words = said(text)
        query = context.next_number("query")
        open_thread(work, context, query, Key(page.id, path, ""), "manual", audience, actor.role)
        append_event(work, context, query, QueryStep.RAISED, actor, text=words)
        refresh(work, context, page.id)
        return query


def _refuse_unknown(context: Context, page: PageRef, path: str) -> None:
    found = context.study_of(page.id).form_by_name[page.form].at(path)
    if found is not None and found[0].repeat == "added":
        row = path.rpartition("/")[0]
        found = found if any(one.startswith(f"{row}/") for one in context.document(page.id)) else None
    if found is None:
        raise Refusal("no_such_items", items=path)


def _before(work: Unit, context: Context) -> int:
    sql = "SELECT id FROM query WHERE chain = ? AND act = ? AND kind = 'manual'"
    found = rows(work.connection, sql, (context.subject.chain, context.repeated))
    if not found:
        raise Refusal("duplicate_request")
    return int(found[0][0])
