"""Answer a query: the value is right, or this is why it is as it is."""

from __future__ import annotations

from edc.acts.query_steps import move_query
from edc.acts.reasons import Reason
from edc.db import Database
from edc.review.rules_queries import QueryState, QueryStep
from edc.trail.unit import Actor


def answer_query(
    database: Database, actor: Actor, query: int, answer: Reason, *, request_key: str | None
) -> QueryState:
    """Answer *query* with one of the study's confirmations, or with words.

    Data are never changed by it: a correction is a save. Raises
    :class:`edc.errors.Refusal` like :func:`edc.acts.query_steps.move_query`.
    """
    step = QueryStep.ANSWERED
    return move_query(database, actor, "answer_query", query, step, answer, coded=True, request_key=request_key)
