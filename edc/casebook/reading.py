"""Reads of what was collected: frozen rows for acts and screens.

An act reads everything it needs in one statement (a round trip costs more than
the rows): each room gives its part, ``acts.context`` joins them with UNION ALL.
All columns are text, so that the parts fit together on both databases.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from edc.db import gathered, rows
from edc.errors import Refusal
from edc.study.definition import Study
from edc.study.document import Document, Stored
from edc.trail.tables import subject_chain


def first_signed(until: str = "") -> str:
    """SQL for when what ``signature_page g`` names was first signed: a later signature of the same does not move it.

    Signing the visit or the casebook over a page that was signed before is no new
    decision. *until*: a further condition on ``signature_end fw``.
    """
    return (
        "(SELECT min(fj.at) FROM signature_page fm JOIN signature fj ON fj.id = fm.signature"
        f" LEFT JOIN signature_end fw ON fw.signature = fm.signature{until} WHERE fm.page = g.page AND fm.seq = g.seq"
        " AND fm.digest = g.digest AND fm.derived = g.derived AND fw.signature IS NULL)"
    )


@dataclass(frozen=True, slots=True)
class SubjectRef:
    """Who a participant is to the house: never more than a code."""

    id: int
    code: str
    site: str

    @property
    def chain(self) -> str:
        return subject_chain(self.id)


@dataclass(frozen=True, slots=True)
class PageRef:
    """Where a page stands. Nothing of this ever changes."""

    id: int
    subject: SubjectRef
    visit: int
    event: str
    visit_repeat: int
    form: str
    repeat: int


@dataclass(frozen=True)
class PageNow:
    """A page as it stands: its head (``seq`` 0 before the first save) and its cached state."""

    page: int
    visit: int
    event: str
    form: str
    repeat: int
    seq: int
    data: str
    digest: str
    study_version: str | None

    @cached_property
    def document(self) -> Document:
        return Stored(self.data) if self.seq else {}


_definitions: dict[str, Study] = {}


def definition(connection: Connection, digest: str) -> Study:
    """The published definition of that digest."""
    if digest not in _definitions:
        found = rows(connection, "SELECT definition FROM study_version WHERE digest = ?", (digest,))
        study = Study.model_validate_json(found[0][0])
        if study.digest != digest:
            raise ValueError(f"the stored definition of study version {study.version} does not match its digest")
        _definitions[digest] = study
    return _definitions[digest]


def current_study(connection: Connection) -> Study:
    """The newest version, at its last revision: what names the study on screens and files.

    What a page is evaluated by is its own version, and what a site uses is ``casebook.pinning``.
    """
    return definition(connection, digests(connection)[-1])


def digests(connection: Connection) -> list[str]:
    """Digests of the last revision of each version, in the order in which versions were first published."""
    return last_revisions(rows(connection, "SELECT version, digest, act FROM study_version"))


def last_revisions(found: Iterable[Sequence[Any]]) -> list[str]:
    """The same, from rows of version, digest and act. Raises :class:`Refusal` (``no_study``) where there are none."""
    by_version = {version: digest for version, digest, _ in sorted(found, key=lambda row: int(row[2]))}
    if not by_version:
        raise Refusal("no_study")
    return list(by_version.values())


def page_ref(connection: Connection, page: int) -> PageRef | None:
    """The page of that number, or ``None``."""
    found = rows(
        connection,
        "SELECT p.id, s.id, s.code, s.site, v.id, v.event, v.repeat, p.form, p.repeat FROM page p"
        " JOIN visit v ON v.id = p.visit JOIN subject s ON s.id = p.subject WHERE p.id = ?",
        (page,),
    )
    if not found:
        return None
    number, subject, code, site, visit, event, visit_repeat, form, repeat = found[0]
    return PageRef(number, SubjectRef(subject, code, site), visit, event, visit_repeat, form, repeat)


def entered_by(connection: Connection, page: int, *, but: Collection[str]) -> frozenset[str]:
    """Paths of a page that were last changed by somebody in another role than those of *but*."""
    sql = (
        "SELECT c.path, v.role FROM item_change c JOIN page_version v ON v.page = c.page AND v.seq = c.seq"
        " WHERE c.page = ? ORDER BY c.seq"
    )
    last: dict[str, str] = dict(map(tuple, rows(connection, sql, (page,))))
    return frozenset(path for path, role in last.items() if role not in but)


def subject_ref(connection: Connection, subject: int) -> SubjectRef | None:
    """The subject of that number, or ``None``."""
    found = rows(connection, "SELECT id, code, site FROM subject WHERE id = ?", (subject,))
    return SubjectRef(*found[0]) if found else None


Chosen = tuple[str, list[object]]
"""A condition on ``page p`` with its parameters: the pages an act reads."""


def chosen_pages(subject: int, forms: Sequence[str], page: int) -> Chosen:
    """The pages of *forms*, and *page* itself."""
    if not forms:
        return "p.id = ?", [page]
    return f"p.subject = ? AND (p.form IN ({', '.join('?' * len(forms))}) OR p.id = ?)", [subject, *forms, page]


def other_pages(subject: int, forms: Sequence[str], page: int) -> Chosen:
    """The pages of *forms* without *page*, which was read before."""
    return f"p.subject = ? AND p.form IN ({', '.join('?' * len(forms))}) AND p.id <> ?", [subject, *forms, page]


def context_part(connection: Connection, pages: Chosen) -> tuple[str, list[object]]:
    """Part of an act's one read: the chosen pages with heads, and their derived values.

    Rows: ``page`` (page, visit, event, form, repeat, seq, data, digest, version) and
    ``derived`` (page, JSON array of all there ever were: path, n, value).
    """
    chosen, parameters = pages
    sql = (
        "SELECT 'page' AS k, CAST(p.id AS TEXT) AS a, CAST(p.visit AS TEXT) AS b, v.event AS c, p.form AS d,"
        " CAST(p.repeat AS TEXT) AS e, CAST(s.head AS TEXT) AS f, pv.data AS g, pv.digest AS h, pv.study_version AS i"
        " FROM page p JOIN visit v ON v.id = p.visit JOIN page_state s ON s.page = p.id"
        f" LEFT JOIN page_version pv ON pv.page = p.id AND pv.seq = s.head WHERE {chosen}"
        f" UNION ALL SELECT 'derived', CAST(d.page AS TEXT), {gathered(connection, 'd.path, d.n, d.value')},"
        " NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM page p JOIN derived d ON d.page = p.id"
        f" WHERE {chosen} GROUP BY d.page"
    )
    return sql, [*parameters, *parameters]
