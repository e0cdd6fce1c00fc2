"""What every block of home is made from: who looks, where they may, and what was read for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TypeVar

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Connection

from edc import clock
from edc.access.rules import Permission, Role
from edc.access.rules_grants import Sites
from edc.casebook import listing
from edc.casebook.standing import Standing
from edc.casebook.standings import standings
from edc.db import rows
from edc.study.definition import Study, say
from edc.web.cells import event_word
from edc.web.person import Me
from edc.web.punctuation import beside
from edc.web.shapes import Block, Link, Owing, Said

SHOWN = 7
"""Rows of a block; the rest is one click away."""


@dataclass
class Desk:
    """One person's view of what is owed, at the moment they look."""

    connection: Connection
    study: Study
    me: Me
    language: str
    whole: str = ""
    """Key of the block of which every row is shown."""
    _standings: dict[tuple[Sites, frozenset[str]], list[Standing]] = field(default_factory=dict)

    def holds(self, *roles: Role) -> bool:
        """Whether the person holds one of *roles* today."""
        return any(role in self.me.roles for role in roles)

    def standings(self, permission: Permission, forms: Iterable[str] = ()) -> list[Standing]:
        """Participants of the sites where *permission* is held; documents of *forms* are read as well."""
        sites, wanted = self.me.sites(permission), self.adverse_forms | frozenset(forms)
        if (sites, wanted) not in self._standings:
            subjects = listing.subjects(self.connection, sites)
            self._standings[sites, wanted] = standings(self.connection, subjects, wanted)
        return self._standings[sites, wanted]

    def codes(self, permission: Permission) -> frozenset[str] | None:
        """Sites where *permission* is held; ``None``: all of them."""
        sites = self.me.sites(permission)
        return None if sites.everywhere else sites.codes

    @cached_property
    def adverse_forms(self) -> frozenset[str]:
        """Forms of adverse events: read with the standings, for what is serious stands above everything."""
        return frozenset(form.name for form in self.study.forms if form.domain == "AE")

    @cached_property
    def since(self) -> str:
        """The previous sign-in of this person, but at least a week back: news is not lost by signing in twice."""
        sql = "SELECT max(at) FROM access_event WHERE person = ? AND kind = 'sign_in' AND at < ?"
        found = rows(self.connection, sql, (self.me.username, clock.stamp(self.me.session.started)))
        week = clock.stamp(clock.now() - timedelta(days=7))
        return min(found[0][0], week) if found[0][0] else week

    def place(self, event: str, repeat: int, form: str) -> str:
        """A page in words: ``Renal function, week 20``; a log has no visit."""
        known = self.study.event_by_name.get(event)
        return self.form(form) if known and known.kind == "log" else beside(self.form(form), self.visit(event, repeat))

    def form(self, name: str) -> str:
        known = self.study.form_by_name.get(name)
        return say(known.label, self.language) if known else name

    def visit(self, event: str, repeat: int) -> str:
        known = self.study.event_by_name.get(event)
        return event_word(known, self.language, repeat) if known else event

    def ago(self, stamp: str) -> int:
        """Whole days since a stored time."""
        return (clock.now() - clock.parse(stamp)).days

    def day(self, stamp: str) -> str:
        """A stored time as a calendar day of the study."""
        return clock.local(stamp, self.me.timezone).date().isoformat()

    def time(self, stamp: str) -> datetime:
        """A stored time on the study's clock."""
        return clock.local(stamp, self.me.timezone)


def subject_cell(code: str, number: int) -> Said:
    """A participant that leads to the casebook."""
    return Said(code, url_for("casebook.subject", subject_id=number))


def number_cell(number: int, *, late: bool = False) -> Said:
    return Said(str(number), tone="warn" if late else "", number=True)


def left_cell(last: date, today: date) -> Said:
    """Days left until *last*; overdue only once it lies behind."""
    days = (last - today).days
    if days < 0:
        return Said(ngettext("overdue by %(num)s day", "overdue by %(num)s days", -days), tone="warn")
    return Said(_("today") if days == 0 else str(days), number=True)


Thing = TypeVar("Thing")


def cut(desk: Desk, key: str, found: Sequence[Thing]) -> Sequence[Thing]:
    """What of *found* the block *key* shows: only that is put into words."""
    return found if desk.whole == key else found[:SHOWN]


def block(
    desk: Desk,
    key: str,
    word: str,
    columns: Sequence[str],
    owing: Sequence[Owing],
    nothing: str,
    *,
    total: int | None = None,
    more: str = "",
    act: Link | None = None,
) -> Block:
    """A block of at most :data:`SHOWN` rows, or of all where all were asked for.

    *total*: how many there are, where *owing* is cut already; *more*: where all of them stand.
    """
    return Block(
        key=key,
        word=word,
        columns=tuple(columns),
        rows=tuple(cut(desk, key, owing)),
        total=len(owing) if total is None else total,
        more_url=more or url_for("home.index", whole=key, _anchor=f"b-{key}"),
        nothing=nothing,
        act=act,
    )
