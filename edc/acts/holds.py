"""Holds inside an act: what holds now, a new hold, and the state cache brought up to date.

A hold of the study or of a site stands in the study's chain, a narrower one in
its subject's; every subject it covers gets a journal row of the same act.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection

from edc.casebook.strikes import STRUCK_SUBJECTS
from edc.casebook.tables import SPAN
from edc.db import rows
from edc.errors import Refusal
from edc.review.rules_holds import SCOPES, Activity, HoldState, Place, Scope, closes, effective_hold
from edc.trail.tables import STUDY_CHAIN, subject_chain
from edc.trail.unit import Unit

THE_STUDY: Place = ("study", "study")
CHUNK = 400
"""Pages named in one statement."""


def read_holds(connection: Connection) -> dict[Place, HoldState]:
    """The state of every place that ever had a hold of its own."""
    sql = (
        "SELECT h.scope, h.key, h.state FROM hold h"
        " WHERE h.n = (SELECT max(l.n) FROM hold l WHERE l.scope = h.scope AND l.key = h.key)"
    )
    return {(scope, key): HoldState(state) for scope, key, state in rows(connection, sql)}


def line_of_page(site: str, subject: int, visit: int, page: int) -> tuple[Place, ...]:
    """The places a page lies in, widest first."""
    keys = ("study", site, str(subject), str(visit), str(page))
    return tuple(zip(SCOPES, keys, strict=True))


def refuse_new(connection: Connection, site: str, subject: int | None = None, visit: int | None = None) -> None:
    """Refuse a new participant, or a new visit of *subject*, or a new page of *visit*, where data are closed
    (``held``, ``locked``), or where *subject* was created in error (``subject_struck``).

    After a lock none is ever added: an unlock opens the pages it names and nothing beside them.
    """
    if rows(connection, "SELECT 1 FROM data_lock LIMIT 1"):
        raise Refusal("locked")
    places: list[Place] = [THE_STUDY, ("site", site)]
    if subject is not None:
        refuse_struck(connection, subject)
        places.append(("subject", str(subject)))
    if visit is not None:
        places.append(("visit", str(visit)))
    if closes(_effective(read_holds(connection), places), Activity.DATA):
        raise Refusal("held")


def refuse_struck(connection: Connection, subject: int) -> None:
    """Refuse (``subject_struck``) anything more about a participant created in error."""
    if rows(connection, f"SELECT 1 FROM subject WHERE id = ? AND id IN {STRUCK_SUBJECTS}", (subject,)):
        raise Refusal("subject_struck")


def append_hold(work: Unit, place: Place, state: HoldState, reason: str) -> None:
    """Append one hold. All chains the act touches must have been taken in before."""
    scope, key = place
    found = rows(work.connection, "SELECT max(n) FROM hold WHERE scope = ? AND key = ?", (scope, key))
    row = {
        "scope": scope,
        "key": key,
        "n": 1 + (found[0][0] or 0),
        "state": state.value,
        "reason": reason,
        "person": work.actor.person,
        "role": work.actor.role,
        "at": work.at,
    }
    work.append("hold", chain_of(place), row)


def chain_of(place: Place) -> str:
    """The chain in which holds of *place* stand."""
    scope, key = place
    match scope:
        case "study" | "site":
            return STUDY_CHAIN
        case "subject":
            return subject_chain(int(key))
        case _:
            return subject_chain(int(key) // SPAN)


def touch_covered(work: Unit, places: Collection[Place]) -> None:
    """Take in the chain of every place and of every subject that the wide ones cover."""
    for place in places:
        work.touch(chain_of(place))
    sites = {key for scope, key in places if scope == "site"}
    whole = any(scope == "study" for scope, _ in places)
    if not sites and not whole:
        return
    for subject, site in rows(work.connection, "SELECT id, site FROM subject ORDER BY id"):
        if whole or site in sites:
            work.touch(subject_chain(subject))


def refresh_held(
    connection: Connection, holds: Mapping[Place, HoldState], *, site: str | None = None, subject: int | None = None
) -> None:
    """Bring the column ``held`` of ``page_state`` up to date: of the study, a *site* or a *subject*."""
    column, value = ("subject", subject) if subject is not None else ("site", site)
    where = "" if value is None else f" WHERE {column} = ?"
    sql = f"SELECT page, visit, subject, site, held FROM page_state{where}"
    changed: dict[HoldState, list[int]] = defaultdict(list)
    for page, visit, number, code, held in rows(connection, sql, () if value is None else (value,)):
        state = _effective(holds, line_of_page(code, number, visit, page))
        if state != held:
            changed[state].append(page)
    for state, pages in changed.items():
        for start in range(0, len(pages), CHUNK):
            chosen = pages[start : start + CHUNK]
            marks = ", ".join("?" * len(chosen))
            update = f"UPDATE page_state SET held = ? WHERE page IN ({marks}) RETURNING page"
            rows(connection, update, (state.value, *chosen))


def _effective(holds: Mapping[Place, HoldState], places: Iterable[Place]) -> HoldState:
    own: dict[Scope, HoldState] = {place[0]: holds[place] for place in places if place in holds}
    return effective_hold(own).state
