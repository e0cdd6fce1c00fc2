"""Freeze and lock: what holds a page, what a hold closes, and how it is set and lifted.

A freeze closes the data while queries, verification and signing go on; a lock
closes everything, on every route (REQ-62, B.3.16.0900).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import combinations
from typing import Literal, NamedTuple

Scope = Literal["study", "site", "subject", "visit", "page"]
SCOPES: tuple[Scope, ...] = ("study", "site", "subject", "visit", "page")
"""Widest first."""


class HoldState(StrEnum):
    OPEN = "open"
    FROZEN = "frozen"
    LOCKED = "locked"


_STRENGTH = {HoldState.OPEN: 0, HoldState.FROZEN: 1, HoldState.LOCKED: 2}


class Activity(StrEnum):
    """What people do with a page that a hold may close."""

    DATA = "data"
    QUERY = "query"
    SIGN = "sign"
    VERIFY = "verify"


CLOSED: Mapping[HoldState, frozenset[Activity]] = {
    HoldState.OPEN: frozenset(),
    HoldState.FROZEN: frozenset({Activity.DATA}),
    HoldState.LOCKED: frozenset(Activity),
}
"""What each hold closes. ``DATA`` is entry, correction, import, striking out and marks such as *not done*."""


class Held(NamedTuple):
    """What holds, and the widest scope that says so (``None`` when open)."""

    state: HoldState
    scope: Scope | None


def effective_hold(holds: Mapping[Scope, HoldState]) -> Held:
    """The hold on a page from those of its page, visit, subject, site and study.

    Locked beats frozen, frozen beats open, at whatever scope.
    """
    strongest = _strongest(holds.values())
    if strongest is HoldState.OPEN:
        return Held(strongest, None)
    return Held(strongest, next(scope for scope in SCOPES if holds.get(scope) is strongest))


def closes(state: HoldState, activity: Activity) -> bool:
    """Whether a hold closes *activity*."""
    return activity in CLOSED[state]


def _strongest(states: Iterable[HoldState]) -> HoldState:
    return max(states, key=_STRENGTH.__getitem__, default=HoldState.OPEN)


class HoldStep(StrEnum):
    FREEZE = "freeze"
    UNFREEZE = "unfreeze"
    LOCK = "lock"
    UNLOCK = "unlock"


STEPS: Mapping[HoldStep, tuple[frozenset[HoldState], HoldState]] = {
    HoldStep.FREEZE: (frozenset({HoldState.OPEN}), HoldState.FROZEN),
    HoldStep.UNFREEZE: (frozenset({HoldState.FROZEN}), HoldState.OPEN),
    HoldStep.LOCK: (frozenset({HoldState.OPEN, HoldState.FROZEN}), HoldState.LOCKED),
    HoldStep.UNLOCK: (frozenset({HoldState.LOCKED}), HoldState.OPEN),
}
LOCK_NEEDS = frozenset({"principal_investigator", "statistician"})
"""Both approve a lock. Who may ask and who may approve at all is in ``edc.access.rules.POLICY``."""


def hold_after(state: HoldState, step: HoldStep) -> HoldState | None:
    """State after *step*, or ``None`` where the step is not possible."""
    before, after = STEPS[step]
    return after if state in before else None


class Approval(NamedTuple):
    person: str
    role: str


def approved(step: HoldStep, requested_by: str, given: Iterable[Approval]) -> bool:
    """Whether a request has the approvals it needs.

    A lock needs a principal investigator and a statistician, an unlock any two of
    those who may approve; two different persons, neither of them the one who asked
    (separation is by person, so another role of theirs does not count).
    """
    pairs = combinations([one for one in given if one.person != requested_by], 2)
    return any(
        one.person != other.person and (step is not HoldStep.LOCK or {one.role, other.role} == LOCK_NEEDS)
        for one, other in pairs
    )


Place = tuple[Scope, str]
"""A scope and its key."""


def opened(
    lines: Iterable[Sequence[Place]],
    holds: Mapping[Place, HoldState],
    children: Callable[[Place], Iterable[Place]],
) -> dict[Place, HoldState]:
    """New hold rows that open the named places and nothing beside them.

    A hold above a place also holds the place, so it is lifted there and set on
    everything else beneath: unlocking one page of a locked study locks its other
    sites, the site's other subjects, and so on down. Each line runs from the study
    to the place named, inclusive; *children* lists the places one scope below. A
    hold that a place beneath the named one has of its own stays.
    """
    now = dict(holds)
    for line in sorted(lines, key=len):  # widest first: a narrower one has then nothing left to lift
        for place in line:
            held = now.get(place, HoldState.OPEN)
            if held is HoldState.OPEN:
                continue
            now[place] = HoldState.OPEN
            if place != line[-1]:
                for child in children(place):
                    now[child] = _strongest((held, now.get(child, HoldState.OPEN)))
    return {place: state for place, state in now.items() if state is not holds.get(place, HoldState.OPEN)}
