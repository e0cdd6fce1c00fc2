"""Keep an uploaded file in the database, by its SHA-256, so that a study restored is whole."""

from __future__ import annotations

import hashlib

from edc.db import Database, rows
from edc.errors import Refusal
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Actor, unit

LARGEST = 20 * 1024 * 1024
KINDS = {b"%PDF-": "application/pdf", b"\x89PNG\r\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
"""What a file must begin with, and what it then is; its name and its claims are not believed."""


def store_file(database: Database, actor: Actor, content: bytes, name: str) -> str:
    """Keep *content* and return what the item stores: ``sha256:name``.

    Raises :class:`Refusal`: ``file_large`` above 20 MB, ``file_kind`` unless it is
    PDF, PNG or JPEG by its first bytes.
    """
    if len(content) > LARGEST:
        raise Refusal("file_large")
    kind = next((kind for start, kind in KINDS.items() if content.startswith(start)), None)
    if kind is None:
        raise Refusal("file_kind")
    digest = hashlib.sha256(content).hexdigest()
    with unit(database, "store_file", actor, about={"sha256": digest}) as work:
        if not rows(work.connection, "SELECT 1 FROM stored_file WHERE sha256 = ?", (digest,)):
            row = {"sha256": digest, "size": len(content), "media_type": kind, "content": content}
            work.append("stored_file", STUDY_CHAIN, row)
    return f"{digest}:{name[-120:]}"
