"""Steps of a demonstration that look at data: verification, queries, signatures, deviations, alerts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from edc import clock
from edc.acts.agree_deviation import agree_deviation
from edc.acts.answer_query import answer_query
from edc.acts.close_query import close_query
from edc.acts.demo_stage import Stage, reason_of
from edc.acts.demo_told import APART, Step, WrongStep
from edc.acts.dismiss_deviation import dismiss_deviation
from edc.acts.file_deviation import file_deviation
from edc.acts.propose_deviation import propose_deviation
from edc.acts.raise_query import raise_query
from edc.acts.see_alert import see_alert
from edc.acts.sign import Scope, sign, to_sign
from edc.acts.verify_items import verify_items
from edc.casebook.reading import PageRef
from edc.casebook.states import to_verify
from edc.db import rows
from edc.review.rules_queries import Key
from edc.study.definition import Deviation
from edc.study.document import FINISHED, STRUCK


def _verify(stage: Stage, step: Step) -> None:
    """Everything of the plan on the finished pages of a visit, or on those of ``forms``, some minutes apart."""
    began = clock.now()
    for n, page in enumerate(_pages(stage, step)):
        with clock.simulate(began + n * APART):
            _verify_page(stage, step, page)


def _pages(stage: Stage, step: Step) -> list[PageRef]:
    sql = "SELECT p.form FROM page p WHERE p.visit = ? ORDER BY p.id"
    with stage.database.reading() as connection:
        there = [form for (form,) in rows(connection, sql, (stage.visit(step),))]
    forms: Iterable[str] = step.get("forms", dict.fromkeys(there))
    return [stage.page({**step, "form": form}) for form in forms]


def _verify_page(stage: Stage, step: Step, page: PageRef) -> None:
    seq, document = stage.head(page)
    if document.get(FINISHED) is None or document.get(STRUCK) is not None:
        return
    form = stage.study.form_by_name[page.form]
    paths = to_verify(form, document)
    typed = {
        path: value
        for path in paths
        if (value := document[path]) and form.by_name[path.rpartition("/")[2]][1].identifying
    }
    if paths:
        actor = stage.actor(step["by"])
        verify_items(stage.database, actor, page, sorted(paths), opened_seq=seq, typed=typed, request_key=None)


def _raise(stage: Stage, step: Step) -> None:
    actor, page, audience = stage.actor(step["by"]), stage.page(step), step.get("audience", "site")
    raise_query(stage.database, actor, page, step["path"], step["text"], audience=audience, request_key=None)


def _query(stage: Stage, step: Step) -> int:
    """The last query on the item."""
    sql = "SELECT max(id) FROM query WHERE page = ? AND path = ?"
    return stage.number(sql, (stage.page(step).id, step["path"]), step)


def _answer(stage: Stage, step: Step) -> None:
    actor, query = stage.actor(step["by"]), _query(stage, step)
    answer_query(stage.database, actor, query, reason_of(step["answer"]), request_key=None)


def _close(stage: Stage, step: Step) -> None:
    close_query(stage.database, stage.actor(step["by"]), _query(stage, step), step.get("text", ""), request_key=None)


def _sign_visit(stage: Stage, step: Step) -> None:
    _sign(stage, step, "visit", stage.visit(step))


def _sign_page(stage: Stage, step: Step) -> None:
    _sign(stage, step, "page", stage.page(step).id)


def _sign_casebook(stage: Stage, step: Step) -> None:
    _sign(stage, step, "subject", stage.subjects[step["subject"]].id)


def _sign(stage: Stage, step: Step, scope: Scope, key: int) -> None:
    """``explained``: check to the reason that the signer gives for it; one it does not ask is a mistake."""
    subject, actor = stage.subjects[step["subject"]], stage.actor(step["by"])
    with stage.database.reading() as connection:
        shown = to_sign(connection, subject, scope, key)
    told = step.get("explained", {})
    asked: list[Key] = [question.key for question in shown.questions]
    if {one.check for one in asked} != set(told):
        raise WrongStep(f"{step['at']}: the signer is asked {sorted(one.check for one in asked)}")
    sign(
        stage.database,
        actor,
        subject,
        scope,
        key,
        meaning=step.get("meaning", stage.study.meanings[0].code),
        seen=shown.seen,
        identified_at=clock.stamp(clock.now()),
        explained={one: reason_of(told[one.check]) for one in asked},
        request_key=None,
    )


def _notice(stage: Stage, step: Step, kind: str) -> int:
    """The open notice of that kind on the page; of a visit that was not done, ``form`` is its first."""
    sql = (
        "SELECT max(o.id) FROM notice o JOIN notice_event e ON e.notice = o.id"
        " AND e.n = (SELECT max(l.n) FROM notice_event l WHERE l.notice = o.id)"
        " WHERE o.page = ? AND o.kind = ? AND e.state IN ('open', 'filed') AND o.check_id LIKE ?"
    )
    return stage.number(sql, (stage.page(step).id, kind, step.get("check", "%")), step)


def _propose(stage: Stage, step: Step) -> None:
    deviation = Deviation(category=step["category"], major=step.get("major", False))
    actor, page = stage.actor(step["by"]), stage.page(step)
    propose_deviation(stage.database, actor, page, deviation, step["text"], request_key=None)


def _file(stage: Stage, step: Step) -> None:
    notice = _notice(stage, step, "deviation")
    file_deviation(stage.database, stage.actor(step["by"]), notice, step["text"], request_key=None)


def _agree(stage: Stage, step: Step) -> None:
    agree_deviation(stage.database, stage.actor(step["by"]), _notice(stage, step, "deviation"), request_key=None)


def _dismiss(stage: Stage, step: Step) -> None:
    actor = stage.actor(step["by"])
    for form in step["forms"]:
        notice = _notice(stage, {**step, "form": form}, "deviation")
        dismiss_deviation(stage.database, actor, notice, step["text"], request_key=None)


def _see(stage: Stage, step: Step) -> None:
    notice = _notice(stage, step, "alert")
    see_alert(stage.database, stage.actor(step["by"]), notice, step.get("text", ""), request_key=None)


REVIEW: Mapping[str, Callable[[Stage, Step], None]] = {
    "verify": _verify,
    "raise_query": _raise,
    "answer": _answer,
    "close": _close,
    "sign_visit": _sign_visit,
    "sign_page": _sign_page,
    "sign_casebook": _sign_casebook,
    "propose_deviation": _propose,
    "file_deviation": _file,
    "agree_deviation": _agree,
    "dismiss_deviations": _dismiss,
    "see_alert": _see,
}
"""Act as the file names it, to how it is played."""
