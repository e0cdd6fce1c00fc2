"""Reads of participants created in error, and of those screened before under another number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from edc.access.rules_grants import Sites
from edc.casebook.rules_strikes import Strike, StrikeStep, pending
from edc.db import rows

DECIDING = "y.step IN ('struck', 'restored')"
"""Of the steps ``y`` of a participant, those that decide whether they are struck out."""
STRUCK_SUBJECTS = (
    "(SELECT z.subject FROM subject_strike z WHERE z.step = 'struck' AND z.n ="
    f" (SELECT max(y.n) FROM subject_strike y WHERE y.subject = z.subject AND {DECIDING}))"
)
"""Numbers of the participants struck out: what counts, worklists and checklists leave out, as ``NOT IN``."""


@dataclass(frozen=True, slots=True)
class StrikeRow:
    """A step as it was taken. ``reason`` ``None``: redacted."""

    step: StrikeStep
    reason: str | None
    person: str
    role: str
    at: str

    @property
    def rules(self) -> Strike:
        return Strike(self.step, self.person, self.role)


def strikes(connection: Connection, subject: int) -> list[StrikeRow]:
    """Every step about a participant, in order."""
    sql = "SELECT step, reason, person, role, at FROM subject_strike WHERE subject = ? ORDER BY n"
    return [StrikeRow(StrikeStep(step), *said) for step, *said in rows(connection, sql, (subject,))]


@dataclass(frozen=True, slots=True)
class Asked:
    """A participant about whom something was asked and is not decided."""

    subject: int
    code: str
    site: str
    steps: Sequence[StrikeRow]

    @property
    def under_way(self) -> Sequence[StrikeRow]:
        """What was said since the last thing that was decided."""
        return self.steps[len(self.steps) - len(pending([one.rules for one in self.steps])) :]


def asked(connection: Connection, sites: Sites) -> list[Asked]:
    """Participants of *sites* with a step whose last one decides nothing."""
    sql = (
        "SELECT s.id, s.code, s.site FROM subject s JOIN subject_strike z ON z.subject = s.id AND z.n ="
        " (SELECT max(y.n) FROM subject_strike y WHERE y.subject = s.id)"
        " WHERE z.step IN ('asked', 'confirmed', 'restoring') ORDER BY s.code"
    )
    found = [row for row in rows(connection, sql) if row[2] in sites]
    return [Asked(number, code, site, strikes(connection, number)) for number, code, site in found]


@dataclass(frozen=True, slots=True)
class Screened:
    """Another number of the same person."""

    subject: int
    code: str


def screened(connection: Connection) -> dict[int, str]:
    """Participant to the code under which they were screened before."""
    sql = "SELECT r.subject, s.code FROM rescreening r JOIN subject s ON s.id = r.previous"
    return dict(map(tuple, rows(connection, sql)))


def screened_before(connection: Connection, subject: int) -> Screened | None:
    """The number under which the participant was screened before."""
    sql = "SELECT s.id, s.code FROM rescreening r JOIN subject s ON s.id = r.previous WHERE r.subject = ?"
    found = rows(connection, sql, (subject,))
    return Screened(*found[0]) if found else None


def screened_again(connection: Connection, subject: int) -> list[Screened]:
    """The numbers under which the participant was screened again."""
    sql = "SELECT s.id, s.code FROM rescreening r JOIN subject s ON s.id = r.subject WHERE r.previous = ? ORDER BY s.id"
    return [Screened(*row) for row in rows(connection, sql, (subject,))]
