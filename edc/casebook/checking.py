"""Whether page versions and their item changes agree, and their digests hold."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from edc.casebook.tables import SPAN
from edc.db import rows
from edc.study.document import REDACTED, Document, Value, changed, decode, encode
from edc.trail import digests
from edc.trail.checking import Flaw

HEADER = ("page", "seq", "study_version", "person", "role", "saved_at", "origin", "request_key")
"""The columns of a version that its digest covers besides its commitments."""

Change = tuple[str | None, str | None, str | None]
"""Old, new and reason of one row of ``item_change``."""

SUBJECTS = 50
"""Subjects read at a time."""


def check_versions(connection: Connection) -> Iterator[Flaw]:
    """Flaws of ``page_version`` and ``item_change``, page by page in order of saving."""
    for (last,) in rows(connection, "SELECT max(id) FROM subject"):
        for first in range(1, (last or 0) + 1, SUBJECTS):
            yield from _check_pages(connection, first * SPAN, (first + SUBJECTS) * SPAN)


def _check_pages(connection: Connection, low: int, high: int) -> Iterator[Flaw]:
    trail: dict[tuple[int, int], dict[str, Change]] = defaultdict(dict)
    sql = "SELECT page, seq, path, old, new, reason FROM item_change WHERE page >= ? AND page < ?"
    for page, seq, path, old, new, reason in rows(connection, sql, (low, high)):
        trail[page, seq][path] = (old, new, reason)
    names = (*HEADER, "data", "reasons", "salts", "commitments", "digest")
    sql = f"SELECT {', '.join(names)} FROM page_version WHERE page >= ? AND page < ? ORDER BY page, seq"
    page, seq, digest = 0, 0, digests.NOTHING
    document: Document = {}
    for found in rows(connection, sql, (low, high)):
        row = dict(zip(names, found, strict=True))
        if row["page"] != page:
            page, seq, document, digest = row["page"], 0, {}, digests.NOTHING
        changes = trail.pop((page, row["seq"]), {})
        for what in _check_version(row, seq, document, digest, changes):
            yield Flaw("page_version", f"page {page} seq {row['seq']}", what)
        seq, document, digest = row["seq"], decode(row["data"]), row["digest"]
    for page, seq in trail:
        yield Flaw("item_change", f"page {page} seq {seq}", "there is no such version")


def _check_version(
    row: Mapping[str, object], seq: int, before: Document, digest: str, changes: Mapping[str, Change]
) -> Iterator[str]:
    if row["seq"] != seq + 1:
        yield f"version {seq + 1} is missing"
    text = str(row["data"])
    document = decode(text)
    if encode(document) != text:
        yield "its document is not canonical"
    differs = {path: None if value is None else value.encoded for path, value in changed(before, document).items()}
    told = {path: new for path, (_, new, _) in changes.items()}
    if any(told.get(path, "") != new for path, new in differs.items()):
        yield "item_change does not tell what changed between the versions"
    if any(before.get(path) != REDACTED or document.get(path) != REDACTED for path in told.keys() - differs.keys()):
        yield "item_change tells of a change that the versions do not show"
    if any(_encoded(before.get(path)) != old for path, (old, _, _) in changes.items()):
        yield "item_change tells another value from before"
    reasons = json.loads(str(row["reasons"]))
    if {path: why for path, (_, _, why) in changes.items() if why is not None} != reasons:
        yield "item_change gives other reasons than the version"
    yield from _check_digest(row, digest, told, reasons)


def _check_digest(
    row: Mapping[str, object], digest: str, told: Mapping[str, str | None], reasons: Mapping[str, str]
) -> Iterator[str]:
    committed, salts = json.loads(str(row["commitments"])), json.loads(str(row["salts"]))
    covered = {path: new or "null" for path, new in told.items()} | {f"?{path}": why for path, why in reasons.items()}
    if committed.keys() != covered.keys():
        yield "its commitments are not those of its changes"
    for path in committed.keys() & covered.keys():
        # a redacted value has no salt any more; its commitment stays
        if path in salts and digests.sha256(salts[path], path, covered[path]) != committed[path]:
            yield f"{path} is not what was committed to"
        elif path not in salts and covered[path] not in (REDACTED.encoded, "REDACTED"):
            yield f"{path} has lost its salt without a redaction"
    header = [row[name] for name in HEADER]
    if row["digest"] != digests.version_digest(digest, header, committed):
        yield "its digest does not follow from the version before and its own columns"


def _encoded(value: Value | None) -> str | None:
    return None if value is None else value.encoded
