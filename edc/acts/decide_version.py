"""Decide on a proposed version: approve, decline, or withdraw one's own.

With the second approval the version is published in that very act. A revision then
applies to all pages of its version: their rules run again, one participant at a time.
"""

from __future__ import annotations

from dataclasses import dataclass

from edc.access.rules import Permission
from edc.acts.permitted import require
from edc.acts.publish_study import append_version
from edc.acts.reasons import said
from edc.acts.recheck import recheck
from edc.acts.version_dry_run import held_by
from edc.casebook.rules_saving import clean_reason
from edc.db import Database, rows
from edc.errors import Refusal
from edc.review.proposals import ProposalRow, proposals, proposed_study
from edc.review.rules_proposals import proposal_state
from edc.review.rules_requests import Given, RequestState, Verdict, verdict_refusal
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Actor, Unit, unit


@dataclass(frozen=True, slots=True)
class VersionDecided:
    """Where the proposal stands now, and the revision that was published.

    ``held``: codes of participants whose pages could not follow, because data are frozen or locked.
    """

    state: RequestState
    revision: int | None = None
    held: tuple[str, ...] = ()


def decide_version(
    database: Database, actor: Actor, proposal: int, verdict: Verdict, text: str = "", *, request_key: str | None
) -> VersionDecided:
    """Give *verdict* on *proposal*; *text* is owed when declining.

    Raises :class:`Refusal`: ``not_found``, ``request_decided``, ``own_request``,
    ``withdraw_other``, ``approved_already``, ``reason_owed``, ``revision_held`` with the frozen or
    locked pages whose derived values would be others.
    """
    with unit(database, "decide_version", actor, request_id=request_key, about={"proposal": proposal}) as work:
        found = proposals(work.connection, proposal)
        if not found:
            raise Refusal("not_found")
        asked = found[0]
        if request_key and rows(work.connection, _SENT, (STUDY_CHAIN, request_key)):
            return VersionDecided(asked.state)
        require(actor, Permission.STUDY_DRAFT if verdict is Verdict.WITHDRAWN else Permission.STUDY_APPROVE)
        if asked.state is not RequestState.PENDING:
            raise Refusal("request_decided")
        if code := verdict_refusal(asked.person, asked.given, actor.person, verdict):
            raise Refusal(code)
        words = said(text) if verdict is Verdict.DECLINED else clean_reason(text) or ""
        state = proposal_state(asked.person, [*asked.given, Given(actor.person, actor.role, verdict)])
        if state is RequestState.APPROVED and asked.kind == "revision":
            _refuse_held(work, asked)
        row = {"proposal": proposal, "person": actor.person, "role": actor.role}
        work.append("study_verdict", STUDY_CHAIN, row | {"verdict": verdict.value, "text": words, "at": work.at})
        if state is not RequestState.APPROVED:
            return VersionDecided(state)
        revision = _publish(work, asked)
    held = recheck(database, asked.version, revision) if asked.kind == "revision" else ()
    return VersionDecided(state, revision, held)


_NAMED = 20
"""Pages that a refusal names."""

_SENT = "SELECT 1 FROM journal WHERE chain = ? AND request_id = ?"


def _refuse_held(work: Unit, asked: ProposalRow) -> None:
    """What is frozen or locked keeps its derived values, and they stay what their formulas give."""
    if held := held_by(work.connection, proposed_study(work.connection, asked.id)):
        more = f" (+{len(held) - _NAMED})" if len(held) > _NAMED else ""
        raise Refusal("revision_held", pages=", ".join(held[:_NAMED]) + more)


def _publish(work: Unit, asked: ProposalRow) -> int:
    """The proposal becomes the study, under the name of that act."""
    work.name = "publish_study"
    work.about |= {"version": asked.version, "digest": asked.digest}
    return append_version(work, proposed_study(work.connection, asked.id))
