"""The grammar of cells: what one visit or one page says in the matrix and in the casebook."""

from __future__ import annotations

from typing import Literal

from flask import url_for

from edc.casebook.listing import PageRow
from edc.casebook.rules import VisitState
from edc.casebook.standing import Standing, VisitStanding
from edc.study.definition import Event, Form, Study, say
from edc.study.schedule import nominal_day
from edc.web.keys import new_key
from edc.web.shapes import AddPage, CellShape, Glyph
from edc.web.words import gettext as _
from edc.web.words import ngettext

ShowAs = Literal["entry", "verification", "signature"]

_VISIT_GLYPHS: dict[VisitState, Glyph] = {
    VisitState.NOT_YET_DUE: "future",
    VisitState.NOT_STARTED: "not_started",
    VisitState.DUE: "due",
    VisitState.OVERDUE: "overdue",
    VisitState.IN_ENTRY: "in_entry",
    VisitState.FINISHED: "finished",
    VisitState.NOT_DONE: "not_done",
    VisitState.NOT_EXPECTED: "not_expected",
}
_SIGNATURES: dict[str, Literal["", "signed", "sign_again"]] = {"signed": "signed", "again": "sign_again"}


def event_word(event: Event, language: str, repeat: int = 1, *, short: bool = False) -> str:
    """The name of a visit; the number of a repeated one."""
    word = say((event.short if short else {}) or event.label, language)
    return f"{word} {repeat}" if event.repeating else word


CONTACT_DAYS = 7
"""A contact is made within so many days after the visit it is counted from."""


def is_contact(study: Study, event: Event) -> bool:
    """Whether *event* is a brief contact that belongs to the visit it is counted from: it follows
    within a week and asks for less than half of that visit's forms. It is drawn narrower."""
    anchor = study.event_by_name.get(event.anchor or "")
    if anchor is None or event.kind != "scheduled":
        return False
    day, start = nominal_day(event), nominal_day(anchor)
    near = day is not None and start is not None and 0 < day - start <= CONTACT_DAYS
    return near and 2 * len(event.forms) < len(anchor.forms)


def form_word(form: Form, language: str, repeat: int = 1) -> str:
    """The name of a page; its number where a visit may have several."""
    word = say(form.label, language)
    return f"{word} {repeat}" if form.repeating or repeat > 1 else word


def add_another(form: Form, visit: int, language: str) -> AddPage:
    """The button that adds a further page of *form* to a visit."""
    word = _("Add another: %(form)s", form=say(form.label, language))
    return AddPage(url_for("casebook.add_page", visit_id=visit), new_key(), form.name, word)


def visit_glyph(visit: VisitStanding, show: ShowAs = "entry") -> Glyph:
    """The one sign that speaks for a visit, of its entry, its verification or its signature."""
    row = visit.row
    if show == "verification" and row.owed:
        if not row.verified:
            return "verified_none"
        return "verified" if row.verified == row.owed else "verified_part"
    if show == "signature" and row.begun:
        return _SIGNATURES.get(visit.signature) or "unsigned"
    if visit.held:
        return "locked" if visit.held == "locked" else "frozen"
    return _VISIT_GLYPHS[visit.state]


def visit_cell(standing: Standing, visit: VisitStanding, language: str, show: ShowAs = "entry") -> CellShape:
    """One visit of one participant in the matrix. What its sign says already is not said in the corner again."""
    row = visit.row
    date, width = _when(visit)
    return CellShape(
        url=url_for("casebook.visit", visit_id=row.visit),
        glyph=visit_glyph(visit, show),
        date=date,
        window=width,
        out=f"{visit.apart:+d}" if visit.apart else "",
        open=row.open,
        answered=row.answered,
        sign="" if show == "signature" else _SIGNATURES.get(visit.signature, ""),
        verified=show != "verification" and bool(row.owed) and row.verified == row.owed,
        held="locked" if visit.held == "locked" else "frozen" if visit.held else "",
        card=visit_card(standing, visit, language),
    )


def _when(visit: VisitStanding) -> tuple[str, str]:
    """Date and window of a cell: when it was, or when it is wanted and how exactly."""
    if visit.actual:
        return f"{visit.actual:%m-%d}", ""
    if visit.window is None or visit.state in (VisitState.IN_ENTRY, VisitState.FINISHED):
        return "", ""
    if visit.state is VisitState.NOT_DONE:
        return f"{visit.window.target:%m-%d}", ""
    before, after = (visit.window.target - visit.window.first).days, (visit.window.last - visit.window.target).days
    if not after and before and visit.event.until:
        return f"{visit.window.last:%m-%d}", "≤"
    if before == after:
        return f"{visit.window.target:%m-%d}", f"±{after}" if after else ""
    return f"{visit.window.target:%m-%d}", (f"−{before}" if before else "") + (f"+{after}" if after else "")


def visit_card(standing: Standing, visit: VisitStanding, language: str) -> tuple[str, ...]:
    """What is said of a visit on hover and focus."""
    row = visit.row
    lines = [
        f"{event_word(visit.event, language, row.repeat)} · {standing.subject.code}",
        *window_lines(standing, visit),
    ]
    pages = row.in_entry + row.finished + row.not_done + len(visit.awaited)
    if pages:
        lines.append(_("%(n)s of %(of)s pages finished", n=row.finished + row.not_done, of=pages))
    lines += query_lines(row.open, row.answered)
    if row.owed:
        lines.append(_("%(n)s of %(of)s items verified", n=row.verified, of=row.owed))
    if visit.signature:
        lines.append(_("Signed") if visit.signature == "signed" else _("To be signed again"))
    if visit.held:
        lines.append(_("Locked") if visit.held == "locked" else _("Frozen"))
    return tuple(lines)


def window_lines(standing: Standing, visit: VisitStanding) -> list[str]:
    """When it took place or is wanted, and how far it lies outside its window."""
    lines = []
    day = standing.day(visit)
    if visit.actual:
        when = visit.actual.isoformat()
        lines.append(
            _("Visit date %(date)s, day %(n)s", date=when, n=day) if day else _("Visit date %(date)s", date=when)
        )
    if visit.window and visit.window.first != visit.window.last:
        lines.append(window_words(visit, None if visit.actual else day))
    if visit.apart:
        lines.append(_("Out of window (%(days)s d)", days=f"{visit.apart:+d}"))
    if visit.state is VisitState.OVERDUE and visit.window:
        days = (standing.today - visit.window.last).days
        lines.append(ngettext("Overdue by %(num)s day", "Overdue by %(num)s days", days))
    return lines


def window_words(visit: VisitStanding, day: int | None = None) -> str:
    """``Window 2025-07-28 – 2025-08-11, day 141``."""
    if visit.window is None:
        return ""
    first, last = visit.window.first.isoformat(), visit.window.last.isoformat()
    if day is None:
        return _("Window %(first)s – %(last)s", first=first, last=last)
    return _("Window %(first)s – %(last)s, day %(n)s", first=first, last=last, n=day)


def query_lines(open_: int, answered: int) -> list[str]:
    """Open and answered queries, where there are any."""
    lines = []
    if open_:
        lines.append(ngettext("%(num)s open query", "%(num)s open queries", open_))
    if answered:
        lines.append(ngettext("%(num)s answered query", "%(num)s answered queries", answered))
    return lines


def page_glyph(page: PageRow, expected: bool = True) -> Glyph:
    """The one sign that speaks for a page: locked, frozen, struck, not done, then the state of entry."""
    if page.held in ("locked", "frozen"):
        return "locked" if page.held == "locked" else "frozen"
    if page.entry == "not_started" and not expected:
        return "not_expected"
    return page.entry  # type: ignore[return-value]  # the states of entry are glyphs of the same name


def page_cell(page: PageRow, expected: bool, card: tuple[str, ...]) -> CellShape:
    """One page in the casebook."""
    return CellShape(
        url=url_for("crf.page", page_id=page.page),
        glyph=page_glyph(page, expected),
        open=page.open,
        answered=page.answered,
        sign=_SIGNATURES.get(page.signed, ""),
        verified=bool(page.owed) and page.verified == page.owed,
        held="locked" if page.held == "locked" else "frozen" if page.held == "frozen" else "",
        card=card,
    )
