"""Close an answered query."""

from __future__ import annotations

from edc.acts.query_steps import move_query
from edc.acts.reasons import Reason
from edc.db import Database
from edc.review.rules_queries import QueryState, QueryStep
from edc.trail.unit import Actor


def close_query(database: Database, actor: Actor, query: int, text: str = "", *, request_key: str | None) -> QueryState:
    """Close *query*; words are welcome, not owed. Nobody closes what they answered (REQ-55).

    Raises :class:`edc.errors.Refusal` like :func:`edc.acts.query_steps.move_query`.
    """
    step, words = QueryStep.CLOSED, Reason("", text)
    return move_query(database, actor, "close_query", query, step, words, request_key=request_key)
