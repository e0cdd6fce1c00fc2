"""Release checks as their templates receive them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from edc.web.shapes.frame import Link


@dataclass(frozen=True, slots=True)
class ConditionShape:
    """One condition of a release check; ``url`` leads to where it is settled."""

    word: str
    state: Literal["met", "lacking", "unknown"]
    url: str = ""


@dataclass(frozen=True, slots=True)
class NoticeHere:
    """Something that waits on a page: its cause in words, and the alert and the deviation that came of it."""

    what: str
    links: tuple[Link, ...]
    alert: bool


@dataclass(frozen=True, slots=True)
class ReleaseShape:
    """A release check: cleared or not, and each of its conditions. It never closes the record."""

    name: str
    word: str
    cleared: bool
    given: bool | None
    """``False``: the act did not take place, and nothing waits to be cleared."""
    lacking: int
    conditions: tuple[ConditionShape, ...]
