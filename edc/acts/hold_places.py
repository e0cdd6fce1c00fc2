"""Set a hold on a place, or lift it: what freezing and unfreezing have in common."""

from __future__ import annotations

from edc.access.rules import Permission
from edc.acts.holds import append_hold, chain_of, read_holds, refresh_held, touch_covered
from edc.acts.permitted import require
from edc.acts.reasons import said
from edc.casebook.reading import SubjectRef, subject_ref
from edc.casebook.tables import SPAN
from edc.db import STUDY, Database, Locks, rows
from edc.errors import Refusal
from edc.review.rules_holds import HoldState, HoldStep, Place, hold_after
from edc.trail.unit import Actor, unit

EXISTS = {"site": "SELECT 1 FROM site WHERE code = ?", "visit": "SELECT 1 FROM visit WHERE id = ?"}
EXISTS |= {"page": "SELECT 1 FROM page WHERE id = ?", "subject": "SELECT 1 FROM subject WHERE id = ?"}


def hold_place(
    database: Database, actor: Actor, place: Place, step: HoldStep, reason: str, request_key: str | None
) -> None:
    """Take *step* at *place*, in one act on every chain it covers.

    Raises :class:`Refusal`: ``not_found``, ``reason_owed``, ``hold_step`` where the
    place's own hold does not allow the step.
    """
    subject = _subject_of(database, place)
    scope, key = place
    require(actor, Permission.FREEZE, subject.site if subject else key if scope == "site" else None)
    # a site's freeze is a row of the study's chain, so it needs the study to itself
    locks = Locks(subject.site, subject.id) if subject else STUDY
    about = {"scope": scope, "key": key}
    with unit(database, step.value, actor, locks=locks, request_id=request_key, about=about) as work:
        sql = "SELECT 1 FROM journal WHERE chain = ? AND request_id = ?"
        if request_key and rows(work.connection, sql, (chain_of(place), request_key)):
            return
        if scope != "study" and not rows(work.connection, EXISTS[scope], (key if scope == "site" else int(key),)):
            raise Refusal("not_found")
        words = said(reason)
        holds = read_holds(work.connection)
        state = hold_after(holds.get(place, HoldState.OPEN), step)
        if state is None:
            raise Refusal("hold_step")
        touch_covered(work, [place])
        append_hold(work, place, state, words)
        holds[place] = state
        refresh_held(
            work.connection,
            holds,
            site=key if scope == "site" else None,
            subject=subject.id if subject else None,
        )


def _subject_of(database: Database, place: Place) -> SubjectRef | None:
    """The subject a place belongs to; ``None`` for a site and the study."""
    scope, key = place
    if scope in ("study", "site"):
        return None
    number = int(key) if scope == "subject" else int(key) // SPAN
    with database.reading() as connection:
        subject = subject_ref(connection, number)
    if subject is None:
        raise Refusal("not_found")
    return subject
