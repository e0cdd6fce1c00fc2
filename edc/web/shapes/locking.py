"""Freezing and locking as their templates receive them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from edc.web.shapes.frame import Link


@dataclass(frozen=True, slots=True)
class GapLine:
    """One gap of the lock checklist. ``key``: its justification is posted as ``justify@key``."""

    key: str
    where: str
    what: str
    url: str = ""
    why: str = ""
    """Why it may stay, as typed or as it was given with the request."""
    owed: bool = False
    """Neither closed nor justified when the lock was asked for."""


@dataclass(frozen=True, slots=True)
class GapBlock:
    """Gaps of one kind. ``all@kind`` is meant for every gap of it without words of its own."""

    kind: str
    word: str
    lines: tuple[GapLine, ...]
    elsewhere: int = 0
    """Gaps of sites whose data the reader does not see."""
    why: str = ""

    @property
    def total(self) -> int:
        return len(self.lines) + self.elsewhere


@dataclass(frozen=True, slots=True)
class VerdictLine:
    who: str
    at: str
    word: str
    text: str


@dataclass(frozen=True, slots=True)
class RequestShape:
    """A request to lock or unlock. Posts ``verdict`` (``approved declined``) and ``text`` to
    ``decide_url``, ``csrf_token`` and ``request_key`` with it; nothing but these to ``withdraw_url``."""

    number: int
    word: str
    who: str
    at: str
    reason: str
    state: str
    pending: bool
    verdicts: tuple[VerdictLine, ...] = ()
    pages: tuple[Link, ...] = ()
    """Pages to unlock."""
    justified: tuple[tuple[str, str], ...] = ()
    """Gaps that were justified, and how."""
    needs: str = ""
    """Whose approval is still wanted."""
    decide_url: str = ""
    withdraw_url: str = ""
    problem: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class LockLine:
    """A lock that was made."""

    number: int
    at: str
    version: str
    pages: int
    asked: str
    approved: str
    heads: int
    root: str
    superseded: bool
    url: str = ""
    """Its exports; empty: not for this person."""


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A site, a participant, a visit or a page that is frozen or can be."""

    word: str
    state: Literal["open", "frozen", "locked"]
    url: str


@dataclass(frozen=True, slots=True)
class UnlockShape:
    """Locked pages to choose from. Posts ``page`` (several), ``reason``, ``csrf_token``, ``request_key``."""

    url: str
    find_url: str
    subjects: tuple[tuple[str, bool], ...]
    """Codes of participants with locked pages, and whether it is the one chosen."""
    pages: tuple[tuple[int, str, bool], ...]
    """Number, words, ticked."""
    problem: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class LockShape:
    """Where the study stands between open and locked.

    A request posts ``reason``, ``justify@<key of a gap>``, ``all@<kind>``, ``csrf_token``
    and ``request_key`` to ``request_url``.
    """

    state: str
    locked: bool
    gaps: tuple[GapBlock, ...] | None
    """``None``: the checklist was not run."""
    run_url: str
    """Runs it; empty: not for this person."""
    request_url: str
    request_key: str
    pending: RequestShape | None
    past: tuple[RequestShape, ...]
    locks: tuple[LockLine, ...]
    places: tuple[PlaceLine, ...] = ()
    """What is frozen, and sites; empty: not for this person."""
    hold_url: str = ""
    unlock: UnlockShape | None = None
    problem: str = ""
    typed: str = ""

    @property
    def total(self) -> int:
        return sum(block.total for block in self.gaps or ())

    @property
    def justified(self) -> int:
        """Gaps with words why they may stay."""
        return sum(bool(line.why) for block in self.gaps or () for line in block.lines)


@dataclass(frozen=True, slots=True)
class HoldLine:
    """A hold that was set or lifted once."""

    where: str
    word: str
    who: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class FreezeShape:
    """One place, what holds it, and the step that is possible.

    Posts ``scope``, ``key``, ``step`` (``freeze unfreeze``), ``reason``, ``csrf_token`` and
    ``request_key`` to ``action_url``.
    """

    title: str
    scope: str
    key: str
    state: Literal["open", "frozen", "locked"]
    says: str
    step: Literal["", "freeze", "unfreeze"]
    action_url: str
    request_key: str
    back: Link
    history: tuple[HoldLine, ...]
    problem: str = ""
    typed: str = ""
