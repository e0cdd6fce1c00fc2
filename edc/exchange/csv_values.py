"""How one stored value becomes one or more cells of a CSV file.

Values are taken as they stand in the stored document, a map of ``v``, ``t``, ``u``
and ``m``: millions of them pass here, so nothing is parsed that is only copied.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from edc.exchange.profiles import Part
from edc.study.definition import Codelist, Item, Study
from edc.study.values import encode_code

Stored = Mapping[str, str]
"""A value of a stored document, decoded but not read."""
Emit = Callable[[list[str], Stored | None], None]
"""Appends the cells of one value to a row."""

RISKY = frozenset("=+-@\t\r'＝＋－＠")
"""First characters of a free text before which an apostrophe is put, the apostrophe itself included:
a spreadsheet would run the others as a formula. Whoever reads drops one leading apostrophe."""


class Column(NamedTuple):
    """One column: its name before it is made unique, and what stands in it."""

    name: str
    meaning: str
    code: str = ""
    """The member of the codelist that a 0/1 column is about."""


def protected(text: str) -> str:
    """Free text as it stands in a cell; see :data:`RISKY`."""
    return f"'{text}" if text[:1] in RISKY and text else text


def columns_of(part: Part, study: Study) -> Iterator[Column]:
    """The columns of one item, in the order in which :func:`emitter` fills them."""
    item = part.item
    members = _members(item, study)
    if members is None:
        yield Column(item.name, "value")
    else:
        for code in members:
            yield Column(f"{item.name}__{_name(code)}", "chosen", code)
    if _numeric(item) and item.comparator:
        yield Column(f"{item.name}_CMP", "comparator")
    if item.units:
        yield Column(f"{item.name}_TYPED", "typed")
        yield Column(f"{item.name}_UNIT", "unit")
    if allows_missing(item, study):
        yield Column(f"{item.name}_MISS", "missing")


def allows_missing(item: Item, study: Study) -> bool:
    """Whether a coded missing value may stand in place of a value."""
    return item.stored and bool(study.missing if item.missing is None else item.missing)


def emitter(part: Part, study: Study) -> Emit | None:
    """What appends the cells of one item to a row.

    ``None``: the stored value as it is, and its missing code where one is allowed.
    Most values are so, and are written without a call for each of them.
    """
    item = part.item
    members = _members(item, study)
    missing = allows_missing(item, study)
    if members is not None:
        return _chosen(tuple(encode_code(code) for code in members), missing)
    if item.units or (_numeric(item) and item.comparator):
        return _measured(item, missing)
    return _text(missing) if _free(item, study) else None


def _text(missing: bool) -> Emit:
    def text(row: list[str], stored: Stored | None) -> None:
        row.append("" if stored is None else protected(stored.get("v", "")))
        if missing:
            row.append("" if stored is None else stored.get("m", ""))

    return text


def _measured(item: Item, missing: bool) -> Emit:
    standard, units, comparator = item.unit or "", bool(item.units), _numeric(item) and item.comparator

    def measured(row: list[str], stored: Stored | None) -> None:
        value = "" if stored is None else stored.get("v", "")
        number = value.lstrip("<>=")
        row.append(number)
        if comparator:
            row.append(value[: len(value) - len(number)])
        if units:
            typed = "" if stored is None else stored.get("t", value)
            row += (typed, "" if not typed or stored is None else stored.get("u", standard))
        if missing:
            row.append("" if stored is None else stored.get("m", ""))

    return measured


def _chosen(members: tuple[str, ...], missing: bool) -> Emit:
    blank = ("",) * len(members)

    def chosen(row: list[str], stored: Stored | None) -> None:
        value = None if stored is None else stored.get("v")
        if value is None:
            row += blank
        else:
            codes = value.split(" ")
            row += ["1" if code in codes else "0" for code in members]
        if missing:
            row.append("" if stored is None else stored.get("m", ""))

    return chosen


def _members(item: Item, study: Study) -> tuple[str, ...] | None:
    """The codes of a multiple choice; ``None`` for anything else, and where nobody knows them all."""
    codelist = _codelist(item, study)
    if item.type != "multi" or codelist is None or codelist.external is not None:
        return None
    return tuple(codelist.by_code)


def _codelist(item: Item, study: Study) -> Codelist | None:
    return study.codelist_by_oid.get(item.codelist or "")


def _numeric(item: Item) -> bool:
    return item.type in ("number", "integer")


def _free(item: Item, study: Study) -> bool:
    """Whether people write the text themselves; codes and numbers are never touched."""
    codelist = _codelist(item, study)
    if codelist is not None:
        return codelist.external is not None
    return item.type in ("text", "file", "multi") or (item.type == "derived" and item.result == "text")


def _name(code: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]+", "_", code)
