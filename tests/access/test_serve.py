"""``edc serve`` as it is started: several processes and threads over one database."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import pytest

from config import ROOT, Config
from edc.access.sessions import Limits
from edc.acts.sign_in import sign_in
from edc.db import Database, rows
from tests.people import PASSWORD, PEOPLE


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _status(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/sign-in")
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def test_serve_answers_with_two_processes(settings: Config) -> None:
    """The server starts, every worker has connections of its own after the fork, and it stops when told."""
    port = _free_port()
    environment = {
        **os.environ,
        "EDC_DATABASE_URL": settings.database_url,
        "EDC_SECRET_KEY": "k" * 40,
        "EDC_SECURE_COOKIES": "0",
    }
    command = [sys.executable, "-m", "edc.cli", "serve", "--port", str(port)]
    with subprocess.Popen(  # noqa: S603  # our own interpreter and module
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            deadline = time.monotonic() + 30
            while not _status(port):
                assert server.poll() is None, server.stderr and server.stderr.read()
                assert time.monotonic() < deadline
                time.sleep(0.2)
            with ThreadPoolExecutor(8) as people:
                answers = list(people.map(lambda _: _status(port), range(40)))
        finally:
            server.send_signal(signal.SIGTERM)
            said = server.communicate(timeout=30)[1]
    assert answers == [200] * 40
    assert "Traceback" not in said


def test_many_sign_in_at_once(study_database: Database) -> None:
    """Sign-ins that meet each get their act, in one unbroken chain (REQ-20)."""
    limits = Limits(timedelta(minutes=15), timedelta(hours=10))

    def enter(username: str) -> str:
        return sign_in(study_database, username, PASSWORD, address="", language="en", limits=limits).token

    with study_database.reading() as connection:
        before = rows(connection, "SELECT max(n) FROM journal WHERE chain = 'study'")[0][0]
    with ThreadPoolExecutor(8) as people:
        tokens = list(people.map(enter, list(PEOPLE) * 2))
    assert len(set(tokens)) == 2 * len(PEOPLE)
    with study_database.reading() as connection:
        numbers = [row[0] for row in rows(connection, "SELECT n FROM journal WHERE chain = 'study' ORDER BY n")]
        alive = rows(connection, "SELECT count(*), count(DISTINCT person) FROM session WHERE ended IS NULL")[0]
    assert numbers[before:] == list(range(before + 1, before + 1 + 2 * len(PEOPLE)))
    assert tuple(alive) == (len(PEOPLE), len(PEOPLE))


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="waitress serves there, with one process")
