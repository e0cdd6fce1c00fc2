"""What a data manager looks at: five figures, answers to judge, overdue visits, imports, the way to the lock."""

from __future__ import annotations

from statistics import median

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from edc import clock
from edc.access.rules import Permission
from edc.casebook.standing import Standing
from edc.db import rows
from edc.review import signing_times
from edc.review.worklists import QueryFilter, query_list
from edc.web.cells import event_word
from edc.web.home.desk import Desk, block, cut, left_cell, subject_cell
from edc.web.home.notices import classes_block
from edc.web.home.queries import MOST, query_block
from edc.web.home.ranges import ranges_blocks
from edc.web.home.strikes import strike_blocks
from edc.web.shapes import Block, Figure, Link, Owing

SITES = Permission.DATA_REVIEW


def figures(desk: Desk) -> list[Figure]:
    """Participants, finished pages, open queries, unsigned visits, days since the trail was sealed."""
    every = desk.standings(SITES)
    visits = [visit for standing in every for visit in standing.visits]
    finished = sum(visit.row.finished for visit in visits)
    begun = finished + sum(visit.row.in_entry for visit in visits)
    waiting = str(sum(visit.row.open for visit in visits))
    chosen = QueryFilter(states=("open",), sites=desk.codes(SITES))
    ages = [desk.ago(row.opened_at) for row in query_list(desk.connection, chosen, limit=MOST)]
    age = _("median %(n)s d", n=round(median(ages))) if ages else ""
    return [
        Figure(_("Participants"), str(len(every)), url=url_for("matrix.index")),
        Figure(_("Finished pages"), f"{100 * finished // begun}%" if begun else "–", _("of those begun")),
        Figure(_("Open queries"), waiting, age, url_for("queries.listing", state="open")),
        Figure(
            _("Unsigned visits"), str(sum(visit.to_sign for visit in visits)), url=url_for("matrix.index", unsigned=1)
        ),
        Figure(_("Trail sealed"), *_sealed(desk)),
    ]


def _sealed(desk: Desk) -> tuple[str, str]:
    """How long ago the heads of all chains were sealed."""
    found = rows(
        desk.connection,
        "SELECT j.at FROM seal s JOIN journal j ON j.chain = s.chain AND j.n = s.act ORDER BY s.n DESC LIMIT 1",
    )
    if not found:
        return "–", _("never")
    days = desk.ago(found[0][0])
    return _("today") if days == 0 else ngettext("%(num)s day", "%(num)s days", days), "" if days == 0 else _("ago")


def blocks(desk: Desk) -> list[Block]:
    """The blocks of a data manager."""
    return [
        query_block(
            desk,
            Permission.QUERY_CLOSE,
            "answered",
            "answered",
            _("Answered queries to close"),
            _("No answer waits to be judged."),
        ),
        *strike_blocks(desk),
        *([] if desk.study.retrospective else [_overdue(desk)]),
        classes_block(desk),
        *ranges_blocks(desk),
        _imports(desk),
        _lock(desk),
    ]


def _overdue(desk: Desk) -> Block:
    late = [(standing, visit) for standing in desk.standings(SITES) for visit in standing.overdue]
    late.sort(key=lambda one: one[1].window.last if one[1].window else one[0].today)
    return block(
        desk,
        "overdue",
        _("Overdue visits"),
        (_("Site"), _("Participant"), _("Visit"), _("Overdue")),
        [
            Owing(
                (
                    standing.subject.site,
                    subject_cell(standing.subject.code, standing.subject.id),
                    event_word(visit.event, desk.language, visit.row.repeat),
                    left_cell(visit.window.last, standing.today) if visit.window else "",
                )
            )
            for standing, visit in cut(desk, "overdue", late)
        ],
        _("No visit is overdue."),
        total=len(late),
        more=url_for("matrix.index", overdue=1),
    )


def _imports(desk: Desk) -> Block:
    """Files read in lately."""
    sql = (
        "SELECT i.file, i.at, coalesce(p.name, i.person) FROM import_run i"
        " LEFT JOIN person p ON p.username = i.person WHERE i.at >= ? ORDER BY i.id DESC"
    )
    return block(
        desk,
        "imports",
        _("Files read in since you were last here"),
        (_("When"), _("File"), _("By")),
        [Owing((desk.day(at), file, by)) for file, at, by in rows(desk.connection, sql, (desk.since,))],
        _("No file was read in."),
    )


def _lock(desk: Desk) -> Block:
    """Participants with nothing in the way of a lock, and the first thing that is in the way."""
    every = desk.standings(SITES)
    signed = signing_times.signed_casebooks(desk.connection)
    ready = [one for one in every if one.complete and verified(one) and one.subject.id in signed]
    return Block(
        key="lock",
        word=_("Participants ready for the lock"),
        bar=(len(ready), len(every)) if every else None,
        nothing=_("There are no participants yet."),
        act=Link(_unmet(every, signed), url_for("locking.index")),
    )


def verified(standing: Standing) -> bool:
    return all(visit.row.verified == visit.row.owed for visit in standing.visits)


def _unmet(every: list[Standing], signed: set[int]) -> str:
    """The first line of the checklist that is not met."""
    visits = [visit for standing in every for visit in standing.visits]
    queries = sum(visit.row.open + visit.row.answered for visit in visits)
    if queries:
        return ngettext("%(num)s query is not closed", "%(num)s queries are not closed", queries)
    missing = sum(len(visit.awaited) + visit.row.in_entry for visit in visits)
    if missing:
        return ngettext("%(num)s page is missing or in entry", "%(num)s pages are missing or in entry", missing)
    items = sum(visit.row.owed - visit.row.verified for visit in visits)
    if items:
        return ngettext("%(num)s item is not verified", "%(num)s items are not verified", items)
    unsigned = sum(standing.subject.id not in signed for standing in every)
    if unsigned:
        return ngettext("%(num)s casebook is not signed", "%(num)s casebooks are not signed", unsigned)
    return _("Look at the checklist")


def seals(desk: Desk) -> list[Owing]:
    """The seals of the trail, the newest first."""
    sql = (
        "SELECT s.n, j.at, coalesce(p.name, j.person), s.root FROM seal s JOIN journal j ON j.chain = s.chain"
        " AND j.n = s.act LEFT JOIN person p ON p.username = j.person ORDER BY s.n DESC"
    )
    return [
        Owing((str(n), f"{clock.local(at, desk.me.timezone):%Y-%m-%d %H:%M}", by, root[:16]))
        for n, at, by, root in rows(desk.connection, sql)
    ]
