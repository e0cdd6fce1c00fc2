"""Propose a study version: an amendment, or a revision of one that is published."""

from __future__ import annotations

from sqlalchemy import Connection

from edc.access.rules import Permission
from edc.acts.permitted import require
from edc.acts.reasons import said
from edc.casebook.pinning import published
from edc.casebook.rules_saving import clean_reason
from edc.db import Database, rows
from edc.errors import Refusal
from edc.review.proposals import proposals
from edc.review.rules_proposals import ProposalKind, next_version
from edc.review.rules_requests import RequestState
from edc.study.checking import check_study
from edc.study.compare import changed_units, changes_of_substance
from edc.study.definition import Study
from edc.study.versions import Versions
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Actor, Unit, unit


def propose_version(
    database: Database, actor: Actor, study: Study, reason: str, ethics: str = "", *, request_key: str | None = None
) -> int:
    """Put *study* up for approval and return the proposal's number; nothing runs from it yet.

    A number that is published already makes it a revision, which collects nothing else;
    the next number an amendment, which owes *ethics*, the committee's approval as its
    letter names it. Raises :class:`Refusal`: ``no_study``, ``study_differs``,
    ``proposal_pending``, ``proposal_flawed``, ``proposal_nothing``, ``version_pinned``,
    ``proposal_number``, ``proposal_words_only``, ``proposal_unit``, ``reason_owed``, ``ethics_owed``.
    """
    require(actor, Permission.STUDY_DRAFT)
    about = {"version": study.version, "digest": study.digest}
    with unit(database, "propose_version", actor, request_id=request_key, about=about) as work:
        if before := _sent_before(work):
            return before
        kind = proposal_kind(work.connection, study)
        words, approval = said(reason), clean_reason(ethics) or ""
        if kind == "amendment" and not approval:
            raise Refusal("ethics_owed")
        number = 1 + max((one.id for one in proposals(work.connection)), default=0)
        work.about |= {"proposal": number, "kind": kind}
        row = {"id": number, "kind": kind, "version": study.version, "digest": study.digest}
        row |= {"definition": study.canonical, "reason": words, "ethics": approval}
        by = {"person": actor.person, "role": actor.role, "at": work.at}
        work.append("study_proposal", STUDY_CHAIN, row | by)
        return number


def proposal_kind(connection: Connection, study: Study) -> ProposalKind:
    """What *study* would be if it were proposed now. Raises :class:`Refusal` as :func:`propose_version` does,
    for everything but reason and approval."""
    versions = published(connection)
    if versions.newest.oid != study.oid:
        raise Refusal("study_differs")
    if any(one.state is RequestState.PENDING for one in proposals(connection)):
        raise Refusal("proposal_pending")
    if flaws := check_study(study):
        raise Refusal("proposal_flawed", flaw=str(flaws[0]))
    return _kind(versions, study)


def _kind(versions: Versions, study: Study) -> ProposalKind:
    """What *study* is beside what is published; refused where it is neither."""
    if study.version in versions.rules:
        now = versions.study(study.version)
        if now.digest == study.digest:
            raise Refusal("proposal_nothing", version=study.version)
        if changes := changes_of_substance(now, study):
            raise Refusal("version_pinned", version=study.version, changes=", ".join(changes[:5]))
        return "revision"
    newest = versions.newest
    after = next_version(newest.version)
    if after is not None and study.version != after:
        raise Refusal("proposal_number", version=study.version, next=after)
    if not changes_of_substance(newest, study):
        raise Refusal("proposal_words_only", version=newest.version)
    if items := changed_units(newest, study):
        raise Refusal("proposal_unit", items=", ".join(items[:5]))
    return "amendment"


def _sent_before(work: Unit) -> int | None:
    """The proposal that this very request made when it was sent before."""
    sql = (
        "SELECT p.id FROM journal j JOIN study_proposal p ON p.chain = j.chain AND p.act = j.n"
        " WHERE j.chain = ? AND j.request_id = ?"
    )
    found = rows(work.connection, sql, (STUDY_CHAIN, work.request_id)) if work.request_id else []
    return int(found[0][0]) if found else None
