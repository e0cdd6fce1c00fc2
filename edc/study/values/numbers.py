"""Numbers as laboratories write them: comparator, decimal text, chosen unit, ranges.

Nothing here is a binary float; ``1.10`` stays ``1.10`` and nineteen digits stay nineteen digits.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext

from edc.study.definition import Conversion, Item, Range, Study, say
from edc.study.document import Value
from edc.study.problems import Code, Problem, problem
from edc.study.values.characters import fold, quoted

LONGEST_NUMBER = 40
"""Most characters of a number written out, its sign aside."""
_SIGNIFICANT = 10
"""Significant digits of a converted value where the item states no decimals."""
_PRECISION = 200
"""Digits carried while converting; more than a typed number converted can have."""
_NUMBER = re.compile(
    r"(?P<comparator><=|>=|<|>)?\s*(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?)",
    re.ASCII | re.IGNORECASE,
)
_WITH_COMMA = re.compile(r"[<>=]*\s*[+-]?[\d., ]*\d[\d., ]*", re.ASCII)
_STORED = re.compile(r"(<=|>=|<|>)?(-?\d+(?:\.\d+)?)", re.ASCII)


def read_number(item: Item, typed: str, unit: str | None, study: Study, language: str) -> Value | Problem:
    """The value of a ``number`` or ``integer`` item, judged against its hard range."""
    text = fold(typed)
    found = _NUMBER.fullmatch(text)
    if found is None:
        code = Code.NUMBER_COMMA if "," in text and _WITH_COMMA.fullmatch(text) else Code.NUMBER
        return problem(code, typed=quoted(typed))
    comparator = found["comparator"] or ""
    if comparator and not item.comparator:
        return problem(Code.COMPARATOR, typed=quoted(typed))
    amount = Decimal(found["number"])
    if not amount:
        amount = amount.copy_abs()
    written = decimal_text(amount)
    if len(written.lstrip("-")) > LONGEST_NUMBER:
        return problem(Code.NUMBER_LONG, limit=str(LONGEST_NUMBER))
    if item.type == "integer" and not _in_unit(item, unit):
        if amount != amount.to_integral_value():
            return problem(Code.WHOLE_NUMBER, typed=quoted(typed))
        written = decimal_text(amount.to_integral_value())
    chosen = _conversion(item, unit, study, language)
    if isinstance(chosen, Problem):
        return chosen
    if chosen is None:
        value = Value(v=comparator + written)
        standard = Decimal(written)
    else:
        standard = converted(item, amount, chosen)
        value = Value(v=comparator + decimal_text(standard), t=comparator + written, u=unit)
    if item.hard is not None and not possible(item.hard, comparator, standard):
        return problem(
            Code.HARD_RANGE,
            typed=comparator + written,
            range=range_text(item.hard, unit_text(study, item.unit, language)),
        )
    return value


def number(value: Value | None) -> tuple[str, Decimal] | None:
    """Comparator (``""``, ``<``, ``<=``, ``>``, ``>=``) and standard number of a stored value."""
    if value is None or value.v is None:
        return None
    found = _STORED.fullmatch(value.v)
    return None if found is None else (found[1] or "", Decimal(found[2]))


def converted(item: Item, amount: Decimal, by: Conversion) -> Decimal:
    """*amount* in the standard unit, rounded half up, trailing zeros trimmed.

    Two decimals more than the item shows, so that converting back gives what was typed;
    ten significant digits where it states none; a whole number for an integer.
    """
    with localcontext(prec=_PRECISION):
        standard = amount * by.factor + by.offset
        if item.type == "integer":
            exponent = 0
        elif item.decimals is not None:
            exponent = -(item.decimals + 2)
        else:
            exponent = standard.adjusted() - _SIGNIFICANT + 1
        standard = standard.quantize(Decimal(1).scaleb(exponent), rounding=ROUND_HALF_UP)
        return standard.normalize() if standard else Decimal(0)


def rounded(amount: Decimal, decimals: int) -> Decimal:
    """*amount* half up to *decimals* places, however many digits it has."""
    with localcontext(prec=_PRECISION):
        step = Decimal(1).scaleb(-decimals)
        result = amount.quantize(step, rounding=ROUND_HALF_UP)
        return result if result else result.copy_abs()


def possible(bounds: Range, comparator: str, amount: Decimal) -> bool:
    """Whether some number that ``comparator amount`` may stand for lies inside *bounds*.

    ``<3.0`` stands for every number below 3.0: it is outside ``>= 5`` but not outside ``>= 2``.
    """
    if comparator.startswith("<"):
        closed = comparator == "<="
        return (bounds.ge is None or bounds.ge < amount or (closed and bounds.ge == amount)) and (
            bounds.gt is None or bounds.gt < amount
        )
    if comparator.startswith(">"):
        closed = comparator == ">="
        return (bounds.le is None or bounds.le > amount or (closed and bounds.le == amount)) and (
            bounds.lt is None or bounds.lt > amount
        )
    return bounds.holds(amount)


def decimal_text(amount: Decimal) -> str:
    """*amount* written out, without an exponent and with the zeros it has."""
    return format(amount, "f")


def range_text(bounds: Range, unit: str = "") -> str:
    """Bounds for a sentence in any language: ``50–300 umol/L``, ``≥ 50``, ``> 0, < 5``."""
    if bounds.ge is not None and bounds.le is not None and bounds.gt is None and bounds.lt is None:
        dash = "–" if bounds.ge >= 0 else " – "
        return f"{decimal_text(bounds.ge)}{dash}{decimal_text(bounds.le)} {unit}".rstrip()
    signs = (("≥", bounds.ge), (">", bounds.gt), ("≤", bounds.le), ("<", bounds.lt))
    text = ", ".join(f"{sign} {decimal_text(bound)}" for sign, bound in signs if bound is not None)
    return f"{text} {unit}".rstrip()


def unit_text(study: Study, unit: str | None, language: str) -> str:
    """How a unit is shown; its code where the study gives it no label."""
    return "" if unit is None else say(study.units.get(unit, {}), language) or unit


def conversion_text(by: Conversion, unit: str, standard: str) -> str:
    """A conversion for people, in any language: ``1 mg/dL = 88.4 umol/L``, ``mmol/mol × 0.0915 + 2.15 = %``."""
    return f"{unit} × {by.terms} = {standard}" if by.offset else f"1 {unit} = {by.factor} {standard}"


def _in_unit(item: Item, unit: str | None) -> bool:
    """Whether a unit other than the standard one was chosen."""
    return bool(unit) and unit != item.unit


def _conversion(item: Item, unit: str | None, study: Study, language: str) -> Conversion | Problem | None:
    if not unit or not _in_unit(item, unit):
        return None
    if unit in item.units:
        return item.units[unit]
    known = [*([item.unit] if item.unit else []), *item.units]
    return problem(Code.UNIT, unit=quoted(unit), units=", ".join(unit_text(study, each, language) for each in known))
