"""What must hold of a single item, group or codelist."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from edc.study.definition import Codelist, Group, Item, Range
from edc.study.loading.flaws import Flaws, Place

_NUMERIC = ("number", "integer", "derived")
_CODED = ("choice", "multi", "boolean", "derived")
_DATED = ("date", "datetime", "partial_date", "partial_datetime")
_LARGEST_FACTOR = Decimal("1e15")

Say = Callable[[str, str], None]
"""Notes a flaw: key, message."""


def check_group(group: Group, place: Place, flaws: Flaws) -> None:
    if group.repeat == "fixed" and not group.rows:
        flaws.add(place.under("repeat"), "fixed needs rows")
    if group.rows and group.repeat != "fixed":
        flaws.add(place.under("rows"), 'needs repeat = "fixed"')
    flaws.once(((row.key, place.under("rows", n)) for n, row in enumerate(group.rows)), "row key")


def check_codelist(codelist: Codelist, place: Place, flaws: Flaws) -> None:
    if not codelist.choices and codelist.external is None:
        flaws.add(place, "has neither choices nor external")
    members = [(choice.code, place.under("choices", n, "code")) for n, choice in enumerate(codelist.choices)]
    flaws.once(members, "code")
    for code, here in members:
        if not code or code != code.strip():
            flaws.add(here, "must not be blank, nor begin or end with a blank")
        elif codelist.type != "text" and not _is_number(code, codelist.type == "integer"):
            flaws.add(here, f"{code} is not of type {codelist.type}")


def check_item(item: Item, place: Place, flaws: Flaws) -> None:
    """Keys that fit the item's type, and ranges and units that make sense."""

    def say(key: str, message: str) -> None:
        flaws.add(place.under("slip" if key == "slips" and place.under("slip").there else key), message)

    _numbers(item, say)
    if item.type in ("choice", "multi") and item.codelist is None:
        say("codelist", f"is missing: a {item.type} needs codelist or choices")
    if item.codelist is not None and item.type not in _CODED:
        say("codelist", f"does not fit type {item.type}")
    if item.type == "derived" and item.value is None:
        say("value", "is missing: a derived item needs its expression")
    if item.type != "derived" and item.value is not None:
        say("value", 'needs type = "derived"')
    if item.type == "derived" and item.required is not False:
        say("required", "does not fit a derived item: nobody enters it")
    if item.length is not None and item.length < 1:
        say("length", "must be 1 or more")
    if item.suggest is not None and item.type not in ("date", "datetime"):
        say("suggest", "needs a date or datetime")
    if item.sample_time and item.type not in (*_DATED, "time"):
        say("sample_time", "needs a date, a datetime, or a time beside a date")
    if isinstance(item.required, str) and not item.required.strip():
        say("required", "must be true, false, or an expression in quotes")


def _numbers(item: Item, say: Say) -> None:
    if item.decimals is not None and not 0 <= item.decimals <= 10:
        say("decimals", "must be from 0 to 10")
    for key in ("hard", "soft", "slips", "units", "comparator", "decimals"):
        if item.type not in _NUMERIC and getattr(item, key):
            say(key, f"does not fit type {item.type}")
    for key in ("hard", "slips", "units", "comparator"):
        if item.type == "derived" and getattr(item, key):
            say(key, "does not fit a derived item: nobody types it")
    for key, bounds in (("hard", item.hard), ("soft", item.soft)):
        if bounds is not None and _empty(bounds):
            say(key, "has no number in it: the lower bound lies above the upper one")
    if item.hard is not None and item.soft is not None and not _contains(item.hard, item.soft):
        say("soft", "reaches outside hard: what is refused can never be asked about")
    if item.units and item.unit is None:
        say("units", "needs unit, the standard one that they are converted to")
    for unit, by in item.units.items():
        if by.factor <= 0:
            say("units", f"has the factor {by.factor} for {unit}: it must be above 0")
        elif not 1 / _LARGEST_FACTOR <= by.factor <= _LARGEST_FACTOR or abs(by.offset) > _LARGEST_FACTOR:
            say("units", f"has {by.terms} for {unit}: no unit is that far from another")
        if unit == item.unit:
            say("units", f"repeats the standard unit {unit}")
    for slip in item.slips:
        if slip.above is None and slip.below is None:
            say("slips", "needs above, below, or both")
        if slip.unit is not None and slip.unit not in item.units:
            say("slips", f"offers {slip.unit}, which is not one of units")
        if slip.unit is None and not slip.hint:
            say("slips", "needs a unit to offer, or a hint")


def _bounds(bounds: Range) -> tuple[tuple[Decimal, bool] | None, tuple[Decimal, bool] | None]:
    """Tightest lower and upper bound, each with whether it is exclusive."""
    lows = [(low, open_) for low, open_ in ((bounds.ge, False), (bounds.gt, True)) if low is not None]
    highs = [(high, open_) for high, open_ in ((bounds.le, False), (bounds.lt, True)) if high is not None]
    return max(lows, default=None), min(highs, key=lambda high: (high[0], not high[1]), default=None)


def _empty(bounds: Range) -> bool:
    lower, upper = _bounds(bounds)
    if lower is None or upper is None:
        return False
    return lower[0] > upper[0] or (lower[0] == upper[0] and (lower[1] or upper[1]))


def _contains(outer: Range, inner: Range) -> bool:
    (low, high), (own_low, own_high) = _bounds(outer), _bounds(inner)
    below = low is None or own_low is None or own_low >= low
    above = high is None or own_high is None or (own_high[0], not own_high[1]) <= (high[0], not high[1])
    return below and above


def _is_number(code: str, whole: bool) -> bool:
    try:
        amount = Decimal(code)
    except InvalidOperation:
        return False
    return amount.is_finite() and (not whole or amount == amount.to_integral_value())
