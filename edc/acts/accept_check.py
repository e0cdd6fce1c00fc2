"""Confirm the value that an edit check asks about: silent until a value it reads changes."""

from __future__ import annotations

from edc.acts.query_steps import move_query
from edc.acts.reasons import Reason
from edc.db import Database
from edc.review.rules_queries import QueryState, QueryStep
from edc.trail.unit import Actor


def accept_check(
    database: Database, actor: Actor, query: int, confirmation: Reason, *, request_key: str | None
) -> QueryState:
    """Confirm with one of the study's confirmations, or with words, what a check's query asks.

    Raises :class:`edc.errors.Refusal` like :func:`edc.acts.query_steps.move_query`;
    ``query_step`` for a query that no check raised.
    """
    step = QueryStep.ACCEPTED
    return move_query(database, actor, "accept_check", query, step, confirmation, coded=True, request_key=request_key)
