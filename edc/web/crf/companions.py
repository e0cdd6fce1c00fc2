"""What stands in the line of a result: its reference range, its flag, and the judgement of it.

Limits and flag are derived (``study.loading.analytes``); on screen they are part of the
result's own line, and the investigator may judge all flagged results of a group at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from flask_babel import gettext as _

from edc.access.rules import Permission
from edc.study.definition import Group, Item, Range
from edc.study.document import Value
from edc.study.loading.analytes import FLAG_LIST, SIGNIFICANCE_LIST
from edc.study.values import number, range_text
from edc.web.crf.items import item_shape
from edc.web.crf.sheet import Sheet
from edc.web.shapes import Bulk, ItemShape

Flag = Literal["", "H", "L"]
MARKS = {"H": "↑H", "L": "↓L"}
NOT_SIGNIFICANT = SIGNIFICANCE_LIST.choices[0].code


def lines(sheet: Sheet, group: Group, prefix: str, owed: frozenset[str] = frozenset()) -> tuple[ItemShape, ...]:
    """The items of a group, or of one row of it, each with its companions in its line.

    In a grid every item has a column of its own.
    """
    if group.layout == "grid":
        return tuple(item_shape(sheet, item, prefix + item.name, owed) for item in group.items)
    companions: dict[str, list[Item]] = {}
    for item in group.items:
        companions.setdefault(item.beside or "", []).append(item)
    return tuple(
        _line(sheet, group, item, companions.get(item.name, ()), prefix, owed) for item in companions.get("", ())
    )


def _line(
    sheet: Sheet, group: Group, item: Item, companions: Sequence[Item], prefix: str, owed: frozenset[str]
) -> ItemShape:
    shape = item_shape(sheet, item, prefix + item.name, owed)
    if not (item.limits or companions):
        return shape
    spoken = {*(item.limits or ()), *(each.name for each in companions if _is_flag(item, each))}
    beside = [each for each in companions if each.name not in spoken]
    low_to_high, flag = reference(sheet, group, item, prefix)
    others = tuple(_companion(sheet, each, prefix, owed) for each in beside)
    return replace(shape, beside=others, ranged=item.limits is not None, range=low_to_high, flag=flag)


def _companion(sheet: Sheet, item: Item, prefix: str, owed: frozenset[str]) -> ItemShape:
    shape = item_shape(sheet, item, prefix + item.name, owed)
    return replace(shape, differs=True) if differs(sheet, item, prefix) else shape


def differs(sheet: Sheet, item: Item, prefix: str) -> bool:
    """Whether *item* is computed and the signer will be asked why the answer it stands beside is another."""
    if item.stored or item.beside is None:
        return False
    both = {(sheet.ref.id, prefix + item.name), (sheet.ref.id, prefix + item.beside)}
    return any(both <= one.inputs for one in sheet.asked_at_signing)


def reference(sheet: Sheet, group: Group, item: Item, prefix: str) -> tuple[str, Flag]:
    """The reference range of a result in words, such as ``3.5–5.3``, and its flag; empty where there is none."""
    derived = sheet.view.pages[sheet.ref.id].derived
    limits: list[Value | None] = []
    for name in item.limits or ():
        stored = sheet.document.get(prefix + name)
        limits.append(Value(v=derived.get(prefix + name)) if stored is None else stored)
    low, high = (found[1] if (found := number(limit)) else None for limit in limits or (None, None))
    flag = next((derived.get(prefix + each.name) for each in group.items if _is_flag(item, each)), None)
    words = "" if low is None and high is None else range_text(Range(ge=low, le=high))
    return words, flag if flag in ("H", "L") else ""  # type: ignore[return-value]  # one of the two


def flag_word(flag: Flag) -> str:
    """A flag for those who hear the page."""
    return {"H": _("Above the reference range"), "L": _("Below the reference range")}.get(flag, "")


def _is_flag(item: Item, other: Item) -> bool:
    return other.beside == item.name and other.type == "derived" and other.codelist == FLAG_LIST.oid


def bulk(sheet: Sheet, group: Group) -> tuple[Bulk, ...]:
    """The button that judges all flagged results of *group* at once, for those whose judgement it is."""
    judged = any(_is_judgement(item) for item in group.items)
    if not (judged and sheet.open and sheet.may(Permission.MEDICAL_DECIDE)):
        return ()
    return (Bulk(f"{group.name}:{NOT_SIGNIFICANT}", _("All flagged: not clinically significant")),)


def unanswered(sheet: Sheet, group: str) -> Iterator[str]:
    """Paths of the judgements of *group* that are shown, with what was typed, and still empty."""
    plain = (item.name for each in sheet.form.groups if each.repeat == "none" for item in each.items)
    for path in dict.fromkeys((*sheet.typed, *plain)):
        at = sheet.form.at(path)
        if at is None or at[0].name != group or not _is_judgement(at[2]):
            continue
        if path not in sheet.hidden and sheet.document.get(path) is None:
            yield path


def _is_judgement(item: Item) -> bool:
    return item.beside is not None and item.codelist == SIGNIFICANCE_LIST.oid and item.medical
