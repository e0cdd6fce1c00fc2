"""Approve or decline proposed reference ranges: the second person's act, from which on they hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from edc.access.rules import Permission
from edc.access.rules_grants import approving_refusal
from edc.acts.permitted import require
from edc.acts.ranges import append_step, asked_before, chosen_ranges, follow, in_words, ranges_at, reach
from edc.acts.reasons import said
from edc.casebook.ranges import RangeRow
from edc.casebook.rules_saving import clean_reason
from edc.db import Database
from edc.errors import Refusal
from edc.study.ranges import LabRange
from edc.trail.unit import Actor, unit

Verdict = Literal["approved", "declined"]


def decide_range(
    database: Database,
    actor: Actor,
    numbers: Sequence[int],
    verdict: Verdict,
    reason: str = "",
    *,
    request_key: str | None,
) -> None:
    """Approve or decline the proposed ranges of *numbers*, all of one site and none of one's own.

    Approved ones hold at once: limits and flags of the site's samples are computed anew, and
    what follows from them is opened or closed. Declining takes a *reason*. Raises
    :class:`Refusal`: ``not_found``, ``own_request``, ``range_step``, ``reason_owed``,
    ``range_conflict``, or ``derived_held`` with the frozen or locked pages it would change.
    """
    require(actor, Permission.RANGES_APPROVE)
    about = {"ranges": list(numbers), "verdict": verdict}
    with unit(database, "decide_range", actor, request_id=request_key, about=about) as work:
        if asked_before(work):
            return
        found = chosen_ranges(work, numbers)
        require(actor, Permission.RANGES_APPROVE, found[0].site)
        if any(row.state != "proposed" for row in found):
            raise Refusal("range_step")
        for row in found:
            if code := approving_refusal(actor.person, row.person):
                raise Refusal(code)
        words = said(reason) if verdict == "declined" else clean_reason(reason) or ""
        reached = []
        if verdict == "approved":
            _refuse_conflicts(found, ranges_at(work, found[0].site))
            reached = reach(work, found[0].site, [row.range for row in found])
        for row in found:
            append_step(work, row, verdict, words)
        follow(work, reached)


def _refuse_conflicts(found: Sequence[RangeRow], there: Sequence[RangeRow]) -> None:
    approved: list[LabRange] = [row.holds for row in there if row.state in ("approved", "ended")]
    for row in found:
        other = next((each for each in approved if each.conflicts(row.range)), None)
        if other is not None:
            raise Refusal("range_conflict", range=in_words(row.range), other=in_words(other))
        approved.append(row.range)
