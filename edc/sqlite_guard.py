"""What an application's SQLite connection may not do.

SQLite has no roles. The settings below and an authorizer, asked once when a
statement is prepared, close the ways around the record that triggers alone
leave open: writable_schema, ignore_check_constraints, foreign_keys=off,
dropping or replacing a trigger, attaching another file over ours.
"""

from __future__ import annotations

import sqlite3

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # a save that was answered survives a power cut
    "PRAGMA foreign_keys=ON",
    # INSERT OR REPLACE deletes without firing delete triggers unless this is on
    "PRAGMA recursive_triggers=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA secure_delete=ON",  # a redacted value is gone from the file, not only from its rows
    "PRAGMA busy_timeout=10000",
    "PRAGMA cache_size=-32000",
)

_SCHEMA_CHANGES = frozenset(
    getattr(sqlite3, name)
    for name in dir(sqlite3)
    if name.startswith(("SQLITE_DROP_", "SQLITE_CREATE_", "SQLITE_ALTER_"))
) | {sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH, sqlite3.SQLITE_REINDEX}

_OPEN_TO_SQLITE = frozenset({"sqlite_master"})
"""SQLite asks about its own schema table when it sets up ``json_each``; people cannot
reach it, because ``writable_schema`` is a PRAGMA with an argument."""

UNRECORDED = frozenset({"session", "draft", "page_state"})
"""Tables that are not part of the record: rows there may change and go."""

_REDACTABLE = {
    "page_version": {"data", "salts", "reasons"},
    "item_change": {"old", "new", "reason"},
    "query_event": {"text", "salt"},
    "notice_event": {"text", "salt"},
    "subject_strike": {"reason", "salt"},
}


def refuse_ways_around(
    action: int, first: str | None, second: str | None, _database: str | None, trigger: str | None
) -> int:
    """The authorizer: allow what the application does, refuse what goes around the record."""
    if action in _SCHEMA_CHANGES:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA and second is not None:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_DELETE and first not in UNRECORDED:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_UPDATE and first not in UNRECORDED | _OPEN_TO_SQLITE:
        return sqlite3.SQLITE_OK if second in _REDACTABLE.get(first or "", ()) else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_INSERT and first == "item_change" and trigger != "page_version_changes":
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
