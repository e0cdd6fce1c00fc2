"""One visit to read through: all its pages with their values in words, and what may be done about it."""

from __future__ import annotations

from dataclasses import replace

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Connection

from edc.access.rules import Permission
from edc.acts.context import Context, read_context
from edc.casebook.listing import PageRow
from edc.casebook.reading import PageRef, SubjectRef
from edc.casebook.rules import VisitState
from edc.casebook.standing import VisitStanding
from edc.db import rows
from edc.errors import Refusal
from edc.study.document import NOT_DONE, STRUCK
from edc.study.view import SubjectView
from edc.web.casebook.blocks import is_expected, may_mark
from edc.web.casebook.opened import Opened, open_casebook
from edc.web.cells import add_another, event_word, form_word, page_glyph, query_lines, visit_glyph, window_lines
from edc.web.crf.groups import group_shape
from edc.web.crf.release import release_shapes
from edc.web.crf.sheet import Sheet
from edc.web.frame import the_study
from edc.web.keys import new_key
from edc.web.person import Me
from edc.web.saying import say_reason
from edc.web.shapes import (
    AddPage,
    Banner,
    Crumb,
    GroupShape,
    ItemShape,
    Link,
    PageState,
    ReadPage,
    Reasoned,
    VisitShape,
)


def visit_shape(
    connection: Connection, visit: int, me: Me, language: str, problem: tuple[str, str] = ("", "")
) -> VisitShape:
    """Visit number *visit*. *problem*: key of what was refused, and why.

    Raises :class:`Refusal` (``not_found``) if there is none of that number.
    """
    found = rows(connection, "SELECT subject FROM visit WHERE id = ?", (visit,))
    if not found:
        raise Refusal("not_found")
    book = open_casebook(connection, the_study(), found[0][0], me, language)
    here = next(one for one in book.standing.visits if one.row.visit == visit)
    return VisitShape(
        crumbs=_crumbs(book, here),
        glyph=visit_glyph(here),
        print_url=url_for("paper.visit", visit_id=visit),
        lines=(*window_lines(book.standing, here), *query_lines(here.row.open, here.row.answered)),
        late=bool(here.apart) or here.state is VisitState.OVERDUE,
        acts=_acts(book, here),
        propose_url=_propose_url(book, here),
        pages=tuple(read_pages(connection, book, here)),
        banner=_banner(here),
        reasoned=tuple(_reasoned(book, here, problem)),
        adds=_adds(book, here),
        problem=problem[1] if problem[0] == "add-page" else "",
    )


def _crumbs(book: Opened, visit: VisitStanding) -> tuple[Crumb, ...]:
    subject = book.standing.subject
    return (
        Crumb(subject.code, url_for("casebook.subject", subject_id=subject.id)),
        Crumb(event_word(visit.event, book.language, visit.row.repeat)),
    )


def _acts(book: Opened, visit: VisitStanding) -> tuple[Link, ...]:
    acts = []
    if book.may(Permission.PAGE_SIGN) and visit.row.begun:
        acts.append(
            Link(_("Sign visit ..."), url_for("signing.visit", visit_id=visit.row.visit), primary=visit.to_sign)
        )
    if book.may(Permission.DATA_ENTER) and visit.older and not visit.held:
        word = _("Move to version %(n)s ...", n=visit.older)
        acts.append(Link(word, url_for("crf.move_whole", visit_id=visit.row.visit)))
    return tuple(acts)


def _propose_url(book: Opened, visit: VisitStanding) -> str:
    """A deviation of a visit stands on its first page."""
    pages = [page.page for page in book.pages[visit.row.visit]]
    if not pages or not book.may(Permission.DEVIATION_PROPOSE):
        return ""
    return url_for("deviations.propose", page_id=min(pages))


def _banner(visit: VisitStanding) -> Banner | None:
    if visit.held == "locked":
        return Banner("lock", _("Locked: nothing here can be changed."))
    if visit.held == "frozen":
        return Banner("lock", _("Frozen: data closed, queries go on."), icon="frozen")
    if visit.signature == "again":
        return Banner("sign", _("The signature no longer covers what stands here. See the difference and sign again."))
    return None


def _adds(book: Opened, visit: VisitStanding) -> tuple[AddPage, ...]:
    """Forms of which the visit may have several pages."""
    if not book.may(Permission.DATA_ENTER) or visit.held:
        return ()
    forms = (book.study.form_by_name[name] for name in visit.event.forms if name in book.study.form_by_name)
    return tuple(add_another(form, visit.row.visit, book.language) for form in forms if form.repeating)


def _reasoned(book: Opened, visit: VisitStanding, problem: tuple[str, str]) -> list[Reasoned]:
    """*Visit not done* while something is empty, and the way back once it was marked."""
    number, key = visit.row.visit, new_key()
    found = []
    if may_mark(book, visit):
        says = ngettext(
            "%(num)s empty page is marked as not done. What is recorded stays as it is.",
            "%(num)s empty pages are marked as not done. What is recorded stays as it is.",
            len(visit.markable),
        )
        url = url_for("casebook.not_done", visit_id=number)
        found.append(Reasoned("not-done", url, key, book.study.not_done_reasons, _("Visit not done"), says))
    if book.may(Permission.DATA_ENTER) and visit.row.not_done and not visit.held:
        says = _("Pages that were marked together with the visit are open again. Others stay as they are.")
        url = url_for("casebook.restore", visit_id=number)
        found.append(Reasoned("restore", url, key, book.study.reasons, _("Visit took place after all"), says))
    return [replace(one, problem=problem[1] if problem[0] == one.key else "") for one in found]


def read_pages(connection: Connection, book: Opened, visit: VisitStanding) -> list[ReadPage]:
    """The pages of *visit* in the order of the schedule, as this person may see them."""
    subject = SubjectRef(book.standing.subject.id, book.standing.subject.code, book.standing.subject.site)
    context = read_context(connection, subject, book.study.form_by_name)
    order = {form: place for place, form in enumerate(visit.event.forms)}
    pages = sorted(book.pages[visit.row.visit], key=lambda page: (order.get(page.form, len(order)), page.page))
    view = context.view()
    return [_read(book, context, view, visit, page) for page in pages if page.page in context.pages]


def _read(book: Opened, context: Context, view: SubjectView, visit: VisitStanding, page: PageRow) -> ReadPage:
    subject = context.subject
    ref = PageRef(page.page, subject, page.visit, page.event, visit.row.repeat, page.form, page.repeat)
    document = context.document(page.page)
    zone = book.standing.subject.timezone
    study = context.study_of(page.page)
    sheet = Sheet(ref, study, zone, book.me, book.language, lambda: context, stored_view=view)
    mark = document.get(STRUCK) or document.get(NOT_DONE)
    groups = (group_shape(sheet, group, frozenset(), frozenset()) for group in sheet.form.groups) if page.head else ()
    return ReadPage(
        word=form_word(sheet.form, book.language, page.repeat),
        url=url_for("crf.page", page_id=page.page),
        state=_state(visit, page, context),
        groups=tuple(group for group in map(_told, groups) if group.items or group.rows),
        note=_note(book, visit, page, say_reason(sheet.study, mark.v, book.language) if mark else ""),
        releases=release_shapes(sheet),
    )


def _note(book: Opened, visit: VisitStanding, page: PageRow, marked: str) -> str:
    """Why the page was marked, or why nobody waits for it."""
    return marked or ("" if is_expected(visit, page) else book.why_not(visit, page.form))


def _state(visit: VisitStanding, page: PageRow, context: Context) -> PageState:
    return PageState(
        entry=page_glyph(page, is_expected(visit, page)),
        open=page.open,
        answered=page.answered,
        verified=page.verified,
        to_verify=page.owed,
        signed=_("as it stands") if page.signed == "signed" else "",
        sign_again=page.signed == "again",
        held="locked" if page.held == "locked" else "frozen" if page.held == "frozen" else "",
        version=context.pages[page.page].study_version or "",
    )


def _told(group: GroupShape) -> GroupShape:
    """*group* without what says nothing: empty items, empty rows, columns that are empty in every row."""
    if group.repeat == "none":
        return replace(group, items=tuple(item for item in group.items if _says(item)))
    rows = tuple(row for row in group.rows if any(_says(item) for item in row.items))
    telling = [n for n in range(len(group.items)) if any(_says(row.items[n]) for row in rows)]
    return replace(
        group,
        items=tuple(group.items[n] for n in telling),
        rows=tuple(replace(row, items=tuple(row.items[n] for n in telling)) for row in rows),
    )


def _says(item: ItemShape) -> bool:
    return bool(item.shown or item.queries or item.asks or (item.masked and item.stored is not None))
