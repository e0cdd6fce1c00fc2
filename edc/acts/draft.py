"""Drafts: what somebody typed and has not saved.

Beside the record and outside its chains: no clinical value counts before it is
saved. A draft is gone once its page is saved or the draft is discarded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from edc import clock
from edc.db import Database, rows, run
from edc.trail.digests import canonical

LONGEST = 1_000_000
"""Characters of a draft; a page that is longer is saved, not drafted."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """``typed``: JSON, field name to the texts posted; ``at``: when."""

    opened_seq: int
    typed: str
    at: str


def keep_draft(database: Database, page: int, person: str, typed: Mapping[str, Sequence[str]]) -> None:
    """Keep what *person* has typed on *page*, in place of an earlier draft."""
    text = canonical({name: list(texts) for name, texts in typed.items()})
    if len(text) > LONGEST:
        return
    opened = next(iter(typed.get("opened_seq", ())), "0")
    with database.aside() as connection:
        run(
            connection,
            "INSERT INTO draft (page, person, opened_seq, typed, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (page, person)"
            " DO UPDATE SET opened_seq = excluded.opened_seq, typed = excluded.typed, at = excluded.at",
            (page, person, int(opened) if opened.isdigit() and len(opened) < 10 else 0, text, clock.stamp(clock.now())),
        )


def drop_draft(database: Database, page: int, person: str) -> None:
    """Forget the draft, where there is one."""
    with database.reading() as connection:
        if read_draft(connection, page, person) is None:
            return
    with database.aside() as connection:
        run(connection, "DELETE FROM draft WHERE page = ? AND person = ?", (page, person))


def read_draft(connection: Connection, page: int, person: str) -> DraftRow | None:
    """What *person* typed on *page* and did not save."""
    sql = "SELECT opened_seq, typed, at FROM draft WHERE page = ? AND person = ?"
    found = rows(connection, sql, (page, person))
    return DraftRow(*found[0]) if found else None
