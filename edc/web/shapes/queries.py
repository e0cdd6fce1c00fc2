"""Queries as their template receives them: a list and one thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from edc.study.definition import Coded, Label
from edc.web.shapes.casebook import Filter, Pager
from edc.web.shapes.frame import Link
from edc.web.shapes.item import ItemShape

QueryState = Literal["open", "answered", "closed", "reopened", "cancelled"]


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

    ``answer`` (``code`` of ``answers``, ``text``), ``correct`` (the item's own field names
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
    may: frozenset[Literal["answer", "correct", "close", "send_back", "cancel"]] = frozenset()
    back_url: str = ""
    item: ItemShape | None = None
    """The item, open for correction inside the thread."""
    opened_seq: int = 0
    answers: tuple[Coded, ...] = ()
    canned: tuple[Coded, ...] = ()
    check: str = ""
    """Id of the edit check that asked; empty: a person did."""
    for_investigator: bool = False
    flag: str = ""
    verified: str = ""
    problem: str = ""
    answer_text: str = ""


@dataclass(frozen=True, slots=True)
class QueryListShape:
    rows: tuple[QueryRow, ...]
    filters: tuple[tuple[str, tuple[Filter, ...]], ...]
    """Chips in named sets: state, kind, participant ..."""
    thread: ThreadShape | None = None
    empty: str = ""
    """What an empty list says, with what comes next."""
    pager: Pager | None = None
    close_url: str = ""
    """Closes the ticked ``query`` numbers with one ``text``; empty: this person may not."""
    request_key: str = ""
    export: Link | None = None
