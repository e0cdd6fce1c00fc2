"""Steps of a demonstration at the site: participants, visits, what is entered and what is not done."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from edc.acts.add_page import add_page
from edc.acts.add_subject import add_subject
from edc.acts.add_visit import add_visit
from edc.acts.ask_subject_strike import ask_subject_strike
from edc.acts.decide_subject_strike import decide_subject_strike
from edc.acts.demo_stage import Stage, reason_of
from edc.acts.demo_told import Step, WrongStep
from edc.acts.demo_typed import typed
from edc.acts.not_done import not_done, visit_not_done
from edc.acts.rescreen import rescreen
from edc.acts.save import Entry, save
from edc.acts.strike_out import strike_out
from edc.casebook.reading import PageRef
from edc.casebook.rules_strikes import StrikeStep
from edc.db import rows


def _add_subject(stage: Stage, step: Step) -> None:
    stage.subjects[step["subject"]] = add_subject(stage.database, stage.actor(step["by"]), step["site"])


def _rescreen(stage: Stage, step: Step) -> None:
    previous = stage.subjects[step["previous"]]
    stage.subjects[step["subject"]] = rescreen(stage.database, stage.actor(step["by"]), previous)


def _ask_subject_strike(stage: Stage, step: Step) -> None:
    subject = stage.subjects[step["subject"]]
    ask_subject_strike(stage.database, stage.actor(step["by"]), subject, step["text"], request_key=None)


def _confirm_subject_strike(stage: Stage, step: Step) -> None:
    subject, verdict = stage.subjects[step["subject"]], StrikeStep.CONFIRMED
    decide_subject_strike(stage.database, stage.actor(step["by"]), subject, verdict, request_key=None)


def _add_visit(stage: Stage, step: Step) -> None:
    add_visit(stage.database, stage.actor(step["by"]), stage.subjects[step["subject"]], step["event"], request_key=None)


def _add_page(stage: Stage, step: Step) -> None:
    subject, visit = stage.subjects[step["subject"]], stage.visit(step)
    add_page(stage.database, stage.actor(step["by"]), subject, visit, step["form"], request_key=None)


def _enter(stage: Stage, step: Step) -> None:
    """Type a page, and finish it: logs only where the step says so, everything else unless it says not."""
    page = stage.page(step)
    seq, document = stage.head(page)
    form = stage.study.form_by_name[page.form]
    values = typed(stage.study, form, step, document, stage.sheets.get(page.form, ()))
    reasons = {path: str(step["reason"]) for path in values if "reason" in step}
    finish = step.get("finish", stage.study.event_by_name[step["event"]].kind != "log")
    entry = Entry(seq, values, reasons)
    saved = save(stage.database, stage.actor(step["by"]), page, entry, request_key=None, finish=finish)
    if finish and saved.owed:
        raise WrongStep(f"{step['at']} {page.form} {page.event}: {[one.path for one in saved.owed]} is owed")
    if "confirm" in step:
        _confirm(stage, step, page, saved.seq)


def _confirm(stage: Stage, step: Step, page: PageRef, seq: int) -> None:
    """Confirm everything that the page is asked about."""
    sql = (
        "SELECT q.path, q.check_id FROM query q JOIN query_event e ON e.query = q.id WHERE q.page = ? AND q.kind = 'check'"
        " AND e.state = 'open' AND e.n = (SELECT max(l.n) FROM query_event l WHERE l.query = q.id)"
    )
    with stage.database.reading() as connection:
        asked = rows(connection, sql, (page.id,))
    why = reason_of(step["confirm"])
    confirmed = dict.fromkeys(map(tuple, asked), (why.code, why.words))
    if confirmed:
        save(stage.database, stage.actor(step["by"]), page, Entry(seq, {}, {}, confirmed), request_key=None)


def _not_done(stage: Stage, step: Step) -> None:
    """A page, several (``forms``), or the whole visit."""
    reason, actor = reason_of(step["reason"]), stage.actor(step["by"])
    for form in step.get("forms", ()):
        not_done(stage.database, actor, stage.page({**step, "form": form}), reason, request_key=None)
    if "forms" not in step:
        subject = stage.subjects[step["subject"]]
        visit_not_done(stage.database, actor, subject, stage.visit(step), reason, request_key=None)


def _strike(stage: Stage, step: Step) -> None:
    reason, actor = reason_of(step["reason"]), stage.actor(step["by"])
    strike_out(stage.database, actor, stage.page(step), reason, row=step.get("row"), request_key=None)


ENTRY: Mapping[str, Callable[[Stage, Step], None]] = {
    "add_subject": _add_subject,
    "rescreen": _rescreen,
    "ask_subject_strike": _ask_subject_strike,
    "confirm_subject_strike": _confirm_subject_strike,
    "add_visit": _add_visit,
    "add_page": _add_page,
    "enter": _enter,
    "not_done": _not_done,
    "strike_out": _strike,
}
"""Act as the file names it, to how it is played."""
