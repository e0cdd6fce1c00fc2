"""The record as of a source: pages with their documents, derived values, signatures."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import Connection

from edc.casebook.reading import first_signed
from edc.casebook.strikes import DECIDING
from edc.db import rows
from edc.exchange.source import Source, heads_table, site_condition
from edc.exchange.streaming import stream


class PageRow(NamedTuple):
    """One page. ``seq`` 0, and ``data`` and ``digest`` ``None``: nothing was saved on it."""

    subject: int
    code: str
    site: str
    visit: int
    event: str
    visit_repeat: int
    form: str
    repeat: int
    page: int
    seq: int
    version: str | None
    data: str | None
    digest: str | None


class SignedRow(NamedTuple):
    """The last signature that names a page."""

    signature: int
    seq: int
    digest: str
    derived: str
    scope: str
    key: int
    meaning: str
    person: str
    at: str
    withdrawn: int
    first_at: str | None
    """When the same was first signed; a later signature over it does not move that."""


_COLUMNS = (
    "s.id, s.code, s.site, v.id, v.event, v.repeat, p.form, p.repeat, p.id,"
    " coalesce(d.seq, 0), d.study_version, d.data, d.digest"
)
_LOCKED = (
    " FROM page p JOIN heads h ON h.chain = p.chain AND p.act <= h.n JOIN subject s ON s.id = p.subject"
    " JOIN visit v ON v.id = p.visit LEFT JOIN locked_page l ON l.page = p.id AND l.lock = ?"
    " LEFT JOIN page_version d ON d.page = p.id AND d.seq = l.seq"
)
_STOOD = (
    " FROM page p JOIN heads h ON h.chain = p.chain AND p.act <= h.n JOIN subject s ON s.id = p.subject"
    " JOIN visit v ON v.id = p.visit LEFT JOIN page_version d ON d.page = p.id AND d.seq ="
    " (SELECT max(e.seq) FROM page_version e WHERE e.page = p.id AND e.act <= h.n)"
)
_DERIVED = (
    "SELECT d.page, d.path, d.value FROM page p JOIN heads h ON h.chain = p.chain JOIN subject s ON s.id = p.subject"
    " JOIN derived d ON d.page = p.id AND d.n = (SELECT max(e.n) FROM derived e"
    " WHERE e.page = d.page AND e.path = d.path AND e.act <= h.n)"
)
_SIGNED = (
    "SELECT g.page, g.signature, g.seq, g.digest, g.derived, x.scope, x.key, x.meaning, x.person, x.at,"
    f" CASE WHEN w.signature IS NULL THEN 0 ELSE 1 END, {first_signed(' AND fw.act <= h.n')}"
    " FROM page p JOIN heads h ON h.chain = p.chain JOIN subject s ON s.id = p.subject"
    " JOIN signature_page g ON g.page = p.id AND g.signature = (SELECT max(e.signature) FROM signature_page e"
    " WHERE e.page = p.id AND e.act <= h.n) JOIN signature x ON x.id = g.signature"
    " LEFT JOIN signature_end w ON w.signature = g.signature AND w.act <= h.n"
)


class Reading:
    """Reads one source: of one form, of one subject, or all of it, always in the order of page numbers."""

    def __init__(self, connection: Connection, source: Source) -> None:
        self.connection = connection
        self.source = source
        self.heads = f"WITH {heads_table(connection)} "
        """``heads(chain, n)``, filled from ``source.numbers``."""

    @cached_property
    def struck(self) -> frozenset[int]:
        """Participants who were struck out then as created in error: listed, and no part of the data."""
        sql = (
            f"{self.heads}SELECT z.subject FROM subject_strike z JOIN heads h ON h.chain = z.chain"
            " WHERE z.step = 'struck' AND z.n = (SELECT max(y.n) FROM subject_strike y"
            f" WHERE y.subject = z.subject AND y.act <= h.n AND {DECIDING})"
        )
        return frozenset(subject for (subject,) in rows(self.connection, sql, (self.source.numbers,)))

    def subjects(self, *, everybody: bool = False) -> Iterator[tuple[Any, ...]]:
        """Number, code and site of every participant of the source; with *everybody*, the struck ones too."""
        where, site = site_condition(self.source, () if everybody else self._standing)
        sql = (
            f"{self.heads}SELECT s.id, s.code, s.site FROM subject s JOIN heads h ON h.chain = s.chain AND s.act <= h.n"
        )
        return stream(self.connection, f"{sql}{where} ORDER BY s.id", [self.source.numbers, *site])

    def pages(self, *, form: str | None = None, subject: int | None = None) -> Iterator[PageRow]:
        """The pages of the source, those without any entry included."""
        if self.source.lock is None:
            return self.pages_then(form=form, subject=subject)
        sql = f"{self.heads}SELECT {_COLUMNS}{_LOCKED}"
        found = self._read(sql, "p.id", form, subject, [self.source.lock])
        return map(PageRow._make, found)

    def pages_then(self, *, form: str | None = None, subject: int | None = None) -> Iterator[PageRow]:
        """Every page there was then, in the lock or beside it: what formulas were computed from."""
        sql = f"{self.heads}SELECT {_COLUMNS}{_STOOD}"
        return map(PageRow._make, self._read(sql, "p.id", form, subject, []))

    def derived(self, *, form: str | None = None, subject: int | None = None) -> Iterator[tuple[Any, ...]]:
        """Page, path and value of each derived value."""
        return self.then(_DERIVED, "d.page, d.path", form=form, subject=subject)

    def signed(self, *, form: str | None = None, subject: int | None = None) -> Iterator[tuple[Any, ...]]:
        """Page number and the columns of :class:`SignedRow`, for pages that were ever signed."""
        return self.then(_SIGNED, "g.page", form=form, subject=subject)

    def then(
        self, sql: str, order: str, *, form: str | None = None, subject: int | None = None, everybody: bool = False
    ) -> Iterator[tuple[Any, ...]]:
        """Rows of *sql*, which joins page ``p``, subject ``s`` and ``heads h``."""
        return self._read(self.heads + sql, order, form, subject, [], () if everybody else self._standing)

    @property
    def _standing(self) -> tuple[str, ...]:
        return (f"s.id NOT IN ({', '.join(map(str, sorted(self.struck)))})",) if self.struck else ()

    def _read(
        self,
        sql: str,
        order: str,
        form: str | None,
        subject: int | None,
        more: list[object],
        whose: tuple[str, ...] | None = None,
    ) -> Iterator[tuple[Any, ...]]:
        numbers = self.source.numbers if subject is None else self.source.number_of(subject)
        chosen = {"p.form = ?": form, "p.subject = ?": subject}
        conditions = [name for name, value in chosen.items() if value is not None]
        conditions += self._standing if whose is None else whose
        where, site = site_condition(self.source, conditions)
        values = [value for value in chosen.values() if value is not None]
        statement, parameters = f"{sql}{where} ORDER BY {order}", [numbers, *more, *values, *site]
        if subject is not None:
            # one participant's rows are few: a named cursor would be planned anew for each of them
            return map(tuple, rows(self.connection, statement, parameters))
        return stream(self.connection, statement, parameters)
