"""Whether the texts of query threads are what was committed to."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from edc.db import rows
from edc.trail import digests
from edc.trail.checking import Flaw


def check_events(connection: Connection) -> Iterator[Flaw]:
    """Flaws of ``query_event``: its text stands outside the row's digest, so that it can be redacted."""
    sql = (
        "SELECT e.query, e.n, e.text, e.salt, e.commitment, r.path FROM query_event e JOIN query q ON q.id = e.query"
        " LEFT JOIN redaction r ON r.page = q.page AND r.seq = e.n AND r.path = 'query/' || CAST(e.query AS TEXT)"
        " ORDER BY e.query, e.n"
    )
    for query, n, text, salt, commitment, redacted in rows(connection, sql):
        if text is None or salt is None:
            if redacted is None:
                yield Flaw("query_event", f"query {query} step {n}", "its text is gone without a redaction")
        elif digests.sha256(salt, f"{query}/{n}", text) != commitment:
            yield Flaw("query_event", f"query {query} step {n}", "its text is not what was committed to")
