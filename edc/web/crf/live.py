"""Live help: what the server makes of a form while it is typed."""

from __future__ import annotations

from typing import Any

from edc.web.crf.items import item_shape
from edc.web.crf.sheet import Sheet
from edc.web.shapes import ItemShape


def live_answer(sheet: Sheet) -> dict[str, dict[str, Any]]:
    """Path to what is to be said or shown of the item, for each about which there is something.

    Echo, refusal, questions with their offers, whether it is hidden, derived text:
    all from the evaluator that a save runs.
    """
    paths = {*sheet.typed, *sheet.hidden, *sheet.view.pages[sheet.ref.id].derived}
    paths |= {path for one in sheet.findings for path in one.paths}
    paths |= {name for name, (group, item) in sheet.form.by_name.items() if group.repeat == "none" and not item.stored}
    answer = {}
    for path in sorted(paths):
        at = sheet.form.at(path)
        if at is not None:
            said = _said(item_shape(sheet, at[2], path), path in sheet.hidden)
            if said:
                answer[path] = said
    return answer


def _said(shape: ItemShape, hidden: bool) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if shape.echo:
        said["echo"] = shape.echo
    if shape.problem:
        said["problem"] = shape.problem
    if asks := [ask for ask in shape.asks if not ask.confirmed]:
        said["asks"] = [
            {
                "check": ask.check,
                "text": ask.text,
                **({"offer": {"unit": ask.offer.unit, "word": ask.offer.word}} if ask.offer else {}),
            }
            for ask in asks
        ]
    if hidden and shape.hidden:
        said["hidden"] = True
    if shape.type == "derived":
        said["derived"] = shape.shown
    return said
