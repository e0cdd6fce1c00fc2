"""People and roles: who holds or held which right, and the acts that change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from edc.access import reading
from edc.access.reading import GrantRow
from edc.access.rules import Permission, Role
from edc.acts.add_person import add_person
from edc.acts.end_role import end_role
from edc.acts.grant_role import grant_role
from edc.acts.reset_password import reset_password
from edc.acts.set_active import set_active
from edc.errors import Refusal
from edc.study.definition import say
from edc.trail.unit import SYSTEM
from edc.web import words
from edc.web.gate import edc, needs
from edc.web.me import event_lines
from edc.web.people_shapes import GrantLine, PeopleShape, PersonLine, PersonShape
from edc.web.person import ROLE_WORDS, Me
from edc.web.problems import said
from edc.web.words import gettext
from forms.access import DayForm, GrantForm, PersonForm, ReasonForm

blueprint = Blueprint("people", __name__, url_prefix="/people")


def _me() -> Me:
    return cast(Me, g.me)


def _may_manage() -> bool:
    return _me().may(Permission.PEOPLE_MANAGE)


@blueprint.get("")
@needs(Permission.PEOPLE_VIEW)
def people() -> ResponseReturnValue:
    """Who held which role on a day (REQ-08), found by part of a name (A.2.2.0300)."""
    return _list(PersonForm())


def _list(form: PersonForm, problem: str = "", status: int = 200) -> ResponseReturnValue:
    me = _me()
    seen = me.sites(Permission.PEOPLE_VIEW)
    days = DayForm(request.args)
    day = days.day(me.today)
    sought = request.args.get("q", "").strip().casefold()
    with edc().database.reading() as connection:
        rights = reading.rights_on(connection, day, me.timezone)
        everybody = reading.people(connection) if seen.everywhere and day == me.today else []
    lines = [
        PersonLine(
            row.person.username,
            row.person.name,
            grant_line(row.held),
            url_for("people.person", username=row.person.username),
        )
        for row in rights
        if row.held.grant.site is None or row.held.grant.site in seen
    ]
    without = {row.username for row in everybody} - {row.person.username for row in rights}
    lines += [
        PersonLine(row.username, row.name, None, url_for("people.person", username=row.username))
        for row in everybody
        if row.username in without
    ]
    found = tuple(line for line in lines if sought in f"{line.username} {line.name}".casefold())
    shape = PeopleShape(day.isoformat(), request.args.get("q", ""), found, url_for("people.people"), _may_manage())
    return render_template("access/people.html", people=shape, form=form, problem=problem), status


def grant_line(row: GrantRow) -> GrantLine:
    """A grant in words."""
    return GrantLine(
        number=row.id,
        role=gettext(ROLE_WORDS[row.grant.role]),
        site=row.grant.site or gettext("All sites"),
        first=row.grant.first.isoformat(),
        last=row.grant.last.isoformat() if row.grant.last else "",
        trained=row.trained,
        given_by=gettext("the system") if row.given_by == SYSTEM.person else row.given_by,
        reason=row.reason,
        ended_by=row.ended_by or "",
        end_reason=row.end_reason or "",
    )


@blueprint.post("")
@needs(Permission.PEOPLE_MANAGE, study=True)
def add() -> ResponseReturnValue:
    """Add a person; their temporary password is shown once."""
    form = PersonForm(request.form)
    if not form.validate():
        return _list(form, "", 422)
    try:
        password = add_person(edc().database, g.actor, form.username.data or "", form.name.data or "")
    except Refusal as refusal:
        return _list(form, said(refusal), refusal.status)
    return _handed_over(form.username.data or "", password)


def _handed_over(username: str, password: str) -> ResponseReturnValue:
    onward = url_for("people.person", username=username.casefold())
    return render_template("access/handed_over.html", username=username, password=password, onward=onward)


@blueprint.get("/<username>")
@needs(Permission.PEOPLE_VIEW)
def person(username: str) -> ResponseReturnValue:
    """One person: every role they ever had, their access log, and what may be done."""
    return _person_page(username, GrantForm(request.form))


def _site_choices() -> tuple[tuple[str, str], ...]:
    with edc().database.reading() as connection:
        sites = reading.sites(connection)
    named = ((site.code, f"{site.code} {say(site.label, words.language())}") for site in sites)
    return (("", gettext("All sites")), *named)


def _person_page(username: str, form: GrantForm, problem: str = "", status: int = 200) -> ResponseReturnValue:
    me = _me()
    seen = me.sites(Permission.PEOPLE_VIEW)
    with edc().database.reading() as connection:
        known = reading.person(connection, username)
        grants = reading.grants(connection, username)
        log = reading.events(connection, username) if me.may(Permission.ACCESS_TRAIL_READ) else []
    shown = [row for row in grants if row.grant.site is None or row.grant.site in seen]
    if known is None or not (shown or seen.everywhere):
        raise Refusal("not_found")
    shape = PersonShape(
        username=known.username,
        name=known.name,
        active=known.active,
        temporary=known.temporary,
        grants=tuple(grant_line(row) for row in shown),
        events=event_lines(log, me.timezone),
        may_manage=_may_manage() and known.username != me.username,
        roles=tuple((role.value, gettext(ROLE_WORDS[role])) for role in Role),
        sites=_site_choices(),
    )
    return render_template("access/person.html", person=shape, form=form, problem=problem), status


@blueprint.post("/<username>/grant")
@needs(Permission.PEOPLE_MANAGE, study=True)
def grant(username: str) -> ResponseReturnValue:
    """Give a role."""
    form = GrantForm(request.form)
    if not form.validate():
        return _person_page(username, form, "", 422)
    try:
        grant_role(
            edc().database,
            g.actor,
            username,
            Role(form.role.data or ""),
            form.site.data or None,
            trained=form.trained.data,
            first=form.first.data,
            last=form.last.data,
            reason=form.reason.data or "",
        )
    except Refusal as refusal:
        return _person_page(username, form, said(refusal), refusal.status)
    return redirect(url_for("people.person", username=username), 303)


@blueprint.post("/<username>/end/<int:number>")
@needs(Permission.PEOPLE_MANAGE, study=True)
def end(username: str, number: int) -> ResponseReturnValue:
    """End a role now."""
    return _done(username, lambda reason: end_role(edc().database, g.actor, number, reason))


@blueprint.post("/<username>/active")
@needs(Permission.PEOPLE_MANAGE, study=True)
def active(username: str) -> ResponseReturnValue:
    """Close the account, or open it again."""
    wanted = request.form.get("active") == "yes"
    return _done(username, lambda reason: set_active(edc().database, g.actor, username, wanted, reason))


def _done(username: str, act: Callable[[str], None]) -> ResponseReturnValue:
    try:
        act(ReasonForm(request.form).reason.data or "")
    except Refusal as refusal:
        return _person_page(username, GrantForm(request.form), said(refusal), refusal.status)
    return redirect(url_for("people.person", username=username), 303)


@blueprint.post("/<username>/password")
@needs(Permission.PEOPLE_MANAGE, study=True)
def password(username: str) -> ResponseReturnValue:
    """Give a temporary password; it is shown once."""
    try:
        temporary = reset_password(edc().database, g.actor, username)
    except Refusal as refusal:
        return _person_page(username, GrantForm(request.form), said(refusal), refusal.status)
    return _handed_over(username, temporary)
