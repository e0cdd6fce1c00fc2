"""Routes of deviations: the worklist, one notice, a proposal."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from edc.access.rules import Permission
from edc.acts.propose_deviation import propose_deviation
from edc.errors import Refusal
from edc.review.notices import NoticeRow
from edc.review.notices import notice as read_notice
from edc.study.definition import Deviation
from edc.web.crf.sheet import open_sheet
from edc.web.deviations import steps
from edc.web.deviations.lines import Reader, list_shape
from edc.web.deviations.proposing import propose_shape
from edc.web.deviations.shaping import notice_shape
from edc.web.gate import BIGGEST, edc, needs
from edc.web.problems import said
from edc.web.spoken import every_study
from edc.web.words import language
from forms.notices import ProposeForm, StepForm

blueprint = Blueprint("deviations", __name__)


@blueprint.get("/deviations")
@needs(Permission.DATA_VIEW)
def listing() -> ResponseReturnValue:
    """The deviations of the sites one sees: drafted, proposed, filed, dismissed."""
    with edc().database.reading() as connection:
        shape = list_shape(connection, _reader(connection))
    return render_template("deviations/list.html", deviations=shape)


@blueprint.get("/deviations/<int:notice_id>")
@needs(Permission.DATA_VIEW)
def notice(notice_id: int) -> ResponseReturnValue:
    """One notice with everything said of it."""
    return _notice(notice_id)


@blueprint.post("/deviations/<int:notice_id>")
@needs(Permission.DATA_VIEW)
def act(notice_id: int) -> ResponseReturnValue:
    """File, dismiss, agree the class, ask about it again, or say that an alert was seen."""
    form = StepForm(request.form)
    with edc().database.reading() as connection:
        row = _open(connection, notice_id)
    text = form.text.data or ""
    try:
        place = steps.take(edc().database, g.me, row, form.act.data or "", text, g.request_key)
    except Refusal as refusal:
        return _notice(notice_id, said(refusal), (form.act.data or "", text), refusal.status)
    return redirect(place, 303)


def _notice(
    notice_id: int, problem: str = "", typed: tuple[str, str] = ("", ""), status: int = 200
) -> ResponseReturnValue:
    with edc().database.reading() as connection:
        shape = notice_shape(connection, _reader(connection), _open(connection, notice_id), problem, typed)
    return render_template("deviations/notice.html", notice=shape), status


def _reader(connection: Connection) -> Reader:
    asked = request.args
    subject = asked.get("participant", type=int)
    return Reader(
        g.me,
        every_study(connection),
        language(),
        asked.get("state", "open"),
        asked.get("site", ""),
        subject if subject is None or 0 < subject < BIGGEST else None,
    )


def _open(connection: Connection, number: int) -> NoticeRow:
    found = read_notice(connection, number)
    if found is None:
        raise Refusal("not_found")
    return found


@blueprint.get("/pages/<int:page_id>/deviation")
@needs(Permission.DEVIATION_PROPOSE)
def propose(page_id: int) -> ResponseReturnValue:
    """A form to propose that what stands on a page is a deviation."""
    shape = propose_shape(open_sheet(page_id, g.me, language()))
    return render_template("deviations/propose.html", propose=shape)


@blueprint.post("/pages/<int:page_id>/deviation")
@needs(Permission.DEVIATION_PROPOSE)
def propose_it(page_id: int) -> ResponseReturnValue:
    """Propose it; what was typed is kept where it is refused."""
    form = ProposeForm(request.form)
    sheet = open_sheet(page_id, g.me, language())
    deviation = Deviation(category=form.category.data or "", major=form.major.data == "yes")
    try:
        number = propose_deviation(
            edc().database,
            g.actor,
            sheet.ref,
            deviation,
            form.text.data or "",
            request_key=g.request_key,
        )
    except Refusal as refusal:
        shape = propose_shape(sheet, deviation, form.text.data or "", said(refusal))
        return render_template("deviations/propose.html", propose=shape), refusal.status
    return redirect(url_for("deviations.notice", notice_id=number), 303)
