"""Groups and rows of a page as their template receives them."""

from __future__ import annotations

from dataclasses import replace

from edc.casebook.rules_saving import next_row
from edc.study.definition import Group, Row
from edc.study.document import NOT_DONE, STRUCK
from edc.web.crf.items import item_shape, row_summary
from edc.web.crf.sheet import Sheet
from edc.web.saying import say_reason
from edc.web.shapes import GroupShape, RowShape, Struck

BLANK = "__KEY__"
"""The key of the row that scripts clone."""


def group_shape(sheet: Sheet, group: Group, owed: frozenset[str], added: frozenset[str]) -> GroupShape:
    """*group* with its rows. *owed*: paths that owe a reason; *added*: groups asked for one row more."""
    columns = tuple(item_shape(sheet, item, item.name, owed) for item in group.items)
    mark = sheet.document.get(f"{group.name}/{NOT_DONE}")
    alone = len(sheet.form.groups) == 1 and group.repeat == "none"
    shape = GroupShape(
        name=group.name,
        items=columns,
        label=group.label or None,
        repeat=group.repeat,
        layout=group.layout,
        not_done=() if alone else sheet.study.not_done_reasons,
        not_done_code=(mark.v or "") if mark else "",
    )
    if group.repeat == "none":
        return replace(shape, hidden=bool(columns) and all(item.hidden for item in columns))
    if group.repeat == "fixed":
        return replace(shape, rows=tuple(_row(sheet, group, row.key, owed, fixed=row) for row in group.rows))
    keys = _keys(sheet, group)
    free = next_row(sheet.document, group.name)
    if group.name in added or not keys:
        keys.append(str(free))
        free += 1
    return replace(
        shape,
        rows=tuple(_row(sheet, group, key, owed, open_=key == keys[-1]) for key in keys),
        next_key=str(free),
        blank=_row(sheet, group, BLANK, owed, open_=True),
        may_add=sheet.open,
    )


def _keys(sheet: Sheet, group: Group) -> list[str]:
    """Rows there are, and rows being typed, by number or in the order people gave them."""
    names = {*sheet.document, *(name.partition("@")[0] for name in sheet.raw)}
    parts = (name.split("/") for name in names)
    found = {part[1] for part in parts if len(part) == 3 and part[0] == group.name and part[1].isdecimal()}
    order = sheet.document.get(f"{group.name}/#order")
    first = (order.v or "").split() if order else []
    return [key for key in first if key in found] + sorted(found - set(first), key=int)


def _row(
    sheet: Sheet, group: Group, key: str, owed: frozenset[str], *, fixed: Row | None = None, open_: bool = False
) -> RowShape:
    prefix = f"{group.name}/{key}/"
    items = tuple(item_shape(sheet, item, prefix + item.name, owed) for item in group.items)
    struck = sheet.document.get(prefix + STRUCK)
    speaks = any(item.problem or item.asks or item.reason for item in items)
    return RowShape(
        key=key,
        items=items,
        label=fixed.label if fixed else None,
        summary=row_summary(sheet, group, prefix),
        open=(open_ or speaks) and struck is None,
        struck=Struck(say_reason(sheet.study, struck.v, sheet.language), "", "") if struck else None,
        may_strike=fixed is None and sheet.open and prefix.rstrip("/") in stored_rows(sheet, group),
    )


def stored_rows(sheet: Sheet, group: Group) -> set[str]:
    """``GROUP/7`` for every row that is stored."""
    stored = sheet.context.document(sheet.ref.id)
    return {path.rpartition("/")[0] for path in stored if path.startswith(f"{group.name}/") and path.count("/") == 2}
