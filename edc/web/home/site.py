"""What a coordinator owes: visits due, queries, pages begun and left, what a visit still lacks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from edc import clock
from edc.access.rules import Permission
from edc.casebook import owing
from edc.casebook.owing import LeftPage
from edc.casebook.rules import VisitState
from edc.casebook.standing import Standing, VisitStanding
from edc.study.definition import Event
from edc.web.cells import event_word
from edc.web.home.desk import Desk, block, cut, left_cell, subject_cell
from edc.web.home.lots import awaited_blocks
from edc.web.home.notices import drafts_block
from edc.web.home.queries import query_block
from edc.web.punctuation import listed
from edc.web.shapes import Block, Link, Owing, Said

WEEK = timedelta(days=7)
DAY = timedelta(hours=24)


def blocks(desk: Desk) -> list[Block]:
    """The blocks of a coordinator."""
    return [
        visits_block(desk, Permission.DATA_ENTER),
        query_block(
            desk, Permission.QUERY_ANSWER, "open", "queries", _("Queries to answer"), _("No query waits for an answer.")
        ),
        _begun(desk),
        _gaps(desk),
        *awaited_blocks(desk, Permission.DATA_ENTER),
        drafts_block(desk),
    ]


@dataclass(frozen=True, slots=True)
class _Due:
    """A visit somebody is waited for. ``visit`` ``None``: *event* is still to be added."""

    left: int
    """Days until it is overdue."""
    standing: Standing
    event: Event
    visit: VisitStanding | None


def visits_block(desk: Desk, permission: Permission) -> Block:
    """Visits that are overdue or due, and those whose window opens within a week."""
    retrospective = desk.study.retrospective
    found = [due for standing in desk.standings(permission) for due in _due(standing, retrospective)]
    found.sort(key=lambda due: (due.left, due.standing.subject.code))
    return block(
        desk,
        "today",
        _("Visits to enter") if desk.study.retrospective else _("Today and this week"),
        (_("Participant"), _("Visit"), _("Window"), _("Days left")),
        [_owing(desk, due) for due in cut(desk, "today", found)],
        _("No visit is left to enter.") if desk.study.retrospective else _("No visit is due this week."),
        total=len(found),
    )


def _due(standing: Standing, retrospective: bool) -> list[_Due]:
    """What one participant is waited for; where no clock runs, the next visit to enter."""
    found = [
        _Due((visit.window.last - standing.today).days, standing, visit.event, visit)
        for visit in standing.visits
        if visit.window and (visit.state in _NOW or _opens_soon(standing, visit))
    ]
    found += [_Due(0, standing, event, None) for event in standing.wanted]
    if not found and (retrospective or not any(visit.row.begun for visit in standing.visits)):
        # just added: the first visit has no window before anything is known of the participant
        empty = (visit for visit in standing.visits if visit.awaited and visit.state in _EMPTY)
        first = [visit for visit in empty if visit.event.kind == "scheduled"][:1]
        found += [_Due(0, standing, visit.event, visit) for visit in first]
    return found


_NOW = (VisitState.DUE, VisitState.OVERDUE)
_EMPTY = (VisitState.NOT_STARTED, VisitState.NOT_YET_DUE)


def _opens_soon(standing: Standing, visit: VisitStanding) -> bool:
    opens = visit.window.first if visit.window else None
    return visit.state is VisitState.NOT_YET_DUE and opens is not None and opens <= standing.today + WEEK


def _owing(desk: Desk, due: _Due) -> Owing:
    who = subject_cell(due.standing.subject.code, due.standing.subject.id)
    word = event_word(due.event, desk.language, due.visit.row.repeat if due.visit else 1)
    if due.visit is None:
        add = Link(_("Add visit"), url_for("casebook.subject", subject_id=due.standing.subject.id))
        return Owing((who, word, "", _("to add")), (add,))
    return Owing(
        (who, word, _window(due.standing, due.visit), _left_words(due.standing, due.visit)), (_open(due.visit),)
    )


def _left_words(standing: Standing, visit: VisitStanding) -> Said | str:
    if visit.window is None or visit.state is VisitState.NOT_STARTED:
        return _("to begin")
    if visit.state in _NOW:
        return left_cell(visit.window.last, standing.today)
    opens = (visit.window.first - standing.today).days
    return Said(ngettext("opens in %(num)s day", "opens in %(num)s days", opens))


def _open(visit: VisitStanding) -> Link:
    return Link(
        _("Go there"), url_for("casebook.visit", visit_id=visit.row.visit), primary=visit.state is VisitState.OVERDUE
    )


def _window(standing: Standing, visit: VisitStanding) -> str:
    if visit.window is None:
        return ""
    days = f"{visit.window.first:%m-%d} – {visit.window.last:%m-%d}"
    if visit.window.first == visit.window.last:
        days = f"{visit.window.last:%m-%d}"
    day = standing.day(visit)
    return days if day is None else _("%(days)s, day %(n)s", days=days, n=day)


def _begun(desk: Desk) -> Block:
    """Pages in entry for more than a day, and drafts that were never saved."""
    drafts = owing.drafts(desk.connection, desk.me.username)
    before = clock.stamp(clock.now() - DAY)
    over = {standing.subject.id for standing in desk.standings(Permission.DATA_ENTER) if standing.over}
    logs = {event.name for event in desk.study.events if event.kind == "log"}
    begun = [
        row
        for row in owing.left_in_entry(desk.connection, desk.me.sites(Permission.DATA_ENTER), before)
        # a log is finished at the end of the study, not before
        if row.event not in logs or row.subject in over
    ]
    lines = [_draft(desk, row) for row in drafts]
    lines += [
        Owing(
            (*_page(desk, row), _days(desk.ago(row.since))),
            (Link(_("Go there"), url_for("crf.page", page_id=row.page)),),
        )
        for row in begun
    ]
    return block(
        desk,
        "entry",
        _("In entry for more than a day, and drafts"),
        (_("Participant"), _("Page"), _("Since")),
        lines,
        _("No page is left in entry."),
    )


def _page(desk: Desk, row: LeftPage) -> tuple[Said, Said]:
    page = Said(
        desk.place(row.event, row.visit_repeat, row.form), url_for("crf.page", page_id=row.page), glyph="in_entry"
    )
    return subject_cell(row.subject_code, row.subject), page


def _days(number: int) -> str:
    return ngettext("%(num)s day", "%(num)s days", number)


def _draft(desk: Desk, row: LeftPage) -> Owing:
    form = desk.study.form_by_name.get(row.form)
    typed = json.loads(row.typed)
    count = sum(1 for name, texts in typed.items() if form and form.at(name) and any(texts))
    at = desk.time(row.since)
    when = f"{at:%H:%M}" if at.date() == desk.me.today else f"{at:%m-%d %H:%M}"
    said = ngettext(
        "%(num)s value typed at %(at)s, not saved", "%(num)s values typed at %(at)s, not saved", count, at=when
    )
    back = Link(_("Return"), url_for("crf.page", page_id=row.page, draft=1), primary=True)
    return Owing((*_page(desk, row), Said(said, tone="warn")), (back,))


def _gaps(desk: Desk) -> Block:
    """Visits that took place and of which some pages are still empty."""
    lacking = [(standing, visit) for standing in desk.standings(Permission.DATA_ENTER) for visit in standing.gaps]
    some = cut(desk, "missing", lacking)
    pages = owing.blank_pages(desk.connection, [visit.row.visit for _standing, visit in some])
    return block(
        desk,
        "missing",
        _("Missing after the visit"),
        (_("Participant"), _("Visit"), _("Pages")),
        [_gap(desk, standing, visit, pages) for standing, visit in some],
        _("Nothing is missing."),
        total=len(lacking),
    )


def _gap(desk: Desk, standing: Standing, visit: VisitStanding, pages: dict[tuple[int, str], int]) -> Owing:
    forms = listed(desk.form(name) for name in visit.awaited)
    page = pages.get((visit.row.visit, visit.awaited[0]))
    enter = url_for("crf.page", page_id=page) if page else url_for("casebook.visit", visit_id=visit.row.visit)
    acts = [Link(_("Enter"), enter)]
    if visit.event.kind != "log":
        not_done = url_for("casebook.visit", visit_id=visit.row.visit, _anchor="not-done")
        acts.append(Link(_("Not done"), not_done))
    return Owing(
        (
            subject_cell(standing.subject.code, standing.subject.id),
            event_word(visit.event, desk.language, visit.row.repeat),
            forms,
        ),
        tuple(acts),
    )
