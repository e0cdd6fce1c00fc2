"""What the gate asks of every request: whether it can be kept at all, and the key that makes it happen once."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from typing import IO

from flask import request

_ASIDE = frozenset({"csrf_token", "password"})
"""What may differ when the same is sent again: after a session ran out, or a password was mistyped."""


def new_key() -> str:
    """A fresh idempotency key for a form: 128 random bits."""
    return secrets.token_urlsafe(16)


def has_nul(pairs: Iterable[tuple[str, object]]) -> bool:
    """Whether a name or a text among *pairs* holds a NUL, which no keyboard types and not every database holds."""
    return any("\0" in name or "\0" in str(said) for name, said in pairs)


def sent_key() -> str | None:
    """The key of this very request: a digest of its form's key, its address and everything it says.

    The same key sent with other content is another request: somebody went back in the
    browser, changed a value and sent again, and that is never passed over in silence. A
    made-up key, of whatever characters and length, is as good as any.
    """
    if not request.form.get("request_key"):
        return None
    said = [[name, text] for name, text in request.form.items(multi=True) if name not in _ASIDE]
    files = [[name, file.filename, _digest(file.stream)] for name, file in request.files.items(multi=True)]
    told = json.dumps([request.path, said, files])
    return hashlib.sha256(told.encode()).hexdigest()


def _digest(stream: IO[bytes]) -> str:
    found = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]  # any binary file serves
    stream.seek(0)
    return found
