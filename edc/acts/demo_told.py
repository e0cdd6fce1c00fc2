"""What a demonstration file tells: people, and steps in the order of their time.

A participant's steps stand together in the file, whenever they took place. A step
that enters several pages is played page by page, some minutes apart.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

Step = Mapping[str, Any]
"""One act: ``at``, ``act``, ``by``, ``subject``, and what the act wants."""
APART = timedelta(minutes=3)
"""Between two pages of one step."""


class WrongStep(Exception):
    """The file tells something that cannot be: a mistake in the file, said with its step."""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A demonstration person with the password that is shown beside the name."""

    username: str
    name: str
    role: str
    site: str | None
    password: str


@dataclass(frozen=True, slots=True)
class Told:
    """A whole file. ``sheets``: form to the items that a line of values gives, in that order."""

    begins: datetime
    people: tuple[DemoPerson, ...]
    sheets: Mapping[str, tuple[str, ...]]
    steps: tuple[Step, ...]


def read_people(file: Path) -> list[DemoPerson]:
    """The people of a demonstration."""
    return list(_people(tomllib.loads(file.read_text("utf-8"))))


def read_told(file: Path) -> Told:
    """The file with its steps spread out and in the order of their time."""
    told = tomllib.loads(file.read_text("utf-8"))
    steps = [*told.get("step", ()), *(step for each in told.get("participant", ()) for step in _of(told, each))]
    sheets = {form: tuple(items.split()) for form, items in told.get("sheet", {}).items()}
    return Told(told["begins"], tuple(_people(told)), sheets, tuple(sorted(steps, key=lambda step: step["at"])))


def _people(told: Mapping[str, Any]) -> Iterator[DemoPerson]:
    for each in told["person"]:
        yield DemoPerson(each["username"], each["name"], each["role"], each.get("site"), each["password"])


def _of(told: Mapping[str, Any], participant: Mapping[str, Any]) -> Iterator[Step]:
    """The steps of one participant, each with their number and what is usual for them."""
    number = participant["number"]
    usual = {**told.get("usual", {}), **participant.get("usual", {})}
    for step in participant["step"]:
        whole = {"subject": number, "usual": usual, **step}
        if "pages" not in step:
            yield whole
            continue
        del whole["pages"]
        for n, (form, values) in enumerate(step["pages"].items()):
            yield {**whole, "act": "enter", "form": form, "values": values, "at": step["at"] + n * APART}
