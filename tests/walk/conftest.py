"""A browser, and houses to walk through with it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import create_engine

from edc.db import Database
from edc.study.definition import Study
from edc.study.loading import load
from tests.walk.hands import Person
from tests.walk.house import ROOT, House, furnish

CHROMIUM = next((at for name in ("chromium", "chromium-browser", "google-chrome") if (at := shutil.which(name))), None)
"""The system's; where there is none, the one that playwright installed (``tests/install_browser.py``)."""

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a file; everybody gets a window of their own in it."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def trial() -> Study:
    """The study of this project, as its folder says it."""
    return load(ROOT / "forms" / "studies" / "ucmsc-dn" / "1")


Filled = Callable[[Database], object]


@pytest.fixture(scope="session")
def template_of(sqlite_template: Any, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Filled], Any]:
    """Makes databases to copy, filled by a function."""

    def make(fill: Filled) -> Any:
        database, owner = sqlite_template.copy(tmp_path_factory.mktemp("filled"))
        fill(database)
        sqlite_template.drop(database)
        engine = create_engine(owner)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")  # everything in the file that is copied
        engine.dispose()
        return replace(sqlite_template, name=str(database.url.database))

    return make


@pytest.fixture(scope="session")
def furnished(template_of: Callable[[Filled], Any], trial: Study) -> Any:
    """A database to copy, with the trial, its people and the ranges of its laboratory."""
    return template_of(lambda database: furnish(database, trial))


@pytest.fixture(scope="module")
def new_house(furnished: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., House]]:
    """Makes houses: a copy of *template*, or the trial with its people, to which *fill* may add; and a server."""
    with ExitStack() as stack:

        def make(template: Any = furnished, fill: Filled | None = None, **more: Any) -> House:
            database, _owner = template.copy(tmp_path_factory.mktemp("house"))
            stack.callback(template.drop, database)
            if fill:
                fill(database)
            house = House(database, **more)
            stack.callback(house.close)
            house.start()
            return house

        yield make


@pytest.fixture
def house(new_house: Callable[..., House]) -> House:
    """A house nobody was in before."""
    return new_house()


@pytest.fixture
def long_house(new_house: Callable[..., House]) -> House:
    """A house whose clock is moved by months, and where nobody's session ends meanwhile."""
    return new_house(idle_minutes=1_000_000, session_hours=20_000)


@pytest.fixture
def enter(browser: Browser) -> Iterator[Callable[..., Person]]:
    """Lets a person in at a house: ``enter(house, "li.wen", "zh")``; ``""`` is a stranger. Faults fail the test."""
    inside: list[Person] = []

    def come(house: House, username: str, language: str = "en", **more: Any) -> Person:
        person = Person(browser, house, username, language, **more)
        inside.append(person)
        if username:
            person.sign_in()
        return person

    yield come
    faults = [fault for person in inside for fault in person.faults]
    for person in inside:
        person.close()
    assert faults == []
