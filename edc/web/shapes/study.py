"""The study definition as its templates receive it."""

from __future__ import annotations

from dataclasses import dataclass

from edc.exchange.decisions import Decisions
from edc.study.definition import Label
from edc.web.shapes.frame import Link


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A published version or revision of the definition."""

    version: str
    revision: int
    at: str
    who: str
    digest: str
    current: bool


@dataclass(frozen=True, slots=True)
class ClarificationLine:
    number: str
    date: str
    open: bool
    criterion: str
    text: Label
    effect: Label
    decided_by: str
    url: str
    """Where it stands in the register."""
    forms: tuple[Link, ...]
    """On whose pages it is shown while it is open."""


@dataclass(frozen=True, slots=True)
class FormLine:
    """One form: where it stands in the schedule, and how much it asks."""

    name: str
    label: Label
    url: str
    domain: str
    items: int
    checks: int
    proposed: bool
    visits: tuple[bool, ...]
    """Whether it is expected at each visit, in the order of the columns."""


@dataclass(frozen=True, slots=True)
class VisitColumn:
    word: str
    when: str
    """Nominal week, day and window."""


@dataclass(frozen=True, slots=True)
class StudyIndexShape:
    title: Label
    facts: tuple[str, ...]
    description: Label
    columns: tuple[VisitColumn, ...]
    forms: tuple[FormLine, ...]
    versions: tuple[VersionLine, ...]
    clarifications: tuple[ClarificationLine, ...]
    checks: Link
    whole: Link
    """The annotated case report form with every form, for printing."""


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item, annotated."""

    name: str
    oid: str
    label: Label
    section: Label
    type: str
    unit: str
    rules: tuple[str, ...]
    """Required, ranges, when it is shown, formula: each in one line."""
    choices: tuple[tuple[str, Label], ...]
    annotations: tuple[str, ...]
    """CDASH and SDTM names."""
    verify: bool
    identifying: bool
    medical: bool
    proposed: bool
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupBlock:
    label: Label
    note: str
    """How it repeats, and its fixed rows."""
    items: tuple[ItemLine, ...]


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One numbered check of the specification."""

    id: str
    form: str
    items: str
    when: str
    level: str
    message: Label
    medical: bool
    proposed: bool
    source: str
    """Where it comes from; built-in ones come from an item's own bounds."""


@dataclass(frozen=True, slots=True)
class FormBlockShape:
    """One annotated form."""

    name: str
    label: Label
    domain: str
    notes: Label
    proposed: bool
    sign: bool
    groups: tuple[GroupBlock, ...]
    checks: tuple[CheckLine, ...]
    rules: tuple[str, ...] = ()
    """What holds of its pages as a whole."""


@dataclass(frozen=True, slots=True)
class AnnotatedShape:
    """One annotated form, or all of them."""

    forms: tuple[FormBlockShape, ...]
    others: tuple[Link, ...]
    title: str


@dataclass(frozen=True, slots=True)
class ChecksShape:
    """The specification of edit checks (REQ-52)."""

    lines: tuple[CheckLine, ...]
    csv: Link
    version: str
    digest: str


@dataclass(frozen=True, slots=True)
class DecisionsShape:
    """Everything the program decides by itself."""

    parts: tuple[Decisions, ...]
    paper: Link
    version: str
    digest: str
