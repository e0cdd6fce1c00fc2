"""Pictures of the screens for the README: ``python -m tests.walk.shots docs/images``, by hand.

Seeds the demonstration in a folder of its own, serves it, and takes each screen in English
and Chinese as it stands on a laptop.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from edc.access import passwords
from edc.acts.seed_demo import seed_demo
from edc.db import Database
from edc.study.definition import Study
from edc.study.loading import load
from edc.trail.migrate import migrate
from tests.walk.conftest import ARGUMENTS, CHROMIUM
from tests.walk.hands import Person
from tests.walk.house import ROOT, House
from tests.walk.story import Tale

STUDY = ROOT / "forms" / "studies" / "ucmsc-dn"


def _asked(person: Person, tale: Tale) -> None:
    """A page while it is typed: a creatinine in the wrong unit, and what the program makes of it."""
    person.go(f"/pages/{replace(tale, subject=3).page('W60', 'RENAL').id}")
    person.fill({"LBDT": "2026-11-18", "LBTM": "08:10", "LBNAM": "YA-LAB", "CREAT": "1.72"})
    person.said("CREAT").locator("[data-offer]:visible").wait_for()
    expect(person.page.locator("[data-unsaved]")).to_contain_text("·")  # the draft is kept, nothing is under way
    person.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")


def _tidy(person: Person, tale: Tale) -> None:
    """Leave no draft behind for the next picture of home."""
    person.go(f"/pages/{replace(tale, subject=3).page('W60', 'RENAL').id}")
    person.follow("button[value=discard_draft]")


SHOTS: tuple[tuple[str, str, Callable[[Person, Tale], object]], ...] = (
    ("home", "li.wen", lambda person, tale: person.go("/")),
    ("matrix", "li.wen", lambda person, tale: person.go("/participants")),
    ("casebook", "chen.jie", lambda person, tale: person.go("/participants/1")),
    ("page", "li.wen", _asked),
    ("infusion", "li.wen", lambda person, tale: person.go(f"/pages/{replace(tale, subject=9).page('W8', 'INF').id}")),
    ("eligibility", "chen.jie", lambda person, tale: person.go(f"/pages/{tale.page('SCN', 'IE').id}")),
    ("sign", "chen.jie", lambda person, tale: person.go(f"/visits/{tale.page('W20', 'SV').visit}/sign")),
    ("queries", "zhao.rui", lambda person, tale: person.go("/queries/9000002")),
    ("amendment", "qian.hao", lambda person, tale: person.go("/study/versions/proposals/1")),
    ("lock", "sun.yan", lambda person, tale: person.go("/lock?run=1")),
)
"""Name, whose screen it is, and the way to it."""


def take(browser: Browser, house: House, study: Study, folder: Path) -> None:
    """Take every picture in both languages."""
    for language in ("en", "zh"):
        people: dict[str, Person] = {}
        for name, username, go in SHOTS:
            if username not in people:
                people[username] = Person(browser, house, username, language)
                people[username].sign_in()
            person = people[username]
            go(person, Tale(house, study))
            path = folder / f"{name}-{language}.png"
            person.page.screenshot(path=path)
            print(f"{path} {path.stat().st_size // 1024} kB")
        _tidy(people["li.wen"], Tale(house, study))
        for person in people.values():
            person.close()


def main(folder: Path) -> None:
    """Seed, serve, take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    # the cost of a hash is not what these pictures are about
    passwords.set_cost(time_cost=1, memory_cost=8, parallelism=1)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as player:
        address = f"sqlite:///{Path(place) / 'study.db'}"
        migrate(address)
        database, study = Database(address), load(STUDY / "1")
        seed_demo(database, study, STUDY / "demo.toml")
        house = House(database)
        house.start()
        browser = player.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        try:
            take(browser, house, study, folder)
        finally:
            browser.close()
            house.close()
            database.dispose()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
