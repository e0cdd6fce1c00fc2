"""Laboratory reference ranges as their templates receive them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from edc.web.shapes.casebook import Filter
from edc.web.shapes.frame import Link


@dataclass(frozen=True, slots=True)
class StepLine:
    """What somebody did with a range, in one line."""

    word: str
    who: str
    at: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RangeLine:
    """One range in words."""

    number: int
    site: str
    laboratory: str
    analyte: str
    whom: str
    """"women, 18–40 years"; empty: everybody."""
    range: str
    """As the certificate says: "0.5–1.2 mg/dL"."""
    standard: str
    """The same in the unit of the study; empty where that is the certificate's."""
    days: str
    """"2025-01-01 – 2025-12-31"."""
    certificate: str
    state: Literal["proposed", "approved", "declined", "ended"]
    state_word: str
    steps: tuple[StepLine, ...]
    decides: bool = False
    """The reader may approve or decline it."""
    own: bool = False
    """It waits for somebody else than the reader, who proposed it."""
    end_url: str = ""
    """Where the reader may end it; empty: may not, or not now."""


@dataclass(frozen=True, slots=True)
class RangesShape:
    """The list. ``action_url`` takes ``range`` (numbers), ``verdict`` and ``reason``."""

    lines: tuple[RangeLine, ...]
    states: tuple[Filter, ...]
    sites: tuple[Filter, ...]
    laboratories: tuple[Filter, ...]
    action_url: str
    request_key: str
    propose: Link | None = None
    problem: str = ""
    typed: str = ""
    """Words of a reason that were refused."""
    chosen: frozenset[int] = frozenset()
    """Ranges that were ticked when that happened."""

    @property
    def decides(self) -> bool:
        return any(line.decides for line in self.lines)


@dataclass(frozen=True, slots=True)
class CellTrouble:
    """What is wrong with one cell, or (``column`` empty) with a line."""

    line: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class FieldShape:
    """One field of the form for a single range."""

    name: str
    label: str
    text: str
    problem: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    """Code and word; empty: typed."""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ProposeShape:
    """A form for one range, and a box for a whole table. Both post ``site`` and ``act``: ``one``, ``check``, ``table``."""

    action_url: str
    request_key: str
    back: Link
    sites: tuple[tuple[str, str], ...]
    site: str
    fields: tuple[FieldShape, ...]
    columns: str
    """The names of the columns, as the first line of a table."""
    table: str = ""
    troubles: tuple[CellTrouble, ...] = ()
    preview: tuple[RangeLine, ...] = ()
    """What a table that was checked says; nothing is proposed yet."""
    problem: str = ""

    @property
    def checked(self) -> bool:
        """A table was read without trouble and can be proposed."""
        return bool(self.preview) and not self.troubles
