"""Add a site to the study."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from edc.db import Database, rows
from edc.errors import Refusal
from edc.study.definition import Site
from edc.trail.digests import canonical
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Actor, unit


def add_site(database: Database, actor: Actor, site: Site) -> None:
    """Add *site*; its code and its prefix are never used again.

    Raises :class:`Refusal`: ``site_exists`` for a code or prefix in use,
    ``no_such_timezone``.
    """
    try:
        ZoneInfo(site.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Refusal("no_such_timezone", zone=site.timezone) from error
    with unit(database, "add_site", actor, about={"site": site.code}) as work:
        if rows(work.connection, "SELECT 1 FROM site WHERE code = ? OR prefix = ?", (site.code, site.prefix)):
            raise Refusal("site_exists", site=site.code)
        row = {"code": site.code, "label": canonical(site.label), "prefix": site.prefix, "timezone": site.timezone}
        work.append("site", STUDY_CHAIN, row)
