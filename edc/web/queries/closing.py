"""Closing several queries at once: each through its own act, and each asked for its site."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request

from edc.access.rules import Permission
from edc.acts.close_query import close_query
from edc.acts.refuse_access import refuse_access
from edc.db import rows
from edc.errors import Refusal
from edc.review.rules_queries import QueryStep
from edc.review.threads import thread
from edc.web.gate import BIGGEST, SITE_OF, address, edc
from edc.web.person import Me
from edc.web.queries.steps import actor_for


def close_each(me: Me, chosen: Sequence[str], text: str, request_key: str | None) -> list[tuple[str, Refusal]]:
    """Close what can be closed, and return the rest, each with why.

    A query of a site that is not this person's is not there for them, and the
    attempt is noted, as at any other address (REQ-04).
    """
    refused = []
    for number in dict.fromkeys(chosen):
        try:
            _close(me, number, text, f"{request_key}-{number}" if request_key else None)
        except Refusal as refusal:
            refused.append((number, refusal))
    return refused


def _close(me: Me, number: str, text: str, request_key: str | None) -> None:
    query = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else BIGGEST
    with edc().database.reading() as connection:
        site = next((row[0] for row in rows(connection, SITE_OF["query_id"], (query,))), None)
        found = thread(connection, query) if site is not None and me.may(Permission.DATA_VIEW, site) else None
    if site is None or found is None:
        refuse_access(edc().database, me.actor(Permission.QUERY_CLOSE, None), f"{request.path} {number}", address())
        raise Refusal("not_found")
    actor = actor_for(me, found.rules, QueryStep.CLOSED, site) or me.actor(Permission.QUERY_CLOSE, site)
    close_query(edc().database, actor, query, text, request_key=request_key)
