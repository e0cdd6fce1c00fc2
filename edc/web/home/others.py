"""Home of those who look at the study rather than at a site: statistician, inspector, administrator."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _

from edc import clock
from edc.access import reading
from edc.access.rules import Permission
from edc.db import rows
from edc.review.locks import data_locks
from edc.study.definition import say
from edc.web.exports.shaping import format_word
from edc.web.home.desk import Desk, block, cut, number_cell, subject_cell
from edc.web.home.manager import seals
from edc.web.home.roles import changes_block
from edc.web.person import EVENT_WORDS, ROLE_WORDS
from edc.web.shapes import Block, Link, Owing, Said

MONTH = timedelta(days=30)
TROUBLE = ("failed", "failed_locked", "failed_signature", "locked_out", "refused")
"""Access events an administrator looks at."""


def statistician_blocks(desk: Desk) -> list[Block]:
    """Locks, and the files made from them."""
    sql = (
        "SELECT e.id, e.lock, e.formats, e.at, coalesce(p.name, e.person) FROM export e"
        " LEFT JOIN person p ON p.username = e.person ORDER BY e.id DESC"
    )
    exports = [
        Owing(
            (
                str(number),
                _lock_word(lock),
                ", ".join(format_word(one, short=True) for one in formats.split()),
                desk.day(at),
                by,
            )
        )
        for number, lock, formats, at, by in rows(desk.connection, sql)
    ]
    return [
        _locks(desk),
        block(
            desk,
            "exports",
            _("Exports"),
            (_("No."), _("Made from"), _("Formats"), _("When"), _("By")),
            exports,
            _("No export was made yet."),
            more=url_for("exports.index"),
        ),
    ]


def _lock_word(lock: int | None) -> str:
    return _("draft data") if lock is None else _("lock %(n)s", n=lock)


def _locks(desk: Desk) -> Block:
    locks = data_locks(desk.connection)
    return block(
        desk,
        "locks",
        _("Locks"),
        (_("No."), _("When"), _("Study version"), _("Pages"), _("State")),
        [
            Owing(
                (
                    str(lock.n),
                    desk.day(lock.at),
                    lock.study_version,
                    number_cell(lock.pages),
                    _("superseded") if lock.superseded else _("in force"),
                )
            )
            for lock in locks
        ],
        _("The data were never locked."),
        more=url_for("locking.index"),
    )


def inspector_blocks(desk: Desk) -> list[Block]:
    """The ways into the record: each participant with casebook and trail, seals, locks, changes of roles."""
    every = desk.standings(Permission.DATA_VIEW)
    return [
        block(
            desk,
            "participants",
            _("Participants"),
            (_("Participant"), _("Site"), _("State"), _("Last contact")),
            [
                Owing(
                    (
                        subject_cell(one.subject.code, one.subject.id),
                        one.subject.site,
                        say(one.state.label, desk.language) if one.state else "",
                        one.last_contact.isoformat() if one.last_contact else "–",
                    ),
                    (Link(_("Trail"), url_for("trail.subject", subject_id=one.subject.id)),),
                )
                for one in cut(desk, "participants", every)
            ],
            _("There are no participants yet."),
            total=len(every),
        ),
        block(
            desk,
            "seals",
            _("Seals of the trail"),
            (_("No."), _("When"), _("By"), _("Root")),
            seals(desk),
            _("The trail was never sealed."),
        ),
        _locks(desk),
        changes_block(desk, Permission.PEOPLE_VIEW),
    ]


def administrator_blocks(desk: Desk) -> list[Block]:
    """Accounts in trouble, accounts not yet in use, roles that end soon."""
    return [_trouble(desk), _unused(desk), _ending(desk), changes_block(desk, Permission.PEOPLE_VIEW)]


def _trouble(desk: Desk) -> Block:
    """Refused passwords, locked accounts and questions for what is not theirs, since the last sign-in."""
    marks = ", ".join("?" * len(TROUBLE))
    sql = (
        "SELECT a.at, a.person, p.username, a.kind, a.address FROM access_event a"
        f" LEFT JOIN person p ON p.username = a.person WHERE a.kind IN ({marks}) AND a.at >= ? ORDER BY a.id DESC"
    )
    lines = [
        Owing(
            (
                f"{desk.time(at):%m-%d %H:%M}",
                Said(typed, url_for("people.person", username=known) if known else ""),
                Said(_(EVENT_WORDS[kind]), tone="warn" if kind == "locked_out" else ""),
                address,
            )
        )
        for at, typed, known, kind, address in rows(desk.connection, sql, (*TROUBLE, desk.since))
    ]
    return block(
        desk,
        "trouble",
        _("Refused at the door since you were last here"),
        (_("When"), _("User name"), _("What"), _("Address")),
        lines,
        _("Nobody was refused."),
        more=url_for("people.people"),
    )


def _unused(desk: Desk) -> Block:
    """People who never chose a password of their own."""
    lines = [
        Owing((Said(person.name, url_for("people.person", username=person.username)), person.username))
        for person in reading.people(desk.connection)
        if person.active and person.temporary
    ]
    nothing = _("Everybody has chosen a password of their own.")
    more = url_for("people.people")
    return block(desk, "unused", _("Has not signed in yet"), (_("Person"), _("User name")), lines, nothing, more=more)


def _ending(desk: Desk) -> Block:
    """Roles that end within a month."""
    people = {person.username: person.name for person in reading.people(desk.connection)}
    limit = (clock.local(clock.stamp(clock.now()), desk.me.timezone) + MONTH).date()

    def lines() -> Iterator[tuple[str, Owing]]:
        for row in reading.grants(desk.connection):
            last = row.grant.last
            if last and desk.me.today <= last <= limit:
                who = Said(people.get(row.person, row.person), url_for("people.person", username=row.person))
                cells = (who, _(ROLE_WORDS[row.grant.role]), row.grant.site or _("All sites"), last.isoformat())
                yield last.isoformat(), Owing(cells)

    columns = (_("Person"), _("Role"), _("Site"), _("Last day"))
    found = [owing for _last, owing in sorted(lines(), key=lambda line: line[0])]
    return block(desk, "ending", _("Roles that end within 30 days"), columns, found, _("No role ends soon."))
