"""Is the database fit to be used? Asked at every start, and by ``edc doctor``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

import edc.access.tables
import edc.casebook.tables
import edc.exchange.tables
import edc.review.tables
import edc.trail.tables  # noqa: F401  # the guards are made from the tables registered
from edc.casebook.reading import current_study
from edc.db import Database, rows
from edc.errors import N_, Refusal
from edc.trail import guards_postgres, guards_sqlite
from edc.trail.migrate import MIGRATIONS, guard_names, triggers


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. ``todo`` is empty where it is as it should be."""

    name: str
    todo: str = ""

    @property
    def ok(self) -> bool:
        return not self.todo


class NotReady(RuntimeError):
    """The application does not start. Says what to do, for each thing that is wrong."""

    def __init__(self, checks: list[Check]) -> None:
        self.checks = checks
        super().__init__("; ".join(f"{check.name}: {check.todo}" for check in checks))


def require(database: Database) -> None:
    """Raise :class:`NotReady` unless every check of :func:`checks` is passed."""
    failed = [check for check in checks(database) if not check.ok]
    if failed:
        raise NotReady(failed)


def checks(database: Database) -> list[Check]:
    """The checks in their order; the first that fails is the last, for it makes the others fail."""
    done = []
    for name, todo in (
        (N_("The database answers"), _answers),
        (N_("The schema is that of this version"), _schema),
        (N_("The guards of the record are there and unchanged"), _guards),
        (N_("The application has no more rights than it needs"), _rights),
        (N_("A study is published"), _study),
    ):
        done.append(Check(name, _asked(database, todo)))
        if not done[-1].ok:
            break
    return done


def _asked(database: Database, todo: Callable[[Connection], str]) -> str:
    try:
        with database.reading() as connection:
            return todo(connection)
    except DBAPIError as error:
        known = "no such table" in str(error) or "does not exist" in str(error)
        return _RUN_INIT if known else N_("It cannot be opened. Check EDC_DATABASE_URL and that the server runs.")


_RUN_INIT = N_("Run `edc init`.")


def _answers(connection: Connection) -> str:
    rows(connection, "SELECT 1")
    return ""


def _schema(connection: Connection) -> str:
    return (
        "" if {row[0] for row in rows(connection, "SELECT version_num FROM alembic_version")} == _heads() else _RUN_INIT
    )


@lru_cache
def _heads() -> set[str]:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    return set(ScriptDirectory.from_config(config).get_heads())


def _guards(connection: Connection) -> str:
    sqlite = connection.dialect.name == "sqlite"
    wanted = guards_sqlite.install() if sqlite else guards_postgres.install(None)
    if guard_names(wanted) - triggers(connection):
        return _TAMPERED
    if sqlite:
        found = {row[0] for row in rows(connection, "SELECT sql FROM sqlite_master WHERE type = 'trigger'")}
        same = {statement for statement in wanted if statement.startswith("CREATE TRIGGER")} <= found
    else:
        made = (_FUNCTION.match(statement) for statement in wanted)
        bodies = {(found[1], found[2]) for found in made if found}
        same = bodies <= {tuple(row) for row in rows(connection, "SELECT proname, prosrc FROM pg_proc")}
    return "" if same else _TAMPERED


_FUNCTION = re.compile(r"CREATE FUNCTION (\w+)\(.*?\$guard\$(.*)\$guard\$", re.DOTALL)
"""Name and body of a guard's function on PostgreSQL."""

_TAMPERED = N_(
    "Somebody took guards away or changed them. Keep a copy of the database as it is, run `edc audit verify`,"
    " and then `edc init` to set the guards up again."
)


def _rights(connection: Connection) -> str:
    if connection.dialect.name == "sqlite":
        return ""
    sql = (
        "SELECT rolsuper OR pg_get_userbyid((SELECT relowner FROM pg_class WHERE oid = 'public.journal'::regclass))"
        " = current_user OR has_database_privilege(current_database(), 'TEMPORARY')"
        " OR has_schema_privilege('public', 'CREATE') FROM pg_roles WHERE rolname = current_user"
    )
    return _TOO_MANY if rows(connection, sql)[0][0] else ""


_TOO_MANY = N_(
    "EDC_DATABASE_URL must name a role that owns nothing, is no superuser and makes no temporary tables;"
    " EDC_OWNER_URL names the owner. Run `edc init` with both."
)


def _study(connection: Connection) -> str:
    try:
        current_study(connection)
    except Refusal:
        return N_("None is. Run `edc init` with EDC_STUDY set to the folder of the study.")
    except ValueError:
        return N_("The stored definition was changed. Restore the database from a backup.")
    return ""
