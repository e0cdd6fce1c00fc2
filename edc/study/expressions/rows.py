"""Functions over the rows of a repeating group that are not struck out, and over the pages of a form.

The rows are those with something in them, and every fixed row; the pages those on which something is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from edc.study.expressions.logic import Interval, add, largest, smallest

Rows = Iterable[Any]
Of = Callable[[Any], Any]


def any_row(rows: Rows, condition: Of) -> bool | None:
    """True if it holds in one row; False if in none; unknown where only unknown rows are left."""
    result: bool | None = False
    for row in rows:
        found = condition(row)
        if found:
            return True
        if found is None:
            result = None
    return result


def all_rows(rows: Rows, condition: Of) -> bool | None:
    """False if it fails in one row; True if it holds in all, and where there are none."""
    result: bool | None = True
    for row in rows:
        found = condition(row)
        if found is None:
            result = None
        elif not found:
            return False
    return result


def count_rows(rows: Rows, condition: Of) -> Decimal:
    """Rows in which it surely holds."""
    return Decimal(sum(1 for row in rows if condition(row)))


def sum_rows(rows: Rows, number: Of) -> Decimal | None:
    """Sum over all rows: 0 where there are none, unknown where one row's number is."""
    total: Decimal | None = Decimal(0)
    for row in rows:
        total = add(total, number(row))
    return total


def min_rows(rows: Rows, operand: Of) -> Any:
    """Smallest over the rows that have one; unknown where none has, or one has bounds only."""
    return _extreme(rows, operand, smallest)


def max_rows(rows: Rows, operand: Of) -> Any:
    """Greatest over the rows that have one; unknown where none has, or one has bounds only."""
    return _extreme(rows, operand, largest)


def where(rows: Rows, condition: Of) -> list[Any]:
    """The rows in which it surely holds."""
    return [row for row in rows if condition(row) is True]


def linked(holders: Rows, item: str, own: str | None) -> bool:
    """Whether the link *item* of one of *holders* names the row *own*. Never unknown: no link is no link."""
    return own is not None and any(own in (holder.values[item] or ()) for holder in holders)


def _extreme(rows: Rows, operand: Of, choose: Of) -> Any:
    found = [value for value in map(operand, rows) if value is not None]
    return choose(*found) if found and not any(value.__class__ is Interval for value in found) else None
