"""Every way around the trail is refused by the database itself, on both databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from edc.casebook.checking import check_versions
from edc.casebook.tables import ItemChange, PageVersion
from edc.db import Database, rows
from edc.errors import Refusal
from edc.study.document import Document
from edc.trail.checking import check_chains
from edc.trail.unit import unit
from tests.trail.record import CHAIN, LI_WEN, LOCKS, PAGE, add, furnish, values, version_row

FIRST = values(SBP="118", DBP="76")
BEFORE = "2020-01-01T00:00:00.000Z"


@pytest.fixture
def record(database: Database) -> Database:
    """Li Wen has saved a blood pressure of YA-001."""
    furnish(database)
    digest = add(database, 1, FIRST)
    add(database, 2, values(SBP="181", DBP="76"), FIRST, reasons={"SBP": "typing"}, previous=digest)
    return database


NOW = values(SBP="181", DBP="76")


def trail(database: Database) -> list[Any]:
    with database.reading() as connection:
        return rows(connection, "SELECT seq, path, old, new, reason FROM item_change ORDER BY seq, path")


def test_the_database_writes_the_flat_trail_first_entries_included(record: Database) -> None:
    """REQ-24, REQ-25, REQ-26, B.2.23.0100: one row per changed item, and none for what stayed."""
    assert trail(record) == [
        (1, "DBP", None, '{"v":"76"}', None),
        (1, "SBP", None, '{"v":"118"}', None),
        (2, "SBP", '{"v":"118"}', '{"v":"181"}', "typing"),
    ]


@pytest.mark.parametrize(
    ("story", "seq", "document", "reasons", "instead", "code"),
    [
        ("somebody saved seq 2 meanwhile", 2, values(SBP="120", DBP="76"), {"SBP": "typing"}, {}, "stale"),
        ("a number is skipped", 4, values(SBP="120", DBP="76"), {"SBP": "typing"}, {}, "stale"),
        ("nothing differs", 3, NOW, {}, {}, "no_change"),
        ("no reason for a correction", 3, values(SBP="120", DBP="76"), {}, {}, "no_reason"),
        ("blanks as a reason", 3, values(SBP="120", DBP="76"), {"SBP": " \u3000\t"}, {}, "no_reason"),
        ("an empty person", 3, values(SBP="120", DBP="76"), {"SBP": "typing"}, {"person": " "}, "no_person"),
        ("an item left out", 3, values(SBP="120"), {"SBP": "typing"}, {}, "vanished"),
        ("a time before the last", 3, values(SBP="120", DBP="76"), {"SBP": "x"}, {"saved_at": BEFORE}, "back_dated"),
        ("one item twice", 3, NOW, {}, {"data": '{"DBP":{"v":"76"},"SBP":{"v":"1"},"SBP":{"v":"2"}}'}, "contradicts"),
        ("dressed as a first entry", 1, values(SBP="120", DBP="76"), {}, {}, "stale"),
    ],
)
def test_a_version_that_would_falsify_the_trail_is_refused(
    record: Database,
    story: str,
    seq: int,
    document: Document,
    reasons: dict[str, str],
    instead: dict[str, str],
    code: str,
) -> None:
    """REQ-27, REQ-28, REQ-59: the guards compare the documents themselves, not what the program says."""
    before = trail(record)
    with pytest.raises(Refusal) as refused:
        add(record, seq, document, NOW, reasons=reasons, **instead)
    assert refused.value.code == code, story
    assert trail(record) == before


def test_entering_again_after_clearing_needs_a_reason(record: Database) -> None:
    """REQ-27: a cleared item was there before, so entering it again is a change."""
    cleared = values(SBP=None, DBP="76")
    add(record, 3, cleared, NOW, reasons={"SBP": "source"})
    with pytest.raises(Refusal) as refused:
        add(record, 4, NOW, cleared)
    assert refused.value.code == "no_reason"
    add(record, 4, NOW, cleared, reasons={"SBP": "later"})
    assert trail(record)[-1] == (4, "SBP", None, '{"v":"181"}', "later")


def test_a_version_in_the_chain_of_another_subject_is_refused(record: Database) -> None:
    """REQ-44: what belongs to one participant cannot be told in the chain of another."""
    with pytest.raises(Refusal) as refused, unit(record, "save", LI_WEN, locks=LOCKS) as work:
        work.append("page_version", "study", version_row(work, 3, values(SBP="1", DBP="76"), NOW, reasons={"SBP": "x"}))
    assert refused.value.code == "out_of_chain"


def test_a_version_without_its_journal_row_cannot_be_committed(record: Database) -> None:
    """REQ-31: data and trail are one transaction; the database refuses the half of it."""
    with pytest.raises(DBAPIError), record.writing(LOCKS) as connection, Session(connection) as session:
        with unit_columns(record) as columns:
            session.add(PageVersion(**columns))
        session.flush()
    assert trail(record)[-1][0] == 2


def unit_columns(database: Database) -> Any:
    """The columns of a good third version, for a program that does not use the unit."""
    from contextlib import contextmanager

    from edc.trail.unit import Unit, read_head

    @contextmanager
    def made() -> Any:
        with database.reading() as connection:
            head = read_head(connection, CHAIN)
            work = Unit(connection, "save", LI_WEN, None, {}, {CHAIN: head})
            row = version_row(work, 3, values(SBP="120", DBP="76"), NOW, reasons={"SBP": "typing"})
            yield row | {"chain": CHAIN, "act": head.n + 1}

    return made()


def bulk_orm(connection: Any) -> None:
    Session(connection).bulk_update_mappings(PageVersion, [{"page": PAGE, "seq": 1, "data": '{"DBP":{"v":"1"}}'}])


def core_update(connection: Any) -> None:
    connection.execute(update(PageVersion).values(data="{}"))


def core_update_of_the_person(connection: Any) -> None:
    connection.execute(update(PageVersion).values(person="wang.lei"))


def orm_update_of_a_change(connection: Any) -> None:
    Session(connection).query(ItemChange).update({"new": '{"v":"1"}'})


def statement(sql: str) -> Callable[[Any], None]:
    def run(connection: Any) -> None:
        connection.execute(text(sql.replace(":", "\\:")))

    return run


COPY = "SELECT page, 1, study_version, data, reasons, person, role, saved_at, origin, request_key, salts, commitments"
COPY += ", digest, chain, (SELECT max(n) + 1 FROM journal WHERE chain = 's1') FROM page_version WHERE seq = 1"


@pytest.mark.parametrize(
    "way",
    [
        bulk_orm,
        core_update,
        core_update_of_the_person,
        orm_update_of_a_change,
        statement("UPDATE page_version SET data = '{}' WHERE seq = 2"),
        statement("UPDATE item_change SET new = NULL"),
        statement("UPDATE journal SET at = '2020-01-01T00:00:00.000Z'"),
        statement("DELETE FROM page_version"),
        statement("DELETE FROM item_change"),
        statement("DELETE FROM journal"),
        statement("DELETE FROM subject"),
        statement(f"INSERT INTO page_version {COPY}"),
        statement(f"INSERT INTO item_change VALUES ({PAGE}, 1, 'PULSE', NULL, '{{\"v\":\"80\"}}', NULL)"),
        statement(f"INSERT INTO item_change VALUES ({PAGE}, 2, 'DBP', '{{\"v\":\"76\"}}', '{{\"v\":\"80\"}}', 'x')"),
    ],
    ids=lambda way: getattr(way, "__name__", ""),
)
def test_each_way_around_is_refused(record: Database, way: Callable[[Any], None]) -> None:
    """REQ-28, REQ-29, B.2.23.0400: no update, deletion or insertion beside the trail, however it is written."""
    before = trail(record)
    with pytest.raises(DBAPIError), record.engine.connect() as connection:
        way(connection)
    assert trail(record) == before


SQLITE_ONLY = [
    f"INSERT OR REPLACE INTO page_version {COPY}",
    f"REPLACE INTO page_version {COPY}",
    "UPDATE OR REPLACE page_version SET seq = 1 WHERE seq = 2",
    f"INSERT INTO page_version {COPY} ON CONFLICT DO UPDATE SET data = '{{}}'",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA recursive_triggers = OFF",
    "PRAGMA ignore_check_constraints = ON",
    "PRAGMA writable_schema = ON",
    "PRAGMA trusted_schema = ON",
    "UPDATE sqlite_master SET sql = '' WHERE type = 'trigger'",
    "DELETE FROM sqlite_master WHERE type = 'trigger'",
    "DROP TRIGGER page_version_on_insert",
    "DROP TABLE item_change",
    "ALTER TABLE page_version RENAME TO old_version",
    "CREATE TRIGGER mine AFTER INSERT ON page_version BEGIN SELECT 1; END",
    "CREATE TEMP TABLE page_version (page)",
    "ATTACH DATABASE ':memory:' AS other",
]


@pytest.mark.parametrize("sql", SQLITE_ONLY)
def test_sqlite_refuses_pragmas_and_changes_of_the_schema(record: Database, sql: str) -> None:
    """REQ-28, REQ-29: on SQLite the connection itself refuses what would switch a guard off."""
    if not record.sqlite:
        sql = "TRUNCATE page_version"
    before = trail(record)
    with pytest.raises(DBAPIError), record.engine.connect() as connection:
        connection.exec_driver_sql(sql)
    assert trail(record) == before


POSTGRES_ONLY = [
    "TRUNCATE page_version CASCADE",
    "ALTER TABLE page_version DISABLE TRIGGER ALL",
    "DROP TRIGGER page_version_on_insert ON page_version",
    "SET session_replication_role = replica",
    "CREATE TEMP TABLE page_version (page int)",
    "CREATE FUNCTION public.page_version_on_insert2() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    f"INSERT INTO page_version {COPY} ON CONFLICT (page, seq) DO UPDATE SET data = '{{}}'",
]


@pytest.mark.parametrize("sql", POSTGRES_ONLY)
def test_postgresql_gives_the_application_no_right_to_switch_a_guard_off(record: Database, sql: str) -> None:
    """REQ-28, REQ-29: the application's role owns nothing, and may make no temporary tables."""
    if record.sqlite:
        sql = "DROP TRIGGER page_version_on_update"
    before = trail(record)
    with pytest.raises(DBAPIError), record.engine.connect() as connection:
        connection.exec_driver_sql(sql)
    assert trail(record) == before


def test_the_trail_of_honest_saves_verifies(record: Database) -> None:
    """REQ-30: chains, versions and differences of what was just written agree."""
    with record.snapshot() as connection:
        assert [str(flaw) for flaw in check_chains(connection)] == []
        assert [str(flaw) for flaw in check_versions(connection)] == []


def test_the_settings_of_a_sqlite_connection_are_those_that_were_tried(record: Database) -> None:
    """The traps of architecture 3: each of these settings closes one of them."""
    if not record.sqlite:
        with record.reading() as connection:
            assert rows(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == [(False,)]
        return
    wanted = {"foreign_keys": 1, "recursive_triggers": 1, "trusted_schema": 0, "synchronous": 2}
    with record.reading() as connection:
        for name, value in wanted.items():
            assert rows(connection, f"PRAGMA {name}") == [(value,)], name
    assert sqlite3.sqlite_version_info >= (3, 31)
