"""Verification as a page posts it: the items that are ticked, or all of them and on to the next page."""

from __future__ import annotations

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from edc.acts.verify_items import verify_items
from edc.casebook.reading import PageRef
from edc.casebook.states import to_verify
from edc.review.worklists import to_verify_list
from edc.study.document import Value
from edc.study.values import read
from edc.web.crf.sheet import Sheet, open_sheet
from edc.web.crf.trouble import clock_now
from edc.web.gate import edc
from edc.web.words import language


def verify(page: PageRef, posted: MultiDict[str, str], key: str | None, *, every: bool) -> ResponseReturnValue:
    """Mark the ticked items, or *every* one that is shown; a masked one counts by what was typed for it.

    With *every*, the answer is the next page that waits for verification. Whatever was typed and
    differs from what is stored keeps the monitor here and is named.
    """
    sheet = open_sheet(page.id, g.me, language())
    paths, typed = _typed(sheet, posted)
    paths |= _shown(sheet) if every else set(posted.getlist("verify"))
    opened = posted.get("opened_seq", "")
    seq = int(opened) if opened.isdigit() else 0
    done = verify_items(edc().database, g.actor, page, sorted(paths), opened_seq=seq, typed=typed, request_key=key)
    following = page.id if done.differing or not every else _next(page)
    if following is None:
        return redirect(url_for("verifying.worklist"), 303)
    differs = ",".join(done.differing) or None
    return redirect(url_for("crf.page", page_id=following, saved=clock_now(sheet), differs=differs), 303)


def _typed(sheet: Sheet, posted: MultiDict[str, str]) -> tuple[set[str], dict[str, Value]]:
    """The masked items that were typed, and what was typed for each."""
    typed = {}
    for name, text in posted.items():
        path, marker, _ = name.partition("@typed")
        at = sheet.form.at(path) if marker and text else None
        if at is not None:
            reading = read(at[2], text, study=sheet.study, today=sheet.context.today)
            typed[path] = reading.value or Value(v=text)
    return set(typed), typed


def _shown(sheet: Sheet) -> set[str]:
    """Items of the page that are owed verification, have no standing mark, and are shown in clear."""
    page, context = sheet.ref.id, sheet.context
    marks, last = context.marks.get(page, {}), context.last_change.get(page, {})
    return {
        path
        for path in to_verify(sheet.form, context.document(page))
        if (path not in marks or marks[path] != last.get(path))
        and (at := sheet.form.at(path)) is not None
        and not sheet.masked(at[2])
    }


def _next(page: PageRef) -> int | None:
    """The next page of the participant that waits for verification, in the order of the worklist."""
    with edc().database.reading() as connection:
        waiting = to_verify_list(connection, {page.subject.site})
    mine = [row for row in waiting if row.subject == page.subject.id]
    after = (row.page for row in mine if (row.visit, row.page) > (page.visit, page.id))
    return next(after, None)
