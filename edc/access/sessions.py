"""Signed-in browsers: a random token in the cookie, its SHA-256 in the table.

What a request needs to know of its person is read here in one statement. Rows of
``session`` are not part of the record; how they begin and end is, as access events.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from edc import clock
from edc.access.reading import live_grant
from edc.access.rules_grants import Grant
from edc.access.statements import STATEMENTS
from edc.db import Database, rows

TOUCH = timedelta(minutes=1)
"""``seen`` is written at most once in this time."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lives without a request, and in any case (REQ-17)."""

    idle: timedelta
    whole: timedelta


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session and what its person is and may do now."""

    key: str
    person: str
    name: str
    started: datetime
    seen: datetime
    ended: str | None
    address: str
    language: str
    signed: bool
    """Both parts of a signature were given in this session."""
    active: bool
    temporary: bool
    """The password was set by somebody else and must be changed first."""
    accepted: bool
    """Every statement was accepted."""
    grants: tuple[Grant, ...]

    def ends(self, limits: Limits) -> datetime:
        """When it ends if nothing happens."""
        return min(self.seen + limits.idle, self.started + limits.whole)


def new_token() -> str:
    """256 random bits, for the cookie alone."""
    return secrets.token_urlsafe(32)


def key_of(token: str) -> str:
    """What the table keeps of a token: whoever reads the table cannot sign in with it."""
    return hashlib.sha256(token.encode()).hexdigest()


_LOOK_UP = f"""
SELECT s.person, p.name, s.started, s.seen, s.ended, s.address, s.language, s.signed,
    (SELECT a.active FROM person_state a WHERE a.person = s.person ORDER BY a.n DESC LIMIT 1),
    (SELECT c.temporary FROM credential c WHERE c.person = s.person ORDER BY c.n DESC LIMIT 1),
    (SELECT count(*) FROM acceptance t WHERE t.person = s.person
        AND t.statement IN ({", ".join("?" * len(STATEMENTS))})),
    g.role, g.site, g.first, g.last, e.last, j.at
FROM session s JOIN person p ON p.username = s.person
LEFT JOIN role_grant g ON g.person = s.person
LEFT JOIN role_end e ON e.role_grant = g.id
LEFT JOIN journal j ON j.chain = e.chain AND j.n = e.act
WHERE s.key = ?"""


def look_up(connection: Connection, token: str, timezone: str) -> SessionRow | None:
    """The session of *token*, ended or not, with its person's grants; ``None`` if there never was one.

    *timezone*: of the study, whose calendar a grant's days follow.
    """
    key = key_of(token)
    found = rows(connection, _LOOK_UP, (*STATEMENTS, key))
    if not found:
        return None
    person, name, started, seen, ended, address, language, signed, active, temporary, accepted, *_ = found[0]
    return SessionRow(
        key,
        person,
        name,
        clock.parse(started),
        clock.parse(seen),
        ended,
        address,
        language,
        bool(signed),
        bool(active),
        bool(temporary),
        accepted == len(STATEMENTS),
        tuple(live_grant(row[11:], timezone) for row in found if row[11] is not None),
    )


def begin(connection: Connection, token: str, person: str, at: str, address: str, language: str) -> None:
    """Add the session of *token*, within the act that signs *person* in."""
    _run(
        connection,
        "INSERT INTO session (key, person, started, seen, address, language, signed) VALUES (?, ?, ?, ?, ?, ?, 0)",
        (key_of(token), person, at, at, address, language),
    )


@dataclass(frozen=True, slots=True)
class Ended:
    """A session just ended."""

    key: str
    person: str
    address: str


def end(connection: Connection, at: str, *, person: str | None = None, key: str | None = None) -> list[Ended]:
    """End the sessions of *person*, or the one of *key*, as of *at*."""
    column, value = ("key", key) if person is None else ("person", person)
    sql = f"UPDATE session SET ended = ? WHERE {column} = ? AND ended IS NULL RETURNING key, person, address"
    return [Ended(*row) for row in _run(connection, sql, (at, value))]


def end_stale(connection: Connection, at: str, limits: Limits) -> list[Ended]:
    """End all sessions that have run out by *at*."""
    moment = clock.parse(at)
    sql = (
        "UPDATE session SET ended = ? WHERE ended IS NULL AND (seen <= ? OR started <= ?)"
        " RETURNING key, person, address"
    )
    cut = (at, clock.stamp(moment - limits.idle), clock.stamp(moment - limits.whole))
    return [Ended(*row) for row in _run(connection, sql, cut)]


def touch(database: Database, key: str) -> None:
    """Note that the session was used now."""
    sql = "UPDATE session SET seen = ? WHERE key = ? AND ended IS NULL"
    _alone(database, sql, (clock.stamp(clock.now()), key))


def set_language(database: Database, key: str, language: str) -> None:
    """Keep the language chosen in this session."""
    _alone(database, "UPDATE session SET language = ? WHERE key = ?", (language, key))


def mark_signed(database: Database, key: str) -> None:
    """After a first signature: user name and password were both given in this session (REQ-42)."""
    _alone(database, "UPDATE session SET signed = 1 WHERE key = ?", (key,))


def _alone(database: Database, sql: str, parameters: tuple[object, ...]) -> None:
    """One statement outside any act: in the queue on SQLite, without any lock on PostgreSQL."""
    with database.writing() if database.sqlite else database.reading() as connection:
        _run(connection, sql, parameters)


def _run(connection: Connection, sql: str, parameters: tuple[object, ...]) -> list[Any]:
    """Like :func:`edc.db.rows`, for statements that may return nothing."""
    if connection.dialect.name != "sqlite":
        sql = sql.replace("?", "%s")
    result = connection.exec_driver_sql(sql, parameters)
    return list(result.fetchall()) if result.returns_rows else []
