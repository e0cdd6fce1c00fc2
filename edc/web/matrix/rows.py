"""Columns and rows of the matrix: one row a participant, one cell a visit, counts at the right."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from edc.casebook.logs import Log, logs_of, standing_rows
from edc.casebook.rules import VisitState
from edc.casebook.standing import Standing
from edc.study.definition import Event, Study, say
from edc.study.schedule import nominal_day
from edc.study.view import PageView
from edc.web.cells import ShowAs, event_word, is_contact, visit_cell, window_words
from edc.web.punctuation import listed, named
from edc.web.shapes import CellShape, ColumnShape, Count, MatrixRow
from edc.web.words import gettext as _
from edc.web.words import ngettext


def columns_of(study: Study, language: str, shown: Sequence[Standing]) -> tuple[ColumnShape, ...]:
    """Scheduled visits, one count of unscheduled ones, one of each log."""
    due = {visit.event.name for one in shown for visit in one.visits if visit.state is VisitState.DUE}
    columns = [
        _column(study, event, language, event.name in due) for event in study.events if event.kind == "scheduled"
    ]
    if any(event.kind == "unscheduled" for event in study.events):
        columns.append(ColumnShape("unscheduled", _("Other"), kind="count", title=_("Unscheduled visits")))
    columns += [
        ColumnShape(log.form.name, log.form.name, kind="count", title=say(log.form.label, language))
        for log in logs_of(study)
    ]
    return tuple(columns)


def _column(study: Study, event: Event, language: str, due: bool) -> ColumnShape:
    word, title, day = event_word(event, language, short=True), say(event.label, language), _under(event)
    if is_contact(study, event):
        whole = f"{title} · {day}" if day else title
        return ColumnShape(event.name, word, kind="contact", title=whole, due=due)
    return ColumnShape(event.name, word, day, title=title, due=due)


def _under(event: Event) -> str:
    day = nominal_day(event)
    return "" if day is None else _("day %(n)s", n=day)


def row_of(study: Study, standing: Standing, language: str, show: ShowAs) -> MatrixRow:
    """One participant."""
    url = url_for("casebook.subject", subject_id=standing.subject.id)
    state = say(standing.state.label, language) if standing.state else ""
    cells: list[CellShape | Count | str] = [
        _cell(standing, event, language, show, state) for event in study.events if event.kind == "scheduled"
    ]
    if any(event.kind == "unscheduled" for event in study.events):
        cells.append(_others(standing, url, language))
    pages = {(page.event, page.form): page for page in reversed(standing.pages) if not page.struck}
    cells += [
        _count(log, pages.get((log.event.name, log.form.name)), url, standing, language) for log in logs_of(study)
    ]
    return MatrixRow(
        subject=standing.subject.code,
        url=url,
        state=state,
        cells=tuple(cells),
        next=_next(standing, language),
    )


def _cell(standing: Standing, event: Event, language: str, show: ShowAs, state: str) -> CellShape | str:
    """A visit, or the reason why none is expected."""
    visit = next((one for one in standing.visits if one.event.name == event.name), None)
    if visit is None:
        return _("Not in this participant's schedule")
    if visit.state is VisitState.NOT_EXPECTED:
        # where every page of it has a condition of its own that is not met, the state is not the reason
        return _("Not expected: %(state)s", state=state) if state and visit.markable else _("Not expected")
    return visit_cell(standing, visit, language, show)


def _others(standing: Standing, url: str, language: str) -> Count:
    added = [visit for visit in standing.visits if visit.event.kind == "unscheduled"]
    if standing.wanted:
        names = listed(event_word(event, language) for event in standing.wanted)
        return Count(len(added), url, _("Owed: %(visits)s", visits=names), "warn")
    word = ngettext("%(num)s unscheduled visit", "%(num)s unscheduled visits", len(added))
    return Count(len(added), url, word, "query" if any(visit.row.open for visit in added) else "")


def _count(log: Log, page: PageView | None, url: str, standing: Standing, language: str) -> Count:
    number = standing_rows(page.document, log.group.name) if page else 0
    word = named(standing.subject.code, say(log.form.label, language))
    return Count(number, f"{url}#log-{log.form.name}", word)


def _next(standing: Standing, language: str) -> str:
    visit = standing.next
    if visit is None:
        return _("No visit ahead")
    return f"{event_word(visit.event, language)} · {window_words(visit)}"


def footer(shown: Sequence[Standing], total: int, overdue: int | None) -> tuple[str, ...]:
    """How many there are, and what waits."""
    words = [ngettext("%(num)s participant", "%(num)s participants", total)]
    if overdue is not None:
        words.append(ngettext("%(num)s overdue visit", "%(num)s overdue visits", overdue))
    if len(shown) == total:
        waiting = sum(visit.row.open for one in shown for visit in one.visits)
        words.append(ngettext("%(num)s open query", "%(num)s open queries", waiting))
    return tuple(words)
