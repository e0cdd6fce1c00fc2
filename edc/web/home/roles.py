"""Changes of roles since the person was last here: every one shows on a principal investigator's home."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from edc.access import reading
from edc.access.reading import GrantRow
from edc.access.rules import Permission
from edc.web.home.desk import Desk, block
from edc.web.person import ROLE_WORDS
from edc.web.shapes import Block, Owing, Said


def changes_block(desk: Desk, permission: Permission) -> Block:
    """Roles given or ended since the last sign-in, at the sites where *permission* is held."""
    sites = desk.me.sites(permission)
    people = {person.username: person.name for person in reading.people(desk.connection)}
    lines = sorted(
        (
            line
            for row in reading.grants(desk.connection)
            if row.grant.site is None or row.grant.site in sites
            for line in _changes(desk, row, people)
        ),
        key=lambda line: line[0],
        reverse=True,
    )
    return block(
        desk,
        "roles",
        _("Roles given or ended since you were last here"),
        (_("When"), _("Person"), _("Role"), _("Site"), _("Change"), _("By")),
        [owing for _at, owing in lines],
        _("No role was given or ended."),
        more=url_for("people.people"),
    )


def _changes(desk: Desk, row: GrantRow, people: dict[str, str]) -> Iterator[tuple[str, Owing]]:
    who = Said(people.get(row.person, row.person), url_for("people.person", username=row.person))
    role = _(ROLE_WORDS[row.grant.role])
    site = row.grant.site or _("All sites")
    if row.given_at >= desk.since:
        by = people.get(row.given_by, row.given_by)
        yield row.given_at, Owing((desk.day(row.given_at), who, role, site, _("given"), by))
    if row.ended_at and row.ended_at >= desk.since:
        by = people.get(row.ended_by or "", row.ended_by or "")
        yield row.ended_at, Owing((desk.day(row.ended_at), who, role, site, _("ended"), by))
