"""What a proposed version would change for whom, before anybody approves it. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from edc import clock
from edc.acts.amendment import additions_of, state_under
from edc.acts.context import Context, read_context
from edc.casebook.pinning import published
from edc.casebook.reading import SubjectRef
from edc.casebook.rules_amendment import Additions
from edc.casebook.strikes import STRUCK_SUBJECTS
from edc.db import rows
from edc.study.definition import State, Study
from edc.study.versions import Versions, versions_of
from edc.study.view import SubjectView


@dataclass(frozen=True, slots=True)
class SubjectDryRun:
    """One participant. ``additions``: of an amendment, as if the site started it today; ``asked`` and
    ``settled``: of a revision, the checks that would ask anew, and those that would not any more."""

    subject: SubjectRef
    state: State | None
    additions: Additions | None
    reconsent: bool
    """Their last consent was given before the version was proposed, and visits of it lie ahead."""
    asked: tuple[str, ...]
    settled: tuple[str, ...]
    held: tuple[str, ...] = ()
    """Of a revision: frozen or locked pages whose derived values it would change, so that it cannot be published."""

    @property
    def touched(self) -> bool:
        gains = self.additions is not None and (bool(self.additions.uses) or not self.additions.empty)
        return gains or self.reconsent or bool(self.asked or self.settled or self.held)


def dry_run(connection: Connection, study: Study, since: date) -> list[SubjectDryRun]:
    """What *study*, proposed on the day *since*, would mean for each participant, by code."""
    versions = published(connection)
    proposed = proposed_beside(versions, study)
    revision = study.version in versions.rules
    forms = proposed.forms | versions.forms
    sql = f"SELECT id, code, site FROM subject WHERE id NOT IN {STRUCK_SUBJECTS} ORDER BY code"
    found = []
    for row in rows(connection, sql):
        context = read_context(connection, SubjectRef(*row), forms)
        found.append(_revised(context, proposed, study) if revision else _amended(context, proposed, study, since))
    return found


def proposed_beside(versions: Versions, study: Study) -> Versions:
    """The published versions with *study* in the place of its version, or as the newest one."""
    studies = {each.version: each for each in reversed(versions.studies)}
    return versions_of(list((studies | {study.version: study}).values()))


def _amended(context: Context, proposed: Versions, study: Study, since: date) -> SubjectDryRun:
    gained = additions_of(context, proposed, study, context.today)
    ahead = bool(gained.uses or gained.visits)
    return SubjectDryRun(
        context.subject,
        state_under(context, proposed, study),
        gained,
        ahead and not _consented_since(context, study, since),
        (),
        (),
    )


def _consented_since(context: Context, study: Study, since: date) -> bool:
    """Whether any consent on record is dated on the day *since* or later; a study that keeps none asks for none."""
    if study.consent_date is None:
        return True
    form, _, item = study.consent_date.partition(".")
    for now in context.pages.values():
        for path, value in now.document.items() if now.form == form else ():
            if path.rpartition("/")[2] == item and value is not None and (value.v or "") >= since.isoformat():
                return True
    return False


def _revised(context: Context, proposed: Versions, study: Study) -> SubjectDryRun:
    view = context.view()
    asked: list[str] = []
    settled: list[str] = []
    for page, now in sorted(context.pages.items()):
        if now.study_version == study.version:
            before = _questions(context.rules, context, view, page)
            after = _questions(proposed, context, view, page)
            asked += sorted(check for check, _ in after - before)
            settled += sorted(check for check, _ in before - after)
    state = state_under(context, proposed, study)
    return SubjectDryRun(
        context.subject, state, None, False, tuple(asked), tuple(settled), _held(context, proposed, study)
    )


def held_by(connection: Connection, study: Study) -> list[str]:
    """Frozen or locked pages on which the revision *study* would change derived values; those who are struck out
    may be restored, and count."""
    versions = published(connection)
    proposed = proposed_beside(versions, study)
    found: list[str] = []
    for row in rows(connection, "SELECT id, code, site FROM subject ORDER BY code"):
        found += _held(read_context(connection, SubjectRef(*row), versions.forms), proposed, study)
    return found


def _held(context: Context, proposed: Versions, study: Study) -> tuple[str, ...]:
    ours = [page for page, now in context.pages.items() if now.study_version == study.version and now.seq]
    moved = {change.page for change in proposed.derive(context.view(), ours)}
    closed = [context.pages[page] for page in sorted(moved) if context.held(page).state != "open"]
    return tuple(f"{context.subject.code} {now.event} {now.form}" for now in closed)


def _questions(versions: Versions, context: Context, view: SubjectView, page: int) -> set[tuple[str, str]]:
    found = versions.findings(view, page, context.today)
    return {(one.check, one.path) for one in found if one.level != "tell"}


def day_of(stamp: str, zone: str) -> date:
    """The day of a stored moment on the calendar of *zone*."""
    return clock.local(stamp, zone).date()
