"""Reads of study versions: what was proposed and decided, what was published, what each site uses from when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import Connection

from edc.db import rows
from edc.review.locks import VerdictRow
from edc.review.rules_proposals import ProposalKind, proposal_state
from edc.review.rules_requests import Given, RequestState, Verdict
from edc.study.definition import Study


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposed version with what was said to it. ``ethics``: the committee's approval, as its letter names it."""

    id: int
    kind: ProposalKind
    version: str
    digest: str
    reason: str
    ethics: str
    person: str
    role: str
    at: str
    verdicts: tuple[VerdictRow, ...]
    state: RequestState

    @property
    def given(self) -> tuple[Given, ...]:
        return tuple(Given(one.person, one.role, one.verdict) for one in self.verdicts)


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A published revision of a version. ``person``: who acted; of an approved proposal, the last to approve."""

    version: str
    revision: int
    digest: str
    at: str
    person: str
    role: str


@dataclass(frozen=True, slots=True)
class StartRow:
    """From ``first`` on, a site uses a version. ``approval``: the site's own, as its letter names it."""

    site: str
    n: int
    version: str
    first: date
    approval: str
    person: str
    role: str
    at: str


def proposals(connection: Connection, number: int | None = None) -> list[ProposalRow]:
    """Every proposal, the newest first, or the one of that *number*."""
    verdicts: dict[int, list[VerdictRow]] = defaultdict(list)
    sql = "SELECT proposal, person, role, verdict, text, at FROM study_verdict ORDER BY proposal, act"
    for proposal, person, role, verdict, text, at in rows(connection, sql):
        verdicts[proposal].append(VerdictRow(person, role, Verdict(verdict), text, at))
    where, parameters = ("", ()) if number is None else (" WHERE id = ?", (number,))
    sql = (
        "SELECT id, kind, version, digest, reason, ethics, person, role, at FROM study_proposal"
        f"{where} ORDER BY id DESC"
    )
    found = []
    for id_, kind, version, digest, reason, ethics, person, role, at in rows(connection, sql, parameters):
        given = tuple(verdicts[id_])
        state = proposal_state(person, [Given(one.person, one.role, one.verdict) for one in given])
        found.append(
            ProposalRow(id_, cast(ProposalKind, kind), version, digest, reason, ethics, person, role, at, given, state)
        )
    return found


def proposed_study(connection: Connection, number: int) -> Study:
    """The definition of the proposal of that number, as it was put up."""
    found = rows(connection, "SELECT definition FROM study_proposal WHERE id = ?", (number,))
    return Study.model_validate_json(found[0][0])


def revisions(connection: Connection) -> list[RevisionRow]:
    """What was published, in order."""
    sql = (
        "SELECT v.version, v.revision, v.digest, j.at, j.person, j.role FROM study_version v"
        " JOIN journal j ON j.chain = v.chain AND j.n = v.act ORDER BY v.act"
    )
    return [RevisionRow(*row) for row in rows(connection, sql)]


def site_starts(connection: Connection) -> list[StartRow]:
    """Which version each site uses from which day, in the order it was decided."""
    sql = "SELECT site, n, version, first, approval, person, role, at FROM site_version ORDER BY site, n"
    return [
        StartRow(site, n, version, date.fromisoformat(first), approval, person, role, at)
        for site, n, version, first, approval, person, role, at in rows(connection, sql)
    ]
