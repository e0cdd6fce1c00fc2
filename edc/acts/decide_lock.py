"""Decide on a request to lock or unlock: approve, decline, or withdraw one's own.

When the approvals suffice, the lock or the unlock happens in that very act.
"""

from __future__ import annotations

from dataclasses import dataclass

from edc.access.rules import Permission
from edc.acts.lock_checklist import lock_gaps
from edc.acts.lock_data import lock_data
from edc.acts.lock_requests import LockGaps, append_verdict
from edc.acts.permitted import require
from edc.acts.reasons import said
from edc.acts.unlock_pages import unlock_pages
from edc.casebook.rules_saving import clean_reason
from edc.db import Database, rows
from edc.errors import Refusal
from edc.review.checklist import unjustified
from edc.review.locks import RequestRow, requests
from edc.review.rules_requests import Given, Kind, RequestState, Verdict, request_state, verdict_refusal
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Actor, Unit, unit

APPROVE: dict[Kind, Permission] = {"lock": Permission.LOCK_APPROVE, "unlock": Permission.UNLOCK_APPROVE}
WITHDRAW: dict[Kind, Permission] = {"lock": Permission.LOCK_REQUEST, "unlock": Permission.UNLOCK_REQUEST}


@dataclass(frozen=True, slots=True)
class Decided:
    """Where the request stands now, and the number of the lock that came of it."""

    state: RequestState
    lock: int | None = None


def decide_lock(
    database: Database, actor: Actor, request: int, verdict: Verdict, text: str = "", *, request_key: str | None
) -> Decided:
    """Give *verdict* on *request*; *text* is owed when declining.

    Before a lock is approved, the checklist is run again. Raises :class:`LockGaps`,
    or :class:`Refusal`: ``not_found``, ``request_decided``, ``own_request``,
    ``withdraw_other``, ``approved_already``, ``reason_owed``.
    """
    with unit(database, "decide_lock", actor, request_id=request_key, about={"request": request}) as work:
        found = requests(work.connection, request)
        if not found:
            raise Refusal("not_found")
        asked = found[0]
        if request_key and _sent_before(work):
            return Decided(asked.state, asked.lock)
        require(actor, (WITHDRAW if verdict is Verdict.WITHDRAWN else APPROVE)[asked.kind])
        if asked.state is not RequestState.PENDING:
            raise Refusal("request_decided")
        if code := verdict_refusal(asked.person, asked.given, actor.person, verdict):
            raise Refusal(code)
        words = said(text) if verdict is Verdict.DECLINED else clean_reason(text) or ""
        if verdict is Verdict.APPROVED and asked.kind == "lock":
            _look_again(work, asked)
        state = request_state(asked.kind, asked.person, [*asked.given, Given(actor.person, actor.role, verdict)])
        lock = _carry_out(work, asked) if state is RequestState.APPROVED else None
        append_verdict(work, request, verdict.value, words)
        return Decided(state, lock)


def _sent_before(work: Unit) -> bool:
    sql = "SELECT 1 FROM journal WHERE chain = ? AND request_id = ?"
    return bool(rows(work.connection, sql, (STUDY_CHAIN, work.request_id)))


def _look_again(work: Unit, asked: RequestRow) -> None:
    """What came up since the request is nobody's to approve."""
    if left := unjustified(lock_gaps(work.connection), asked.justified):
        raise LockGaps(left)


def _carry_out(work: Unit, asked: RequestRow) -> int | None:
    work.name = asked.kind
    if asked.kind == "lock":
        return lock_data(work, asked.id, asked.reason)
    unlock_pages(work, asked.pages, asked.reason)
    return None
