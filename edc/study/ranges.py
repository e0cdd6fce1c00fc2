"""Reference ranges of laboratories, and which of them holds for one sample.

A range belongs to a laboratory of the participant's site and to an analyte, and may hold
for one sex, an age band, and the days from ``first`` to ``last``. Where several fit, the
most specific one wins: one sex before both, the narrower age band, the later ``first``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from edc.study.definition import Item
from edc.study.values.numbers import converted

SEXES = ("F", "M")
OLDEST = 150
"""Completed years nobody lives to see."""


@dataclass(frozen=True, slots=True)
class LabRange:
    """One approved range. ``low`` and ``high`` are in ``unit``; an absent one is open.

    ``age_from`` and ``age_to`` are completed years, both included; ``sex`` is M, F or
    ``None`` for both; ``last`` is the last day it holds.
    """

    id: int
    laboratory: str
    analyte: str
    sex: str | None
    age_from: int | None
    age_to: int | None
    low: Decimal | None
    high: Decimal | None
    unit: str
    first: date
    last: date | None

    def fits(self, sex: str, age: int, day: date) -> bool:
        """Whether it holds for a person of that sex and age on that day."""
        return (
            self.sex in (None, sex)
            and (self.age_from is None or age >= self.age_from)
            and (self.age_to is None or age <= self.age_to)
            and self.first <= day
            and (self.last is None or day <= self.last)
        )

    @property
    def ages(self) -> tuple[int, int]:
        """Its age band, an open end at the end of life."""
        return self.age_from or 0, OLDEST if self.age_to is None else self.age_to

    @property
    def limits(self) -> tuple[Decimal | None, Decimal | None, str]:
        return self.low, self.high, self.unit

    @property
    def _rank(self) -> tuple[bool, int, int, int]:
        """The lower, the more specific."""
        youngest, oldest = self.ages
        return self.sex is None, oldest - youngest, -self.first.toordinal(), -self.id

    def conflicts(self, other: LabRange) -> bool:
        """Whether neither is the exception to the other, although both would hold for somebody on some day.

        A band that lies inside another is an exception from it, as one sex is from both.
        """
        mine = (self.laboratory, self.analyte, self.sex)
        if mine != (other.laboratory, other.analyte, other.sex):
            return False
        (low, high), (others_low, others_high) = self.ages, other.ages
        if low > others_high or others_low > high:
            return False
        if self.ages != other.ages and (_inside(self.ages, other.ages) or _inside(other.ages, self.ages)):
            return False
        return self.first <= (other.last or date.max) and other.first <= (self.last or date.max)


@dataclass(frozen=True)
class Ranges:
    """The approved ranges of one site."""

    every: tuple[LabRange, ...] = ()
    _found: dict[object, LabRange | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, str], tuple[LabRange, ...]]:
        groups: defaultdict[tuple[str, str], list[LabRange]] = defaultdict(list)
        for each in self.every:
            groups[each.laboratory, each.analyte].append(each)
        return {name: tuple(sorted(found, key=lambda each: each._rank)) for name, found in groups.items()}

    def find(
        self, laboratory: str, analyte: str, sex: str | None, ages: tuple[int, int] | None, days: tuple[date, date]
    ) -> LabRange | None:
        """The range that holds, ``None`` where there is none.

        A sex that is not known may be either, an age lies between the two of *ages* (``None``:
        not known at all) and the day between the two of *days*: where those would lead to
        different ranges, none is said to hold.
        """
        candidates = self._by_name.get((laboratory, analyte), ())
        if not candidates:
            return None
        key = (laboratory, analyte, sex, ages, days)
        if key not in self._found:
            sexes = SEXES if sex is None else (sex,)
            found = {
                _first(candidates, one, age, day)
                for one in sexes
                for age in _steps_of_age(candidates, ages)
                for day in _steps_of_time(candidates, days)
            }
            limits = {each and each.limits for each in found}
            self._found[key] = found.pop() if len(limits) == 1 else None
        return self._found[key]


NO_RANGES = Ranges()


def in_unit_of(item: Item, amount: Decimal | None, unit: str) -> Decimal | None:
    """A limit that stands in *unit*, in the standard unit of *item*; ``None`` where it cannot be converted."""
    if amount is None or unit == (item.unit or ""):
        return amount
    by = item.units.get(unit)
    return None if by is None else converted(item, amount, by)


def _first(candidates: Iterable[LabRange], sex: str, age: int, day: date) -> LabRange | None:
    return next((each for each in candidates if each.fits(sex, age, day)), None)


def _steps_of_age(candidates: Iterable[LabRange], ages: tuple[int, int] | None) -> Collection[int]:
    """The ages at which another range may begin to hold, within *ages*."""
    low, high = ages or (0, OLDEST)
    edges = {edge for each in candidates for edge in (each.ages[0], each.ages[1] + 1)}
    return {low, *(edge for edge in edges if low < edge <= high)}


def _steps_of_time(candidates: Iterable[LabRange], days: tuple[date, date]) -> Collection[date]:
    low, high = days
    if low == high:
        return (low,)
    edges = {each.first for each in candidates}
    edges |= {each.last + timedelta(days=1) for each in candidates if each.last is not None and each.last < high}
    return {low, high, *(edge for edge in edges if low < edge < high)}


def _inside(band: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= band[0] and band[1] <= other[1]
