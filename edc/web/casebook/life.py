"""Routes about a participant as a whole: created in error, screened again."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from edc.access.rules import Permission
from edc.acts.ask_subject_strike import ask_subject_strike
from edc.acts.decide_subject_strike import decide_subject_strike
from edc.acts.rescreen import rescreen as rescreen_act
from edc.acts.restore_subject import restore_subject
from edc.casebook.reading import SubjectRef
from edc.casebook.rules_strikes import StrikeStep
from edc.errors import Refusal
from edc.study.definition import say
from edc.web.casebook.opened import Opened, open_casebook
from edc.web.casebook.routes import blueprint, show_book
from edc.web.frame import the_study
from edc.web.gate import edc, needs
from edc.web.keys import new_key
from edc.web.problems import said
from edc.web.punctuation import listed
from edc.web.shapes import Link
from edc.web.shapes.life import RescreenShape
from edc.web.words import language
from forms.subjects import RescreenForm, StrikeForm

VERDICTS = {
    "confirm": StrikeStep.CONFIRMED,
    "decline": StrikeStep.DECLINED,
    "withdraw": StrikeStep.WITHDRAWN,
}


@blueprint.post("/participants/<int:subject_id>/strike")
@needs(Permission.SUBJECT_STRIKE_REQUEST)
def ask_strike(subject_id: int) -> ResponseReturnValue:
    """Ask that a participant created in error be struck out, or take the question back."""
    return _step(subject_id, asked_by_site=True)


@blueprint.post("/participants/<int:subject_id>/strike/decide")
@needs(Permission.SUBJECT_STRIKE_CONFIRM)
def decide_strike(subject_id: int) -> ResponseReturnValue:
    """Confirm, decline, withdraw or restore."""
    return _step(subject_id, asked_by_site=False)


def _step(subject_id: int, *, asked_by_site: bool) -> ResponseReturnValue:
    form, who = StrikeForm(request.form), _ref(_open(subject_id))
    act, reason, key = form.act.data or "", form.reason.data or "", g.request_key
    database, actor = edc().database, g.actor
    try:
        if asked_by_site and act == "ask":
            ask_subject_strike(database, actor, who, reason, request_key=key)
        elif not asked_by_site and act == "restore":
            restore_subject(database, actor, who, reason, request_key=key)
        elif act in VERDICTS and (act == "withdraw" or not asked_by_site):
            decide_subject_strike(database, actor, who, VERDICTS[act], reason, request_key=key)
        else:
            raise Refusal("malformed")
    except Refusal as refusal:
        return show_book(subject_id, refusal.status, strike=(said(refusal), reason))
    return redirect(url_for("casebook.subject", subject_id=subject_id), 303)


@blueprint.get("/participants/<int:subject_id>/rescreen")
@needs(Permission.SUBJECT_CREATE)
def rescreen(subject_id: int) -> ResponseReturnValue:
    """What it means to screen this participant again, and what speaks against it."""
    return _ask_rescreen(_open(subject_id))


@blueprint.post("/participants/<int:subject_id>/rescreen")
@needs(Permission.SUBJECT_CREATE)
def rescreen_now(subject_id: int) -> ResponseReturnValue:
    """Add the new number, and open its casebook."""
    form, book = RescreenForm(request.form), _open(subject_id)
    if doubts(book) and form.sure.data != "yes":
        problem = _("Nobody was added. Confirm that the participant is really screened again, or go back.")
        return _ask_rescreen(book, problem, 422)
    try:
        added = rescreen_act(edc().database, g.actor, _ref(book), request_key=g.request_key)
    except Refusal as refusal:
        return _ask_rescreen(book, said(refusal), refusal.status)
    return redirect(url_for("casebook.subject", subject_id=added.id), 303)


def doubts(book: Opened) -> tuple[str, ...]:
    """Why this may be a mistake: told, never refused."""
    state, found = book.standing.state, []
    if state is None or not state.rescreen:
        word = say(state.label, book.language) if state else "–"
        found.append(
            _(
                "The previous screening is not recorded as failed (state: %(state)s)."
                " A test that is repeated within the same screening is an unscheduled visit.",
                state=word,
            )
        )
    if book.after:
        codes = listed(one.code for one in book.after)
        found.append(_("This participant was screened again already, as %(codes)s.", codes=codes))
    if book.struck:
        found.append(_("This number was struck out as created in error."))
    return tuple(found)


def _ask_rescreen(book: Opened, problem: str = "", status: int = 200) -> ResponseReturnValue:
    number, state = book.standing.subject.id, book.standing.state
    shape = RescreenShape(
        previous=book.standing.subject.code,
        state=say(state.label, book.language) if state else "",
        action_url=url_for("casebook.rescreen", subject_id=number),
        request_key=new_key(),
        back=Link(_("Back to the casebook"), url_for("casebook.subject", subject_id=number)),
        doubts=doubts(book),
        problem=problem,
    )
    return render_template("casebook/rescreen.html", ask=shape), status


def _open(subject: int) -> Opened:
    with edc().database.reading() as connection:
        return open_casebook(connection, the_study(), subject, g.me, language())


def _ref(book: Opened) -> SubjectRef:
    return SubjectRef(book.standing.subject.id, book.standing.subject.code, book.standing.subject.site)
