"""Routes of study versions: proposals, their approval, and the start at a site."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from edc.access.rules import Permission, Role
from edc.acts.decide_version import decide_version
from edc.acts.start_version import start_version as start_act
from edc.errors import Refusal
from edc.review.proposals import ProposalRow, proposals
from edc.review.rules_proposals import APPROVAL_NEEDS
from edc.review.rules_requests import Verdict
from edc.trail.unit import Actor
from edc.web.frame import the_study
from edc.web.gate import BIGGEST, edc, needs
from edc.web.person import widest_actor
from edc.web.problems import said
from edc.web.study.routes import blueprint
from edc.web.study.versions import NOTHING, versions_shape
from edc.web.study.versions_proposal import differences_of, proposal_shape
from forms.versions import StartForm, VerdictForm


@blueprint.get("/study/versions")
@needs(Permission.STUDY_VIEW, study=True)
def versions() -> ResponseReturnValue:
    """What was published, what is proposed, and which site uses what from when."""
    return _versions()


def _versions(typed: tuple[str, str, str, str] = NOTHING, problem: str = "", status: int = 200) -> ResponseReturnValue:
    with edc().database.reading() as connection:
        shape = versions_shape(connection, the_study().timezone, typed, problem)
    return render_template("study/versions.html", versions=shape), status


@blueprint.get("/study/versions/differences")
@needs(Permission.STUDY_VIEW, study=True)
def version_differences() -> ResponseReturnValue:
    """What one version says otherwise than another."""
    with edc().database.reading() as connection:
        shape = differences_of(connection, request.args.get("before", ""), request.args.get("after", ""))
    if shape is None:
        raise Refusal("not_found")
    return render_template("study/versions_differences.html", differences=shape)


@blueprint.post("/study/versions/start")
@needs(Permission.STUDY_DRAFT, study=True)
def start_version() -> ResponseReturnValue:
    """From a day on, visits not yet begun at a site use a version."""
    form = StartForm(request.form)
    site, version, approval = form.site.data or "", form.version.data or "", form.approval.data or ""
    try:
        if not form.validate() or form.first.data is None:
            raise Refusal("start_day_owed")
        actor, key = g.me.actor(Permission.STUDY_DRAFT, None), g.request_key
        start_act(edc().database, actor, site, version, form.first.data, approval, request_key=key)
    except Refusal as refusal:
        typed = (site, version, request.form.get("first", ""), approval)
        return _versions(typed, said(refusal), refusal.status)
    return redirect(url_for("study.versions"), 303)


@blueprint.get("/study/versions/proposals/<int:number>")
@needs(Permission.STUDY_VIEW, study=True)
def proposal(number: int) -> ResponseReturnValue:
    """A proposal with its differences and the dry run."""
    return _proposal(number)


def _proposal(number: int, problem: str = "", typed: str = "", status: int = 200) -> ResponseReturnValue:
    with edc().database.reading() as connection:
        shape = proposal_shape(connection, _found(number), the_study().timezone, problem=problem, typed=typed)
    return render_template("study/versions_proposal.html", proposal=shape), status


def _found(number: int) -> ProposalRow:
    with edc().database.reading() as connection:
        found = proposals(connection, number) if number < BIGGEST else []
    if not found:
        raise Refusal("not_found")
    return found[0]


@blueprint.post("/study/versions/proposals/<int:number>/decide")
@needs(Permission.STUDY_APPROVE, study=True)
def decide_proposal(number: int) -> ResponseReturnValue:
    """Approve or decline; the second approval publishes."""
    form = VerdictForm(request.form)
    verdict = Verdict.APPROVED if form.verdict.data == "approved" else Verdict.DECLINED
    return _say(number, verdict, _approver(), form)


@blueprint.post("/study/versions/proposals/<int:number>/withdraw")
@needs(Permission.STUDY_DRAFT, study=True)
def withdraw_proposal(number: int) -> ResponseReturnValue:
    """Withdraw a proposal of one's own."""
    return _say(number, Verdict.WITHDRAWN, g.me.actor(Permission.STUDY_DRAFT, None), VerdictForm(request.form))


def _say(number: int, verdict: Verdict, actor: Actor, form: VerdictForm) -> ResponseReturnValue:
    _found(number)
    text, key = form.text.data or "", g.request_key
    try:
        decide_version(edc().database, actor, number, verdict, text, request_key=key)
    except Refusal as refusal:
        return _proposal(number, said(refusal), text, refusal.status)
    return redirect(url_for("study.proposal", number=number), 303)


def _approver() -> Actor:
    """The person in the role in which their approval counts."""
    counting = [grant for grant in g.me.grants if grant.role in map(Role, APPROVAL_NEEDS) and grant.holds(g.me.today)]
    if not counting:
        actor: Actor = g.me.actor(Permission.STUDY_APPROVE, None)
        return actor
    return widest_actor(g.me.username, counting, Permission.STUDY_APPROVE, None, g.me.today)
