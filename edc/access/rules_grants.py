"""What a person's roles come to at a site on a day, and what no two roles of one person may be.

Sponsor and hospital are often the same people here, so separation is by person.
A person is known by user name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from edc.access.rules import POLICY, Permission, Role
from edc.study.definition import Item


@dataclass(frozen=True, slots=True)
class Grant:
    """A role at a site (``None``: all sites) from a day to a day, inclusive (``None``: no end)."""

    role: Role
    site: str | None
    first: date
    last: date | None = None

    def holds(self, today: date) -> bool:
        return self.first <= today and (self.last is None or today <= self.last)


@dataclass(frozen=True, slots=True)
class Sites:
    """A set of sites that may be all of them, later ones included. False when empty."""

    everywhere: bool
    codes: frozenset[str] = frozenset()

    def __contains__(self, site: str) -> bool:
        return self.everywhere or site in self.codes

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.codes)


STUDY_ACTS = frozenset(
    {
        Permission.ACCOUNT_USE,
        Permission.LOCK_APPROVE,
        Permission.STUDY_APPROVE,
        Permission.STUDY_VIEW,
        Permission.UNLOCK_APPROVE,
        Permission.UNLOCK_REQUEST,
    }
)
"""Permissions that a role at one site gives for the study as a whole: they show no site's data."""


def sites_permitted(grants: Iterable[Grant], permission: Permission, today: date) -> Sites:
    """Sites where *grants* give *permission* today: what lists and exports are filtered by (REQ-04)."""
    sites = {grant.site for grant in grants if grant.holds(today) and permission in POLICY[grant.role]}
    return Sites(None in sites, frozenset(site for site in sites if site is not None))


def sites_visible(grants: Iterable[Grant], today: date) -> Sites:
    """Sites whose participants may be seen today (REQ-04, B.2.10.0400)."""
    return sites_permitted(grants, Permission.DATA_VIEW, today)


def permits(grants: Iterable[Grant], permission: Permission, site: str | None, today: date) -> bool:
    """Whether *grants* allow *permission* at *site* today (REQ-03, REQ-04).

    *site* ``None`` means the study as a whole: that takes a role at all sites, save
    for ``STUDY_ACTS``. A list that is filtered by site asks
    :func:`sites_permitted` instead.
    """
    sites = sites_permitted(grants, permission, today)
    if site is None:
        return sites.everywhere or (permission in STUDY_ACTS and bool(sites))
    return site in sites


def roles_at(grants: Iterable[Grant], site: str | None, today: date) -> frozenset[Role]:
    """Roles held at *site* today; of the whole study where *site* is ``None``."""
    return frozenset(grant.role for grant in grants if grant.holds(today) and grant.site in (None, site))


MASKED = frozenset({Role.MONITOR, Role.STATISTICIAN})
"""Roles that see an identifying item (the birth date) masked."""


def is_masked(item: Item, grants: Iterable[Grant], site: str, today: date) -> bool:
    """Whether *item* is masked for somebody with *grants* at *site* (REQ-60).

    An identifying item is shown to those who may see the site's data in a role that
    is not masked. A monitor verifies it by typing it.
    """
    if not item.identifying:
        return False
    return not any(Permission.DATA_VIEW in POLICY[role] for role in roles_at(grants, site, today) - MASKED)


def sees_efficacy(grants: Iterable[Grant], site: str | None, today: date, *, locked: bool) -> bool:
    """Whether summaries of efficacy are shown: until the lock not to site and monitor.

    The trial is open label with one arm, so a summary could steer what is done next;
    one participant's trend stays visible for safety. *locked*: the data are locked.
    """
    held = list(grants)
    return permits(held, Permission.EFFICACY_VIEW, site, today) or (
        locked and permits(held, Permission.DATA_VIEW, site, today)
    )


ENTERING = frozenset({Role.COORDINATOR, Role.INVESTIGATOR, Role.PRINCIPAL_INVESTIGATOR})
NEVER_CHANGE_DATA = frozenset({Role.MONITOR, Role.DATA_MANAGER, Role.SAFETY_PHYSICIAN})


def incompatible(one: Role, other: Role) -> bool:
    """Whether one person may not hold both roles at a time (REQ-05, REQ-06).

    Nobody enters and verifies; monitor, data manager and safety physician never
    change an investigator's data; an administrator has no clinical data, in any
    other role either. Coordinator with investigator and data manager with
    statistician are combinations a small team really has.
    """
    if one is other:
        return False
    if Role.ADMINISTRATOR in (one, other):
        return True
    return (one in ENTERING and other in NEVER_CHANGE_DATA) or (one in NEVER_CHANGE_DATA and other in ENTERING)


def clashes(grants: Sequence[Grant]) -> list[tuple[Grant, Grant]]:
    """Pairs of one person's grants that clash: incompatible roles on a common day, at whatever sites."""
    return [
        (one, other)
        for one, other in combinations(grants, 2)
        if incompatible(one.role, other.role) and _overlap(one, other)
    ]


def _overlap(one: Grant, other: Grant) -> bool:
    first = max(one.first, other.first)
    return all(grant.last is None or first <= grant.last for grant in (one, other))


def granting_refusal(actor: str, person: str) -> str | None:
    """Nobody gives, widens or ends a role of their own (REQ-05)."""
    return "own_role" if actor == person else None


def verifying_refusal(person: str, entered_by: Collection[str]) -> str | None:
    """Nobody verifies a value they entered, whatever their role was then (REQ-05).

    *entered_by*: the people who gave the values to be verified.
    """
    return "own_entry" if person in entered_by else None


def approving_refusal(person: str, requested_by: str, approved_by: Collection[str] = ()) -> str | None:
    """Nobody approves their own request in whatever role, or the same request twice.

    Holds for lock and unlock, redaction, study version, ranges and striking out a subject.
    """
    if person == requested_by:
        return "own_request"
    return "approved_already" if person in approved_by else None
