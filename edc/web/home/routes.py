"""The one route of home, and how roles put their blocks together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

from babel.dates import format_date
from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from edc.access.rules import Permission, Role
from edc.casebook.rules import VisitState
from edc.web.cells import event_word
from edc.web.frame import the_study
from edc.web.gate import edc, needs
from edc.web.home import manager, monitor, others, requests, safety, signer, site
from edc.web.home.desk import Desk
from edc.web.person import Me
from edc.web.shapes import Block, Figure, HomeShape, Link
from edc.web.words import LOCALES, language

blueprint = Blueprint("home", __name__)

_BLOCKS: tuple[tuple[tuple[Role, ...], Callable[[Desk], list[Block]]], ...] = (
    ((Role.COORDINATOR,), site.blocks),
    ((Role.INVESTIGATOR, Role.PRINCIPAL_INVESTIGATOR), signer.blocks),
    ((Role.PRINCIPAL_INVESTIGATOR,), signer.principal_blocks),
    ((Role.MONITOR,), monitor.blocks),
    ((Role.DATA_MANAGER,), manager.blocks),
    ((Role.SAFETY_PHYSICIAN,), safety.blocks),
    ((Role.STATISTICIAN,), others.statistician_blocks),
    ((Role.INSPECTOR,), others.inspector_blocks),
    ((Role.ADMINISTRATOR,), others.administrator_blocks),
)
"""Who sees what. Several roles of one person are shown one after the other."""


@blueprint.get("/")
@needs(Permission.ACCOUNT_USE)
def index() -> ResponseReturnValue:
    """What this person owes today."""
    me = cast(Me, g.me)
    with edc().database.reading() as connection:
        desk = Desk(connection, the_study(), me, language(), request.args.get("whole", ""))
        return render_template("home/home.html", home=_home(desk))


def _home(desk: Desk) -> HomeShape:
    blocks = list(_once([*_of_roles(desk), *requests.approvals(desk)]))
    creates = desk.me.may(Permission.SUBJECT_CREATE)
    return HomeShape(
        blocks=tuple(blocks),
        figures=tuple(_figures(desk)),
        add=Link(_("Add participant"), url_for("subjects.add"), primary=True) if creates else None,
        empty="" if any(block.rows or block.bar for block in blocks) else _empty(desk),
        sae=_serious(desk),
        today=format_date(desk.me.today, "EEEE yyyy-MM-dd", locale=LOCALES[desk.language]),
    )


def _of_roles(desk: Desk) -> Iterable[Block]:
    for roles, blocks in _BLOCKS:
        if desk.holds(*roles):
            yield from blocks(desk)


def _once(blocks: Iterable[Block]) -> Iterable[Block]:
    """Each block once: two roles may owe the same."""
    seen: set[str] = set()
    for block in blocks:
        if block.key not in seen:
            seen.add(block.key)
            yield block


def _figures(desk: Desk) -> list[Figure]:
    figures = manager.figures(desk) if desk.holds(Role.DATA_MANAGER) else []
    return figures + (signer.principal_figures(desk) if desk.holds(Role.PRINCIPAL_INVESTIGATOR) else [])


def _serious(desk: Desk) -> tuple[Link, ...]:
    """Serious events under way, for those whose care they are."""
    if desk.holds(Role.INVESTIGATOR, Role.PRINCIPAL_INVESTIGATOR):
        return safety.strips(desk, Permission.MEDICAL_DECIDE)
    return safety.strips(desk, Permission.MEDICAL_REVIEW) if desk.holds(Role.SAFETY_PHYSICIAN) else ()


def _empty(desk: Desk) -> str:
    """Nothing is owed: what comes next."""
    if not desk.me.may(Permission.DATA_VIEW):
        return _("Nothing is owed today.")
    if not desk.standings(Permission.DATA_VIEW):
        return _("There are no participants yet. The first is added under Participants.")
    ahead = [
        (visit.window.first, standing, visit)
        for standing in desk.standings(Permission.DATA_VIEW)
        for visit in standing.visits
        if visit.window and visit.state is VisitState.NOT_YET_DUE
    ]
    if not ahead:
        return _("Nothing is owed today. No visit lies ahead.")
    day, standing, visit = min(ahead, key=lambda one: one[0])
    return _(
        "Nothing is owed today. Next: %(who)s, %(visit)s, window opens %(day)s.",
        who=standing.subject.code,
        visit=event_word(visit.event, desk.language, visit.row.repeat),
        day=day.isoformat(),
    )
