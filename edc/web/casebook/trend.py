"""The trend of a participant: the items the study draws over time, by the date of their visit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from edc.study.definition import Item, say
from edc.study.document import Value
from edc.study.values import number, unit_text
from edc.study.values.numbers import decimal_text
from edc.study.view import PageView
from edc.web.casebook.opened import Opened
from edc.web.shapes.casebook import Series

FOLD = 10
"""From this ratio of the highest to the lowest value on, the axis is logarithmic."""
LEAST = 2
"""Values from which there is a line to draw."""


def trend_of(book: Opened) -> tuple[Series, ...]:
    """One line for each item that ``study.trend`` names and this person may see, with two values or more."""
    return tuple(series for named in book.study.trend if (series := _series(book, named)) is not None)


def _series(book: Opened, named: str) -> Series | None:
    form, _dot, name = named.partition(".")
    item = book.study.form_by_name[form].by_name[name][1]
    points = sorted(_points(book, form, item)) if not book.masked(item) else []
    if len(points) < LEAST:
        return None
    amounts = [amount for _week, amount, _text in points]
    low, high = min(amounts), max(amounts)
    log = low > 0 and high / low >= FOLD
    return Series(
        word=say(item.label, book.language),
        unit=unit_text(book.study, item.unit, book.language),
        points=tuple((week, _height(amount, low, high, log=log), text) for week, amount, text in points),
        low=decimal_text(low),
        high=decimal_text(high),
        log=log,
    )


def _points(book: Opened, form: str, item: Item) -> Iterator[tuple[float, Decimal, str]]:
    """Week, amount and what is written of it, of every page that stands at a visit that took place."""
    dates = {visit.row.visit: visit.actual for visit in book.standing.visits}
    for page in book.trend_pages:
        day = dates.get(page.visit)
        week = book.week(day) if day else None
        found = number(_value(page, item))
        if page.form == form and week is not None and found and not (page.struck or page.not_done):
            comparator, amount = found
            yield week, amount, f"{comparator}{decimal_text(amount)}"


def _value(page: PageView, item: Item) -> Value | None:
    if item.stored:
        return page.document.get(item.name)
    computed = page.derived.get(item.name)
    return None if computed is None else Value(v=computed)


def _height(amount: Decimal, low: Decimal, high: Decimal, *, log: bool) -> float:
    """From 0 (lowest) to 1 (highest); a line without any change lies in the middle."""
    if low == high:
        return 0.5
    if log:
        return float((amount / low).ln() / (high / low).ln())
    return float((amount - low) / (high - low))
