"""Reads of laboratories' reference ranges: those that hold at a site, and all of them for the screens.

What holds after an act never changes again, so a process remembers it by the number of
the study's last act on ranges: a save reads that number with everything else it reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from edc.access.rules_grants import Sites
from edc.casebook.owing import at_sites
from edc.db import rows
from edc.study.ranges import NO_RANGES, LabRange, Ranges

LAST_ACT = "SELECT max(e.act) FROM lab_range_step e"
"""The number of the last act that approved, declined or ended a range, on the study's chain."""

RangeState = Literal["proposed", "approved", "declined", "ended"]

_known: WeakKeyDictionary[Engine, dict[tuple[str, int], Ranges]] = WeakKeyDictionary()
MOST = 500
"""Site and act pairs remembered by one process."""

_STEPS = (
    "SELECT r.id, r.laboratory, r.analyte, r.sex, r.age_from, r.age_to, r.low, r.high, r.unit, r.first, r.last,"
    " e.step, e.last FROM lab_range r JOIN lab_range_step e ON e.range = r.id"
    " WHERE r.site = ? AND e.act <= ? ORDER BY r.id, e.n"
)


@dataclass(frozen=True, slots=True)
class RangeStep:
    """What somebody did with a range."""

    step: str
    last: date | None
    reason: str
    person: str
    at: str


@dataclass(frozen=True, slots=True)
class RangeRow:
    """One range as it was proposed, and what became of it."""

    site: str
    range: LabRange
    certificate: str
    person: str
    at: str
    steps: tuple[RangeStep, ...] = ()

    @property
    def state(self) -> RangeState:
        return self.steps[-1].step if self.steps else "proposed"  # type: ignore[return-value]  # the column holds these words

    @property
    def last(self) -> date | None:
        """The last day it holds, as proposed or as ended since."""
        return next((step.last for step in reversed(self.steps) if step.step == "ended"), self.range.last)

    @property
    def holds(self) -> LabRange:
        """The range with the last day it has by now."""
        return replace(self.range, last=self.last)


def ranges_after(connection: Connection, site: str, act: int) -> Ranges:
    """The ranges that hold at *site* once act number *act* of the study's chain is done."""
    if not act:
        return NO_RANGES
    known = _known.setdefault(connection.engine, {})
    if (site, act) not in known:
        if len(known) > MOST:
            known.clear()
        known[site, act] = _approved(rows(connection, _STEPS, (site, act)))
    return known[site, act]


def _approved(found: Sequence[Any]) -> Ranges:
    holding: dict[int, LabRange] = {}
    for *row, step, until in found:
        if step == "approved":
            holding[row[0]] = _range(row, row[10])
        elif step == "ended" and row[0] in holding:
            holding[row[0]] = _range(row, until)
    return Ranges(tuple(holding.values()))


def _range(row: Sequence[Any], last: str | None) -> LabRange:
    number, laboratory, analyte, sex, age_from, age_to, low, high, unit, first = row[:10]
    return LabRange(
        number,
        laboratory,
        analyte,
        sex,
        age_from,
        age_to,
        None if low is None else Decimal(low),
        None if high is None else Decimal(high),
        unit,
        date.fromisoformat(first),
        None if last is None else date.fromisoformat(last),
    )


def range_rows(connection: Connection, sites: Sites, numbers: Sequence[int] = ()) -> list[RangeRow]:
    """All ranges of *sites* (or those of *numbers* among them), whatever became of them."""
    where, parameters = at_sites("r.site", sites)
    if numbers:
        where += f" AND r.id IN ({', '.join('?' * len(numbers))})"
    columns = "r.id, r.laboratory, r.analyte, r.sex, r.age_from, r.age_to, r.low, r.high, r.unit, r.first, r.last"
    order = "r.site, r.laboratory, r.analyte, r.sex, r.age_from, r.first, r.id"
    sql = f"SELECT {columns}, r.site, r.certificate, r.person, r.at FROM lab_range r WHERE {where} ORDER BY {order}"
    found = rows(connection, sql, (*parameters, *numbers))
    sql = "SELECT range, step, last, reason, person, at FROM lab_range_step ORDER BY range, n"
    steps: dict[int, list[RangeStep]] = {}
    for number, step, last, reason, person, at in rows(connection, sql):
        until = None if last is None else date.fromisoformat(last)
        steps.setdefault(number, []).append(RangeStep(step, until, reason, person, at))
    return [
        RangeRow(site, _range(row, row[10]), certificate, person, at, tuple(steps.get(row[0], ())))
        for *row, site, certificate, person, at in found
    ]


def range_names(connection: Connection) -> dict[str, str]:
    """Names of the people who proposed or decided, by user name."""
    sql = (
        "SELECT n.username, n.name FROM person n WHERE n.username IN"
        " (SELECT person FROM lab_range UNION SELECT person FROM lab_range_step)"
    )
    return dict(map(tuple, rows(connection, sql)))
