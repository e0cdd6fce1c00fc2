"""What a monitor owes: answers to judge, pages to verify, what changed since, participants gone quiet."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from edc import clock
from edc.access.rules import Permission, Role
from edc.casebook import owing
from edc.review.worklists import ToVerify, to_verify_list
from edc.web.home.desk import Desk, block, number_cell, subject_cell
from edc.web.home.notices import proposed_block
from edc.web.home.queries import query_block
from edc.web.shapes import Block, Link, Owing, Said

QUIET = timedelta(days=30)


def blocks(desk: Desk) -> list[Block]:
    """The blocks of a monitor."""
    pages = to_verify_list(desk.connection, desk.codes(Permission.VERIFY))
    return [
        query_block(
            desk,
            Permission.VERIFY,
            "answered",
            "answered",
            _("Answered queries to close"),
            _("No answer waits for you."),
            raised_role=Role.MONITOR,
        ),
        _unverified(desk, pages),
        _changed(desk, pages),
        *([] if desk.study.retrospective else [_quiet(desk)]),
        proposed_block(desk),
    ]


def _unverified(desk: Desk, pages: list[ToVerify]) -> Block:
    """Finished pages not verified, by participant."""
    lines = []
    for (code, number), some in groupby(pages, key=lambda row: (row.subject_code, row.subject)):
        rows = list(some)
        items = sum(row.owed - row.verified for row in rows)
        first = Link(_("Verify"), url_for("crf.page", page_id=rows[0].page), primary=True)
        lines.append(Owing((subject_cell(code, number), number_cell(len(rows)), number_cell(items)), (first,)))
    return block(
        desk,
        "verify",
        _("Finished pages not verified"),
        (_("Participant"), _("Pages"), _("Items")),
        lines,
        _("Every finished page is verified."),
        more=url_for("matrix.index", show="verification"),
    )


def _changed(desk: Desk, pages: list[ToVerify]) -> Block:
    """Pages with values that changed after they were verified."""
    return block(
        desk,
        "changed",
        _("Changed after verification"),
        (_("Participant"), _("Page"), _("Items")),
        [
            Owing(
                (
                    subject_cell(row.subject_code, row.subject),
                    Said(desk.place(row.event, row.visit_repeat, row.form), url_for("crf.page", page_id=row.page)),
                    number_cell(row.changed),
                )
            )
            for row in pages
            if row.changed
        ],
        _("No verified value changed."),
        more=url_for("matrix.index", show="verification"),
    )


def _quiet(desk: Desk) -> Block:
    """Participants with something still to come about whom nobody wrote for a month."""
    written = owing.last_written(desk.connection, desk.me.sites(Permission.VERIFY))
    limit = clock.stamp(clock.now() - QUIET)
    lines = []
    for standing in desk.standings(Permission.VERIFY):
        last = written.get(standing.subject.id)
        if standing.over or (last and last >= limit):
            continue
        said = _("nothing yet") if last is None else ngettext("%(num)s day", "%(num)s days", desk.ago(last))
        coming = standing.next
        visit = desk.visit(coming.event.name, coming.row.repeat) if coming else "–"
        cells = (subject_cell(standing.subject.code, standing.subject.id), said, visit)
        lines.append((last or "", Owing(cells)))
    lines.sort(key=lambda line: line[0])
    return block(
        desk,
        "quiet",
        _("Nothing entered for 30 days"),
        (_("Participant"), _("Last entry"), _("Next visit")),
        [owed for _last, owed in lines],
        _("Every participant was written about within 30 days."),
    )
