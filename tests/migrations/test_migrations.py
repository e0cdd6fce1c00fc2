"""Every migration, up and down, with data, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import URL, make_url

from edc.acts.verify_trail import verify_trail
from edc.db import Database, Table, rows
from edc.trail.migrate import MIGRATIONS, MigrationError, guard_names, migrate, triggers
from tests.acts.test_save import new_page, plain
from tests.conftest import APP_ROLE
from tests.people import actor


def revisions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return [script.revision for script in reversed(list(ScriptDirectory.from_config(config).walk_revisions()))]


def as_owner(owner_url: str) -> URL:
    url = make_url(owner_url)
    return url if url.get_backend_name() == "sqlite" else url.set(drivername="postgresql+psycopg")


def test_the_head_is_what_the_tables_say(database: Database, owner_url: str) -> None:
    """REQ-70: no change of a table without its migration."""
    engine = create_engine(as_owner(owner_url))
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Table.metadata)
    engine.dispose()
    assert differences == []


def test_data_survive_the_way_to_the_head_again(study_database: Database, study_owner_url: str) -> None:
    """REQ-68: migrating a database with data loses no row and no guard, and the trail still verifies."""
    from edc.acts.save import Entry, save

    page = new_page(study_database, "W4", "VS")
    save(study_database, actor("li.wen"), page, Entry(0, plain(SBP="128")), request_key="a")
    study_database.engine.dispose()
    migrate(study_owner_url, app_role=None if study_database.sqlite else APP_ROLE)
    assert list(verify_trail(study_database)) == []
    with study_database.reading() as connection:
        assert rows(connection, "SELECT count(*) FROM item_change") == [(1,)]


def test_down_to_nothing_and_up_again(database: Database, owner_url: str) -> None:
    """Every revision can be taken back, and leaves nothing of its own behind."""
    database.engine.dispose()
    role = None if database.sqlite else APP_ROLE
    for revision in [*reversed(revisions()[:-1]), "base"]:
        migrate(owner_url, revision, app_role=role, down=True)
    engine = create_engine(as_owner(owner_url))
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
        assert triggers(connection) == set()
    migrate(owner_url, app_role=role)
    with engine.connect() as connection:
        assert guard_names_there(connection) <= triggers(connection)
    engine.dispose()


def guard_names_there(connection: object) -> set[str]:
    from edc.trail import guards_postgres, guards_sqlite

    name = connection.dialect.name  # type: ignore[attr-defined]  # a Connection
    return guard_names(guards_sqlite.install() if name == "sqlite" else guards_postgres.install(APP_ROLE))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_copy_is_kept_before_a_file_is_changed(database: Database, owner_url: str) -> None:
    """REQ-68: what a migration changes can be had back as it was."""
    migrate(owner_url)
    assert Path(f"{database.url.database}.before-migration").stat().st_size > 0


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_migration_that_loses_rows_is_undone(
    study_database: Database, study_owner_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The trap of batch mode: a rebuilt table with fewer rows than before is not accepted."""
    from edc.trail import migrate as module

    counted = iter([{"person": 10}, {"person": 9}])
    monkeypatch.setattr(module, "_counts", lambda _connection: next(counted, {"person": 9}))
    with pytest.raises(MigrationError, match="person"):
        migrate(study_owner_url)
    assert list(verify_trail(study_database)) == []
