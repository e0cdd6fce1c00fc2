"""Home: what I owe today, as blocks of small tables."""

from __future__ import annotations

from dataclasses import dataclass

from edc.web.shapes.frame import Glyph, Link, Tone


@dataclass(frozen=True, slots=True)
class Said:
    """One cell. ``url`` makes it a link, ``glyph`` puts a sign before it."""

    text: str
    url: str = ""
    tone: Tone = ""
    glyph: Glyph | None = None
    number: bool = False


@dataclass(frozen=True, slots=True)
class Owing:
    """One thing owed: its cells, and what can be done about it right here."""

    cells: tuple[Said | str, ...]
    acts: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A block of home. Without rows it shrinks to one grey line that says ``nothing``."""

    key: str
    word: str
    columns: tuple[str, ...] = ()
    rows: tuple[Owing, ...] = ()
    total: int = 0
    more_url: str = ""
    nothing: str = ""
    act: Link | None = None
    bar: tuple[int, int] | None = None
    """Done and of how many, for a bar such as lock readiness."""


@dataclass(frozen=True, slots=True)
class Figure:
    word: str
    value: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class HomeShape:
    blocks: tuple[Block, ...]
    figures: tuple[Figure, ...] = ()
    add: Link | None = None
    """The one primary button, top right."""
    empty: str = ""
    """Where nothing at all is owed: what comes next, and when."""
    sae: tuple[Link, ...] = ()
    """Running serious events, above everything."""
    today: str = ""
