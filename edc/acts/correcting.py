"""The answer that a correction is to the query which asked for it."""

from __future__ import annotations

from edc.acts.context import Context
from edc.acts.import_page import in_words
from edc.acts.queries import append_event
from edc.acts.versions import Added
from edc.review.rules_queries import QueryStep, query_refusal
from edc.study.definition import Form
from edc.trail.unit import Unit

CORRECTED = "corrected"
"""The code of such an answer; it is the house's own, not one of the study's confirmations."""


def answer_with(work: Unit, context: Context, page: int, query: int, form: Form, added: Added) -> None:
    """Answer *query* with what *added* changed of its item: old and new value, unless the item identifies somebody.

    A check's query follows the value by itself, and one that this person may not
    answer stays open. Call it before consequences are settled.
    """
    thread = context.threads[page].get(query)
    at = form.at(thread.path) if thread is not None else None
    if thread is None or at is None or thread.kind == "check" or thread.path not in added.changes:
        return
    if query_refusal(thread, QueryStep.ANSWERED, work.actor.person, work.actor.role):
        return
    item = at[2]
    old, new = (in_words(item, document.get(thread.path)) for document in (context.document(page), added.document))
    text = "" if item.identifying else f"{old} → {new}"
    append_event(work, context, query, QueryStep.ANSWERED, work.actor, code=CORRECTED, text=text)
