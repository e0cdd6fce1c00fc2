"""Blank forms: every item, conditional ones with their condition, ready for a pen; annotated ones too."""

from __future__ import annotations

from dataclasses import dataclass

from edc.errors import N_
from edc.exchange.paper import asked
from edc.exchange.paper.annotations import Annotations
from edc.exchange.paper.layout import Line, blocks_of, only_if, shape_of, short_choices, written_in
from edc.exchange.paper.places import Place, banners, head
from edc.exchange.paper.speech import Json, Speech, Text, joined
from edc.study.definition import Form, Group, Item, Study

EMPTY_ROWS, EMPTY_CARDS = 6, 3
"""Rows of a log on a blank form: as a table, or where a row takes a page."""


@dataclass(frozen=True, slots=True)
class Pen:
    """Whoever writes on paper. ``annotations``: printed too."""

    study: Study
    speech: Speech
    annotations: Annotations | None = None

    @property
    def codes(self) -> bool:
        return self.annotations is not None

    def lines(self, group: Group) -> list[Line]:
        if group.repeat == "fixed":
            return [Line(row.key, self.speech.label(row.label) if row.label else [row.key]) for row in group.rows]
        number = self.speech(N_("No."))
        # an annotated form says once what every row is like
        empty = EMPTY_CARDS if shape_of(group, self) == "cards" else EMPTY_ROWS
        rows = 1 if self.codes else empty
        return [Line(str(n), number, numbered=True) for n in range(1, rows + 1)]

    def group_note(self, form: Form, group: Group) -> Text:
        return only_if(self, form, group.show_if)

    def shows(self, item: Item, path: str) -> bool:
        return True

    def notes(self, form: Form, item: Item) -> list[Text]:
        found = [only_if(self, form, item.show_if)]
        if item.help:
            found.append(self.speech.label(item.help))
        if item.medical:
            found.append(self.speech(N_("the investigator's judgement")))
        return [text for text in found if text]

    def answer(self, item: Item, path: str) -> list[Json]:
        return asked.answer(self.study, item, self.speech)

    def small(self, item: Item, path: str) -> list[Json]:
        lacking = [{"code": each["code"], "text": []} for each in self.missing(item, path)]
        tail: list[Json] = [{"k": "lacking", "choices": lacking}] if lacking else []
        if item.type == "derived":
            return [{"k": "auto", "text": []}]
        if written_in(self.study, item):
            return [{"k": "hint", "text": self.speech(N_("code"))[0]}, *tail]
        if item.type in ("choice", "multi", "boolean"):
            choices = [{"code": "", "text": [text]} for text in short_choices(self.study, item, self.speech)]
            return [{"k": "ticks", "choices": choices, "columns": 1 if len(choices) <= 3 else 2, "many": False}, *tail]
        if item.type.endswith(("date", "time")):
            return [{"k": "hint", "text": _PATTERNS[item.type.removeprefix("partial_")]}, *tail]
        return [{"k": "space"}, *tail]

    def missing(self, item: Item, path: str) -> list[Json]:
        return asked.missing(self.study, item, self.speech)

    def marks(self, form: Form, group: Group, item: Item) -> list[Json]:
        return self.annotations.of_item(form, group, item) if self.annotations else []


_PATTERNS = {"date": "YYYY-MM-DD", "time": "hh:mm", "datetime": "YYYY-MM-DD hh:mm"}


def blank_form(pen: Pen, form: Form, place: Place) -> Json:
    """One form to be filled by hand at *place*."""
    blocks = blocks_of(form, pen)
    if pen.annotations:
        blocks += pen.annotations.of_form(form)
    notes = [pen.speech.label(form.notes)] if form.notes else []
    return head(pen.study, form, place, pen.speech) | {
        "wide": any(block.get("wide", False) for block in blocks),
        "banners": banners(pen.study, form, pen.speech) if pen.annotations else [],
        "notes": notes,
        "legend": _legend(pen, form),
        "blocks": blocks,
        "wet": "" if pen.annotations else "signed" if form.sign else "filled",
    }


def _legend(pen: Pen, form: Form) -> Text:
    """What the codes beside small boxes mean, once for the form."""
    found = {
        each["code"]: each["text"] for _, item in form.items() for each in asked.missing(pen.study, item, pen.speech)
    }
    if not found:
        return []
    pairs = joined([joined([[code], text], " ") for code, text in found.items()], " · ")
    return pen.speech(N_("No value, tick why: %(codes)s"), codes=pairs)
