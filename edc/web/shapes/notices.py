"""Deviations, alerts and the safety board as their templates receive them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from edc.web.shapes.casebook import Filter
from edc.web.shapes.frame import Crumb, Link

NoticeGlyph = Literal["open", "sent_back", "filed", "agreed", "dismissed", "lapsed", "seen"]
"""The sign of a notice: of a filed one, what became of its class."""


DoseState = Literal["given", "not_given", "not_cleared"]
"""``not_cleared``: given although the release check did not clear it."""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One line of the worklist."""

    url: str
    state: NoticeGlyph
    age: int
    late: bool
    subject: str
    subject_url: str
    place: str
    place_url: str
    what: str
    category: str
    rank: str
    """Its class in words."""
    major: bool
    acts: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeListShape:
    lines: tuple[NoticeLine, ...]
    filters: tuple[tuple[str, tuple[Filter, ...]], ...]
    """Chips in groups, each with its label."""
    empty: str


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """One step of a notice."""

    at: str
    who: str
    word: str
    text: str = ""
    place: Link | None = None


@dataclass(frozen=True, slots=True)
class NoticeForm:
    """A step this person may take: posts ``act``, ``text``, ``request_key`` and ``csrf_token``."""

    act: str
    word: str
    """What the button says."""
    says: str
    """What it does."""
    asks: str
    """What the words are for; empty: no words are taken."""
    owed: bool = False
    text: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True)
class NoticeShape:
    """One deviation or alert with everything said of it."""

    crumbs: tuple[Crumb, ...]
    state: NoticeGlyph
    what: str
    facts: tuple[tuple[str, str], ...]
    cards: tuple[NoticeCard, ...]
    forms: tuple[NoticeForm, ...]
    action_url: str
    request_key: str
    page: Link
    lots: tuple[Link, ...] = ()
    why_not: str = ""
    """Where nothing is left for this person to do: whose turn it is."""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ProposeShape:
    """A deviation to propose: posts ``category``, ``major``, ``text``, ``request_key``, ``csrf_token``."""

    crumbs: tuple[Crumb, ...]
    action_url: str
    cancel_url: str
    request_key: str
    categories: tuple[tuple[str, str], ...]
    category: str = ""
    major: bool = False
    text: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert nobody has seen. ``see_url``: where this person says that they saw it."""

    subject: str
    subject_url: str
    what: str
    url: str
    since: str
    elapsed: str
    see_url: str = ""
    lots: tuple[Link, ...] = ()
    """The lots its page names, each with how many received it."""


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock of one event: times and what elapsed, never a verdict."""

    subject: str
    url: str
    event: str
    word: str
    since: str
    until: str
    elapsed: str
    running: bool
    rule: str


@dataclass(frozen=True, slots=True)
class SignalLine:
    """Something of which there is enough, over all participants one sees, to be reviewed. It closes nothing."""

    word: str
    state: str
    text: str
    total: str
    who: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class EventLine:
    """A serious event of a log."""

    subject: str
    url: str
    term: str
    grade: str
    began: str
    ended: str


@dataclass(frozen=True, slots=True)
class DoseLine:
    """What one participant was given."""

    subject: str
    subject_url: str
    state: str
    doses: tuple[tuple[str, str, DoseState, tuple[Link, ...]], ...]
    """Word, address, what happened and the lots named at each visit, in order."""
    given: int


@dataclass(frozen=True, slots=True)
class BoardShape:
    alerts: tuple[AlertLine, ...]
    clocks: tuple[ClockLine, ...]
    events: tuple[EventLine, ...]
    doses: tuple[tuple[str, tuple[DoseLine, ...]], ...]
    """By the word of each release check."""
    request_key: str
    deviations: Link
    signals: tuple[SignalLine, ...] = ()
    counts_signals: bool = False
    """The study has signals, raised or not."""
    sites: str = ""
    """Where not all sites are seen: those that are."""
    lots: Link | None = None
    """Where the study names lots: all of them, and what is awaited."""
    retrospective: bool = False
    sees: bool = False
    """This person may say that an alert was seen."""
    problem: str = ""
