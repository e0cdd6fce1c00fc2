"""Participants created in error, for the two who confirm: what is asked and waits for them."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from edc.access.rules import Permission
from edc.casebook.strikes import Asked, asked
from edc.web.casebook.strikes import reason_words, step_words
from edc.web.home.desk import Desk, block, subject_cell
from edc.web.shapes import Block, Link, Owing
from edc.web.spoken import names, who


def strike_blocks(desk: Desk) -> list[Block]:
    """One block while something is asked that this person did not ask for; none at other times, for it is rare."""
    sites = desk.me.sites(Permission.SUBJECT_STRIKE_CONFIRM)
    waiting = [one for one in asked(desk.connection, sites) if all(_open(desk, one))]
    if not waiting:
        return []
    people = names(desk.connection)
    return [
        block(
            desk,
            "strikes",
            _("Created in error: to decide"),
            (_("Participant"), _("Asked"), _("Reason")),
            [_line(one, people) for one in waiting],
            "",
        )
    ]


def _open(desk: Desk, one: Asked) -> list[bool]:
    """Whether each step that waits is another's: nobody decides what they asked or said themselves."""
    return [step.person != desk.me.username for step in one.under_way]


def _line(one: Asked, people: dict[str, str]) -> Owing:
    first = one.under_way[0]
    by = who(people, first.person, first.role)
    url = url_for("casebook.subject", subject_id=one.subject, _anchor="created-in-error")
    return Owing(
        (subject_cell(one.code, one.subject), step_words(first.step, by), reason_words(first)),
        (Link(_("Decide"), url, primary=True),),
    )
