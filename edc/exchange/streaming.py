"""Rows one after another, however many there are: memory stays the same for any trial."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

BATCH = 1000
"""Rows fetched at a time."""


def stream(connection: Connection, sql: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """Rows of fixed SQL written with ``?``, fetched in batches, on either database."""
    if connection.dialect.name != "sqlite":
        # a named cursor is planned for its first tenth unless told that all of it will be read
        connection.exec_driver_sql("SET LOCAL cursor_tuple_fraction = 1")
        sql = sql.replace("?", "%s")
    options = {"yield_per": BATCH}
    result = connection.exec_driver_sql(sql, tuple(parameters), execution_options=options)
    try:
        for batch in result.partitions():
            yield from map(tuple, batch)
    finally:
        result.close()


class Beside:
    """Rows that belong to pages, sorted by page, read along with the pages themselves.

    Ask for pages in ascending order; the page's number is the first column.
    """

    def __init__(self, found: Iterator[tuple[Any, ...]]) -> None:
        self._found = found
        self._next: tuple[Any, ...] | None = next(found, None)

    def of(self, page: int) -> list[tuple[Any, ...]]:
        """The rows of *page*, without its number."""
        taken = []
        while self._next is not None and self._next[0] <= page:
            if self._next[0] == page:
                taken.append(self._next[1:])
            self._next = next(self._found, None)
        return taken
