"""Whether free text that stands outside its row's digest is what was committed to."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from edc.db import rows
from edc.trail.checking import Flaw
from edc.trail.salted import SALTED
from edc.trail.unit import SYSTEM


def check_texts(connection: Connection) -> Iterator[Flaw]:
    """Flaws of the tables of :data:`edc.trail.salted.SALTED`, which a redaction may blank and nothing else.

    A row without a commitment is covered by its digest, text and all.
    """
    for table, text in SALTED.items():
        gone = f"CASE WHEN {text.redacted('t')} THEN 1 ELSE 0 END"
        columns = f"t.{text.key}, t.n, t.{text.column}, t.salt, t.commitment, {gone}"
        for key, n, said, salt, commitment, redacted in rows(
            connection, f"SELECT {columns} FROM {table} t ORDER BY t.{text.key}, t.n"
        ):
            row = f"{text.prefix.rstrip('/')} {key} step {n}"
            if commitment is None:
                if salt is not None:
                    yield Flaw(table, row, "it has a salt and no commitment")
            elif said is None or salt is None:
                if not redacted:
                    yield Flaw(table, row, "its text is gone without a redaction")
            elif text.commitment({text.key: key, "n": n, text.column: said}, salt) != commitment:
                yield Flaw(table, row, "its text is not what was committed to")


def kept_for_good(connection: Connection) -> int:
    """How many texts people wrote before their table had commitments: no redaction can remove those."""
    said = " UNION ALL ".join(
        f"SELECT 1 FROM {table} t WHERE t.commitment IS NULL AND t.{text.column} <> '' AND t.person <> '{SYSTEM.person}'"
        for table, text in SALTED.items()
    )
    sql = f"SELECT count(*) FROM ({said} UNION ALL SELECT 1 FROM notice o WHERE o.text <> '') x"
    return int(rows(connection, sql)[0][0])
