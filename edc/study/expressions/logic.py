"""What compiled expressions call: three-valued logic and arithmetic.

``None`` is Unknown throughout. It neither fires nor passes a check, and whatever
is computed from it is unknown again, except where the other operand decides
(``False and Unknown`` is ``False``; Kleene's strong logic).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from edc.study import functions
from edc.study.functions import CONTEXT
from edc.study.values.numbers import rounded


@dataclass(frozen=True, slots=True)
class Interval:
    """A value known only within bounds: ``<3.0``, or ``2025-03`` of a partial date.

    It compares; in arithmetic it is unknown. A bound of ``None`` is open to infinity.
    """

    low: Any = None
    high: Any = None
    low_open: bool = False
    high_open: bool = False


def less(a: Any, b: Any) -> bool | None:
    if a is None or b is None:
        return None
    if a.__class__ is Interval or b.__class__ is Interval:
        return _surely_less(_interval(a), _interval(b))
    return a < b  # type: ignore[no-any-return]  # operands of one kind: checked when the study loads


def at_most(a: Any, b: Any) -> bool | None:
    greater = less(b, a)
    return None if greater is None else not greater


def equal(a: Any, b: Any) -> bool | None:
    if a is None or b is None:
        return None
    if a.__class__ is Interval or b.__class__ is Interval:
        return False if less(a, b) or less(b, a) else None
    return a == b  # type: ignore[no-any-return]  # as in less


def differs(a: Any, b: Any) -> bool | None:
    same = equal(a, b)
    return None if same is None else not same


def among(a: Any, members: tuple[Any, ...]) -> bool | None:
    """Whether *a* equals one of *members*."""
    result: bool | None = False
    for member in members:
        same = equal(a, member)
        if same:
            return True
        if same is None:
            result = None
    return result


def holds(chosen: frozenset[str] | None, code: str | None) -> bool | None:
    """Whether a multiple choice has *code* among what was chosen."""
    return None if chosen is None or code is None else code in chosen


def moment(day: Any) -> Any:
    """A date as the span of moments it may mean, to compare it with a date and time."""
    if day is None:
        return None
    low, high = (day.low, day.high) if day.__class__ is Interval else (day, day)
    return Interval(datetime.combine(low, time.min), datetime.combine(high, time.max))


def known_only(formula: Callable[..., Any]) -> Callable[..., Any]:
    """*formula*, unknown unless every operand is known exactly and it can be computed."""

    def apply(*operands: Any) -> Any:
        for operand in operands:
            if operand is None or operand.__class__ is Interval:
                return None
        try:
            return formula(*operands)
        except ArithmeticError:
            return None

    return apply


def _binary(operation: Callable[[Decimal, Decimal], Decimal | None]) -> Callable[[Any, Any], Decimal | None]:
    # known_only for the commonest shape: half its time.
    def apply(a: Any, b: Any) -> Decimal | None:
        if a.__class__ is Decimal and b.__class__ is Decimal:
            try:
                return operation(a, b)
            except ArithmeticError:
                return None
        return None

    return apply


def _interval(a: Any) -> Interval:
    return a if a.__class__ is Interval else Interval(a, a)


def _surely_less(a: Interval, b: Interval) -> bool | None:
    if a.low is not None and b.high is not None and a.low >= b.high:
        return False
    if a.high is None or b.low is None:
        return None
    apart = a.high < b.low or (a.high == b.low and (a.high_open or b.low_open))
    return True if apart else None


add = _binary(CONTEXT.add)
subtract = _binary(CONTEXT.subtract)
multiply = _binary(CONTEXT.multiply)
divide = _binary(CONTEXT.divide)
floor_divide = _binary(functions.floor_divided)
power = _binary(functions.power)
negate = known_only(Decimal.copy_negate)
floor = known_only(functions.floored)
sqrt = known_only(CONTEXT.sqrt)
ln = known_only(functions.ln)
log10 = known_only(functions.log10)
exp = known_only(CONTEXT.exp)
round_half_up = known_only(rounded)
smallest = known_only(lambda *operands: min(operands))
largest = known_only(lambda *operands: max(operands))
at_time = known_only(datetime.combine)
length = known_only(lambda text: Decimal(len(text)))


def listed(*texts: str | None) -> str | None:
    """Those texts that are known, joined by commas; unknown where none is."""
    return ", ".join(text for text in texts if text) or None


FLAGS = ("L", "N", "H")
"""Below, within and above the limits."""


def flag(number: Any, low: Any, high: Any) -> str | None:
    """Where *number* lies; unknown without a limit, or where ``<3.0`` may lie on either side of one."""
    if number is None or (low is None and high is None):
        return None
    below = False if low is None else less(number, low)
    above = False if high is None else less(high, number)
    if below or above:
        return "L" if below else "H"
    return None if below is None or above is None else "N"


def days(start: Any, end: Any) -> Decimal | Interval | None:
    """Days from *start* to *end*; of a partial date, from the fewest to the most that it may mean."""
    if start is None or end is None:
        return None
    (first, last), (soonest, latest) = _ends(start), _ends(end)
    fewest, most = functions.days(last, soonest), functions.days(first, latest)
    return fewest if fewest == most else Interval(fewest, most)


def absolute(a: Any) -> Any:
    """The size of a number; of one known within bounds, such as days from a partial date, from the least to the most."""
    if a is None or a.__class__ is Decimal:
        return None if a is None else a.copy_abs()
    low, high = a.low, a.high
    if low is not None and low >= 0:
        return a
    turned = Interval(negate(high), negate(low), a.high_open, a.low_open)
    if high is not None and high <= 0:
        return turned
    if low is None or high is None:
        return Interval(Decimal(0))
    farther = turned if turned.high > high or (turned.high == high and a.high_open) else a
    return Interval(Decimal(0), farther.high, high_open=farther.high_open)


def age_at(day: Any, birth: Any) -> Decimal | None:
    """Whole years; known from a partial date too, where every day it may mean gives the same."""
    if day is None or birth is None:
        return None
    (first, last), (earliest, latest) = _ends(day), _ends(birth)
    youngest = functions.age_at(first, latest)
    return youngest if youngest is not None and youngest == functions.age_at(last, earliest) else None


def _ends(day: Any) -> tuple[date, date]:
    return (day.low, day.high) if day.__class__ is Interval else (day, day)
