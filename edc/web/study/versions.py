"""Study versions for the screen: what is published, proposed, and used at which site from when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import g, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection

from edc import clock
from edc.access import reading
from edc.access.rules import Permission, Role
from edc.exchange.paper.amended import amended
from edc.review.proposals import ProposalRow, RevisionRow, StartRow, proposals, revisions, site_starts
from edc.review.rules_proposals import ProposalKind, lacking
from edc.review.rules_requests import RequestState, Verdict
from edc.study.definition import Study, say
from edc.web.keys import new_key
from edc.web.punctuation import listed
from edc.web.shapes import Link
from edc.web.shapes.locking import VerdictLine
from edc.web.shapes.versions import (
    DifferenceBlock,
    DifferencesShape,
    ProposalLine,
    PublishedLine,
    StartForm,
    StartLine,
    VersionsShape,
)
from edc.web.spoken import moment, names, role_words, who
from edc.web.words import language, speech

NOTHING = ("", "", "", "")


def versions_shape(
    connection: Connection, zone: str, typed: tuple[str, str, str, str] = NOTHING, problem: str = ""
) -> VersionsShape:
    """The whole screen; *typed* and *problem*: a start that was refused."""
    people, published, starts = names(connection), revisions(connection), site_starts(connection)
    drafts = g.me.may(Permission.STUDY_DRAFT)
    return VersionsShape(
        published=_published(published, people, zone),
        proposals=tuple(proposal_line(row, people, zone) for row in proposals(connection)),
        starts=_starts(connection, starts, people, zone),
        start=_start_form(connection, published, typed, problem) if drafts else None,
        propose=Link(_("Propose a version ..."), url_for("study.propose_version")) if drafts else None,
        request_key=new_key(),
    )


def _published(found: list[RevisionRow], people: Mapping[str, str], zone: str) -> tuple[PublishedLine, ...]:
    order = list(dict.fromkeys(row.version for row in found))
    last = {row.version: row.revision for row in found}
    lines = []
    for row in reversed(found):
        place = order.index(row.version)
        before = order[place - 1] if place and row.revision == last[row.version] else None
        since = None
        if before is not None:
            url = url_for("study.version_differences", before=before, after=row.version)
            since = Link(_("Differences from version %(n)s", n=before), url)
        folder = None
        if row.revision == last[row.version]:
            folder = Link(_("Version %(n)s (ZIP)", n=row.version), url_for("study.version_folder", version=row.version))
        newest = row.version == order[-1] and row.revision == last[row.version]
        told = (moment(row.at, zone), who(people, row.person, row.role), row.digest)
        lines.append(PublishedLine(row.version, row.revision, *told, newest, since, folder))
    return tuple(lines)


def _starts(
    connection: Connection, found: list[StartRow], people: Mapping[str, str], zone: str
) -> tuple[StartLine, ...]:
    sites = {site.code: site for site in reading.sites(connection)}
    now: dict[str, int] = {}
    for row in found:
        if row.first <= clock.today(sites[row.site].timezone):
            now[row.site] = row.n
    return tuple(
        StartLine(
            site=say(sites[row.site].label, language()) or row.site,
            version=row.version,
            first=row.first.isoformat(),
            approval=row.approval,
            who=who(people, row.person, row.role),
            at=moment(row.at, zone),
            ahead=row.first > clock.today(sites[row.site].timezone),
            now=now.get(row.site) == row.n,
        )
        for row in reversed(found)
    )


def _start_form(
    connection: Connection, published: list[RevisionRow], typed: tuple[str, str, str, str], problem: str
) -> StartForm:
    sites = tuple((site.code, say(site.label, language()) or site.code) for site in reading.sites(connection))
    order = tuple(dict.fromkeys(row.version for row in reversed(published)))
    return StartForm(url_for("study.start_version"), sites, order, typed, problem)


def kind_words(kind: ProposalKind, version: str) -> str:
    """What a proposal is."""
    words = {
        "amendment": _("Amendment: version %(n)s", n=version),
        "revision": _("Revision of version %(n)s", n=version),
    }
    return words[kind]


def proposal_line(row: ProposalRow, people: Mapping[str, str], zone: str) -> ProposalLine:
    return ProposalLine(
        number=row.id,
        word=kind_words(row.kind, row.version),
        url=url_for("study.proposal", number=row.id),
        who=who(people, row.person, row.role),
        at=moment(row.at, zone),
        reason=row.reason,
        ethics=row.ethics,
        state=_state(row.state),
        pending=row.state is RequestState.PENDING,
    )


def _state(state: RequestState) -> str:
    return {
        RequestState.PENDING: _("Waits for a decision"),
        RequestState.APPROVED: _("Published as a version"),
        RequestState.DECLINED: _("Declined"),
        RequestState.WITHDRAWN: _("Withdrawn"),
    }[state]


def verdict_lines(row: ProposalRow, people: Mapping[str, str], zone: str) -> tuple[VerdictLine, ...]:
    words = {
        Verdict.APPROVED: _("approved"),
        Verdict.DECLINED: _("declined"),
        Verdict.WITHDRAWN: _("withdrew"),
    }
    return tuple(
        VerdictLine(who(people, one.person, one.role), moment(one.at, zone), words[one.verdict], one.text)
        for one in row.verdicts
    )


def needs_words(row: ProposalRow) -> str:
    """Whose approval a pending proposal waits for."""
    missing = [role for role in Role if role.value in lacking(row.person, row.given)]
    return _("Still to approve: %(roles)s.", roles=listed(role_words(role.value) for role in missing))


def differences_shape(old: Study, new: Study, before: str, paper: Link | None) -> DifferencesShape:
    """Everything in which *new* differs from *old*, block by block, in the reader's language."""
    found = amended(old, new, speech(language()))
    heads = tuple(head[0] for head in found[0]["heads"]) if found else ()
    blocks = tuple(
        DifferenceBlock(
            block["title"][0],
            tuple(
                tuple((cell[0], n in code) for n, cell in enumerate(line))
                for line, code in zip(block["rows"], block["code"], strict=True)
            ),
        )
        for block in found
    )
    return DifferencesShape(before, new.version, heads, blocks, paper)


def proposed_on(row: ProposalRow, zone: str) -> date:
    """The day a proposal was put up, on the study's calendar."""
    return clock.local(row.at, zone).date()
