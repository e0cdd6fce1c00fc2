"""What is to be signed: a page, a visit or a casebook, and the way to it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Connection

from edc.acts.sign import Scope
from edc.casebook.reading import SubjectRef, page_ref, subject_ref
from edc.db import rows
from edc.errors import Refusal
from edc.study.definition import Study, say
from edc.web.cells import event_word
from edc.web.shapes import Crumb, Link


@dataclass(frozen=True, slots=True)
class Place:
    """Scope and number of what is signed. ``url``: its read-through, also where it is posted."""

    scope: Scope
    key: int
    subject: SubjectRef
    crumbs: tuple[Crumb, ...]
    url: str
    back: Link


def page_place(connection: Connection, study: Study, page: int, language: str) -> Place:
    """A page. Raises :class:`Refusal` (``not_found``)."""
    ref = page_ref(connection, page)
    if ref is None:
        raise Refusal("not_found")
    visit = event_word(study.event_by_name[ref.event], language, ref.visit_repeat)
    crumbs = (
        *_crumbs(ref.subject),
        Crumb(visit, url_for("casebook.visit", visit_id=ref.visit)),
        Crumb(say(study.form_by_name[ref.form].label, language), url_for("crf.page", page_id=page)),
        Crumb(_("Sign")),
    )
    back = Link(_("Back to the form"), url_for("crf.page", page_id=page))
    return Place("page", page, ref.subject, crumbs, url_for("signing.page", page_id=page), back)


def visit_place(connection: Connection, study: Study, visit: int, language: str) -> Place:
    """A visit. Raises :class:`Refusal` (``not_found``)."""
    found = rows(connection, "SELECT subject, event, repeat FROM visit WHERE id = ?", (visit,))
    subject = subject_ref(connection, found[0][0]) if found else None
    if subject is None:
        raise Refusal("not_found")
    word = event_word(study.event_by_name[found[0][1]], language, found[0][2])
    there = url_for("casebook.visit", visit_id=visit)
    crumbs = (*_crumbs(subject), Crumb(word, there), Crumb(_("Sign")))
    back = Link(_("Back to the visit"), there)
    return Place("visit", visit, subject, crumbs, url_for("signing.visit", visit_id=visit), back)


def casebook_place(connection: Connection, subject: int) -> Place:
    """A casebook. Raises :class:`Refusal` (``not_found``)."""
    ref = subject_ref(connection, subject)
    if ref is None:
        raise Refusal("not_found")
    back = Link(_("Back to the casebook"), url_for("casebook.subject", subject_id=subject))
    crumbs = (*_crumbs(ref), Crumb(_("Sign the casebook")))
    return Place("subject", subject, ref, crumbs, url_for("signing.casebook", subject_id=subject), back)


def place_of(connection: Connection, study: Study, scope: str, key: int, language: str) -> Place:
    """The place a signature of that scope and key was given for."""
    if scope == "page":
        return page_place(connection, study, key, language)
    return visit_place(connection, study, key, language) if scope == "visit" else casebook_place(connection, key)


def _crumbs(subject: SubjectRef) -> tuple[Crumb, ...]:
    return (Crumb(subject.code, url_for("casebook.subject", subject_id=subject.id)),)
