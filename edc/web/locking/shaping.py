"""The lock page as its template receives it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from flask import g, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Connection

from edc.access.rules import Permission
from edc.access.rules_grants import Sites
from edc.acts.holds import THE_STUDY, read_holds
from edc.acts.lock_checklist import lock_gaps
from edc.db import rows
from edc.review.locks import data_locks, requests
from edc.review.rules_holds import HoldState
from edc.review.rules_requests import RequestState
from edc.study.definition import Study, say
from edc.web.cells import event_word
from edc.web.keys import new_key
from edc.web.locking.gaps import gap_blocks
from edc.web.locking.places import place_lines
from edc.web.locking.requests import Telling
from edc.web.shapes.locking import GapBlock, LockShape, UnlockShape
from edc.web.spoken import names

RUNS = (Permission.LOCK_REQUEST, Permission.LOCK_APPROVE)


@dataclass(frozen=True)
class Typed:
    """What somebody typed before something was refused, and what was said to it."""

    given: Mapping[str, str] = field(default_factory=dict)
    """Words per key of a gap, and per kind."""
    owed: Collection[str] = ()
    reason: str = ""
    problem: str = ""
    request: int = 0
    """The request that a refused verdict was about."""
    verdict_problem: str = ""
    unlock_problem: str = ""
    pages: Collection[int] = ()


def lock_shape(connection: Connection, study: Study, language: str, run: bool, typed: Typed) -> LockShape:
    """Everything between open and locked. *run*: with the checklist, for those it is for."""
    holds, asked = read_holds(connection), requests(connection)
    telling = Telling(connection, study, names(connection), study.timezone, language)
    locked = holds.get(THE_STUDY, HoldState.OPEN) is HoldState.LOCKED
    runs = not locked and any(g.me.may(permission) for permission in RUNS)
    pending = next((one for one in asked if one.state is RequestState.PENDING), None)
    justified = dict(pending.justified) if pending else {}
    gaps: tuple[GapBlock, ...] | None = None
    if run and runs:
        gaps = gap_blocks(connection, study, lock_gaps(connection), language, justified | dict(typed.given), typed.owed)
    said = {"problem": typed.verdict_problem, "typed": typed.reason} if typed.request else {}
    return LockShape(
        state=_state(connection, locked),
        locked=locked,
        gaps=gaps,
        run_url=url_for("locking.index", run=1) if runs else "",
        request_url=url_for("locking.request")
        if runs and pending is None and g.me.may(Permission.LOCK_REQUEST)
        else "",
        request_key=new_key(),
        pending=telling.request(pending, **said) if pending else None,
        past=tuple(telling.request(one) for one in asked if one.state is not RequestState.PENDING),
        locks=tuple(telling.lock(one, asked) for one in data_locks(connection)),
        places=place_lines(connection, study, holds, language) if g.me.may(Permission.FREEZE) else (),
        hold_url=url_for("locking.hold") if g.me.may(Permission.FREEZE) else "",
        unlock=_unlock(connection, study, language, typed) if pending is None else None,
        problem=typed.problem,
        typed=typed.reason,
    )


def _state(connection: Connection, locked: bool) -> str:
    """How much is open, frozen and locked, in one line."""
    sql = "SELECT held, count(*) FROM page_state WHERE head > 0 GROUP BY held"
    counts = dict(map(tuple, rows(connection, sql)))
    if locked:
        return _("The study is locked.")
    if not counts.get("locked") and not counts.get("frozen"):
        return _("The study is open.")
    parts = [
        (counts.get("open", 0), ngettext("%(num)s page open", "%(num)s pages open", counts.get("open", 0))),
        (counts.get("frozen", 0), ngettext("%(num)s page frozen", "%(num)s pages frozen", counts.get("frozen", 0))),
        (counts.get("locked", 0), ngettext("%(num)s page locked", "%(num)s pages locked", counts.get("locked", 0))),
    ]
    return " · ".join(word for count, word in parts if count)


def _unlock(connection: Connection, study: Study, language: str, typed: Typed) -> UnlockShape | None:
    """Locked pages of the participant that was chosen; nothing where nothing is locked, or for others to ask."""
    sites = g.me.sites(Permission.UNLOCK_REQUEST)
    if not sites:
        return None
    where, parameters = _at(sites)
    sql = f"SELECT DISTINCT s.code FROM page_state t JOIN subject s ON s.id = t.subject WHERE t.held = 'locked'{where} ORDER BY s.code"
    codes = [code for (code,) in rows(connection, sql, parameters)]
    if not codes:
        return None
    chosen = request.values.get("participant", "")
    return UnlockShape(
        url=url_for("locking.unlock"),
        find_url=url_for("locking.index"),
        subjects=tuple((code, code == chosen) for code in codes),
        pages=_locked_pages(connection, study, language, chosen, typed.pages) if chosen in codes else (),
        problem=typed.unlock_problem,
        typed=typed.reason if typed.unlock_problem else "",
    )


def _locked_pages(
    connection: Connection, study: Study, language: str, code: str, ticked: Collection[int]
) -> tuple[tuple[int, str, bool], ...]:
    sql = (
        "SELECT t.page, t.event, v.repeat, t.form FROM page_state t JOIN subject s ON s.id = t.subject"
        " JOIN visit v ON v.id = t.visit WHERE s.code = ? AND t.held = 'locked' ORDER BY t.visit, t.page"
    )
    found = []
    for page, event, repeat, form in rows(connection, sql, (code,)):
        visit = event_word(study.event_by_name[event], language, repeat)
        found.append((page, f"{visit} › {say(study.form_by_name[form].label, language)}", page in ticked))
    return tuple(found)


def _at(sites: Sites) -> tuple[str, list[str]]:
    if sites.everywhere:
        return "", []
    return f" AND t.site IN ({', '.join('?' * len(sites.codes))})", sorted(sites.codes)
