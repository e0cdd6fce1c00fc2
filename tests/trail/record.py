"""A record with one participant and three pages, and ways to write to it directly.

These tests stand below the acts: they try what a careless or hostile program
would try with the application's own connection.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edc.casebook.checking import HEADER
from edc.casebook.tables import SPAN
from edc.db import Database, Locks
from edc.study.document import Document, Value, changed, encode
from edc.trail import digests
from edc.trail.unit import Actor, Unit, unit

LI_WEN = Actor("li.wen", "coordinator", "YA")
CHAIN = "s1"
PAGE = SPAN + 1
LOCKS = Locks("YA", 1)


def furnish(database: Database) -> None:
    """A site, a participant, a visit and three pages, as acts write them."""
    with unit(database, "furnish", LI_WEN) as work:
        work.append("site", "study", {"code": "YA", "label": "{}", "prefix": "YA", "timezone": "Asia/Shanghai"})
        work.append("subject", CHAIN, {"id": 1, "code": "YA-001", "site": "YA"})
        work.append("visit", CHAIN, {"id": SPAN + 1, "subject": 1, "event": "W0", "repeat": 1})
        for number, form in enumerate(("VS", "RENAL", "UACR"), start=1):
            row = {"id": SPAN + number, "subject": 1, "visit": SPAN + 1, "form": form, "repeat": 1}
            work.append("page", CHAIN, row)


def values(**items: str | None) -> dict[str, Value | None]:
    """A document of plain values: ``values(SBP="120")``."""
    return {path: None if text is None else Value(v=text) for path, text in items.items()}


def version_row(
    work: Unit,
    seq: int,
    document: Document,
    before: Document,
    *,
    reasons: Mapping[str, str] | None = None,
    previous: str = "",
    page: int = PAGE,
    **instead: Any,
) -> dict[str, Any]:
    """A row of ``page_version`` as ``acts.versions`` makes it, with columns *instead*."""
    given = dict(reasons or {})
    covered = {path: "null" if value is None else value.encoded for path, value in changed(before, document).items()}
    covered |= {f"?{path}": why for path, why in given.items()}
    salted = digests.salts(sorted(covered))
    committed = digests.commitments(covered, salted)
    row: dict[str, Any] = {
        "page": page,
        "seq": seq,
        "study_version": "1",
        "data": encode(document),
        "reasons": digests.canonical(given),
        "person": "li.wen",
        "role": "coordinator",
        "saved_at": work.at,
        "origin": "direct",
        "request_key": None,
        "salts": digests.canonical(salted),
        "commitments": digests.canonical(committed),
    }
    row |= instead
    return row | {"digest": digests.version_digest(previous, [row[name] for name in HEADER], committed)}


def add(
    database: Database,
    seq: int,
    document: Document,
    before: Document | None = None,
    *,
    reasons: Mapping[str, str] | None = None,
    **instead: Any,
) -> str:
    """Append a version in a unit of its own and return its digest."""
    with unit(database, "save", LI_WEN, locks=LOCKS) as work:
        work.touch(CHAIN)
        row = version_row(work, seq, document, before or {}, reasons=reasons, **instead)
        work.append("page_version", CHAIN, row)
        return str(row["digest"])
