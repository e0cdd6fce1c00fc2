"""A stored value for human eyes, and as it would have to be typed to get it again."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from edc.study.definition import Item, Study, say
from edc.study.document import Value
from edc.study.values.codes import as_file, codes
from edc.study.values.numbers import decimal_text, number, rounded, unit_text

_MOMENTS = frozenset({"datetime", "partial_datetime"})


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the field when a stored value is opened for entry."""

    text: str = ""
    unit: str | None = None
    missing: str | None = None


def as_typed(value: Value | None) -> Typed:
    """The input that reads back as *value*: text, chosen unit, missing code."""
    if value is None:
        return Typed()
    return Typed(value.t or value.v or "", value.u, value.m)


def shown(item: Item, value: Value | None, study: Study, language: str) -> str:
    """Display text: label of a code or missing value, number as typed with its unit, plain text else.

    Derived numbers are rounded half up to the item's decimals. A boolean without a codelist comes
    back as ``true`` or ``false``: "Yes" and "No" are the screen's words.
    """
    if value is None:
        return ""
    if value.m is not None:
        return next((say(each.label, language) for each in study.missing if each.code == value.m), value.m)
    text = value.v or ""
    if item.type == "multi":
        return "; ".join(_label(item, code, study, language) for code in codes(value))
    if item.type == "link":
        return "; ".join(text.split())
    if item.codelist is not None:
        return _label(item, text, study, language)
    if item.type == "file":
        file = as_file(value)
        return file[1] if file else text
    if item.type in _MOMENTS or (item.type == "derived" and item.result == "datetime"):
        return text.replace("T", " ")
    found = number(value)
    if found is not None and (item.type in {"number", "integer"} or item.result in {"number", "integer"}):
        return _with_unit(item, value, found, study, language)
    return text


def _with_unit(item: Item, value: Value, found: tuple[str, Decimal], study: Study, language: str) -> str:
    text = value.t or value.v or ""
    if item.type == "derived" and item.decimals is not None:
        text = found[0] + decimal_text(rounded(found[1], item.decimals))
    return f"{text} {unit_text(study, value.u or item.unit, language)}".rstrip()


def _label(item: Item, code: str, study: Study, language: str) -> str:
    codelist = study.codelist_by_oid.get(item.codelist or "")
    choice = codelist.by_code.get(code) if codelist is not None else None
    return (say(choice.label, language) if choice is not None else "") or code
