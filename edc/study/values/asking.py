"""What a value is asked about: implausible, but storable, and confirmed by a person."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from edc.study.definition import Item, Slip, Study, say
from edc.study.document import Value
from edc.study.problems import Code, Problem, problem
from edc.study.values.dates import span
from edc.study.values.numbers import converted, decimal_text, number, possible, range_text, rounded, unit_text
from edc.study.values.privacy import personal
from edc.study.values.times import as_datetime

_NUMERIC = frozenset({"number", "integer", "derived"})
_DATED = frozenset({"date", "datetime", "partial_date", "partial_datetime"})
_ROUNDING = timedelta(minutes=1)
"""A time is typed to the minute and may have been rounded up."""


def asks_of(
    item: Item,
    value: Value | None,
    study: Study,
    today: date,
    now: datetime | None = None,
    language: str | None = None,
) -> tuple[Problem, ...]:
    """Everything *value*, typed now or stored long ago, is asked about.

    A value that looks typed in another unit is asked about that alone, not about its range too.
    ``today`` and ``now`` are the site's own; ``now`` without a zone, or its zone is set aside.
    ``language`` is that of hints; without it the study's first.
    """
    if value is None or value.v is None:
        return ()
    language = language or study.languages[0]
    asks: list[Problem] = []
    if item.type in _NUMERIC:
        asks.extend(_about_number(item, value, study, language))
    if item.type in _DATED and item.future == "ask" and lies_ahead(value, today, now):
        asks.append(problem(Code.FUTURE_ASK, date=value.v.replace("T", " "), today=today.isoformat()))
    if personal(item, value, study.personal):
        asks.append(problem(Code.PERSONAL))
    return tuple(asks)


def lies_ahead(value: Value, today: date, now: datetime | None) -> bool:
    """Whether a date lies after the site's today, or a date-time after its present minute.

    A partial date lies ahead when its first possible day does.
    """
    days = span(value.v or "")
    if days is None:
        return False
    moment = as_datetime(value)
    if moment is not None and now is not None:
        return moment > now.replace(tzinfo=None) + _ROUNDING
    return days[0] > today


def _about_number(item: Item, value: Value, study: Study, language: str) -> list[Problem]:
    found = number(value)
    if found is None:
        return []
    comparator, amount = found
    asks: list[Problem] = []
    for index, slip in enumerate(item.slips):
        if value.u is None and _in_band(slip, comparator, amount):
            return [_slip(item, slip, index, value, study, language)]
    if item.soft is not None and not possible(item.soft, comparator, amount):
        asks.append(
            problem(
                Code.SOFT_RANGE,
                typed=value.t or value.v or "",
                range=range_text(item.soft, unit_text(study, item.unit, language)),
            )
        )
    if value.u is None and item.stored and item.decimals is not None and _decimals(amount) > item.decimals:
        asks.append(problem(Code.DECIMALS, typed=value.v or "", decimals=str(item.decimals)))
    return asks


def _in_band(slip: Slip, comparator: str, amount: Decimal) -> bool:
    """Whether every number that ``comparator amount`` may stand for lies in the slip's band."""
    above = slip.above is None or (amount > slip.above and not comparator.startswith("<"))
    below = slip.below is None or (amount < slip.below and not comparator.startswith(">"))
    return above and below


def _slip(item: Item, slip: Slip, index: int, value: Value, study: Study, language: str) -> Problem:
    hint = say(slip.hint, language)
    found = number(value)
    if slip.unit is None or slip.unit not in item.units or found is None:
        return problem(Code.SLIP_HINT, hint=hint, slip=str(index))
    comparator, amount = found
    standard = converted(item, amount, item.units[slip.unit])
    shown = rounded(standard, item.decimals) if item.decimals is not None else standard
    return problem(
        Code.SLIP,
        typed=value.v or "",
        unit=unit_text(study, slip.unit, language),
        standard=comparator + decimal_text(shown),
        standard_unit=unit_text(study, item.unit, language),
        slip=str(index),
        hint=hint,
    )


def _decimals(amount: Decimal) -> int:
    return len(decimal_text(amount).partition(".")[2].rstrip("0"))
