"""The life of a request to lock or unlock: asked by one, decided by others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from edc.review.rules_holds import Approval, HoldStep, approved

Kind = Literal["lock", "unlock"]


class Verdict(StrEnum):
    """What somebody says to a request. ``WITHDRAWN`` is its author's alone, the others are not."""

    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class RequestState(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Given:
    """One verdict on a request."""

    person: str
    role: str
    verdict: Verdict


def request_state(kind: Kind, requested_by: str, given: Iterable[Given]) -> RequestState:
    """Where a request stands. One refusal ends it; approvals carry it out once there are enough."""
    verdicts = list(given)
    if any(one.verdict is Verdict.WITHDRAWN for one in verdicts):
        return RequestState.WITHDRAWN
    if any(one.verdict is Verdict.DECLINED for one in verdicts):
        return RequestState.DECLINED
    approvals = [Approval(one.person, one.role) for one in verdicts]
    return RequestState.APPROVED if approved(HoldStep(kind), requested_by, approvals) else RequestState.PENDING


def verdict_refusal(requested_by: str, given: Iterable[Given], person: str, verdict: Verdict) -> str | None:
    """Why *person* may not give *verdict*, as a code; ``None`` if they may.

    Nobody approves or declines what they asked for, nobody else withdraws it, and
    nobody speaks twice. (That the request is still pending is the caller's to see.)
    """
    if (person == requested_by) is not (verdict is Verdict.WITHDRAWN):
        return "own_request" if person == requested_by else "withdraw_other"
    return "approved_already" if any(one.person == person for one in given) else None
