"""One participant with everything their casebook shows, read in a few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy import Connection

from edc.access.rules import Permission
from edc.access.rules_grants import is_masked
from edc.casebook import listing
from edc.casebook.listing import LastSave, PageRow
from edc.casebook.logs import Log, logs_of
from edc.casebook.pinning import versions_and_starts
from edc.casebook.rules_strikes import is_struck
from edc.casebook.rules_versions import Start, effective_version
from edc.casebook.standing import Standing, VisitStanding
from edc.casebook.standings import standings
from edc.casebook.strikes import Screened, StrikeRow, screened_again, screened_before, strikes
from edc.errors import Refusal
from edc.review.notices import open_notices
from edc.safety.doses import doses_of, forms_of_releases
from edc.study.definition import Item, Release, Study, say
from edc.study.document import Value
from edc.study.schedule import nominal_day
from edc.study.versions import Versions
from edc.study.view import PageView, SubjectView
from edc.web.expecting import why_not
from edc.web.person import Me
from edc.web.spoken import names

CLOSED = frozenset({Permission.DATA_ENTER, Permission.DATA_STRIKE, Permission.PAGE_SIGN, Permission.CASEBOOK_SIGN})
"""What nobody does any more to a participant who was created in error."""


@dataclass(frozen=True)
class Opened:
    """A casebook for one person."""

    study: Study
    versions: Versions
    me: Me
    language: str
    standing: Standing
    pages: dict[int, list[PageRow]]
    """By visit."""
    saves: dict[int, LastSave]
    strikes: list[StrikeRow]
    """Every step about a strike-out, in order."""
    before: Screened | None
    """The number under which the participant was screened before."""
    after: list[Screened]
    people: dict[str, str]
    """User name to name."""
    open_notices: Mapping[str, int] = field(default_factory=dict)
    """Kind, deviation or alert, to how many wait for somebody."""
    doses: tuple[tuple[Release, int, int], ...] = ()
    """Every release check, how many of its acts took place, and how many are planned."""
    dosed: tuple[tuple[int, Release, bool], ...] = ()
    """Visit of every act with a release check that is recorded, and whether it took place."""
    trend_pages: tuple[PageView, ...] = ()
    """Pages of the items drawn over time, with what was computed on them."""

    @property
    def struck(self) -> bool:
        """Struck out as created in error: read, and nothing else."""
        return is_struck([one.rules for one in self.strikes])

    @property
    def site(self) -> str:
        return self.standing.subject.site

    def may(self, permission: Permission) -> bool:
        return not (self.struck and permission in CLOSED) and self.me.may(permission, self.site)

    @cached_property
    def view(self) -> SubjectView:
        """The documents that were read, as expressions see them."""
        return SubjectView({page.page: page for page in self.standing.pages})

    def why_not(self, visit: VisitStanding, form: str) -> str:
        """Why no page of *form* is waited for at *visit*: what its own condition reads, or the participant's state."""
        if form in visit.left_out:
            place = (form, visit.row.visit, visit.row.event)
            return why_not(self.versions.rules[visit.version], self.view, place, self.language, self.masked)
        return say(self.standing.state.label, self.language) if self.standing.state else ""

    def masked(self, item: Item) -> bool:
        """Whether this person may not see the item's value."""
        return is_masked(item, self.me.grants, self.site, self.me.today)

    @cached_property
    def logs(self) -> tuple[Log, ...]:
        return logs_of(self.study)

    def value(self, named: str | None) -> tuple[Item, Value] | None:
        """The item that the study names as ``FORM.ITEM``, and its value where there is one."""
        form, _dot, name = (named or "").partition(".")
        item = self.study.form_by_name[form].by_name[name][1] if form else None
        for page in self.standing.pages:
            if item and page.form == form and not (page.struck or page.not_done):
                found = [value for path, value in page.document.items() if value and path.rpartition("/")[2] == name]
                if found:
                    return item, found[0]
        return None

    @cached_property
    def origin(self) -> date | None:
        """Day 1 of this participant: the anchor's day, else reckoned back from a visit that took place."""
        for visit in self.standing.visits:
            if visit.actual and visit.event.anchor == visit.event.name:
                return visit.actual
        for visit in self.standing.visits:
            days = offset(visit)
            if visit.actual and days is not None:
                return visit.actual - timedelta(days=days)
        return None

    def week(self, day: date) -> float | None:
        """Weeks from day 1 to *day*."""
        return (day - self.origin).days / 7 if self.origin else None


def offset(visit: VisitStanding) -> int | None:
    """Days from day 1 to the nominal day of a visit; there is no day 0."""
    day = nominal_day(visit.event)
    if day is None:
        return None
    return day - 1 if day > 0 else day


def open_casebook(connection: Connection, study: Study, subject: int, me: Me, language: str) -> Opened:
    """The casebook of *subject*. Raises :class:`Refusal` (``not_found``) if there is none of that number."""
    found = listing.subject(connection, subject)
    if found is None:
        raise Refusal("not_found")
    named = (study.sex, study.birth_date, study.consent_date)
    versions, starts = versions_and_starts(connection)
    forms = {one.partition(".")[0] for one in named if one} | {log.form.name for log in logs_of(study)}
    forms |= forms_of_releases(versions)
    drawn = {one.partition(".")[0] for one in study.trend}
    pages: dict[int, list[PageRow]] = defaultdict(list)
    for page in listing.pages(connection, subject):
        pages[page.visit].append(page)
    (standing,) = standings(connection, [found], forms)
    return Opened(
        study,
        versions,
        me,
        language,
        standing,
        pages,
        listing.last_saves(connection, subject),
        strikes(connection, subject),
        screened_before(connection, subject),
        screened_again(connection, subject),
        names(connection),
        open_notices(connection, subject),
        _doses(versions, starts, standing),
        _dosed(versions, standing),
        tuple(listing.documents(connection, [subject], drawn, derived=True).get(subject, ())),
    )


def _dosed(versions: Versions, standing: Standing) -> tuple[tuple[int, Release, bool], ...]:
    view = SubjectView({page.page: page for page in standing.pages})
    releases = {release.name: release for study in versions.studies for release in study.releases}
    return tuple(
        (dose.page.visit, release, dose.state.given)
        for release in releases.values()
        for dose in doses_of(versions, view, release)
        if dose.state.given is not None
    )


def _doses(
    versions: Versions, starts: Mapping[str, Sequence[Start]], standing: Standing
) -> tuple[tuple[Release, int, int], ...]:
    """Planned is one at each scheduled visit with the form, by the version in use at the site today."""
    used = versions.study(effective_version(versions, starts.get(standing.subject.site, ()), standing.today))
    view = SubjectView({page.page: page for page in standing.pages})
    return tuple(
        (
            release,
            sum(dose.state.given is True for dose in doses_of(versions, view, release)),
            sum(release.form in event.forms for event in used.events if event.kind == "scheduled"),
        )
        for release in used.releases
    )
