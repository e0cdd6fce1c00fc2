"""Download: a file of an export is made again, compared with its manifest, and handed out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from edc.access.rules import POLICY, Permission, Role
from edc.acts.permitted import require_site
from edc.db import Database, rows
from edc.errors import Refusal
from edc.exchange.csv_data import Tally
from edc.exchange.files import DRAFT, File, files
from edc.exchange.manifest import NAME, manifest_text, redacted_since, source_of, superseded_by
from edc.exchange.rules import may_take
from edc.exchange.words import ExchangeRefusal
from edc.exchange.zipped import zipped
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Actor, unit

_TAKERS = frozenset({Permission.EXPORT_DOWNLOAD, Permission.EXPORT_OWN_SITE, Permission.EXPORT_SUPERVISED})


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A file on its way out. ``size`` in bytes; ``None`` where nobody knows it beforehand."""

    name: str
    media_type: str
    size: int | None
    chunks: Iterator[bytes]


def zip_name(content: Mapping[str, Any]) -> str:
    """Name of the ZIP that holds the manifest and every file of an export."""
    return f"{DRAFT if content['draft'] else ''}export-{content['export']}.zip"


def download(database: Database, actor: Actor, export: int, name: str) -> Outgoing:
    """Note that *actor* takes file *name* of an export away, and hand it out.

    *name*: a file of the manifest, ``manifest.json``, or :func:`zip_name` for all of
    them. A file is made again from its lock; its last bytes are held back until its
    SHA-256 is that of the manifest, so that a file that differs never arrives whole:
    the iterator then raises :class:`Refusal` (``export_differs``, or ``export_redacted``
    where personal data were removed since). Raises ``no_such_export``, ``not_found`` for the copy of another site, ``profile_full``.
    """
    with database.reading() as connection:
        content = _manifest(connection, export)
    _refuse(actor, content)
    entries = {entry["name"]: entry for entry in content["files"]}
    if name not in entries and name not in (NAME, zip_name(content)):
        raise ExchangeRefusal("no_such_export")
    with unit(database, "download", actor, about={"export": export, "file": name}) as work:
        number = 1 + int(rows(work.connection, "SELECT coalesce(max(id), 0) FROM download")[0][0])
        row = {"id": number, "export": export, "file": name, "person": actor.person, "at": work.at}
        work.append("download", STUDY_CHAIN, row)
    if name == NAME:
        with database.reading() as connection:
            text = served_manifest(connection, content).encode()
        return Outgoing(name, "application/json", len(text), iter([text]))
    if name == zip_name(content):
        return Outgoing(name, "application/zip", None, _all(database, content))
    entry = entries[name]
    return Outgoing(name, entry["media_type"], entry["bytes"], _one(database, content, name))


def served_manifest(connection: Connection, content: Mapping[str, Any]) -> str:
    """The manifest as it is handed out: it says whether a later lock supersedes it."""
    return manifest_text({**content, "superseded_by": superseded_by(connection, content)})


def _manifest(connection: Connection, export: int) -> dict[str, Any]:
    found = rows(connection, "SELECT manifest FROM export WHERE id = ?", (export,))
    if not found:
        raise ExchangeRefusal("no_such_export")
    content: dict[str, Any] = json.loads(found[0][0])
    return content


def _refuse(actor: Actor, content: Mapping[str, Any]) -> None:
    if actor.role not in list(Role) or not _TAKERS & POLICY[Role(actor.role)]:
        raise Refusal("not_permitted")
    if Permission.EXPORT_DOWNLOAD not in POLICY[Role(actor.role)] and actor.site is not None:
        if content["site"] is None:
            raise Refusal("not_found")
        require_site(actor, content["site"])
    if not may_take(actor.role, content["profile"]):
        raise ExchangeRefusal("profile_full")


def _one(database: Database, content: Mapping[str, Any], name: str) -> Iterator[bytes]:
    with database.snapshot() as connection:
        for file in _files(connection, content):
            if file.name == name:
                yield from _compared(connection, file, content)


def _all(database: Database, content: Mapping[str, Any]) -> Iterator[bytes]:
    with database.snapshot() as connection:
        text = served_manifest(connection, content).encode()
        made = [(file.name, _compared(connection, file, content)) for file in _files(connection, content)]
        yield from zipped([(NAME, iter([text])), *made], content["data_at"])


def _files(connection: Connection, content: Mapping[str, Any]) -> list[File]:
    return files(connection, source_of(connection, content), content["formats"], content["profile"])


def _compared(connection: Connection, file: File, content: Mapping[str, Any]) -> Iterator[bytes]:
    """The file, its last chunk only once all of it is known to be what was exported."""
    wanted = next(entry["sha256"] for entry in content["files"] if entry["name"] == file.name)
    digest, held = hashlib.sha256(), b""
    for chunk in file.make(Tally()):
        if not chunk:
            continue
        digest.update(chunk)
        if held:
            yield held
        held = chunk
    if digest.hexdigest() != wanted:
        redacted = redacted_since(connection, source_of(connection, content))
        raise ExchangeRefusal("export_redacted" if redacted else "export_differs", file=file.name)
    yield held
