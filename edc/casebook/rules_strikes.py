"""A participant created in error: asked by one, struck out once two others confirm, and the way back.

::

    asked -> confirmed -> struck        struck -> restoring -> restored
    asked | confirmed -> declined | withdrawn      restoring -> declined | withdrawn

The principal investigator and the data manager each say so, in either order, and
neither has asked. Roles are named as in ``edc.access.rules.Role``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

CONFIRMERS = frozenset({"principal_investigator", "data_manager"})
"""Both of them, and nobody in their place."""


class StrikeStep(StrEnum):
    """One step, named by what was said. ``STRUCK`` and ``RESTORED`` are the second of two that agree."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    STRUCK = "struck"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    RESTORING = "restoring"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Strike:
    """A step that was taken."""

    step: StrikeStep
    person: str
    role: str


_DECIDING = (StrikeStep.STRUCK, StrikeStep.RESTORED)


def is_struck(steps: Sequence[Strike]) -> bool:
    """Whether the participant is struck out after *steps*, in their order."""
    decided = [one.step for one in steps if one.step in _DECIDING]
    return bool(decided) and decided[-1] is StrikeStep.STRUCK


def pending(steps: Sequence[Strike]) -> tuple[Strike, ...]:
    """What was said since the last thing that was decided: a request under way, or nothing."""
    under_way: list[Strike] = []
    for one in steps:
        if one.step in (StrikeStep.ASKED, StrikeStep.CONFIRMED, StrikeStep.RESTORING):
            under_way.append(one)
        else:
            under_way = []
    return tuple(under_way)


def asking_refusal(steps: Sequence[Strike]) -> str | None:
    """Why nobody may ask now, as a code."""
    if is_struck(steps):
        return "struck_already"
    return "request_pending" if pending(steps) else None


def verdict_refusal(steps: Sequence[Strike], person: str, role: str, verdict: StrikeStep) -> str | None:
    """Why *person* may not confirm, decline or withdraw what is asked, as a code; ``None`` if they may.

    Whoever asked withdraws, and does nothing else; nobody speaks twice, nor two of one role.
    """
    asked = pending(steps)
    if not asked or (verdict is StrikeStep.CONFIRMED and is_struck(steps)):
        return "strike_not_asked"
    if (person == asked[0].person) is not (verdict is StrikeStep.WITHDRAWN):
        return "own_request" if person == asked[0].person else "withdraw_other"
    if verdict is StrikeStep.CONFIRMED and any(person == one.person or role == one.role for one in asked[1:]):
        return "approved_already"
    return None


def confirmed_step(steps: Sequence[Strike]) -> StrikeStep:
    """The step that a confirmation is: the second one strikes out."""
    once = any(one.step is StrikeStep.CONFIRMED for one in pending(steps))
    return StrikeStep.STRUCK if once else StrikeStep.CONFIRMED


def restoring_refusal(steps: Sequence[Strike], person: str, role: str) -> str | None:
    """Why *person* may not say that the participant is restored, as a code; ``None`` if they may."""
    if not is_struck(steps):
        return "not_struck"
    said = pending(steps)
    return "approved_already" if any(person == one.person or role == one.role for one in said) else None


def restored_step(steps: Sequence[Strike]) -> StrikeStep:
    """The step that this is: the second one restores."""
    return StrikeStep.RESTORED if pending(steps) else StrikeStep.RESTORING
