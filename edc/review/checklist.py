"""What stands between the data and a lock: one list, each gap closed or justified (REQ-56, REQ-63).

Gaps that are read from the record are found here; those that are worked out
(what is owed, what is expected, rules run again, chains) in ``acts.lock_checklist``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from edc.casebook.strikes import STRUCK_SUBJECTS
from edc.db import rows
from edc.review.rules import SignatureState
from edc.review.signatures import signatures


class GapKind(StrEnum):
    """What is missing, in the order of the list."""

    QUERY = "query"
    DEVIATION = "deviation"
    ALERT = "alert"
    VISIT = "visit"
    PAGE = "page"
    MISSING = "missing"
    RULE = "rule"
    VERIFICATION = "verification"
    SIGNATURE = "signature"
    TRAIL = "trail"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that keeps the data from being locked, and where it is.

    ``subject``: code of the participant; ``number``: of the query, the notice, the visit or the
    page it is about; ``path``: the item; ``detail``: what else tells it apart (the
    state of a query, the id of a check, how many items, the words of a flaw).
    """

    kind: GapKind
    subject: str = ""
    subject_id: int = 0
    event: str = ""
    form: str = ""
    page: int = 0
    path: str = ""
    number: int = 0
    detail: str = ""

    @property
    def key(self) -> str:
        """What a justification names. The same gap has the same key at the next look."""
        if self.kind is GapKind.TRAIL:
            return f"{self.kind}/{self.path}/{self.detail}"
        return f"{self.kind}/{self.number}" + (f"/{self.path}" if self.path else "")


def unjustified(gaps: Iterable[Gap], justified: Mapping[str, str]) -> list[Gap]:
    """Gaps that are neither closed nor justified with words."""
    return [gap for gap in gaps if not justified.get(gap.key, "").strip()]


def recorded_gaps(connection: Connection) -> list[Gap]:
    """Queries not closed, notices not settled, the verification plan unmet, casebooks unsigned."""
    return [*_queries(connection), *_notices(connection), *_verification(connection), *_signatures(connection)]


def _queries(connection: Connection) -> list[Gap]:
    sql = (
        "SELECT s.code, s.id, v.event, p.form, p.id, q.path, q.id, e.state FROM query q"
        " JOIN query_event e ON e.query = q.id AND e.n = (SELECT max(l.n) FROM query_event l WHERE l.query = q.id)"
        " JOIN page p ON p.id = q.page JOIN visit v ON v.id = p.visit JOIN subject s ON s.id = p.subject"
        f" WHERE e.state IN ('open', 'answered') AND s.id NOT IN {STRUCK_SUBJECTS} ORDER BY q.id"
    )
    return [Gap(GapKind.QUERY, *row) for row in rows(connection, sql)]


def _notices(connection: Connection) -> list[Gap]:
    """Drafted and proposed deviations nobody filed or dismissed, alerts nobody has seen."""
    sql = (
        "SELECT o.kind, s.code, s.id, v.event, p.form, p.id, o.path, o.id, o.check_id FROM notice o"
        " JOIN notice_event e ON e.notice = o.id AND e.n = (SELECT max(l.n) FROM notice_event l WHERE l.notice = o.id)"
        " JOIN page p ON p.id = o.page JOIN visit v ON v.id = p.visit JOIN subject s ON s.id = p.subject"
        f" WHERE e.state = 'open' AND s.id NOT IN {STRUCK_SUBJECTS} ORDER BY o.id"
    )
    return [Gap(GapKind(kind), *row) for kind, *row in rows(connection, sql)]


def _verification(connection: Connection) -> list[Gap]:
    sql = (
        "SELECT s.code, s.id, t.event, t.form, t.page, t.owed - t.verified FROM page_state t"
        " JOIN subject s ON s.id = t.subject"
        " WHERE t.verified < t.owed AND t.entry NOT IN ('struck', 'not_done')"
        f" AND s.id NOT IN {STRUCK_SUBJECTS} ORDER BY t.page"
    )
    return [
        Gap(GapKind.VERIFICATION, code, subject, event, form, page, number=page, detail=str(left))
        for code, subject, event, form, page, left in rows(connection, sql)
    ]


def _signatures(connection: Connection) -> list[Gap]:
    sql = (
        "SELECT s.code, s.id FROM subject s WHERE EXISTS (SELECT 1 FROM page_state t WHERE t.subject = s.id"
        f" AND t.head > 0) AND s.id NOT IN {STRUCK_SUBJECTS} ORDER BY s.id"
    )
    gaps = []
    for code, subject in rows(connection, sql):
        given = signatures(connection, "subject", subject)
        state = given[0].state if given else SignatureState.UNSIGNED
        if state is not SignatureState.SIGNED:
            gaps.append(Gap(GapKind.SIGNATURE, code, subject, number=subject, detail=state.value))
    return gaps
