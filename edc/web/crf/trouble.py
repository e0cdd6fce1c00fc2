"""What is to settle on a page, in words, and where."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from flask import url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from edc import clock
from edc.acts.draft import DraftRow
from edc.errors import Refusal
from edc.study.definition import say
from edc.study.evaluation import Finding, Owed
from edc.web.crf.posting import Post, bind_post
from edc.web.crf.sheet import Sheet
from edc.web.problems import said
from edc.web.punctuation import named
from edc.web.saying import say_finding, say_problem
from edc.web.shapes import DraftShape, Trouble

SAID = ("reason", "confirm")
"""Fields beside an item in which people say something: a draft of these alone is one too."""


def label_of(sheet: Sheet, path: str) -> str:
    """What a path is called on screen: ``No. 7: Term``."""
    at = sheet.form.at(path)
    if at is None:
        return path
    group, row, item = at
    word = say(item.label, sheet.language)
    if row is None:
        return word
    fixed = next((say(each.label, sheet.language) for each in group.rows if each.key == row), "")
    return named(fixed or _("No. %(n)s", n=row), word)


def labels(sheet: Sheet, paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(label_of(sheet, path) for path in paths)


def of_post(sheet: Sheet, typed: Post, reasons: frozenset[str]) -> tuple[Trouble, ...]:
    """What was refused, and which changes owe a reason."""
    refused = [
        Trouble(path, label_of(sheet, path), say_problem(reading.problem))
        for path, reading in typed.readings.items()
        if reading.problem is not None
    ]
    found = [
        *refused,
        *(Trouble(path, label_of(sheet, path), _("Say why the stored value changes.")) for path in reasons),
    ]
    return tuple(sorted(found, key=lambda one: place_of(sheet, one.path)))


def place_of(sheet: Sheet, path: str) -> tuple[int, int, int]:
    """Where *path* stands on the page, from its top: group, row, item."""
    at = sheet.form.at(path)
    if at is None:
        return (len(sheet.form.groups), 0, 0)
    group, row, item = at
    fixed = [each.key for each in group.rows]
    line = 0 if row is None else fixed.index(row) if row in fixed else int(row)
    return (sheet.form.groups.index(group), line, group.items.index(item))


def of_words(sheet: Sheet, paths: Iterable[str]) -> tuple[Trouble, ...]:
    """Reasons and confirmations that need words of their own."""
    return tuple(Trouble(path, label_of(sheet, path), said(Refusal("words_owed"))) for path in paths)


def of_checks(sheet: Sheet, findings: Sequence[Finding]) -> tuple[Trouble, ...]:
    return tuple(Trouble(one.path, label_of(sheet, one.path), say_finding(one, sheet.language)) for one in findings)


def of_owed(sheet: Sheet, owed: Sequence[Owed]) -> tuple[Trouble, ...]:
    """What kept the page from being finished. Everything typed is saved."""
    text = _("Saved. A value is owed before the page is finished: enter it, or say why there is none.")
    return tuple(Trouble(one.path, label_of(sheet, one.path), text) for one in owed)


def draft_offer(draft: DraftRow | None, sheet: Sheet) -> DraftShape | None:
    """The draft this person left, if it still differs from what is stored."""
    if draft is None or not sheet.open:
        return None
    typed = json.loads(draft.typed)
    stored = sheet.context.document(sheet.ref.id)
    values = bind_post(sheet.form, MultiDict(typed), sheet.here).readings
    count = sum(1 for path, one in values.items() if one.problem is not None or one.value != stored.get(path))
    count += sum(1 for name, texts in typed.items() if name.partition("@")[2].startswith(SAID) and any(texts))
    if not count:
        return None
    at = clock.local(draft.at, sheet.timezone).strftime("%H:%M")
    return DraftShape(at, count, url_for("crf.page", page_id=sheet.ref.id, draft=1))


def clock_now(sheet: Sheet) -> str:
    """The time on the site's wall, for "Saved 14:03"."""
    return clock.local(clock.stamp(clock.now()), sheet.timezone).strftime("%H:%M")
