"""Reads for what people owe: pages begun and left, drafts, participants nobody writes about."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from edc.access.rules_grants import Sites
from edc.casebook.strikes import STRUCK_SUBJECTS
from edc.db import rows


@dataclass(frozen=True, slots=True)
class LeftPage:
    """A page in entry, or a draft on it: since when, and for a draft what was typed."""

    page: int
    subject: int
    subject_code: str
    site: str
    visit: int
    event: str
    visit_repeat: int
    form: str
    since: str
    typed: str = ""


_PLACE = (
    "SELECT t.page, t.subject, s.code, t.site, t.visit, t.event, v.repeat, t.form, {since}, {typed} FROM page_state t"
    f" JOIN subject s ON s.id = t.subject AND s.id NOT IN {STRUCK_SUBJECTS} JOIN visit v ON v.id = t.visit"
)


def left_in_entry(connection: Connection, sites: Sites, before: str) -> list[LeftPage]:
    """Pages in entry that were saved last before *before*, the oldest first."""
    places, parameters = at_sites("t.site", sites)
    sql = (
        _PLACE.format(since="p.saved_at", typed="''")
        + " JOIN page_version p ON p.page = t.page AND p.seq = t.head"
        + f" WHERE t.entry = 'in_entry' AND p.saved_at < ? AND t.held = 'open' AND {places} ORDER BY p.saved_at"
    )
    return [LeftPage(*row) for row in rows(connection, sql, (before, *parameters))]


def begun_subjects(connection: Connection, sites: Sites, forms: Collection[str]) -> list[int]:
    """Participants with a page of *forms* in entry."""
    if not forms:
        return []
    places, parameters = at_sites("t.site", sites)
    chosen = ", ".join("?" * len(forms))
    sql = (
        f"SELECT DISTINCT t.subject FROM page_state t WHERE t.entry = 'in_entry' AND t.form IN ({chosen}) AND {places}"
    )
    return [row[0] for row in rows(connection, sql, (*sorted(forms), *parameters))]


def drafts(connection: Connection, person: str) -> list[LeftPage]:
    """What *person* typed and did not save, the newest first."""
    sql = (
        _PLACE.format(since="d.at", typed="d.typed")
        + " JOIN draft d ON d.page = t.page WHERE d.person = ? AND t.held = 'open' ORDER BY d.at DESC"
    )
    return [LeftPage(*row) for row in rows(connection, sql, (person,))]


def blank_pages(connection: Connection, visits: Collection[int]) -> dict[tuple[int, str], int]:
    """Visit and form to the first page of it on which nothing is recorded."""
    if not visits:
        return {}
    sql = (
        "SELECT t.visit, t.form, min(t.page) FROM page_state t JOIN page p ON p.id = t.page"
        f" WHERE p.visit IN ({', '.join('?' * len(visits))}) AND t.entry = 'not_started' GROUP BY t.visit, t.form"
    )
    return {(visit, form): page for visit, form, page in rows(connection, sql, sorted(visits))}


def last_written(connection: Connection, sites: Sites) -> dict[int, str]:
    """Participant to when a page of theirs was saved last; those never written about are left out."""
    places, parameters = at_sites("s.site", sites)
    sql = (
        "SELECT s.id, (SELECT v.saved_at FROM page_version v WHERE v.chain = 's' || CAST(s.id AS TEXT)"
        f" ORDER BY v.act DESC LIMIT 1) FROM subject s WHERE {places} AND s.id NOT IN {STRUCK_SUBJECTS}"
    )
    return {subject: at for subject, at in rows(connection, sql, parameters) if at}


def pages_to_sign(connection: Connection, sites: Sites, forms: Collection[str]) -> list[LeftPage]:
    """Finished pages of *forms* that no standing signature covers."""
    if not forms:
        return []
    places, parameters = at_sites("t.site", sites)
    sql = (
        _PLACE.format(since="''", typed="''")
        + f" WHERE t.entry = 'finished' AND t.signed <> 'signed' AND t.form IN ({', '.join('?' * len(forms))})"
        + f" AND {places} ORDER BY t.subject, t.page"
    )
    return [LeftPage(*row) for row in rows(connection, sql, (*sorted(forms), *parameters))]


def at_sites(column: str, sites: Sites) -> tuple[str, list[str]]:
    """The condition that *column* is one of *sites*, and its parameters."""
    if sites.everywhere:
        return "1 = 1", []
    if not sites.codes:
        return "1 = 0", []
    return f"{column} IN ({', '.join('?' * len(sites.codes))})", sorted(sites.codes)
