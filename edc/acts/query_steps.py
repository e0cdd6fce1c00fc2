"""One step of a query thread by a person: what raising, answering, closing ... have in common."""

from __future__ import annotations

from edc.acts.context import Context, open_context
from edc.acts.permitted import require_site
from edc.acts.queries import append_event
from edc.acts.reasons import Reason, said
from edc.acts.refresh import refresh
from edc.casebook.reading import PageRef, page_ref
from edc.casebook.rules_saving import clean_reason
from edc.db import Database, Locks, rows
from edc.errors import Refusal
from edc.review.rules_holds import Activity, closes
from edc.review.rules_queries import QueryState, QueryStep, query_refusal
from edc.study.definition import Coded, Study
from edc.trail.unit import Actor, unit


def move_query(
    database: Database,
    actor: Actor,
    name: str,
    query: int,
    step: QueryStep,
    said_with: Reason,
    *,
    words_owed: bool = False,
    coded: bool = False,
    request_key: str | None,
) -> QueryState:
    """Take *step* in thread *query* and return its state.

    *coded*: the code must be one of the study's confirmations, unless words alone
    say it. Raises :class:`Refusal`: ``not_found``, ``locked``, what
    :func:`edc.review.rules_queries.query_refusal` says, or what is wrong with the words.
    """
    page = _page_of(database, query)
    require_site(actor, page.subject.site)
    locks, about = Locks(page.subject.site, page.subject.id), {"query": query, "page": page.id}
    with unit(database, name, actor, locks=locks, request_id=request_key, about=about) as work:
        context = open_context(work, page.subject, {page.form})
        thread = context.threads[page.id][query]
        if context.repeated is not None:
            return thread.state
        refuse_step(context, page.id, query, step, actor)
        words = said(said_with.words) if words_owed else clean_reason(said_with.words) or ""
        if coded:
            check_answer(context.study, said_with.code, words)
        append_event(work, context, query, step, actor, code=said_with.code, text=words)
        refresh(work, context, page.id)
        return context.threads[page.id][query].state


def refuse_step(context: Context, page: int, query: int | None, step: QueryStep, actor: Actor) -> None:
    """Refuse a step that a lock closes, or that is not this person's to take."""
    if closes(context.held(page).state, Activity.QUERY):
        raise Refusal("locked")
    thread = None if query is None else context.threads[page][query]
    if code := query_refusal(thread, step, actor.person, actor.role):
        raise Refusal(code)


def check_answer(study: Study, code: str, words: str) -> None:
    """Refuse an answer that says nothing: neither one of the study's confirmations nor words."""
    answers: dict[str, Coded] = {coded.code: coded for coded in study.confirmations}
    if code and answers and code not in answers:
        raise Refusal("reason_unknown")
    if not words and (not code or (code in answers and answers[code].text)):
        raise Refusal("words_owed")


def _page_of(database: Database, query: int) -> PageRef:
    """Where a query stands, which never changes."""
    with database.reading() as connection:
        found = rows(connection, "SELECT page FROM query WHERE id = ?", (query,))
        page = page_ref(connection, found[0][0]) if found else None
    if page is None:
        raise Refusal("not_found")
    return page
