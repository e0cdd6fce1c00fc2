"""What a link may name: the rows of the participant's logs, each in a few words."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from edc.study.definition import Choice, Group, Item, say
from edc.study.document import Document, Value
from edc.study.expressions.operands import live_rows
from edc.study.values import linked_rows
from edc.study.view import PageView
from edc.web.crf.sheet import Sheet
from edc.web.shapes import Link
from edc.web.spoken import value_words

_DATED = ("date", "datetime", "partial_date", "partial_datetime")


def row_choices(sheet: Sheet, item: Item, value: Value | None) -> tuple[Choice, ...]:
    """Every standing row that *item* may name, and those it names already although they do not stand."""
    if item.links not in sheet.linkable:
        sheet.linkable[item.links] = {
            f"{page.form}/{key}": _words(sheet, group, page.document, key)
            for page, group in _logs(sheet, item)
            for key in live_rows(group, page.document)
        }
    found = dict(sheet.linkable[item.links])
    for form, key in linked_rows(value):
        found.setdefault(f"{form}/{key}", _("not there, or struck out"))
    return tuple(
        Choice(code=code, label={sheet.language: f"{code} · {words}" if words else code})
        for code, words in found.items()
    )


def log_links(sheet: Sheet, item: Item) -> tuple[Link, ...]:
    """The pages on which such rows are entered."""
    pages = {page.form: page.page for page, _group in _logs(sheet, item)}
    forms = (sheet.study.form_by_name[name] for name in item.links if name in pages)
    return tuple(Link(say(form.label, sheet.language), url_for("crf.page", page_id=pages[form.name])) for form in forms)


def row_words(sheet: Sheet, item: Item, value: Value | None) -> str:
    """The rows a link names, in words: ``AE/7 · fever · 2025-03-18``."""
    named = {f"{form}/{key}" for form, key in linked_rows(value)}
    chosen = (choice for choice in row_choices(sheet, item, value) if choice.code in named)
    return "; ".join(say(choice.label, sheet.language) for choice in chosen)


def _logs(sheet: Sheet, item: Item) -> Iterator[tuple[PageView, Group]]:
    for name in item.links:
        form = sheet.study.form_by_name.get(name)
        pages = sheet.view.by_form.get(name, ())
        groups = [] if form is None else [group for group in form.groups if group.repeat == "added"]
        if pages and groups:
            yield pages[0], groups[0]


def _words(sheet: Sheet, group: Group, document: Document, key: str) -> str:
    """The first thing a row says, and its first date."""
    first, dated = "", ""
    for item in group.items:
        value = document.get(f"{group.name}/{key}/{item.name}")
        if value is None or value.v is None or sheet.masked(item):
            continue
        if item.type in _DATED:
            dated = dated or value_words(item, value, sheet.study, sheet.language)
        else:
            first = first or value_words(item, value, sheet.study, sheet.language)
        if first and dated:
            break
    return " · ".join(word for word in (first, dated) if word)
