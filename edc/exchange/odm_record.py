"""Everything that ODM tells of one participant, read at once: memory is that of one casebook."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from edc.casebook.strikes import screened_before
from edc.exchange.rows import PageRow, Reading
from edc.exchange.signatures import as_signed
from edc.exchange.streaming import stream
from edc.review.rules import SignatureState, SignedPage, signature_state
from edc.study.document import Value


class Change(NamedTuple):
    """One change of one path. ``new``: encoded, ``None`` where it was cleared."""

    page: int
    path: str
    new: str | None
    reason: str | None
    seq: int
    person: str
    at: str
    origin: str
    act: int


class Computed(NamedTuple):
    """One derived value."""

    page: int
    path: str
    value: str | None
    at: str
    formula: str


class Event(NamedTuple):
    """One step of a query."""

    page: int
    path: str
    query: int
    kind: str
    check: str | None
    name: str
    state: str
    code: str
    text: str | None
    person: str
    at: str


@dataclass(frozen=True, slots=True)
class Given:
    """The last signature of a page, a visit or the casebook, and what it is worth."""

    meaning: str
    person: str
    at: str
    state: SignatureState


@dataclass
class Record:
    """One participant. Maps are by page and path."""

    subject: int
    code: str
    site: str
    person: str
    """Who added the participant, and when."""
    at: str
    previous: str
    """The code under which they were screened before."""
    pages: list[PageRow] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    """By act, page and path."""
    computed: dict[int, dict[str, Computed]] = field(default_factory=lambda: defaultdict(dict))
    queries: dict[tuple[int, str], dict[int, list[Event]]] = field(default_factory=lambda: defaultdict(dict))
    """Threads by their number, in the order they were opened."""
    signatures: dict[tuple[str, int], Given] = field(default_factory=dict)
    """By scope and its number."""

    def last_changes(self) -> dict[tuple[int, str], Change]:
        """The change that gave each path what stands there."""
        return {(change.page, change.path): change for change in self.changes}


def documents(record: Record) -> Iterator[tuple[PageRow, dict[str, Value | None]]]:
    """The pages that hold anything, by visit and in the order of their numbers."""
    for page in sorted(record.pages, key=lambda page: (page.visit, page.page)):
        if page.data is not None:
            raw = json.loads(page.data)
            yield page, {path: None if value is None else Value(**value) for path, value in raw.items()}
        elif any(each.value is not None for each in record.computed.get(page.page, {}).values()):
            yield page, {}


_FROM = " FROM page p JOIN heads h ON h.chain = p.chain JOIN subject s ON s.id = p.subject"
_CHANGES = (
    "SELECT c.page, c.path, c.new, c.reason, c.seq, d.person, d.saved_at, d.origin, d.act"
    f"{_FROM} JOIN page_version d ON d.page = p.id AND d.act <= h.n"
    " JOIN item_change c ON c.page = d.page AND c.seq = d.seq"
)
_COMPUTED = (
    f"SELECT d.page, d.path, d.value, j.at, d.formula{_FROM} JOIN derived d ON d.page = p.id AND d.n ="
    " (SELECT max(e.n) FROM derived e WHERE e.page = d.page AND e.path = d.path AND e.act <= h.n)"
    " JOIN journal j ON j.chain = d.chain AND j.n = d.act"
)
_QUERIES = (
    "SELECT q.page, q.path, q.id, q.kind, q.check_id, e.name, e.state, e.code, e.text, e.person, e.at"
    f"{_FROM} JOIN query q ON q.page = p.id JOIN query_event e ON e.query = q.id AND e.act <= h.n"
)
_SIGNATURES = (
    "SELECT x.id, x.scope, x.key, x.meaning, x.person, x.at, CASE WHEN w.signature IS NULL THEN 0 ELSE 1 END,"
    f" g.page, g.seq, g.digest, g.derived{_FROM} JOIN signature_page g ON g.page = p.id AND g.act <= h.n"
    " JOIN signature x ON x.id = g.signature LEFT JOIN signature_end w ON w.signature = x.id AND w.act <= h.n"
)


def records(reading: Reading) -> Iterator[Record]:
    """Every participant of the source, in the order they were added."""
    for number, code, site in reading.subjects():
        yield record_of(reading, number, code, site)


def record_of(reading: Reading, number: int, code: str, site: str) -> Record:
    """What stands in the source of one participant."""
    sql = "SELECT j.person, j.at FROM subject s JOIN journal j ON j.chain = s.chain AND j.n = s.act WHERE s.id = ?"
    person, at = next(stream(reading.connection, sql, [number]))
    previous = screened_before(reading.connection, number)
    before = previous.code if previous else ""
    record = Record(number, code, site, person, at, before, list(reading.pages(subject=number)))
    record.changes = [Change._make(row) for row in reading.then(_CHANGES, "d.act, c.page, c.path", subject=number)]
    for computed in map(Computed._make, reading.then(_COMPUTED, "d.page, d.path", subject=number)):
        record.computed[computed.page][computed.path] = computed
    for event in map(Event._make, reading.then(_QUERIES, "q.id, e.n", subject=number)):
        record.queries[event.page, event.path].setdefault(event.query, []).append(event)
    _add_signatures(reading, record)
    return record


def _add_signatures(reading: Reading, record: Record) -> None:
    named: dict[tuple[str, int], tuple[Given, dict[int, SignedPage], bool]] = {}
    number = 0
    for row in reading.then(_SIGNATURES, "x.id, g.page", subject=record.subject):
        signature, scope, key, meaning, person, at, withdrawn, page, seq, digest, derived = row
        if signature != number:
            number = signature
            given = Given(meaning, person, at, SignatureState.UNSIGNED)
            named[scope, key] = (given, {}, bool(withdrawn))
        named[scope, key][1][page] = SignedPage(seq, digest, derived)
    for (scope, key), (given, pages, withdrawn) in named.items():
        now = {
            page.page: as_signed(page, _values(record.computed.get(page.page, {})))
            for page in record.pages
            if page.seq and key == {"page": page.page, "visit": page.visit, "subject": page.subject}[scope]
        }
        state = signature_state(pages, now, withdrawn=withdrawn).state
        record.signatures[scope, key] = Given(given.meaning, given.person, given.at, state)


def _values(computed: Mapping[str, Computed]) -> dict[str, str | None]:
    return {path: each.value for path, each in computed.items()}
