"""Pages for what could not be done: what happened, what is kept, what to do. JSON where a script asked."""

from __future__ import annotations

import logging
import re
import secrets

from flask import Flask, Response, g, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from edc.errors import Refusal
from edc.web import kept
from edc.web.person import Me, spoken
from edc.web.shapes import ProblemShape
from edc.web.words import gettext

logger = logging.getLogger("edc.web")

_SENTENCE = re.compile(r"(?<=[.。])\s*")


def install(app: Flask) -> None:
    """Answer every refusal, wrong address and fault with a page of ours."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(InternalServerError, _fault)


def said(refusal: Refusal) -> str:
    """A refusal in the reader's language."""
    return spoken(refusal, gettext)


def wants_json() -> bool:
    """Whether a script asked, not a person's browser for a page."""
    best = request.accept_mimetypes.best_match(("text/html", "application/json"), "text/html")
    return request.is_json or best == "application/json"


def shape(refusal: Refusal) -> ProblemShape:
    """A refusal as the trouble page shows it: its sentences say what happened, what is kept, what to do."""
    happened, *rest = [part for part in _SENTENCE.split(said(refusal)) if part]
    unchanged = gettext("Nothing was changed.")
    told = [part for part in rest if part != unchanged]
    middle = " ".join(told[:-1]) if len(told) > 1 else (unchanged if unchanged in rest else "")
    return ProblemShape(refusal.status, happened=happened, kept=middle, todo=told[-1] if told else "")


def page(problem: ProblemShape) -> Response:
    """The trouble page with its status."""
    return make_response(render_template("errors/problem.html", problem=problem), problem.status)


def _refused(error: Refusal) -> ResponseReturnValue:
    if wants_json():
        return jsonify(problem=said(error), code=error.code), error.status
    if error.code in ("expired", "sign_in_owed"):
        return _signed_out(error)
    if error.code == "nul" and g.me is not None:
        pairs = tuple((name.replace("\0", ""), text.replace("\0", "")) for name, text in kept.typed())
        return kept.page(kept.AgainShape(request.full_path.rstrip("?"), said(error), pairs=pairs), error.status)
    return page(shape(error))


def _signed_out(error: Refusal) -> ResponseReturnValue:
    """A page asked for leads to the sign-in and back; a form sent keeps what was typed."""
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("access.sign_in", next=request.full_path.rstrip("?")))
    if g.lost is None:
        return page(shape(error))
    person = g.lost.person
    box = kept.AgainShape(url_for("access.sign_in"), said(error), name=person, kept=kept.pack(person))
    return kept.page(box, error.status)


def _form_expired(_error: CSRFError) -> ResponseReturnValue:
    """The form carries no token of this session; what it says is offered again if it was ours."""
    refusal = Refusal("form_expired")
    if wants_json():
        return jsonify(problem=said(refusal), code=refusal.code), refusal.status
    me: Me | None = g.get("me")
    if me is None or not kept.from_here():
        return page(ProblemShape(refusal.status))
    again = kept.AgainShape(request.full_path.rstrip("?"), said(refusal), pairs=kept.typed())
    return kept.page(again, refusal.status)


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    if wants_json():
        return jsonify(problem=error.description, code=str(status)), status
    response = page(ProblemShape(status))
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(allowed)
    return response


def _fault(error: InternalServerError) -> ResponseReturnValue:
    """A fault of ours: a number for the person, the traceback with that number for the log."""
    number = secrets.token_hex(4)
    logger.error("fault %s at %s", number, request.path, exc_info=error.original_exception or error)
    if wants_json():
        return jsonify(problem=gettext("The program stopped on a fault of its own."), code=number), 500
    try:
        return page(ProblemShape(500, request_id=number))
    except Exception:  # the database itself may be what failed, and the page's frame reads it
        logger.exception("fault %s has no page", number)
        return Response(f"The program stopped on a fault of its own. Number: {number}\n", 500, mimetype="text/plain")
