"""Asking for a lock or an unlock: what both have in common."""

from __future__ import annotations

from typing import Any

from edc.db import rows
from edc.errors import Refusal
from edc.review.checklist import Gap
from edc.review.locks import requests
from edc.review.rules_requests import Kind, RequestState
from edc.trail import digests
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Unit


class LockGaps(Refusal):
    """The data cannot be locked as they are. ``gaps`` says what is neither closed nor justified."""

    def __init__(self, gaps: list[Gap]) -> None:
        self.gaps = gaps
        super().__init__("lock_gaps", count=len(gaps))


def asked_before(work: Unit) -> int | None:
    """The request that this very act made when it was sent before."""
    sql = (
        "SELECT r.id FROM journal j JOIN lock_request r ON r.chain = j.chain AND r.act = j.n"
        " WHERE j.chain = ? AND j.request_id = ?"
    )
    found = rows(work.connection, sql, (STUDY_CHAIN, work.request_id)) if work.request_id else []
    return int(found[0][0]) if found else None


def append_request(work: Unit, kind: Kind, about: dict[str, Any], reason: str) -> int:
    """Append a request; one at a time, so that two approvals never mean two things.

    Raises :class:`Refusal` (``request_pending``).
    """
    before = requests(work.connection)
    if any(one.state is RequestState.PENDING for one in before):
        raise Refusal("request_pending")
    number = 1 + max((one.id for one in before), default=0)
    row = {"id": number, "kind": kind, "about": digests.canonical(about), "reason": reason}
    work.append("lock_request", STUDY_CHAIN, row | _by(work))
    work.about["request"] = number
    return number


def append_verdict(work: Unit, request: int, verdict: str, text: str) -> None:
    """Append what the actor says to *request*."""
    row = {"request": request, "verdict": verdict, "text": text}
    work.append("lock_verdict", STUDY_CHAIN, row | _by(work))


def _by(work: Unit) -> dict[str, str]:
    return {"person": work.actor.person, "role": work.actor.role, "at": work.at}
