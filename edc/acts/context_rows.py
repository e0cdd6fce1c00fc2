"""The statement by which an act reads a subject, and what its rows say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from edc.casebook import reading as casebook
from edc.casebook.pinning import pinning_part
from edc.casebook.ranges import LAST_ACT
from edc.casebook.reading import Chosen, PageNow, SubjectRef
from edc.casebook.strikes import DECIDING
from edc.casebook.tables import SPAN
from edc.review import reading as review
from edc.review.rules import SignedPage
from edc.review.rules_holds import HoldState
from edc.review.rules_notices import Notice, NoticeStep
from edc.review.rules_queries import QueryStep, Thread

if TYPE_CHECKING:
    from edc.acts.context import Context


@dataclass(frozen=True, slots=True)
class Signed:
    """The last signature that names a page, as given then."""

    signature: int
    then: SignedPage
    withdrawn: bool
    at: str = ""
    """When the same was first signed, UTC."""


def of_pages(connection: Connection, pages: Chosen) -> tuple[str, list[object]]:
    """A statement for *pages* and what is said of them, with its parameters; :func:`take` reads its rows."""
    (collected, first), (said, second) = casebook.context_part(connection, pages), review.context_part(pages)
    return f"{collected} UNION ALL {said}", first + second


def whole(
    connection: Connection, subject: SubjectRef, pages: Chosen, request_id: str | None
) -> tuple[str, list[object]]:
    """The same, with what is to be known of the subject, of the site and of the study."""
    sql, parameters = of_pages(connection, pages)
    held, more = review.holds_part(subject.id, subject.site)
    chain, first = subject.chain, subject.id * SPAN
    parameters += more
    parameters += [subject.site, subject.site, subject.id]
    parameters += [chain, chain, *(first, first + SPAN) * 3, chain, request_id or "", subject.id]
    return f"{sql} UNION ALL {held} UNION ALL {_SUBJECT}", parameters


_SUBJECT = (
    pinning_part("?", "?", 10)
    + " UNION ALL SELECT 'head', j.chain, CAST(j.n AS TEXT), j.digest, j.at, NULL, NULL, NULL, NULL, NULL"
    " FROM journal j WHERE j.chain = ? AND j.n = (SELECT max(l.n) FROM journal l WHERE l.chain = ?)"
    " UNION ALL SELECT 'top', 'query', CAST(max(q.id) AS TEXT), NULL, NULL, NULL, NULL, NULL, NULL, NULL"
    " FROM query q WHERE q.id >= ? AND q.id < ?"
    " UNION ALL SELECT 'top', 'notice', CAST(max(o.id) AS TEXT), NULL, NULL, NULL, NULL, NULL, NULL, NULL"
    " FROM notice o WHERE o.id >= ? AND o.id < ?"
    " UNION ALL SELECT 'top', 'signature', CAST(max(g.id) AS TEXT), NULL, NULL, NULL, NULL, NULL, NULL, NULL"
    " FROM signature g WHERE g.id >= ? AND g.id < ?"
    f" UNION ALL SELECT 'ranges', CAST(({LAST_ACT}) AS TEXT), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL"
    " UNION ALL SELECT 'repeated', CAST(j.n AS TEXT), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL"
    " FROM journal j WHERE j.chain = ? AND j.request_id = ?"
    " UNION ALL SELECT 'struck', z.step, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM subject_strike z"
    f" WHERE z.subject = ? AND z.n = (SELECT max(y.n) FROM subject_strike y WHERE y.subject = z.subject AND {DECIDING})"
)


def take(context: Context, kind: str, fields: list[str]) -> None:
    """Put one row into *context*."""
    if kind == "page":
        page, visit, event, form, repeat, seq, data, digest, version = fields
        context.pages[int(page)] = PageNow(
            int(page), int(visit), event, form, int(repeat), int(seq), data or "{}", digest or "", version
        )
    elif kind == "derived":
        page_id, numbers = int(fields[0]), context.derived_n
        values = context.derived[page_id]
        for path, n, value in json.loads(fields[1]):
            if n > numbers.get((page_id, path), 0):
                numbers[page_id, path] = n
                values[path] = value
    elif kind == "query":
        query, page, path, origin, check, audience, raised, last, answerer = fields
        step, n = last.split()
        thread = Thread(int(query), int(page), path, origin, check, audience, raised, QueryStep(step), answerer)  # type: ignore[arg-type]  # the columns hold these words
        context.threads[int(page)][int(query)] = thread
        context.steps[int(query)] = int(n)
    elif kind == "notice":
        notice, page, path, origin, check, category, major, last, detail = fields
        step, n = last.split()
        context.notices[int(page)][int(notice)] = Notice(
            int(notice),
            int(page),
            path,
            origin,  # type: ignore[arg-type]  # the column holds these words
            check,
            category,
            major == "1",
            NoticeStep(step),
            detail or "",
        )
        context.notice_steps[int(notice)] = int(n)
    elif kind == "mark":
        page, path, seq = fields[:3]
        context.marks[int(page)][path] = max(int(seq), context.marks[int(page)].get(path, 0))
    elif kind == "last":
        page, path, seq = fields[:3]
        context.last_change[int(page)][path] = int(seq)
    elif kind == "signed":
        signature, page, seq, digest, derived, withdrawn, at = fields[:7]
        named = SignedPage(int(seq), digest, derived)
        context.signed[int(page)] = Signed(int(signature), named, withdrawn is not None, at or "")
    elif kind == "hold":
        scope, key, state = fields[:3]
        context.holds[scope, key] = HoldState(state)
