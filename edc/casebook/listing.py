"""Reads for screens that list participants: frozen rows, counted by the database.

A matrix of fifty participants asks for one row a visit, not one a page; what a
visit's pages come to is counted over ``page_state`` and its index on the subject.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from edc import clock
from edc.access.rules_grants import Sites
from edc.casebook.owing import at_sites
from edc.casebook.reading import first_signed
from edc.casebook.strikes import STRUCK_SUBJECTS
from edc.db import gathered, rows
from edc.study.document import Stored
from edc.study.view import PageView

AT_ONCE = 500
"""Participants asked for in one statement."""


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A participant, and the zone whose calendar says what day it is there."""

    id: int
    code: str
    site: str
    timezone: str
    struck: bool
    """Created in error: nothing of it is waited for."""


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit of one participant: its pages, counted by what they have come to."""

    subject: int
    visit: int
    event: str
    repeat: int
    in_entry: int
    finished: int
    not_done: int
    struck: int
    blank: tuple[str, ...]
    """Forms on which nothing is recorded."""
    open: int
    """Open queries."""
    answered: int
    owed: int
    """Items of the verification plan that hold a value."""
    verified: int
    begun: int
    """Pages that were ever saved: those a signature would name."""
    signed: int
    again: int
    """Pages whose signature no longer covers what stands there."""
    frozen: int
    locked: int
    dated: str | None
    """When it took place, where its pages say so."""

    @property
    def pages(self) -> int:
        return self.in_entry + self.finished + self.not_done + self.struck + len(self.blank)


@dataclass(frozen=True, slots=True)
class PageRow:
    """One page as its cached state says. ``entry`` takes it as expected."""

    page: int
    visit: int
    event: str
    form: str
    repeat: int
    head: int
    entry: str
    open: int
    answered: int
    owed: int
    verified: int
    signed: str
    held: str


@dataclass(frozen=True, slots=True)
class LastSave:
    """Who saved a page last, and when."""

    person: str
    at: str


def subjects(
    connection: Connection,
    sites: Sites,
    *,
    search: str = "",
    queries: bool = False,
    unsigned: bool = False,
    struck: bool | None = False,
) -> list[SubjectRow]:
    """Participants of *sites* by code; those whose code contains *search*.

    *queries*: with an open or answered query; *unsigned*: with a finished page that
    no standing signature covers. *struck*: those created in error alone, or (``None``)
    among the others; they count nowhere else.
    """
    places, parameters = at_sites("s.site", sites)
    where = [places]
    if struck is not None:
        where.append(f"s.id {'IN' if struck else 'NOT IN'} {STRUCK_SUBJECTS}")
    if search:
        where.append("upper(s.code) LIKE ? ESCAPE '!'")
        sought = search.upper().replace("!", "!!").replace("%", "!%").replace("_", "!_")
        parameters.append(f"%{sought}%")
    for wanted, condition in ((queries, "p.open_queries + p.answered_queries > 0"), (unsigned, _UNSIGNED)):
        if wanted:
            where.append(f"EXISTS (SELECT 1 FROM page_state p WHERE p.subject = s.id AND {condition})")
    sql = f"{_SUBJECTS} WHERE {' AND '.join(where)} ORDER BY s.code"
    return [_subject_row(row) for row in rows(connection, sql, parameters)]


_SUBJECTS = (
    f"SELECT s.id, s.code, s.site, t.timezone, CASE WHEN s.id IN {STRUCK_SUBJECTS} THEN 1 ELSE 0 END"
    " FROM subject s JOIN site t ON t.code = s.site"
)
_UNSIGNED = "p.entry = 'finished' AND p.signed <> 'signed'"


def subject(connection: Connection, number: int) -> SubjectRow | None:
    """The participant of that number, or ``None``."""
    found = rows(connection, f"{_SUBJECTS} WHERE s.id = ?", (number,))
    return _subject_row(found[0]) if found else None


def _subject_row(row: Sequence[Any]) -> SubjectRow:
    number, code, site, timezone, struck = row
    return SubjectRow(number, code, site, timezone, bool(struck))


_VISITS = """
SELECT a.subject, a.visit, v.event, v.repeat, a.in_entry, a.finished, a.not_done, a.struck, a.blank, a.open, a.answered,
    a.owed, a.verified, a.begun, a.signed, a.again, a.frozen, a.locked, a.dated
FROM (SELECT s.subject, s.visit,
        count(*) FILTER (WHERE s.entry = 'in_entry') AS in_entry,
        count(*) FILTER (WHERE s.entry = 'finished') AS finished,
        count(*) FILTER (WHERE s.entry = 'not_done') AS not_done,
        count(*) FILTER (WHERE s.entry = 'struck') AS struck,
        {joined}(s.form, ',') FILTER (WHERE s.entry = 'not_started') AS blank,
        sum(s.open_queries) AS open, sum(s.answered_queries) AS answered,
        sum(s.owed) AS owed, sum(s.verified) AS verified,
        count(*) FILTER (WHERE s.head > 0) AS begun,
        count(*) FILTER (WHERE s.signed = 'signed') AS signed,
        count(*) FILTER (WHERE s.signed = 'again') AS again,
        count(*) FILTER (WHERE s.held = 'frozen') AS frozen,
        count(*) FILTER (WHERE s.held = 'locked') AS locked,
        max(s.dated) FILTER (WHERE s.entry NOT IN ('struck', 'not_done')) AS dated
    FROM page_state s WHERE s.subject IN ({marks}) GROUP BY s.subject, s.visit) a
JOIN visit v ON v.id = a.visit ORDER BY a.subject, a.visit"""


def visits(connection: Connection, subjects: Collection[int]) -> dict[int, list[VisitRow]]:
    """The visits of *subjects*, each in the order they were added."""
    joined = "group_concat" if connection.dialect.name == "sqlite" else "string_agg"
    found: dict[int, list[VisitRow]] = defaultdict(list)
    for some in _chunks(subjects):
        for row in rows(connection, _VISITS.format(joined=joined, marks=_marks(some)), some):
            counts, blank, more = row[:8], row[8], row[9:]
            found[row[0]].append(VisitRow(*(*counts, tuple(blank.split(",")) if blank else (), *more)))
    return found


_PAGES = (
    "SELECT s.page, s.visit, s.event, s.form, p.repeat, s.head, s.entry, s.open_queries, s.answered_queries, s.owed,"
    " s.verified, s.signed, s.held FROM page_state s JOIN page p ON p.id = s.page WHERE s.subject = ?"
    " ORDER BY s.visit, s.page"
)


def pages(connection: Connection, subject: int) -> list[PageRow]:
    """Every page of one participant, visit by visit."""
    return [PageRow(*row) for row in rows(connection, _PAGES, (subject,))]


def chain_heads(connection: Connection, subjects: Collection[int]) -> dict[int, int]:
    """The number of the last act on each participant's chain: it grows with whatever is recorded or said of them."""
    found: dict[int, int] = {}
    for some in _chunks(subjects):
        sql = (
            "SELECT s.id, (SELECT max(j.n) FROM journal j WHERE j.chain = 's' || CAST(s.id AS TEXT)) FROM subject s"
            f" WHERE s.id IN ({_marks(some)})"
        )
        found |= dict(map(tuple, rows(connection, sql, some)))
    return found


def last_saves(connection: Connection, subject: int) -> dict[int, LastSave]:
    """Page to who saved it last, by name, for the pages of one participant."""
    sql = (
        "SELECT s.page, coalesce(n.name, v.person), v.saved_at FROM page_state s"
        " JOIN page_version v ON v.page = s.page AND v.seq = s.head"
        " LEFT JOIN person n ON n.username = v.person WHERE s.subject = ?"
    )
    return {page: LastSave(person, at) for page, person, at in rows(connection, sql, (subject,))}


def documents(
    connection: Connection, subjects: Collection[int], forms: Collection[str], *, derived: bool = False
) -> dict[int, list[PageView]]:
    """The saved pages of *forms* as expressions see them, by participant.

    *derived*: with their derived values, which few readers need.
    """
    found: dict[int, list[PageView]] = defaultdict(list)
    chosen = sorted(forms)
    if not chosen:
        return found
    for some in _chunks(subjects):
        computed = _derived(connection, some, chosen) if derived else {}
        sql = (
            f"SELECT s.subject, {_SIGNED}, t.timezone, s.page, s.visit, s.event, s.form, p.repeat, v.data, v.study_version"
            " FROM page_state s JOIN site t ON t.code = s.site"
            " JOIN page p ON p.id = s.page JOIN page_version v ON v.page = s.page AND v.seq = s.head"
            f" WHERE s.subject IN ({_marks(some)}) AND s.form IN ({_marks(chosen)}) AND s.head > 0"
        )
        for subject, at, zone, page, *place, data, version in rows(connection, sql, (*some, *chosen)):
            signed = clock.wall(at, zone) if at else None
            found[subject].append(PageView(*(page, *place, Stored(data), computed.get(page, {}), version, signed)))
    return found


_SIGNED = (
    f"CASE WHEN s.signed = 'signed' THEN (SELECT {first_signed()} FROM signature_page g"
    " WHERE g.page = s.page ORDER BY g.signature DESC LIMIT 1) END"
)
"""When page ``s`` was first signed as it stands."""


def _derived(connection: Connection, subjects: Sequence[int], forms: Sequence[str]) -> dict[int, dict[str, str | None]]:
    sql = (
        f"SELECT d.page, {gathered(connection, 'd.n, d.path, d.value')} FROM page_state s"
        " JOIN derived d ON d.page = s.page"
        f" WHERE s.subject IN ({_marks(subjects)}) AND s.form IN ({_marks(forms)}) GROUP BY d.page"
    )
    found = rows(connection, sql, (*subjects, *forms))
    # in the order in which they were computed: the last one stands
    return {page: {path: value for _, path, value in sorted(json.loads(every), key=_number)} for page, every in found}


def _number(computed: Sequence[int]) -> int:
    return computed[0]


def _chunks(subjects: Iterable[int]) -> Iterator[list[int]]:
    every = sorted(subjects)
    for first in range(0, len(every), AT_ONCE):
        yield every[first : first + AT_ONCE]


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))
