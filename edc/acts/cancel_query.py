"""Cancel a query that should not have been raised."""

from __future__ import annotations

from edc.acts.query_steps import move_query
from edc.acts.reasons import Reason
from edc.db import Database
from edc.review.rules_queries import QueryState, QueryStep
from edc.trail.unit import Actor


def cancel_query(database: Database, actor: Actor, query: int, text: str, *, request_key: str | None) -> QueryState:
    """Cancel *query*, saying why.

    Raises :class:`edc.errors.Refusal` like :func:`edc.acts.query_steps.move_query`;
    ``reason_owed`` without words.
    """
    step, words = QueryStep.CANCELLED, Reason("", text)
    return move_query(database, actor, "cancel_query", query, step, words, words_owed=True, request_key=request_key)
