"""The unit of work: one act, one transaction, one journal row on each chain it touches.

Rows are collected while an act decides and written together at its end: the
rows first, then the journal row that covers them, then the commit. On PostgreSQL
that is a single statement.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from edc import clock
from edc.db import STUDY, Database, Locks, Table, rows
from edc.trail import digests
from edc.trail.guards import columns
from edc.trail.salted import committed, uncovered
from edc.trail.tables import STUDY_CHAIN

COVERED_OTHERWISE = {
    "page_version": ("data", "salts", "reasons", "commitments"),
    "stored_file": ("content",),
}
"""Columns that ``wrote`` leaves out besides salted text: what may be redacted, or is named by its own digest."""


def row_line(table: str, row: Mapping[str, Any]) -> str:
    """What ``wrote`` covers of a row of *table*."""
    return digests.row_line(table, row, COVERED_OTHERWISE.get(table) or uncovered(table, row))


SHORT = timedelta(seconds=2)
"""A step back of the clock that is waited for rather than noted."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which role, at which site (``None``: not bound to one)."""

    person: str
    role: str
    site: str | None = None


SYSTEM = Actor("system", "system")
"""The house itself, where it must note something that no person did."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last journal row of a chain."""

    n: int
    digest: str
    at: str


NO_HEAD = Head(0, digests.NOTHING, "")
"""Before the first journal row of a chain."""


@dataclass
class Unit:
    """One act in the making. ``append`` rows; they are written when the block ends."""

    connection: Connection
    name: str
    actor: Actor
    request_id: str | None
    about: dict[str, Any]
    heads: dict[str, Head] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    """Numbers an act has allotted so far, by what they number."""
    _at: str | None = None
    _clock: int = 0
    _rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    _lines: dict[str, list[str]] = field(default_factory=dict)
    _states: dict[int, dict[str, Any]] = field(default_factory=dict)
    _noted: bool = False

    @property
    def at(self) -> str:
        """The time of this act: never before the previous act of a chain it touches.

        A clock that went back a little is waited for; more is noted on the journal
        row, in milliseconds. The order of acts is their number, never their time.
        """
        if self._at is None:
            moment = clock.now()
            latest = max((clock.parse(head.at) for head in self.heads.values() if head.at), default=moment)
            if timedelta(0) < latest - moment < SHORT:
                time.sleep((latest - moment).total_seconds())
            elif latest > moment:
                self._clock = int((latest - moment) / timedelta(milliseconds=1))
            self._at = clock.stamp(max(moment, latest))
        return self._at

    def touch(self, chain: str, head: Head | None = None) -> Head:
        """Include *chain* in this act; *head* spares the read where it is known already."""
        if chain not in self.heads:
            self.heads[chain] = head or read_head(self.connection, chain)
        return self.heads[chain]

    def next_act(self, chain: str) -> int:
        """The number this act has on *chain*."""
        return self.touch(chain).n + 1

    def append(self, table: str, chain: str, row: Mapping[str, Any]) -> None:
        """Add one row of the record; its free text is committed to, where its table is one of ``SALTED``."""
        row = committed(table, row)
        self._rows.setdefault(table, []).append({**row, "chain": chain, "act": self.next_act(chain)})
        self._lines.setdefault(chain, []).append(row_line(table, row))

    def flush(self) -> None:
        """Write the rows appended so far, where a guard must see them before this act goes on."""
        if self._rows:
            _write(self.connection, {table: self._rows[table] for table in sorted(self._rows, key=_rank)})
            self._rows = {}

    def set_state(self, row: dict[str, Any]) -> None:
        """Write one row of the cache ``page_state``."""
        self._states[row["page"]] = row

    def note(self, chain: str) -> None:
        """Journal this act on *chain* although it writes nothing else there: something was taken away."""
        self.touch(chain)
        self._noted = True

    def write(self) -> None:
        """Write what was collected, the journal rows last. Nothing collected, nothing written."""
        if not (self._lines or self._states or self._noted):
            return
        batches = {table: self._rows[table] for table in sorted(self._rows, key=_rank)}
        if self._states:
            batches["page_state"] = list(self._states.values())
        batches["journal"] = [self._journal_row(chain, head) for chain, head in self.heads.items()]
        _write(self.connection, batches)

    def _journal_row(self, chain: str, head: Head) -> dict[str, Any]:
        row = {
            "chain": chain,
            "n": head.n + 1,
            "name": self.name,
            "person": self.actor.person,
            "role": self.actor.role,
            "site": self.actor.site,
            "at": self.at,
            "request_id": self.request_id,
            "about": digests.canonical(self.about),
            "clock": self._clock,
            "wrote": digests.wrote_digest(self._lines.get(chain, ())),
            "digest_v": digests.VERSION,
        }
        return row | {"digest": digests.journal_digest(head.digest, row)}


def read_head(connection: Connection, chain: str) -> Head:
    """The last journal row of *chain*; number 0 before the first."""
    found = rows(connection, "SELECT n, digest, at FROM journal WHERE chain = ? ORDER BY n DESC LIMIT 1", (chain,))
    return Head(*found[0]) if found else NO_HEAD


@contextmanager
def unit(
    database: Database,
    name: str,
    actor: Actor,
    *,
    locks: Locks = STUDY,
    request_id: str | None = None,
    about: dict[str, Any] | None = None,
) -> Iterator[Unit]:
    """One act as a block: everything in it happens, with its journal row, or nothing does.

    A block that appends nothing writes nothing.
    """
    with database.writing(locks) as connection:
        work = Unit(connection, name, actor, request_id, about if about is not None else {})
        if locks is STUDY:
            work.touch(STUDY_CHAIN)
        yield work
        work.write()


@lru_cache(maxsize=64)
def _rank(table: str) -> int:
    """Its place among the tables: a row is written after the rows it refers to."""
    return [each.name for each in Table.metadata.sorted_tables].index(table)


@lru_cache(maxsize=64)
def _insert(table: str) -> str:
    names = columns(table)
    statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    if table == "page_state":
        settings = ", ".join(f"{name} = excluded.{name}" for name in names if name != "page")
        statement += f" ON CONFLICT (page) DO UPDATE SET {settings}"
    return statement


def _write(connection: Connection, batches: Mapping[str, list[dict[str, Any]]]) -> None:
    if connection.dialect.name == "sqlite":
        for table, batch in batches.items():
            names = columns_of(table)
            connection.exec_driver_sql(_insert(table), [tuple(row[name] for name in names) for row in batch])
        return
    payload = json.dumps(list(batches.items()), ensure_ascii=False, default=_bytes)
    connection.exec_driver_sql("SELECT edc_append(%s)", (payload,))


@lru_cache(maxsize=64)
def columns_of(table: str) -> tuple[str, ...]:
    return tuple(columns(table))


def _bytes(content: object) -> str:
    if isinstance(content, bytes):
        return base64.b64encode(content).decode()
    raise TypeError(f"not storable: {type(content).__name__}")
