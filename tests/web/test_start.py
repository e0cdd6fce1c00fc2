"""The application starts only on a database that is fit to be used."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from config import Config
from edc import create_app
from edc.db import Database
from edc.web.readiness import NotReady, checks


def tamper(owner_url: str, *statements: str) -> None:
    """Do what the application may not: as the owner of the schema."""
    url = make_url(owner_url)
    if url.get_backend_name() != "sqlite":
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def first_problem(database: Database) -> str:
    """Name of the check that fails; empty if none does."""
    return next((check.name for check in checks(database) if not check.ok), "")


def test_a_sound_database_passes_every_check(study_database: Database) -> None:
    """Schema, guards, rights and study are looked at, and all is well."""
    assert [check.todo for check in checks(study_database)] == [""] * 5


def test_a_missing_guard_stops_the_start(settings: Config, study_database: Database, study_owner_url: str) -> None:
    """Without a trigger the trail could be skipped: no start, and a sentence on what to do (REQ-28, REQ-29)."""
    on = "" if study_database.sqlite else " ON page_version"
    tamper(study_owner_url, f"DROP TRIGGER page_version_on_update{on}")
    with pytest.raises(NotReady, match="edc audit verify"):
        create_app(settings, study_database)


def test_a_guard_of_the_same_name_that_guards_nothing_stops_the_start(
    study_database: Database, study_owner_url: str
) -> None:
    """The text of each guard is compared, not only its name (REQ-29)."""
    if study_database.sqlite:
        tamper(
            study_owner_url,
            "DROP TRIGGER journal_on_delete",
            "CREATE TRIGGER journal_on_delete BEFORE DELETE ON journal BEGIN SELECT 1; END",
        )
    else:
        body = "$guard$ BEGIN RETURN OLD; END $guard$"
        tamper(
            study_owner_url,
            f"CREATE OR REPLACE FUNCTION journal_on_delete() RETURNS trigger LANGUAGE plpgsql AS {body}",
        )
    assert first_problem(study_database) == "The guards of the record are there and unchanged"


@pytest.mark.parametrize("backend", ["postgres"])
def test_a_guard_switched_off_stops_the_start(study_database: Database, study_owner_url: str) -> None:
    """PostgreSQL can disable a trigger without dropping it (REQ-29)."""
    tamper(study_owner_url, "ALTER TABLE page_version DISABLE TRIGGER page_version_on_update")
    assert first_problem(study_database) == "The guards of the record are there and unchanged"


@pytest.mark.parametrize("backend", ["postgres"])
def test_the_owner_of_the_schema_may_not_serve(study_owner_url: str) -> None:
    """The application's role owns nothing and is no superuser (REQ-28)."""
    owner = Database(study_owner_url)
    assert first_problem(owner) == "The application has no more rights than it needs"
    owner.engine.dispose()


@pytest.mark.parametrize("backend", ["postgres"])
def test_temporary_tables_are_taken_away(study_database: Database, study_owner_url: str) -> None:
    """A temporary table could stand in for one of the record."""
    tamper(study_owner_url, f'GRANT TEMPORARY ON DATABASE "{study_database.url.database}" TO PUBLIC')
    assert first_problem(study_database) == "The application has no more rights than it needs"


def test_an_older_schema_stops_the_start(study_database: Database, study_owner_url: str) -> None:
    """The program never migrates by itself: it says how."""
    tamper(study_owner_url, "UPDATE alembic_version SET version_num = '0000'")
    assert [check.todo for check in checks(study_database) if not check.ok] == ["Run `edc init`."]


def test_without_a_study_there_is_nothing_to_serve(database: Database) -> None:
    """A migrated database without a published study is not served."""
    assert first_problem(database) == "A study is published"


def test_no_database_at_all(tmp_path: object) -> None:
    """A file that is not there is said to be missing, in words."""
    gone = Database(f"sqlite:///{tmp_path}/nowhere/study.db")
    assert first_problem(gone) == "The database answers"
