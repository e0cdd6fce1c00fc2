"""Queries as their template receives them: a list and one thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from edc.study.definition import Coded, Label
from edc.web.shapes.casebook import Filter, Pager
from edc.web.shapes.frame import Crumb, Link
from edc.web.shapes.item import ItemShape
from edc.web.shapes.page import Rail

QueryState = Literal["open", "answered", "closed", "reopened", "cancelled"]
QueryDoing = Literal["answer", "accept", "correct", "close", "send_back", "cancel"]


@dataclass(frozen=True, slots=True)
class QueryRow:
    """One line of the list."""

    number: str
    url: str
    state: QueryState
    age: int
    """Days since it was opened or last reopened."""
    subject: str
    visit: str
    item: str
    """Form and item in words."""
    value: str
    last: str
    """The last message, whole; the screen shortens it."""
    whom: str = ""
    """For whom it is, where not for the whole site."""
    here: bool = False
    may_close: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One card of a thread. ``change``: the system's own card of a value that moved."""

    kind: Literal["question", "answer", "change", "event"]
    at: str
    who: str
    text: str = ""
    old: str = ""
    new: str = ""
    code: str = ""
    """The coded answer or reason in words."""


@dataclass(frozen=True, slots=True)
class ThreadShape:
    """One query. ``may`` names what this person can do now; each is ``act`` of a post to
    ``action_url`` with ``csrf_token`` and ``request_key``:

    ``answer`` (``code`` of ``answers``, ``text``), ``accept`` (the same, of a check: the value
    is confirmed and the check stays silent), ``correct`` (the item's own field names
    and ``opened_seq``; the reason is "answer to query"), ``close``, ``send_back`` (``text``),
    ``cancel`` (``text``).
    """

    number: str
    state: QueryState
    label: Label
    where: str
    """"YA-001 › Week 20 › Renal function"."""
    value: str
    page_url: str
    messages: tuple[Message, ...]
    action_url: str
    request_key: str
    may: frozenset[QueryDoing] = frozenset()
    back_url: str = ""
    item: ItemShape | None = None
    """The item, open for correction inside the thread."""
    opened_seq: int = 0
    answers: tuple[Coded, ...] = ()
    check: str = ""
    """Id of the edit check that asked; empty: a person did."""
    for_investigator: bool = False
    flag: str = ""
    verified: str = ""
    note: str = ""
    """Why nothing can be done now, where something wider forbids it."""
    problem: str = ""
    typed: str = ""
    """Words that were typed before something was refused."""
    picked: str = ""
    """Code that was chosen before something was refused."""
    correcting: bool = False
    """The field for the correction stands open."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One list of the filter line: ``name`` of the field, options as value and word."""

    name: str
    word: str
    options: tuple[tuple[str, str], ...]
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class QueryListShape:
    rows: tuple[QueryRow, ...]
    filters: tuple[tuple[str, tuple[Filter, ...]], ...]
    """Chips in named sets: state, kind, participant ..."""
    thread: ThreadShape | None = None
    empty: str = ""
    """What an empty list says, with what comes next."""
    pager: Pager | None = None
    export: Link | None = None
    """The list as a file."""
    close_url: str = ""
    """Closes the ticked ``query`` numbers with one ``text``; empty: this person may not."""
    request_key: str = ""
    troubles: tuple[str, ...] = ()
    """What could not be closed, and why."""
    typed: str = ""
    """The reason that was typed with the ticks."""
    choices: tuple[Choice, ...] = ()
    """Lists beside the chips: participant, visit, form. Posted by GET to ``url`` with ``kept``."""
    url: str = ""
    kept: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AskLine:
    """One item of a page, and where a query on it is raised."""

    label: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class AskListShape:
    """A page whose items may be asked about: the form for one of them in ``rail``, or all to choose from."""

    crumbs: tuple[Crumb, ...]
    back_url: str
    lines: tuple[AskLine, ...] = ()
    rail: Rail | None = None
    value: str = ""
    """Of the item that is asked about, as it stands."""
