"""Requests that wait for an approval, whoever gives it: to lock or unlock, and a proposed version of the study."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from edc.access.rules import Permission
from edc.review.locks import requests
from edc.review.proposals import ProposalRow, proposals
from edc.review.rules_proposals import lacking
from edc.review.rules_requests import RequestState, Verdict, verdict_refusal
from edc.web.home.desk import Desk, block
from edc.web.shapes import Block, Link, Owing, Said
from edc.web.spoken import names
from edc.web.study.versions import kind_words

LOCKS = {"lock": Permission.LOCK_APPROVE, "unlock": Permission.UNLOCK_APPROVE}


def approvals(desk: Desk) -> list[Block]:
    """What this person may still approve or decline; no block for those who never approve anything."""
    if not any(desk.me.may(permission) for permission in (*LOCKS.values(), Permission.STUDY_APPROVE)):
        return []
    people = names(desk.connection)
    lines = [*_versions(desk, people), *_locks(desk, people)]
    columns = (_("Request"), _("By"), _("When"), _("Reason"))
    return [block(desk, "approvals", _("Requests to decide"), columns, lines, _("No request waits for you."))]


def _locks(desk: Desk, people: dict[str, str]) -> Iterator[Owing]:
    words = {"lock": _("Lock the database"), "unlock": _("Unlock pages")}
    for one in requests(desk.connection):
        if one.state is not RequestState.PENDING or not desk.me.may(LOCKS[one.kind]):
            continue
        if verdict_refusal(one.person, one.given, desk.me.username, Verdict.APPROVED) is None:
            url = url_for("locking.index")
            yield _line(desk, words[one.kind], url, people.get(one.person, one.person), one.at, one.reason)


def _versions(desk: Desk, people: dict[str, str]) -> Iterator[Owing]:
    for one in proposals(desk.connection):
        if one.state is RequestState.PENDING and _mine(desk, one):
            url = url_for("study.proposal", number=one.id)
            by = people.get(one.person, one.person)
            yield _line(desk, kind_words(one.kind, one.version), url, by, one.at, one.reason)


def _mine(desk: Desk, one: ProposalRow) -> bool:
    """Whether it still lacks the approval of a role this person holds, and they have not spoken yet."""
    roles = {role.value for role in desk.me.roles}
    spoken = verdict_refusal(one.person, one.given, desk.me.username, Verdict.APPROVED)
    return spoken is None and bool(roles & lacking(one.person, one.given)) and desk.me.may(Permission.STUDY_APPROVE)


def _line(desk: Desk, what: str, url: str, by: str, at: str, why: str) -> Owing:
    return Owing((Said(what, url), by, desk.day(at), why), (Link(_("Decide"), url, primary=True),))
