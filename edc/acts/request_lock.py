"""Request the lock of the study's data."""

from __future__ import annotations

from collections.abc import Mapping

from edc.access.rules import Permission
from edc.acts.holds import THE_STUDY, read_holds
from edc.acts.lock_checklist import lock_gaps
from edc.acts.lock_requests import LockGaps, append_request, asked_before
from edc.acts.permitted import require
from edc.acts.reasons import said
from edc.casebook.rules_saving import clean_reason
from edc.db import Database
from edc.errors import Refusal
from edc.review.checklist import unjustified
from edc.review.rules_holds import HoldState, HoldStep, hold_after
from edc.trail.unit import Actor, unit


def request_lock(
    database: Database, actor: Actor, reason: str, justified: Mapping[str, str], *, request_key: str | None
) -> int:
    """Ask for a lock and return the request's number; nothing is locked by it.

    *justified*: key of each gap that cannot be closed, to why the data may be locked
    with it. Only gaps that are there are kept. Raises :class:`LockGaps` with the gaps
    neither closed nor justified, or :class:`Refusal`: ``locked_already``,
    ``request_pending``, ``reason_owed``.
    """
    require(actor, Permission.LOCK_REQUEST)
    with unit(database, "request_lock", actor, request_id=request_key) as work:
        if before := asked_before(work):
            return before
        words = said(reason)
        if hold_after(read_holds(work.connection).get(THE_STUDY, HoldState.OPEN), HoldStep.LOCK) is None:
            raise Refusal("locked_already")
        given = {key: text for key, why in justified.items() if (text := clean_reason(why))}
        gaps = lock_gaps(work.connection)
        if left := unjustified(gaps, given):
            raise LockGaps(left)
        kept = {gap.key: given[gap.key] for gap in gaps}
        return append_request(work, "lock", {"justified": kept}, words)
