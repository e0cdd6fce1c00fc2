"""Propose laboratory reference ranges: one of a form, or the rows of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from edc.access.rules import Permission
from edc.acts.permitted import require
from edc.acts.ranges import asked_before
from edc.casebook.reading import current_study
from edc.casebook.rules_ranges import Proposed, Trouble, read_row
from edc.clock import today
from edc.db import Database, rows
from edc.errors import Refusal
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Actor, Unit, unit


class RangesRefused(Refusal):
    """Some cells cannot be right, and nothing was proposed. ``troubles`` says which."""

    def __init__(self, troubles: Sequence[Trouble]) -> None:
        self.troubles = tuple(troubles)
        super().__init__("range_rows")


def propose_ranges(
    database: Database,
    actor: Actor,
    site: str,
    table: Sequence[tuple[int, Mapping[str, str]]],
    *,
    request_key: str | None,
) -> list[int]:
    """Put ranges of laboratories of *site* before a second person; none holds yet.

    *table*: number of a line and its cells by column name (``casebook.rules_ranges.COLUMNS``),
    as typed. Returns the numbers of the ranges. Raises :class:`RangesRefused`, or :class:`Refusal`: ``no_such_site``.
    """
    require(actor, Permission.RANGES_MANAGE, site)
    with unit(database, "propose_ranges", actor, request_id=request_key, about={"site": site}) as work:
        if before := asked_before(work):
            return [number for (number,) in rows(work.connection, "SELECT id FROM lab_range WHERE act = ?", (before,))]
        zone = rows(work.connection, "SELECT timezone FROM site WHERE code = ?", (site,))
        if not zone:
            raise Refusal("no_such_site", site=site)
        study = current_study(work.connection)
        read = [read_row(study, today(zone[0][0]), cells, line) for line, cells in table]
        troubles = [trouble for one in read if not isinstance(one, Proposed) for trouble in one]
        if troubles:
            raise RangesRefused(troubles)
        return [_append(work, site, one) for one in read if isinstance(one, Proposed)]


def _append(work: Unit, site: str, proposed: Proposed) -> int:
    last = work.numbers.get("lab_range")
    if last is None:
        last = int(rows(work.connection, "SELECT coalesce(max(id), 0) FROM lab_range")[0][0])
    number = work.numbers["lab_range"] = last + 1
    found = proposed.range
    row = {
        "id": number,
        "site": site,
        "laboratory": found.laboratory,
        "analyte": found.analyte,
        "sex": found.sex,
        "age_from": found.age_from,
        "age_to": found.age_to,
        "low": None if found.low is None else format(found.low, "f"),
        "high": None if found.high is None else format(found.high, "f"),
        "unit": found.unit,
        "first": found.first.isoformat(),
        "last": None if found.last is None else found.last.isoformat(),
        "certificate": proposed.certificate,
        "person": work.actor.person,
        "role": work.actor.role,
        "at": work.at,
    }
    work.append("lab_range", STUDY_CHAIN, row)
    return number
