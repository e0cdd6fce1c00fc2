"""Raising a query: the form for one item, or the items of the page to choose from."""

from __future__ import annotations

from dataclasses import replace

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Connection

from edc.errors import Refusal
from edc.study.definition import Item
from edc.web.crf.beside import open_rail
from edc.web.crf.shaping import page_crumbs
from edc.web.crf.sheet import Sheet
from edc.web.keys import new_key
from edc.web.shapes import Raising
from edc.web.shapes.queries import AskLine, AskListShape
from edc.web.spoken import path_words, value_words


def ask_form(connection: Connection, sheet: Sheet, path: str, *, text: str = "", problem: str = "") -> AskListShape:
    """The form for a query on *path*, in a rail that a script may put beside the page.

    Raises :class:`Refusal` (``not_found``) where the page has no such item.
    """
    at = sheet.form.at(path)
    if at is None:
        raise Refusal("not_found")
    raising = Raising(
        url_for("queries.raise_on_item", page_id=sheet.ref.id),
        new_key(),
        path,
        path_words(sheet.form, path, sheet.language),
        text=text,
        problem=problem,
    )
    rail = replace(open_rail(connection, sheet, {}), raising=raising)
    return replace(_bare(sheet), rail=rail, value=_value(sheet, at[2], path))


def ask_list(sheet: Sheet) -> AskListShape:
    """Every item of the page that a query can be raised on."""
    paths = [item.name for group, item in sheet.form.items() if group.repeat == "none"]
    paths += sorted(path for path in sheet.context.document(sheet.ref.id) if path.count("/") == 2)
    lines = []
    for path in paths:
        if (at := sheet.form.at(path)) is not None:
            url = url_for("queries.ask", page_id=sheet.ref.id, path=path)
            lines.append(AskLine(path_words(sheet.form, path, sheet.language), _value(sheet, at[2], path), url))
    return replace(_bare(sheet), lines=tuple(lines))


def _bare(sheet: Sheet) -> AskListShape:
    return AskListShape(page_crumbs(sheet), url_for("crf.page", page_id=sheet.ref.id))


def _value(sheet: Sheet, item: Item, path: str) -> str:
    value = sheet.context.document(sheet.ref.id).get(path)
    if sheet.masked(item):
        return _("masked")
    return value_words(item, value, sheet.study, sheet.language)
