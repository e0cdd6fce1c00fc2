"""My account: who I am here, my password, and the statements I accept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from edc import clock
from edc.access import reading
from edc.access.rules import Permission
from edc.access.rules_passwords import MINIMUM
from edc.access.statements import STATEMENTS
from edc.acts.accept_statement import accept_statements
from edc.acts.change_password import PasswordRefused, change_password
from edc.errors import CATALOGUE, Refusal
from edc.web import words
from edc.web.access import bind, onward_url
from edc.web.frame import home_url
from edc.web.gate import address, edc, needs
from edc.web.person import EVENT_WORDS, ROLE_WORDS, Me
from edc.web.problems import said
from edc.web.shapes import PasswordShape
from edc.web.words import gettext
from forms.access import PasswordForm

blueprint = Blueprint("me", __name__, url_prefix="/account")

RECENT = 20
"""Lines of one's own access log that are shown."""


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role held: where, and from when to when."""

    role: str
    site: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class EventLine:
    """One line of the access log."""

    at: str
    what: str
    address: str


@dataclass(frozen=True, slots=True)
class AccountShape:
    """What ``access/account.html`` is given."""

    name: str
    user_name: str
    roles: tuple[RoleLine, ...]
    events: tuple[EventLine, ...]
    password_url: str


def _me() -> Me:
    return cast(Me, g.me)


@blueprint.get("")
@needs(Permission.ACCOUNT_USE)
def account() -> ResponseReturnValue:
    """Who I am here: roles, and when and where I signed in."""
    me = _me()
    with edc().database.reading() as connection:
        log = reading.events(connection, me.username, RECENT)
    shape = AccountShape(
        name=me.name,
        user_name=me.username,
        roles=tuple(
            RoleLine(
                gettext(ROLE_WORDS[grant.role]),
                grant.site or gettext("All sites"),
                grant.first.isoformat(),
                grant.last.isoformat() if grant.last else "",
            )
            for grant in me.grants
            if grant.last is None or grant.last >= me.today
        ),
        events=event_lines(log, me.timezone),
        password_url=url_for("me.password"),
    )
    return render_template("access/account.html", account=shape)


def event_lines(log: list[reading.EventRow], timezone: str) -> tuple[EventLine, ...]:
    """Rows of the access log in words, with the time on the study's clock."""
    zone = clock.zone_name(timezone)
    return tuple(
        EventLine(
            f"{clock.local(row.at, timezone):%Y-%m-%d %H:%M:%S} {zone}",
            gettext(EVENT_WORDS[row.kind]) if row.kind in EVENT_WORDS else row.kind,
            row.address,
        )
        for row in log
    )


@blueprint.get("/password")
@needs(Permission.ACCOUNT_USE)
def password() -> ResponseReturnValue:
    """The form for a new password."""
    return _password_page(())


@blueprint.post("/password")
@needs(Permission.ACCOUNT_USE)
def change() -> ResponseReturnValue:
    """Change it; at first the statements are accepted with it."""
    me = _me()
    form = PasswordForm(request.form)
    problems = []
    if form.new.data != form.again.data:
        problems.append(("again", said(Refusal("password_differs"))))
    if not me.session.accepted and not form.accept.data:
        problems.append(("accept", said(Refusal("statement_owed"))))
    if problems:
        return _password_page(tuple(problems), 422)
    try:
        token = change_password(
            edc().database,
            me.username,
            form.old.data or "",
            form.new.data or "",
            address=address(),
            language=words.language(),
        )
    except PasswordRefused as refused:
        wrong = " ".join(gettext(CATALOGUE[code].text, **refused.params) for code in refused.codes)
        return _password_page((("new", wrong),), refused.status)
    except Refusal as refusal:
        wrong = said(Refusal("password_wrong") if refusal.code == "sign_in_failed" else refusal)
        return _password_page((("old", wrong),), 422)
    if not me.session.accepted:
        _accept(me)
    bind(token or "")
    return redirect(home_url(), 303)


def _password_page(problems: tuple[tuple[str, str], ...], status: int = 200) -> ResponseReturnValue:
    me = _me()
    shape = PasswordShape(
        url_for("me.change"),
        first=me.session.temporary,
        statement="" if me.session.accepted else " ".join(_statements().values()),
        least=MINIMUM,
        problems=problems,
        cancel_url="" if me.session.temporary else url_for("me.account"),
    )
    return render_template("access/password.html", change=shape), status


def _statements() -> dict[str, str]:
    """The statements as they are shown now, by code."""
    return {code: gettext(text) for code, text in STATEMENTS.items()}


def _accept(me: Me) -> None:
    accept_statements(edc().database, me.actor(Permission.ACCOUNT_USE, None), _statements(), words.language())


@blueprint.get("/statement")
@needs(Permission.ACCOUNT_USE)
def statement() -> ResponseReturnValue:
    """The statements, for somebody whose password is their own but who has not accepted them."""
    return _statement_page("")


@blueprint.post("/statement")
@needs(Permission.ACCOUNT_USE)
def accept() -> ResponseReturnValue:
    """Accept them and go on."""
    if request.form.get("accept") != "yes":
        return _statement_page(said(Refusal("statement_owed")), 422)
    _accept(_me())
    return redirect(home_url(), 303)


def _statement_page(problem: str, status: int = 200) -> ResponseReturnValue:
    texts = tuple(_statements().values())
    return render_template("access/statement.html", texts=texts, problem=problem), status


@blueprint.get("/elsewhere")
@needs(Permission.ACCOUNT_USE)
def elsewhere() -> ResponseReturnValue:
    """Tell the person that another session of theirs was ended (REQ-21)."""
    says = session.pop("elsewhere", "")
    onward = onward_url(request.args.get("next", "")) or home_url()
    if not says:
        return redirect(onward)
    return render_template("access/elsewhere.html", says=says, onward=onward, password_url=url_for("me.password"))
