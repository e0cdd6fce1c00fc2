"""Routes of laboratory reference ranges: everybody reads them, two people make them hold."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from edc.access.rules import Permission
from edc.access.rules_grants import Sites
from edc.acts.decide_range import Verdict, decide_range
from edc.acts.end_range import end_range
from edc.acts.propose_ranges import RangesRefused, propose_ranges
from edc.acts.refuse_access import refuse_access
from edc.casebook.ranges import range_rows
from edc.casebook.rules_ranges import COLUMNS, MOST_BYTES, read_day
from edc.errors import Refusal
from edc.study.problems import Problem
from edc.web.frame import the_study
from edc.web.gate import BIGGEST, address, edc, needs
from edc.web.problems import said
from edc.web.ranges.lines import ranges_shape
from edc.web.ranges.proposing import checked, propose_shape
from edc.web.saying import say_problem
from edc.web.words import language
from forms.ranges import DecideForm, EndForm, ProposeForm, text_of

blueprint = Blueprint("ranges", __name__)
VERDICTS: dict[str, Verdict] = {"approved": "approved", "declined": "declined"}


@blueprint.get("/study/ranges")
@needs(Permission.STUDY_VIEW, study=True)
def index() -> ResponseReturnValue:
    """The ranges of every site and laboratory, and what became of each."""
    return _list()


@blueprint.post("/study/ranges/decide")
@needs(Permission.RANGES_APPROVE)
def decide() -> ResponseReturnValue:
    """Approve or decline the ranges that were ticked."""
    form = DecideForm(request.form)
    reason, numbers = form.reason.data or "", form.numbers
    try:
        if form.verdict.data not in VERDICTS:
            raise Refusal("malformed")
        actor = g.me.actor(Permission.RANGES_APPROVE, _site_of(numbers, Permission.RANGES_APPROVE))
        verdict = VERDICTS[form.verdict.data]
        decide_range(edc().database, actor, numbers, verdict, reason, request_key=g.request_key)
    except Refusal as refusal:
        return _list(said(refusal), reason, frozenset(numbers), refusal.status)
    return redirect(url_for("ranges.index", **request.args.to_dict()), 303)  # type: ignore[arg-type]  # texts of a query


@blueprint.post("/study/ranges/<int:number>/end")
@needs(Permission.RANGES_MANAGE)
def end(number: int) -> ResponseReturnValue:
    """Let a range hold up to a day, and no longer."""
    form = EndForm(request.form)
    try:
        last = read_day(the_study(), g.me.today, form.last.data or "")
        if isinstance(last, Problem):
            return _list(say_problem(last), status=422)
        if last is None:
            raise Refusal("range_last_owed")
        actor = g.me.actor(Permission.RANGES_MANAGE, _site_of([number], Permission.RANGES_MANAGE))
        end_range(
            edc().database,
            actor,
            number,
            last,
            form.reason.data or "",
            request_key=g.request_key,
        )
    except Refusal as refusal:
        return _list(said(refusal), status=refusal.status)
    return redirect(url_for("ranges.index"), 303)


@blueprint.get("/study/ranges/propose")
@needs(Permission.RANGES_MANAGE)
def propose() -> ResponseReturnValue:
    """A form for one range, and a box for a table of them."""
    with edc().database.reading() as connection:
        shape = propose_shape(connection, the_study(), language())
    return render_template("study/ranges_propose.html", propose=shape)


@blueprint.post("/study/ranges/propose")
@needs(Permission.RANGES_MANAGE)
def send() -> ResponseReturnValue:
    """Propose one range, look through a table, or propose it."""
    form = ProposeForm(request.form)
    site = form.site.data or ""
    if not g.me.may(Permission.RANGES_MANAGE, site or None):
        raise _foreign(site)
    if form.act.data == "one":
        return _send_one(form, site)
    table = form.table.data or ""
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        table = text_of(upload.read(MOST_BYTES * 4 + 1))
    with edc().database.reading() as connection:
        lines, troubles, preview = checked(connection, the_study(), language(), site, table, g.me.today)
    problem = ""
    if form.act.data == "table" and not troubles:
        try:
            actor = g.me.actor(Permission.RANGES_MANAGE, site)
            propose_ranges(edc().database, actor, site, lines, request_key=g.request_key)
            return redirect(url_for("ranges.index", state="proposed"), 303)
        except Refusal as refusal:
            problem = said(refusal)
    with edc().database.reading() as connection:
        shape = propose_shape(
            connection,
            the_study(),
            language(),
            site=site,
            table=table,
            troubles=troubles,
            preview=preview,
            problem=problem,
        )
    return render_template("study/ranges_propose.html", propose=shape), 422 if troubles or problem else 200


def _send_one(form: ProposeForm, site: str) -> ResponseReturnValue:
    cells = {name: request.form.get(name, "") for name in COLUMNS}
    try:
        actor = g.me.actor(Permission.RANGES_MANAGE, site)
        propose_ranges(edc().database, actor, site, [(1, cells)], request_key=g.request_key)
    except RangesRefused as refused:
        problem, troubles = said(refused), refused.troubles
    except Refusal as refusal:
        problem, troubles = said(refusal), ()
    else:
        return redirect(url_for("ranges.index", state="proposed"), 303)
    with edc().database.reading() as connection:
        shape = propose_shape(
            connection, the_study(), language(), site=site, cells=cells, troubles=troubles, problem=problem
        )
    return render_template("study/ranges_propose.html", propose=shape), 422


def _site_of(numbers: list[int], permission: Permission) -> str:
    """The site of the ranges named, for the role one acts in there.

    Raises :class:`Refusal`: ``range_none``, or ``not_found`` where any of them is of a site
    at which one has not *permission*.
    """
    with edc().database.reading() as connection:
        # a number that no database can hold is nobody's
        known = [number for number in numbers if number < BIGGEST]
        found = range_rows(connection, Sites(True), known) if known else []
    if not found:
        raise Refusal("range_none")
    mine = g.me.sites(permission)
    if not all(row.site in mine for row in found):
        raise _foreign(" ".join(map(str, numbers)))
    return found[0].site


def _foreign(asked: str) -> Refusal:
    """What was *asked* for is another site's, and so is not there; that it was asked for is noted (REQ-04)."""
    refuse_access(edc().database, g.actor, f"{request.path} {asked}", address())
    return Refusal("not_found")


def _list(
    problem: str = "", typed: str = "", chosen: frozenset[int] = frozenset(), status: int = 200
) -> ResponseReturnValue:
    with edc().database.reading() as connection:
        shape = ranges_shape(
            connection, the_study(), language(), request.args, problem=problem, typed=typed, chosen=chosen
        )
    return render_template("study/ranges.html", ranges=shape), status
