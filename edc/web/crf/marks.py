"""Acts on a page that are no save: not done, struck out, restored, verified, a draft discarded."""

from __future__ import annotations

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from edc.access.rules import Permission
from edc.acts.draft import drop_draft
from edc.acts.not_done import items_not_done, not_done
from edc.acts.reasons import Reason
from edc.acts.reopen_page import reopen_page
from edc.acts.restore import restore
from edc.acts.strike_out import strike_out
from edc.acts.unverify_items import unverify_items
from edc.casebook.reading import PageRef, page_ref
from edc.db import rows
from edc.errors import Refusal
from edc.study.document import FINISHED, NOT_DONE, STRUCK, decode
from edc.web.crf import verifying
from edc.web.gate import edc

ACTS = {
    "discard_draft": Permission.DATA_ENTER,
    "items_not_done": Permission.DATA_ENTER,
    "not_done": Permission.DATA_ENTER,
    "reopen": Permission.DATA_ENTER,
    "restore": Permission.DATA_STRIKE,
    "restore_group": Permission.DATA_ENTER,
    "strike": Permission.DATA_STRIKE,
    "unverify": Permission.VERIFY,
    "verify": Permission.VERIFY,
    "verify_all": Permission.VERIFY,
}


def handles(act: str) -> bool:
    """Whether *act*, as a button posts it, is one of these."""
    return act.partition(":")[0] in ACTS


def run(page_id: int, act: str, posted: MultiDict[str, str]) -> ResponseReturnValue:
    """Do it, and show the page again. Raises :class:`Refusal`; then nothing was changed."""
    name, _, row = act.partition(":")
    permission = ACTS[name]
    if not g.me.may(permission, g.site):
        raise Refusal("not_permitted")
    g.actor = g.me.actor(permission, g.site)
    with edc().database.reading() as connection:
        page = page_ref(connection, page_id)
    if page is None:
        raise Refusal("not_found")
    if name in ("verify", "verify_all"):
        return verifying.verify(page, posted, g.request_key, every=name == "verify_all")
    _do(name, row, page, posted)
    return redirect(url_for("crf.page", page_id=page_id), 303)


def _do(name: str, row: str, page: PageRef, posted: MultiDict[str, str]) -> None:
    database, key = edc().database, g.request_key
    struck = f"{row}/{STRUCK}" if row else STRUCK
    if name == "discard_draft":
        drop_draft(database, page.id, g.me.username)
    elif name == "not_done":
        mark = f"{row}/{NOT_DONE}" if row else NOT_DONE
        reason = Reason(posted.get(mark, ""), posted.get(f"{mark}@reason_text", ""))
        not_done(database, g.actor, page, reason, group=row or None, request_key=key)
    elif name == "items_not_done":
        items_not_done(database, g.actor, page, posted.getlist("nd"), reason=_reason(posted, "nd"), request_key=key)
    elif name == "restore_group":
        mark = f"{row}/{NOT_DONE}"
        restore(database, g.actor, page, mark, _reason(posted, mark), request_key=key)
    elif name == "reopen":
        reopen_page(database, g.actor, page, _reason(posted, FINISHED), request_key=key)
    elif name == "strike":
        strike_out(database, g.actor, page, _reason(posted, struck), row=row or None, request_key=key)
    elif name == "restore":
        mark = struck if row or _has(page, STRUCK) else NOT_DONE
        restore(database, g.actor, page, mark, _reason(posted, struck), request_key=key)
    else:
        unverify_items(database, g.actor, page, [row], request_key=key)


def _reason(posted: MultiDict[str, str], mark: str) -> Reason:
    return Reason(posted.get(f"{mark}@reason", ""), posted.get(f"{mark}@reason_text", ""))


def _has(page: PageRef, mark: str) -> bool:
    sql = "SELECT v.data FROM page_version v WHERE v.page = ? ORDER BY v.seq DESC LIMIT 1"
    with edc().database.reading() as connection:
        found = rows(connection, sql, (page.id,))
    return bool(found) and decode(found[0][0]).get(mark) is not None
