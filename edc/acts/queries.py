"""Rows of a query thread: shared by every act that moves one."""

from __future__ import annotations

from dataclasses import replace

from edc.acts.context import Context
from edc.review.rules_queries import MOVES, Audience, Key, Kind, QueryStep, Thread
from edc.trail import digests
from edc.trail.unit import Actor, Unit


def open_thread(
    work: Unit, context: Context, query: int, key: Key, kind: Kind, audience: Audience, raised_role: str
) -> None:
    """Append the identity of a new thread; its first event follows with :func:`append_event`."""
    row = {
        "id": query,
        "page": key.page,
        "path": key.path,
        "kind": kind,
        "check_id": key.check or None,
        "audience": audience,
        "raised_role": raised_role,
    }
    work.append("query", context.subject.chain, row)
    context.threads[key.page][query] = Thread(
        query, key.page, key.path, kind, key.check or None, audience, raised_role, QueryStep.RAISED
    )
    context.steps[query] = 0


def append_event(
    work: Unit,
    context: Context,
    query: int,
    step: QueryStep,
    actor: Actor,
    *,
    code: str = "",
    text: str = "",
) -> None:
    """Append one step of a thread and bring *context* up to date."""
    page, thread = next((p, ts[query]) for p, ts in context.threads.items() if query in ts)
    n = context.steps[query] + 1
    salt = digests.salts(["text"])["text"]
    row = {
        "query": query,
        "n": n,
        "name": step.value,
        "state": MOVES[step].after.value,
        "code": code,
        "text": text,
        "salt": salt,
        "commitment": digests.sha256(salt, f"{query}/{n}", text),
        "seq": context.pages[page].seq,
        "person": actor.person,
        "role": actor.role,
        "at": work.at,
    }
    work.append("query_event", context.subject.chain, row)
    answerer = actor.person if step is QueryStep.ANSWERED else thread.answered_by
    context.threads[page][query] = replace(thread, step=step, answered_by=answerer)
    context.steps[query] = n
