"""Live help: what the server makes of a form while it is typed."""

from __future__ import annotations

from typing import Any

from edc.study.definition import Group, Item
from edc.web.crf.companions import MARKS, differs, flag_word, reference
from edc.web.crf.groups import group_hidden, may_hide
from edc.web.crf.items import item_shape, page_asks
from edc.web.crf.sheet import Sheet
from edc.web.shapes import AskShape, ItemShape


def live_answer(sheet: Sheet) -> dict[str, dict[str, Any]]:
    """Path to what is to be said or shown of the item: of each that was typed, or about which there is something.

    Echo, refusal, questions with their offers, whether it is hidden, derived text:
    all from the evaluator that a save runs. What is no longer said is left out, so
    that the page takes it away.
    """
    paths = {*sheet.typed, *sheet.hidden, *sheet.view.pages[sheet.ref.id].derived}
    paths |= {path for one in sheet.findings for path in one.paths}
    paths |= {name for name, (group, item) in sheet.form.by_name.items() if group.repeat == "none" and not item.stored}
    found = ((path, sheet.form.at(path)) for path in sorted(paths))
    answer = {
        path: _said(item_shape(sheet, at[2], path), at[0], at[2])
        | _reference(sheet, at[0], at[2], path)
        | _contradiction(sheet, at[2], path)
        for path, at in found
        if at is not None
    }
    whole = {group.name: {"hidden": group_hidden(sheet, group)} for group in sheet.form.groups if may_hide(group)}
    return whole | answer | {"": {"asks": [_ask(ask) for ask in page_asks(sheet, "")]}}


def _said(shape: ItemShape, group: Group, item: Item) -> dict[str, Any]:
    said: dict[str, Any] = {"echo": shape.echo} if item.stored else {"derived": shape.text}
    if shape.problem:
        said["problem"] = shape.problem
    if shape.asks:
        said["asks"] = [_ask(ask) for ask in shape.asks]
    if item.show_if or group.show_if:
        said["hidden"] = shape.hidden
    return said


def _reference(sheet: Sheet, group: Group, item: Item, path: str) -> dict[str, Any]:
    """The reference range that holds for what was typed, and where the result lies."""
    if item.limits is None:
        return {}
    words, flag = reference(sheet, group, item, path.removesuffix(item.name))
    return {"range": words, "flag": {"mark": MARKS[flag], "word": flag_word(flag)} if flag else None}


def _contradiction(sheet: Sheet, item: Item, path: str) -> dict[str, Any]:
    """Whether what is computed is another answer than the one typed beside it."""
    if item.stored or item.beside is None:
        return {}
    return {"differs": differs(sheet, item, path.removesuffix(item.name))}


def _ask(ask: AskShape) -> dict[str, Any]:
    """A question; a confirmed one too, for its confirmation stands in the form that was asked about."""
    said: dict[str, Any] = {
        "check": ask.check,
        "text": ask.text,
        "confirmed": bool(ask.confirmed),
        "awaits": ask.awaits,
    }
    if ask.offer:
        said["offer"] = {"unit": ask.offer.unit, "word": ask.offer.word}
    return said
