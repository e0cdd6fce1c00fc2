"""Unlock named pages, within the act that gives the last approval: the rest stays locked."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection

from edc.acts.holds import append_hold, line_of_page, read_holds, refresh_held, touch_covered
from edc.db import rows
from edc.review.rules_holds import Place, Scope, opened
from edc.trail.unit import Unit

CHILDREN: dict[Scope, tuple[Scope, str]] = {
    "study": ("site", "SELECT code FROM site WHERE 'study' = ? ORDER BY code"),
    "site": ("subject", "SELECT id FROM subject WHERE site = ? ORDER BY id"),
    "subject": ("visit", "SELECT id FROM visit WHERE subject = ? ORDER BY id"),
    "visit": ("page", "SELECT id FROM page WHERE visit = ? ORDER BY id"),
}
"""The scope below each, and how its places are found."""


def unlock_pages(work: Unit, pages: Collection[int], reason: str) -> None:
    """Open *pages* and nothing beside them."""
    holds = read_holds(work.connection)
    lines = [line_of_page(*_found(work.connection, page)) for page in pages]
    changed = opened(lines, holds, lambda place: _children(work.connection, place))
    touch_covered(work, changed)
    for place, state in changed.items():
        append_hold(work, place, state, reason)
    refresh_held(work.connection, holds | changed)


def _found(connection: Connection, page: int) -> tuple[str, int, int, int]:
    sql = "SELECT s.site, s.id, p.visit, p.id FROM page p JOIN subject s ON s.id = p.subject WHERE p.id = ?"
    site, subject, visit, number = rows(connection, sql, (page,))[0]
    return site, subject, visit, number


def _children(connection: Connection, place: Place) -> Iterable[Place]:
    scope, key = place
    below, sql = CHILDREN[scope]
    value = key if scope in ("study", "site") else int(key)
    return [(below, str(found)) for (found,) in rows(connection, sql, (value,))]
