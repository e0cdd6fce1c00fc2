"""Places that can be frozen: which they are, what holds them, what was done to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import g, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection

from edc.access.rules import Permission
from edc.access.rules_grants import permits
from edc.acts.holds import THE_STUDY, read_holds
from edc.acts.refuse_access import refuse_access
from edc.casebook.reading import SubjectRef, page_ref, subject_ref
from edc.db import rows
from edc.errors import Refusal
from edc.review.locks import hold_history
from edc.review.rules_holds import SCOPES, HoldState, Place, Scope, effective_hold
from edc.study.definition import Study, say
from edc.web.cells import event_word
from edc.web.gate import address, edc
from edc.web.keys import new_key
from edc.web.shapes import Link
from edc.web.shapes.locking import FreezeShape, HoldLine, PlaceLine
from edc.web.spoken import moment, names, who


@dataclass(frozen=True, slots=True)
class Found:
    """A place with what lies above it. ``line``: from the study down to the place itself."""

    place: Place
    site: str | None
    title: str
    line: tuple[Place, ...]
    back: Link


def find_place(connection: Connection, study: Study, scope: str, key: str, language: str) -> Found:
    """The place of that scope and key, if this person may freeze it.

    Raises :class:`Refusal` (``not_found``); asking for another site's place is noted.
    """
    found = _found(connection, study, scope, key, language)
    allowed = found and permits(g.me.grants, Permission.FREEZE, found.site, g.me.today)
    if found is None or not allowed:
        refuse_access(edc().database, g.me.actor(Permission.FREEZE, None), f"{request.path} {scope} {key}", address())
        raise Refusal("not_found")
    return found


def _found(connection: Connection, study: Study, scope: str, key: str, language: str) -> Found | None:
    lock = Link(_("Back to the lock"), url_for("locking.index"))
    if (scope, key) == THE_STUDY:
        return Found(THE_STUDY, None, _("The study"), (THE_STUDY,), lock)
    if scope == "site":
        known = rows(connection, "SELECT code FROM site WHERE code = ?", (key,))
        title = _("Site %(code)s", code=key)
        return Found(("site", key), key, title, (THE_STUDY, ("site", key)), lock) if known else None
    if scope not in SCOPES or not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    return _of_subject(connection, study, scope, int(key), language)


def _of_subject(connection: Connection, study: Study, scope: Scope, number: int, language: str) -> Found | None:
    if scope == "page":
        ref = page_ref(connection, number)
        if ref is None:
            return None
        event = event_word(study.event_by_name[ref.event], language, ref.visit_repeat)
        title = f"{ref.subject.code} › {event} › {say(study.form_by_name[ref.form].label, language)}"
        above = (*_above(ref.subject), ("visit", str(ref.visit)))
        back = Link(_("Back to the form"), url_for("crf.page", page_id=number))
        return Found(("page", str(number)), ref.subject.site, title, _line(above, ("page", str(number))), back)
    if scope == "visit":
        sql = "SELECT subject, event, repeat FROM visit WHERE id = ?"
        known = rows(connection, sql, (number,))
        subject = subject_ref(connection, known[0][0]) if known else None
        if subject is None:
            return None
        title = f"{subject.code} › {event_word(study.event_by_name[known[0][1]], language, known[0][2])}"
        back = Link(_("Back to the visit"), url_for("casebook.visit", visit_id=number))
        return Found(("visit", str(number)), subject.site, title, _line(_above(subject), ("visit", str(number))), back)
    subject = subject_ref(connection, number)
    if subject is None:
        return None
    back = Link(_("Back to the casebook"), url_for("casebook.subject", subject_id=number))
    return Found(("subject", str(number)), subject.site, subject.code, _above(subject), back)


def _above(subject: SubjectRef) -> tuple[Place, ...]:
    return THE_STUDY, ("site", subject.site), ("subject", str(subject.id))


def _line(above: tuple[Place, ...], place: Place) -> tuple[Place, ...]:
    return *above, place


def freeze_shape(connection: Connection, found: Found, zone: str, *, problem: str = "", typed: str = "") -> FreezeShape:
    """The place with the step that is possible now."""
    holds = read_holds(connection)
    held = effective_hold({scope: holds[scope, key] for scope, key in found.line if (scope, key) in holds})
    own = holds.get(found.place, HoldState.OPEN)
    people = names(connection)
    return FreezeShape(
        title=found.title,
        scope=found.place[0],
        key=found.place[1],
        state=held.state.value,
        says=_says(held.state, held.scope, own),
        step="" if held.state is HoldState.LOCKED else "unfreeze" if own is HoldState.FROZEN else "freeze",
        action_url=url_for("locking.hold"),
        request_key=new_key(),
        back=found.back,
        history=tuple(
            HoldLine(
                _scope_word(one.scope),
                hold_word(one.state),
                who(people, one.person, one.role),
                moment(one.at, zone),
                one.reason,
            )
            for one in hold_history(connection, found.line)
        ),
        problem=problem,
        typed=typed,
    )


def _says(state: HoldState, scope: Scope | None, own: HoldState) -> str:
    if state is HoldState.LOCKED:
        return _("Locked: nothing here can be changed. Only an unlock opens it.")
    if own is HoldState.FROZEN:
        return _("Frozen here: data closed, queries, verification and signing go on.")
    if scope is not None:
        return _("Frozen as a part of something wider (%(scope)s). Lift the freeze there.", scope=_scope_word(scope))
    return _("Open: data can be entered and corrected.")


def _scope_word(scope: Scope) -> str:
    return {
        "study": _("study"),
        "site": _("site"),
        "subject": _("participant"),
        "visit": _("visit"),
        "page": _("page"),
    }[scope]


def hold_word(state: HoldState) -> str:
    """A hold in one word."""
    return {HoldState.OPEN: _("opened"), HoldState.FROZEN: _("frozen"), HoldState.LOCKED: _("locked")}[state]


def place_lines(
    connection: Connection, study: Study, holds: Mapping[Place, HoldState], language: str
) -> tuple[PlaceLine, ...]:
    """The study, its sites, and every narrower place that has a hold of its own, as far as this person may freeze them."""
    sites = [("site", code) for (code,) in rows(connection, "SELECT code FROM site ORDER BY act, code")]
    narrower = sorted(
        place for place, state in holds.items() if place[0] not in ("study", "site") and state is not HoldState.OPEN
    )
    lines = []
    for scope, key in [THE_STUDY, *sites, *narrower]:
        found = _found(connection, study, scope, key, language)
        if found and permits(g.me.grants, Permission.FREEZE, found.site, g.me.today):
            state = holds.get(found.place, HoldState.OPEN)
            lines.append(PlaceLine(found.title, state.value, url_for("locking.hold", scope=scope, key=key)))
    return tuple(lines)
