"""Groups and rows of a page as their template receives them."""

from __future__ import annotations

from dataclasses import replace

from edc.casebook.rules_saving import next_row
from edc.study.definition import Group, Row
from edc.study.document import NOT_DONE
from edc.web.crf.companions import bulk, lines
from edc.web.crf.items import row_summary
from edc.web.crf.sheet import Sheet
from edc.web.crf.struck import struck_shape
from edc.web.saying import say_reason
from edc.web.shapes import GroupShape, ItemShape, Mark, RowShape

BLANK = "__KEY__"
"""The key of the row that scripts clone."""
FEW = 3
"""Rows that only ask stand open as long as there are no more rows than these; a long log stays a list."""


def group_shape(sheet: Sheet, group: Group, owed: frozenset[str], added: frozenset[str]) -> GroupShape:
    """*group* with its rows. *owed*: paths that owe a reason; *added*: groups asked for one row more."""
    mark = sheet.document.get(f"{group.name}/{NOT_DONE}")
    columns = _lines(sheet, group, "", owed, closed=mark is not None)
    alone = len(sheet.form.groups) == 1 and group.repeat == "none"
    shape = GroupShape(
        name=group.name,
        items=columns,
        label=group.label or None,
        repeat=group.repeat,
        layout=group.layout,
        not_done=() if alone or not (group.label or mark) else sheet.study.not_done_reasons,
        not_done_said=say_reason(sheet.study, mark.v if not mark.t else f"{mark.v}: {mark.t}", sheet.language)
        if mark
        else "",
        bulk=() if mark else bulk(sheet, group),
        hidden=group_hidden(sheet, group),
    )
    if group.repeat == "none":
        return shape
    if group.repeat == "fixed":
        return replace(shape, rows=tuple(_row(sheet, group, row.key, owed, fixed=row) for row in group.rows))
    keys = _keys(sheet, group)
    free = next_row(sheet.document, group.name)
    if group.name in added or not keys:
        keys.append(str(free))
        free += 1
    return replace(
        shape,
        rows=tuple(_row(sheet, group, key, owed, open_=key == keys[-1], many=len(keys) > FEW) for key in keys),
        next_key=str(free),
        blank=_row(sheet, group, BLANK, owed, open_=True),
        may_add=sheet.open and mark is None,
    )


def may_hide(group: Group) -> bool:
    """Whether *group* as a whole may be hidden: by its own condition, or by those of all its items."""
    return group.show_if is not None or (
        group.repeat == "none" and bool(group.items) and all(item.show_if for item in group.items)
    )


def group_hidden(sheet: Sheet, group: Group) -> bool:
    """Whether the screen leaves *group* out now. What holds anything is always shown."""
    if not may_hide(group) or (group.show_if is not None and group.name not in sheet.hidden_groups):
        return False
    start = "" if group.repeat == "none" else f"{group.name}/"
    held = [*sheet.document.items(), *sheet.raw.items()]
    names = {item.name for item in group.items}
    if any(
        value for path, value in held if path.startswith(start) and path.removeprefix(start).split("/")[-1] in names
    ):
        return False
    return group.show_if is not None or all(item.name in sheet.hidden for item in group.items)


def _lines(sheet: Sheet, group: Group, prefix: str, owed: frozenset[str], *, closed: bool) -> tuple[ItemShape, ...]:
    """The items of *group*, or of one row of it; only to be read where that was not done or struck out."""
    shapes = lines(sheet, group, prefix, owed)
    if not closed:
        return shapes
    others = (tuple(replace(other, readonly=True) for other in shape.beside) for shape in shapes)
    return tuple(replace(shape, readonly=True, beside=beside) for shape, beside in zip(shapes, others, strict=True))


def _keys(sheet: Sheet, group: Group) -> list[str]:
    """Rows there are, and rows being typed, by number or in the order people gave them."""
    names = {*sheet.document, *(name.partition("@")[0] for name in sheet.raw)}
    parts = (name.split("/") for name in names)
    found = {part[1] for part in parts if len(part) == 3 and part[0] == group.name and part[1].isdecimal()}
    order = sheet.document.get(f"{group.name}/#order")
    first = (order.v or "").split() if order else []
    return [key for key in first if key in found] + sorted(found - set(first), key=int)


def _row(
    sheet: Sheet,
    group: Group,
    key: str,
    owed: frozenset[str],
    *,
    fixed: Row | None = None,
    open_: bool = False,
    many: bool = False,
) -> RowShape:
    prefix = f"{group.name}/{key}/"
    struck = struck_shape(sheet, prefix)
    closed = struck is not None or sheet.document.get(f"{group.name}/{NOT_DONE}") is not None
    items = _lines(sheet, group, prefix, owed, closed=closed)
    every = (*items, *(other for item in items for other in item.beside))
    asks = any(not ask.confirmed for item in every for ask in item.asks)
    speaks = any(item.problem or item.reason for item in every) or (asks and (not many or _touched(sheet, prefix)))
    queries = [item.queries for item in every if item.queries]
    return RowShape(
        key=key,
        items=items,
        label=fixed.label if fixed else None,
        summary=row_summary(sheet, group, prefix),
        open=(open_ or speaks) and struck is None,
        asks=asks,
        queries=Mark("", sum(one.open for one in queries), sum(one.answered for one in queries)) if queries else None,
        struck=struck,
        may_strike=fixed is None and sheet.open and prefix.rstrip("/") in stored_rows(sheet, group),
    )


def _touched(sheet: Sheet, prefix: str) -> bool:
    """Whether what is typed of the row differs from what is stored."""
    typed, stored = sheet.document, sheet.context.document(sheet.ref.id)
    return any(typed.get(path) != stored.get(path) for path in {*typed, *stored} if path.startswith(prefix))


def stored_rows(sheet: Sheet, group: Group) -> set[str]:
    """``GROUP/7`` for every row that is stored."""
    stored = sheet.context.document(sheet.ref.id)
    return {path.rpartition("/")[0] for path in stored if path.startswith(f"{group.name}/") and path.count("/") == 2}
