"""Signing, freezing and locking as their templates receive them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from edc.study.definition import Coded
from edc.web.shapes.casebook import Filter
from edc.web.shapes.frame import Crumb, Glyph, Link


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One item in a read-through. ``was``: its value when it was last signed, where it has changed since."""

    label: str
    value: str
    changed: bool = False
    was: str = ""
    queries: int = 0
    """Open and answered ones."""
    struck: bool = False
    derived: bool = False
    wide: bool = False
    """A whole row of a repeating group: needs the width of the page."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page as the signer reads it through."""

    word: str
    url: str
    glyph: Glyph
    rows: tuple[ReadRow, ...]
    note: str = ""
    """Why it was not done, or struck out."""
    changes: int = 0
    """Values that changed since the last signature; of a page signed for the first time, none."""
    new: bool = False
    """Begun after the last signature."""


@dataclass(frozen=True, slots=True)
class ReadBlock:
    """The pages of one visit. ``word``: its name, in a casebook; ``stands``: signatures cover all of it."""

    word: str
    pages: tuple[ReadPage, ...]
    stands: bool

    @property
    def changes(self) -> int:
        return sum(page.changes for page in self.pages)


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A signature as it is printed (REQ-43), and what became of it."""

    name: str
    role: str
    at: str
    meaning: str
    covers: str
    state: Literal["signed", "again", "withdrawn"]
    why: str = ""
    """Of a withdrawn one, when and why; of one that no longer covers everything, what changed."""
    withdraw_url: str = ""
    """Takes a POST with ``reason``, ``csrf_token`` and ``request_key``; empty: not this person's to withdraw."""


@dataclass(frozen=True, slots=True)
class SignShape:
    """A page, a visit or a casebook before it is signed.

    Posts ``meaning``, ``name`` (where ``first``), ``password``, ``seen``, ``csrf_token``
    and ``request_key`` to ``action_url``. ``seen`` says what was shown: that alone is signed.
    """

    crumbs: tuple[Crumb, ...]
    blocks: tuple[ReadBlock, ...]
    action_url: str
    request_key: str
    seen: str
    meanings: tuple[Coded, ...]
    first: bool
    """The first signing of this session: user name and password are both asked for (REQ-42)."""
    user_name: str
    signer: str
    """The name that the signature will print."""
    back: Link
    pages: int = 0
    """How many pages the signature would name."""
    blocked: tuple[str, ...] = ()
    """Why it cannot be signed now."""
    warned: tuple[str, ...] = ()
    queries: Link | None = None
    past: tuple[SignatureLine, ...] = ()
    stands: bool = False
    """A signature covers everything as it stands."""
    problem: str = ""
    picked: str = ""
    withdraw_problem: str = ""

    @property
    def changed(self) -> int:
        """Values that changed since they were signed."""
        return sum(block.changes for block in self.blocks)


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


@dataclass(frozen=True, slots=True)
class VerifyLine:
    """A finished page with items nobody has verified as they stand."""

    form: str
    visit: str
    url: str
    left: int
    of: int
    changed: int
    """Of those left, how many were verified before they changed."""


@dataclass(frozen=True, slots=True)
class VerifyBlock:
    subject: str
    url: str
    lines: tuple[VerifyLine, ...]


@dataclass(frozen=True, slots=True)
class WorklistShape:
    """What a monitor has to verify, participant by participant."""

    blocks: tuple[VerifyBlock, ...]
    filters: tuple[Filter, ...]
    items: int
    pages: int
