"""Routes of freeze and lock."""

from __future__ import annotations

from collections.abc import Collection

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from edc.access.rules import Permission
from edc.acts.decide_lock import decide_lock
from edc.acts.freeze import freeze
from edc.acts.lock_requests import LockGaps
from edc.acts.refuse_access import refuse_access
from edc.acts.request_lock import request_lock
from edc.acts.request_unlock import request_unlock
from edc.acts.unfreeze import unfreeze
from edc.db import rows
from edc.errors import Refusal
from edc.review.locks import requests
from edc.review.rules_requests import Verdict
from edc.web.gate import BIGGEST, SITE_OF, address, edc, needs
from edc.web.locking.places import find_place, freeze_shape
from edc.web.locking.requests import approver
from edc.web.locking.shaping import Typed, lock_shape
from edc.web.problems import said
from edc.web.spoken import every_study
from edc.web.words import language
from forms.access import ReasonForm
from forms.review import HoldForm, WordsForm

blueprint = Blueprint("locking", __name__)


@blueprint.get("/lock")
@needs(Permission.STUDY_VIEW, study=True)
def index() -> ResponseReturnValue:
    """Where the study stands, requests, locks; the checklist with ``run=1``, for those it is for."""
    return _page(Typed(), run=bool(request.args.get("run")))


def _page(typed: Typed, status: int = 200, *, run: bool = False) -> ResponseReturnValue:
    with edc().database.snapshot() as connection:
        shape = lock_shape(connection, every_study(connection), language(), run, typed)
    return render_template("review/lock.html", lock=shape), status


@blueprint.post("/lock/request", endpoint="request")
@needs(Permission.LOCK_REQUEST, study=True)
def ask() -> ResponseReturnValue:
    """Ask for a lock, with words for every gap that cannot be closed."""
    reason = ReasonForm(request.form).reason.data or ""
    given = _given(request.form)
    whole = {key: why or given.get(key.partition("/")[0], "") for key, why in given.items() if "/" in key}
    try:
        request_lock(edc().database, g.actor, reason, whole, request_key=g.request_key)
    except LockGaps as gaps:
        owed = [gap.key for gap in gaps.gaps]
        return _page(Typed(given, owed, reason, said(gaps)), gaps.status, run=True)
    except Refusal as refusal:
        return _page(Typed(given, (), reason, said(refusal)), refusal.status, run=True)
    return redirect(url_for("locking.index"), 303)


def _given(posted: MultiDict[str, str]) -> dict[str, str]:
    """Words per key of a gap (``justify@...``) and per kind (``all@...``)."""
    return {
        name.partition("@")[2]: text.strip() for name, text in posted.items() if name.startswith(("justify@", "all@"))
    }


@blueprint.post("/lock/requests/<int:request_id>/decide")
@needs(Permission.LOCK_APPROVE, study=True)
def decide(request_id: int) -> ResponseReturnValue:
    """Approve or decline; when the approvals suffice, the lock or the unlock happens now."""
    verdict = Verdict.APPROVED if request.form.get("verdict") == "approved" else Verdict.DECLINED
    return _say(request_id, verdict)


@blueprint.post("/lock/requests/<int:request_id>/withdraw")
@needs(Permission.UNLOCK_REQUEST, study=True)
def withdraw(request_id: int) -> ResponseReturnValue:
    """Withdraw a request of one's own."""
    return _say(request_id, Verdict.WITHDRAWN)


def _say(number: int, verdict: Verdict) -> ResponseReturnValue:
    text = WordsForm(request.form).text.data or ""
    with edc().database.reading() as connection:
        found = requests(connection, number) if number < BIGGEST else []
    if not found:
        raise Refusal("not_found")
    actor = g.me.actor(Permission.UNLOCK_REQUEST, None)
    if verdict is not Verdict.WITHDRAWN:
        actor = approver(g.me, found[0].kind)
    elif found[0].kind == "lock":
        actor = g.me.actor(Permission.LOCK_REQUEST, None)
    try:
        decide_lock(edc().database, actor, number, verdict, text, request_key=g.request_key)
    except LockGaps as gaps:
        owed = [gap.key for gap in gaps.gaps]
        typed = Typed(owed=owed, reason=text, request=number, verdict_problem=said(gaps))
        return _page(typed, gaps.status, run=True)
    except Refusal as refusal:
        return _page(Typed(reason=text, request=number, verdict_problem=said(refusal)), refusal.status)
    return redirect(url_for("locking.index"), 303)


@blueprint.post("/lock/unlock")
@needs(Permission.UNLOCK_REQUEST, study=True)
def unlock() -> ResponseReturnValue:
    """Ask that named pages be unlocked."""
    reason = ReasonForm(request.form).reason.data or ""
    pages = [int(text) for text in request.form.getlist("page") if text.isascii() and text.isdigit() and len(text) < 19]
    _refuse_foreign(pages)
    try:
        request_unlock(edc().database, g.actor, pages, reason, request_key=g.request_key)
    except Refusal as refusal:
        return _page(Typed(reason=reason, unlock_problem=said(refusal), pages=pages), refusal.status)
    return redirect(url_for("locking.index"), 303)


def _refuse_foreign(pages: Collection[int]) -> None:
    """Pages of another site are not there for a site's own people (REQ-04)."""
    sites = g.me.sites(Permission.UNLOCK_REQUEST)
    with edc().database.reading() as connection:
        found = [rows(connection, SITE_OF["page_id"], (page,)) for page in pages]
    if not all(row and row[0][0] in sites for row in found):
        refuse_access(edc().database, g.actor, f"{request.path} {' '.join(map(str, pages))}", address())
        raise Refusal("not_found")


@blueprint.get("/lock/hold")
@needs(Permission.FREEZE)
def hold() -> ResponseReturnValue:
    """One place, named by ``scope`` and ``key`` or as a ``participant``: what holds it, and the step possible."""
    scope, key = request.args.get("scope", ""), request.args.get("key", "")
    with edc().database.reading() as connection:
        if code := request.args.get("participant", "").strip().upper():
            found = rows(connection, "SELECT id FROM subject WHERE upper(code) = ?", (code,))
            scope, key = "subject", str(found[0][0]) if found else ""
    return _place(scope, key)


@blueprint.post("/lock/hold")
@needs(Permission.FREEZE)
def set_hold() -> ResponseReturnValue:
    """Freeze the place, or open it again."""
    form = HoldForm(request.form)
    scope, key, reason = form.scope.data or "", form.key.data or "", form.reason.data or ""
    with edc().database.reading() as connection:
        found = find_place(connection, every_study(connection), scope, key, language())
    act = unfreeze if form.step.data == "unfreeze" else freeze
    try:
        act(edc().database, g.me.actor(Permission.FREEZE, found.site), found.place, reason, request_key=g.request_key)
    except Refusal as refusal:
        return _place(scope, key, refusal.status, problem=said(refusal), typed=reason)
    return redirect(found.back.url, 303)


def _place(scope: str, key: str, status: int = 200, *, problem: str = "", typed: str = "") -> ResponseReturnValue:
    with edc().database.reading() as connection:
        study = every_study(connection)
        found = find_place(connection, study, scope, key, language())
        shape = freeze_shape(connection, found, study.timezone, problem=problem, typed=typed)
    return render_template("review/freeze.html", freeze=shape), status
