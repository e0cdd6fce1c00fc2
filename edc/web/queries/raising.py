"""Raising a query: the form beside the page, or the items of the page to choose from."""

from __future__ import annotations

from dataclasses import replace

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Connection

from edc.errors import Refusal
from edc.web.crf.beside import open_rail, siblings_of
from edc.web.crf.shaping import page_crumbs, page_shape
from edc.web.crf.sheet import Sheet
from edc.web.keys import new_key
from edc.web.shapes import PageShape, Raising
from edc.web.shapes.queries import AskLine, AskListShape
from edc.web.spoken import path_words, value_words


def ask_page(connection: Connection, sheet: Sheet, path: str, *, text: str = "", problem: str = "") -> PageShape:
    """The page with the form for a query on *path* in its rail. Raises :class:`Refusal` (``not_found``)."""
    if sheet.form.at(path) is None:
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
    return page_shape(sheet, request_key=new_key(), siblings=siblings_of(connection, sheet), rail=rail)


def ask_list(sheet: Sheet) -> AskListShape:
    """Every item of the page that a query can be raised on."""
    stored = sheet.context.document(sheet.ref.id)
    paths = [item.name for group, item in sheet.form.items() if group.repeat == "none"]
    paths += sorted(path for path in stored if path.count("/") == 2 and sheet.form.at(path))
    lines = []
    for path in dict.fromkeys(paths):
        at = sheet.form.at(path)
        if at is None:
            continue
        shown = (
            _("masked") if sheet.masked(at[2]) else value_words(at[2], stored.get(path), sheet.study, sheet.language)
        )
        lines.append(
            AskLine(
                path_words(sheet.form, path, sheet.language),
                shown,
                url_for("queries.ask", page_id=sheet.ref.id, path=path),
            )
        )
    return AskListShape(page_crumbs(sheet), tuple(lines), url_for("crf.page", page_id=sheet.ref.id))
