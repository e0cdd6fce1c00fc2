"""What stands beside a page: the other pages of its visit, its queries, an item's history."""

from __future__ import annotations

from collections.abc import Mapping

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Connection

from edc.db import rows
from edc.review.rules_queries import MOVES
from edc.study.definition import Item
from edc.study.document import decode_value
from edc.trail.unit import SYSTEM
from edc.web.cells import form_word
from edc.web.crf.shaping import entry_glyph
from edc.web.crf.sheet import Sheet
from edc.web.crf.trouble import label_of
from edc.web.saying import say_finding, say_reason
from edc.web.shapes import Past, Rail, RailQuery, Sibling
from edc.web.spoken import moment, value_words, who


def siblings_of(connection: Connection, sheet: Sheet) -> tuple[Sibling, ...]:
    """The pages of the same visit, in the order of the schedule."""
    return tuple(
        Sibling(
            word=form_word(sheet.study.form_by_name[form], sheet.language, repeat),
            url=url_for("crf.page", page_id=page),
            glyph=entry_glyph(entry, held),
            here=page == sheet.ref.id,
        )
        for page, form, repeat, entry, held in _pages(connection, sheet)
    )


def next_page(connection: Connection, sheet: Sheet) -> int | None:
    """The next page of the visit after this one; ``None`` after the last."""
    pages = [page for page, *_rest in _pages(connection, sheet)]
    after = pages.index(sheet.ref.id) + 1
    return pages[after] if after < len(pages) else None


def _pages(connection: Connection, sheet: Sheet) -> list[tuple[int, str, int, str, str]]:
    sql = (
        "SELECT s.page, s.form, p.repeat, s.entry, s.held FROM page_state s JOIN page p ON p.id = s.page"
        " WHERE s.visit = ?"
    )
    found = rows(connection, sql, (sheet.ref.visit,))
    order = {form: place for place, form in enumerate(sheet.study.event_by_name[sheet.ref.event].forms)}
    return sorted(found, key=lambda row: (order.get(row[1], len(order)), row[0]))


def open_rail(connection: Connection, sheet: Sheet, asked: Mapping[str, str]) -> Rail:
    """Queries of the page, the history of the item asked for (``history=path``), notes."""
    path = asked.get("history", "")
    at = sheet.form.at(path) if path else None
    history = _history(connection, sheet, path, at[2]) if at else ()
    return Rail(
        queries=_queries(connection, sheet),
        history_of=label_of(sheet, path) if at else "",
        history=history,
        notes=sheet.form.notes or None,
    )


def _history(connection: Connection, sheet: Sheet, path: str, item: Item) -> tuple[Past, ...]:
    """Newest first: when, who, old, new, why."""
    sql = (
        "SELECT v.saved_at, p.name, v.person, v.role, c.old, c.new, c.reason FROM item_change c"
        " JOIN page_version v ON v.page = c.page AND v.seq = c.seq LEFT JOIN person p ON p.username = v.person"
        " WHERE c.page = ? AND c.path = ? ORDER BY c.seq DESC"
    )
    masked = sheet.masked(item)
    return tuple(
        Past(
            at=moment(saved_at, sheet.timezone),
            who=who({person: name} if name else {}, person, role),
            old=_("masked") if masked and old else value_words(item, decode_value(old), sheet.study, sheet.language),
            new=_("masked")
            if masked and new
            else value_words(item, decode_value(new), sheet.study, sheet.language) or _("cleared"),
            reason=say_reason(sheet.study, reason, sheet.language),
        )
        for saved_at, name, person, role, old, new, reason in rows(connection, sql, (sheet.ref.id, path))
    )


def _queries(connection: Connection, sheet: Sheet) -> tuple[RailQuery, ...]:
    sql = (
        "SELECT q.id, q.path, q.check_id, e.name, e.text, e.at, p.name, e.person FROM query q"
        " JOIN query_event e ON e.query = q.id AND e.n = (SELECT max(l.n) FROM query_event l WHERE l.query = q.id)"
        " LEFT JOIN person p ON p.username = e.person WHERE q.page = ? ORDER BY q.id"
    )
    found = []
    for query, path, check, step, text, at, name, person in rows(connection, sql, (sheet.ref.id,)):
        state = MOVES[step].after.value
        asked = next((one for one in sheet.findings if one.check == check and one.path == path), None)
        found.append(
            RailQuery(
                url=url_for("queries.thread", query_id=query),
                item=label_of(sheet, path) if path else (check or ""),
                state="closed" if state == "accepted" else state,  # type: ignore[arg-type]  # QueryState's words
                last=text or (say_finding(asked, sheet.language) if asked else check or ""),
                who=name or (_("the system") if person == SYSTEM.person else person),
                at=moment(at, sheet.timezone),
            )
        )
    order = {"open": 0, "answered": 1}
    return tuple(sorted(found, key=lambda row: order.get(row.state, 2)))
