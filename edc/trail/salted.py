"""Free text that a redaction can remove: the row's digest covers a salted commitment to it, never the text.

A row of these tables without a commitment was written before its table had one. Its
digest covers the text itself, so it verifies as ever and its text can never go.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from edc.trail import digests


@dataclass(frozen=True, slots=True)
class Salted:
    """One table of steps: ``column`` holds the text, ``key`` and ``n`` name the step.

    ``prefix`` and the key are the path by which a redaction names the thread, its
    ``seq`` being ``n``. ``at``: SQL, whether ``{page}`` is a page of the step ``{row}``.
    """

    column: str
    key: str
    prefix: str
    at: str

    def on(self, page: str, row: str) -> str:
        """SQL: the expression *page* is a page that the step of alias *row* belongs to."""
        return self.at.format(page=page, row=row)

    def redacted(self, row: str) -> str:
        """SQL: a redaction names the step of alias *row*."""
        path = f"r.path = '{self.prefix}' || CAST({row}.{self.key} AS TEXT)"
        return f"EXISTS (SELECT 1 FROM redaction r WHERE r.seq = {row}.n AND {path} AND {self.on('r.page', row)})"

    def commitment(self, row: Mapping[str, Any], salt: str) -> str:
        """What is committed to: the text of *row*, in its place."""
        return digests.sha256(salt, f"{row[self.key]}/{row['n']}", row[self.column])


SALTED: Mapping[str, Salted] = {
    "query_event": Salted("text", "query", "query/", "{page} = (SELECT q.page FROM query q WHERE q.id = {row}.query)"),
    "notice_event": Salted(
        "text", "notice", "notice/", "{page} = (SELECT o.page FROM notice o WHERE o.id = {row}.notice)"
    ),
    "subject_strike": Salted(
        "reason", "subject", "strike/", "{page} IN (SELECT p.id FROM page p WHERE p.subject = {row}.subject)"
    ),
}


def committed(table: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """*row* with a fresh salt and the commitment, where *table* is one of :data:`SALTED`."""
    if table not in SALTED:
        return row
    salt = digests.salts([table])[table]
    return {**row, "salt": salt, "commitment": SALTED[table].commitment(row, salt)}


def uncovered(table: str, row: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns of *row* that its digest leaves out: the text and its salt; without a commitment, neither had columns."""
    if table not in SALTED:
        return ()
    return ("salt", "commitment") if row["commitment"] is None else (SALTED[table].column, "salt")
