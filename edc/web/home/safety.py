"""Adverse events on home: what is serious above everything, and what is new for the safety physician.

That a log lists adverse events, and which are serious, is known from its mapping to SDTM.
"""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from edc.access.rules import Permission, Role
from edc.casebook.logs import AdverseEvent, adverse_events
from edc.casebook.standing import Standing
from edc.db import rows
from edc.web.home.desk import Desk, block, number_cell, subject_cell
from edc.web.home.lots import awaited_blocks
from edc.web.home.notices import alerts_block
from edc.web.home.queries import query_block
from edc.web.shapes import Block, Link, Owing, Said


def strips(desk: Desk, permission: Permission) -> tuple[Link, ...]:
    """Serious events that have not ended, for those who see them at the sites of *permission*."""
    return tuple(
        Link(_strip(standing, event), url_for("crf.page", page_id=event.page))
        for standing, event in _events(desk, permission)
        if event.serious and event.last is None
    )


def _strip(standing: Standing, event: AdverseEvent) -> str:
    if event.first is None:
        return _("%(who)s: %(term)s", who=standing.subject.code, term=event.term)
    return _(
        "%(who)s: %(term)s, since %(day)s", who=standing.subject.code, term=event.term, day=event.first.isoformat()
    )


def _events(desk: Desk, permission: Permission) -> list[tuple[Standing, AdverseEvent]]:
    return [
        (standing, event)
        for standing in desk.standings(permission)
        for event in adverse_events(desk.study, standing.pages)
    ]


def blocks(desk: Desk) -> list[Block]:
    """The blocks of a safety physician."""
    events = _events(desk, Permission.MEDICAL_REVIEW)
    recent = _touched(desk)
    return [
        alerts_block(desk, Permission.MEDICAL_REVIEW),
        *awaited_blocks(desk, Permission.MEDICAL_REVIEW),
        _block(
            desk,
            "serious",
            _("Serious adverse events"),
            [(standing, event) for standing, event in events if event.serious],
            _("No serious adverse event is on record."),
        ),
        _block(
            desk,
            "news",
            _("Adverse events, new or changed since you were last here"),
            [(standing, event) for standing, event in events if (event.page, event.row) in recent],
            _("No adverse event is new or changed."),
        ),
        query_block(
            desk,
            Permission.MEDICAL_REVIEW,
            "answered",
            "answered",
            _("Answered queries to close"),
            _("No answer waits for you."),
            raised_role=Role.SAFETY_PHYSICIAN,
        ),
    ]


def _block(desk: Desk, key: str, word: str, events: list[tuple[Standing, AdverseEvent]], nothing: str) -> Block:
    return block(
        desk,
        key,
        word,
        (_("Participant"), _("Event"), _("Grade"), _("Began"), _("Ended")),
        [_row(standing, event) for standing, event in events],
        nothing,
    )


def _row(standing: Standing, event: AdverseEvent) -> Owing:
    url = url_for("crf.page", page_id=event.page)
    term = Said(event.term or _("not yet named"), url, tone="bad" if event.serious else "")
    grade = number_cell(int(event.grade)) if event.grade.isdecimal() else event.grade or "–"
    days = (day.isoformat() if day else "–" for day in (event.first, event.last))
    return Owing((subject_cell(standing.subject.code, standing.subject.id), term, grade, *days))


def _touched(desk: Desk) -> set[tuple[int, str]]:
    """Page and row number of everything in logs of adverse events that changed since the last visit."""
    if not desk.adverse_forms:
        return set()
    marks = ", ".join("?" * len(desk.adverse_forms))
    sql = (
        "SELECT c.page, c.path FROM page_state t JOIN page_version v ON v.page = t.page"
        " JOIN item_change c ON c.page = v.page AND c.seq = v.seq"
        f" WHERE t.form IN ({marks}) AND v.saved_at >= ?"
    )
    found = rows(desk.connection, sql, (*sorted(desk.adverse_forms), desk.since))
    return {(page, path.split("/")[1]) for page, path in found if path.count("/") == 2}
