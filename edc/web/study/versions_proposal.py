"""A proposed version for the screen: its differences, and the dry run, before anybody approves."""

from __future__ import annotations

from collections.abc import Callable

from flask import g, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection

from edc.access.rules import Permission
from edc.acts.version_dry_run import SubjectDryRun, dry_run
from edc.casebook.reading import definition
from edc.casebook.rules_amendment import Additions, LeftOut
from edc.review.proposals import ProposalRow, proposed_study, revisions
from edc.review.rules_requests import RequestState
from edc.study.definition import Event, Study, say
from edc.web.keys import new_key
from edc.web.punctuation import listed, named
from edc.web.shapes import Link
from edc.web.shapes.versions import DifferencesShape, DryRunLine, DryRunShape, ProposalShape
from edc.web.spoken import names
from edc.web.study.versions import differences_shape, needs_words, proposal_line, proposed_on, verdict_lines
from edc.web.words import language


def proposal_shape(
    connection: Connection, row: ProposalRow, zone: str, *, problem: str = "", typed: str = ""
) -> ProposalShape:
    """The proposal with everything a person needs to say yes or no."""
    people, study = names(connection), proposed_study(connection, row.id)
    pending, mine = row.state is RequestState.PENDING, row.person == g.me.username
    spoke = any(one.person == g.me.username for one in row.verdicts)
    decides = pending and not mine and not spoke and g.me.may(Permission.STUDY_APPROVE)
    return ProposalShape(
        line=proposal_line(row, people, zone),
        verdicts=verdict_lines(row, people, zone),
        needs=needs_words(row) if pending else "",
        differences=_differences(connection, row, study),
        dry_run=_dry_run(connection, row, study, zone) if pending else None,
        decide_url=url_for("study.decide_proposal", number=row.id) if decides else "",
        withdraw_url=url_for("study.withdraw_proposal", number=row.id) if pending and mine else "",
        request_key=new_key(),
        problem=problem,
        typed=typed,
    )


def _differences(connection: Connection, row: ProposalRow, study: Study) -> DifferencesShape:
    """From what was in force when it was put up: the version itself, or the newest one."""
    before = [one for one in revisions(connection) if one.at <= row.at]
    own = [one for one in before if one.version == row.version]
    newest = list(dict.fromkeys(one.version for one in before))[-1]
    base = (own or [one for one in before if one.version == newest])[-1]
    return differences_shape(definition(connection, base.digest), study, f"{base.version}.{base.revision}", None)


def _dry_run(connection: Connection, row: ProposalRow, study: Study, zone: str) -> DryRunShape:
    found = dry_run(connection, study, proposed_on(row, zone))
    sees = g.me.sites(Permission.DATA_VIEW)
    gained = [one.additions for one in found if one.additions is not None]
    return DryRunShape(
        revision=row.kind == "revision",
        participants=len(found),
        touched=sum(one.touched for one in found),
        visits=sum(len(one.visits) for one in gained),
        pages=sum(len(one.pages) for one in gained),
        reconsents=sum(one.reconsent for one in found),
        asked=sum(len(one.asked) for one in found),
        settled=sum(len(one.settled) for one in found),
        held=sum(len(one.held) for one in found),
        lines=tuple(_line(one, study) for one in found if one.subject.site in sees and one.touched),
    )


def _line(one: SubjectDryRun, study: Study) -> DryRunLine:
    gained, said = one.additions, language()
    events = {event.name: event for event in study.events}

    def word(name: str) -> str:
        event = events.get(name)
        return _short(event, said) if event is not None else name

    return DryRunLine(
        code=one.subject.code,
        url=url_for("casebook.subject", subject_id=one.subject.id),
        state=say(one.state.label, said) if one.state else "",
        keeps=listed(word(visit.event) for visit in gained.keeps) if gained else "",
        uses=listed(word(visit.event) for visit in gained.uses) if gained else "",
        visits=listed(_short(event, said) for event in gained.visits) if gained else "",
        pages=_pages(gained, study, word) if gained else "",
        left_out=listed(f"{_short(event, said)} ({_why(why)})" for event, why in gained.left_out) if gained else "",
        reconsent=one.reconsent,
        asked=listed(one.asked),
        settled=listed(one.settled),
        held=listed(one.held),
    )


def _pages(gained: Additions, study: Study, word: Callable[[str], str]) -> str:
    """The pages a participant gains, form by form."""
    visits: dict[str, list[str]] = {}
    for visit, form in gained.pages:
        visits.setdefault(form, []).append(word(visit.event))
    return ("；" if language() == "zh" else "; ").join(
        named(say(study.form_by_name[form].label, language()), listed(where)) for form, where in visits.items()
    )


def _short(event: Event, said: str) -> str:
    return say(event.short or event.label, said)


def _why(why: LeftOut) -> str:
    return {
        "past": _("its window is over"),
        "overtaken": _("a later visit was begun"),
        "not_expected": _("not expected of them"),
    }[why]


def differences_of(connection: Connection, before: str, after: str) -> DifferencesShape | None:
    """What one published version says otherwise than another, each at its last revision."""
    last = {one.version: one.digest for one in revisions(connection)}
    if before not in last or after not in last:
        return None
    old, new = definition(connection, last[before]), definition(connection, last[after])
    paper = Link(_("Print ..."), url_for("paper.differences", before=before, after=after, language=language()))
    return differences_shape(old, new, before, paper)
