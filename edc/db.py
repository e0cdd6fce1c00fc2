"""The database: engine, the write lock, and the one transaction of every write.

SQLite and PostgreSQL are driven in autocommit; a write opens its own
transaction here and ends it here, so that ``COMMIT`` stands in one place. On
SQLite writers queue in order (a ticket lock between threads, a file lock between
processes): busy_timeout alone lets a writer starve for seconds. On PostgreSQL
they take advisory locks, as a statement of its own before anything is read.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TextIO

import portalocker
from sqlalchemy import Connection, MetaData, create_engine, event
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry

from edc.errors import refusal_from
from edc.sqlite_guard import PRAGMAS, refuse_ways_around


class Table(DeclarativeBase):
    """Base of all tables. Every constraint has a name, so that a migration can find it."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


@dataclass(frozen=True, slots=True)
class Locks:
    """What a write must have to itself.

    A save shares the study and the site and has its subject alone; a freeze or a
    lock of a site or of the study has that scope alone, so that no save that has
    passed its check can land in a study locked meanwhile.
    """

    site: str | None = None
    subject: int | None = None
    site_alone: bool = False

    @property
    def statement(self) -> str:
        """The one PostgreSQL statement that takes them, widest first."""
        if self.site is None:
            return "SELECT pg_advisory_xact_lock(1, 0)"
        site = zlib.crc32(self.site.encode()) & 0x7FFFFFFF
        taken = ["pg_advisory_xact_lock_shared(1, 0)"]
        if self.site_alone or self.subject is None:
            taken.append(f"pg_advisory_xact_lock(2, {site})")
        else:
            taken.append(f"pg_advisory_xact_lock_shared(2, {site})")
            taken.append(f"pg_advisory_xact_lock(3, {self.subject})")
        return "SELECT " + ", ".join(taken)


STUDY = Locks()
"""The whole study, alone."""


class _Queue:
    """First come, first served between threads; a file lock between processes."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._waiting: deque[threading.Event] = deque()
        self._guard = threading.Lock()
        self._file: tuple[int, TextIO] | None = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        mine = threading.Event()
        with self._guard:
            self._waiting.append(mine)
            if self._waiting[0] is mine:
                mine.set()
        mine.wait()
        try:
            with self._between_processes():
                yield
        finally:
            with self._guard:
                self._waiting.popleft()
                if self._waiting:
                    self._waiting[0].set()

    @contextmanager
    def _between_processes(self) -> Iterator[None]:
        if self._path is None:
            yield
            return
        # A forked worker must not share its parent's open file: the lock belongs to it.
        if self._file is None or self._file[0] != os.getpid():
            self._file = (os.getpid(), self._path.open("w"))
        handle = self._file[1]
        portalocker.lock(handle, portalocker.LockFlags.EXCLUSIVE)
        try:
            yield
        finally:
            portalocker.unlock(handle)


class Database:
    """One study's database."""

    def __init__(self, url: str | URL, *, guarded: bool = True) -> None:
        """*guarded* is false only for ``migrations``, which must change the schema."""
        self.url = make_url(url)
        self._queue = _Queue(Path(f"{self.url.database}.lock") if self._on_file else None)
        self.engine = self._engine(guarded)

    @property
    def _on_file(self) -> bool:
        return self.sqlite and bool(self.url.database) and self.url.database != ":memory:"

    @cached_property
    def sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    def _engine(self, guarded: bool) -> Engine:
        if not self.sqlite:
            url = self.url.set(drivername="postgresql+psycopg")
            return create_engine(url, isolation_level="AUTOCOMMIT", pool_size=8, max_overflow=8, pool_pre_ping=False)
        engine = create_engine(
            self.url, connect_args={"isolation_level": None, "cached_statements": 256}, pool_size=8, max_overflow=8
        )

        @event.listens_for(engine, "connect")
        def settle(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
            for pragma in PRAGMAS:
                connection.execute(pragma)
            if guarded:
                connection.set_authorizer(refuse_ways_around)

        return engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection whose every statement sees the latest committed state."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def aside(self) -> Iterator[Connection]:
        """A connection for what is not part of the record (drafts, sessions), each statement by itself.

        It does not queue with the writers of the record; SQLite's own lock serves.
        """
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection that sees one moment throughout: for exports and verification."""
        with self.engine.connect() as connection:
            begin = "BEGIN" if self.sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
            connection.exec_driver_sql(begin)
            try:
                yield connection
            finally:
                connection.exec_driver_sql("ROLLBACK")

    @contextmanager
    def writing(self, locks: Locks = STUDY) -> Iterator[Connection]:
        """One transaction: all of it is committed at the end of the block, or none.

        Raises :class:`edc.errors.Refusal` where a guard of the database refused.
        """
        if not self.sqlite:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("BEGIN")
                yield from self._finish(connection, locks.statement)
            return
        with self._queue.turn(), self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield from self._finish(connection, None)

    @staticmethod
    def _finish(connection: Connection, first: str | None) -> Iterator[Connection]:
        try:
            if first:
                connection.exec_driver_sql(first)
            yield connection
            connection.exec_driver_sql("COMMIT")
        except BaseException as error:
            connection.exec_driver_sql("ROLLBACK")
            if isinstance(error, DBAPIError) and (refusal := refusal_from(error)):
                raise refusal from error
            raise

    def dispose(self) -> None:
        """Forget all connections: a forked worker must not use its parent's."""
        self.engine.dispose(close=False)


@lru_cache(maxsize=512)
def _placeholders(sql: str) -> str:
    return sql.replace("%", "%%").replace("?", "%s")


def rows(connection: Connection, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
    """Run fixed SQL written with ``?`` on either database and return its rows.

    The hot path's way in: SQLAlchemy's compilation is most of what a small
    statement costs on SQLite.
    """
    if connection.dialect.name != "sqlite":
        sql = _placeholders(sql)
    return list(connection.exec_driver_sql(sql, tuple(parameters)).fetchall())


def gathered(connection: Connection, columns: str) -> str:
    """SQL that makes one JSON array of arrays of *columns* out of the rows of a group: fewer rows are fetched sooner."""
    if connection.dialect.name == "sqlite":
        return f"json_group_array(json_array({columns}))"
    return f"CAST(json_agg(json_build_array({columns})) AS TEXT)"


def run(connection: Connection, sql: str, parameters: Sequence[Any] = ()) -> None:
    """Run fixed SQL written with ``?`` that returns nothing."""
    if connection.dialect.name != "sqlite":
        sql = _placeholders(sql)
    connection.exec_driver_sql(sql, tuple(parameters))
