"""The trial's own study, its participants' pages filled: what the processor spends, whatever else runs beside it."""

from __future__ import annotations

import gc
import re
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from flask.testing import FlaskClient

from config import Config
from edc import create_app
from edc.acts.save import Entry, save
from edc.acts.seed_demo import seed_demo
from edc.casebook import standings
from edc.db import Database
from edc.study.document import Value
from edc.study.expressions import whole
from edc.study.loading import load
from tests.people import csrf, sign_in
from tests.trial.entered import CHEN_JIE, Entered, enter_participant
from tests.trial.participant import FOLDER, STUDY
from tests.walk.house import furnish

SAVED = {
    "W8.SV": ("INSDOSE", "23", "25"),
    "W8.VS": ("PULSE", "75", "77"),
    "W8.HEM": ("HGB", "140", "141"),
    "W8.RENAL": ("CREAT", "142", "144"),
    "W0.INF": ("CELLTOT", "70.1", "70.2"),
    "LOG.AE": ("AE/1/AETERM", "fever", "chills"),
    "LOG.CM": ("CM/1/CMTRT", "Paracetamol", "Acetaminophen"),
}
"""A page to an item of it, and two values that take turns."""
SAVES = 16


def measure_trial(database: Database, url: str, participants: int) -> None:
    """Prints milliseconds of processor time: medians, the first call apart where it differs."""
    whole._build.cache_clear()  # the tests' own import compiled it already
    begun = time.process_time()
    load(FOLDER)
    print(f"load and compile the study     {time.process_time() - begun:6.2f} s")
    furnish(database, STUDY)
    begun, first = time.process_time(), enter_participant(database)
    print(f"enter and finish, a page       {_ms(begun) / len(first.pages):6.1f} ms")
    for page in SAVED:
        print(f"save {page:<10} in acts       {_saves(first, page):6.1f} ms")
    for _ in range(1, participants):
        enter_participant(database)
    client = _client(database, url)
    gc.freeze()  # as ``edc serve`` does
    for page in (*SAVED, "SCN.IE"):
        number = first.pages[page].id
        print(f"open {page:<10}               {_opened(client, f'/pages/{number}'):6.1f} ms")
        print(f"live help on {page:<10}       {_live(client, number):6.1f} ms")
    visit = first.pages["W8.SV"].visit
    places = {"home": "/", "casebook": f"/participants/{first.subject.id}", "visit": f"/visits/{visit}"}
    for name, place in {**places, "matrix": "/participants"}.items():
        standings._memory.clear()  # as in a process that nobody has asked yet
        begun = time.process_time()
        client.get(place)
        cold = _ms(begun)
        print(f"{name:<10} of {participants:3} participants {cold:6.1f} ms, then {_opened(client, place):.1f} ms")


def measure_demonstration(database: Database) -> None:
    """Plays the whole demonstration into an empty database."""
    begun, wall = time.process_time(), time.perf_counter()
    seed_demo(database, STUDY, FOLDER.parent / "demo.toml")
    took = time.process_time() - begun
    print(f"seed the demonstration         {took:6.1f} s of processor, {time.perf_counter() - wall:.1f} s in all")


def _ms(begun: float) -> float:
    return (time.process_time() - begun) * 1000


def _saves(entered: Entered, name: str) -> float:
    """One item of a filled page is corrected, again and again."""
    path, *values = SAVED[name]
    page, took = entered.pages[name], []
    seq, _ = entered.head(page)
    for n in range(SAVES):
        entry = Entry(seq, {path: Value(v=values[n % 2])}, {path: "typing"})
        begun = time.process_time()
        seq = save(entered.database, CHEN_JIE, page, entry, request_key=None).seq
        took.append(_ms(begun))
    return median(took)


def _client(database: Database, url: str) -> FlaskClient:
    config = Config(database_url=url, owner_url=url, study=Path(FOLDER), secret_key="bench" * 8, secure_cookies=False)
    client = create_app(config, database).test_client()
    sign_in(client, "chen.jie")
    return client


def _opened(client: FlaskClient, place: str) -> float:
    return _calls(lambda: client.get(place))


def _calls(call: Callable[[], object]) -> float:
    call()
    took = []
    for _ in range(9):
        begun = time.process_time()
        call()
        took.append(_ms(begun))
    return median(took)


def _live(client: FlaskClient, page: int) -> float:
    """Live help with everything that stands in the text fields of the page."""
    html = client.get(f"/pages/{page}").get_data(as_text=True)
    fields = dict(re.findall(r'<input type="text"[^>]* name="([^"@]+)"[^>]* value="([^"]*)"', html))
    form = {**fields, "csrf_token": csrf(client, "/participants")}
    return _calls(lambda: client.post(f"/pages/{page}/live", data=form))
