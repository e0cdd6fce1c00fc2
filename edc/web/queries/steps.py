"""What a person may do to a query now, in which role, and doing it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import g
from werkzeug.datastructures import MultiDict

from edc.access.rules import Permission, Role
from edc.access.rules_grants import roles_at
from edc.acts.accept_check import accept_check
from edc.acts.answer_query import answer_query
from edc.acts.cancel_query import cancel_query
from edc.acts.close_query import close_query
from edc.acts.reasons import Reason
from edc.acts.save import Entry, save
from edc.acts.send_back_query import send_back_query
from edc.db import Database
from edc.errors import Refusal
from edc.review.rules_queries import QueryStep, Thread, query_refusal
from edc.trail.unit import Actor
from edc.web.crf.posting import Post, read_post
from edc.web.crf.sheet import Sheet
from edc.web.person import Me
from edc.web.shapes.queries import QueryDoing
from forms.review import WordsForm

STEPS: Mapping[QueryDoing, QueryStep] = {
    "answer": QueryStep.ANSWERED,
    "accept": QueryStep.ACCEPTED,
    "close": QueryStep.CLOSED,
    "send_back": QueryStep.SENT_BACK,
    "cancel": QueryStep.CANCELLED,
}
PERMISSIONS: Mapping[QueryStep, Permission] = {
    QueryStep.ANSWERED: Permission.QUERY_ANSWER,
    QueryStep.ACCEPTED: Permission.QUERY_ANSWER,
    QueryStep.CLOSED: Permission.QUERY_CLOSE,
    QueryStep.SENT_BACK: Permission.QUERY_CLOSE,
    QueryStep.CANCELLED: Permission.QUERY_CLOSE,
}
REASON = "query"
"""The study's reason for change "answer to query"."""


def actor_for(me: Me, thread: Thread, step: QueryStep, site: str) -> Actor | None:
    """The person in the role that may take *step*; ``None`` if none of theirs may.

    Of several roles at the site one may be let where another is not: a monitor's own
    query is no safety physician's to close.
    """
    for role in Role:
        if role in roles_at(me.grants, site, me.today) and not query_refusal(thread, step, me.username, role):
            return Actor(me.username, role.value, site)
    return None


def correctable(sheet: Sheet, thread: Thread) -> bool:
    """Whether this person may correct the item in the thread itself."""
    at = sheet.form.at(thread.path) if thread.path else None
    return (
        at is not None
        and at[2].stored
        and at[2].type != "file"
        and sheet.open
        and sheet.may(Permission.DATA_ENTER)
        and not sheet.masked(at[2])
    )


def take(database: Database, me: Me, sheet: Sheet, thread: Thread, doing: str, posted: MultiDict[str, str]) -> None:
    """Take the step that *posted* asks for. Raises :class:`Refusal`; then nothing was changed."""
    step = next((step for name, step in STEPS.items() if name == doing), None)
    if step is None:
        raise Refusal("malformed")
    site = sheet.ref.subject.site
    # where no role of theirs may, the act says why
    actor = actor_for(me, thread, step, site) or me.actor(PERMISSIONS[step], site)
    form, key = WordsForm(posted), g.request_key
    words, code = form.text.data or "", form.code.data or ""
    match step:
        case QueryStep.ANSWERED:
            answer_query(database, actor, thread.query, Reason(code, words), request_key=key)
        case QueryStep.ACCEPTED:
            accept_check(database, actor, thread.query, Reason(code, words), request_key=key)
        case QueryStep.CLOSED:
            close_query(database, actor, thread.query, words, request_key=key)
        case QueryStep.SENT_BACK:
            send_back_query(database, actor, thread.query, words, request_key=key)
        case _:
            cancel_query(database, actor, thread.query, words, request_key=key)


def read_correction(sheet: Sheet, path: str, posted: MultiDict[str, str]) -> Post:
    """The one item of the thread as it was posted, and nothing else of what came with it."""
    kept = [(name, text) for name, text in posted.items(multi=True) if name.partition("@")[0] == path]
    kept.append(("opened_seq", posted.get("opened_seq", "")))
    return read_post(sheet.form, MultiDict(kept), sheet.here)


def correct(database: Database, me: Me, sheet: Sheet, thread: Thread, typed: Post) -> None:
    """Save the correction; its reason is that a query asked, and it answers the query. Raises :class:`Refusal`."""
    site = sheet.ref.subject.site
    if not me.may(Permission.DATA_ENTER, site):
        raise Refusal("not_permitted.data.enter")
    entry = Entry(typed.opened_seq, typed.values, {thread.path: REASON})
    actor = me.actor(Permission.DATA_ENTER, site)
    save(database, actor, sheet.ref, entry, request_key=typed.request_key, answering=thread.query)
