"""Routes of the casebook and of its visits."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from edc.access.rules import Permission
from edc.acts.add_page import add_page as add_page_act
from edc.acts.add_visit import add_visit as add_visit_act
from edc.acts.not_done import visit_not_done
from edc.acts.reasons import Reason
from edc.acts.restore import restore_visit
from edc.casebook.reading import SubjectRef, subject_ref
from edc.db import rows
from edc.errors import Refusal
from edc.web.casebook.book import book_shape
from edc.web.casebook.opened import open_casebook
from edc.web.casebook.visit import visit_shape
from edc.web.frame import the_study
from edc.web.gate import edc, needs
from edc.web.problems import said
from edc.web.words import language
from forms.subjects import AddPageForm, AddVisitForm, ReasonedForm

blueprint = Blueprint("casebook", __name__)


@blueprint.get("/participants/<int:subject_id>")
@needs(Permission.DATA_VIEW)
def subject(subject_id: int) -> ResponseReturnValue:
    """The casebook of one participant."""
    return show_book(subject_id)


def show_book(
    subject_id: int, status: int = 200, *, problem: str = "", strike: tuple[str, str] = ("", "")
) -> ResponseReturnValue:
    """The casebook. *problem*: why a visit was not added; *strike*: why a step was not taken, and the reason typed."""
    with edc().database.reading() as connection:
        book = open_casebook(connection, the_study(), subject_id, g.me, language())
    return render_template("casebook/casebook.html", book=book_shape(book, problem, strike)), status


@blueprint.get("/visits/<int:visit_id>")
@needs(Permission.DATA_VIEW)
def visit(visit_id: int) -> ResponseReturnValue:
    """One visit to read through."""
    return _visit(visit_id)


def _visit(visit_id: int, problem: tuple[str, str] = ("", ""), status: int = 200) -> ResponseReturnValue:
    with edc().database.reading() as connection:
        shape = visit_shape(connection, visit_id, g.me, language(), problem)
    return render_template("casebook/visit.html", visit=shape), status


@blueprint.post("/visits/<int:visit_id>/not-done")
@needs(Permission.DATA_ENTER)
def not_done(visit_id: int) -> ResponseReturnValue:
    """Mark what is empty of a visit as not done, for one reason."""
    return _reasoned(visit_id, "not-done", visit_not_done)


@blueprint.post("/visits/<int:visit_id>/restore")
@needs(Permission.DATA_ENTER)
def restore(visit_id: int) -> ResponseReturnValue:
    """Take *Visit not done* back."""
    return _reasoned(visit_id, "restore", restore_visit)


def _reasoned(visit_id: int, key: str, act: Callable[..., object]) -> ResponseReturnValue:
    """Do *act* on a visit for the reason posted; what is refused is said where it was asked."""
    form = ReasonedForm(request.form)
    with edc().database.reading() as connection:
        who = _subject_of(connection, visit_id)
    reason = Reason(form.reason.data or "", form.reason_text.data or "")
    try:
        act(edc().database, g.actor, who, visit_id, reason, request_key=g.request_key)
    except Refusal as refusal:
        return _visit(visit_id, (key, said(refusal)), refusal.status)
    return redirect(url_for("casebook.visit", visit_id=visit_id), 303)


@blueprint.post("/visits/<int:visit_id>/pages")
@needs(Permission.DATA_ENTER)
def add_page(visit_id: int) -> ResponseReturnValue:
    """Add a further page of a repeating form, and open it."""
    form = AddPageForm(request.form)
    with edc().database.reading() as connection:
        who = _subject_of(connection, visit_id)
    try:
        added = add_page_act(edc().database, g.actor, who, visit_id, form.form.data or "", request_key=g.request_key)
    except Refusal as refusal:
        return _visit(visit_id, ("add-page", said(refusal)), refusal.status)
    return redirect(url_for("crf.page", page_id=added), 303)


@blueprint.post("/participants/<int:subject_id>/visits")
@needs(Permission.DATA_ENTER)
def add_visit(subject_id: int) -> ResponseReturnValue:
    """Add an unscheduled visit, and open it."""
    form = AddVisitForm(request.form)
    with edc().database.reading() as connection:
        who = subject_ref(connection, subject_id)
    if who is None:
        raise Refusal("not_found")
    try:
        added = add_visit_act(edc().database, g.actor, who, form.event.data or "", request_key=g.request_key)
    except Refusal as refusal:
        return show_book(subject_id, refusal.status, problem=said(refusal))
    return redirect(url_for("casebook.visit", visit_id=added), 303)


def _subject_of(connection: Connection, visit: int) -> SubjectRef:
    sql = "SELECT s.id, s.code, s.site FROM visit v JOIN subject s ON s.id = v.subject WHERE v.id = ?"
    found = rows(connection, sql, (visit,))
    if not found:
        raise Refusal("not_found")
    return SubjectRef(*found[0])
