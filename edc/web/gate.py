"""The gate every request goes through: who asks, in which role, at which site, and may they.

Every route says exactly one of ``@needs(Permission.X)`` and ``@public``. Arguments of a
route named ``page_id``, ``visit_id``, ``subject_id``, ``query_id``, ``notice_id`` or ``site`` are turned
into the site they belong to; what belongs to a site where the person has no role is
not there for them (404), which is noted in the access log.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from sqlalchemy import Connection

from config import Config
from edc import clock
from edc.access import sessions
from edc.access.rules import Permission
from edc.access.rules_grants import permits, roles_at
from edc.acts.refuse_access import refuse_access
from edc.acts.sign_out import time_out
from edc.casebook.reading import current_study
from edc.db import Database, rows
from edc.errors import Refusal
from edc.web.keys import has_nul, sent_key
from edc.web.person import Me, not_permitted
from edc.web.words import gettext

View = TypeVar("View", bound=Callable[..., Any])

BIGGEST = 2**63 - 1
PASSWORD_FIRST = ("me.password", "me.change")
"""All that a person with a temporary password reaches."""
STATEMENT_FIRST = (*PASSWORD_FIRST, "me.statement", "me.accept")
"""All that a person reaches who has not accepted the statements."""


@dataclass(frozen=True, slots=True)
class Edc:
    """What a request finds in ``app.extensions["edc"]``."""

    config: Config
    database: Database
    limits: sessions.Limits


class UngatedRoute(RuntimeError):
    """A route says nothing, or two things, about who may use it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a route declared. ``permission`` ``None``: public."""

    permission: Permission | None
    study: bool = False


def needs(permission: Permission, *, study: bool = False) -> Callable[[View], View]:
    """The route needs *permission* at the site of what is asked for.

    A route without a site asks for it at any site (and filters what it lists by
    ``g.me.sites(permission)``), or, with *study*, for the study as a whole.
    """
    return lambda view: _declare(view, Rule(permission, study))


def public(view: View) -> View:
    """Anybody may use the route, signed in or not."""
    return _declare(view, Rule(None))


def _declare(view: View, rule: Rule) -> View:
    view.__dict__["gate"] = (*view.__dict__.get("gate", ()), rule)
    return view


def check_routes(app: Flask) -> None:
    """Raise :class:`UngatedRoute` unless every route declares exactly one rule (REQ-01, REQ-03)."""
    wrong = [name for name, view in app.view_functions.items() if len(view.__dict__.get("gate", ())) != 1]
    if wrong:
        raise UngatedRoute(f"exactly one of @needs and @public is missing on: {', '.join(sorted(wrong))}")


def install(app: Flask) -> None:
    """Put the gate before every view."""
    manager = LoginManager(app)
    # the token is bound to nothing but its session: addresses change in a hospital
    manager.session_protection = None
    manager.user_loader(_load)
    public(app.view_functions["static"])
    app.before_request(_enter)


def edc() -> Edc:
    """Settings and database of this application."""
    found: Edc = current_app.extensions["edc"]
    return found


def _load(token: str) -> Me | None:
    """Flask-Login's question: whose token is this? A session that has run out is ended here."""
    with edc().database.reading() as connection:
        study = current_study(connection)
        row = sessions.look_up(connection, token, study.timezone)
        if row is not None and row.ended is None and clock.now() >= row.ends(edc().limits):
            time_out(edc().database, edc().limits)
            row = sessions.look_up(connection, token, study.timezone)
    if row is None:
        return None
    if row.ended is not None or not row.active:
        g.lost = row
        return None
    return Me(row, clock.today(study.timezone), study.timezone, row.ends(edc().limits))


def _enter() -> ResponseReturnValue | None:
    g.me, g.actor, g.site, g.lost, g.request_key = None, None, None, None, None
    if request.endpoint == "static":
        return None
    if has_nul([*(request.view_args or {}).items(), *request.args.items(multi=True)]):
        raise Refusal("not_found")
    if session.get("_user_id"):
        g.me = current_user._get_current_object() if current_user.is_authenticated else None
    if request.endpoint is None:
        return None
    rule: Rule = current_app.view_functions[request.endpoint].__dict__["gate"][0]
    if rule.permission is not None:
        if g.me is None:
            raise Refusal("expired" if g.lost else "sign_in_owed")
        if clock.now() - g.me.session.seen >= sessions.TOUCH:
            sessions.touch(edc().database, g.me.session.key)
        if first := _before_work(g.me):
            return first
        _let_in(g.me, rule.permission, rule.study)
    current_app.extensions["csrf"].protect()
    if has_nul(request.form.items(multi=True)):
        raise Refusal("nul")
    # before a view reads what was uploaded
    g.request_key = sent_key()
    return None


def _before_work(me: Me) -> ResponseReturnValue | None:
    """Where somebody is sent who has something to do before anything else (REQ-11, REQ-49)."""
    if me.session.temporary and request.endpoint not in PASSWORD_FIRST:
        if request.method != "GET":
            raise Refusal("temporary_password")
        return redirect(url_for("me.password"))
    if not me.session.accepted and request.endpoint not in STATEMENT_FIRST:
        if request.method != "GET":
            raise Refusal("statement_owed")
        return redirect(url_for("me.statement"))
    return None


def _let_in(me: Me, permission: Permission, study: bool) -> None:
    """Set ``g.site`` and ``g.actor``, or refuse."""
    asked = {name: value for name, value in (request.view_args or {}).items() if name in SITE_OF}
    if asked:
        with edc().database.reading() as connection:
            found = {_site(connection, name, value) for name, value in asked.items()}
        site = found.pop()
        if found or site is None or not roles_at(me.grants, site, me.today):
            refuse_access(edc().database, me.actor(permission, None), request.path, address())
            raise Refusal("not_found")
        g.site = site
    allowed = permits(me.grants, permission, g.site, me.today) if asked or study else me.may(permission)
    if not allowed:
        raise not_permitted(permission, gettext) if me.roles else Refusal("no_role")
    g.actor = me.actor(permission, g.site)


SITE_OF = {
    "page_id": "SELECT s.site FROM page p JOIN subject s ON s.id = p.subject WHERE p.id = ?",
    "visit_id": "SELECT s.site FROM visit v JOIN subject s ON s.id = v.subject WHERE v.id = ?",
    "subject_id": "SELECT s.site FROM subject s WHERE s.id = ?",
    "query_id": "SELECT s.site FROM query q JOIN page p ON p.id = q.page JOIN subject s ON s.id = p.subject"
    " WHERE q.id = ?",
    "notice_id": "SELECT s.site FROM notice o JOIN page p ON p.id = o.page JOIN subject s ON s.id = p.subject"
    " WHERE o.id = ?",
    "site": "SELECT s.code FROM site s WHERE s.code = ?",
}
"""How an argument of a route is turned into the site it belongs to."""


def _site(connection: Connection, name: str, value: Any) -> str | None:
    if isinstance(value, int) and value > BIGGEST:
        return None
    found = rows(connection, SITE_OF[name], (value,))
    return found[0][0] if found else None


def address() -> str:
    """Where the request came from, as the access log keeps it."""
    return request.remote_addr or ""
