"""What differs from what the last signature of a page covered, value by value (REQ-45)."""

from __future__ import annotations

from sqlalchemy import Connection

from edc.acts.context import Context
from edc.db import rows
from edc.study.document import Value, decode_value


def changes_since(connection: Connection, context: Context, page: int) -> dict[str, Value | None]:
    """Path to the value that was signed, for each value of *page* that is another now.

    Empty where no signature names the page, where it was withdrawn, and where it
    covers what stands there.
    """
    last = context.signed.get(page)
    now = context.pages[page]
    if last is None or last.withdrawn or context.signable_now(page, now.seq, now.digest) == last.then:
        return {}
    before: dict[str, Value | None] = {}
    sql = "SELECT path, old FROM item_change WHERE page = ? AND seq > ? ORDER BY seq"
    for path, old in rows(connection, sql, (page, last.then.seq)):
        before.setdefault(path, decode_value(old))
    changed = {path: was for path, was in before.items() if was != now.document.get(path)}
    return changed | _derived_since(connection, context, page, last.signature)


def _derived_since(connection: Connection, context: Context, page: int, signature: int) -> dict[str, Value | None]:
    sql = (
        "SELECT d.path, d.value FROM derived d JOIN signature g ON g.id = ? WHERE d.page = ? AND d.n ="
        " (SELECT max(l.n) FROM derived l WHERE l.page = d.page AND l.path = d.path AND l.act <= g.act)"
    )
    signed = dict(map(tuple, rows(connection, sql, (signature, page))))
    now = context.derived.get(page, {})
    paths = {path for path in signed.keys() | now.keys() if signed.get(path) != now.get(path)}
    return {path: None if signed.get(path) is None else Value(v=signed[path]) for path in paths}
