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
from edc.web.crf.trouble import label_of, place_of
from edc.web.saying import say_finding, say_reason
from edc.web.shapes import Past, Rail, RailQuery, Sibling
from edc.web.spoken import moment, names, value_words, who


def siblings_of(connection: Connection, sheet: Sheet) -> tuple[Sibling, ...]:
    """The pages of the same visit, in the order of the schedule."""
    return tuple(
        Sibling(
            word=form_word(sheet.study.form_by_name[form], sheet.language, repeat),
            url=url_for("crf.page", page_id=page),
            glyph="not_expected" if _left_out(sheet, form, entry, held) else entry_glyph(entry, held),
            here=page == sheet.ref.id,
        )
        for page, form, repeat, entry, held in _pages(connection, sheet)
    )


def next_page(connection: Connection, sheet: Sheet) -> int | None:
    """The next page of the visit after this one that is waited for, or holds something; ``None`` after the last."""
    pages = _pages(connection, sheet)
    after = [page for page, *_rest in pages].index(sheet.ref.id) + 1
    return next((page for page, form, _n, *state in pages[after:] if not _left_out(sheet, form, *state)), None)


def _left_out(sheet: Sheet, form: str, entry: str, held: str) -> bool:
    """Whether nothing is recorded on a page beside this one and nobody waits for it."""
    return entry == "not_started" and held == "open" and form in sheet.left_out


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
        "SELECT c.seq, v.saved_at, p.name, v.person, v.role, c.old, c.new, c.reason FROM item_change c"
        " JOIN page_version v ON v.page = c.page AND v.seq = c.seq LEFT JOIN person p ON p.username = v.person"
        " WHERE c.page = ? AND c.path = ? ORDER BY c.seq DESC"
    )
    masked, removed = sheet.masked(item), _removed(connection, sheet, path)
    return tuple(
        Past(
            at=moment(saved_at, sheet.timezone),
            who=who({person: name} if name else {}, person, role),
            old=_("masked") if masked and old else value_words(item, decode_value(old), sheet.study, sheet.language),
            new=_("masked")
            if masked and new
            else value_words(item, decode_value(new), sheet.study, sheet.language) or _("cleared"),
            reason=say_reason(sheet.study, reason, sheet.language),
            removed=tuple(removed.get(seq, ())),
        )
        for seq, saved_at, name, person, role, old, new, reason in rows(connection, sql, (sheet.ref.id, path))
    )


def _removed(connection: Connection, sheet: Sheet, path: str) -> dict[int, list[str]]:
    """Version to what was redacted of what it gave to an item: by whom and when, asked for by whom, and why."""
    sql = (
        "SELECT r.seq, r.path, r.asked_by, r.reason, j.at, j.person, j.role FROM redaction r"
        " JOIN journal j ON j.chain = r.chain AND j.n = r.act WHERE r.page = ? AND r.path IN (?, ?) ORDER BY r.act"
    )
    found: dict[int, list[str]] = {}
    gone = rows(connection, sql, (sheet.ref.id, path, f"?{path}"))
    people = names(connection) if gone else {}
    for seq, named, asked_by, why, at, person, role in gone:
        said = {
            "at": moment(at, sheet.timezone),
            "who": who(people, person, role),
            "asker": people.get(asked_by, asked_by),
            "why": why,
        }
        words = (
            _("Reason removed for good %(at)s by %(who)s, asked for by %(asker)s: %(why)s", **said)
            if named != path
            else _("Value removed for good %(at)s by %(who)s, asked for by %(asker)s: %(why)s", **said)
        )
        found.setdefault(seq, []).append(words)
    return found


def _queries(connection: Connection, sheet: Sheet) -> tuple[RailQuery, ...]:
    sql = (
        "SELECT q.id, q.path, q.check_id, e.name, e.text, e.at, p.name, e.person FROM query q"
        " JOIN query_event e ON e.query = q.id AND e.n = (SELECT max(l.n) FROM query_event l WHERE l.query = q.id)"
        " LEFT JOIN person p ON p.username = e.person WHERE q.page = ? ORDER BY q.id"
    )
    found = []
    asked_here = sorted(rows(connection, sql, (sheet.ref.id,)), key=lambda row: place_of(sheet, row[1] or ""))
    for query, path, check, step, text, at, name, person in asked_here:
        state = MOVES[step].after.value
        asked = next((one for one in sheet.findings if one.check == check and one.path == path), None)
        found.append(
            RailQuery(
                url=url_for("queries.thread", query_id=query),
                item=label_of(sheet, path) if path else (check or ""),
                state="closed" if state == "accepted" else state,  # type: ignore[arg-type]  # QueryState's words
                last=_("removed")
                if text is None
                else text or (say_finding(asked, sheet.language) if asked else check or ""),
                who=name or (_("the system") if person == SYSTEM.person else person),
                at=moment(at, sheet.timezone),
            )
        )
    order = {"open": 0, "answered": 1}
    return tuple(sorted(found, key=lambda row: order.get(row.state, 2)))
