"""The generated half of docs/database.md: ``python -m tests.tables_doc`` writes diagrams and tables anew.

Between ``<!-- tables: AREA -->`` and ``<!-- end -->`` stand a diagram of the area's
tables and a sentence or two on each, both taken from the classes themselves. What
stands around them is written by hand.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import Table as Schema

import edc.access.tables
import edc.casebook.tables
import edc.exchange.tables
import edc.review.tables
import edc.trail.tables  # noqa: F401  # the tables are registered by being imported
from edc.db import Table

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "database.md"
AREAS = {"ledger": "trail", "access": "access", "casebook": "casebook", "review": "review", "exchange": "exchange"}
"""Area of the page to the room whose ``tables.py`` it shows."""
BLOCK = re.compile(r"<!-- tables: (\w+) -->\n.*?<!-- end -->", re.DOTALL)
EVERYWHERE = {"chain", "act"}
"""Columns of every table of the record, explained once."""
ALSO = {
    "item_change": 'page_version ||--|{ item_change : "writes, by a trigger"',
    "page_state": 'page ||--|| page_state : "is cached as"',
    "draft": 'page ||--o{ draft : "not saved yet"',
    "session": 'person ||--o{ session : "is signed in"',
}
"""Relations that no foreign key tells."""


def classes(room: str) -> list[type[Table]]:
    """The tables of a room, in the order of its file."""
    every = [mapper.class_ for mapper in Table.registry.mappers]
    own = [each for each in every if each.__module__ == f"edc.{room}.tables"]
    return sorted(own, key=lambda each: inspect.getsourcelines(each)[1])


@lru_cache
def _notes(table: type[Table]) -> dict[str, str]:
    """Column to the docstring that stands below it, if one does."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(table)))
    body = tree.body[0].body  # type: ignore[attr-defined]  # the source of a class is one class
    found = {}
    for column, note in pairwise(body):
        if isinstance(column, ast.AnnAssign) and isinstance(note, ast.Expr) and isinstance(note.value, ast.Constant):
            found[ast.unparse(column.target)] = inspect.cleandoc(str(note.value.value))
    return found


def schema(table: type[Table]) -> Schema:
    """The table as the database has it."""
    return Table.metadata.tables[table.__tablename__]


def _plain(text: str) -> str:
    return " ".join(text.replace("``", "`").split())


def _column(table: type[Table], column: Any) -> str:
    """One line of a diagram: type, name, keys, and what the class says of it."""
    keys = [
        name
        for name, holds in (("PK", column.primary_key), ("FK", column.foreign_keys), ("UK", column.unique))
        if holds
    ]
    note = _notes(table).get(column.name, "").replace("`", "").replace('"', "'")
    said = " ".join(note.split()) or ("may be empty" if column.nullable else "")
    kind = type(column.type).__name__.lower().replace("biginteger", "integer").replace("largebinary", "bytes")
    return " ".join([kind, column.name, ", ".join(keys), f'"{said}"' if said else ""]).rstrip()


def _diagram(room: str) -> Iterator[str]:
    yield "```mermaid"
    yield "erDiagram"
    for table in classes(room):
        yield f"    {table.__tablename__} {{"
        for column in schema(table).columns:
            if column.name not in EVERYWHERE or table.__tablename__ == "journal":
                yield f"        {' '.join(_column(table, column).split())}"
        yield "    }"
    for table in classes(room):
        name = table.__tablename__
        for key in sorted(schema(table).foreign_keys, key=lambda key: key.parent.name):
            if key.column.table.name != "journal":
                many = "|o" if schema(table).primary_key.columns.keys() == [key.parent.name] else "o{"
                yield f'    {key.column.table.name} ||--{many} {name} : "{key.parent.name}"'
        if name in ALSO:
            yield f"    {ALSO[name]}"
    yield "```"


def block(area: str) -> str:
    """The generated part of one area."""
    lines = [f"<!-- tables: {area} -->", *_diagram(AREAS[area]), "", "| Table | What a row is |", "|---|---|"]
    for table in classes(AREAS[area]):
        aside = "" if schema(table).info.get("recorded") or table.__tablename__ in ("journal", "item_change") else " *"
        lines.append(f"| `{table.__tablename__}`{aside} | {_plain(inspect.getdoc(table) or '')} |")
    return "\n".join([*lines, "<!-- end -->"])


def written(text: str) -> str:
    """*text* with every generated part as it should be."""
    return BLOCK.sub(lambda found: block(found[1]), text)


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), encoding="utf-8", newline="\n")
