"""Reads for lists of work: queries, and pages to verify. Frozen rows, a few statements each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from edc.casebook.strikes import STRUCK_SUBJECTS
from edc.db import rows
from edc.review.rules_queries import Audience, Kind, QueryState
from edc.study.document import Value, decode


@dataclass(frozen=True, slots=True)
class QueryFilter:
    """Which queries a list shows; what is ``None`` does not restrict.

    ``sites``: those the reader may see. ``opened_before``: a stored time; asked, or
    asked again, before it.
    """

    query: int | None = None
    states: Collection[str] | None = None
    sites: Collection[str] | None = None
    kind: Kind | None = None
    audience: Audience | None = None
    subject: int | None = None
    event: str | None = None
    form: str | None = None
    page: int | None = None
    path: str | None = None
    raised_by: str | None = None
    opened_before: str | None = None

    def where(self) -> tuple[str, list[Any]]:
        """The conditions as SQL over :data:`_FROM`, and their parameters."""
        # of a participant created in error, queries are found by their place alone
        named = any(one is not None for one in (self.query, self.subject, self.page))
        parts: list[str] = ["1 = 1" if named else f"s.id NOT IN {STRUCK_SUBJECTS}"]
        values: list[Any] = []
        for column, chosen in (("e.state", self.states), ("s.site", self.sites)):
            if chosen is not None:
                parts.append(f"{column} IN ({', '.join('?' * len(chosen))})" if chosen else "1 = 0")
                values += list(chosen)
        single = {
            "q.id": self.query,
            "q.kind": self.kind,
            "q.audience": self.audience,
            "s.id": self.subject,
            "v.event": self.event,
            "p.form": self.form,
            "p.id": self.page,
            "q.path": self.path,
            "f.person": self.raised_by,
        }
        for column, value in single.items():
            if value is not None:
                parts.append(f"{column} = ?")
                values.append(value)
        if self.opened_before is not None:
            parts.append("o.at < ?")
            values.append(self.opened_before)
        return " AND ".join(parts), values


@dataclass(frozen=True, slots=True)
class QueryRow:
    """One query of a list, with its last message and the value it is about, as it stands."""

    id: int
    state: QueryState
    kind: Kind
    check: str | None
    audience: Audience
    raised_role: str
    raised_by: str
    opened_at: str
    """When it was asked, or last asked again."""
    subject: int
    subject_code: str
    site: str
    visit: int
    event: str
    visit_repeat: int
    page: int
    form: str
    path: str
    last_name: str
    last_code: str
    last_text: str | None
    """``None``: redacted."""
    last_person: str
    last_at: str
    value: Value | None


_FROM = (
    " FROM query q JOIN query_event e ON e.query = q.id AND e.n = (SELECT max(l.n) FROM query_event l WHERE l.query = q.id)"
    " JOIN query_event f ON f.query = q.id AND f.n = 1"
    " JOIN query_event o ON o.query = q.id AND o.n = (SELECT max(l.n) FROM query_event l WHERE l.query = q.id"
    " AND l.name IN ('raised', 'sent_back', 'fired_again'))"
    " JOIN page p ON p.id = q.page JOIN visit v ON v.id = p.visit JOIN subject s ON s.id = p.subject"
)


def query_list(connection: Connection, chosen: QueryFilter, *, limit: int = 100, offset: int = 0) -> list[QueryRow]:
    """Queries, the longest open first (C.4.18.1900)."""
    where, values = chosen.where()
    sql = (
        "SELECT q.id, e.state, q.kind, q.check_id, q.audience, q.raised_role, f.person, o.at, s.id, s.code, s.site,"
        " v.id, v.event, v.repeat, p.id, p.form, q.path, e.name, e.code, e.text, e.person, e.at, d.data"
        f"{_FROM} JOIN page_state t ON t.page = p.id LEFT JOIN page_version d ON d.page = p.id AND d.seq = t.head"
        f" WHERE {where} ORDER BY o.at, q.id LIMIT ? OFFSET ?"
    )
    found = []
    for number, state, *fields, data in rows(connection, sql, [*values, limit, offset]):
        value = decode(data).get(fields[14]) if data else None
        found.append(QueryRow(*(number, QueryState(state), *fields, value)))
    return found


def query_counts(connection: Connection, chosen: QueryFilter) -> dict[str, int]:
    """How many queries of the filter are in each state."""
    where, values = chosen.where()
    sql = f"SELECT e.state, count(*){_FROM} WHERE {where} GROUP BY e.state"
    return dict(map(tuple, rows(connection, sql, values)))


@dataclass(frozen=True, slots=True)
class ToVerify:
    """A finished page with items that nobody has verified as they stand."""

    page: int
    subject: int
    subject_code: str
    site: str
    visit: int
    event: str
    visit_repeat: int
    form: str
    owed: int
    verified: int
    changed: int
    """Of those left, how many were verified before they changed."""


def to_verify_list(connection: Connection, sites: Collection[str] | None = None) -> list[ToVerify]:
    """Finished pages whose verification plan is not met, participant by participant."""
    places = "1 = 1" if sites is None else f"t.site IN ({', '.join('?' * len(sites))})" if sites else "1 = 0"
    sql = (
        "SELECT t.page, t.subject, s.code, t.site, t.visit, t.event, v.repeat, t.form, t.owed, t.verified FROM page_state t"
        " JOIN subject s ON s.id = t.subject JOIN visit v ON v.id = t.visit"
        f" WHERE t.entry = 'finished' AND t.verified < t.owed AND t.subject NOT IN {STRUCK_SUBJECTS}"
        f" AND {places} ORDER BY t.subject, t.visit, t.page"
    )
    changed = changed_after_verification(connection)
    return [ToVerify(*(*row, len(changed.get(row[0], ())))) for row in rows(connection, sql, list(sites or ()))]


def changed_after_verification(connection: Connection, page: int | None = None) -> dict[int, tuple[str, ...]]:
    """Page to the paths whose value changed after a mark was set that nobody took back."""
    sql = (
        "SELECT DISTINCT m.page, m.path FROM verification m WHERE m.marked = 1"
        " AND (CAST(? AS INTEGER) IS NULL OR m.page = ?)"
        " AND m.n = (SELECT max(l.n) FROM verification l WHERE l.page = m.page AND l.path = m.path AND l.seq = m.seq)"
        " AND EXISTS (SELECT 1 FROM item_change c WHERE c.page = m.page AND c.path = m.path AND c.seq > m.seq)"
        " AND NOT EXISTS (SELECT 1 FROM verification k WHERE k.page = m.page AND k.path = m.path AND k.marked = 1"
        " AND k.seq = (SELECT max(c.seq) FROM item_change c WHERE c.page = m.page AND c.path = m.path)"
        " AND k.n = (SELECT max(l.n) FROM verification l WHERE l.page = k.page AND l.path = k.path AND l.seq = k.seq))"
        " ORDER BY m.page, m.path"
    )
    found: dict[int, tuple[str, ...]] = {}
    for number, path in rows(connection, sql, (page, page)):
        found[number] = (*found.get(number, ()), path)
    return found


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A mark of verification as it was set or taken back. It stands while ``seq`` gave the present value."""

    path: str
    seq: int
    marked: bool
    person: str
    at: str
    standing: bool


def marks(connection: Connection, page: int) -> list[MarkRow]:
    """Every mark ever set on a page, newest first."""
    sql = (
        "SELECT m.path, m.seq, m.marked, m.person, m.at,"
        " m.seq = (SELECT max(c.seq) FROM item_change c WHERE c.page = m.page AND c.path = m.path)"
        " AND m.n = (SELECT max(l.n) FROM verification l WHERE l.page = m.page AND l.path = m.path AND l.seq = m.seq)"
        " FROM verification m WHERE m.page = ? ORDER BY m.act DESC, m.path"
    )
    return [
        MarkRow(path, seq, bool(marked), person, at, bool(marked and last))
        for path, seq, marked, person, at, last in rows(connection, sql, (page,))
    ]
