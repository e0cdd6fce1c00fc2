"""File a deviation: the draft becomes a row of the log, filled with what is known of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from edc.access.rules import Permission
from edc.acts.consequences import settle_consequences
from edc.acts.context import Context
from edc.acts.notice_steps import move_notice
from edc.acts.reasons import said
from edc.acts.versions import add_version
from edc.casebook.pinning import published
from edc.casebook.reading import PageRef
from edc.casebook.rules_saving import next_row
from edc.casebook.states import visit_date
from edc.db import Database, rows
from edc.errors import Refusal
from edc.review.rules_notices import Notice, NoticeStep
from edc.study.deviations import log_of
from edc.study.document import NOT_DONE, STRUCK, Value
from edc.study.values import read
from edc.trail.unit import Actor, Unit


@dataclass(frozen=True, slots=True)
class Filed:
    """The row a deviation was filed as: page of the log, and path of the row (``PD/3``)."""

    page: int
    row: str


def file_deviation(database: Database, actor: Actor, notice: int, words: str, *, request_key: str | None) -> Filed:
    """Add a row for *notice* to the participant's deviation log, described by *words*.

    What the log lacks for a draft stays owed by its row. Raises
    :class:`Refusal`: ``reason_owed`` without words, ``deviation_words`` where the log cannot keep
    them, ``no_deviation_log``, ``page_marked`` and ``held`` of the log's page, or as
    :func:`edc.acts.notice_steps.move_notice`.
    """
    text = said(words)
    filed: list[Filed] = []

    def add_row(work: Unit, context: Context, now: Notice) -> str:
        filed.append(_add_row(work, context, now, text))
        return f"{filed[0].page}:{filed[0].row}"

    move_notice(
        database,
        actor,
        "file_deviation",
        Permission.DEVIATION_FILE,
        notice,
        NoticeStep.FILED,
        "",
        request_key=request_key,
        also=add_row,
        forms=lambda page: _forms(database, page),
    )
    return filed[0] if filed else _before(database, notice)


def _forms(database: Database, page: PageRef) -> Iterable[str]:
    """Forms that are read to add a row: the log, what hangs on it, and what says when the visit was."""
    with database.reading() as connection:
        versions = published(connection)
    study = versions.newest
    log = log_of(study)
    if log is None:
        raise Refusal("no_deviation_log")
    dated = (study.visit_date or "").partition(".")[0]
    return {log[0].name, *versions.forms_needed(log[0].name), *([dated] if dated else ())}


def _add_row(work: Unit, context: Context, notice: Notice, words: str) -> Filed:
    named = log_of(context.study)
    standing = [
        page
        for page, now in context.pages.items()
        if named is not None and now.form == named[0].name and context.document(page).get(STRUCK) is None
    ]
    if not standing:
        raise Refusal("no_deviation_log")
    page = min(standing)
    document = context.document(page)
    if document.get(NOT_DONE) is not None:
        raise Refusal("page_marked")
    # the row is one of the page's own version of the log
    study = context.study_of(page)
    log = log_of(study)
    if log is None or study.deviations is None:
        raise Refusal("no_deviation_log")
    row = f"{log[1].name}/{next_row(document, log[1].name)}"
    known = _known(work, context, notice, row) | {"text": words}
    filled: dict[str, Value | None] = {}
    for name, what in study.deviations.fill.items():
        # what is no value there, such as a code its list does not have, is left to be entered
        value = read(log[0].by_name[name][1], known[what], study=study, today=context.today).value
        if value is not None:
            filled[f"{row}/{name}"] = value
        elif what == "text":
            raise Refusal("deviation_words")  # what a person wrote stands nowhere else
    added = add_version(work, context, page, {**document, **filled}, {}, "direct")
    if added is None:
        raise Refusal("no_deviation_log")
    settle_consequences(work, context, [added], page)
    return Filed(page, row)


def _known(work: Unit, context: Context, notice: Notice, row: str) -> dict[str, str]:
    """What is known of a draft, by the words of the study's ``fill``."""
    return {
        "number": f"{context.subject.code}-D{int(row.rpartition('/')[2]):02d}",
        "date": _day(context, notice),
        "category": notice.category,
        "class": "MAJOR" if notice.major else "MINOR",
        "found_by": _finder(work, notice),
    }


def _day(context: Context, notice: Notice) -> str:
    """The day of the visit it happened at, as ISO 8601; empty where it belongs to none."""
    study, visit = context.study, context.pages[notice.page].visit
    days = (
        visit_date(study, study.form_by_name[now.form], now.document)
        for now in context.pages.values()
        if now.visit == visit and now.form in study.form_by_name
    )
    return next((day for day in days if day), "")


def _finder(work: Unit, notice: Notice) -> str:
    """Who found it, as a code: ``SYSTEM``, or the role of the person who proposed it, such as ``MONITOR``."""
    found = rows(work.connection, "SELECT role FROM notice_event WHERE notice = ? AND n = 1", (notice.notice,))
    return str(found[0][0]).upper()


def _before(database: Database, notice: int) -> Filed:
    """The row that this very request made when it was sent before."""
    with database.reading() as connection:
        sql = "SELECT place FROM notice_event WHERE notice = ? AND name = 'filed' ORDER BY n DESC LIMIT 1"
        found = rows(connection, sql, (notice,))
    if not found:
        raise Refusal("duplicate_request")
    page, _, row = str(found[0][0]).partition(":")
    return Filed(int(page), row)
