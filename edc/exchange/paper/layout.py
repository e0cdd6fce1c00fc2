"""The layout of a form, alike for a blank one and a filled one: lines, tables, or a card for each row.

Blocks are maps with a ``k``: ``heading``, ``rows`` (a line for each item), ``grid`` (a table of
rows by items), ``card`` (a row of many items, as lines of its own), ``legend``.
Who fills the form, a pen or the record, is a :class:`Hand`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from edc.errors import N_
from edc.exchange.paper.asked import choices_of, width
from edc.exchange.paper.conditions import in_words
from edc.exchange.paper.speech import Json, Speech, Text, joined
from edc.study.definition import Form, Group, Item, Study

PORTRAIT, LANDSCAPE = 162, 250
"""Millimetres that a table may be wide on the one and the other page."""
_LABEL = 34
"""Millimetres of the column that names fixed rows."""
_MOST_BOXES = 10
"""Answers that are ticked in the cell of a table."""
_HALF = 9
"""Items of which a card is more than half a page."""
_WIDTHS = {
    "text": 28,
    "number": 17,
    "integer": 14,
    "boolean": 15,
    "date": 21,
    "partial_date": 21,
    "time": 14,
    "partial_time": 14,
    "datetime": 30,
    "partial_datetime": 30,
    "duration": 20,
    "link": 24,
    "file": 24,
    "derived": 15,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a repeating group: its key in paths, what it is called, why it was struck out."""

    key: str
    title: Text
    struck: Text = field(default_factory=list)
    numbered: bool = False
    """A box for its number follows the title."""


class Hand(Protocol):
    """Whoever fills in a form."""

    @property
    def study(self) -> Study: ...
    @property
    def speech(self) -> Speech: ...
    @property
    def codes(self) -> bool:
        """Whether names of items are printed."""
        ...

    def lines(self, group: Group) -> list[Line]:
        """The rows of a repeating group."""
        ...

    def group_note(self, form: Form, group: Group) -> Text: ...
    def shows(self, item: Item, path: str) -> bool:
        """Whether the item has a line of its own there."""
        ...

    def notes(self, form: Form, item: Item) -> list[Text]:
        """What is said of an item in small print."""
        ...

    def answer(self, item: Item, path: str) -> list[Json]: ...
    def small(self, item: Item, path: str) -> list[Json]:
        """The same in the cell of a table."""
        ...

    def missing(self, item: Item, path: str) -> list[Json]: ...
    def marks(self, form: Form, group: Group, item: Item) -> list[Json]:
        """Annotations."""
        ...


def blocks_of(form: Form, hand: Hand) -> list[Json]:
    """All of a form."""
    return [block for group in form.groups for block in _group(form, group, hand)]


def _group(form: Form, group: Group, hand: Hand) -> Iterator[Json]:
    note = hand.group_note(form, group)
    alone = len(form.groups) == 1 and group.label == form.label
    if note or (any(group.label.values()) and not alone):
        text = hand.speech.label(group.label) if group.label else []
        yield {"k": "heading", "text": text, "note": note, "code": group.name if hand.codes else ""}
    if group.repeat == "none":
        yield {"k": "rows", "rows": _rows(form, group, hand, "")}
        return
    lines = hand.lines(group)
    shape = shape_of(group, hand)
    if shape == "cards" and group.repeat == "fixed" and len(lines) <= 6:
        yield _turned(form, group, hand, lines)
    elif shape == "cards":
        for n, line in enumerate(lines):
            rows = _rows(form, group, hand, f"{group.name}/{line.key}/")
            card = {"k": "card", "title": line.title, "numbered": line.numbered, "struck": line.struck, "rows": rows}
            yield card | {"own-page": bool(n) and line.numbered and len(rows) > _HALF}
    elif lines:
        yield _grid(form, group, hand, lines, wide=shape == "wide")
    if shape != "cards" or group.repeat == "fixed":
        yield from _legend(group, hand)


def _rows(form: Form, group: Group, hand: Hand, prefix: str) -> list[Json]:
    """A line for each item; those said to stand beside another are in its line."""
    names = {item.name for item in group.items}
    beside: dict[str, list[Item]] = {}
    for item in group.items:
        if item.beside in names:
            beside.setdefault(str(item.beside), []).append(item)
    rows: list[Json] = []
    section: Text = []
    for item in group.items:
        section = hand.speech.label(item.section) if item.section else section
        if item.beside in names or not hand.shows(item, prefix + item.name):
            continue
        row = _row(form, group, hand, item, prefix)
        more = [one for one in beside.get(item.name, ()) if hand.shows(one, prefix + one.name)]
        standing = [_row(form, group, hand, one, prefix) for one in more]
        for one in standing:
            one["label"] = [_without(text, row["label"]) for text in one["label"]]
        rows.append(row | {"section": section, "beside": standing})
        section = []
    return rows


def _without(text: str, labels: Text) -> str:
    """*text* of an item that stands beside another, without that one's name before a colon."""
    for label in labels:
        for mark in (": ", ":", "："):
            text = text.removeprefix(label + mark)
    return text


def _row(form: Form, group: Group, hand: Hand, item: Item, prefix: str) -> Json:
    path = prefix + item.name
    return {
        "label": hand.speech.label(item.label),
        "notes": hand.notes(form, item),
        "code": item.name if hand.codes else "",
        "answer": hand.answer(item, path),
        "missing": hand.missing(item, path),
        "computed": not item.stored,
        "marks": hand.marks(form, group, item),
    }


def _grid(form: Form, group: Group, hand: Hand, lines: Sequence[Line], *, wide: bool) -> Json:
    return {
        "k": "grid",
        "wide": wide,
        "first": _LABEL if group.repeat == "fixed" else 12,
        "columns": [_column(form, group, hand, item) for item in group.items],
        "lines": [
            {
                "label": [line.key] if line.numbered else line.title,
                "struck": line.struck,
                "cells": [hand.small(item, f"{group.name}/{line.key}/{item.name}") for item in group.items],
            }
            for line in lines
        ],
    }


def _turned(form: Form, group: Group, hand: Hand, lines: Sequence[Line]) -> Json:
    """Few fixed rows of many items: the items go down, the rows across."""
    columns = [{"text": line.title, "width": 1, "unit": [], "notes": [], "code": "", "marks": []} for line in lines]
    found = []
    for item in group.items:
        cells = [hand.small(item, f"{group.name}/{line.key}/{item.name}") for line in lines]
        column = _column(form, group, hand, item)
        found.append({"label": joined([column["text"], column["unit"]], " "), "struck": [], "cells": cells} | column)
    return {"k": "grid", "wide": False, "first": 52, "columns": columns, "lines": found}


def _column(form: Form, group: Group, hand: Hand, item: Item) -> Json:
    return {
        "text": hand.speech.label(item.label),
        "unit": hand.speech.unit(hand.study, item.unit) if item.unit and not item.units else [],
        "notes": hand.notes(form, item),
        "code": item.name if hand.codes else "",
        "marks": hand.marks(form, group, item),
        "width": item_width(hand.study, item, hand.speech),
    }


def shape_of(group: Group, hand: Hand) -> str:
    """``tall`` or ``wide``, where its table fits on such a page; ``cards`` where on neither."""
    first = _LABEL if group.repeat == "fixed" else 12
    needed = first + sum(item_width(hand.study, item, hand.speech) for item in group.items)
    return "tall" if needed <= PORTRAIT else "wide" if needed <= LANDSCAPE else "cards"


def item_width(study: Study, item: Item, speech: Speech) -> int:
    """Millimetres that the column of an item needs."""
    if written_in(study, item):
        return 24
    if item.type in ("choice", "multi"):
        widest = max((width(text) for text in short_choices(study, item, speech)), default=14)
        return max(15, min(34, 8 + round(widest * 1.35)))
    longest = max((width(word) for text in speech.label(item.label) for word in text.split()), default=0)
    return max(_WIDTHS[item.type], min(28, round(longest * 1.35) + 3))


def written_in(study: Study, item: Item) -> bool:
    """Whether a narrow cell has no room for boxes: the code is written, and the codes stand below the table."""
    return item.type in ("choice", "multi") and len(choices_of(study, item)) > _MOST_BOXES


def short_choices(study: Study, item: Item, speech: Speech) -> list[str]:
    """What stands beside the boxes in a narrow cell: codes where all are short, else the answers."""
    found = choices_of(study, item)
    if all(len(choice.code) <= 5 for choice in found) and item.type != "boolean":
        return [choice.code for choice in found]
    return [" ".join(speech.label(choice.label)) or choice.code for choice in found]


def _legend(group: Group, hand: Hand) -> Iterator[Json]:
    """What the short codes in the cells mean."""
    told: dict[str, Text] = {}
    for item in group.items:
        found = [each for each in choices_of(hand.study, item) if hand.speech.label(each.label) != [each.code]]
        short = short_choices(hand.study, item, hand.speech)
        if item.codelist and found and (written_in(hand.study, item) or short[0] == found[0].code):
            pairs = [joined([[each.code], hand.speech.label(each.label)], " ") for each in found]
            told.setdefault(item.codelist, joined([hand.speech.label(item.label), joined(pairs, " · ")], ": "))
    if told:
        yield {"k": "legend", "lines": list(told.values())}


def only_if(hand: Hand, form: Form, expression: str | None) -> Text:
    """When an item or a group is asked at all; empty where always."""
    if not expression:
        return []
    said: Callable[..., Text] = hand.speech
    return said(N_("only if %(condition)s"), condition=in_words(hand.study, form, expression, hand.speech))
