"""Routes of signing: read through, sign what was shown, withdraw."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from edc import clock
from edc.access import sessions
from edc.access.rules import Permission
from edc.acts.identify import confirm_password
from edc.acts.sign import sign
from edc.acts.withdraw_signature import withdraw_signature
from edc.db import rows
from edc.errors import Refusal
from edc.study.definition import Study
from edc.trail.tables import subject_chain
from edc.web.gate import address, edc, needs
from edc.web.problems import said
from edc.web.signing.asking import explanations
from edc.web.signing.place import Place, casebook_place, page_place, place_of, visit_place
from edc.web.signing.shaping import sign_shape
from edc.web.spoken import every_study
from edc.web.words import language
from forms.access import ReasonForm
from forms.review import SignForm

blueprint = Blueprint("signing", __name__)


@blueprint.get("/pages/<int:page_id>/sign")
@needs(Permission.PAGE_SIGN)
def page(page_id: int) -> ResponseReturnValue:
    """A page, where the study has it signed by itself."""
    return _show(*_page(page_id))


@blueprint.post("/pages/<int:page_id>/sign")
@needs(Permission.PAGE_SIGN)
def sign_page(page_id: int) -> ResponseReturnValue:
    """Sign the page as it was shown."""
    return _sign(*_page(page_id))


@blueprint.get("/visits/<int:visit_id>/sign")
@needs(Permission.PAGE_SIGN)
def visit(visit_id: int) -> ResponseReturnValue:
    """A visit with all of its pages."""
    return _show(*_visit(visit_id))


@blueprint.post("/visits/<int:visit_id>/sign")
@needs(Permission.PAGE_SIGN)
def sign_visit(visit_id: int) -> ResponseReturnValue:
    """Sign the visit as it was shown."""
    return _sign(*_visit(visit_id))


@blueprint.get("/participants/<int:subject_id>/sign")
@needs(Permission.CASEBOOK_SIGN)
def casebook(subject_id: int) -> ResponseReturnValue:
    """A whole casebook."""
    return _show(*_casebook(subject_id))


@blueprint.post("/participants/<int:subject_id>/sign")
@needs(Permission.CASEBOOK_SIGN)
def sign_casebook(subject_id: int) -> ResponseReturnValue:
    """Sign the casebook as it was shown."""
    return _sign(*_casebook(subject_id))


@blueprint.post("/participants/<int:subject_id>/signatures/<int:signature>/withdraw")
@needs(Permission.SIGNATURE_WITHDRAW)
def withdraw(subject_id: int, signature: int) -> ResponseReturnValue:
    """Withdraw one's own signature, with a reason; it stays in the record."""
    with edc().database.reading() as connection:
        sql = "SELECT scope, key FROM signature WHERE id = ? AND chain = ?"
        found = rows(connection, sql, (signature, subject_chain(subject_id)))
        if not found:
            raise Refusal("not_found")
        study = every_study(connection)
        scope, key = found[0]
        place = place_of(connection, study, scope, key, language())
    reason = ReasonForm(request.form).reason.data or ""
    try:
        withdraw_signature(edc().database, g.actor, place.subject, signature, reason, request_key=g.request_key)
    except Refusal as refusal:
        return _show(study, place, refusal.status, withdraw=said(refusal))
    return redirect(place.url, 303)


def _page(number: int) -> tuple[Study, Place]:
    with edc().database.reading() as connection:
        study = every_study(connection)
        return study, page_place(connection, study, number, language())


def _visit(number: int) -> tuple[Study, Place]:
    with edc().database.reading() as connection:
        study = every_study(connection)
        return study, visit_place(connection, study, number, language())


def _casebook(number: int) -> tuple[Study, Place]:
    with edc().database.reading() as connection:
        return every_study(connection), casebook_place(connection, number)


def _show(
    study: Study, place: Place, status: int = 200, *, problem: str = "", withdraw: str = ""
) -> ResponseReturnValue:
    typed = SignForm(request.form)
    with edc().database.snapshot() as connection:
        shape = sign_shape(
            connection,
            study,
            place,
            language(),
            problem=problem,
            picked=typed.meaning.data or "",
            typed_name=typed.name.data or "",
            explained=explanations(request.form),
            withdraw=withdraw,
        )
    return render_template("review/sign.html", sign=shape), status


def _sign(study: Study, place: Place) -> ResponseReturnValue:
    form = SignForm(request.form)
    first = not g.me.session.signed
    if study.meanings and not form.meaning.data:
        return _show(study, place, 422, problem=_("Nothing was signed. Choose what your signature means."))
    if not form.password.data or (first and not form.name.data):
        return _show(study, place, 422, problem=_owed(first))
    typed = form.name.data or "" if first else g.me.username
    try:
        confirm_password(edc().database, g.actor, typed, form.password.data, address=address())
    except Refusal as refusal:
        return _show(study, place, 422, problem=_wrong(refusal))
    try:
        sign(
            edc().database,
            g.actor,
            place.subject,
            place.scope,
            place.key,
            meaning=form.meaning.data or "",
            seen=form.seen.data or "",
            identified_at=clock.stamp(clock.now()),
            explained=explanations(request.form),
            request_key=g.request_key,
        )
    except Refusal as refusal:
        return _show(study, place, refusal.status, problem=said(refusal))
    # from now on the password alone signs in this session (REQ-42)
    sessions.mark_signed(edc().database, g.me.session.key)
    return redirect(place.url, 303)


def _owed(first: bool) -> str:
    if first:
        return _("Nothing was signed. The first signing of a session takes your user name and your password.")
    return _("Nothing was signed. Enter your password.")


def _wrong(refusal: Refusal) -> str:
    if refusal.code == "sign_in_failed":
        return _("The user name or the password is not right. Nothing was signed. Enter them again.")
    return said(refusal)
