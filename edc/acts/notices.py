"""Rows of notices, and what notices do by themselves when data change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Sequence
from dataclasses import replace

from edc.acts.context import Context
from edc.db import rows
from edc.review.rules_holds import HoldState
from edc.review.rules_notices import (
    MOVES,
    NOT_DONE_PAGE,
    NOT_DONE_VISIT,
    Cause,
    Notice,
    NoticeAct,
    NoticeKey,
    NoticeState,
    NoticeStep,
    not_done_causes,
    settle_notices,
)
from edc.study.document import NOT_DONE, STRUCK, Document
from edc.study.evaluation import Finding, asked_under
from edc.study.evaluation_release import CONDITIONS
from edc.study.view import SubjectView
from edc.trail.unit import SYSTEM, Actor, Unit

_ABOUT_NOT_DONE = (NOT_DONE_VISIT, NOT_DONE_PAGE)
_SPEAKS = frozenset({NoticeState.OPEN, NoticeState.FILED, NoticeState.DISMISSED})


def open_notice(work: Unit, context: Context, key: NoticeKey, step: NoticeStep, cause: Cause) -> int:
    """Append the identity of a new notice; its first event follows with :func:`append_notice_event`."""
    number = context.next_number("notice")
    row = {
        "id": number,
        "page": key.page,
        "path": key.path,
        "kind": key.kind,
        "check_id": key.check,
        "category": cause.category,
        "major": int(cause.major),
        "text": "",
    }
    work.append("notice", context.subject.chain, row)
    context.notices[key.page][number] = Notice(
        number, key.page, key.path, key.kind, key.check, cause.category, cause.major, step, cause.detail
    )
    context.notice_steps[number] = 0
    return number


def append_notice_event(
    work: Unit, context: Context, notice: Notice, step: NoticeStep, actor: Actor, *, text: str = "", place: str = ""
) -> None:
    """Append one step of *notice* and bring *context* up to date. ``place``: the row it was filed as."""
    n = context.notice_steps[notice.notice] + 1
    row = {
        "notice": notice.notice,
        "n": n,
        "name": step.value,
        "state": MOVES[step].after.value,
        "text": text,
        "place": place or None,
        "person": actor.person,
        "role": actor.role,
        "at": work.at,
    }
    work.append("notice_event", context.subject.chain, row)
    context.notices[notice.page][notice.notice] = replace(notice, step=step)
    context.notice_steps[notice.notice] = n


def settle_page_notices(
    work: Unit,
    context: Context,
    page: int,
    found: Sequence[Finding],
    anew: Callable[[Finding], bool],
    names: Container[str] | None = None,
) -> None:
    """Draft, raise, let lapse: what the *found* of a page give rise to now.

    *anew*: whether what a finding rests on changed in this act; *names*: under what alone
    was asked, if not under everything. A locked page takes no more: what it would
    say is a gap of the next lock.
    """
    if context.held(page).state is HoldState.LOCKED:
        return
    standing = [
        one
        for one in context.notices[page].values()
        if one.check not in _ABOUT_NOT_DONE and (names is None or asked_under(one.check) in names)
    ]
    for act in settle_notices(standing, causes_of(page, found, anew)):
        _take(work, context, act)


def causes_of(page: int, found: Iterable[Finding], anew: Callable[[Finding], bool] = lambda _: False) -> list[Cause]:
    """What the findings of a page give rise to: a draft where they carry a deviation, an alert where they alert.

    *anew*: whether what one rests on changed in this act; without it nothing did.
    """
    causes = []
    for one in found:
        changed, detail = anew(one), one.params.get(CONDITIONS, "") if one.kind == "release" else ""
        if one.deviation is not None:
            key = NoticeKey(page, one.path, one.check, "deviation")
            causes.append(Cause(key, changed, one.deviation.category, one.deviation.major, detail))
        if one.alert:
            causes.append(Cause(NoticeKey(page, one.path, one.check, "alert"), changed, detail=detail))
    return causes


def settle_not_done(
    work: Unit,
    context: Context,
    view: SubjectView,
    documents: dict[int, Document],
    marked_pages: Iterable[int],
    waited_for: Iterable[int],
) -> None:
    """Draft or let lapse what was not done of the visits of *marked_pages*, whose mark came or went in this act,
    and of those *waited_for*, which may be expected since, or expected no more.

    *documents*: those this act gave, by page.
    """
    touched = {context.pages[page].visit for page in marked_pages}
    visits = {now.visit: now.event for page in (*marked_pages, *waited_for) if (now := context.pages[page])}
    for visit, name in sorted(visits.items()):
        version = context.pinning.visit(visit, name)
        study = context.rules.study(version)
        event, deviations = study.event_by_name.get(name), study.deviations
        if deviations is None or deviations.not_done is None or event is None or event.kind != "scheduled":
            continue
        marked = _marked(work, visit, documents, context.rules.unexpected(version, view, visit, name))
        _read_elsewhere(work, context, [page for page in marked if page not in context.pages])
        standing = [one for page in marked for one in context.notices[page].values() if one.check in _ABOUT_NOT_DONE]
        # a draft about the whole visit that was filed or dismissed speaks for it until somebody marks anew
        speaks = {NoticeState.OPEN} if visit in touched else _SPEAKS
        open_visit = any(one.check == NOT_DONE_VISIT and one.state in speaks for one in standing)
        causes = not_done_causes(
            {page: missed for page, missed in marked.items() if missed is not None},
            whole=work.name == "not_done" and work.about.get("visit") == visit,
            drafted=open_visit,
            category=deviations.not_done.category,
            major=deviations.not_done.major,
        )
        for act in settle_notices(standing, causes):
            if context.holds.get(("page", str(act.cause.key.page))) is not HoldState.LOCKED:
                _take(work, context, act)


def _marked(
    work: Unit, visit: int, documents: dict[int, Document], left_out: Collection[str]
) -> dict[int, bool | None]:
    """The pages of a visit in order, each with whether it was not done; ``None`` where it is struck out or, being of
    a form that is *left_out*, not missed by anybody."""
    sql = (
        "SELECT p.id, p.form, t.entry FROM page p LEFT JOIN page_state t ON t.page = p.id"
        " WHERE p.visit = ? ORDER BY p.id"
    )
    marked: dict[int, bool | None] = {}
    for page, form, entry in rows(work.connection, sql, (visit,)):
        now = documents.get(page)
        struck = entry == "struck" if now is None else now.get(STRUCK) is not None
        missed = entry == "not_done" if now is None else now.get(NOT_DONE) is not None
        marked[page] = None if struck or form in left_out else missed
    return marked


def _read_elsewhere(work: Unit, context: Context, pages: Sequence[int]) -> None:
    """Take in the notices about what was not done on pages that this act had no other reason to read."""
    if not pages:
        return
    sql = (
        "SELECT o.id, o.page, o.path, o.kind, o.check_id, o.category, o.major, e.name, e.n FROM notice o"
        " JOIN notice_event e ON e.notice = o.id AND e.n = (SELECT max(l.n) FROM notice_event l WHERE l.notice = o.id)"
        f" WHERE o.page IN ({', '.join('?' * len(pages))}) AND o.check_id IN (?, ?) ORDER BY o.id"
    )
    for number, page, path, kind, check, category, major, step, n in rows(
        work.connection, sql, (*pages, *_ABOUT_NOT_DONE)
    ):
        context.notices[page][number] = Notice(number, page, path, kind, check, category, bool(major), NoticeStep(step))
        context.notice_steps[number] = n


def _take(work: Unit, context: Context, act: NoticeAct) -> None:
    key, number = act.cause.key, act.notice
    if number is None:
        number = open_notice(work, context, key, act.step, act.cause)
    text = "" if act.step is NoticeStep.LAPSED else act.cause.detail
    append_notice_event(work, context, context.notices[key.page][number], act.step, SYSTEM, text=text)
