"""One thread as its template receives it."""

from __future__ import annotations

from dataclasses import replace

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Connection

from edc.review.rules_holds import Activity, HoldState, closes
from edc.review.rules_queries import QueryState, QueryStep
from edc.review.threads import Card, ThreadRow
from edc.study.definition import Item
from edc.study.document import Value
from edc.study.values import as_typed
from edc.web.crf.items import item_shape
from edc.web.crf.shaping import page_crumbs
from edc.web.crf.sheet import Sheet
from edc.web.keys import new_key
from edc.web.queries.asked import Asked
from edc.web.queries.saying import answer_words, check_words, shown_state
from edc.web.queries.steps import STEPS, actor_for, correctable
from edc.web.saying import say_reason
from edc.web.shapes import Message, ThreadShape
from edc.web.shapes.queries import QueryDoing
from edc.web.spoken import moment, names, path_words, value_words, who

ASKS = frozenset({QueryStep.RAISED, QueryStep.SENT_BACK, QueryStep.FIRED_AGAIN})
SAYS = frozenset({QueryStep.ANSWERED, QueryStep.ACCEPTED})


def thread_shape(
    connection: Connection,
    sheet: Sheet,
    found: ThreadRow,
    asked: Asked,
    *,
    problem: str = "",
    typed: dict[str, str] | None = None,
) -> ThreadShape:
    """The thread with what this person may do now. *typed*: what they had typed before something was refused."""
    thread, query = found.rules, found.query
    at = sheet.form.at(thread.path)
    may = _may(sheet, found)
    given = typed or {}
    shape = ThreadShape(
        number=str(query.id),
        state=shown_state(query.state, query.last_name),
        label=_label(sheet, thread.path, at[2] if at else None),
        where=_where(sheet),
        value=_value(sheet, at[2] if at else None, sheet.context.document(sheet.ref.id).get(thread.path)),
        page_url=url_for("crf.page", page_id=sheet.ref.id, _anchor=f"i-{thread.path}" if thread.path else None),
        messages=_messages(connection, sheet, found),
        action_url=url_for("queries.act", query_id=query.id, **asked.pairs),
        request_key=new_key(),
        may=may,
        back_url=asked.url(n=asked.n),
        opened_seq=sheet.seq,
        answers=sheet.study.confirmations,
        check=thread.check or "",
        for_investigator=thread.audience == "investigator",
        verified=_verified(sheet, thread.path),
        note=_note(sheet),
        problem=problem,
        typed=given.get("text", ""),
        picked=given.get("code", ""),
    )
    if "correct" in may and at is not None:
        item = replace(item_shape(sheet, at[2], thread.path), reason=None)
        return replace(shape, item=item, correcting=bool(sheet.raw))
    return shape


def _may(sheet: Sheet, found: ThreadRow) -> frozenset[QueryDoing]:
    if closes(sheet.context.held(sheet.ref.id).state, Activity.QUERY):
        return frozenset()
    site = sheet.ref.subject.site
    may: set[QueryDoing] = {name for name, step in STEPS.items() if actor_for(sheet.me, found.rules, step, site)}
    if found.query.state in (QueryState.OPEN, QueryState.ANSWERED) and correctable(sheet, found.rules):
        may.add("correct")
    return frozenset(may)


def _note(sheet: Sheet) -> str:
    held = sheet.context.held(sheet.ref.id).state
    if held is HoldState.LOCKED:
        return _("Locked: nothing here can be changed.")
    return _("Frozen: data closed, queries go on.") if held is HoldState.FROZEN else ""


def _label(sheet: Sheet, path: str, item: Item | None) -> dict[str, str]:
    if item is None:
        return sheet.form.label
    return {language: path_words(sheet.form, path, language) for language in sheet.study.languages}


def _where(sheet: Sheet) -> str:
    """ "YA-001 › Week 20 › Renal function"."""
    return " › ".join(crumb.word for crumb in page_crumbs(sheet))


def _value(sheet: Sheet, item: Item | None, value: Value | None) -> str:
    if item is None or value is None:
        return ""
    return _("masked") if sheet.masked(item) else value_words(item, value, sheet.study, sheet.language)


def _verified(sheet: Sheet, path: str) -> str:
    mark = sheet.context.marks.get(sheet.ref.id, {}).get(path)
    if mark is None:
        return ""
    standing = mark == sheet.context.last_change.get(sheet.ref.id, {}).get(path)
    return _("Verified") if standing else _("Changed after verification")


def _messages(connection: Connection, sheet: Sheet, found: ThreadRow) -> tuple[Message, ...]:
    """The cards in the order of what happened, each question with the value it was about."""
    people, thread = names(connection), found.rules
    at = sheet.form.at(thread.path)
    value: Value | None = None
    messages = []
    for card in found.cards:
        by, when = who(people, card.person, card.role), moment(card.at, sheet.timezone)
        if card.kind == "change":
            value = card.new
            if at is not None:
                messages.append(_change(sheet, at[2], card, by, when))
            continue
        messages.append(_step(sheet, found, card, by, when, value))
    return tuple(messages)


def _change(sheet: Sheet, item: Item, card: Card, by: str, when: str) -> Message:
    return Message(
        "change",
        when,
        by,
        old=_value(sheet, item, card.old),
        new=_value(sheet, item, card.new) or _("cleared"),
        code=say_reason(sheet.study, card.reason, sheet.language),
    )


def _step(sheet: Sheet, found: ThreadRow, card: Card, by: str, when: str, value: Value | None) -> Message:
    text = _("removed") if card.text is None else card.text
    step, code = QueryStep(card.name), answer_words(sheet.study, card.code, sheet.language)
    if step in SAYS:
        return Message("answer", when, by, text, code=code)
    if step in ASKS:
        return Message("question", when, by, text or _question(sheet, found, value))
    if step is QueryStep.CLOSED_ITSELF:
        return Message("event", when, by, code or _itself(sheet, found, value))
    words = {
        QueryStep.CLOSED: _("Closed by %(who)s.", who=by),
        QueryStep.CANCELLED: _("Cancelled by %(who)s.", who=by),
    }[step]
    return Message("event", when, by, f"{words} {text}".strip())


def _question(sheet: Sheet, found: ThreadRow, value: Value | None) -> str:
    """What the check asked; of a question without a value before it, of the value as it stands."""
    path, check = found.rules.path, found.rules.check or ""
    about = value if value is not None else sheet.context.document(sheet.ref.id).get(path)
    at = sheet.form.at(path)
    if at is not None and sheet.masked(at[2]):
        about = None  # the sentence of a check may repeat the value
    return check_words(sheet.study, sheet.form, check, path, about, sheet.context.today, sheet.language)


def _itself(sheet: Sheet, found: ThreadRow, value: Value | None) -> str:
    at = sheet.form.at(found.rules.path)
    if at is None or value is None or not (as_typed(value).text or value.m):
        return _("Closed itself: the value no longer gives rise to it.")
    return _("Closed itself: value now %(value)s.", value=_value(sheet, at[2], value))
