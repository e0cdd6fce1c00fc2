"""What an import does to one participant: the same machinery as a save, in one unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from edc.acts.add_subject import append_page, append_visit
from edc.acts.consequences import CheckRefused, settle_consequences
from edc.acts.context import open_context
from edc.acts.holds import THE_STUDY, read_holds, refuse_held
from edc.acts.import_page import PageImport
from edc.acts.versions import Added, add_version
from edc.casebook.reading import SubjectRef, current_study
from edc.db import Database, Locks, rows
from edc.errors import Refusal
from edc.exchange.import_report import ImportLine, Outcome
from edc.exchange.odm_in import Given, Place
from edc.review.rules_queries import QueryState
from edc.trail.unit import Actor, Unit, unit

ORIGIN = "import"

_Refused = dict[tuple[Place, str], str]
"""Place and path to the check of level *refuse* that fired there."""


def import_subject(
    database: Database, actor: Actor, subject: SubjectRef, given: Sequence[Given], about: Mapping[str, Any]
) -> list[ImportLine]:
    """Bring what is *given* into the pages of *subject* and tell what became of each value, in order."""
    try:
        pages = _open_pages(database, actor, subject, given, about)
        refused: _Refused = {}
        while True:
            try:
                return _attempt(database, actor, subject, given, pages, refused, about)
            except CheckRefused as error:
                places = {page: place for place, page in pages.items()}
                more = {
                    (places[finding.page], path): finding.check
                    for finding in error.findings
                    if finding.page in places
                    for path in finding.paths
                }
                if more.keys() <= refused.keys():
                    raise
                refused |= more
    except Refusal as refusal:
        # nothing of this participant was stored; the others go on
        why = "import_held" if refusal.code in ("held", "locked") else refusal.code
        return [_line(subject, one, Outcome.REFUSED, why, refusal.params) for one in given]


def _open_pages(
    database: Database, actor: Actor, subject: SubjectRef, given: Sequence[Given], about: Mapping[str, Any]
) -> dict[Place, int]:
    """The pages the file speaks of; visits that were not owed and further pages of a form are added."""
    wanted = dict.fromkeys(one.place for one in given)
    with unit(database, "import_visits", actor, locks=Locks(subject.site, subject.id), about=dict(about)) as work:
        pages = _pages(work, subject)
        missing = [place for place in wanted if place not in pages]
        if not missing:
            return pages
        work.touch(subject.chain)
        refuse_held(read_holds(work.connection), (THE_STUDY, ("site", subject.site), ("subject", str(subject.id))))  # type: ignore[arg-type]  # mypy widens the scopes to str
        study = current_study(work.connection)
        visits = {(place.event, place.event_repeat): visit for place, (visit, _) in _visits(work, subject).items()}
        for place in missing:
            key = (place.event, place.event_repeat)
            if key not in visits:
                event = study.event_by_name[place.event]
                visits[key] = append_visit(work, study, subject, event, place.event_repeat)
        work.flush()
        for place in (place for place in missing if place not in _pages(work, subject)):
            visit = visits[place.event, place.event_repeat]
            append_page(work, subject, visit, place.event, place.form, place.form_repeat)
        work.flush()
        return _pages(work, subject)


def _pages(work: Unit, subject: SubjectRef) -> dict[Place, int]:
    sql = (
        "SELECT v.event, v.repeat, p.form, p.repeat, p.id FROM page p JOIN visit v ON v.id = p.visit"
        " WHERE p.subject = ? ORDER BY p.id"
    )
    return {Place(*row[:4]): row[4] for row in rows(work.connection, sql, (subject.id,))}


def _visits(work: Unit, subject: SubjectRef) -> dict[Place, tuple[int, int]]:
    found = rows(work.connection, "SELECT event, repeat, id FROM visit WHERE subject = ?", (subject.id,))
    return {Place(event, repeat, "", 1): (visit, 0) for event, repeat, visit in found}
