"""Every screen passes axe's rules for WCAG 2.2 AA in both languages, and nothing scrolls sideways on a laptop.

The screens are those of the demonstration, with a lock asked for and a draft exported. English
is judged by axe at 1366 px, Chinese at 1093 px (the same laptop at 125%); what scrolls
sideways is looked for at both widths in both languages.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from edc.acts.decide_lock import decide_lock
from edc.acts.export import export
from edc.acts.lock_checklist import lock_gaps
from edc.acts.request_lock import request_lock
from edc.acts.seed_demo import seed_demo
from edc.db import Database
from edc.review.rules_requests import Verdict
from edc.study.definition import Study
from tests.people import actor
from tests.walk.hands import Person
from tests.walk.house import ROOT, House
from tests.walk.judging import WIDTH, against_axe, too_wide
from tests.walk.screens import LOCKED, OPEN, Screen
from tests.walk.story import Tale
from tests.walk.words import NAMES, english

DEMO = ROOT / "forms" / "studies" / "ucmsc-dn" / "demo.toml"
TYPED = DEMO.read_text("utf-8")
"""What people of the demonstration wrote in English stays English."""


def play(database: Database, trial: Study) -> None:
    """The demonstration, with the lock asked for (every gap with a word why) and a draft exported."""
    seed_demo(database, trial, DEMO)
    with database.snapshot() as connection:
        justified = {gap.key: "10" for gap in lock_gaps(connection)}
    request_lock(database, actor("sun.yan"), "10", justified, request_key=None)
    export(database, actor("sun.yan"), lock=None, formats=["csv"], request_key=None)


def lock(database: Database) -> None:
    """The lock is approved by both, and the dataset exported."""
    for approver in ("zhang.min", "qian.hao"):
        decide_lock(database, actor(approver), 1, Verdict.APPROVED, request_key=None)
    export(database, actor("sun.yan"), lock=1, formats=["csv"], request_key=None)


@pytest.fixture(scope="module")
def played(template_of: Callable[..., object], trial: Study) -> object:
    return template_of(lambda database: play(database, trial))


@pytest.fixture(scope="module")
def demo(new_house: Callable[..., House], played: object) -> House:
    return new_house(played)


@pytest.fixture(scope="module")
def locked(new_house: Callable[..., House], played: object) -> House:
    return new_house(played, lock)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("username", OPEN)
def test_screens_of(demo: House, enter: Callable[..., Person], trial: Study, username: str, language: str) -> None:
    """Each person's screens, empty, filled and in trouble, can be used by everybody (WCAG 2.2 AA)."""
    person = enter(demo, username, language, width=WIDTH[language])
    assert judged(person, Tale(demo, trial), OPEN[username]) == {}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("username", LOCKED)
def test_screens_after_the_lock(
    locked: House, enter: Callable[..., Person], trial: Study, username: str, language: str
) -> None:
    """The same of a study that is locked."""
    person = enter(locked, username, language, width=WIDTH[language])
    assert judged(person, Tale(locked, trial), LOCKED[username]) == {}


def judged(person: Person, tale: Tale, screens: tuple[Screen, ...]) -> dict[str, list[str]]:
    """Name of a screen to what is wrong with it."""
    found = {}
    for screen in screens:
        screen.go(person, tale)
        person.look()
        wrong = [*against_axe(person), *too_wide(person, *sorted(WIDTH.values()))]
        if person.language == "zh":
            wrong += [f"English: {run}" for run in english({"": person.look()}, NAMES) if run not in TYPED]
        if wrong:
            found[screen.name] = wrong
    return found
