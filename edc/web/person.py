"""The person who asks, as every view finds them in ``g.me``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from edc import clock
from edc.access.rules import POLICY, Permission, Role, holders, refusal
from edc.access.rules_grants import Grant, Sites, permits, sites_permitted
from edc.access.sessions import SessionRow
from edc.errors import CATALOGUE, N_, Refusal
from edc.trail.unit import Actor
from edc.web.punctuation import listed

ROLE_WORDS = {
    Role.COORDINATOR: N_("coordinator"),
    Role.INVESTIGATOR: N_("investigator"),
    Role.PRINCIPAL_INVESTIGATOR: N_("principal investigator"),
    Role.MONITOR: N_("monitor"),
    Role.DATA_MANAGER: N_("data manager"),
    Role.SAFETY_PHYSICIAN: N_("safety physician"),
    Role.STATISTICIAN: N_("statistician"),
    Role.INSPECTOR: N_("inspector"),
    Role.ADMINISTRATOR: N_("administrator"),
}

EVENT_WORDS = {
    "sign_in": N_("Signed in"),
    "command": N_("Signed in on the command line"),
    "failed": N_("Wrong password"),
    "failed_locked": N_("Attempt while locked"),
    "failed_signature": N_("Wrong password when signing"),
    "locked_out": N_("Account locked"),
    "released": N_("Lock lifted"),
    "sign_out": N_("Signed out"),
    "timeout": N_("Signed out after the time ran out"),
    "elsewhere": N_("Signed out by signing in elsewhere"),
    "password_changed": N_("Password changed"),
    "password_reset": N_("Password reset by the administrator"),
    "deactivated": N_("Signed out because the account was closed"),
    "refused": N_("Asked for what is not theirs to see"),
}
"""Kinds of access events in words."""


@dataclass(frozen=True, slots=True)
class Me:
    """Who is signed in, and what they may do today. Flask-Login's user as well."""

    session: SessionRow
    today: date
    timezone: str
    """Of the study; a site's own zone is the site's."""
    ends: datetime
    """When the session ends if nothing happens."""

    is_authenticated = True
    """What Flask-Login asks of its user."""

    @property
    def username(self) -> str:
        return self.session.person

    @property
    def name(self) -> str:
        return self.session.name

    @property
    def grants(self) -> tuple[Grant, ...]:
        return self.session.grants

    @property
    def seconds(self) -> int:
        """Until the session ends if nothing happens."""
        return max(0, int((self.ends - clock.now()).total_seconds()))

    @property
    def roles(self) -> tuple[Role, ...]:
        """Roles held today, at whatever site, in the order of the policy."""
        held = {grant.role for grant in self.grants if grant.holds(self.today)}
        return tuple(role for role in Role if role in held)

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything permitted today at some site: for links only, the gate decides."""
        return frozenset().union(*(POLICY[role] for role in self.roles)) | {Permission.ACCOUNT_USE}

    def sites(self, permission: Permission) -> Sites:
        """Sites where *permission* is held today: what a list is filtered by."""
        return sites_permitted(self.grants, permission, self.today)

    def may(self, permission: Permission, site: str | None = None) -> bool:
        """Whether *permission* is held at *site*, or at any site. One's own account takes no role."""
        if permission is Permission.ACCOUNT_USE:
            return True
        return permits(self.grants, permission, site, self.today) if site else bool(self.sites(permission))

    def actor(self, permission: Permission, site: str | None) -> Actor:
        """The person in the role that gives *permission* at *site*.

        Of several, the one with the most rights: an investigator who is coordinator too
        decides, where a coordinator would only transcribe.
        """
        return widest_actor(self.username, self.grants, permission, site, self.today)


def widest_actor(
    username: str, grants: Iterable[Grant], permission: Permission, site: str | None, today: date
) -> Actor:
    """*username* in the role that gives *permission* at *site*; in all of their roles where none does."""
    held = [grant for grant in grants if grant.holds(today) and (site is None or grant.site in (None, site))]
    giving = [grant for grant in held if permission in POLICY[grant.role]]
    if not giving:
        roles = {grant.role for grant in held}
        return Actor(username, ", ".join(role for role in Role if role in roles) or "none", site)
    widest = max(giving, key=lambda grant: len(POLICY[grant.role]))
    sites = {grant.site for grant in giving if grant.role is widest.role}
    return Actor(username, widest.role.value, site or (sites.pop() if len(sites) == 1 else None))


def not_permitted(permission: Permission, speak: Callable[[str], str]) -> Refusal:
    """Why *permission* was refused: in the words the catalogue has for it, or by naming the roles."""
    code = refusal(permission)
    if code in CATALOGUE:
        return Refusal(code)
    return Refusal("not_permitted.role", roles=listed(speak(ROLE_WORDS[role]) for role in holders(permission)))


def spoken(refusal: Refusal, speak: Callable[[str], str]) -> str:
    """A refusal as a sentence; roles it names are said in words."""
    named = {
        name: speak(ROLE_WORDS[Role(value)]) if value in set(Role) else value for name, value in refusal.params.items()
    }
    return speak(refusal.text) % named
