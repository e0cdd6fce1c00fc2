"""Reads of people and what they may do, now or as of a day: frozen rows.

Days follow the study's calendar. A grant that is ended on its last day ends at
that moment; reports still show it for that day, for the person held it then.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from edc import clock
from edc.access.rules import Role
from edc.access.rules_grants import Grant
from edc.db import rows


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A hospital taking part."""

    code: str
    label: dict[str, str]
    prefix: str
    timezone: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A named person as they stand now."""

    username: str
    name: str
    active: bool
    temporary: bool
    """Has not yet chosen a password of their own."""


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A role somebody was given, by whom and when, and what became of it."""

    id: int
    person: str
    grant: Grant
    reason: str
    given_by: str
    given_at: str
    trained: str
    """Day of the training it rests on."""
    ended_by: str | None
    ended_at: str | None
    end_reason: str | None


@dataclass(frozen=True, slots=True)
class RightRow:
    """One role one person held on a day (REQ-08)."""

    person: PersonRow
    held: GrantRow


@dataclass(frozen=True, slots=True)
class Secret:
    """What a password is compared with. ``n`` counts the passwords the person has had."""

    username: str
    hash: str
    n: int
    temporary: bool
    active: bool


@dataclass(frozen=True, slots=True)
class EventRow:
    """One row of the access log, and the role it was made in."""

    person: str
    kind: str
    address: str
    at: str
    role: str


def sites(connection: Connection) -> list[SiteRow]:
    """All sites, in the order they joined."""
    found = rows(connection, "SELECT code, label, prefix, timezone FROM site ORDER BY act, code")
    return [SiteRow(code, json.loads(label), prefix, timezone) for code, label, prefix, timezone in found]


_PEOPLE = """
SELECT p.username, p.name,
    (SELECT s.active FROM person_state s WHERE s.person = p.username ORDER BY s.n DESC LIMIT 1),
    (SELECT c.temporary FROM credential c WHERE c.person = p.username ORDER BY c.n DESC LIMIT 1)
FROM person p"""


def people(connection: Connection) -> list[PersonRow]:
    """Everybody who ever was here, by user name."""
    return [_person(row) for row in rows(connection, f"{_PEOPLE} ORDER BY p.username")]


def person(connection: Connection, username: str) -> PersonRow | None:
    """The person of that user name, or ``None``."""
    found = rows(connection, f"{_PEOPLE} WHERE p.username = ?", (username,))
    return _person(found[0]) if found else None


def _person(row: Any) -> PersonRow:
    return PersonRow(row[0], row[1], bool(row[2]), bool(row[3]))


def secret(connection: Connection, username: str) -> Secret | None:
    """What the password of *username* is compared with, or ``None``."""
    sql = (
        "SELECT c.person, c.hash, c.n, c.temporary,"
        " (SELECT s.active FROM person_state s WHERE s.person = c.person ORDER BY s.n DESC LIMIT 1)"
        " FROM credential c WHERE c.person = ? ORDER BY c.n DESC LIMIT 1"
    )
    found = rows(connection, sql, (username,))
    if not found:
        return None
    name, stored, n, temporary, active = found[0]
    return Secret(name, stored, n, bool(temporary), bool(active))


def earlier_hashes(connection: Connection, username: str, limit: int) -> list[str]:
    """The last *limit* hashes of a person, newest first."""
    sql = "SELECT hash FROM credential WHERE person = ? ORDER BY n DESC LIMIT ?"
    return [row[0] for row in rows(connection, sql, (username, limit))]


def grants(connection: Connection, username: str | None = None) -> list[GrantRow]:
    """Every role ever given (to *username*), with who gave and who ended it, oldest first."""
    sql = (
        "SELECT g.id, g.person, g.role, g.site, g.first, g.last, g.reason, j.person, j.at, j.about,"
        " e.last, e.reason, k.person, k.at FROM role_grant g JOIN journal j ON j.chain = g.chain AND j.n = g.act"
        " LEFT JOIN role_end e ON e.role_grant = g.id LEFT JOIN journal k ON k.chain = e.chain AND k.n = e.act"
        " WHERE CAST(? AS TEXT) IS NULL OR g.person = ? ORDER BY g.id"
    )
    return [_grant(*row) for row in rows(connection, sql, (username, username))]


def _grant(
    number: int,
    username: str,
    role: str,
    site: str | None,
    first: str,
    last: str | None,
    reason: str,
    given_by: str,
    given_at: str,
    about: str,
    end: str | None,
    end_reason: str | None,
    ended_by: str | None,
    ended_at: str | None,
) -> GrantRow:
    grant = Grant(Role(role), site, date.fromisoformat(first), _day(min(filter(None, (last, end)), default=None)))
    trained = json.loads(about).get("trained", "")
    return GrantRow(number, username, grant, reason, given_by, given_at, trained, ended_by, ended_at, end_reason)


def live_grant(row: Sequence[Any], timezone: str) -> Grant:
    """A grant as the gate sees it: one ended on its last day holds no longer.

    *row*: role, site, first, last, the last day its end set and when that was set.
    """
    role, site, first, last, end, ended_at = row
    until = _day(min(filter(None, (last, end)), default=None))
    if end is not None and ended_at is not None and until is not None:
        day = clock.local(ended_at, timezone).date()
        if until >= day == date.fromisoformat(end):
            until = day - timedelta(days=1)
    return Grant(Role(role), site, date.fromisoformat(first), until)


def live_grants(connection: Connection, username: str, timezone: str) -> list[Grant]:
    """The grants of *username* as the gate sees them."""
    sql = (
        "SELECT g.role, g.site, g.first, g.last, e.last, j.at FROM role_grant g"
        " LEFT JOIN role_end e ON e.role_grant = g.id LEFT JOIN journal j ON j.chain = e.chain AND j.n = e.act"
        " WHERE g.person = ? ORDER BY g.id"
    )
    return [live_grant(row, timezone) for row in rows(connection, sql, (username,))]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def rights_on(connection: Connection, day: date, timezone: str) -> list[RightRow]:
    """Who held which role at any time of *day*, by user name (REQ-08). A role of somebody not active is none."""
    active = _active_on(connection, day, timezone)
    known = {row.username: row for row in people(connection)}
    held = [row for row in grants(connection) if row.grant.holds(day) and row.person in active]
    return [RightRow(known[row.person], row) for row in sorted(held, key=lambda row: (row.person, row.id))]


def _active_on(connection: Connection, day: date, timezone: str) -> set[str]:
    """People active at any time of *day*."""
    sql = (
        "SELECT s.person, s.active, j.at FROM person_state s JOIN journal j ON j.chain = s.chain AND j.n = s.act"
        " ORDER BY s.person, s.n"
    )
    states: dict[str, list[tuple[bool, date]]] = defaultdict(list)
    for username, active, at in rows(connection, sql):
        states[username].append((bool(active), clock.local(at, timezone).date()))
    found = set()
    for username, history in states.items():
        before = [active for active, since in history if since < day]
        during = [active for active, since in history if since == day]
        if any(during) or (before and before[-1]):
            found.add(username)
    return found


def events(connection: Connection, username: str | None = None, limit: int = 200) -> list[EventRow]:
    """The access log (of *username*), newest first (REQ-20)."""
    sql = (
        "SELECT a.person, a.kind, a.address, a.at, j.role FROM access_event a"
        " JOIN journal j ON j.chain = a.chain AND j.n = a.act"
        " WHERE CAST(? AS TEXT) IS NULL OR a.person = ? ORDER BY a.id DESC LIMIT ?"
    )
    return [EventRow(*row) for row in rows(connection, sql, (username, username, limit))]


def why_ended(connection: Connection, username: str, at: str) -> str | None:
    """The kind of access event that ended a session of *username* at that moment."""
    sql = (
        "SELECT kind FROM access_event WHERE person = ? AND at = ? AND kind IN"
        " ('timeout', 'sign_out', 'elsewhere', 'password_changed', 'password_reset', 'deactivated')"
        " ORDER BY id LIMIT 1"
    )
    found = rows(connection, sql, (username, at))
    return found[0][0] if found else None
