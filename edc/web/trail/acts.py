"""Rows of the journal, as an address asks for them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from edc import clock
from edc.db import rows

A_PAGE = 50
"""Acts on one page of the trail."""
CHUNK = 200
"""Acts read at a time for a file."""


@dataclass(frozen=True, slots=True)
class Act:
    """One row of the journal."""

    n: int
    name: str
    person: str
    role: str
    site: str | None
    at: str
    about: Mapping[str, Any]
    clock: int
    """Milliseconds by which the clock had gone back."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which acts of a chain are shown: those by *person*, of that *name*, on pages of *form*, from day to day."""

    person: str = ""
    name: str = ""
    form: str = ""
    since: date | None = None
    until: date | None = None
    page: int = 1

    @classmethod
    def of(cls, arguments: Mapping[str, str]) -> Asked:
        """What *arguments* of an address ask for; nonsense counts as not asked."""
        number = arguments.get("n", "")
        return cls(
            arguments.get("person", "")[:64],
            arguments.get("act", "")[:64],
            arguments.get("form", "")[:64],
            _day(arguments.get("since", "")),
            _day(arguments.get("until", "")),
            max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 7 else 1,
        )

    @property
    def pairs(self) -> dict[str, Any]:
        """Names and values as the address carries them, without the page of the list."""
        given = {
            "person": self.person,
            "act": self.name,
            "form": self.form,
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
        }
        return {name: value for name, value in given.items() if value}

    def on(self, page: int) -> dict[str, Any]:
        """The address of another page of the same list."""
        return {**replace(self, page=page).pairs, "n": page}

    def where(self, chain: str, zone: str) -> tuple[str, list[Any]]:
        """The conditions over ``journal j``, days being those of *zone*."""
        parts, values = ["j.chain = ?"], [chain]
        for column, value in (("j.person", self.person), ("j.name", self.name)):
            if value:
                parts.append(f"{column} = ?")
                values.append(value)
        if self.since:
            parts.append("j.at >= ?")
            values.append(_midnight(self.since, zone))
        if self.until:
            parts.append("j.at < ?")
            values.append(_midnight(self.until + timedelta(days=1), zone))
        if self.form:
            parts.append(_ON_FORM)
            values += [self.form] * _ON_FORM.count("?")
        return " AND ".join(parts), values


_TOUCHING = (
    "page_version t JOIN page p ON p.id = t.page",
    "query_event t JOIN query q ON q.id = t.query JOIN page p ON p.id = q.page",
    "notice_event t JOIN notice o ON o.id = t.notice JOIN page p ON p.id = o.page",
    "verification t JOIN page p ON p.id = t.page",
    "signature_page t JOIN page p ON p.id = t.page",
    "redaction t JOIN page p ON p.id = t.page",
)
_ON_FORM = (
    "("
    + " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE t.chain = j.chain AND t.act = j.n AND p.form = ?)" for table in _TOUCHING
    )
    + ")"
)


def count(connection: Connection, chain: str, asked: Asked, zone: str) -> int:
    """How many acts of the chain *asked* names."""
    where, values = asked.where(chain, zone)
    return int(rows(connection, f"SELECT count(*) FROM journal j WHERE {where}", values)[0][0])


def acts(connection: Connection, chain: str, asked: Asked, zone: str) -> list[Act]:
    """One page of them, newest first."""
    where, values = asked.where(chain, zone)
    sql = f"{_SELECT} WHERE {where} ORDER BY j.n DESC LIMIT ? OFFSET ?"
    return [_act(row) for row in rows(connection, sql, [*values, A_PAGE, (asked.page - 1) * A_PAGE])]


def chunks(connection: Connection, chain: str, asked: Asked, zone: str) -> Iterator[list[Act]]:
    """All of them in the order they happened, some at a time."""
    where, values = asked.where(chain, zone)
    last = 0
    while found := rows(
        connection, f"{_SELECT} WHERE {where} AND j.n > ? ORDER BY j.n LIMIT ?", [*values, last, CHUNK]
    ):
        last = found[-1][0]
        yield [_act(row) for row in found]


def known(connection: Connection, chain: str) -> tuple[list[str], list[str]]:
    """The people and the names of acts that the chain has."""
    people = [person for (person,) in rows(connection, "SELECT DISTINCT person FROM journal WHERE chain = ?", (chain,))]
    named = [name for (name,) in rows(connection, "SELECT DISTINCT name FROM journal WHERE chain = ?", (chain,))]
    return sorted(people), sorted(named)


_SELECT = "SELECT j.n, j.name, j.person, j.role, j.site, j.at, j.about, j.clock FROM journal j"


def _act(row: Any) -> Act:
    n, name, person, role, site, at, about, back = row
    return Act(n, name, person, role, site, at, json.loads(about), back)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _midnight(day: date, zone: str) -> str:
    return clock.stamp(datetime.combine(day, time(), ZoneInfo(zone)))
