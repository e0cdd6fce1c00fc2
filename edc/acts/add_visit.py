"""Add an unscheduled visit: it happens, it was never owed."""

from __future__ import annotations

from edc.access.rules import Permission
from edc.acts.add_subject import append_visit
from edc.acts.holds import refuse_new
from edc.acts.permitted import require
from edc.casebook.pinning import published_at
from edc.casebook.reading import SubjectRef
from edc.db import Database, Locks, rows
from edc.errors import Refusal
from edc.trail.unit import Actor, Unit, unit


def add_visit(database: Database, actor: Actor, subject: SubjectRef, event: str, *, request_key: str | None) -> int:
    """Add a visit of the unscheduled *event* to *subject*, with its pages; returns its number.

    Raises :class:`Refusal`: ``visit_scheduled`` for an event that is not unscheduled,
    ``visit_exists`` where it does not repeat, ``held``, ``locked``.
    """
    require(actor, Permission.DATA_ENTER, subject.site)
    locks, about = Locks(subject.site, subject.id), {"event": event}
    with unit(database, "add_visit", actor, locks=locks, request_id=request_key, about=about) as work:
        work.touch(subject.chain)
        if request_key and (before := _before(work, subject, request_key)):
            return before
        study = published_at(work.connection, subject.site).study
        found = study.event_by_name.get(event)
        if found is None or found.kind != "unscheduled":
            raise Refusal("visit_scheduled")
        refuse_new(work.connection, subject.site, subject.id)
        last = "SELECT coalesce(max(repeat), 0) FROM visit WHERE subject = ? AND event = ?"
        repeat = 1 + int(rows(work.connection, last, (subject.id, event))[0][0])
        if repeat > 1 and not found.repeating:
            raise Refusal("visit_exists")
        return append_visit(work, study, subject, found, repeat)


def _before(work: Unit, subject: SubjectRef, request_key: str) -> int | None:
    """The visit that this very request added when it was sent before."""
    sql = (
        "SELECT v.id FROM journal j JOIN visit v ON v.chain = j.chain AND v.act = j.n"
        " WHERE j.chain = ? AND j.request_id = ? AND j.name = 'add_visit'"
    )
    found = rows(work.connection, sql, (subject.chain, request_key))
    return int(found[0][0]) if found else None
