"""The one way the schema changes.

A migration is run with the guards taken away, in one transaction: a copy is
made first (SQLite), the guards are set up again from their one source, and rows
and triggers are counted before and after, because batch mode on SQLite rebuilds
tables and silently loses triggers, unnamed checks and, through cascades, rows.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import make_url

from edc.trail import guards_postgres, guards_sqlite

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


class MigrationError(Exception):
    """The schema did not come out as it should. Nothing was changed."""


def migrate(owner_url: str, revision: str = "head", *, app_role: str | None = None, down: bool = False) -> None:
    """Bring the schema to *revision*, up or down.

    *owner_url* names the role that owns the schema; *app_role* the application's,
    on PostgreSQL. Raises :class:`MigrationError` where rows or guards were lost.
    """
    url = make_url(owner_url)
    sqlite = url.get_backend_name() == "sqlite"
    if sqlite:
        _copy(Path(url.database or ""))
    else:
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            if sqlite:
                connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if sqlite else "BEGIN")
            try:
                _change(connection, revision, app_role, down)
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            connection.exec_driver_sql("COMMIT")
    finally:
        engine.dispose()


def _change(connection: Connection, revision: str, app_role: str | None, down: bool) -> None:
    sqlite = connection.dialect.name == "sqlite"
    counts = _counts(connection)
    _remove_guards(connection)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    (command.downgrade if down else command.upgrade)(config, revision)
    lost = {t: n for t, n in counts.items() if t != "alembic_version" and n and _counts(connection).get(t, 0) != n}
    if lost and not down:
        raise MigrationError(f"rows were lost from {', '.join(sorted(lost))}")
    found = inspect(connection)
    there = {name: {column["name"] for column in found.get_columns(name)} for name in found.get_table_names()}
    if "journal" not in there:
        return
    wanted = guards_sqlite.install(there) if sqlite else guards_postgres.install(app_role, there)
    for statement in wanted:
        connection.exec_driver_sql(statement.replace("%", "%%") if not sqlite else statement)
    missing = guard_names(wanted) - triggers(connection)
    if missing:
        raise MigrationError(f"guards are missing: {', '.join(sorted(missing))}")


def _remove_guards(connection: Connection) -> None:
    """Drop every trigger that is there, by the database's own account of them."""
    if connection.dialect.name == "sqlite":
        for name in triggers(connection):
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        return
    functions = (
        "SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace s ON s.oid = p.pronamespace"
        " WHERE s.nspname = 'public' AND (p.prorettype = 'trigger'::regtype OR p.proname = 'edc_append')"
    )
    for (function,) in connection.exec_driver_sql(functions).fetchall():
        connection.exec_driver_sql(f"DROP FUNCTION {function} CASCADE")


def guard_names(statements: list[str]) -> set[str]:
    """Names of the triggers that *statements* create."""
    return {s.split()[2] for s in statements if s.startswith("CREATE TRIGGER")}


def triggers(connection: Connection) -> set[str]:
    """Names of the triggers that are there (and, on PostgreSQL, switched on)."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
    return {row[0] for row in connection.execute(text(query))}


def _counts(connection: Connection) -> dict[str, int]:
    names = inspect(connection).get_table_names()
    return {name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one() for name in names}


def _copy(path: Path) -> None:
    """A copy of the database beside it, made by SQLite itself, so that it is whole."""
    if not path.exists() or path.stat().st_size == 0:
        path.parent.mkdir(parents=True, exist_ok=True)
        return
    with sqlite3.connect(path) as source, sqlite3.connect(f"{path}.before-migration") as copy:
        source.backup(copy)
    source.close()
    copy.close()
