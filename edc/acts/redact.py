"""Redact a value, a reason or the words of a step: personal data entered by mistake.

The text goes everywhere it is stored, its salt with it; the commitments stay, so
that every digest and every chain still verifies. One person asks, another does it.
"""

from __future__ import annotations

import json
import re

from edc import clock
from edc.access.reading import live_grants
from edc.access.rules import Permission
from edc.access.rules_grants import approving_refusal, permits
from edc.acts.consequences import settle_consequences
from edc.acts.context import Context, open_context
from edc.acts.permitted import require
from edc.acts.reasons import said
from edc.acts.versions import Added
from edc.casebook.pinning import published
from edc.casebook.reading import PageRef
from edc.db import Database, Locks, rows
from edc.errors import Refusal
from edc.review.rules_holds import HoldState
from edc.study.document import REDACTED, decode, encode
from edc.trail.digests import canonical
from edc.trail.salted import SALTED
from edc.trail.unit import SYSTEM, Actor, Unit, unit

STEP = re.compile(r"([a-z]+/)([0-9]{1,15})")
"""A path ``query/17`` means what was said in a step of query 17, and ``seq`` is the step's number; ``notice/17`` a
deviation or an alert, ``strike/17`` participant 17 created in error (see :data:`edc.trail.salted.SALTED`)."""
TABLES = {text.prefix: table for table, text in SALTED.items()}
REASON = "?"
"""A path ``?AETERM`` means the reason given for the change."""


def redact(
    database: Database,
    actor: Actor,
    page: PageRef,
    seq: int,
    path: str,
    *,
    asked_by: str,
    reason: str,
    request_key: str | None,
) -> None:
    """Blank what version *seq* gave to *path*, in every version that carries it on (REQ-41).

    *asked_by*: user name of the person who asked, who must have the right to. A lock
    does not stand in the way, unless a derived value would change. Raises
    :class:`Refusal`: ``own_request``, ``redact_asker``, ``redact_nothing``, ``redact_plain``,
    ``reason_owed``, ``derived_held``.
    """
    require(actor, Permission.REDACT_APPROVE, page.subject.site)
    if code := approving_refusal(actor.person, asked_by):
        raise Refusal(code)
    locks, about = Locks(page.subject.site, page.subject.id), {"page": page.id, "seq": seq, "asked_by": asked_by}
    with unit(database, "redact", actor, locks=locks, request_id=request_key, about=about) as work:
        needed = published(work.connection).forms_needed(page.form)
        context = open_context(work, page.subject, needed | {page.form})
        if context.repeated is not None:
            return
        words = said(reason)
        zone = context.study.timezone
        grants = live_grants(work.connection, asked_by, zone)
        if not permits(grants, Permission.REDACT_REQUEST, page.subject.site, clock.today(zone)):
            raise Refusal("redact_asker")
        _refuse_unless_there(work, page, seq, path)
        row = {"page": page.id, "seq": seq, "path": path, "asked_by": asked_by, "reason": words}
        work.append("redaction", page.subject.chain, row)
        work.flush()
        if step := _step(path):
            _blank_step(work, *step, seq)
        elif path.startswith(REASON):
            _blank_reason(work, page, seq, path.removeprefix(REASON))
        else:
            _blank_value(work, page, seq, path)
            _follow(work, context, page, path)


def _refuse_unless_there(work: Unit, page: PageRef, seq: int, path: str) -> None:
    """Refuse to redact what is not there, or is gone already."""
    if step := _step(path):
        table, key = step
        text = SALTED[table]
        where = f"t.{text.key} = ? AND t.n = ? AND t.person <> ? AND {text.on('?', 't')}"
        sql = f"SELECT t.{text.column}, t.commitment FROM {table} t WHERE {where}"
        # what the program noted are codes, which no person wrote
        found = rows(work.connection, sql, (key, seq, SYSTEM.person, page.id))
        if found and found[0][1] is None:
            raise Refusal("redact_plain")
    else:
        column = "reason" if path.startswith(REASON) else "new"
        sql = f"SELECT {column} FROM item_change WHERE page = ? AND seq = ? AND path = ?"
        found = rows(work.connection, sql, (page.id, seq, path.removeprefix(REASON)))
    if not found or found[0][0] in (None, "", REDACTED.m, REDACTED.encoded):
        raise Refusal("redact_nothing")


def _step(path: str) -> tuple[str, int] | None:
    """The table and the key of the thread that *path* names; ``None`` where it is an item's or a reason's."""
    found = STEP.fullmatch(path)
    table = TABLES.get(found[1]) if found else None
    return (table, int(found[2])) if found and table else None


def _blank_step(work: Unit, table: str, key: int, n: int) -> None:
    text = SALTED[table]
    sql = f"UPDATE {table} SET {text.column} = NULL, salt = NULL WHERE {text.key} = ? AND n = ? RETURNING n"
    rows(work.connection, sql, (key, n))


def _blank_reason(work: Unit, page: PageRef, seq: int, path: str) -> None:
    sql = "SELECT reasons, salts FROM page_version WHERE page = ? AND seq = ?"
    reasons, salts = (json.loads(text) for text in rows(work.connection, sql, (page.id, seq))[0])
    reasons[path] = REDACTED.m
    salts.pop(REASON + path)
    sql = "UPDATE page_version SET reasons = ?, salts = ? WHERE page = ? AND seq = ? RETURNING seq"
    rows(work.connection, sql, (canonical(reasons), canonical(salts), page.id, seq))
    sql = "UPDATE item_change SET reason = ? WHERE page = ? AND seq = ? AND path = ? RETURNING seq"
    rows(work.connection, sql, (REDACTED.m, page.id, seq, path))


def _blank_value(work: Unit, page: PageRef, seq: int, path: str) -> None:
    """In the version that gave it, in those that carried it on, and in the two changes that tell of it."""
    sql = "SELECT min(seq) FROM item_change WHERE page = ? AND path = ? AND seq > ?"
    until = rows(work.connection, sql, (page.id, path, seq))[0][0]
    sql = "SELECT seq, data, salts FROM page_version WHERE page = ? AND seq >= ? ORDER BY seq"
    for number, data, salted in rows(work.connection, sql, (page.id, seq)):
        if until is not None and number >= until:
            break
        document, salts = {**decode(data), path: REDACTED}, json.loads(salted)
        if number == seq:
            salts.pop(path)
        sql = "UPDATE page_version SET data = ?, salts = ? WHERE page = ? AND seq = ? RETURNING seq"
        rows(work.connection, sql, (encode(document), canonical(salts), page.id, number))
    blanked = "UPDATE item_change SET {} = ? WHERE page = ? AND seq = ? AND path = ? RETURNING seq"
    rows(work.connection, blanked.format("new"), (REDACTED.encoded, page.id, seq, path))
    if until is not None:
        rows(work.connection, blanked.format("old"), (REDACTED.encoded, page.id, until, path))


def _follow(work: Unit, context: Context, page: PageRef, path: str) -> None:
    """Where the page still carries the value, bring up to date what hangs on it."""
    now = context.pages[page.id]
    sql = "SELECT data FROM page_version WHERE page = ? AND seq = ?"
    document = decode(rows(work.connection, sql, (page.id, now.seq))[0][0])
    if document == now.document:
        return
    if context.held(page.id).state is HoldState.OPEN:
        added = Added(page.id, now.seq, document, now.digest, {path: REDACTED})
        settle_consequences(work, context, [added], page.id)
    elif context.rules.derive(context.view({page.id: document}), [page.id]):
        raise Refusal("derived_held", pages=f"{now.event} {now.form}")
