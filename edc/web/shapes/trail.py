"""The audit trail as its template receives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from edc.web.shapes.casebook import Pager
from edc.web.shapes.frame import Crumb, Link
from edc.web.shapes.queries import Choice


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One thing an act did. ``where``: visit and form; ``what``: the item, the query, the role ..."""

    what: str
    where: str = ""
    old: str = ""
    new: str = ""
    why: str = ""
    change: bool = False
    """A value that moved: ``old`` and ``new`` are shown as such, empty ones included."""


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One act: its number on the chain, when, who in which role, and what it did."""

    number: int
    at: str
    who: str
    role: str
    word: str
    lines: tuple[TrailLine, ...]
    clock: str = ""
    """Where the clock had gone back: by how much."""


@dataclass(frozen=True, slots=True)
class TrailShape:
    """A chain, newest act first. Gets the names of ``choices``, ``since`` and ``until``."""

    area: Literal["subject", "study"]
    title: str
    crumbs: tuple[Crumb, ...]
    entries: tuple[TrailEntry, ...]
    url: str
    csv: Link
    choices: tuple[Choice, ...]
    since: str
    until: str
    total: int
    narrowed: bool
    pager: Pager | None = None
    masked: bool = False
    """Identifying values are masked for this reader."""
