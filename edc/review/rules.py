"""What verification and signatures are worth: decided from what they named then and what stands now.

Neither is ever switched off by anybody: a mark names the version that gave the
value it was set on, a signature the versions it was given for, and a later change
is a later version (REQ-45, D.106.600).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class VerifiedState(StrEnum):
    """How much of the verification plan of a page stands verified."""

    NONE = "none"
    PARTLY = "partly"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Verified:
    """Verification of one page.

    ``owed``: paths to verify; ``standing``: those with a mark on the present value;
    ``changed``: those whose value changed after they were verified.
    """

    state: VerifiedState
    owed: frozenset[str]
    standing: frozenset[str]
    changed: frozenset[str]


def verified_state(required: Collection[str], marks: Mapping[str, int], last_change: Mapping[str, int]) -> Verified:
    """Verification of a page from its standing marks.

    *required*: paths of the verification plan; *marks*: path to the ``seq`` its mark
    names; *last_change*: path to the ``seq`` that gave its present value. A path
    nobody ever entered has nothing to verify and is not owed. A page that owes
    nothing is ``none``, never a tick that nobody set.
    """
    owed = frozenset(path for path in required if path in last_change)
    standing = frozenset(path for path in owed if marks.get(path) == last_change[path])
    changed = frozenset(path for path in owed - standing if path in marks)
    some = VerifiedState.ALL if standing == owed else VerifiedState.PARTLY
    return Verified(some if standing else VerifiedState.NONE, owed, standing, changed)


class SignatureState(StrEnum):
    """What a signature is worth now. ``AGAIN``: it no longer covers what stands there."""

    UNSIGNED = "unsigned"
    SIGNED = "signed"
    AGAIN = "again"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class SignedPage:
    """One page as a signature covers it, or as it stands now.

    ``seq`` and ``digest`` of its version; ``derived``: digest of its derived values.
    """

    seq: int
    digest: str
    derived: str


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature's state and the pages that changed since, sorted; shown for a withdrawn one too."""

    state: SignatureState
    changed: tuple[int, ...]


def signature_state(
    signed: Mapping[int, SignedPage] | None, now: Mapping[int, SignedPage], *, withdrawn: bool = False
) -> Signed:
    """State of the last signature of a page, a visit or a casebook (REQ-44, REQ-45).

    *signed*: the pages it names, ``None`` if nobody signed yet; *now*: the same
    scope's pages as they stand. A page changed, added since, or of which only a
    derived value changed, asks for a new signature; so does a page that is gone,
    which the record cannot do by itself. A withdrawal by the signer is told apart
    from a change that voided the signature.
    """
    if signed is None:
        return Signed(SignatureState.UNSIGNED, ())
    pages = signed.keys() | now.keys()
    changed = tuple(sorted(page for page in pages if signed.get(page) != now.get(page)))
    if withdrawn:
        return Signed(SignatureState.WITHDRAWN, changed)
    return Signed(SignatureState.AGAIN if changed else SignatureState.SIGNED, changed)


@dataclass(frozen=True, slots=True)
class Signable:
    """Codes that block a signature, and codes that only warn before it."""

    blocked: tuple[str, ...]
    warned: tuple[str, ...]


def signable(scope: Literal["page", "visit", "subject"], unfinished_pages: int, open_queries: int) -> Signable:
    """Whether a scope may be signed (REQ-47, REQ-56).

    No unfinished page is signed. Queries that are open or answered but not closed
    warn at a page and a visit and block the casebook (``subject``).
    """
    unfinished = ("sign_unfinished",) if unfinished_pages else ()
    queries = ("sign_open_queries",) if open_queries else ()
    if scope == "subject":
        return Signable(unfinished + queries, ())
    return Signable(unfinished, queries)
