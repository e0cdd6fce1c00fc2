"""Add a participant: a code, a chain of its own, and the pages its schedule has."""

from __future__ import annotations

from edc.acts.holds import refuse_new
from edc.casebook.pinning import published_at
from edc.casebook.reading import SubjectRef
from edc.casebook.tables import SPAN
from edc.db import Database, rows
from edc.errors import Refusal
from edc.study.definition import Event, Study
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Actor, Unit, unit


def add_subject(
    database: Database, actor: Actor, site: str, *, code: str | None = None, request_key: str | None = None
) -> SubjectRef:
    """Add a participant at *site* and return who they are to the house.

    The code is allotted from the site's prefix and never used again; only an import
    brings a *code* of its own. The birth of the subject's chain is a row of the
    study's. Raises :class:`Refusal`: ``not_found`` for an unknown site,
    ``subject_exists`` for a code in use, ``held`` or ``locked`` where data are closed.
    """
    with unit(database, "add_subject", actor, request_id=request_key, about={"site": site}) as work:
        if request_key and (before := added_before(work, request_key)):
            return before
        return append_subject(work, site, code)


def append_subject(work: Unit, site: str, code: str | None = None) -> SubjectRef:
    """Append a participant with the visits of the schedule. Raises as :func:`add_subject` does."""
    found = rows(work.connection, "SELECT prefix FROM site WHERE code = ?", (site,))
    if not found:
        raise Refusal("not_found")
    refuse_new(work.connection, site)
    pinning = published_at(work.connection, site)
    study = pinning.study
    number = 1 + (rows(work.connection, "SELECT max(id) FROM subject")[0][0] or 0)
    code = code or _next_code(work, study, site, found[0][0])
    if rows(work.connection, "SELECT 1 FROM subject WHERE code = ?", (code,)):
        raise Refusal("subject_exists", code=code)
    subject = SubjectRef(number, code, site)
    work.about |= {"subject": number, "code": code}
    work.append("subject", subject.chain, {"id": number, "code": code, "site": site})
    work.append("chain_birth", STUDY_CHAIN, {"subject": number})
    for event in pinning.schedule():
        if event.kind != "unscheduled":
            append_visit(work, study, subject, event, 1)
    return subject


def append_visit(work: Unit, study: Study, subject: SubjectRef, event: Event, repeat: int) -> int:
    """Append one visit with its pages and their empty states; returns its number."""
    first = subject.id * SPAN
    kind = f"visit of {subject.id}"
    visits = work.numbers.setdefault(kind, _last(work, "visit", first))
    work.numbers[kind] = visit = visits + 1
    work.append("visit", subject.chain, {"id": visit, "subject": subject.id, "event": event.name, "repeat": repeat})
    for form in event.forms:
        append_page(work, subject, visit, event.name, form, 1)
    return visit


def append_page(work: Unit, subject: SubjectRef, visit: int, event: str, form: str, repeat: int) -> int:
    """Append one page of *visit* and its empty state; returns its number."""
    kind = f"page of {subject.id}"
    pages = work.numbers.setdefault(kind, _last(work, "page", subject.id * SPAN))
    work.numbers[kind] = page = pages + 1
    row = {"id": page, "subject": subject.id, "visit": visit, "form": form, "repeat": repeat}
    work.append("page", subject.chain, row)
    work.set_state(
        {
            "page": page,
            "subject": subject.id,
            "visit": visit,
            "site": subject.site,
            "event": event,
            "form": form,
            "head": 0,
            "entry": "not_started",
            "dated": None,
            "open_queries": 0,
            "answered_queries": 0,
            "owed": 0,
            "verified": 0,
            "signed": "unsigned",
            "held": "open",
        }
    )
    return page


def _last(work: Unit, table: str, first: int) -> int:
    """The highest number of this subject in *table*, or where its numbers begin."""
    sql = f"SELECT max(id) FROM {table} WHERE id >= ? AND id < ?"
    return rows(work.connection, sql, (first, first + SPAN))[0][0] or first


def _next_code(work: Unit, study: Study, site: str, prefix: str) -> str:
    count = rows(work.connection, "SELECT count(*) FROM subject WHERE site = ?", (site,))[0][0]
    while True:
        count += 1
        code = study.subject_id.format(prefix=prefix, n=count)
        if not rows(work.connection, "SELECT 1 FROM subject WHERE code = ?", (code,)):
            return code


def added_before(work: Unit, request_key: str) -> SubjectRef | None:
    """The subject that this very request added when it was sent before."""
    sql = (
        "SELECT s.id, s.code, s.site FROM journal j JOIN chain_birth b ON b.chain = j.chain AND b.act = j.n"
        " JOIN subject s ON s.id = b.subject WHERE j.chain = ? AND j.request_id = ?"
    )
    found = rows(work.connection, sql, (STUDY_CHAIN, request_key))
    return SubjectRef(*found[0]) if found else None
