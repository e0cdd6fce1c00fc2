"""Request that named pages of a locked study be unlocked."""

from __future__ import annotations

from collections.abc import Collection

from edc.access.rules import Permission
from edc.acts.lock_requests import append_request, asked_before
from edc.acts.permitted import require
from edc.acts.reasons import said
from edc.db import Database, rows
from edc.errors import Refusal
from edc.trail.unit import Actor, unit


def request_unlock(
    database: Database, actor: Actor, pages: Collection[int], reason: str, *, request_key: str | None
) -> int:
    """Ask to unlock *pages* and return the request's number; nothing is unlocked by it.

    Raises :class:`Refusal`: ``not_locked`` unless every one of the pages is locked,
    ``request_pending``, ``reason_owed``.
    """
    require(actor, Permission.UNLOCK_REQUEST)
    with unit(database, "request_unlock", actor, request_id=request_key) as work:
        if before := asked_before(work):
            return before
        words = said(reason)
        chosen = sorted(set(pages))
        sql = "SELECT held FROM page_state WHERE page = ?"
        if not chosen or any(rows(work.connection, sql, (page,)) != [("locked",)] for page in chosen):
            raise Refusal("not_locked")
        return append_request(work, "unlock", {"pages": chosen}, words)
