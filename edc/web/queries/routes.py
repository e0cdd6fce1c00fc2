"""Routes of queries."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Connection

from edc.access.rules import Permission
from edc.acts.consequences import CheckRefused
from edc.acts.raise_query import raise_query
from edc.errors import Refusal
from edc.review.threads import ThreadRow
from edc.review.threads import thread as read_thread
from edc.web.crf.posting import Post
from edc.web.crf.sheet import Sheet, open_sheet
from edc.web.gate import edc, needs
from edc.web.problems import said
from edc.web.queries import steps
from edc.web.queries.asked import Asked
from edc.web.queries.closing import close_each
from edc.web.queries.lines import Reader, list_shape
from edc.web.queries.raising import ask_form, ask_list
from edc.web.queries.talk import thread_shape
from edc.web.saying import say_finding
from edc.web.shapes import QueryListShape
from edc.web.spoken import every_study
from edc.web.words import language
from forms.review import RaiseForm, WordsForm

blueprint = Blueprint("queries", __name__)


@blueprint.get("/queries")
@needs(Permission.DATA_VIEW)
def listing() -> ResponseReturnValue:
    """The queries of the sites one sees, by the filters in the address."""
    with edc().database.reading() as connection:
        return _page(list_shape(connection, _reader(connection), Asked.of(request.args)))


@blueprint.get("/queries/<int:query_id>")
@needs(Permission.DATA_VIEW)
def thread(query_id: int) -> ResponseReturnValue:
    """One query beside the list it was chosen from."""
    with edc().database.reading() as connection:
        sheet, found = _open(connection, query_id)
        return _page(_beside(connection, sheet, found))


@blueprint.post("/queries/<int:query_id>")
@needs(Permission.DATA_VIEW)
def act(query_id: int) -> ResponseReturnValue:
    """Answer, confirm, correct, close, send back or cancel."""
    with edc().database.reading() as connection:
        sheet, found = _open(connection, query_id)
    doing, typed = request.form.get("act", ""), None
    try:
        if doing == "correct":
            typed = steps.read_correction(sheet, found.rules.path, request.form)
            if typed.refused:
                return _again(query_id, "", 422, typed)
            steps.correct(edc().database, g.me, sheet, found.rules, typed)
        else:
            steps.take(edc().database, g.me, sheet, found.rules, doing, request.form)
    except CheckRefused as refused:
        says = " ".join(say_finding(one, language()) for one in refused.findings)
        return _again(query_id, f"{said(refused)} {says}", 422, typed)
    except Refusal as refusal:
        return _again(query_id, said(refusal), refusal.status, typed)
    return redirect(url_for("queries.thread", query_id=query_id, **Asked.of(request.args).pairs), 303)


def _again(query_id: int, problem: str, status: int, typed: Post | None) -> ResponseReturnValue:
    """The thread once more with what was typed. Nothing was changed."""
    with edc().database.reading() as connection:
        sheet, found = _open(connection, query_id)
        if typed is not None:
            sheet.raw, sheet.typed = typed.raw, typed.readings
            sheet.over = typed.over(sheet.context.document(sheet.ref.id))
        words = WordsForm(request.form)
        given = {"text": words.text.data or "", "code": words.code.data or ""}
        shape = _beside(connection, sheet, found, problem=problem, typed=given)
        if typed is not None and shape.thread is not None:
            shape = replace(shape, thread=replace(shape.thread, opened_seq=typed.opened_seq))
        return _page(shape, status)


def _reader(connection: Connection) -> Reader:
    return Reader(g.me, every_study(connection), language())


def _open(connection: Connection, query: int) -> tuple[Sheet, ThreadRow]:
    found = read_thread(connection, query)
    if found is None:
        raise Refusal("not_found")
    return open_sheet(found.query.page, g.me, language()), found


def _beside(
    connection: Connection, sheet: Sheet, found: ThreadRow, *, problem: str = "", typed: dict[str, str] | None = None
) -> QueryListShape:
    asked = Asked.of(request.args)
    shape = list_shape(connection, _reader(connection), asked, found.query.id)
    return replace(shape, thread=thread_shape(connection, sheet, found, asked, problem=problem, typed=typed))


def _page(shape: QueryListShape, status: int = 200) -> ResponseReturnValue:
    return render_template("queries/queries.html", queries=shape), status


@blueprint.get("/pages/<int:page_id>/queries")
@needs(Permission.QUERY_RAISE)
def ask(page_id: int) -> ResponseReturnValue:
    """A form to ask about the item ``path``, which scripts put beside its page; without one, the items to choose from."""
    path = request.args.get("path", "")
    with edc().database.reading() as connection:
        sheet = open_sheet(page_id, g.me, language())
        if not path:
            return render_template("queries/ask.html", ask=ask_list(sheet))
        return render_template("queries/ask.html", ask=ask_form(connection, sheet, path))


@blueprint.post("/pages/<int:page_id>/queries")
@needs(Permission.QUERY_RAISE)
def raise_on_item(page_id: int) -> ResponseReturnValue:
    """Raise the query; what was typed is kept where it is refused."""
    form = RaiseForm(request.form)
    path, text = form.path.data or "", form.text.data or ""
    with edc().database.reading() as connection:
        sheet = open_sheet(page_id, g.me, language())
    alone = form.for_investigator.data == "yes"
    try:
        raise_query(
            edc().database,
            g.actor,
            sheet.ref,
            path,
            text,
            audience="investigator" if alone else "site",
            request_key=g.request_key,
        )
    except Refusal as refusal:
        with edc().database.reading() as connection:
            shape = ask_form(connection, sheet, path, text=text, problem=said(refusal))
        return render_template("queries/ask.html", ask=shape), refusal.status
    return redirect(url_for("crf.page", page_id=page_id, _anchor=f"i-{path}"), 303)


@blueprint.post("/queries/close")
@needs(Permission.QUERY_CLOSE)
def close_selected() -> ResponseReturnValue:
    """Close the queries that were ticked, each by an act of its own; those that cannot be stay, and it is said why."""
    asked, text = Asked.of(request.args), WordsForm(request.form).text.data or ""
    chosen = request.form.getlist("query")
    refused = close_each(g.me, chosen, text, g.request_key)
    if chosen and not refused:
        return redirect(asked.url(n=asked.n), 303)
    with edc().database.reading() as connection:
        shape = list_shape(connection, _reader(connection), asked)
    says = [_("Query %(n)s: %(why)s", n=number, why=said(refusal)) for number, refusal in refused]
    if not chosen:
        says = [_("No query was ticked. Nothing was closed. Tick those to close.")]
    return _page(replace(shape, troubles=tuple(says), typed=text), refused[0][1].status if refused else 422)
