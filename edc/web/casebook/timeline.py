"""The time line of a participant: visits, adverse events, today, in weeks from day 1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import ceil, floor

from flask import url_for
from flask_babel import gettext as _

from edc.casebook.logs import adverse_events
from edc.casebook.rules import VisitState
from edc.casebook.standing import VisitStanding
from edc.study.definition import say
from edc.web.casebook.opened import Opened, offset
from edc.web.cells import event_word, is_contact, visit_glyph
from edc.web.punctuation import beside, named
from edc.web.shapes import Tick

MARGIN = 2
"""Weeks left free at both ends."""
WIDTH, NARROW, WIDE = 1200, 6.5, 12
"""Of the drawing, of a Latin letter and of a Chinese one beside it, in the drawing's units."""
SIGN, GAP = 17, 2
"""From the middle of a sign to that of the next, and free beside a word, in the drawing's units."""
LATIN = 0x2E80
"""Signs below this are narrow."""


def ticks_of(book: Opened) -> tuple[Tick, ...]:
    """Everything on the time line; a visit nobody can place in time is left out."""
    ticks = [*_visits(book), *_given(book), *_events(book)]
    today = book.week(book.standing.today)
    weeks = [tick.week for tick in ticks]
    if book.study.retrospective:
        return tuple(ticks)
    if today is not None and weeks and min(weeks) - MARGIN <= today <= max(weeks) + MARGIN:
        ticks.append(Tick(today, _("today"), "now"))
    return tuple(ticks)


def placed(ticks: tuple[Tick, ...], weeks: tuple[int, int]) -> tuple[Tick, ...]:
    """*ticks* as they are drawn: signs of visits beside one another, and no word over another.

    Day 1 stays where it is and keeps its word; a word that has no room on the first line
    goes to the second, and where it has none there either it is left to the title.
    """
    scale = WIDTH / (weeks[1] - weeks[0])
    lines: tuple[list[tuple[float, float]], ...] = ([], [])
    found = [tick for tick in ticks if tick.kind != "visit"]
    for tick in sorted(_beside(ticks, SIGN / scale), key=lambda one: (one.week != 0, one.week)):
        half = GAP + sum(WIDE if ord(sign) > LATIN else NARROW for sign in tick.word) / 2
        first, last = tick.week * scale - half, tick.week * scale + half
        free = next((n for n, line in enumerate(lines) if all(last <= a or b <= first for a, b in line)), None)
        if free is not None:
            lines[free].append((first, last))
        found.append(replace(tick, quiet=free is None, low=free == 1))
    return tuple(sorted(found, key=lambda one: one.week))


def _beside(ticks: tuple[Tick, ...], apart: float) -> Iterator[Tick]:
    """The visits, moved away from day 1 where their signs would lie over one another; *apart* in weeks."""
    visits = sorted((tick for tick in ticks if tick.kind == "visit"), key=lambda one: one.week)
    edge = float("-inf")
    for tick in (one for one in visits if one.week >= 0):
        edge = max(tick.week, edge + apart)
        yield replace(tick, week=edge)
    edge = min((one.week for one in visits if one.week >= 0), default=float("inf"))
    for tick in (one for one in reversed(visits) if one.week < 0):
        edge = min(tick.week, edge - apart)
        yield replace(tick, week=edge)


def weeks_of(ticks: tuple[Tick, ...]) -> tuple[int, int]:
    """First and last week drawn."""
    weeks = [tick.week for tick in ticks] or [0]
    return floor(min(weeks)) - MARGIN, ceil(max(weeks)) + MARGIN


def _visits(book: Opened) -> Iterator[Tick]:
    for visit in book.standing.visits:
        week = _week(book, visit)
        if week is None or visit.event.kind == "log" or visit.state is VisitState.NOT_EXPECTED:
            continue
        yield Tick(
            week,
            event_word(visit.event, book.language, visit.row.repeat, short=True),
            "contact" if is_contact(book.study, visit.event) else "visit",
            visit_glyph(visit),
            url=url_for("casebook.visit", visit_id=visit.row.visit),
        )


def _given(book: Opened) -> Iterator[Tick]:
    """Doses and the like, at their visits: given, or recorded as not given."""
    visits = {visit.row.visit: visit for visit in book.standing.visits}
    for number, release, given in book.dosed:
        visit = visits.get(number)
        week = _week(book, visit) if visit is not None and visit.actual else None
        if visit is not None and week is not None:
            where = event_word(visit.event, book.language, visit.row.repeat)
            form = say(book.study.form_by_name[release.form].label, book.language)
            word = _("recorded as given") if given else _("recorded as not given")
            yield Tick(week, named(beside(form, where), word), "dose" if given else "no_dose")


def _week(book: Opened, visit: VisitStanding) -> float | None:
    """When it was, else when it is wanted, else its nominal week."""
    day = visit.actual or (visit.window.target if visit.window else None)
    if day and book.origin:
        return book.week(day)
    days = offset(visit)
    return None if days is None else days / 7


def _events(book: Opened) -> Iterator[Tick]:
    for event in adverse_events(book.study, book.standing.pages):
        week = book.week(event.first) if event.first else None
        if week is not None:
            yield Tick(
                week,
                _("%(term)s (serious)", term=event.term) if event.serious else event.term,
                "sae" if event.serious else "ae",
                until=book.week(event.last) if event.last else None,
                url=url_for("crf.page", page_id=event.page),
            )
