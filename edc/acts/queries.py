"""Rows of a query thread: shared by every act that moves one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from edc.acts.context import Context
from edc.review.rules_queries import MOVES, Audience, Key, Kind, QueryAct, QueryStep, Thread
from edc.trail.unit import SYSTEM, Actor, Unit


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
    row = {
        "query": query,
        "n": n,
        "name": step.value,
        "state": MOVES[step].after.value,
        "code": code,
        "text": text,
        "seq": context.pages[page].seq,
        "person": actor.person,
        "role": actor.role,
        "at": work.at,
    }
    work.append("query_event", context.subject.chain, row)
    answerer = actor.person if step is QueryStep.ANSWERED else thread.answered_by
    context.threads[page][query] = replace(thread, step=step, answered_by=answerer)
    context.steps[query] = n


RULES = "rules"
"""The code of a closing that no value brought about; it is the house's own, not one of the study's confirmations."""


def take_steps(
    work: Unit,
    context: Context,
    steps: Iterable[QueryAct],
    given: Mapping[Key, tuple[str, str]],
    *,
    revised: bool = False,
) -> None:
    """Append what checks ask, and what the actor confirms of it with code and words (*given*).

    *revised*: other rules hold for the page now, which is why what closes does.
    """
    for step in steps:
        accepted = step.step is QueryStep.ACCEPTED
        code, text = given.get(step.key, ("", "")) if accepted else ("", "")
        if revised and step.step is QueryStep.CLOSED_ITSELF:
            code = RULES
        query = step.query or _thread_of(context, step.key)
        if query is None:
            query = context.next_number("query")
            open_thread(work, context, query, step.key, "check", step.audience, "system")
        append_event(work, context, query, step.step, work.actor if accepted else SYSTEM, code=code, text=text)


def _thread_of(context: Context, key: Key) -> int | None:
    """The thread begun earlier in this very act, for its next step."""
    for number, thread in context.threads[key.page].items():
        if (thread.path, thread.check) == (key.path, key.check):
            return number
    return None
