"""Digests: commitments of values, versions, rows, journal rows and seals.

A value enters a digest only through ``sha256(salt, path, value)`` with a random
salt, so that a redaction can remove value and salt and every digest still
verifies, and nobody can guess a removed value from its commitment.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

VERSION = 1
"""How digests are made; stored with each journal row, so that it can change."""

NOTHING = ""
"""The digest before the first."""


_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(content: object) -> str:
    """Compact JSON with sorted keys: the one text form that is ever hashed."""
    return _ENCODE(content)


def sha256(*parts: str) -> str:
    """SHA-256 of the parts, each followed by a zero byte so that none can run into the next."""
    return hashlib.sha256("".join(part + "\0" for part in parts).encode()).hexdigest()


def salts(paths: Sequence[str]) -> dict[str, str]:
    """A fresh 128-bit salt for each path, hexadecimal."""
    noise = os.urandom(16 * len(paths)).hex()
    return {path: noise[32 * i : 32 * i + 32] for i, path in enumerate(paths)}


def commitments(values: Mapping[str, str], salted: Mapping[str, str]) -> dict[str, str]:
    """Path to commitment, for encoded values and their salts."""
    return {path: sha256(salted[path], path, value) for path, value in values.items()}


def version_digest(previous: str, header: Sequence[object], committed: Mapping[str, str]) -> str:
    """Digest of one page version: the one before it, its columns, its sorted commitments."""
    return sha256(previous, canonical(list(header)), canonical(committed))


def row_line(table: str, row: Mapping[str, Any], left_out: Iterable[str] = ()) -> str:
    """One appended row as the text that ``wrote`` covers (without its place in the chain)."""
    hidden = {"chain", "act", *left_out}
    return canonical([table, {name: value for name, value in row.items() if name not in hidden}])


def wrote_digest(lines: Iterable[str]) -> str:
    """Digest of everything one act appended, in an order of its own."""
    return sha256(*sorted(lines))


def journal_digest(previous: str, row: Mapping[str, Any]) -> str:
    """Digest of a journal row, chained to the previous one."""
    fields = ("digest_v", "chain", "n", "name", "person", "role", "site", "at", "request_id", "about", "clock", "wrote")
    return sha256(previous, canonical([row[field] for field in fields]))


def seal_root(heads: Mapping[str, tuple[int, str]]) -> str:
    """A root over the heads of all chains: chain to (n, digest)."""
    return sha256(*(canonical([chain, *heads[chain]]) for chain in sorted(heads)))
