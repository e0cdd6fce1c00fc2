"""Moving a page, or a whole visit, forward to the version in use: what it means, and doing it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Connection

from edc.access.rules import Permission
from edc.access.rules_grants import is_masked
from edc.acts.context import Context, read_context
from edc.acts.move_page import Moved, has_place, movable, move_page, move_visit
from edc.casebook.pinning import published
from edc.casebook.reading import PageRef, SubjectRef, page_ref
from edc.db import rows
from edc.errors import Refusal
from edc.study.definition import say
from edc.web.cells import event_word
from edc.web.crf.older import named
from edc.web.crf.routes import blueprint
from edc.web.gate import edc, needs
from edc.web.keys import new_key
from edc.web.problems import said
from edc.web.shapes import Link
from edc.web.shapes.versions import MoveShape
from edc.web.spoken import value_words
from edc.web.words import language
from forms.versions import MoveForm


@blueprint.get("/pages/<int:page_id>/move")
@needs(Permission.DATA_ENTER)
def move(page_id: int) -> ResponseReturnValue:
    """What moving the page forward means."""
    return _page(page_id)


@blueprint.post("/pages/<int:page_id>/move")
@needs(Permission.DATA_ENTER)
def move_now(page_id: int) -> ResponseReturnValue:
    """Move it."""
    ref = _ref(page_id)
    moved = _move(lambda reason, key: move_page(edc().database, g.actor, ref, reason, request_key=key))
    if isinstance(moved, Refusal):
        return _page(page_id, moved)
    return redirect(url_for("crf.page", page_id=page_id), 303)


@blueprint.get("/visits/<int:visit_id>/move")
@needs(Permission.DATA_ENTER)
def move_whole(visit_id: int) -> ResponseReturnValue:
    """What moving every page of the visit forward means."""
    return _visit(visit_id)


@blueprint.post("/visits/<int:visit_id>/move")
@needs(Permission.DATA_ENTER)
def move_whole_now(visit_id: int) -> ResponseReturnValue:
    """Move them."""
    subject = _subject(visit_id)
    moved = _move(lambda reason, key: move_visit(edc().database, g.actor, subject, visit_id, reason, request_key=key))
    if isinstance(moved, Refusal):
        return _visit(visit_id, moved)
    return redirect(url_for("casebook.visit", visit_id=visit_id), 303)


def _move(act: Callable[[str, str | None], Moved]) -> Moved | Refusal:
    form = MoveForm(request.form)
    try:
        return act(form.reason.data or "", g.request_key)
    except Refusal as refusal:
        return refusal


def _page(page_id: int, problem: Refusal | None = None) -> ResponseReturnValue:
    ref = _ref(page_id)
    with edc().database.reading() as connection:
        context = _context(connection, ref.subject)
    study = context.study_of(page_id)
    word = say(study.form_by_name[ref.form].label, language())
    back = Link(_("Back to the page"), url_for("crf.page", page_id=page_id))
    return _shown(context, [page_id], word, url_for("crf.move_now", page_id=page_id), back, problem)


def _visit(visit_id: int, problem: Refusal | None = None) -> ResponseReturnValue:
    subject = _subject(visit_id)
    with edc().database.reading() as connection:
        context = _context(connection, subject)
    pages = [page for page, now in context.pages.items() if now.visit == visit_id]
    now = context.pages[pages[0]]
    event = context.rules.event(now.event, context.version_of(pages[0]))
    back = Link(_("Back to the visit"), url_for("casebook.visit", visit_id=visit_id))
    word = event_word(event, language()) if event else now.event
    return _shown(context, pages, word, url_for("crf.move_whole_now", visit_id=visit_id), back, problem, whole=True)


def _shown(
    context: Context,
    pages: Sequence[int],
    word: str,
    action_url: str,
    back: Link,
    problem: Refusal | None,
    *,
    whole: bool = False,
) -> ResponseReturnValue:
    spoken, version, study = language(), context.pinning.effective, context.study
    moving = [page for page in pages if movable(context, page) and has_place(study, context.pages[page])]
    kept: list[tuple[str, str]] = []
    asked: list[str] = []
    for page in moving:
        form, before = context.pages[page].form, context.study_of(page)
        for path, _study, item in context.rules.unasked(form, version, context.document(page)):
            masked = is_masked(item, g.me.grants, context.subject.site, g.me.today)
            value = _("masked") if masked else value_words(item, context.document(page).get(path), before, spoken)
            kept.append((named(path, item, spoken), value))
        known = before.form_by_name[form].by_name
        asked += [
            say(item.label, spoken) for _group, item in study.form_by_name[form].items() if item.name not in known
        ]
    event = study.event_by_name.get(context.pages[pages[0]].event)
    there = {context.pages[page].form for page in pages}
    added = [name for name in event.forms if name not in there] if whole and event else []
    shape = MoveShape(
        word=word,
        version=version,
        pages=tuple(say(study.form_by_name[context.pages[page].form].label, spoken) for page in moving),
        kept=tuple(kept),
        asked=tuple(asked),
        added=tuple(say(study.form_by_name[name].label, spoken) for name in added),
        signed=any(page in context.signed and not context.signed[page].withdrawn for page in moving),
        action_url=action_url,
        back=back,
        request_key=new_key(),
        problem=said(problem) if problem else "",
        typed=request.form.get("reason", ""),
    )
    return render_template("crf/move.html", move=shape), problem.status if problem else 200


def _context(connection: Connection, subject: SubjectRef) -> Context:
    return read_context(connection, subject, published(connection).forms)


def _ref(page_id: int) -> PageRef:
    with edc().database.reading() as connection:
        ref = page_ref(connection, page_id)
    if ref is None:
        raise Refusal("not_found")
    return ref


def _subject(visit_id: int) -> SubjectRef:
    sql = "SELECT s.id, s.code, s.site FROM visit v JOIN subject s ON s.id = v.subject WHERE v.id = ?"
    with edc().database.reading() as connection:
        found = rows(connection, sql, (visit_id,))
    if not found:
        raise Refusal("not_found")
    return SubjectRef(*found[0])
