"""Reads of signatures: what each was given for, and what it is worth now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from edc.db import rows
from edc.review.rules import SignatureState, SignedPage, signature_state
from edc.trail.digests import canonical, sha256


def derived_digest(values: Mapping[str, str | None]) -> str:
    """Digest of a page's derived values, as a signature keeps it. What is unknown is no value."""
    return sha256(canonical({path: value for path, value in values.items() if value is not None}))


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """One signature as it is printed, and what became of it."""

    id: int
    scope: str
    key: int
    meaning: str
    person: str
    name: str
    role: str
    at: str
    state: SignatureState
    changed: tuple[int, ...]
    """Pages that changed since, or were begun."""
    withdrawn_reason: str | None
    withdrawn_at: str | None
    pages: Mapping[int, SignedPage]


SCOPED = {"page": "p.id", "visit": "p.visit", "subject": "p.subject"}


def signatures(connection: Connection, scope: str, key: int) -> list[SignatureRow]:
    """All signatures of a page, a visit or a casebook (``subject``), newest first (REQ-43, REQ-45)."""
    sql = (
        "SELECT g.id, g.scope, g.key, g.meaning, g.person, g.name, g.role, g.at, e.reason, e.at FROM signature g"
        " LEFT JOIN signature_end e ON e.signature = g.id WHERE g.scope = ? AND g.key = ? ORDER BY g.id DESC"
    )
    found = rows(connection, sql, (scope, key))
    if not found:
        return []
    signed = _signed(connection, [row[0] for row in found])
    now = pages_now(connection, scope, key)
    result = []
    for row in found:
        number, own, key, meaning, who, name, role, at, reason, ended = row
        worth = signature_state(signed[number], now, withdrawn=ended is not None)
        given = (number, own, key, meaning, who, name, role, at)
        result.append(SignatureRow(*given, worth.state, worth.changed, reason, ended, signed[number]))
    return result


def signatures_naming(connection: Connection, page: int) -> list[SignatureRow]:
    """Every signature that names *page*, of whatever scope, newest first."""
    sql = "SELECT DISTINCT g.scope, g.key FROM signature g JOIN signature_page s ON s.signature = g.id WHERE s.page = ?"
    found = [one for scope, key in rows(connection, sql, (page,)) for one in signatures(connection, scope, key)]
    return sorted((one for one in found if page in one.pages), key=lambda one: -one.id)


def pages_now(connection: Connection, scope: str, key: int) -> dict[int, SignedPage]:
    """The pages of a scope on which something is recorded, as a signature would name them now."""
    chosen = f"SELECT p.id FROM page p WHERE {SCOPED[scope]} = ?"
    derived: dict[int, dict[str, str | None]] = defaultdict(dict)
    sql = (
        f"SELECT d.page, d.path, d.value FROM derived d WHERE d.page IN ({chosen})"
        " AND d.n = (SELECT max(l.n) FROM derived l WHERE l.page = d.page AND l.path = d.path)"
    )
    for page, path, value in rows(connection, sql, (key,)):
        derived[page][path] = value
    sql = (
        "SELECT v.page, v.seq, v.digest FROM page_state s JOIN page_version v ON v.page = s.page AND v.seq = s.head"
        f" WHERE s.page IN ({chosen})"
    )
    return {
        page: SignedPage(seq, digest, derived_digest(derived[page]))
        for page, seq, digest in rows(connection, sql, (key,))
    }


def _signed(connection: Connection, numbers: Sequence[int]) -> dict[int, dict[int, SignedPage]]:
    marks = ", ".join("?" * len(numbers))
    sql = f"SELECT signature, page, seq, digest, derived FROM signature_page WHERE signature IN ({marks})"
    found: dict[int, dict[int, SignedPage]] = defaultdict(dict)
    for signature, page, seq, digest, derived in rows(connection, sql, numbers):
        found[signature][page] = SignedPage(seq, digest, derived)
    return found
