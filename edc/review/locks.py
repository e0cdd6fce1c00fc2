"""Reads of holds, of requests to lock and unlock, and of the locks that came of them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection

from edc.db import rows
from edc.review.rules_holds import HoldState, Place, Scope
from edc.review.rules_requests import Given, Kind, RequestState, Verdict, request_state


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A hold as it was set: the last one of its place holds."""

    scope: Scope
    key: str
    n: int
    state: HoldState
    reason: str
    person: str
    role: str
    at: str


@dataclass(frozen=True, slots=True)
class VerdictRow:
    person: str
    role: str
    verdict: Verdict
    text: str
    at: str


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request to lock the study or to unlock pages, with what was said to it."""

    id: int
    kind: Kind
    pages: tuple[int, ...]
    """Pages to unlock; empty for a lock."""
    justified: Mapping[str, str]
    """Key of a gap to why the data may be locked with it."""
    reason: str
    person: str
    role: str
    at: str
    verdicts: tuple[VerdictRow, ...]
    state: RequestState
    lock: int | None
    """The lock that came of it."""

    @property
    def given(self) -> tuple[Given, ...]:
        return tuple(Given(one.person, one.role, one.verdict) for one in self.verdicts)


@dataclass(frozen=True, slots=True)
class LockRow:
    """A lock: what exports of it are a function of. ``pages`` is how many it holds."""

    n: int
    request: int
    study_version: str
    study_digest: str
    heads: Mapping[str, tuple[int, str]]
    at: str
    pages: int
    superseded: bool
    """A later lock exists."""


def hold_history(connection: Connection, places: Sequence[Place]) -> list[HoldRow]:
    """Every hold ever set on *places* (of a page: study, site, subject, visit, page), newest first."""
    found: list[HoldRow] = []
    for scope, key in places:
        sql = "SELECT scope, key, n, state, reason, person, role, at FROM hold WHERE scope = ? AND key = ?"
        for _, _, n, state, *by in rows(connection, sql, (scope, key)):
            found.append(HoldRow(scope, key, n, HoldState(state), *by))
    return sorted(found, key=lambda one: (one.at, one.n), reverse=True)


def requests(connection: Connection, number: int | None = None) -> list[RequestRow]:
    """All requests (or the one of that *number*), newest first."""
    verdicts: dict[int, list[VerdictRow]] = defaultdict(list)
    sql = "SELECT request, person, role, verdict, text, at FROM lock_verdict ORDER BY act"
    for request, person, role, verdict, text, at in rows(connection, sql):
        verdicts[request].append(VerdictRow(person, role, Verdict(verdict), text, at))
    where, parameters = ("", ()) if number is None else (" WHERE r.id = ?", (number,))
    sql = (
        "SELECT r.id, r.kind, r.about, r.reason, r.person, r.role, r.at, d.n FROM lock_request r"
        f" LEFT JOIN data_lock d ON d.request = r.id{where} ORDER BY r.id DESC"
    )
    return [_request(row, verdicts[row[0]]) for row in rows(connection, sql, parameters)]


def _request(row: Any, verdicts: list[VerdictRow]) -> RequestRow:
    number, kind, about, reason, person, role, at, lock = row
    content = json.loads(about)
    given = [Given(one.person, one.role, one.verdict) for one in verdicts]
    return RequestRow(
        number,
        cast(Kind, kind),
        tuple(content.get("pages", ())),
        content.get("justified", {}),
        reason,
        person,
        role,
        at,
        tuple(verdicts),
        request_state(cast(Kind, kind), person, given),
        lock,
    )


def data_locks(connection: Connection) -> list[LockRow]:
    """All locks, newest first."""
    sql = (
        "SELECT d.n, d.request, d.study_version, d.study_digest, d.heads, d.at,"
        " (SELECT count(*) FROM locked_page p WHERE p.lock = d.n) FROM data_lock d ORDER BY d.n DESC"
    )
    found: list[LockRow] = []
    for n, request, version, digest, heads, at, pages in rows(connection, sql):
        stood = {chain: (number, head) for chain, (number, head) in json.loads(heads).items()}
        found.append(LockRow(n, request, version, digest, stood, at, pages, superseded=bool(found)))
    return found


def locked_pages(connection: Connection, lock: int) -> dict[int, int]:
    """Page to the version that *lock* holds."""
    return dict(map(tuple, rows(connection, "SELECT page, seq FROM locked_page WHERE lock = ? ORDER BY page", (lock,))))
