"""Keys that make a request happen once, however often it is sent."""

from __future__ import annotations

import secrets


def new_key() -> str:
    """A fresh idempotency key for a form: 128 random bits."""
    return secrets.token_urlsafe(16)
