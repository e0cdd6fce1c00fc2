"""Everything a printed casebook says of one participant, read in a few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection

from edc import clock
from edc.casebook import listing
from edc.casebook.listing import PageRow as State
from edc.casebook.listing import pages as page_states
from edc.casebook.pinning import published
from edc.casebook.reading import SubjectRef
from edc.casebook.standing import VisitStanding
from edc.casebook.standings import standings
from edc.db import rows
from edc.exchange.odm_record import Change, Record, record_of
from edc.exchange.rows import PageRow, Reading
from edc.exchange.source import as_they_stand
from edc.study.definition import Item, Study
from edc.study.document import STRUCK, Value, decode, decode_value
from edc.study.versions import Versions
from edc.study.view import PageView, SubjectView


@dataclass(frozen=True, slots=True)
class Corrected:
    """A change of something that was there. ``reason`` ``None`` where none was owed."""

    path: str
    old: Value | None
    new: Value | None
    change: Change


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature as it is printed (REQ-43), and what it is worth now."""

    meaning: str
    name: str
    role: str
    at: str
    state: str


@dataclass(frozen=True)
class Book:
    """One participant as they stand. Maps are by page."""

    subject: SubjectRef
    zone: str
    versions: Versions
    record: Record
    states: Mapping[int, State]
    people: Mapping[str, str]
    """User name to the name that is printed."""
    marks: Mapping[int, Mapping[str, int]]
    """Path to the version that a standing verification names."""
    signed: Mapping[tuple[str, int], Signed]
    """By scope and its number: the last of each."""
    head: tuple[int, str]
    """Number and digest of the last act on the participant's chain."""
    masked: Callable[[Item], bool]
    """Whether the reader may not see an item's value."""
    visits: Mapping[int, VisitStanding]
    """Each visit as it stands today, by its number."""

    @cached_property
    def pages(self) -> Mapping[int, PageRow]:
        return {page.page: page for page in self.record.pages}

    @cached_property
    def documents(self) -> Mapping[int, Mapping[str, Value | None]]:
        return {page.page: decode(page.data) for page in self.record.pages if page.data is not None}

    @cached_property
    def view(self) -> SubjectView:
        views = (
            PageView(
                *(page.page, page.visit, page.event, page.form, page.repeat, self.documents.get(page.page, {})),
                self.derived(page.page),
                page.version or "",
            )
            for page in self.record.pages
        )
        return SubjectView({view.page: view for view in views})

    @cached_property
    def changes(self) -> Mapping[int, list[Corrected]]:
        """Every change, first entries included, with what stood there before."""
        before: dict[tuple[int, str], Value | None] = {}
        found: dict[int, list[Corrected]] = defaultdict(list)
        for change in self.record.changes:
            key, new = (change.page, change.path), decode_value(change.new)
            found[change.page].append(Corrected(change.path, before.get(key), new, change))
            before[key] = new
        return found

    def derived(self, page: int) -> dict[str, str | None]:
        return {path: each.value for path, each in self.record.computed.get(page, {}).items()}

    def study(self, page: int) -> Study:
        """The definition that the page was filled by."""
        return self.versions.study(self.pages[page].version)

    def verified(self, page: int) -> frozenset[str]:
        """Paths whose present value was verified against the source."""
        last = {each.path: each.change.seq for each in self.changes.get(page, ())}
        return frozenset(path for path, seq in self.marks.get(page, {}).items() if last.get(path) == seq)

    def waits_for(self, page: int) -> bool:
        """Whether a page is expected, or holds something already."""
        row = self.pages[page]
        return self.states[page].entry != "not_started" or self.visits[row.visit].waits_for(row.form)

    def struck(self, page: int) -> Value | None:
        return self.documents.get(page, {}).get(STRUCK)

    def moment(self, stamp: str) -> str:
        """``2025-08-07 14:03 UTC+8``, at the site."""
        local = clock.local(stamp, self.zone)
        return f"{local:%Y-%m-%d %H:%M} {clock.zone_name(self.zone, local)}"

    def name(self, person: str) -> str:
        return self.people.get(person, person)


def open_book(connection: Connection, subject: SubjectRef, masked: Callable[[Item], bool]) -> Book:
    """The casebook of *subject* as it stands, for a reader to whom some items are *masked*."""
    source = as_they_stand(connection, subject.site)
    record = record_of(Reading(connection, source), subject.id, subject.code, subject.site)
    (standing,) = standings(connection, [one for one in [listing.subject(connection, subject.id)] if one])
    return Book(
        subject=subject,
        zone=standing.subject.timezone,
        versions=published(connection),
        record=record,
        states={state.page: state for state in page_states(connection, subject.id)},
        people=dict(map(tuple, rows(connection, "SELECT username, name FROM person"))),
        marks=_marks(connection, subject.id),
        signed=_signed(connection, record),
        head=source.heads[subject.chain],
        masked=masked,
        visits={visit.row.visit: visit for visit in standing.visits},
    )


_MARKS = (
    "SELECT v.page, v.path, v.seq, v.marked FROM verification v JOIN page p ON p.id = v.page"
    " WHERE p.subject = ? ORDER BY v.page, v.path, v.seq, v.n"
)


def _marks(connection: Connection, subject: int) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for page, path, seq, marked in rows(connection, _MARKS, (subject,)):
        if marked:
            found[page][path] = seq
        elif found[page].get(path) == seq:
            del found[page][path]
    return found


def _signed(connection: Connection, record: Record) -> dict[tuple[str, int], Signed]:
    sql = (
        "SELECT DISTINCT x.id, x.scope, x.key, x.meaning, x.name, x.role, x.at FROM signature x"
        " JOIN signature_page g ON g.signature = x.id JOIN page p ON p.id = g.page WHERE p.subject = ? ORDER BY x.id"
    )
    return {
        (scope, key): Signed(meaning, name, role, at, record.signatures[scope, key].state.value)
        for _, scope, key, meaning, name, role, at in rows(connection, sql, (record.subject,))
        if (scope, key) in record.signatures
    }
