"""What an investigator owes: signatures, judgements, medical queries; and what only the principal one does."""

from __future__ import annotations

from collections.abc import Collection, Container
from statistics import median

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from edc.access.rules import Permission
from edc.casebook import listing, owing
from edc.casebook.pinning import published
from edc.casebook.rules import EntryState, entry_state
from edc.casebook.standing import Standing, VisitStanding
from edc.review import signing_times
from edc.study.versions import Versions
from edc.study.view import PageView, SubjectView
from edc.web.cells import event_word
from edc.web.home.desk import Desk, block, cut, number_cell, subject_cell
from edc.web.home.notices import alerts_block, drafts_block
from edc.web.home.queries import query_block
from edc.web.home.ranges import ranges_blocks
from edc.web.home.roles import changes_block
from edc.web.home.strikes import strike_blocks
from edc.web.shapes import Block, Figure, Link, Owing, Said


def blocks(desk: Desk) -> list[Block]:
    """The blocks of an investigator."""
    return [
        alerts_block(desk, Permission.MEDICAL_DECIDE),
        _pages(desk),
        _visits(desk),
        _judgements(desk),
        query_block(
            desk,
            Permission.MEDICAL_DECIDE,
            "open",
            "medical",
            _("Medical queries"),
            _("No query waits for the investigator."),
            audience="investigator",
        ),
        drafts_block(desk),
    ]


def principal_blocks(desk: Desk) -> list[Block]:
    """What is added for a principal investigator."""
    return [
        *strike_blocks(desk),
        *ranges_blocks(desk),
        _casebooks(desk),
        changes_block(desk, Permission.PEOPLE_AUTHORISE),
    ]


def principal_figures(desk: Desk) -> list[Figure]:
    """How long visits wait for a signature."""
    days = signing_times.days_to_signature(desk.connection, desk.me.sites(Permission.PAGE_SIGN))
    if not days or desk.study.retrospective:
        return []
    return [Figure(_("Visit to signature"), ngettext("%(num)s day", "%(num)s days", round(median(days))), _("median"))]


def _visits(desk: Desk) -> Block:
    """Visits, not pages: entered whole and unsigned, or changed since they were signed."""
    found = [
        (standing, visit)
        for standing in desk.standings(Permission.PAGE_SIGN)
        for visit in standing.visits
        if visit.to_sign and visit.held != "locked"
    ]
    return block(
        desk,
        "sign",
        _("To sign"),
        (_("Participant"), _("Visit"), _("Pages"), _("Changed since"), _("Queries")),
        [_visit(desk, standing, visit) for standing, visit in cut(desk, "sign", found)],
        _("No visit waits for a signature."),
        total=len(found),
    )


def _visit(desk: Desk, standing: Standing, visit: VisitStanding) -> Owing:
    return Owing(
        (
            subject_cell(standing.subject.code, standing.subject.id),
            event_word(visit.event, desk.language, visit.row.repeat),
            number_cell(visit.row.begun),
            number_cell(visit.row.again, late=visit.row.again > 0),
            number_cell(visit.row.open + visit.row.answered),
        ),
        (Link(_("Review and sign"), url_for("signing.visit", visit_id=visit.row.visit), primary=True),),
    )


def _pages(desk: Desk) -> Block:
    """Finished pages that the study has signed for themselves, such as a decision on eligibility."""
    forms = [form.name for form in desk.study.forms if form.sign]
    found = owing.pages_to_sign(desk.connection, desk.me.sites(Permission.PAGE_SIGN), forms)
    return block(
        desk,
        "pages",
        _("Pages to sign"),
        (_("Participant"), _("Page")),
        [
            Owing(
                (
                    subject_cell(row.subject_code, row.subject),
                    Said(desk.place(row.event, row.visit_repeat, row.form), url_for("crf.page", page_id=row.page)),
                ),
                (Link(_("Sign page"), url_for("signing.page", page_id=row.page), primary=True),),
            )
            for row in found
        ],
        _("No page waits for a signature of its own."),
        more=url_for("matrix.index", unsigned=1),
    )


def _judgements(desk: Desk) -> Block:
    """Medical items still owed on pages in entry: grade, causality, clinical significance."""
    rules = published(desk.connection)
    forms = {form.name for form in desk.study.forms if any(item.medical for _group, item in form.items())}
    begun = owing.begun_subjects(desk.connection, desk.me.sites(Permission.MEDICAL_DECIDE), forms)
    needed = {name for form in forms for name in (form, *rules.operands.get(form, ()))}
    pages = listing.documents(desk.connection, begun, needed, derived=True)
    lines = [
        line
        for standing in (desk.standings(Permission.MEDICAL_DECIDE) if begun else ())
        for line in _judged(desk, rules, forms, standing, pages.get(standing.subject.id, ()))
    ]
    return block(
        desk,
        "judgements",
        _("Judgements to make"),
        (_("Participant"), _("Page"), _("Items")),
        lines,
        _("No medical judgement is owed."),
    )


def _judged(
    desk: Desk, rules: Versions, forms: Container[str], standing: Standing, pages: Collection[PageView]
) -> list[Owing]:
    view = SubjectView({page.page: page for page in pages})
    lines = []
    for page in pages:
        if page.form not in forms or entry_state(page.document, expected=True) is not EntryState.IN_ENTRY:
            continue
        form = rules.of(page).study.form_by_name[page.form]
        count = sum(form.at(one.path)[2].medical for one in rules.owed(view, page.page))  # type: ignore[index]  # paths of that form
        if count:
            lines.append(_judgement(desk, standing, page, count))
    return lines


def _judgement(desk: Desk, standing: Standing, page: PageView, count: int) -> Owing:
    url = url_for("crf.page", page_id=page.page)
    repeat = next((visit.row.repeat for visit in standing.visits if visit.row.visit == page.visit), 1)
    return Owing(
        (
            subject_cell(standing.subject.code, standing.subject.id),
            Said(desk.place(page.event, repeat, page.form), url),
            number_cell(count),
        ),
        (Link(_("Judge"), url),),
    )


def _casebooks(desk: Desk) -> Block:
    """Casebooks with nothing left to come, to enter or to settle."""
    signed = signing_times.signed_casebooks(desk.connection)
    ready = [
        standing
        for standing in desk.standings(Permission.CASEBOOK_SIGN)
        if standing.complete and standing.subject.id not in signed
    ]
    return block(
        desk,
        "casebooks",
        _("Casebooks to sign"),
        (_("Participant"), _("Last contact")),
        [
            Owing(
                (
                    subject_cell(standing.subject.code, standing.subject.id),
                    standing.last_contact.isoformat() if standing.last_contact else "–",
                ),
                (
                    Link(
                        _("Review and sign"), url_for("signing.casebook", subject_id=standing.subject.id), primary=True
                    ),
                ),
            )
            for standing in ready
        ],
        _("No casebook is ready to be signed."),
    )
