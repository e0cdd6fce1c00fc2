"""Reads of what is said of the data: threads, marks, signatures, holds."""

from __future__ import annotations

from edc.casebook.reading import Chosen, first_signed


def context_part(pages: Chosen) -> tuple[str, list[object]]:
    """Part of an act's one read: what is said of the chosen pages.

    Rows: ``query`` (id, page, path, kind, check, audience, raised role, last step
    and its number, who answered last); ``mark`` (page, path, seq) for standing marks; ``last`` (page, path, seq that
    gave the present value) for pages with marks; ``signed`` (signature, page, seq,
    digest, derived, withdrawn, when first signed so) for the last signature naming each page; ``notice``
    (id, page, path, kind, check, category, major, last step and its number, detail of its
    cause).
    """
    condition, parameters = pages
    chosen = f"SELECT p.id FROM page p WHERE {condition}"
    last_event = "(SELECT max(l.n) FROM query_event l WHERE l.query = q.id)"
    answerer = (
        "(SELECT a.person FROM query_event a WHERE a.query = q.id AND a.name = 'answered' ORDER BY a.n DESC LIMIT 1)"
    )
    sql = (
        "SELECT 'query', CAST(q.id AS TEXT), CAST(q.page AS TEXT), q.path, q.kind, q.check_id, q.audience,"
        f" q.raised_role, e.name || ' ' || CAST(e.n AS TEXT), {answerer}"
        f" FROM query q JOIN query_event e ON e.query = q.id AND e.n = {last_event} WHERE q.page IN ({chosen})"
        " UNION ALL SELECT 'mark', CAST(m.page AS TEXT), m.path, CAST(m.seq AS TEXT), NULL, NULL, NULL, NULL, NULL, NULL"
        f" FROM verification m WHERE m.page IN ({chosen}) AND m.marked = 1 AND m.n = (SELECT max(l.n)"
        " FROM verification l WHERE l.page = m.page AND l.path = m.path AND l.seq = m.seq)"
        " UNION ALL SELECT 'last', CAST(c.page AS TEXT), c.path, CAST(max(c.seq) AS TEXT),"
        " NULL, NULL, NULL, NULL, NULL, NULL FROM item_change c WHERE c.page IN (SELECT m.page FROM verification m"
        f" WHERE m.page IN ({chosen})) GROUP BY c.page, c.path"
        " UNION ALL SELECT 'signed', CAST(g.signature AS TEXT), CAST(g.page AS TEXT), CAST(g.seq AS TEXT), g.digest,"
        f" g.derived, CAST(x.signature AS TEXT), {first_signed()}, NULL, NULL FROM signature_page g"
        " LEFT JOIN signature_end x ON x.signature = g.signature"
        f" WHERE g.page IN ({chosen}) AND g.signature = (SELECT max(l.signature) FROM signature_page l WHERE l.page = g.page)"
        " UNION ALL SELECT 'notice', CAST(o.id AS TEXT), CAST(o.page AS TEXT), o.path, o.kind, o.check_id, o.category,"
        " CAST(o.major AS TEXT), u.name || ' ' || CAST(u.n AS TEXT), (SELECT a.text FROM notice_event a"
        " WHERE a.notice = o.id AND a.name IN ('drafted', 'raised', 'fired_again') ORDER BY a.n DESC LIMIT 1)"
        " FROM notice o JOIN notice_event u ON u.notice = o.id"
        f" AND u.n = (SELECT max(l.n) FROM notice_event l WHERE l.notice = o.id) WHERE o.page IN ({chosen})"
    )
    return sql, parameters * 5


def holds_part(subject: int, site: str) -> tuple[str, list[object]]:
    """Part of an act's one read: the holds of a subject and of what it lies in. Rows: ``hold`` (scope, key, state)."""
    sql = (
        "SELECT 'hold', h.scope, h.key, h.state, NULL, NULL, NULL, NULL, NULL, NULL FROM hold h"
        " WHERE h.n = (SELECT max(l.n) FROM hold l WHERE l.scope = h.scope AND l.key = h.key) AND (h.scope = 'study'"
        " OR (h.scope = 'site' AND h.key = ?) OR (h.scope = 'subject' AND h.key = ?)"
        " OR (h.scope = 'visit' AND h.key IN (SELECT CAST(v.id AS TEXT) FROM visit v WHERE v.subject = ?))"
        " OR (h.scope = 'page' AND h.key IN (SELECT CAST(p.id AS TEXT) FROM page p WHERE p.subject = ?)))"
    )
    return sql, [site, str(subject), subject, subject]
