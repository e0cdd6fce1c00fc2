"""What a study collects: the frozen model every room reads.

A study version is read from a folder of TOML (``loading``) or from CDISC ODM
(``odm``), checked as a whole, and never changed afterwards. Nothing here knows
a database, a screen or a particular trial.

Names follow CDISC ODM 1.3.2: event (StudyEventDef), form, group
(ItemGroupDef), item, codelist. ``oid`` is what the outside world calls a
thing; ``name`` is an identifier, unique within its form, which expressions
and stored documents use.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_serializer, model_validator

ItemType = Literal[
    "text",
    "number",
    "integer",
    "boolean",
    "date",
    "time",
    "datetime",
    "partial_date",
    "partial_time",
    "partial_datetime",
    "duration",
    "choice",
    "multi",
    "file",
    "link",
    "derived",
]
Level = Literal["refuse", "ask", "tell"]
Identifier = Literal["identity_number", "mobile_number", "hospital_number"]
AskedAt = Literal["save", "sign"]
Basis = Literal["registry", "proposed"]

Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=64)]
"""An identifier: what expressions and paths say."""
Oid = Annotated[str, Field(min_length=1, max_length=200)]
"""What ODM calls a thing; any text, e.g. ``I.6`` or ``Common_1_2011-10-24``."""
Label = dict[str, str]
"""Language code to text. Read with :func:`say`."""


def say(label: Label, language: str) -> str:
    """The label in *language*, else in the first language it has, else ``""``."""
    if language in label:
        return label[language]
    return next(iter(label.values()), "")


class Part(BaseModel):
    """Base of every part of a definition: frozen, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


class Range(Part):
    """Bounds of a number, in the item's standard unit. Absent bounds are open."""

    ge: Decimal | None = None
    gt: Decimal | None = None
    le: Decimal | None = None
    lt: Decimal | None = None

    def holds(self, number: Decimal) -> bool:
        """Whether *number* lies inside every bound that is set."""
        return (
            (self.ge is None or number >= self.ge)
            and (self.gt is None or number > self.gt)
            and (self.le is None or number <= self.le)
            and (self.lt is None or number < self.lt)
        )


class Choice(Part):
    """One member of a codelist."""

    code: str
    label: Label = {}
    nci: str | None = None
    """NCI EVS concept code (``C49488``), where the member is controlled terminology."""
    odm: dict[str, Any] = {}


class Codelist(Part):
    oid: Oid
    label: Label = {}
    type: Literal["text", "integer", "number"] = "text"
    nci: str | None = None
    choices: tuple[Choice, ...] = ()
    external: dict[str, str] | None = None
    """ODM ExternalCodeList (Dictionary, Version, href, ref): members are not listed."""
    odm: dict[str, Any] = {}

    @cached_property
    def by_code(self) -> dict[str, Choice]:
        return {choice.code: choice for choice in self.choices}


class Conversion(Part):
    """From a unit that may be chosen to the standard one: a typed number times ``factor``, plus ``offset``.

    Most units share their zero with the standard one: such a conversion is written, and stored, as its factor alone.
    """

    factor: Decimal
    """Above zero, so that what is below a limit in one unit is below it in the other."""
    offset: Decimal = Decimal(0)

    @model_validator(mode="before")
    @classmethod
    def _of_factor(cls, written: Any) -> Any:
        return written if isinstance(written, (dict, Conversion)) else {"factor": written}

    @model_serializer
    def _shortest(self) -> Decimal | dict[str, Decimal]:
        return {"factor": self.factor, "offset": self.offset} if self.offset else self.factor

    @property
    def terms(self) -> str:
        """What a number is multiplied by, and what is added: ``88.4``, ``0.0915 + 2.15``, ``1.8 - 32``."""
        sign = "-" if self.offset < 0 else "+"
        return f"{self.factor} {sign} {abs(self.offset)}" if self.offset else str(self.factor)


class Slip(Part):
    """A typical unit slip: a value in this band was probably typed in *unit*."""

    above: Decimal | None = None
    below: Decimal | None = None
    unit: str | None = None
    """A key of the item's ``units``: the offer is to record the typed number in it."""
    hint: Label = {}


class Deviation(Part):
    """What a departure from the protocol is drafted as. The site files or dismisses the draft."""

    category: str
    """A code of the category item of the study's deviation log."""
    major: bool = False


class Item(Part):
    """One question. Numbers are stored in ``unit``; what was typed is kept beside."""

    oid: Oid
    name: Name
    label: Label
    help: Label = {}
    type: ItemType
    section: Label = {}
    """A heading shown above this item."""
    unit: str | None = None
    units: dict[str, Conversion] = {}
    """Units that may be chosen instead, and how a number typed in them becomes one in ``unit``."""
    decimals: int | None = None
    """Decimals shown for a derived value; most decimals expected of a typed one."""
    length: int | None = None
    codelist: Oid | None = None
    comparator: bool = False
    """A number may be typed as ``<3.0`` or ``>1000`` and is kept as such."""
    required: bool | str = False
    """``true``, or an expression that says when a value is owed."""
    show_if: str | None = None
    hard: Range | None = None
    """Outside: not a value at all, refused."""
    soft: Range | None = None
    """Outside: implausible, asks."""
    slips: tuple[Slip, ...] = ()
    missing: tuple[str, ...] | None = None
    """Coded missing values allowed here; ``None`` means all of the study's."""
    future: Literal["refuse", "ask", "allow"] = "refuse"
    """What a date after today at the site does."""
    value: str | None = None
    """Expression of a ``derived`` item."""
    result: Literal["number", "integer", "text", "boolean", "date", "datetime"] = "number"
    """Type of a derived value."""
    verify: bool | None = None
    """Whether verification against source is planned; ``None``: when required."""
    identifying: bool = False
    """Left out of de-identified exports, masked for those who may not see it."""
    medical: bool = False
    """A judgement that is the investigator's own."""
    suggest: Literal["visit_date"] | None = None
    links: tuple[Name, ...] = ()
    """Of a ``link``: log forms whose rows it may name, as ``AE/7``; several are joined by blanks."""
    beside: Name | None = None
    """Shown in the line of that item instead of one of its own."""
    analyte: Name | None = None
    """Name under which laboratories' reference ranges of it are kept."""
    limits: tuple[Name, Name] | None = None
    """Derived items that hold the lower and the upper limit of its reference range."""
    sample_time: bool = False
    """This date says when the page's measurements were taken (orders ``prior``)."""
    basis: Basis | None = None
    sdtm: dict[str, str] = {}
    cdash: str | None = None
    odm: dict[str, Any] = {}
    """What ODM says of the item and this model does not; kept for the way back."""

    @property
    def stored(self) -> bool:
        """Whether people enter it (a derived value lives apart)."""
        return self.type != "derived"

    @property
    def verified(self) -> bool:
        """Whether the verification plan covers this item."""
        if self.verify is not None:
            return self.verify and self.stored
        return self.required is not False and self.stored


class Row(Part):
    """A fixed row of a repeating group, such as a time point."""

    key: Name
    label: Label
    odm: dict[str, Any] = {}


class Group(Part):
    """Items that stand together (ODM ItemGroupDef).

    ``repeat``: ``none`` - once a page; ``added`` - rows 1, 2, 3 ... allotted once
    and never reused; ``fixed`` - the rows listed, keyed by code.
    """

    oid: Oid
    name: Name
    label: Label = {}
    repeat: Literal["none", "added", "fixed"] = "none"
    rows: tuple[Row, ...] = ()
    layout: Literal["rows", "grid"] = "rows"
    show_if: str | None = None
    domain: str | None = None
    items: tuple[Item, ...]
    basis: Basis | None = None
    odm: dict[str, Any] = {}


class Check(Part):
    """A numbered edit check: when the expression is true, it refuses, asks or tells."""

    id: str
    when: str
    level: Level = "ask"
    message: Label
    items: tuple[Name, ...] = ()
    """Items it points at; the first carries the query. Empty: those it names here."""
    medical: bool = False
    """Its query is for the investigator alone."""
    at: AskedAt = "save"
    """``sign``: asked of the person who signs the page, in the signing dialog, and of nobody before."""
    deviation: Deviation | None = None
    """Drafts a protocol deviation while it fires."""
    alert: bool = False
    """Alerts investigator, principal investigator and safety physician until one of them has seen it."""
    basis: Basis | None = None
    source: str | None = None


class Form(Part):
    """One case report form. A page is one form of one visit of one subject."""

    oid: Oid
    name: Name
    label: Label
    domain: str | None = None
    section: str | None = None
    """Which block of the casebook it stands in (a key of the study's sections)."""
    repeating: bool = False
    """More than one page of it at one visit."""
    sign: bool = False
    """Signed as a page, besides its visit."""
    expected_if: str | None = None
    """An expression about a visit: a page of it is expected there only while it is true (an infusion that was given)."""
    laboratory: Name | None = None
    """The item that names the laboratory whose reference ranges hold on the page."""
    notes: Label = {}
    """From the manual; shown in the rail."""
    groups: tuple[Group, ...]
    checks: tuple[Check, ...] = ()
    basis: Basis | None = None
    odm: dict[str, Any] = {}

    @cached_property
    def by_name(self) -> dict[str, tuple[Group, Item]]:
        return {item.name: (group, item) for group in self.groups for item in group.items}

    def items(self) -> Iterator[tuple[Group, Item]]:
        for group in self.groups:
            for item in group.items:
                yield group, item

    def at(self, path: str) -> tuple[Group, str | None, Item] | None:
        """Group, row key and item a document path points at; ``None`` if it is none of ours."""
        parts = path.split("/")
        found = self.by_name.get(parts[-1])
        if found is None:
            return None
        group, item = found
        if group.repeat == "none":
            return (group, None, item) if len(parts) == 1 else None
        if len(parts) != 3 or parts[0] != group.name:
            return None
        if group.repeat == "added" and not (parts[1].isascii() and parts[1].isdigit() and parts[1][0] != "0"):
            return None
        if group.repeat == "fixed" and parts[1] not in {row.key for row in group.rows}:
            return None
        return group, parts[1], item


class Event(Part):
    """One column of the schedule (ODM StudyEventDef)."""

    oid: Oid
    name: Name
    label: Label
    short: Label = {}
    kind: Literal["scheduled", "unscheduled", "log"] = "scheduled"
    week: int | None = None
    day: int | None = None
    """Nominal study day; the anchor's own visit is day 1."""
    anchor: Name | None = None
    """Name of the event whose actual date its target counts from; ``None``: no window."""
    before: int = 0
    after: int = 0
    """Window: target minus ``before`` to target plus ``after``, in days."""
    until: Name | None = None
    """Before its anchor is known: expected within ``after`` days of consent."""
    repeating: bool = False
    forms: tuple[Name, ...] = ()
    """Names of its forms, in page order (from the schedule matrix)."""
    basis: Basis | None = None
    odm: dict[str, Any] = {}


class State(Part):
    """A subject state: the first whose expression is true holds.

    ``expects``: event names still expected then (``None``: all). ``forms``: form
    names still expected then (``None``: all). ``rescreen``: whoever is in it may be
    screened again under a new number.
    """

    name: Name
    label: Label
    when: str
    expects: tuple[Name, ...] | None = None
    forms: tuple[Name, ...] | None = None
    rescreen: bool = False


class Coded(Part):
    """A code with its words: reasons, missing values, meanings, canned texts."""

    code: Name
    label: Label
    text: bool = False
    """Must be followed by words of one's own ("other ...")."""


class Clarification(Part):
    """An open or decided question about the protocol."""

    id: str
    forms: tuple[Name, ...] = ()
    """Forms on whose pages it is shown while it is open."""
    date: str
    status: Literal["open", "decided"] = "open"
    criterion: str | None = None
    text: Label
    effect: Label = {}
    decided_by: str | None = None


class Condition(Part):
    """One thing that must hold before an act: met where ``when`` is true, else shown as lacking."""

    id: str
    label: Label
    when: str
    form: Name | None = None
    """Where it is settled: the page to go to."""


class Release(Part):
    """A check before an act, such as a dose. It clears or does not clear; it never closes the record.

    Conditions are expressions of a page of ``form``. Where ``given`` is true on that
    page although a condition is not met, the act is recorded all the same, drafts
    ``deviation`` and alerts.
    """

    name: Name
    label: Label
    form: Name
    given: str
    conditions: tuple[Condition, ...]
    deviation: Deviation | None = None
    lot: str | None = None
    """``FORM.ITEM``: the item, of the same visit, that says from which lot was given. Equal texts are one lot,
    whatever their case, width and blanks."""
    amount: Name | None = None
    """The item of ``form`` that says how much was given."""
    awaits: str | None = None
    """An expression of a page of ``form``: a result about what is given there is still to come."""


class Deviations(Part):
    """The log in which deviations are filed, and how a draft fills a row of it."""

    form: Name
    fill: dict[Name, Literal["number", "date", "category", "class", "text", "found_by"]] = {}
    """Item of the log to what of the draft it takes; ``class`` is ``MAJOR`` or ``MINOR``."""
    not_done: Deviation | None = None
    """What a scheduled visit, or an expected page of it, that was not done is drafted as."""


class Clock(Part):
    """Time that runs from one moment to another, such as from awareness to report. Shown as elapsed
    time with its source, never as a verdict."""

    name: Name
    label: Label
    form: Name
    since: Name
    until: Name
    hours: int
    source: Label = {}


class Signal(Part):
    """Something counted over all participants, for review once there is enough of it. It tells, and closes nothing."""

    name: Name
    label: Label
    count: str
    """An expression of a participant that gives a number, such as ``count_rows(AE.AESER == "Y")``."""
    at_least: int
    """Shown from this sum over all participants on."""
    text: Label = {}
    """What the rule says would be done."""
    basis: Basis | None = None


class Site(Part):
    """A site the study starts with."""

    code: str
    label: Label
    prefix: str
    timezone: str = "UTC"


class Study(Part):
    """One version of one study, whole."""

    oid: Oid
    name: Name
    version: str
    label: Label
    description: Label = {}
    protocol: str = ""
    languages: tuple[str, ...] = ("en",)
    timezone: str = "UTC"
    subject_id: str = "{prefix}-{n:03d}"
    sites: tuple[Site, ...] = ()
    visit_date: str | None = None
    """``FORM.ITEM``: the item that says when a visit took place."""
    consent_date: str | None = None
    """``FORM.ITEM``: the date of (first) consent."""
    birth_date: str | None = None
    sex: str | None = None
    trend: tuple[str, ...] = ()
    """``FORM.ITEM`` of each number that the casebook draws over time."""
    missing: tuple[Coded, ...] = ()
    reasons: tuple[Coded, ...] = ()
    confirmations: tuple[Coded, ...] = ()
    not_done_reasons: tuple[Coded, ...] = ()
    meanings: tuple[Coded, ...] = ()
    """Meanings of a signature."""
    sections: tuple[Coded, ...] = ()
    states: tuple[State, ...] = ()
    retention: dict[str, Any] = {}
    retrospective: bool = False
    """Data are entered years later: live clocks and lateness are muted, the facts are kept."""
    personal: tuple[Identifier, ...] = ()
    """What free texts and names of files are looked through for, and asked about."""
    releases: tuple[Release, ...] = ()
    deviations: Deviations | None = None
    clocks: tuple[Clock, ...] = ()
    signals: tuple[Signal, ...] = ()
    clarifications: tuple[Clarification, ...] = ()
    codelists: tuple[Codelist, ...] = ()
    events: tuple[Event, ...]
    forms: tuple[Form, ...]
    units: dict[str, Label] = {}
    """How a unit code is shown."""
    odm: dict[str, Any] = {}

    @cached_property
    def form_by_name(self) -> dict[str, Form]:
        return {form.name: form for form in self.forms}

    @cached_property
    def event_by_name(self) -> dict[str, Event]:
        return {event.name: event for event in self.events}

    @cached_property
    def codelist_by_oid(self) -> dict[str, Codelist]:
        return {codelist.oid: codelist for codelist in self.codelists}

    @cached_property
    def canonical(self) -> str:
        """The definition as canonical JSON: what is stored, and what the digest covers."""
        return json.dumps(
            self.model_dump(mode="json", exclude_defaults=True),
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 of :attr:`canonical`, hexadecimal."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()
