"""Who may take what of the data out of the house (REQ-04, B.2.6.0300)."""

from __future__ import annotations

from edc.access.rules import POLICY, Permission, Role
from edc.exchange.profiles import Profile


def may_take(role: str, profile: Profile) -> bool:
    """Whether a role takes data of that profile: the full one only if it may see the data at all."""
    return profile == "deidentified" or Permission.DATA_VIEW in POLICY[Role(role)]


def export_permission(role: str) -> Permission:
    """What a role needs for an export: of all sites where its work is that, else of its own (REQ-66)."""
    known = role in list(Role) and Permission.EXPORT_DATA in POLICY[Role(role)]
    return Permission.EXPORT_DATA if known else Permission.EXPORT_OWN_SITE
