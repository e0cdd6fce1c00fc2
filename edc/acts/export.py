"""Export: files made of a lock, or of the data as they stand, with their manifest."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from edc.access.rules import Permission
from edc.acts.permitted import require
from edc.acts.reasons import said
from edc.casebook.rules_saving import clean_reason
from edc.db import Database, rows
from edc.exchange.files import FORMATS, files
from edc.exchange.manifest import file_entries, manifest, manifest_text
from edc.exchange.profiles import Profile
from edc.exchange.recompute import disagreements
from edc.exchange.rows import Reading
from edc.exchange.rules import export_permission
from edc.exchange.source import Source, as_they_stand, locked
from edc.exchange.words import ExchangeRefusal
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Actor, unit

_NAMED = 10
"""Disagreeing values that a refusal names."""


def export(
    database: Database,
    actor: Actor,
    *,
    lock: int | None,
    formats: Sequence[str],
    profile: Profile = "deidentified",
    reason: str = "",
    site: str | None = None,
    request_key: str | None = None,
) -> int:
    """Make the files of an export once, keep the manifest, and return the export's number.

    *lock*: its number; ``None`` for a draft of the data as they stand. *site*: only
    this one's; whoever exports their own site's copy gets that alone, also after a lock
    (REQ-66). The full profile owes a *reason*. Raises :class:`Refusal`:
    ``no_such_lock``, ``export_format``, ``reason_owed``, ``export_disagrees`` where a
    stored derived value is not what its formula gives.
    """
    permission = export_permission(actor.role)
    require(actor, permission, site)
    if permission is Permission.EXPORT_OWN_SITE:
        site = site or actor.site
    words = said(reason) if profile == "full" else clean_reason(reason) or ""
    chosen = _formats(formats)
    with database.snapshot() as connection:
        if request_key and (before := _before(connection, request_key)):
            return before
        source = locked(connection, lock, site) if lock is not None else as_they_stand(connection, site)
        _refuse_disagreement(connection, source)
        entries = file_entries(files(connection, source, chosen, profile))
        content = manifest(connection, source, chosen, profile, entries)
    about = {"lock": lock, "profile": profile, "site": site, "formats": chosen, "reason": words}
    with unit(database, "export", actor, request_id=request_key, about=about) as work:
        if request_key and (before := _before(work.connection, request_key)):
            return before
        number = 1 + int(rows(work.connection, "SELECT coalesce(max(id), 0) FROM export")[0][0])
        made = {"export": number, "made_at": work.at, "made_by": actor.person, "role": actor.role, "reason": words}
        row = {
            "id": number,
            "lock": lock,
            "profile": profile,
            "formats": " ".join(chosen),
            "reason": words,
            "manifest": manifest_text(made | content),
            "person": actor.person,
            "at": work.at,
        }
        work.append("export", STUDY_CHAIN, row)
        work.about["export"] = number
        return number


def _formats(formats: Sequence[str]) -> list[str]:
    """The formats asked for, each once and in the order of the list."""
    unknown = [name for name in formats if name not in FORMATS]
    if unknown or not formats:
        raise ExchangeRefusal("export_format", format=", ".join(unknown) or "-", formats=", ".join(FORMATS))
    return [name for name in FORMATS if name in formats]


def _refuse_disagreement(connection: Connection, source: Source) -> None:
    found = list(islice(disagreements(Reading(connection, source)), _NAMED + 1))
    if found:
        places = "; ".join(found[:_NAMED]) + ("; ..." if len(found) > _NAMED else "")
        raise ExchangeRefusal("export_disagrees", places=places)


def _before(connection: Connection, request_key: str) -> int | None:
    """The export that this very request made when it was sent before."""
    sql = (
        "SELECT e.id FROM journal j JOIN export e ON e.chain = j.chain AND e.act = j.n"
        " WHERE j.chain = ? AND j.request_id = ?"
    )
    found: list[Any] = rows(connection, sql, (STUDY_CHAIN, request_key))
    return int(found[0][0]) if found else None
