"""Reads about signatures as a whole: how long visits wait for one, which casebooks have one."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from edc import clock
from edc.access.rules_grants import Sites
from edc.casebook.owing import at_sites
from edc.casebook.strikes import STRUCK_SUBJECTS
from edc.db import rows
from edc.study.document import Value
from edc.study.values import as_date


def days_to_signature(connection: Connection, sites: Sites) -> list[int]:
    """Days from each dated visit at *sites* to its first signature, in the calendar of the site."""
    places, parameters = at_sites("t.site", sites)
    sql = (
        "SELECT max(t.dated), min(g.at), min(z.timezone) FROM signature g"
        " JOIN page p ON p.visit = g.key JOIN page_state t ON t.page = p.id JOIN site z ON z.code = t.site"
        f" WHERE g.scope = 'visit' AND t.subject NOT IN {STRUCK_SUBJECTS} AND {places} GROUP BY g.key HAVING max(t.dated) IS NOT NULL"
    )
    found = []
    for dated, at, zone in rows(connection, sql, parameters):
        day: date | None = as_date(Value(v=dated))
        if day:
            found.append((clock.local(at, zone).date() - day).days)
    return found


def signed_casebooks(connection: Connection) -> set[int]:
    """Participants whose casebook was signed, where every page still is as it was signed."""
    sql = (
        "SELECT DISTINCT g.key FROM signature g LEFT JOIN signature_end e ON e.signature = g.id"
        " WHERE g.scope = 'subject' AND e.signature IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM page_state t WHERE t.subject = g.key AND t.head > 0 AND t.signed <> 'signed')"
    )
    return {row[0] for row in rows(connection, sql)}
