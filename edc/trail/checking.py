"""Whether the chains and everything they cover are as they were written."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from edc.db import rows
from edc.trail import digests
from edc.trail.guards import columns, recorded_tables
from edc.trail.unit import row_line

BATCH = 200
"""Chains read at a time: memory stays the same however long the trial."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A row that is not as it was written: which, and what is wrong with it."""

    table: str
    row: str
    what: str

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.what}"


def check_chains(connection: Connection) -> Iterator[Flaw]:
    """Flaws of the journal: gaps, digests that do not follow, acts that wrote something else."""
    chains = [row[0] for row in rows(connection, "SELECT DISTINCT chain FROM journal ORDER BY chain")]
    tables = [table for table in recorded_tables() if table not in ("journal", "item_change")]
    for start in range(0, len(chains), BATCH):
        chosen = chains[start : start + BATCH]
        lines: dict[tuple[str, int], list[str]] = defaultdict(list)
        for table in tables:
            for row in _rows_of(connection, table, chosen):
                lines[row["chain"], row["act"]].append(row_line(table, row))
        yield from _check_journal(connection, chosen, lines)
    yield from _check_seals(connection)


def _rows_of(connection: Connection, table: str, chains: Sequence[str]) -> Iterator[dict[str, Any]]:
    names = columns(table)
    marks = ", ".join("?" * len(chains))
    for row in rows(connection, f"SELECT {', '.join(names)} FROM {table} WHERE chain IN ({marks})", chains):
        yield dict(zip(names, row, strict=True))


def _check_journal(
    connection: Connection, chains: Sequence[str], lines: dict[tuple[str, int], list[str]]
) -> Iterator[Flaw]:
    previous: dict[str, tuple[int, str]] = {}
    for row in sorted(_rows_of(connection, "journal", chains), key=lambda row: (row["chain"], row["n"])):
        chain, n = row["chain"], row["n"]
        before_n, before_digest = previous.get(chain, (0, digests.NOTHING))
        where = f"{chain}/{n}"
        if n != before_n + 1:
            yield Flaw("journal", where, f"row {before_n + 1} of the chain is missing")
        elif row["digest"] != digests.journal_digest(before_digest, row):
            yield Flaw("journal", where, "its digest does not follow from the row before and its own columns")
        if row["wrote"] != digests.wrote_digest(lines.pop((chain, n), [])):
            yield Flaw("journal", where, f"the rows of this act ({row['name']}) are not the rows it wrote")
        previous[chain] = (n, row["digest"])
    for chain, n in lines:
        yield Flaw("journal", f"{chain}/{n}", "rows name an act that the journal does not have")


def _check_seals(connection: Connection) -> Iterator[Flaw]:
    """A cut tail or a vanished subject: a seal knows heads that are not there any more."""
    for n, heads, root in rows(connection, "SELECT n, heads, root FROM seal ORDER BY n"):
        sealed = {chain: (number, digest) for chain, (number, digest) in json.loads(heads).items()}
        if digests.seal_root(sealed) != root:
            yield Flaw("seal", str(n), "its root is not the root of its heads")
        for chain, (number, digest) in sealed.items():
            found = rows(connection, "SELECT digest FROM journal WHERE chain = ? AND n = ?", (chain, number))
            if not found or found[0][0] != digest:
                yield Flaw("journal", f"{chain}/{number}", f"seal {n} knows this row, and it is gone or another")


def heads(connection: Connection) -> dict[str, tuple[int, str]]:
    """The head of every chain: chain to (n, digest)."""
    sql = (
        "SELECT j.chain, j.n, j.digest FROM journal j"
        " JOIN (SELECT chain, max(n) AS n FROM journal GROUP BY chain) h ON h.chain = j.chain AND h.n = j.n"
    )
    return {chain: (n, digest) for chain, n, digest in rows(connection, sql)}
