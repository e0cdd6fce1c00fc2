"""The visit matrix and the casebook as their templates receive them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from edc.web.shapes.frame import Glyph, Link, Tone
from edc.web.shapes.life import StrikeShape
from edc.web.shapes.visit import AddVisit


@dataclass(frozen=True, slots=True)
class CellShape:
    """One visit of one subject, or one form of one visit."""

    url: str
    glyph: Glyph
    date: str = ""
    """Four digits and a dash: "03-17"."""
    window: str = ""
    """While due or ahead: "±7"."""
    out: str = ""
    """Out of window: "+4"."""
    open: int = 0
    answered: int = 0
    sign: Literal["", "signed", "sign_again"] = ""
    verified: bool = False
    held: Literal["", "frozen", "locked"] = ""
    card: tuple[str, ...] = ()
    """Lines of the card shown on hover and focus: exact window, pages, queries, who last."""

    @property
    def corner(self) -> str:
        """The sign in the lower corner; what is held speaks as the glyph itself."""
        return self.sign or ("verified" if self.verified else "")


@dataclass(frozen=True, slots=True)
class ColumnShape:
    """A column: a visit, a contact attached to the visit before it, or a count."""

    key: str
    word: str
    under: str = ""
    """Second line: "week 4"."""
    kind: Literal["visit", "contact", "count"] = "visit"
    title: str = ""
    acts: tuple[Link, ...] = ()
    """Menu of the column in a casebook: "Visit not done", "Sign visit", by role."""
    due: bool = False
    """A visit of it is due today: a script brings it into view."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number that leads to a log; 0 is shown as a quiet dash."""

    number: int
    url: str
    word: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    subject: str
    url: str
    state: str
    note: str = ""
    """"2/3" infusions."""
    cells: tuple[CellShape | Count | str, ...] = ()
    """In the order of the columns. A text: not expected, and this is the reason."""
    next: str = ""
    """The next visit in words, all that a narrow screen shows."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One chip of a filter line: a link that sets or unsets it."""

    word: str
    url: str
    on: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Pager:
    first: int
    last: int
    total: int
    before_url: str = ""
    after_url: str = ""


@dataclass(frozen=True, slots=True)
class MatrixShape:
    columns: tuple[ColumnShape, ...]
    rows: tuple[MatrixRow, ...]
    filters: tuple[Filter, ...] = ()
    show_as: tuple[Filter, ...] = ()
    search: str = ""
    search_url: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    """Names and values of the other filters, which a search keeps."""
    narrowed: bool = False
    """Somebody is left out by a filter or a search."""
    add: Link | None = None
    footer: tuple[str, ...] = ()
    """"15 participants", "12 on study", "4 overdue visits"."""
    pager: Pager | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """Something on the time line. ``week`` may be negative (screening)."""

    week: float
    word: str
    kind: Literal["visit", "contact", "dose", "no_dose", "ae", "sae", "now"]
    glyph: Glyph = "not_started"
    until: float | None = None
    """Week in which an adverse event ended."""
    url: str = ""
    quiet: bool = False
    """Its word is not drawn: it would lie over another."""
    low: bool = False
    """Its word is drawn one line lower, beside nothing it would lie over."""


@dataclass(frozen=True, slots=True)
class FormRow:
    word: str
    cells: tuple[CellShape | str | None, ...]
    """``None``: not in the schedule, drawn blank."""


@dataclass(frozen=True, slots=True)
class FormBlock:
    """Forms of one section: Visit, Safety, Kidney, Blood ..."""

    word: str
    rows: tuple[FormRow, ...]


@dataclass(frozen=True, slots=True)
class LogCell:
    text: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class LogRow:
    url: str
    cells: tuple[LogCell | str, ...]
    struck: bool = False
    sae: bool = False


@dataclass(frozen=True, slots=True)
class LogTable:
    word: str
    columns: tuple[str, ...]
    rows: tuple[LogRow, ...]
    key: str = ""
    """Where a link to this log leads: ``#log-KEY``."""
    add_url: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One line of the trend. ``points``: week, height from 0 (low) to 1 (high), value in words."""

    word: str
    unit: str
    points: tuple[tuple[float, float, str], ...]
    low: str = ""
    high: str = ""
    """The lowest and the highest value, written at the axis."""
    log: bool = False


@dataclass(frozen=True, slots=True)
class Owed:
    word: str
    count: int
    url: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class CasebookShape:
    subject: str
    facts: tuple[str, ...]
    """"M", "51 y at consent", "consent 2025-03-03 (ICF v1.2)", "infusions 2/3" ..."""
    state: str
    acts: tuple[Link, ...]
    ticks: tuple[Tick, ...]
    columns: tuple[ColumnShape, ...]
    blocks: tuple[FormBlock, ...]
    logs: tuple[LogTable, ...] = ()
    owed: tuple[Owed, ...] = ()
    trend: tuple[Series, ...] = ()
    sae: str = ""
    weeks: tuple[int, int] = (-4, 60)
    """First and last week of the time line and the trend."""
    add_visit: AddVisit | None = None
    problem: str = ""
    """Why a visit was not added."""
    strike: StrikeShape | None = None
    screened: tuple[Link, ...] = ()
    """The same person's other numbers, before and after."""
