"""The steps a demonstration file may tell, each played through the act it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from edc import clock
from edc.acts.add_visit import add_visit
from edc.acts.answer_query import answer_query
from edc.acts.close_query import close_query
from edc.acts.decide_range import decide_range
from edc.acts.not_done import not_done, visit_not_done
from edc.acts.propose_ranges import propose_ranges
from edc.acts.raise_query import raise_query
from edc.acts.reasons import Reason
from edc.acts.save import Entry, save
from edc.acts.sign import sign, to_sign
from edc.acts.strike_out import strike_out
from edc.acts.verify_items import verify_items
from edc.casebook.reading import PageRef, page_ref
from edc.casebook.rules_ranges import table_of
from edc.casebook.states import to_verify
from edc.db import rows
from edc.study.document import Value, decode
from edc.study.values import read

if TYPE_CHECKING:
    from edc.acts.seed_demo import Stage

Step = Mapping[str, Any]


class WrongStep(Exception):
    """The file tells something that cannot be: a mistake in the file, said with its step."""


def _page(stage: Stage, step: Step) -> PageRef:
    subject = stage.subjects[step["subject"]]
    sql = (
        "SELECT s.page FROM page_state s JOIN visit v ON v.id = s.visit"
        " WHERE s.subject = ? AND s.event = ? AND s.form = ? AND v.repeat = ?"
    )
    with stage.database.reading() as connection:
        found = rows(connection, sql, (subject.id, step["event"], step["form"], step.get("repeat", 1)))
        page = page_ref(connection, found[0][0]) if found else None
    if page is None:
        raise WrongStep(f"{step}: there is no such page")
    return page


def _head(stage: Stage, page: PageRef) -> tuple[int, dict[str, Value | None]]:
    sql = "SELECT seq, data FROM page_version WHERE page = ? ORDER BY seq DESC LIMIT 1"
    with stage.database.reading() as connection:
        found = rows(connection, sql, (page.id,))
    return (found[0][0], decode(found[0][1])) if found else (0, {})


def _typed(stage: Stage, page: PageRef, path: str, given: str | list[str]) -> Value | None:
    """What somebody types: ``1.72|mg/dL`` with a unit, ``@ND`` for a missing code."""
    at = stage.study.form_by_name[page.form].at(path)
    if at is None:
        raise WrongStep(f"{page.form} has no {path}")
    text, unit, missing = given, None, None
    if isinstance(given, str) and given.startswith("@"):
        text, missing = "", given[1:]
    elif isinstance(given, str) and "|" in given:
        text, _, unit = given.partition("|")
    today = clock.today(stage.study.timezone)
    reading = read(at[2], text, study=stage.study, today=today, unit=unit, missing=missing)
    if reading.problem is not None:
        raise WrongStep(f"{page.form} {path} = {given!r}: {reading.problem.code}")
    return reading.value


def _enter(stage: Stage, step: Step) -> None:
    page = _page(stage, step)
    seq, _ = _head(stage, page)
    values = {path: _typed(stage, page, path, given) for path, given in step["values"].items()}
    reasons = {path: str(step["reason"]) for path in values if "reason" in step}
    entry = Entry(seq, values, reasons)
    saved = save(
        stage.database, stage.actor(step["by"]), page, entry, request_key=None, finish=step.get("finish", False)
    )
    if step.get("finish") and saved.owed:
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
    confirmed = dict.fromkeys(asked, (step["confirm"], ""))
    if confirmed:
        save(stage.database, stage.actor(step["by"]), page, Entry(seq, {}, {}, confirmed), request_key=None)


def _verify(stage: Stage, step: Step) -> None:
    page = _page(stage, step)
    seq, document = _head(stage, page)
    form = stage.study.form_by_name[page.form]
    paths = to_verify(form, document)
    typed = {
        path: value
        for path in paths
        if (value := document[path]) and form.by_name[path.rpartition("/")[2]][1].identifying
    }
    actor = stage.actor(step["by"])
    verify_items(stage.database, actor, page, sorted(paths), opened_seq=seq, typed=typed, request_key=None)


def _raise(stage: Stage, step: Step) -> None:
    audience = step.get("audience", "site")
    actor = stage.actor(step["by"])
    raise_query(
        stage.database, actor, _page(stage, step), step["path"], step["text"], audience=audience, request_key=None
    )


def _query(stage: Stage, step: Step) -> int:
    """The last query on the item."""
    sql = "SELECT max(id) FROM query WHERE page = ? AND path = ?"
    with stage.database.reading() as connection:
        return int(rows(connection, sql, (_page(stage, step).id, step["path"]))[0][0])


def _answer(stage: Stage, step: Step) -> None:
    answer = Reason(step.get("code", ""), step.get("text", ""))
    answer_query(stage.database, stage.actor(step["by"]), _query(stage, step), answer, request_key=None)


def _close(stage: Stage, step: Step) -> None:
    close_query(stage.database, stage.actor(step["by"]), _query(stage, step), step.get("text", ""), request_key=None)


def _sign_visit(stage: Stage, step: Step) -> None:
    subject = stage.subjects[step["subject"]]
    visit = _visit(stage, step)
    with stage.database.reading() as connection:
        shown = to_sign(connection, subject, "visit", visit)
    now = clock.stamp(clock.now())
    meaning = stage.study.meanings[0].code
    actor = stage.actor(step["by"])
    sign(
        stage.database,
        actor,
        subject,
        "visit",
        visit,
        meaning=meaning,
        seen=shown.seen,
        identified_at=now,
        request_key=None,
    )


def _visit(stage: Stage, step: Step) -> int:
    sql = "SELECT id FROM visit WHERE subject = ? AND event = ? AND repeat = ?"
    with stage.database.reading() as connection:
        found = rows(connection, sql, (stage.subjects[step["subject"]].id, step["event"], step.get("repeat", 1)))
    if not found:
        raise WrongStep(f"{step}: there is no such visit")
    return int(found[0][0])


def _not_done(stage: Stage, step: Step) -> None:
    reason, actor = Reason(step["reason"], step.get("text", "")), stage.actor(step["by"])
    if "form" in step:
        not_done(stage.database, actor, _page(stage, step), reason, request_key=None)
        return
    visit_not_done(
        stage.database, actor, stage.subjects[step["subject"]], _visit(stage, step), reason, request_key=None
    )


def _strike(stage: Stage, step: Step) -> None:
    reason = Reason(step["reason"], step.get("text", ""))
    strike_out(
        stage.database, stage.actor(step["by"]), _page(stage, step), reason, row=step.get("row"), request_key=None
    )


def _add_visit(stage: Stage, step: Step) -> None:
    add_visit(stage.database, stage.actor(step["by"]), stage.subjects[step["subject"]], step["event"], request_key=None)


def _ranges(stage: Stage, step: Step) -> None:
    """A table beside the demonstration is proposed by one person and approved by another."""
    table, troubles = table_of((stage.folder / step["table"]).read_text("utf-8"))
    if troubles:
        raise WrongStep(f"{step['table']}: {troubles[0]}")
    numbers = propose_ranges(stage.database, stage.actor(step["by"]), step["site"], table, request_key=None)
    decide_range(stage.database, stage.actor(step["approved_by"]), numbers, "approved", request_key=None)


STEPS: Mapping[str, Callable[[Stage, Step], None]] = {
    "enter": _enter,
    "verify": _verify,
    "raise_query": _raise,
    "answer": _answer,
    "close": _close,
    "sign_visit": _sign_visit,
    "not_done": _not_done,
    "strike_out": _strike,
    "add_visit": _add_visit,
    "ranges": _ranges,
}
"""Act as the file names it, to how it is played."""
