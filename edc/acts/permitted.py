"""The policy, asked once more inside an act: the gate of a route is not the only way in."""

from __future__ import annotations

from edc.access.rules import POLICY, Permission, Role, refusal
from edc.errors import CATALOGUE, Refusal
from edc.trail.unit import Actor


def require(actor: Actor, permission: Permission, site: str | None = None) -> None:
    """Refuse unless the role the actor acts in has *permission*, and is not another site's than *site*.

    Raises :class:`Refusal`: the sentence of the permission, or ``not_found`` at a
    site the actor is not bound to.
    """
    if actor.role not in list(Role) or permission not in POLICY[Role(actor.role)]:
        code = refusal(permission)
        raise Refusal(code if code in CATALOGUE else "not_permitted")
    require_site(actor, site)


def require_site(actor: Actor, site: str | None) -> None:
    """Refuse (``not_found``) where the actor is bound to another site."""
    if site is not None and actor.site not in (None, site):
        raise Refusal("not_found")
