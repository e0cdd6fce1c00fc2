"""Range checks of an item: ranges where they are some, checks that ask where they can be said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from xml.etree.ElementTree import Element

from edc.study.odm.fragments import children, content, first, text_of
from edc.study.odm.marks import Data
from edc.study.odm.ranges import bound, empty, number, tightest, write_ranges
from edc.study.odm.report import Code
from edc.study.odm.source import Source


@dataclass(slots=True)
class Limit:
    """A range check that is no range: ``comparator`` and what it compares with."""

    comparator: str
    values: list[str]
    message: dict[str, str]
    element: Element
    other_unit: bool


def read_ranges(source: Source, element: Element, part: Data, odm: Data) -> list[Limit]:
    """Ranges of the item *part* from the range checks of its ItemDef, and those that are none."""
    checks = list(children(element, "RangeCheck"))
    reference = first(element, "MeasurementUnitRef")
    unit = None if reference is None else reference.get("MeasurementUnitOID")
    numeric = part["type"] in ("number", "integer", "derived")
    hard, soft, others = [], [], []
    for check in checks:
        limit = bound(check, unit) if numeric else None
        strict = source.one_of(check, "SoftHard", ("Soft", "Hard"), "Soft") == "Hard"
        if limit is None:
            others += _limits(source, part["oid"], check, unit)
        elif strict and source.own:
            hard.append(limit)
        else:
            soft.append(limit)
            if strict:
                said = f"{check.get('Comparator')} {limit[1]}"
                source.report.add("changed", check, Code.HARD, oid=part["oid"], check=said)
    if hard:
        part["hard"] = tightest(hard)
    if soft and (source.own or not empty(soft)):
        part["soft"] = tightest(soft)
    elif soft:
        said = ", ".join(f"{check.get('Comparator')} {content(first(check, 'CheckValue'))}" for check in checks)
        source.report.add("kept", element, Code.RANGE, oid=part["oid"], check=said)
    kept = [text_of(check) for check in checks]
    if kept != [text_of(check) for check in write_ranges(part.get("hard", {}), part.get("soft", {}))]:
        odm["RangeCheck"] = kept
    return others


def _limits(source: Source, oid: str, check: Element, unit: str | None) -> list[Limit]:
    """A range check that sets no bound of a range, unless it is an expression: that is only noted."""
    for expression in children(check, "FormalExpression"):
        context = expression.get("Context", "")
        source.report.add("kept", expression, Code.EXPRESSION, element="RangeCheck", oid=oid, context=context)
    values = [content(value) for value in children(check, "CheckValue")]
    if not values or source.own:
        return []
    reference = first(check, "MeasurementUnitRef")
    other_unit = reference is not None and reference.get("MeasurementUnitOID") != unit
    message = source.label(check, {}, "message", first(check, "ErrorMessage"), None)
    return [Limit(check.get("Comparator", ""), values, message, check, other_unit)]


def limit_expression(name: str, part: Data, codelist: Data | None, limit: Limit) -> str | None:
    """An expression that is true where *limit* is broken; ``None`` if it cannot be said.

    *name* is the name of the item *part*, *codelist* what it chooses from.
    """
    operands = [_operand(part["type"], codelist, value) for value in limit.values]
    known = [operand for operand in operands if operand is not None]
    if limit.other_unit or len(known) < len(operands):
        return None
    if limit.comparator in ("IN", "NOTIN"):
        among = ", ".join(known) + ("," if len(known) == 1 else "")
        return f"{name} {'not in' if limit.comparator == 'IN' else 'in'} ({among})"
    sign = _BROKEN.get(limit.comparator)
    if sign is None or len(known) != 1 or (part["type"] in ("text", "choice") and sign not in ("==", "!=")):
        return None
    return f"{name} {sign} {known[0]}"


_BROKEN = {"EQ": "!=", "NE": "==", "GE": "<", "GT": "<=", "LE": ">", "LT": ">="}
"""When a comparison does not hold."""


def _operand(kind: str, codelist: Data | None, value: str) -> str | None:
    """*value* as an expression writes it beside an item of type *kind*; ``None`` if it cannot."""
    if codelist is not None:
        codes = [choice["code"] for choice in codelist["choices"]]
        plain = codelist.get("type", "text") == "text"
        return None if value not in codes else repr(value) if plain else value
    if kind in ("number", "integer"):
        amount = number(value)
        return None if amount is None else format(amount, "f")
    if kind == "text":
        return repr(value)
    if kind not in _MOMENTS:
        return None
    try:
        moment = _MOMENTS[kind](value)
    except ValueError:
        return None
    return None if getattr(moment, "tzinfo", None) else repr(moment.isoformat())


_MOMENTS: dict[str, Callable[[str], date | time]] = {
    "date": date.fromisoformat,
    "partial_date": date.fromisoformat,
    "time": time.fromisoformat,
    "partial_time": time.fromisoformat,
    "datetime": datetime.fromisoformat,
    "partial_datetime": datetime.fromisoformat,
}
