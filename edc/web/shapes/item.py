"""One question of a case report form as its template receives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from edc.study.definition import Choice, Coded, ItemType, Label
from edc.web.shapes.frame import Link

LONG = 200
"""Characters from which a text gets a field of several lines."""
RADIOS = 5
"""Choices up to which they stand in a line instead of a list."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A slip of unit, and the button that settles it."""

    unit: str
    word: str
    """What the button says: "Record 1.72 mg/dL (152 umol/L)"."""


@dataclass(frozen=True, slots=True)
class AskShape:
    """One thing the program asks about a value."""

    check: str
    """The check's id; ``soft``, ``slip`` or ``future`` for an item's own bounds."""
    text: str
    confirmed: str = ""
    """Code of the confirmation given; then the question is shown quietly. A text that is no code
    of ``confirmations``: confirmed and settled before, nothing to choose."""
    words: str = ""
    """Typed beside a confirmation that needs words: ``path@confirm_text:CHECK``."""
    offer: Offer | None = None
    awaits: bool = False
    """Only an investigator may confirm it, and the reader is none."""


@dataclass(frozen=True, slots=True)
class ReasonShape:
    """A stored value that changes: old and new, and why."""

    old: str
    new: str
    code: str = ""
    text: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class DerivedShape:
    """How a derived value came about."""

    formula: str
    inputs: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Queries on one thing."""

    url: str
    open: int = 0
    answered: int = 0


@dataclass(frozen=True, slots=True)
class ItemShape:
    """One question with everything that is said of it."""

    path: str
    label: Label
    type: ItemType
    text: str = ""
    """What stands in the field: as typed; codes of a multiple choice or a link joined by blanks."""
    stored: str | None = None
    """``text`` as it was stored when the page was opened; ``None``: nothing was."""
    shown: str = ""
    """The value in words with its unit, for those who only read."""
    echo: str = ""
    """How the program understood it: "2025-03-04 Tuesday", "= 152 umol/L"."""
    help: Label | None = None
    section: Label | None = None
    optional: bool = False
    length: int | None = None
    choices: tuple[Choice, ...] = ()
    """Members of the codelist; for a boolean the two answers, for a link the rows it may name."""
    logs: tuple[Link, ...] = ()
    """Of a link: the pages on which the rows it names are entered."""
    unit: str = ""
    """The standard unit as shown."""
    units: tuple[tuple[str, str], ...] = ()
    """Code and text of every unit that may be chosen; empty: ``unit`` is fixed."""
    picked_unit: str = ""
    missing: tuple[Coded, ...] = ()
    missing_code: str = ""
    problem: str = ""
    asks: tuple[AskShape, ...] = ()
    tells: tuple[str, ...] = ()
    reason: ReasonShape | None = None
    range: str = ""
    """The laboratory's reference range: "57–97"."""
    flag: Literal["", "H", "L"] = ""
    ranged: bool = False
    """A reference range may stand in its line, known or not yet."""
    queries: Mark | None = None
    raise_url: str = ""
    """Where this person may raise a query on it; empty: may not."""
    history_url: str = ""
    """The page with this item's history in the rail; empty: nothing stored yet."""
    verify: Literal["", "due", "done", "changed"] = ""
    verified_by: str = ""
    derived: DerivedShape | None = None
    file_url: str = ""
    hidden: bool = False
    """Its ``show_if`` does not hold."""
    readonly: bool = False
    suggested: bool = False
    """``text`` is a suggestion nobody has touched yet."""
    masked: bool = False
    """An identifying value this person may not see."""
    awaits: bool = False
    """A medical judgement transcribed by a coordinator: awaits the investigator."""
    imported: str = ""
    """Where the value came from, if not from a person: "Import 2025-08-07, LIS"."""
    differs: bool = False
    """Computed, and another answer than the one it stands beside."""
    beside: tuple[ItemShape, ...] = ()
    """Items on the same line, such as the clinical significance of a result."""

    @property
    def wide(self) -> bool:
        """Whether the field may use the columns of unit and range."""
        return not (self.unit or self.units or self.range or self.beside)

    @property
    def as_radios(self) -> bool:
        """Whether choices stand in a line: few, and short enough together."""
        return len(self.choices) <= RADIOS and self._length <= 64

    @property
    def as_short_radios(self) -> bool:
        """Whether they do so even in a cell of a grid that has few columns."""
        return self.type in ("choice", "boolean") and len(self.choices) <= RADIOS and self._length <= 18

    @property
    def _length(self) -> int:
        """Letters of all its choices together, in the language that needs most."""
        return sum(max(map(len, choice.label.values()), default=len(choice.code)) for choice in self.choices)

    @property
    def as_codes(self) -> bool:
        """Whether their codes alone say the choices, where room is scarce: NCS and CS."""
        short = len(self.choices) <= 3 and all(len(choice.code) <= 4 for choice in self.choices)
        return short and self.type in ("choice", "boolean")

    @property
    def several_lines(self) -> bool:
        return self.type == "text" and (self.length or 0) > LONG
