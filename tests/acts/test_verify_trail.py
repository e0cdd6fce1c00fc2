"""``audit verify`` names the first bad row, however somebody with the owner's rights tampered."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from edc.acts.save import Entry, save
from edc.acts.seal_trail import seal_trail
from edc.acts.verify_trail import verify_trail
from edc.db import Database, Locks
from edc.exchange.recompute import disagreements
from edc.exchange.rows import Reading
from edc.exchange.source import as_they_stand
from edc.trail.unit import unit
from tests.acts.story import asked, begin, enter, flaws, page_of
from tests.acts.test_save import new_page, plain
from tests.people import actor

LI_WEN = actor("li.wen")


@pytest.fixture
def recorded(study_database: Database) -> Database:
    """YA-001 has a birth date, a blood pressure with a correction, and a sealed trail."""
    person = new_page(study_database, "SCN", "DM")
    save(study_database, LI_WEN, person, Entry(0, plain(BRTHDT="1974-05-06")), request_key="a")
    vital = new_page(study_database, "W4", "VS")
    save(study_database, LI_WEN, vital, Entry(0, plain(SBP="182")), request_key="b")
    save(study_database, LI_WEN, vital, Entry(1, plain(SBP="128"), {"SBP": "typing"}), request_key="c")
    seal_trail(study_database, LI_WEN)
    return study_database


def tamper(owner_url: str, *statements: str) -> None:
    """What somebody does who owns the schema: switches the guards off, and edits."""
    url = make_url(owner_url)
    if url.get_backend_name() != "sqlite":
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if url.get_backend_name() == "sqlite":
            for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        for statement in statements:
            assert connection.exec_driver_sql(statement).rowcount > 0, statement
    engine.dispose()


def test_an_untouched_trail_has_no_flaw(recorded: Database) -> None:
    """REQ-30: what the application wrote verifies whole."""
    assert [str(flaw) for flaw in verify_trail(recorded)] == []


VERSION = "page 2000005 seq 1"


@pytest.mark.parametrize(
    ("statement", "table", "row"),
    [
        (
            'UPDATE page_version SET data = \'{"SBP":{"v":"118"}}\' WHERE page = 2000005 AND seq = 1',
            "page_version",
            VERSION,
        ),
        ('UPDATE item_change SET new = \'{"v":"118"}\' WHERE page = 2000005 AND seq = 1', "page_version", VERSION),
        (
            "UPDATE item_change SET reason = 'query' WHERE page = 2000005 AND seq = 2",
            "page_version",
            "page 2000005 seq 2",
        ),
        ("DELETE FROM item_change WHERE page = 2000005 AND seq = 1", "page_version", VERSION),
        ("UPDATE page_version SET person = 'wang.lei' WHERE page = 2000005 AND seq = 1", "journal", "s2/2"),
        ("UPDATE page_version SET digest = 'x' WHERE page = 2000005 AND seq = 2", "journal", "s2/3"),
        ("UPDATE journal SET person = 'wang.lei' WHERE chain = 's2' AND n = 2", "journal", "s2/2"),
        ("UPDATE journal SET at = '2020-01-01T00:00:00.000Z' WHERE chain = 's2' AND n = 1", "journal", "s2/1"),
        ("DELETE FROM journal WHERE chain = 's2' AND n = 2", "journal", "s2/3"),
        ("UPDATE query_event SET state = 'closed' WHERE n = 1", "journal", "s2/2"),
        ("UPDATE person SET name = 'Li Wei' WHERE username = 'li.wen'", "journal", "study/"),
        ("UPDATE role_grant SET role = 'monitor' WHERE person = 'li.wen'", "journal", "study/"),
        ("UPDATE page_state SET entry = 'finished' WHERE page = 2000005", "page_state", "page 2000005"),
        ("UPDATE page_state SET open_queries = 7 WHERE page = 2000005", "page_state", "page 2000005"),
    ],
)
def test_the_first_bad_row_is_named(
    recorded: Database, study_owner_url: str, statement: str, table: str, row: str
) -> None:
    """REQ-30, B.2.23.0400: a row edited behind the application's back is found and named."""
    tamper(study_owner_url, statement)
    first = next(iter(verify_trail(recorded)), None)
    assert first is not None, statement
    assert (first.table, first.row[: len(row)]) == (table, row), str(first)


def test_a_cut_tail_shows_against_the_seal(recorded: Database, study_owner_url: str) -> None:
    """Architecture 3: a chain alone does not show that its end is gone; the seal does."""
    tamper(
        study_owner_url,
        "DELETE FROM query_event WHERE chain = 's2' AND act = 3",
        "DELETE FROM page_version WHERE chain = 's2' AND act = 3",
        "DELETE FROM item_change WHERE page = 2000005 AND seq = 2",
        "UPDATE page_state SET head = 1, open_queries = 1 WHERE page = 2000005",
        "DELETE FROM journal WHERE chain = 's2' AND n = 3",
    )
    found = [str(flaw) for flaw in verify_trail(recorded)]
    assert found == ["journal s2/3: seal 1 knows this row, and it is gone or another"]


def test_what_an_earlier_release_derived_on_a_blank_page_is_no_flaw(study_database: Database) -> None:
    """REQ-30, REQ-64: release 1 derived on pages that were never saved; such a row stays, and is nothing's value."""
    subject = begin(study_database)
    page = page_of(study_database, subject, "W4", "RENAL")
    with unit(study_database, "save", LI_WEN, locks=Locks("YA", subject.id)) as work:
        work.touch(subject.chain)
        row = {"page": page.id, "path": "RATIO", "n": 1, "value": "1.00", "formula": "f", "inputs": "[]"}
        work.append("derived", subject.chain, row)
    assert flaws(study_database) == []
    with study_database.snapshot() as connection:
        assert list(disagreements(Reading(connection, as_they_stand(connection)))) == []
    enter(study_database, page_of(study_database, subject, "SCN", "DM"), {"WEIGHT": "60"})
    enter(study_database, page, {"CREAT": "90"}, finish=False)
    assert asked(study_database, "SELECT value FROM derived ORDER BY n DESC LIMIT 1") == [("1.50",)]
    assert flaws(study_database) == []
