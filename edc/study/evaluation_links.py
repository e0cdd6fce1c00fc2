"""Links to rows of logs that are not there."""

from __future__ import annotations

from collections.abc import Iterator

from edc.study.definition import Item
from edc.study.document import STRUCK, Value
from edc.study.evaluation_page import Page
from edc.study.values import linked_rows


def astray(here: Page, item: Item, value: Value | None) -> Iterator[tuple[int, str]]:
    """Page and path of the mark of each row that a link names and that is not there or is struck out."""
    for name, key in linked_rows(value):
        operands = here.frame.one(name) if name in item.links else None
        if operands is None:
            continue
        group = next((each for each in operands.sheet.plan.repeating if each.repeat == "added"), None)
        if group is not None and key not in operands.rows[group.name]:
            page = operands.sheet.page
            yield (0 if page is None else page.page), f"{group.name}/{key}/{STRUCK}"
