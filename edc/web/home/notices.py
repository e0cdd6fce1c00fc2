"""Deviations and alerts on home: what to file, what to see, whose class to agree."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from edc.access.rules import Permission
from edc.review.notices import NoticeFilter, NoticeRow, notice_list
from edc.review.rules_notices import NoticeState, NoticeStep
from edc.web.home.desk import Desk, block, cut, number_cell, subject_cell
from edc.web.lot_links import recipients_links
from edc.web.notice_words import category_words, cause_words, class_words, place_words
from edc.web.shapes import Block, Link, Owing, Said

LATE = 7
"""Days after which a draft is old."""


def alerts_block(desk: Desk, permission: Permission) -> Block:
    """Alerts nobody has seen yet, for those they are for; above everything else."""
    found = _found(desk, permission, NoticeFilter("alert", states=(NoticeState.OPEN,), sites=desk.codes(permission)))
    return block(
        desk,
        "alerts",
        _("Alerts to see"),
        (_("Participant"), _("What"), _("Page"), _("Age (d)")),
        [
            Owing(
                (
                    subject_cell(row.subject_code, row.subject),
                    Said(_what(desk, row), _url(row), tone="bad"),
                    place_words(desk.study, row, desk.language),
                    number_cell(desk.ago(row.opened_at)),
                ),
                (
                    Link(_("Look at it"), _url(row), primary=True),
                    *recipients_links(desk.study, row.form, row.rules.page),
                ),
            )
            for row in cut(desk, "alerts", found)
        ],
        _("No alert waits to be seen."),
        total=len(found),
        more=url_for("safety.board"),
    )


def drafts_block(desk: Desk) -> Block:
    """Deviations that the site has to file or dismiss, and those whose class was asked about again."""
    permission = Permission.DEVIATION_FILE
    sites = desk.codes(permission)
    found = _found(desk, permission, NoticeFilter("deviation", states=(NoticeState.OPEN,), sites=sites))
    found += _found(desk, permission, NoticeFilter("deviation", steps=(NoticeStep.SENT_BACK,), sites=sites))
    return _deviations(
        desk,
        "deviations",
        _("Deviations to file"),
        found,
        _("No deviation waits to be filed."),
        Link(_("File or dismiss"), ""),
    )


def classes_block(desk: Desk) -> Block:
    """Filed deviations whose class the data manager has not agreed yet."""
    permission = Permission.DATA_REVIEW
    chosen = NoticeFilter("deviation", steps=(NoticeStep.FILED,), sites=desk.codes(permission))
    return _deviations(
        desk,
        "classes",
        _("Classes of deviations to agree"),
        _found(desk, permission, chosen),
        _("No class waits to be agreed."),
        Link(_("Agree class"), ""),
        state="classes",
    )


def proposed_block(desk: Desk) -> Block:
    """Deviations that this role proposed and the site has not settled."""
    permission = Permission.DEVIATION_PROPOSE
    chosen = NoticeFilter("deviation", steps=(NoticeStep.PROPOSED,), sites=desk.codes(permission))
    return _deviations(
        desk,
        "proposed",
        _("Deviations proposed, not yet filed"),
        _found(desk, permission, chosen),
        _("No proposed deviation waits for the site."),
        None,
    )


def _found(desk: Desk, permission: Permission, chosen: NoticeFilter) -> list[NoticeRow]:
    return notice_list(desk.connection, chosen) if desk.me.may(permission) else []


def _deviations(
    desk: Desk, key: str, word: str, found: list[NoticeRow], nothing: str, act: Link | None, *, state: str = "open"
) -> Block:
    return block(
        desk,
        key,
        word,
        (_("Participant"), _("Page"), _("What"), _("Category"), _("Class"), _("Age (d)")),
        [_line(desk, row, act) for row in cut(desk, key, found)],
        nothing,
        total=len(found),
        more=url_for("deviations.listing", state=state),
    )


def _line(desk: Desk, row: NoticeRow, act: Link | None) -> Owing:
    age = desk.ago(row.opened_at)
    return Owing(
        (
            subject_cell(row.subject_code, row.subject),
            Said(place_words(desk.study, row, desk.language), url_for("crf.page", page_id=row.rules.page)),
            _what(desk, row),
            category_words(desk.study, row.rules.category, desk.language),
            Said(class_words(desk.study, row.rules.major, desk.language), tone="bad" if row.rules.major else ""),
            number_cell(age, late=age > LATE and not desk.study.retrospective),
        ),
        (Link(act.word, _url(row), primary=row.rules.major),) if act else (),
    )


def _what(desk: Desk, row: NoticeRow) -> str:
    return cause_words(desk.study, row.rules, row.own, desk.language)


def _url(row: NoticeRow) -> str:
    return url_for("deviations.notice", notice_id=row.id)
