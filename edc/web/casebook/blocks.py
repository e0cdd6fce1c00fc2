"""Forms by visits: which pages there are, and how far each has come."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from edc import clock
from edc.access.rules import Permission
from edc.casebook.listing import PageRow
from edc.casebook.rules import VisitState
from edc.casebook.standing import VisitStanding
from edc.study.definition import Form, say
from edc.web.casebook.opened import Opened
from edc.web.cells import event_word, page_cell, query_lines
from edc.web.expecting import not_expected
from edc.web.punctuation import beside
from edc.web.shapes import CellShape, ColumnShape, FormBlock, FormRow, Link

GLYPHS_TO_DO = ("in_entry", "not_started")


def columns_of(book: Opened) -> tuple[ColumnShape, ...]:
    """A column for each visit there is, logs last, with what may be done about the visit."""
    return tuple(
        ColumnShape(
            key=str(visit.row.visit),
            word=event_word(visit.event, book.language, visit.row.repeat, short=True),
            under="" if book.struck else _under(visit),
            title=event_word(visit.event, book.language, visit.row.repeat),
            acts=_acts(book, visit),
            due=visit.state is VisitState.DUE,
        )
        for visit in book.standing.in_time
    )


def _under(visit: VisitStanding) -> str:
    if visit.actual:
        return f"{visit.actual:%m-%d}"
    if visit.window is None or visit.state is VisitState.NOT_EXPECTED:
        return ""
    return f"({visit.window.target:%m-%d})"


def _acts(book: Opened, visit: VisitStanding) -> tuple[Link, ...]:
    number = visit.row.visit
    acts = [Link(_("Open visit"), url_for("casebook.visit", visit_id=number))]
    if may_mark(book, visit):
        acts.append(Link(_("Visit not done ..."), url_for("casebook.visit", visit_id=number, _anchor="not-done")))
    forms = (book.study.form_by_name.get(name) for name in visit.event.forms)
    if book.may(Permission.DATA_ENTER) and not visit.held and any(form and form.repeating for form in forms):
        acts.append(Link(_("Add a page ..."), url_for("casebook.visit", visit_id=number)))
    if book.may(Permission.PAGE_SIGN) and visit.row.begun:
        acts.append(Link(_("Sign visit ..."), url_for("signing.visit", visit_id=number)))
    return tuple(acts)


def may_mark(book: Opened, visit: VisitStanding) -> bool:
    """Whether this person may mark what is empty of *visit* as not done."""
    return bool(book.may(Permission.DATA_ENTER) and visit.markable and not visit.held and visit.event.kind != "log")


def blocks_of(book: Opened) -> tuple[FormBlock, ...]:
    """Forms in the study's order under its sections; forms of no section come last."""
    sections = {section.code: say(section.label, book.language) for section in book.study.sections}
    rows: dict[str, list[FormRow]] = {code: [] for code in (*sections, "")}
    for form in book.study.forms:
        cells = tuple(_cell(book, visit, form) for visit in book.standing.in_time)
        if any(cells):
            place = form.section if form.section in sections else ""
            rows[place].append(FormRow(say(form.label, book.language), cells))
    return tuple(FormBlock(sections.get(code) or _("Other"), tuple(some)) for code, some in rows.items() if some)


def _cell(book: Opened, visit: VisitStanding, form: Form) -> CellShape | None:
    """The page of *form* at *visit*: of several, the first with something to do; ``None`` where there is none."""
    pages = [page for page in book.pages.get(visit.row.visit, ()) if page.form == form.name]
    if not pages:
        return None
    page = next((one for one in pages if one.entry in GLYPHS_TO_DO), pages[0])
    return page_cell(page, is_expected(visit, page), _card(book, visit, form, page, len(pages)))


def is_expected(visit: VisitStanding, page: PageRow) -> bool:
    """Whether a page is waited for, or holds something already."""
    return page.entry != "not_started" or visit.waits_for(page.form)


def _card(book: Opened, visit: VisitStanding, form: Form, page: PageRow, several: int) -> tuple[str, ...]:
    lines = [f"{say(form.label, book.language)} · {event_word(visit.event, book.language, visit.row.repeat)}"]
    if several > 1:
        lines.append(_("%(n)s pages", n=several))
    if not is_expected(visit, page):
        why = book.why_not(visit, form.name)
        of_state = why and form.name not in visit.left_out
        lines.append(_("Not expected: %(state)s", state=why) if of_state else not_expected(why))
    lines += query_lines(page.open, page.answered)
    if page.owed:
        lines.append(_("%(n)s of %(of)s items verified", n=page.verified, of=page.owed))
    if page.signed in ("signed", "again"):
        lines.append(_("Signed") if page.signed == "signed" else _("To be signed again"))
    if save := book.saves.get(page.page):
        at = clock.local(save.at, book.standing.subject.timezone)
        lines.append(beside(save.person, f"{at:%Y-%m-%d %H:%M}"))
    return tuple(lines)
