"""The life of a query: its steps, who may take them, and what edit checks do by themselves.

::

    raised -> open -> answered -> closed        answered -> open (sent back)
              open | answered -> cancelled
    of edit checks also: open | answered -> accepted; closed by itself; fired again

A query never changes data (REQ-54): the site corrects, the query follows.
Roles are named as in ``edc.access.rules.Role``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple

Kind = Literal["check", "manual", "import"]
"""Raised by an edit check, by a person, or by an import that found another value."""
Audience = Literal["site", "investigator"]
"""Who may answer: the site, or an investigator alone."""

ANSWERERS: Mapping[str, frozenset[str]] = {
    "site": frozenset({"coordinator", "investigator", "principal_investigator"}),
    "investigator": frozenset({"investigator", "principal_investigator"}),
}
RAISERS = frozenset({"monitor", "data_manager", "safety_physician"})
"""Raise manual queries and close their own kind; the data manager closes any."""


class QueryState(StrEnum):
    """State of a query. ``ACCEPTED``: the value was confirmed; listed, no longer asked."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    ACCEPTED = "accepted"


class QueryStep(StrEnum):
    """One step of a thread, named by what happened."""

    RAISED = "raised"
    ANSWERED = "answered"
    CLOSED = "closed"
    SENT_BACK = "sent_back"
    CANCELLED = "cancelled"
    ACCEPTED = "accepted"
    FIRED_AGAIN = "fired_again"
    CLOSED_ITSELF = "closed_itself"


class _Move(NamedTuple):
    before: frozenset[QueryState | None]
    after: QueryState


_UNDER_WAY = frozenset({QueryState.OPEN, QueryState.ANSWERED})
_ANSWERED = frozenset({QueryState.ANSWERED})

MOVES: Mapping[QueryStep, _Move] = {
    QueryStep.RAISED: _Move(frozenset({None}), QueryState.OPEN),
    QueryStep.ANSWERED: _Move(frozenset({QueryState.OPEN}), QueryState.ANSWERED),
    QueryStep.CLOSED: _Move(_ANSWERED, QueryState.CLOSED),
    QueryStep.SENT_BACK: _Move(_ANSWERED, QueryState.OPEN),
    QueryStep.CANCELLED: _Move(_UNDER_WAY, QueryState.CANCELLED),
    QueryStep.ACCEPTED: _Move(_UNDER_WAY, QueryState.ACCEPTED),
    QueryStep.FIRED_AGAIN: _Move(frozenset(QueryState) - {QueryState.OPEN}, QueryState.OPEN),
    QueryStep.CLOSED_ITSELF: _Move(_UNDER_WAY | {QueryState.ACCEPTED}, QueryState.CLOSED),
}
_CHECKS_ALONE = frozenset({QueryStep.ACCEPTED, QueryStep.FIRED_AGAIN, QueryStep.CLOSED_ITSELF})
_BY_THEMSELVES = frozenset({QueryStep.FIRED_AGAIN, QueryStep.CLOSED_ITSELF})


def state_after(state: QueryState | None, step: QueryStep, kind: Kind) -> QueryState | None:
    """State after *step*, or ``None`` where the step is not possible (C.4.18.1700).

    *state* is ``None`` before the query exists.
    """
    move = MOVES[step]
    if state not in move.before or (step in _CHECKS_ALONE and kind != "check"):
        return None
    return move.after


@dataclass(frozen=True, slots=True)
class Thread:
    """A query as it stands.

    ``path``: with its row; ``check``: of kind *check* alone; ``raised_role``: role of the person who raised it;
    ``step``: its last step; ``answered_by``: who answered last.
    """

    query: int
    page: int
    path: str
    kind: Kind
    check: str | None
    audience: Audience
    raised_role: str
    step: QueryStep
    answered_by: str | None = None

    @property
    def state(self) -> QueryState:
        return MOVES[self.step].after


def query_refusal(thread: Thread | None, step: QueryStep, person: str, role: str) -> str | None:
    """Why *person* in *role* may not take *step*, as a code; ``None`` if they may (REQ-55).

    With no *thread*, a manual query is raised. The site answers; a query for the
    investigator alone is answered and accepted by an investigator. Sending back,
    closing and cancelling belong to the data manager and, of manual queries, to
    the role that raised it; nobody closes what they answered themselves.
    """
    if step in _BY_THEMSELVES:
        return "query_automatic"
    if thread is None:
        if step is not QueryStep.RAISED:
            return "query_step"
        return None if role in RAISERS else "query_role"
    if state_after(thread.state, step, thread.kind) is None:
        return "query_step"
    if step in (QueryStep.ANSWERED, QueryStep.ACCEPTED):
        if role in ANSWERERS[thread.audience]:
            return None
        return "query_investigator_only" if role in ANSWERERS["site"] else "query_role"
    own_kind = thread.kind != "check" and role == thread.raised_role and role in RAISERS
    if role != "data_manager" and not own_kind:
        return "query_role"
    return "query_own_answer" if person == thread.answered_by else None


class Key(NamedTuple):
    """What one check asks about: one thread for each, for good."""

    page: int
    path: str
    check: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that fires now. ``changed``: a value it reads changed in this very act."""

    key: Key
    changed: bool
    audience: Audience = "site"


@dataclass(frozen=True, slots=True)
class QueryAct:
    """One step to append. ``query`` is ``None`` for the thread that this act begins."""

    step: QueryStep
    key: Key
    query: int | None
    audience: Audience


def settle(
    threads: Iterable[Thread], findings: Iterable[Finding], confirmed: Container[Key] = frozenset()
) -> list[QueryAct]:
    """Steps that the queries of edit checks take in one act, in order (REQ-38, C.4.18.0600).

    *threads*: all threads of the checks that were run, whatever their state;
    *findings*: those of the checks that fire. A check that does not fire, be it for
    a missing operand, closes its query. What was accepted, closed or cancelled
    while it fired stays silent until a value it reads changes, and then asks in
    the same thread; an answer to a value that changed is asked again. *confirmed*
    are asks the person confirmed with a reason in this act: asked and accepted at
    once, so that the trail shows both.
    """
    known = {Key(t.page, t.path, t.check): t for t in threads if t.check is not None}
    firing = {finding.key: finding for finding in findings}
    acts: list[QueryAct] = []
    for key in sorted(known.keys() | firing.keys()):
        thread, finding = known.get(key), firing.get(key)
        query = None if thread is None else thread.query
        if finding is None:
            if thread is not None and state_after(thread.state, QueryStep.CLOSED_ITSELF, "check"):
                acts.append(QueryAct(QueryStep.CLOSED_ITSELF, key, query, thread.audience))
            continue
        audience = finding.audience if thread is None else thread.audience
        asked = _asked(thread, finding)
        if asked is not None:
            acts.append(QueryAct(asked, key, query, audience))
        under_way = asked is not None or (thread is not None and thread.state in _UNDER_WAY)
        if under_way and key in confirmed:
            acts.append(QueryAct(QueryStep.ACCEPTED, key, query, audience))
    return acts


def _asked(thread: Thread | None, finding: Finding) -> QueryStep | None:
    """The step by which a firing check asks, or ``None`` if it need not or must stay silent."""
    if thread is None:
        return QueryStep.RAISED
    if thread.state is QueryState.OPEN:
        return None
    return QueryStep.FIRED_AGAIN if finding.changed or thread.step is QueryStep.CLOSED_ITSELF else None
