"""Start a study version at a site: from a day on, visits not yet begun there use it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from edc.access.rules import Permission
from edc.acts.add_subject import append_page, append_visit
from edc.acts.amendment import additions_of
from edc.acts.context import read_context
from edc.acts.holds import refuse_new
from edc.acts.permitted import require
from edc.acts.reasons import said
from edc.casebook.pinning import published
from edc.casebook.reading import SubjectRef
from edc.db import Database, rows
from edc.errors import Refusal
from edc.review.proposals import site_starts
from edc.study.definition import Study
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Actor, Unit, unit


@dataclass(frozen=True, slots=True)
class VersionStarted:
    """What the start appended: visits and pages, over how many participants."""

    subjects: int = 0
    visits: int = 0
    pages: int = 0


def start_version(
    database: Database,
    actor: Actor,
    site: str,
    version: str,
    first: date,
    approval: str,
    *,
    request_key: str | None = None,
) -> VersionStarted:
    """Use *version* at *site* from *first* on, by the site's own *approval* as its letter names it.

    What the version adds is appended for each participant of the site in this act, also
    where *first* lies ahead: until that day nothing of it is expected, because their visits
    are still of the version used before. Participants whose data are frozen are passed over;
    the same start given again reaches those who were frozen then, and nobody else.
    Raises :class:`Refusal`: ``not_found``, ``no_such_version``, ``started_already``,
    ``reason_owed``, ``held``, ``locked``.
    """
    require(actor, Permission.STUDY_DRAFT)
    about = {"site": site, "version": version, "first": first.isoformat()}
    with unit(database, "start_version", actor, request_id=request_key, about=about) as work:
        if request_key and rows(work.connection, _SENT, (STUDY_CHAIN, request_key)):
            return VersionStarted()
        if not rows(work.connection, "SELECT 1 FROM site WHERE code = ?", (site,)):
            raise Refusal("not_found")
        versions = published(work.connection)
        if version not in versions.rules:
            raise Refusal("no_such_version", version=version)
        before = [start for start in site_starts(work.connection) if start.site == site]
        again = bool(before) and (before[-1].version, before[-1].first) == (version, first)
        refuse_new(work.connection, site)
        words = said(approval)
        started = _append(work, site, versions.study(version), first)
        if not again:
            row = {"site": site, "n": 1 + len(before), "version": version, "first": first.isoformat()}
            by = {"person": actor.person, "role": actor.role, "at": work.at}
            work.append("site_version", STUDY_CHAIN, row | {"approval": words} | by)
        elif not started.subjects:
            raise Refusal("started_already", version=version)
        return started


_SENT = "SELECT 1 FROM journal WHERE chain = ? AND request_id = ?"


def _append(work: Unit, site: str, study: Study, first: date) -> VersionStarted:
    subjects = visits = pages = 0
    sql = "SELECT id, code, site FROM subject WHERE site = ? ORDER BY id"  # who is struck out may be restored
    for row in rows(work.connection, sql, (site,)):
        subject = SubjectRef(*row)
        context = read_context(work.connection, subject, published(work.connection).forms)
        gained = additions_of(context, context.rules, study, first)
        if gained.empty or context.holds.get(("subject", str(subject.id)), "open") != "open":
            continue
        work.touch(subject.chain, context.head)
        for event in gained.visits:
            append_visit(work, study, subject, event, 1)
        for visit, form in gained.pages:
            append_page(work, subject, visit.visit, visit.event, form, 1)
        subjects, visits, pages = subjects + 1, visits + len(gained.visits), pages + len(gained.pages)
    return VersionStarted(subjects, visits, pages)
