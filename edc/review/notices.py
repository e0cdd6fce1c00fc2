"""Reads of notices for lists and screens: deviations drafted, proposed, filed, dismissed; alerts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from edc.casebook.strikes import STRUCK_SUBJECTS
from edc.db import rows
from edc.review.rules_notices import Notice, NoticeKind, NoticeState, NoticeStep


@dataclass(frozen=True, slots=True)
class NoticeFilter:
    """Which notices a list shows; what is ``None`` does not restrict. ``steps``: their last ones."""

    kind: NoticeKind | None = None
    states: Collection[str] | None = None
    steps: Collection[str] | None = None
    sites: Collection[str] | None = None
    subject: int | None = None
    notice: int | None = None

    def where(self) -> tuple[str, list[Any]]:
        # of a participant created in error, notices are found by their place alone
        named = self.subject is not None or self.notice is not None
        parts: list[str] = ["1 = 1" if named else f"s.id NOT IN {STRUCK_SUBJECTS}"]
        values: list[Any] = []
        for column, chosen in (("e.state", self.states), ("e.name", self.steps), ("s.site", self.sites)):
            if chosen is not None:
                parts.append(f"{column} IN ({', '.join('?' * len(chosen))})" if chosen else "1 = 0")
                values += sorted(chosen)
        for column, value in (("o.kind", self.kind), ("s.id", self.subject), ("o.id", self.notice)):
            if value is not None:
                parts.append(f"{column} = ?")
                values.append(value)
        return " AND ".join(parts), values


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice of a list, with where it stands and its last step.

    ``own``: a proposal's words (``None``: redacted); ``opened_at``: when it was drafted, proposed or
    raised, or fired again; ``place``: ``page:row`` of the log it was filed as, or nothing.
    """

    rules: Notice
    own: str | None
    subject: int
    subject_code: str
    site: str
    visit: int
    event: str
    visit_repeat: int
    form: str
    opened_at: str
    last_text: str | None
    last_person: str
    last_role: str
    last_at: str
    place: str

    @property
    def id(self) -> int:
        return self.rules.notice

    @property
    def filed_page(self) -> int | None:
        """The page of the log that has the row."""
        page = self.place.partition(":")[0]
        return int(page) if page else None

    @property
    def filed_row(self) -> str:
        return self.place.partition(":")[2]


_FIRING = "('drafted', 'proposed', 'raised', 'fired_again')"
_FROM = (
    " FROM notice o JOIN notice_event e ON e.notice = o.id"
    " AND e.n = (SELECT max(l.n) FROM notice_event l WHERE l.notice = o.id)"
    " JOIN notice_event f ON f.notice = o.id"
    f" AND f.n = (SELECT max(l.n) FROM notice_event l WHERE l.notice = o.id AND l.name IN {_FIRING})"
    " JOIN page p ON p.id = o.page JOIN visit v ON v.id = p.visit JOIN subject s ON s.id = p.subject"
)


def notice_list(connection: Connection, chosen: NoticeFilter, *, limit: int = 500) -> list[NoticeRow]:
    """Notices, the longest open first."""
    where, values = chosen.where()
    filed = "(SELECT l.place FROM notice_event l WHERE l.notice = o.id AND l.name = 'filed' ORDER BY l.n DESC LIMIT 1)"
    sql = (
        "SELECT o.id, o.page, o.path, o.kind, o.check_id, o.category, o.major, e.name, f.text, o.text, s.id, s.code,"
        f" s.site, v.id, v.event, v.repeat, p.form, f.at, e.text, e.person, e.role, e.at, {filed}"
        f"{_FROM} WHERE {where} ORDER BY f.at, o.id LIMIT ?"
    )
    return [_row(*row) for row in rows(connection, sql, [*values, limit])]


def _row(*columns: Any) -> NoticeRow:
    number, page, path, kind, check, category, major, step, fired, before, *rest, place = columns
    # what a check fired with are codes; of a proposal it is the words, which once stood on the notice itself
    detail, own = (fired or "", "") if check else ("", before or fired)
    rules = Notice(number, page, path, kind, check, category, bool(major), NoticeStep(step), detail)
    return NoticeRow(*(rules, own, *rest, place or ""))


def open_notices(connection: Connection, subject: int) -> dict[str, int]:
    """How many deviations and alerts of a participant wait for somebody, by kind."""
    where, values = NoticeFilter(states=(NoticeState.OPEN,), subject=subject).where()
    sql = f"SELECT o.kind, count(*){_FROM} WHERE {where} GROUP BY o.kind"
    return dict(map(tuple, rows(connection, sql, values)))


def notice(connection: Connection, number: int) -> NoticeRow | None:
    """The notice of that number, or ``None``."""
    return next(iter(notice_list(connection, NoticeFilter(notice=number))), None)


@dataclass(frozen=True, slots=True)
class NoticeEventRow:
    """A step as it was taken. ``text`` ``None``: redacted."""

    step: NoticeStep
    text: str | None
    place: str
    person: str
    role: str
    at: str


def notice_events(connection: Connection, number: int) -> list[NoticeEventRow]:
    """Every step of a notice, in order."""
    sql = "SELECT name, text, place, person, role, at FROM notice_event WHERE notice = ? ORDER BY n"
    return [
        NoticeEventRow(NoticeStep(name), text, place or "", person, role, at)
        for name, text, place, person, role, at in rows(connection, sql, (number,))
    ]
