"""Every form of the study, empty and filled, as people see it on a laptop.

English at 1366 px, Chinese at 1093 px, the same laptop at 125%. ``EDC_PICTURES=folder``
keeps a picture of each, for people to look at.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from edc.acts.add_subject import add_subject
from edc.study.definition import Study
from tests.people import actor
from tests.walk.hands import Person
from tests.walk.house import House
from tests.walk.judging import SIDEWAYS, WIDTH, against_axe
from tests.walk.story import Tale, told
from tests.walk.whole import ELSE, WHOLE
from tests.walk.words import NAMES, english

PICTURES = os.environ.get("EDC_PICTURES")
FILLED = {**WHOLE, **ELSE}
EMPTY = 2
"""The participant of whom nothing is recorded but that there is one."""


@pytest.fixture(scope="module")
def house(new_house: Callable[..., House], trial: Study) -> House:
    """YA-001 with a page of every form, and YA-002 with none."""
    house = new_house()
    house.wall.set("2026-06-01 10:00")
    tale = Tale.begin(house, trial)
    with house.time():
        add_subject(house.database, actor("li.wen"), "YA")
    for form in trial.forms:
        if form.name != "IC":
            tale.enter(first(trial, form.name), form.name, of=FILLED)
    return house


def first(trial: Study, form: str) -> str:
    """The first event at which something is told of *form*."""
    return next(event.name for event in trial.events if form in event.forms and told(event.name, form, FILLED))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_form(house: House, enter: Callable[..., Person], trial: Study, language: str) -> None:
    """No rule of WCAG 2.2 AA is broken, nothing scrolls sideways, and a Chinese reader meets no English (REQ-56)."""
    person = enter(house, "chen.jie", language, width=WIDTH[language])
    found = {}
    for form in trial.forms:
        event = first(trial, form.name)
        for subject, name in ((EMPTY, "empty"), (1, "filled")):
            tale = replace(Tale(house, trial), subject=subject)
            person.go(f"/pages/{tale.page(event, form.name).id}")
            if wrong := [*judged(person, axe=subject == 1)]:
                found[f"{form.name} {name}"] = wrong
            if PICTURES:
                keep(person, Path(PICTURES), f"{form.name}-{name}")
    assert found == {}


def judged(person: Person, *, axe: bool) -> list[str]:
    """What is wrong with the page that stands there."""
    wrong = against_axe(person, "main") if axe else []
    if (more := int(person.page.evaluate(SIDEWAYS))) > 0:
        wrong.append(f"{more} px too wide")
    if person.language == "zh":
        wrong += [f"English: {run}" for run in english({"": person.look()}, NAMES)]
    return wrong


def keep(person: Person, folder: Path, name: str) -> None:
    """A picture of the whole page at each width."""
    folder.mkdir(parents=True, exist_ok=True)
    for width in WIDTH.values():
        person.page.set_viewport_size({"width": width, "height": 768})
        person.page.screenshot(path=folder / f"{name}-{person.language}-{width}.png", full_page=True)
    person.page.set_viewport_size({"width": WIDTH[person.language], "height": 768})
