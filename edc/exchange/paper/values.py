"""Stored values in words, for paper."""

from __future__ import annotations

from edc.errors import N_
from edc.exchange.paper.speech import YES_NO, Speech, Text, once
from edc.study.definition import Item, Study
from edc.study.document import Value, decode_value
from edc.study.values import shown
from edc.study.values.numbers import decimal_text, number, rounded
from edc.trail.guards import REDACTED as REDACTED_TEXT

_REDACTED = decode_value(REDACTED_TEXT).m  # type: ignore[union-attr]  # it is a value


def written(study: Study, item: Item, value: Value | None, speech: Speech) -> Text:
    """A value as it was typed, with its unit; a missing code in words; empty where there is nothing."""
    if value is None:
        return [""]
    if value.m == _REDACTED:
        return speech(N_("removed"))
    if item.type == "boolean" and value.v is not None:
        answers = [answer for answer in YES_NO if answer.code == value.v]
        return speech.label(answers[0].label) if answers else [value.v]
    return once([shown(item, value, study, language) for language in speech.languages])


def standard(study: Study, item: Item, value: Value | None, speech: Speech) -> Text:
    """``= 152 μmol/L``, where a number was typed in another unit; empty elsewhere."""
    found = number(value) if value is not None and value.u is not None else None
    if found is None:
        return []
    comparator, amount = found
    exact = amount if item.decimals is None else rounded(amount, item.decimals)
    unit = speech.unit(study, item.unit)
    return [f"= {comparator}{decimal_text(exact)} {each}" for each in unit]
