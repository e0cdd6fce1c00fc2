"""Add a participant: the one thing typed is the site, where there are several."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from edc.access import reading
from edc.access.rules import Permission
from edc.acts.add_subject import add_subject
from edc.acts.refuse_access import refuse_access
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
    return _page(_form())


@blueprint.post("/participants/add")
@needs(Permission.SUBJECT_CREATE)
def create() -> ResponseReturnValue:
    """Add the participant and open the new casebook."""
    form = _form()
    site = form.site.data or ""
    if site and not g.me.may(Permission.SUBJECT_CREATE, site):
        # another site's choice is never offered: it was made up
        refuse_access(edc().database, g.actor, request.path, address())
        raise Refusal("not_found")
    if not form.validate():
        return _page(form, 422)
    actor = g.me.actor(Permission.SUBJECT_CREATE, site)
    added = add_subject(edc().database, actor, site, request_key=form.request_key.data or None)
    return redirect(url_for("casebook.subject", subject_id=added.id), 303)


def _form() -> AddSubjectForm:
    with edc().database.reading() as connection:
        mine = g.me.sites(Permission.SUBJECT_CREATE)
        sites = [site for site in reading.sites(connection) if site.code in mine]
    form = AddSubjectForm(
        request.form, sites=[(site.code, f"{site.code} {say(site.label, language())}") for site in sites]
    )
    if len(sites) == 1 and not form.site.data:
        form.site.data = sites[0].code
    return form


def _page(form: AddSubjectForm, status: int = 200) -> ResponseReturnValue:
    shape = AddSubject(
        action_url=url_for("subjects.add"),
        request_key=form.request_key.data or new_key(),
        sites=tuple((str(code), str(word)) for code, word in form.site.choices or ()),  # type: ignore[misc]  # pairs
        chosen=form.site.data or "",
        problem=" ".join(map(str, form.site.errors)),
        cancel_url=url_for("matrix.index"),
    )
    return render_template("casebook/add.html", add=shape), status
