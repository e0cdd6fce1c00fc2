"""The manifest of an export: what it is made of, and every file with its SHA-256.

It stands apart from the data files, which are a function of the lock, the study,
the exporter and the profile alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from edc import __version__
from edc.db import rows
from edc.exchange.csv_data import Tally
from edc.exchange.files import EXPORTER, File
from edc.exchange.profiles import Profile
from edc.exchange.rows import Reading
from edc.exchange.source import Source, as_they_stood, heads_table, locked
from edc.trail.digests import seal_root

NAME = "manifest.json"

RULES = (
    "CSV is UTF-8 with a byte order mark, CRLF and RFC 4180 quoting; codebook.csv says what stands in each column.",
    "A free text or participant code that begins with = + - @, their full-width forms, a tab or an apostrophe has one apostrophe put before"
    " it, so that no spreadsheet runs it; drop one leading apostrophe of a free text to have it as collected."
    " Numbers, dates and codes are never touched.",
    "Values of pages and rows with a reason in STRUCK were struck out and do not count.",
    "Participants named as struck were created in error: subjects.csv and the trail have them, no data file does.",
)
DEIDENTIFIED = (
    "Identifying items and uploaded files are left out; the birth date is age on day 1 and year; dates are days from"
    " the participant's day 1, without a day 0; subjects.csv says what day 1 is the date of.",
    "Times of entry and signature are moved by whole days so that day 1 is 2000-01-01; free words of reasons and"
    " queries are left out.",
)


def file_entries(files: Iterable[File]) -> list[dict[str, Any]]:
    """Makes every file once and says what came out."""
    entries = []
    for file in files:
        tally, digest, size = Tally(), hashlib.sha256(), 0
        for chunk in file.make(tally):
            digest.update(chunk)
            size += len(chunk)
        entries.append(
            {
                "name": file.name,
                "media_type": file.media_type,
                "sha256": digest.hexdigest(),
                "bytes": size,
                "rows": tally.rows,
            }
        )
    return entries


def manifest(
    connection: Connection,
    source: Source,
    formats: Sequence[str],
    profile: Profile,
    entries: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """What the manifest says of the data and the files; who made it, when and why goes before it."""
    seal = rows(connection, "SELECT n, root FROM seal ORDER BY n DESC LIMIT 1")
    reading = Reading(connection, source)
    return {
        "software": {"name": "edc", "version": __version__, "exporter": EXPORTER},
        "study": {
            "oid": source.current.oid,
            "version": source.current.version,
            "digest": source.current.digest,
        },
        "lock": source.lock,
        "draft": source.draft,
        "data_at": source.at,
        "site": source.site,
        "profile": profile,
        "formats": list(formats),
        "heads": {chain: list(source.heads[chain]) for chain in sorted(source.heads)},
        "root": seal_root(source.heads),
        "struck": [code for number, code, _ in reading.subjects(everybody=True) if number in reading.struck],
        "last_seal": {"n": seal[0][0], "root": seal[0][1]} if seal else None,
        "rules": [*RULES, *(DEIDENTIFIED if profile == "deidentified" else ())],
        "files": list(entries),
    }


def manifest_text(content: Mapping[str, Any]) -> str:
    """The manifest as a file."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def source_of(connection: Connection, content: Mapping[str, Any]) -> Source:
    """The source that an export was made of."""
    if content["lock"] is not None:
        return locked(connection, content["lock"], content["site"])
    heads = {chain: (n, digest) for chain, (n, digest) in content["heads"].items()}
    return as_they_stood(connection, heads, content["site"])


def superseded_by(connection: Connection, content: Mapping[str, Any]) -> int | None:
    """The last lock, if it was made after this export's data were."""
    found = rows(connection, "SELECT max(n) FROM data_lock WHERE at > ?", (content["data_at"],))[0][0]
    return None if found is None else int(found)


def redacted_since(connection: Connection, source: Source) -> bool:
    """Whether a value of the source was blanked later: the one thing that changes what a lock holds."""
    sql = f"WITH {heads_table(connection)} SELECT 1 FROM redaction r JOIN heads h ON h.chain = r.chain AND r.act > h.n"
    return bool(rows(connection, f"{sql} LIMIT 1", (source.numbers,)))
