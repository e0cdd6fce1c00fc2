"""Add a further page of a repeating form to a visit: another serious event, another pregnancy."""

from __future__ import annotations

from edc.access.rules import Permission
from edc.acts.add_subject import append_page
from edc.acts.holds import refuse_new
from edc.acts.permitted import require
from edc.casebook.pinning import pinning, pinning_part
from edc.casebook.reading import SubjectRef
from edc.db import Database, Locks, rows
from edc.errors import Refusal
from edc.study.definition import Study
from edc.trail.unit import Actor, Unit, unit


def add_page(
    database: Database, actor: Actor, subject: SubjectRef, visit: int, form: str, *, request_key: str | None
) -> int:
    """Add a page of *form* to *visit* of *subject*; returns its number.

    Raises :class:`Refusal`: ``page_once`` where the visit has no such form or the form
    does not repeat, ``not_found``, ``held``, ``locked``, ``subject_struck``.
    """
    require(actor, Permission.DATA_ENTER, subject.site)
    locks, about = Locks(subject.site, subject.id), {"visit": visit, "form": form}
    with unit(database, "add_page", actor, locks=locks, request_id=request_key, about=about) as work:
        work.touch(subject.chain)
        if request_key and (before := _before(work, subject, request_key)):
            return before
        found = rows(work.connection, "SELECT event FROM visit WHERE id = ? AND subject = ?", (visit, subject.id))
        if not found:
            raise Refusal("not_found")
        event = found[0][0]
        study = _study_of(work, subject, visit, event)
        if not may_repeat(study, event, form):
            raise Refusal("page_once")
        refuse_new(work.connection, subject.site, subject.id, visit)
        last = "SELECT coalesce(max(repeat), 0) FROM page WHERE visit = ? AND form = ?"
        repeat = 1 + int(rows(work.connection, last, (visit, form))[0][0])
        return append_page(work, subject, visit, event, form, repeat)


def may_repeat(study: Study, event: str, form: str) -> bool:
    """Whether a visit of *event* may have several pages of *form*."""
    known = study.event_by_name.get(event)
    return known is not None and form in known.forms and study.form_by_name[form].repeating


def _study_of(work: Unit, subject: SubjectRef, visit: int, event: str) -> Study:
    """The version that the visit is of."""
    sql = pinning_part("?", "?", 4)
    known = pinning(work.connection, rows(work.connection, sql, (subject.site, subject.site, subject.id)))
    return known.versions.study(known.visit(visit, event))


def _before(work: Unit, subject: SubjectRef, request_key: str) -> int | None:
    """The page that this very request added when it was sent before."""
    sql = (
        "SELECT p.id FROM journal j JOIN page p ON p.chain = j.chain AND p.act = j.n"
        " WHERE j.chain = ? AND j.request_id = ? AND j.name = 'add_page'"
    )
    found = rows(work.connection, sql, (subject.chain, request_key))
    return int(found[0][0]) if found else None
