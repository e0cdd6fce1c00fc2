"""One query as a screen shows it: its steps, and the changes of the value between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from edc.db import rows
from edc.review.rules_queries import QueryStep, Thread
from edc.review.worklists import QueryFilter, QueryRow, query_list
from edc.study.document import Value, decode_value


@dataclass(frozen=True, slots=True)
class Card:
    """One card of a thread, in the order in which it happened.

    ``event``: a step, with its coded answer and words (``text`` ``None``: redacted).
    ``change``: the value moved, with old, new and the reason that was given.
    """

    kind: Literal["event", "change"]
    at: str
    person: str
    role: str
    name: str = ""
    code: str = ""
    text: str | None = ""
    old: Value | None = None
    new: Value | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A query with all of its cards. ``answered_by``: who answered last."""

    query: QueryRow
    cards: tuple[Card, ...]
    answered_by: str | None

    @property
    def rules(self) -> Thread:
        """The thread as :func:`edc.review.rules_queries.query_refusal` judges it: what may I do now."""
        one, step = self.query, QueryStep(self.query.last_name)
        said = (one.kind, one.check, one.audience, one.raised_role)
        return Thread(one.id, one.page, one.path, *said, step, self.answered_by)


def thread(connection: Connection, query: int) -> ThreadRow | None:
    """The query of that number with its cards, or ``None`` (REQ-38, REQ-54).

    Changes are those of its item since the value it first asked about, and that one.
    """
    found = query_list(connection, QueryFilter(query=query))
    if not found:
        return None
    row = found[0]
    cards: list[tuple[tuple[int, int, int], Card]] = []
    answered_by = None
    sql = "SELECT act, n, at, person, role, name, code, text, seq FROM query_event WHERE query = ? ORDER BY n"
    events = rows(connection, sql, (query,))
    for act, n, at, person, role, name, code, text, _ in events:
        answered_by = person if name == "answered" else answered_by
        cards.append(((act, 1, n), Card("event", at, person, role, name, code, text)))
    sql = (
        "SELECT v.act, c.seq, v.saved_at, v.person, v.role, c.old, c.new, c.reason FROM item_change c"
        " JOIN page_version v ON v.page = c.page AND v.seq = c.seq WHERE c.page = ? AND c.path = ? AND v.act >= ?"
    )
    for act, seq, at, person, role, old, new, reason in rows(connection, sql, (row.page, row.path, events[0][0])):
        card = Card("change", at, person, role, old=decode_value(old), new=decode_value(new), reason=reason)
        cards.append(((act, 0, seq), card))
    return ThreadRow(row, tuple(card for _, card in sorted(cards, key=lambda one: one[0])), answered_by)
