"""Range checks, both ways.

All range checks of an item must hold (ODM 1.3.2, RangeCheck). Numbers compared
with GE, GT, LE and LT are our hard and soft ranges. A hard range of a foreign
file becomes a soft one: what it would refuse is asked about instead, because
only what cannot be a value at all is refused here.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from edc.study.odm.fragments import children, content, first, node
from edc.study.odm.marks import Data

BOUNDS = {"GE": "ge", "GT": "gt", "LE": "le", "LT": "lt"}


def number(text: str) -> Decimal | None:
    """A finite decimal of a size anybody measures, or ``None``."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < 100 else None


def bound(check: Element, unit: str | None) -> tuple[str, Decimal] | None:
    """The bound a range check sets, such as (``ge``, 18); ``None`` if it is none of a range.

    *unit* is the OID of the item's own unit: a bound in another unit cannot be
    compared, since ODM gives no factors.
    """
    key = BOUNDS.get(check.get("Comparator", ""))
    values = [content(value) for value in children(check, "CheckValue")]
    reference = first(check, "MeasurementUnitRef")
    if key is None or len(values) != 1 or first(check, "FormalExpression") is not None:
        return None
    if reference is not None and reference.get("MeasurementUnitOID") != unit:
        return None
    value = number(values[0])
    return None if value is None else (key, value)


def tightest(bounds: Iterable[tuple[str, Decimal]]) -> Data:
    """The range in which every bound holds, as a dump."""
    found: dict[str, Decimal] = {}
    for key, value in bounds:
        if key not in found:
            found[key] = value
        else:
            found[key] = max(found[key], value) if key in ("ge", "gt") else min(found[key], value)
    return {key: str(found[key]) for key in BOUNDS.values() if key in found}


def empty(bounds: list[tuple[str, Decimal]]) -> bool:
    """Whether no number lies inside all of *bounds*."""
    low = max((value for key, value in bounds if key in ("ge", "gt")), default=None)
    high = min((value for key, value in bounds if key in ("le", "lt")), default=None)
    if low is None or high is None:
        return False
    return low > high or (low == high and (("gt", low) in bounds or ("lt", high) in bounds))


def write_ranges(hard: Data, soft: Data) -> list[Element]:
    """Range checks for the dumps of a hard and a soft range."""
    checks = []
    for kind, limits in (("Hard", hard), ("Soft", soft)):
        for comparator, key in BOUNDS.items():
            if key in limits:
                check = node("RangeCheck", {"Comparator": comparator, "SoftHard": kind})
                check.append(node("CheckValue", text=format(Decimal(limits[key]), "f")))
                checks.append(check)
    return checks
