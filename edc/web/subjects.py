"""Add a participant: the one thing typed is the site, where there are several."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from edc.access import reading
from edc.access.rules import Permission
from edc.access.rules_grants import Sites
from edc.acts.add_subject import add_subject
from edc.acts.refuse_access import refuse_access
from edc.casebook import listing
from edc.errors import Refusal
from edc.study.definition import say
from edc.web.gate import address, edc, needs
from edc.web.keys import new_key
from edc.web.shapes import AddSubject
from edc.web.words import language
from forms.subjects import AddSubjectForm

blueprint = Blueprint("subjects", __name__)


@blueprint.get("/participants/add", endpoint="add")
@needs(Permission.SUBJECT_CREATE)
def ask() -> ResponseReturnValue:
    """What it means to add a participant, and where."""
    return _page(AddSubjectForm())


@blueprint.post("/participants/add")
@needs(Permission.SUBJECT_CREATE)
def create() -> ResponseReturnValue:
    """Add the participant and open the new casebook."""
    form = AddSubjectForm(request.form)
    site = form.site.data or ""
    if not site:
        return _page(form, _("The site is missing. Nobody was added. Choose the site."), 422)
    if not g.me.may(Permission.SUBJECT_CREATE, site):
        # another site is never offered: the address or the form was made up
        refuse_access(edc().database, g.actor, request.path, address())
        raise Refusal("not_found")
    if form.previous.data:
        return _rescreen(form, site, form.previous.data)
    actor = g.me.actor(Permission.SUBJECT_CREATE, site)
    added = add_subject(edc().database, actor, site, request_key=g.request_key)
    return redirect(url_for("casebook.subject", subject_id=added.id), 303)


def _rescreen(form: AddSubjectForm, site: str, code: str) -> ResponseReturnValue:
    """On to the participant who was screened before under *code* at this site."""
    with edc().database.reading() as connection:
        here = listing.subjects(connection, Sites(False, frozenset({site})), struck=None)
    found = next((one for one in here if one.code.upper() == code.upper()), None)
    if found is None:
        words = _("This site has no participant %(code)s. Nobody was added. Check the number.", code=code)
        return _page(form, words, 422)
    return redirect(url_for("casebook.rescreen", subject_id=found.id), 303)


def _page(form: AddSubjectForm, problem: str = "", status: int = 200) -> ResponseReturnValue:
    mine = g.me.sites(Permission.SUBJECT_CREATE)
    with edc().database.reading() as connection:
        sites = [site for site in reading.sites(connection) if site.code in mine]
    shape = AddSubject(
        action_url=url_for("subjects.add"),
        request_key=new_key(),
        sites=tuple((site.code, f"{site.code} {say(site.label, language())}") for site in sites),
        chosen=form.site.data or "",
        previous=form.previous.data or "",
        problem=problem,
        cancel_url=url_for("matrix.index"),
    )
    return render_template("casebook/add.html", add=shape), status
