"""Withdraw one's own signature. (A change that voids one needs no act: it is computed.)"""

from __future__ import annotations

from dataclasses import replace

from edc.access.rules import Permission
from edc.acts.consequences import settle_signed
from edc.acts.context import open_context
from edc.acts.permitted import require
from edc.acts.reasons import said
from edc.acts.refresh import refresh
from edc.casebook.pinning import published
from edc.casebook.reading import SubjectRef
from edc.db import Database, Locks, rows
from edc.errors import Refusal
from edc.review.rules_holds import Activity, closes
from edc.trail.unit import Actor, unit


def withdraw_signature(
    database: Database, actor: Actor, subject: SubjectRef, signature: int, reason: str, *, request_key: str | None
) -> None:
    """Withdraw *signature*, which stays in the record with the reason.

    Raises :class:`Refusal`: ``not_found``, ``signature_of_another``,
    ``signature_withdrawn``, ``reason_owed``, ``locked``.
    """
    require(actor, Permission.SIGNATURE_WITHDRAW, subject.site)
    locks, about = Locks(subject.site, subject.id), {"signature": signature}
    with unit(database, "withdraw_signature", actor, locks=locks, request_id=request_key, about=about) as work:
        context = open_context(work, subject, published(work.connection).forms)
        if context.repeated is not None:
            return
        sql = (
            "SELECT g.person, e.signature, p.page FROM signature g JOIN signature_page p ON p.signature = g.id"
            " LEFT JOIN signature_end e ON e.signature = g.id WHERE g.id = ? AND g.chain = ?"
        )
        found = rows(work.connection, sql, (signature, subject.chain))
        if not found:
            raise Refusal("not_found")
        if found[0][0] != actor.person:
            raise Refusal("signature_of_another")
        if found[0][1] is not None:
            raise Refusal("signature_withdrawn")
        pages = [page for _, _, page in found]
        if any(closes(context.held(page).state, Activity.SIGN) for page in pages):
            raise Refusal("locked")
        row = {"signature": signature, "reason": said(reason), "person": actor.person, "at": work.at}
        work.append("signature_end", subject.chain, row)
        for page in pages:
            last = context.signed[page]
            if last.signature == signature:
                context.signed[page] = replace(last, withdrawn=True)
                refresh(work, context, page)
        settle_signed(work, context, pages)
