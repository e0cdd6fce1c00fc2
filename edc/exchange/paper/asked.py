"""What an item looks like to a pen: boxes to fill, boxes to tick, lines to write on.

The parts of an answer are small maps with a ``k``:

=========  ==========================================================================
``comb``   ``pattern``: a letter or ``_`` is a box (the letter printed small in it), the rest stands between
``ticks``  ``choices`` of ``code`` and ``text``; ``columns`` 0 is one after another on a line
``lines``  ``n`` lines to write on
``word``   ``text`` printed small
``auto``   computed by the program: nothing is written here
=========  ==========================================================================
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from unicodedata import east_asian_width

from edc.errors import N_
from edc.exchange.paper.speech import YES_NO, Json, Speech, Text
from edc.study.definition import Choice, Item, Study

_COMBS = {
    "date": "YYYY-MM-DD",
    "partial_date": "YYYY-MM-DD",
    "time": "hh:mm",
    "partial_time": "hh:mm",
    "datetime": "YYYY-MM-DD hh:mm",
    "partial_datetime": "YYYY-MM-DD hh:mm",
}
_MOST_BOXES = 9
_MOST_LISTED = 60
"""Answers printed to tick; a longer list is a dictionary, and its term is written."""
_INLINE = 62
"""Characters of answers that stand on one line."""


def answer(study: Study, item: Item, speech: Speech) -> list[Json]:
    """Where the value of *item* is written."""
    if item.type == "derived":
        return [{"k": "auto", "text": speech(N_("computed"))}, *_unit(study, item, speech)]
    if item.type in _COMBS:
        unknown = speech(N_("UN where a part is unknown")) if item.type.startswith("partial") else []
        return [{"k": "comb", "pattern": _COMBS[item.type]}, *([_word(unknown)] if unknown else [])]
    if item.type in ("number", "integer"):
        return [*_signs(item), {"k": "comb", "pattern": number_pattern(item)}, *_unit(study, item, speech)]
    if item.type in ("choice", "multi", "boolean"):
        return _choices(study, item, speech)
    if item.type == "link":
        return [part for form in item.links for part in _link(study, form, speech)]
    if item.type == "file":
        return [_word(speech(N_("sheets attached"))), {"k": "comb", "pattern": "__"}]
    if item.type == "duration":
        units = (N_("days"), N_("hours"), N_("minutes"))
        return [part for unit in units for part in ({"k": "comb", "pattern": "___"}, _word(speech(unit)))]
    return [{"k": "lines", "n": 1 if item.length is not None and item.length <= 80 else 2}]


def number_pattern(item: Item) -> str:
    """A box for each digit that the widest possible value has."""
    bounds = item.hard or item.soft
    top = (bounds.le if bounds.le is not None else bounds.lt) if bounds else None
    whole = len(str(int(abs(top)))) if top is not None else 5
    decimals = 0 if item.type == "integer" else 2 if item.decimals is None else item.decimals
    if item.units and item.type == "number":
        decimals = max(decimals, 2)
    low = bounds.ge if bounds else Decimal(0)
    sign = "_" if low is not None and low < 0 else ""
    pattern = sign + "_" * min(whole, _MOST_BOXES)
    return f"{pattern}.{'_' * decimals}" if decimals else pattern


def missing(study: Study, item: Item, speech: Speech) -> list[Json]:
    """Reasons why there is no value, to tick."""
    if not item.stored:
        return []
    allowed = (each for each in study.missing if item.missing is None or each.code in item.missing)
    return [{"code": each.code, "text": speech.label(each.label)} for each in allowed]


def choices_of(study: Study, item: Item) -> tuple[Choice, ...]:
    """The answers of a ``choice``, a ``multi`` or a ``boolean``."""
    codelist = study.codelist_by_oid.get(item.codelist or "")
    if codelist is not None:
        return codelist.choices
    return YES_NO if item.type == "boolean" else ()


def _choices(study: Study, item: Item, speech: Speech) -> list[Json]:
    found = choices_of(study, item)
    if not found or len(found) > _MOST_LISTED:
        return [{"k": "lines", "n": 1}]
    listed = [{"code": _code(item, each, speech), "text": _named(each, speech)} for each in found]
    part: Json = {"k": "ticks", "choices": listed, "columns": _columns(found, speech), "many": item.type == "multi"}
    return [part, *([_word(speech(N_("tick all that apply")))] if item.type == "multi" else [])]


def _named(choice: Choice, speech: Speech) -> Text:
    text = speech.label(choice.label)
    return text if any(text) else [choice.code]


def _code(item: Item, choice: Choice, speech: Speech) -> str:
    """The code beside an answer, where it says more than the answer does."""
    said = speech.label(choice.label)
    told = item.type == "boolean" or not choice.label or any(text.startswith(choice.code) for text in said)
    return "" if told else choice.code


def _columns(found: Iterable[Choice], speech: Speech) -> int:
    """0 where all answers fit on one line, else into how many columns they fit."""
    widths = [width(" ".join(_named(choice, speech))) + len(choice.code) + 4 for choice in found]
    if sum(widths) <= _INLINE:
        return 0
    longest = max(widths)
    return 3 if longest <= 20 else 2 if longest <= 34 else 1


def width(text: str) -> int:
    """How wide *text* is, in Latin characters: a Chinese one takes two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _unit(study: Study, item: Item, speech: Speech) -> list[Json]:
    if item.units and item.stored:
        units = [code for code in (item.unit, *item.units) if code]
        ticks = [{"code": "", "text": speech.unit(study, code)} for code in units]
        return [{"k": "ticks", "choices": ticks, "columns": 0, "many": False}]
    return [_word(speech.unit(study, item.unit), strong=True)] if item.unit else []


def _signs(item: Item) -> list[Json]:
    """Boxes for a result such as ``< 3.0``."""
    if not item.comparator:
        return []
    ticks = [{"code": "", "text": [sign]} for sign in ("<", ">")]
    return [{"k": "ticks", "choices": ticks, "columns": 0, "many": False}]


def _link(study: Study, form: str, speech: Speech) -> list[Json]:
    known = study.form_by_name.get(form)
    name = speech.label(known.label) if known is not None else [form]
    return [_word(speech(N_("%(form)s no."), form=name)), {"k": "comb", "pattern": "__ __ __"}]


def _word(text: Text, *, strong: bool = False) -> Json:
    return {"k": "word", "text": text, "strong": strong}
