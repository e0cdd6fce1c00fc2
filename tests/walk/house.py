"""A house to walk through: the trial in a database of its own, served by a process of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import AbstractContextManager
from datetime import date
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from edc import clock
from edc.access.statements import STATEMENTS
from edc.acts.accept_statement import accept_statements
from edc.acts.add_person import add_person
from edc.acts.add_site import add_site
from edc.acts.change_password import change_password
from edc.acts.decide_range import decide_range
from edc.acts.grant_role import grant_role
from edc.acts.propose_ranges import propose_ranges
from edc.acts.publish_study import publish_study
from edc.casebook.rules_ranges import table_of
from edc.db import Database
from edc.study.definition import Study
from edc.trail.unit import SYSTEM, Actor
from tests.people import PASSWORD, PEOPLE, actor
from tests.walk.clockwork import Wall

ROOT = Path(__file__).resolve().parents[2]
TRIAL = ROOT / "forms" / "studies" / "ucmsc-dn" / "1"
COMMAND = "import sys; from tests.walk.clockwork import serve; serve(sys.argv.pop(1))"
"""``edc`` with a clock of its own, whether or not its script is on the path."""
BEGINS = clock.parse("2025-01-06T01:00:00.000Z")
"""When a house is furnished: before anybody of the stories came to the site."""


def furnish(database: Database, study: Study) -> None:
    """Publish *study*, add its sites, everybody of ``tests.people`` and the ranges, each through the act for it."""
    with clock.simulate(BEGINS):
        _people(database, study)
        for site in study.sites:
            table, _troubles = table_of((TRIAL / "ranges.csv").read_text("utf-8"))
            numbers = propose_ranges(database, actor("sun.yan"), site.code, table, request_key=None)
            decide_range(database, actor("zhang.min", site.code), numbers, "approved", request_key=None)


def _people(database: Database, study: Study) -> None:
    publish_study(database, SYSTEM, study)
    for site in study.sites:
        add_site(database, SYSTEM, site)
    for username, (name, role, sites) in PEOPLE.items():
        given = add_person(database, SYSTEM, username, name)
        for code in sites:
            if code is None or code in {site.code for site in study.sites}:
                grant_role(database, SYSTEM, username, role, code, trained=date(2025, 1, 6))
        change_password(database, username, given, PASSWORD, address="tests", language="en", web=False)
        accept_statements(database, Actor(username, role.value), STATEMENTS, "en")


class House:
    """``edc serve`` over one database, on a port that stays the same when it is started again."""

    def __init__(self, database: Database, idle_minutes: int = 15, session_hours: int = 10) -> None:
        self.database = database
        self.idle_minutes = idle_minutes
        self.session_hours = session_hours
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        # the path of a socket may have no more than about 100 characters
        self._folder = Path(tempfile.mkdtemp(prefix="edc-walk-"))
        self.wall = Wall(self._folder / "clock")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve, and return once somebody answers."""
        settings = {
            "EDC_DATABASE_URL": self.database.url.render_as_string(hide_password=False),
            "EDC_SECRET_KEY": "a secret of the tests alone, long enough",
            "EDC_SECURE_COOKIES": "0",
            "EDC_IDLE_MINUTES": str(self.idle_minutes),
            "EDC_SESSION_HOURS": str(self.session_hours),
            "XDG_RUNTIME_DIR": str(self._folder),
        }
        clock_file = str(self._folder / "clock")
        command = [sys.executable, "-c", COMMAND, clock_file, "serve", "--port", str(self.port), "--workers", "1"]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  # our own command, nothing of it from outside
                command, cwd=ROOT, env=os.environ | settings, stdout=log, stderr=log, start_new_session=True
            )
        for _try in range(200):
            try:
                # a whole answer: a server that was just killed may still hold the port open for a moment
                connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/sign-in")
                connection.getresponse().read()
                connection.close()
                return
            except (OSError, HTTPException):
                if self._process.poll() is not None:
                    break
                time.sleep(0.1)
        raise RuntimeError(f"nobody answers:\n{self.log()}")

    def time(self) -> AbstractContextManager[None]:
        """Within the block it is here what the clocks of the house show."""
        return clock.simulate(self.wall.now())

    def log(self) -> str:
        """What the server said."""
        return (self._folder / "log").read_text("utf-8")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the server; with ``SIGKILL`` in the middle of whatever it does."""
        if self._process is not None:
            if self._process.poll() is None:
                os.killpg(self._process.pid, how)
            self._process.wait(20)
            self._process = None

    def pause(self) -> None:
        """Stop answering: connections are taken and nothing comes back, as when a network dies."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGSTOP)

    def close(self) -> None:
        """End the server for good; nothing it could still do is waited for."""
        self.stop(signal.SIGKILL)
        shutil.rmtree(self._folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
