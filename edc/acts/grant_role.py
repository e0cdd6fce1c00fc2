"""Give a person a role, at a site or at all sites, from a day to a day."""

from __future__ import annotations

from datetime import date

from edc.access import reading
from edc.access.rules import Role
from edc.access.rules_grants import Grant, clashes, granting_refusal
from edc.acts.access_log import alert, study_timezone, study_today
from edc.acts.identify import fold
from edc.db import Database, rows
from edc.errors import Refusal
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Actor, Unit, unit


def grant_role(
    database: Database,
    actor: Actor,
    person: str,
    role: Role,
    site: str | None,
    *,
    trained: date | None,
    first: date | None = None,
    last: date | None = None,
    reason: str = "",
) -> int:
    """Give *role* at *site* (``None``: all sites) and return the grant's number.

    *trained* is the day of the training the role rests on (REQ-22); *first* is today
    unless a later day is given. Principal investigators are told (REQ-07). Raises
    :class:`Refusal`: ``own_role``, ``no_such_person``, ``person_inactive``,
    ``no_such_site``, ``no_training``, ``role_in_past``, ``role_ends_early``,
    ``role_held``, ``roles_clash`` (REQ-05).
    """
    username = fold(person)
    if code := granting_refusal(actor.person, username):
        raise Refusal(code)
    about = {"person": username, "role": role.value, "site": site}
    with unit(database, "grant_role", actor, about=about) as work:
        today = study_today(work.connection)
        grant = Grant(role, site, first or today, last)
        _check(work, username, grant, today, trained)
        work.about["trained"] = str(trained)
        number = 1 + int(rows(work.connection, "SELECT coalesce(max(id), 0) FROM role_grant")[0][0])
        row = {
            "id": number,
            "person": username,
            "role": role.value,
            "site": site,
            "first": grant.first.isoformat(),
            "last": last.isoformat() if last else None,
            "reason": reason.strip(),
        }
        work.append("role_grant", STUDY_CHAIN, row)
        alert(work, "role_granted", Role.PRINCIPAL_INVESTIGATOR, {**about, "grant": number})
    return number


def _check(work: Unit, username: str, grant: Grant, today: date, trained: date | None) -> None:
    known = reading.person(work.connection, username)
    if known is None:
        raise Refusal("no_such_person", name=username)
    if not known.active:
        raise Refusal("person_inactive", name=username)
    if grant.site is not None and grant.site not in {site.code for site in reading.sites(work.connection)}:
        raise Refusal("no_such_site", site=grant.site)
    if trained is None or trained > min(grant.first, today):
        raise Refusal("no_training")
    if grant.first < today:
        raise Refusal("role_in_past")
    if grant.last is not None and grant.last < grant.first:
        raise Refusal("role_ends_early")
    held = reading.live_grants(work.connection, username, study_timezone(work.connection))
    if any(
        other.role is grant.role and other.site in (None, grant.site) and other.holds(grant.first) for other in held
    ):
        raise Refusal("role_held", name=username)
    for one, other in clashes([*held, grant]):
        raise Refusal("roles_clash", one=one.role.value, other=other.role.value)
