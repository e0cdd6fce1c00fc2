"""Passwords: hashed with Argon2id, compared in the same time whether or not the person exists.

Cost parameters are argon2-cffi's defaults, the second recommended set of RFC 9106
(64 MiB, 3 passes, 4 lanes).
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that are not mistaken for one another on paper or by telephone."""


class _Cost:
    """The hasher in use, and a hash nobody has the password of."""

    def __init__(self, hasher: PasswordHasher) -> None:
        self.hasher = hasher
        self.nobody = hasher.hash(secrets.token_urlsafe(32))


_cost: _Cost | None = None


def _current() -> _Cost:
    global _cost  # made at first use: hashing while a module is imported would slow every command
    if _cost is None:
        _cost = _Cost(PasswordHasher())
    return _cost


def set_cost(*, time_cost: int, memory_cost: int, parallelism: int) -> None:
    """Hash with other parameters from now on (``memory_cost`` in KiB): tests hash cheaply."""
    global _cost  # one hasher per process is the point
    _cost = _Cost(PasswordHasher(time_cost=time_cost, memory_cost=memory_cost, parallelism=parallelism))


@contextmanager
def no_secret() -> Iterator[None]:
    """Hash at the least cost meanwhile: what a demonstration prints for everybody protects nothing."""
    global _cost  # as above; only a command that does nothing else is in here
    before, _cost = _cost, _Cost(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    try:
        yield
    finally:
        _cost = before


def _folded(password: str) -> str:
    """NFKC, so that full-width letters of an input method are the letters they look like."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    """The salted hash that is stored."""
    return _current().hasher.hash(_folded(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether *password* is the one; ``None`` (nobody of that name) takes as long and is false."""
    cost = _current()
    try:
        cost.hasher.verify(stored or cost.nobody, _folded(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def temporary() -> str:
    """A password to hand over once: 16 characters, 79 bits, in groups that can be read out."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
