"""Signing and verification as their templates receive them."""

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
class SignQuestion:
    """A check that asks the signer. Posts ``name``: a code of the study, and ``words_name``."""

    name: str
    words_name: str
    check: str
    form: str
    text: str
    values: tuple[tuple[str, str], ...]
    """Items and their values: all that the check read."""
    picked: str = ""
    typed: str = ""


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
    questions: tuple[SignQuestion, ...] = ()
    confirmations: tuple[Coded, ...] = ()
    """What explains an answer."""
    warned: tuple[str, ...] = ()
    queries: Link | None = None
    past: tuple[SignatureLine, ...] = ()
    stands: bool = False
    """A signature covers everything as it stands."""
    problem: str = ""
    picked: str = ""
    typed_name: str = ""
    withdraw_problem: str = ""

    @property
    def changed(self) -> int:
        """Values that changed since they were signed."""
        return sum(block.changes for block in self.blocks)


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
