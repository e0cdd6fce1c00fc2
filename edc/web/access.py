"""Sign in, sign out, stay, and the language switch."""

from __future__ import annotations

from flask import Blueprint, g, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from edc import clock
from edc.access import reading, sessions
from edc.access.rules import Permission
from edc.acts.sign_in import SignedIn, sign_in
from edc.acts.sign_out import sign_out
from edc.errors import Refusal
from edc.web import kept, words
from edc.web.frame import home_url
from edc.web.gate import address, edc, public
from edc.web.person import Me
from edc.web.problems import said, wants_json
from edc.web.shapes import SignInShape
from edc.web.words import gettext
from forms.access import SignInForm

blueprint = Blueprint("access", __name__)


@blueprint.get("/sign-in", endpoint="sign_in")
@public
def sign_in_page() -> ResponseReturnValue:
    """The box for user name and password, and why it is shown."""
    onward = onward_url(request.args.get("next", ""))
    if g.me is not None:
        return redirect(onward or home_url())
    return _box(SignInShape(url_for("access.sign_in"), next_url=onward, name=_last_name(), notice=_notice()))


@blueprint.post("/sign-in")
@public
def begin() -> ResponseReturnValue:
    """Compare, begin the session, and go on where the person was."""
    form = SignInForm(request.form)
    before: Me | None = g.me
    try:
        begun = sign_in(
            edc().database,
            form.name.data or "",
            form.password.data or "",
            address=address(),
            language=words.language(),
            limits=edc().limits,
            replaces=before.session.key if before else None,
        )
    except Refusal as refusal:
        return _refused(form, refusal)
    bind(begun.token)
    if wants_json():
        seconds = int(min(edc().limits.idle, edc().limits.whole).total_seconds())
        return jsonify(csrf_token=generate_csrf(), seconds=seconds, notice=_elsewhere(begun))
    onward = onward_url(form.next.data or "") or home_url()
    carried = kept.unpack(form.kept.data or "")
    if carried is not None and carried.person == begun.username:
        says = gettext("You are signed in again. Nothing was sent meanwhile: look at what you typed and send it.")
        return kept.page(kept.AgainShape(carried.url, says, pairs=carried.pairs), 200)
    if begun.elsewhere:
        session["elsewhere"] = _elsewhere(begun)
        return redirect(url_for("me.elsewhere", next=onward), 303)
    return redirect(onward, 303)


def bind(token: str) -> None:
    """Let this browser carry *token*, and nothing from before: every identifier changes."""
    session.clear()
    session["_user_id"] = token
    g.pop("csrf_token", None)


def _refused(form: SignInForm, refusal: Refusal) -> ResponseReturnValue:
    if wants_json():
        return jsonify(problem=said(refusal), code=refusal.code), refusal.status
    carried = kept.unpack(form.kept.data or "")
    if carried is not None:
        expired = said(Refusal("expired"))
        shape = kept.AgainShape(
            url_for("access.sign_in"), expired, name=carried.person, kept=form.kept.data or "", problem=said(refusal)
        )
        return kept.page(shape, refusal.status)
    box = SignInShape(
        url_for("access.sign_in"),
        next_url=onward_url(form.next.data or ""),
        name=form.name.data or "",
        problem=said(refusal),
    )
    return _box(box, refusal.status)


def _box(shape: SignInShape, status: int = 200) -> ResponseReturnValue:
    return render_template("access/sign_in.html", sign_in=shape), status


def onward_url(url: str) -> str:
    """*url* if it is an address of ours, else nothing: nobody is led elsewhere after signing in."""
    ours = url.startswith("/") and not url.startswith(("//", "/\\")) and url.isprintable()
    return url if ours else ""


def _last_name() -> str:
    return g.lost.person if g.lost is not None else ""


def _notice() -> str:
    """Why the session that this browser had is over."""
    if g.lost is None:
        return gettext("You are signed out.") if request.args.get("out") else ""
    with edc().database.reading() as connection:
        kind = reading.why_ended(connection, g.lost.person, g.lost.ended or "")
    minutes = int(edc().limits.idle.total_seconds() // 60)
    return {
        "timeout": gettext("You were signed out after %(minutes)s minutes. Typed values are kept.", minutes=minutes),
        "elsewhere": gettext(
            "You were signed out because you signed in somewhere else. If that was not you, tell the administrator."
        ),
        "password_changed": gettext("You were signed out because your password was changed."),
        "password_reset": gettext("You were signed out because the administrator gave you a new password."),
        "deactivated": gettext("You were signed out because this account is closed. Ask the administrator."),
    }.get(kind or "", gettext("You are signed out."))


def _elsewhere(begun: SignedIn) -> str:
    """What the person is told whose other session was ended (REQ-21)."""
    if not begun.elsewhere:
        return ""
    places = ", ".join(sorted(set(begun.elsewhere)))
    return gettext(
        "You were still signed in at another place (%(places)s). That session was ended. If it was not yours,"
        " change your password and tell the administrator.",
        places=places,
    )


@blueprint.post("/sign-out", endpoint="sign_out")
@public
def end() -> ResponseReturnValue:
    """End the session on the server, not only in the browser."""
    me: Me | None = g.me
    if me is not None:
        sign_out(edc().database, me.actor(Permission.ACCOUNT_USE, None), me.session.key)
    session.clear()
    g.pop("csrf_token", None)
    return redirect(url_for("access.sign_in", out=1), 303)


@blueprint.get("/session")
@public
def session_left() -> ResponseReturnValue:
    """Seconds left, without extending them; 401 once signed out."""
    me: Me | None = g.me
    return (jsonify(seconds=me.seconds), 200) if me else (jsonify(problem=said(Refusal("expired"))), 401)


@blueprint.post("/session")
@public
def stay() -> ResponseReturnValue:
    """Somebody is still there: the session starts its idle time anew."""
    me: Me | None = g.me
    if me is None:
        return jsonify(problem=said(Refusal("expired"))), 401
    sessions.touch(edc().database, me.session.key)
    ends = min(clock.now() + edc().limits.idle, me.session.started + edc().limits.whole)
    return jsonify(seconds=int((ends - clock.now()).total_seconds()))


@blueprint.post("/language")
@public
def language() -> ResponseReturnValue:
    """Speak the language chosen from now on, and go back to where the person was."""
    chosen = request.form.get("lang", "")
    me: Me | None = g.me
    if chosen in words.LOCALES:
        session["language"] = chosen
        if me is not None:
            sessions.set_language(edc().database, me.session.key, chosen)
    return redirect(_back(), 303)


def _back() -> str:
    sent_from = request.referrer or ""
    if sent_from.startswith(request.host_url):
        return onward_url("/" + sent_from.removeprefix(request.host_url)) or home_url()
    return home_url()
