"""Send an answered query back: the answer does not settle it."""

from __future__ import annotations

from edc.acts.query_steps import move_query
from edc.acts.reasons import Reason
from edc.db import Database
from edc.review.rules_queries import QueryState, QueryStep
from edc.trail.unit import Actor


def send_back_query(database: Database, actor: Actor, query: int, text: str, *, request_key: str | None) -> QueryState:
    """Ask again in *query*, saying what is missing.

    Raises :class:`edc.errors.Refusal` like :func:`edc.acts.query_steps.move_query`;
    ``reason_owed`` without words.
    """
    step, words = QueryStep.SENT_BACK, Reason("", text)
    return move_query(database, actor, "send_back_query", query, step, words, words_owed=True, request_key=request_key)
