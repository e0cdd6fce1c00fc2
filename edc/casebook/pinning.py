"""Reads of which version of the study holds where: for an act, for a page, for a site.

An act asks for it within its one statement (:func:`pinning_part`); the rows it gets
back become a :class:`~edc.casebook.rules_versions.Pinning`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from edc import clock
from edc.casebook.listing import SubjectRow
from edc.casebook.reading import PageRef, SubjectRef, definition, digests, last_revisions
from edc.casebook.rules_versions import Pinning, Start, effective_version
from edc.db import rows
from edc.study.definition import Study
from edc.study.versions import Versions, versions_of


def published(connection: Connection) -> Versions:
    """Every published version at its last revision. Raises :class:`Refusal` (``no_study``) where there is none."""
    return versions_of([definition(connection, digest) for digest in digests(connection)])


_BEGUN = (
    " FROM page_state x JOIN page_version f ON f.page = x.page AND f.seq = 1"
    " JOIN page_version h ON h.page = x.page AND h.seq = x.head"
    # with one version only there is nothing to tell apart, and nothing is read
    " WHERE (SELECT count(*) FROM study_version) > 1 AND x.head > 0 AND x.subject"
)


_FIRST = "CAST(min(f.act) AS TEXT) || ' ' || min(f.saved_at)"
"""Act and time of the first save of a page of that version."""


def pinning_part(site: str, subject: str, columns: int) -> str:
    """Part of one statement of *columns* text columns, read by :func:`pinning`.

    *site* and *subject* are SQL expressions or placeholders: two of the site, then one of the subject.
    """
    rest = ", NULL" * (columns - 4)
    return (
        f"SELECT 'study', w.version, w.digest, CAST(w.act AS TEXT){rest} FROM study_version w"
        f" UNION ALL SELECT 'start', b.version, b.first, CAST(b.n AS TEXT){rest} FROM site_version b WHERE b.site = {site}"
        f" UNION ALL SELECT 'site', t.code, t.timezone, NULL{rest} FROM site t WHERE t.code = {site}"
        f" UNION ALL SELECT 'begun', CAST(x.visit AS TEXT), h.study_version, {_FIRST}{rest}"
        f"{_BEGUN} = {subject} GROUP BY x.visit, h.study_version"
    )


def pinning(connection: Connection, found: Iterable[Sequence[Any]]) -> Pinning:
    """What :func:`pinning_part` found among the rows of a statement."""
    kinds: dict[str, list[Sequence[Any]]] = {"study": [], "start": [], "site": [], "begun": []}
    for row in found:
        if row[0] in kinds:
            kinds[row[0]].append(row[1:4])
    versions = versions_of([definition(connection, digest) for digest in last_revisions(kinds["study"])])
    starts = [Start(version, date.fromisoformat(first)) for version, first, _ in sorted(kinds["start"], key=_number)]
    zone = kinds["site"][0][1] if kinds["site"] else "UTC"
    today = clock.today(zone) if kinds["site"] else date.min
    upcoming = tuple(start.version for start in starts if start.first > today and start.version in versions.rules)
    begun = _earliest(kinds["begun"], versions, starts, zone, today)
    return Pinning(versions, effective_version(versions, starts, today), begun, upcoming)


def _number(row: Sequence[Any]) -> int:
    return int(row[2])


def _earliest(
    found: Iterable[Sequence[Any]], versions: Versions, starts: Sequence[Start], zone: str, today: date
) -> dict[int, str]:
    """Visit to the version of its earliest saved page: the one it was begun under.

    A page that only a version has which the site did not use yet can be saved before its time, and is of that
    version. It does not begin the visit: that is left to the pages that were asked for then, and to the day itself.
    """
    first = {versions.first: date.min}
    for start in starts:
        first[start.version] = min(start.first, first.get(start.version, start.first))
    known = []
    for visit, version, saved in found:
        act, at = saved.split()
        early = clock.local(at, zone).date() < first.get(version, date.max)
        if not early or first.get(version, date.max) <= today:
            known.append((early, int(act), int(visit), version))
    return {visit: version for _, _, visit, version in sorted(known, reverse=True)}


@dataclass(frozen=True, slots=True)
class EntryPlace:
    """A page with what reading a post needs: the site's time zone, every version, and the definition of its own."""

    ref: PageRef
    timezone: str
    versions: Versions
    study: Study


def entry_place(connection: Connection, page: int) -> EntryPlace | None:
    """The page of that number, in one statement, or ``None``."""
    site, subject = "(SELECT s.site FROM subject s WHERE s.id = {0})", "(SELECT p.subject FROM page p WHERE p.id = ?)"
    sql = (
        "SELECT 'page' AS k, CAST(s.id AS TEXT) AS a, s.code AS b, s.site AS c, CAST(v.id AS TEXT) AS d, v.event AS e,"
        " CAST(v.repeat AS TEXT) AS f, p.form AS g, CAST(p.repeat AS TEXT) AS h, t.timezone AS i, h.study_version AS j"
        " FROM page p JOIN visit v ON v.id = p.visit JOIN subject s ON s.id = p.subject JOIN site t ON t.code = s.site"
        " JOIN page_state n ON n.page = p.id LEFT JOIN page_version h ON h.page = p.id AND h.seq = n.head"
        f" WHERE p.id = ? UNION ALL {pinning_part(site.format(subject), subject, 11)}"
    )
    found = rows(connection, sql, (page,) * 4)
    place = next((row[1:] for row in found if row[0] == "page"), None)
    if place is None:
        return None
    number, code, at, visit, event, visit_repeat, form, repeat, timezone, pinned = place
    ref = PageRef(page, SubjectRef(int(number), code, at), int(visit), event, int(visit_repeat), form, int(repeat))
    known = pinning(connection, found)
    return EntryPlace(ref, timezone, known.versions, known.versions.study(known.page(pinned, ref.visit, event, form)))


def published_at(connection: Connection, site: str) -> Pinning:
    """Every version, and the one in use at *site* today: what new visits of a participant there are made of."""
    return pinning(connection, rows(connection, pinning_part("?", "NULL", 4), (site, site)))


def begun_visits(
    connection: Connection,
    subjects: Collection[SubjectRow],
    versions: Versions,
    starts: Mapping[str, Sequence[Start]],
    today: Mapping[str, date],
) -> dict[int, str]:
    """Visit to the version it was begun under, for the visits of *subjects* that were begun.

    *starts*: by site, *today*: by time zone.
    """
    if not subjects:
        return {}
    sql = f"SELECT x.visit, h.study_version, {_FIRST}, x.subject{_BEGUN} IN ({', '.join('?' * len(subjects))})"
    found = rows(connection, f"{sql} GROUP BY x.visit, h.study_version, x.subject", [one.id for one in subjects])
    saved: dict[int, list[Sequence[Any]]] = defaultdict(list)
    for visit, version, first, subject in found:
        saved[subject].append((visit, version, first))
    begun: dict[int, str] = {}
    for one in subjects:
        if one.id in saved:
            begun |= _earliest(saved[one.id], versions, starts.get(one.site, ()), one.timezone, today[one.timezone])
    return begun


def versions_and_starts(connection: Connection) -> tuple[Versions, dict[str, list[Start]]]:
    """Every published version, and which of them each site uses from which day, in the order it was decided."""
    sql = (
        "SELECT 'study' AS k, v.version, v.digest, v.act AS n, NULL AS site FROM study_version v"
        " UNION ALL SELECT 'start', b.version, b.first, b.n, b.site FROM site_version b ORDER BY n"
    )
    found, starts = [], dict[str, list[Start]]()
    for kind, version, what, n, site in rows(connection, sql):
        if kind == "study":
            found.append((version, what, n))
        else:
            starts.setdefault(site, []).append(Start(version, date.fromisoformat(what)))
    return versions_of([definition(connection, digest) for digest in last_revisions(found)]), starts
