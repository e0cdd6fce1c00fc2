"""End an approved reference range: the last day of sampling on which it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from edc.access.rules import Permission
from edc.acts.permitted import require
from edc.acts.ranges import append_step, asked_before, chosen_ranges, follow, reach
from edc.acts.reasons import said
from edc.db import Database
from edc.errors import Refusal
from edc.trail.unit import Actor, unit


def end_range(
    database: Database, actor: Actor, number: int, last: date, reason: str, *, request_key: str | None
) -> None:
    """Let range *number* hold up to and including *last*; what hangs on later samples follows.

    It may be ended again on an earlier day. Raises :class:`Refusal`: ``not_found``,
    ``range_step``, ``range_last``, ``reason_owed``, or ``derived_held`` with the frozen or
    locked pages it would change.
    """
    require(actor, Permission.RANGES_MANAGE)
    about = {"range": number, "last": last.isoformat()}
    with unit(database, "end_range", actor, request_id=request_key, about=about) as work:
        if asked_before(work):
            return
        (row,) = chosen_ranges(work, [number])
        require(actor, Permission.RANGES_MANAGE, row.site)
        if row.state not in ("approved", "ended") or (row.last is not None and last >= row.last):
            raise Refusal("range_step")
        if last < row.range.first:
            raise Refusal("range_last")
        words = said(reason)
        reached = reach(work, row.site, [replace(row.range, last=last)])
        append_step(work, row, "ended", words, last)
        follow(work, reached)
