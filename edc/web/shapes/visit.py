"""One visit to read through, and the small forms about visits."""

from __future__ import annotations

from dataclasses import dataclass

from edc.study.definition import Coded
from edc.web.shapes.frame import AddPage, Banner, Crumb, Glyph, Link
from edc.web.shapes.page import GroupShape, PageState
from edc.web.shapes.release import ReleaseShape


@dataclass(frozen=True, slots=True)
class AddSubject:
    """Adds a participant: posts ``site``, ``previous``, ``request_key`` and ``csrf_token``."""

    action_url: str
    request_key: str
    sites: tuple[tuple[str, str], ...]
    """Code and word of each site where this person may; one alone is not asked for."""
    chosen: str
    cancel_url: str
    problem: str = ""
    previous: str = ""
    """The number under which they were screened before, as typed."""


@dataclass(frozen=True, slots=True)
class AddVisit:
    """Adds an unscheduled visit: posts ``event``, ``request_key`` and ``csrf_token``."""

    action_url: str
    request_key: str
    events: tuple[tuple[str, str], ...]
    """Name and word of each event that may be added."""
    wanted: str = ""
    """Visits that the participant's state asks for and nobody added yet."""


@dataclass(frozen=True, slots=True)
class Reasoned:
    """Something done to a visit for a reason: posts ``reason``, ``reason_text``,
    ``request_key`` and ``csrf_token``."""

    key: str
    """Where a link to it leads: ``#KEY``."""
    action_url: str
    request_key: str
    reasons: tuple[Coded, ...]
    word: str
    """What the button says."""
    says: str
    """What it does."""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page of a visit in words. Nothing of it can be changed here."""

    word: str
    url: str
    state: PageState
    groups: tuple[GroupShape, ...] = ()
    """Only what holds something: empty items and rows are left out."""
    note: str = ""
    """Why there is nothing to read: not done, struck out."""
    releases: tuple[ReleaseShape, ...] = ()


@dataclass(frozen=True, slots=True)
class VisitShape:
    """One visit, page after page."""

    crumbs: tuple[Crumb, ...]
    glyph: Glyph
    lines: tuple[str, ...]
    """Date or window, day, deviation, counts."""
    late: bool
    acts: tuple[Link, ...]
    pages: tuple[ReadPage, ...]
    banner: Banner | None = None
    propose_url: str = ""
    """Where the sponsor's people propose a deviation about the visit."""
    reasoned: tuple[Reasoned, ...] = ()
    """*Visit not done*, and the way back."""
    adds: tuple[AddPage, ...] = ()
    problem: str = ""
    """Why no page was added."""
    print_url: str = ""
