"""Routes of paper. A file is fetched; that the record was taken away on paper is journalled."""

from __future__ import annotations

import io

from flask import Blueprint, g, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Connection

from edc import clock
from edc.access.rules import Permission
from edc.acts.print_record import print_record
from edc.casebook.pinning import entry_place, published
from edc.casebook.reading import PageRef, SubjectRef, page_ref, subject_ref
from edc.db import rows
from edc.errors import Refusal
from edc.exchange.paper.documents import KINDS, differences_document, study_document
from edc.exchange.paper.places import Place, file_name
from edc.exchange.paper.rendering import pdf
from edc.study.definition import Event, Form, Study, say
from edc.web.frame import newest_study, the_study
from edc.web.gate import edc, needs
from edc.web.paper.asked import masked, options, speech_asked, told
from edc.web.paper.shaping import record_screen, study_screen
from edc.web.shapes import Crumb
from edc.web.words import language

blueprint = Blueprint("paper", __name__)


@blueprint.get("/study/paper")
@needs(Permission.STUDY_VIEW, study=True)
def study() -> ResponseReturnValue:
    """Blank and annotated forms, and documents of the definition, to be chosen."""
    with edc().database.reading() as connection:
        versions = [one.version for one in published(connection).studies]
    return render_template("paper/paper.html", paper=study_screen(newest_study(), versions, request.args))


@blueprint.get("/study/paper/differences.pdf")
@needs(Permission.STUDY_VIEW, study=True)
def differences() -> ResponseReturnValue:
    """What one published version (``before``) says otherwise than another (``after``)."""
    with edc().database.reading() as connection:
        known = {one.version: one for one in published(connection).studies}
    old, new = known.get(told("before")), known.get(told("after"))
    if old is None or new is None:
        raise Refusal("not_found")
    at, spoken = clock.now(), speech_asked()
    content = pdf(differences_document(old, new, spoken, by=g.me.name, at=at), at)
    return _file(content, file_name(new, "differences", f"from-{old.version}", spoken.languages[0]))


@blueprint.get("/study/paper/<kind>.pdf")
@needs(Permission.STUDY_VIEW, study=True)
def definition(kind: str) -> ResponseReturnValue:
    """A document of the definition: all of it, one form, or the forms of one visit."""
    found = newest_study()
    form, event = found.form_by_name.get(told("form")), found.event_by_name.get(told("visit"))
    if kind not in KINDS or (told("form") and form is None) or (told("visit") and event is None):
        raise Refusal("not_found")
    return _of_study(found, kind, form, event, None)


def _of_study(
    found: Study, kind: str, form: Form | None, event: Event | None, place: Place | None
) -> ResponseReturnValue:
    at, spoken = clock.now(), speech_asked()
    document = study_document(found, spoken, kind, by=g.me.name, at=at, form=form, event=event, place=place)
    names = [place.subject if place else "", event.name if event else "", form.name if form else ""]
    return _file(pdf(document, at), file_name(found, kind, *names, told("language") or spoken.languages[0]))


def _file(content: bytes, name: str) -> ResponseReturnValue:
    return send_file(io.BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=name)


@blueprint.get("/participants/<int:subject_id>/paper")
@needs(Permission.DATA_VIEW)
def subject(subject_id: int) -> ResponseReturnValue:
    """What to print of a casebook."""
    with edc().database.reading() as connection:
        who = _subject(connection, subject_id)
    crumbs = (Crumb(who.code, url_for("casebook.subject", subject_id=who.id)), Crumb(_("Print")))
    file = url_for("paper.casebook", subject_id=who.id)
    return render_template("paper/paper.html", paper=record_screen(crumbs, file))


@blueprint.get("/participants/<int:subject_id>/paper.pdf")
@needs(Permission.DATA_VIEW)
def casebook(subject_id: int) -> ResponseReturnValue:
    """The whole casebook (REQ-64)."""
    with edc().database.reading() as connection:
        who = _subject(connection, subject_id)
    return _record(who, None, "casebook")


@blueprint.get("/visits/<int:visit_id>/paper")
@needs(Permission.DATA_VIEW)
def visit(visit_id: int) -> ResponseReturnValue:
    """What to print of a visit."""
    with edc().database.reading() as connection:
        who, event, _repeat = _visit(connection, visit_id)
    crumbs = (
        Crumb(who.code, url_for("casebook.subject", subject_id=who.id)),
        Crumb(_word(event), url_for("casebook.visit", visit_id=visit_id)),
        Crumb(_("Print")),
    )
    file = url_for("paper.visit_file", visit_id=visit_id)
    return render_template("paper/paper.html", paper=record_screen(crumbs, file, blank=True))


@blueprint.get("/visits/<int:visit_id>/paper.pdf")
@needs(Permission.DATA_VIEW)
def visit_file(visit_id: int) -> ResponseReturnValue:
    """The pages of a visit; or blank ones for it, with the participant's number on them."""
    with edc().database.reading() as connection:
        who, event, repeat = _visit(connection, visit_id)
        pages = [row[0] for row in rows(connection, "SELECT id FROM page WHERE visit = ? ORDER BY id", (visit_id,))]
        version = _pinned(connection, pages)
    if told("blank"):
        place = Place(None, repeat, 1, who.code, who.site)
        return _of_study(version, "blank", None, version.event_by_name[event], place)
    return _record(who, pages, event)


@blueprint.get("/pages/<int:page_id>/paper")
@needs(Permission.DATA_VIEW)
def page(page_id: int) -> ResponseReturnValue:
    """What to print of a page."""
    with edc().database.reading() as connection:
        ref = _page(connection, page_id)
    crumbs = (
        Crumb(ref.subject.code, url_for("casebook.subject", subject_id=ref.subject.id)),
        Crumb(_word(ref.event), url_for("casebook.visit", visit_id=ref.visit)),
        Crumb(_word(ref.form), url_for("crf.page", page_id=ref.id)),
        Crumb(_("Print")),
    )
    file = url_for("paper.page_file", page_id=page_id)
    return render_template("paper/paper.html", paper=record_screen(crumbs, file, blank=True))


@blueprint.get("/pages/<int:page_id>/paper.pdf")
@needs(Permission.DATA_VIEW)
def page_file(page_id: int) -> ResponseReturnValue:
    """One page, with a block for a signature by hand where the form is signed; or the blank form for it."""
    with edc().database.reading() as connection:
        ref = _page(connection, page_id)
        version = _pinned(connection, [page_id])
    if told("blank"):
        place = Place(None, ref.visit_repeat, ref.repeat, ref.subject.code, ref.subject.site)
        return _of_study(version, "blank", version.form_by_name[ref.form], version.event_by_name[ref.event], place)
    return _record(ref.subject, [page_id], f"{ref.event}-{ref.form}", wet=True)


def _record(who: SubjectRef, pages: list[int] | None, what: str, *, wet: bool = False) -> ResponseReturnValue:
    spoken = speech_asked()
    content = print_record(
        edc().database, g.actor, who, spoken, pages=pages, masked=masked(g.me, who.site), options=options(wet=wet)
    )
    name = file_name(the_study(), who.code, what, told("language") or spoken.languages[0])
    return _file(content, name)


def _word(name: str) -> str:
    """A visit or a form, by the name that addresses have for it."""
    found = the_study().event_by_name.get(name) or the_study().form_by_name.get(name)
    return name if found is None else say(found.label, language())


def _subject(connection: Connection, number: int) -> SubjectRef:
    who = subject_ref(connection, number)
    if who is None:
        raise Refusal("not_found")
    return who


def _visit(connection: Connection, number: int) -> tuple[SubjectRef, str, int]:
    sql = (
        "SELECT s.id, s.code, s.site, v.event, v.repeat FROM visit v JOIN subject s ON s.id = v.subject WHERE v.id = ?"
    )
    found = rows(connection, sql, (number,))
    if not found:
        raise Refusal("not_found")
    subject_id, code, site, event, repeat = found[0]
    return SubjectRef(subject_id, code, site), event, repeat


def _pinned(connection: Connection, pages: list[int]) -> Study:
    """The version that the first of *pages* is filled by."""
    place = entry_place(connection, pages[0]) if pages else None
    return newest_study() if place is None else place.study


def _page(connection: Connection, number: int) -> PageRef:
    ref = page_ref(connection, number)
    if ref is None:
        raise Refusal("not_found")
    return ref
