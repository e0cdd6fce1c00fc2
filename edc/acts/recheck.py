"""Run the rules of a version again on all its pages, once a revision of it was published."""

from __future__ import annotations

from edc.acts.consequences import settle_rules
from edc.acts.context import open_context
from edc.acts.refresh import refresh
from edc.casebook.pinning import published
from edc.casebook.reading import SubjectRef
from edc.db import Database, Locks, rows
from edc.errors import Refusal
from edc.review.rules_holds import HoldState
from edc.trail.unit import SYSTEM, unit


def recheck(database: Database, version: str, revision: int) -> tuple[str, ...]:
    """Bring derived values and queries of every page of *version* up to date, by the house itself.

    One unit for each participant, naming the publication, so that others go on meanwhile;
    it may be run again and then changes nothing. Participants struck out follow too, for they
    may be restored. Locked pages stay as they are: what they
    would be asked is a gap of the next lock. Returns the codes of participants left as they
    were, because a derived value would have changed where data are frozen or locked.
    """
    held = []
    with database.reading() as connection:
        found = rows(
            connection,
            "SELECT DISTINCT s.id, s.code, s.site FROM subject s JOIN page_state t ON t.subject = s.id"
            " JOIN page_version v ON v.page = t.page AND v.seq = t.head"
            " WHERE v.study_version = ? ORDER BY s.id",
            (version,),
        )
    for row in found:
        subject = SubjectRef(*row)
        try:
            _recheck(database, subject, version, revision)
        except Refusal as refusal:
            if refusal.code != "derived_held":
                raise
            held.append(subject.code)
    return tuple(held)


def _recheck(database: Database, subject: SubjectRef, version: str, revision: int) -> None:
    about = {"version": version, "revision": revision}
    with unit(database, "recheck", SYSTEM, locks=Locks(subject.site, subject.id), about=about) as work:
        context = open_context(work, subject, published(work.connection).forms)
        every = [page for page, now in context.pages.items() if now.study_version == version]
        pages = [page for page in every if context.held(page).state is not HoldState.LOCKED]
        settle_rules(work, context, pages)
        for page in set(every).difference(pages):
            refresh(work, context, page)  # what is counted of it, such as items to verify, is no part of the record
