"""The logs of a participant as compact tables."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from edc.access.rules import Permission
from edc.casebook.logs import Log, is_serious, is_struck, row_keys
from edc.study.definition import Item, say
from edc.study.document import Document, Value
from edc.web.casebook.opened import Opened
from edc.web.punctuation import shortened
from edc.web.shapes import LogCell, LogRow, LogTable
from edc.web.spoken import value_words

COLUMNS = 6
LONGEST = 90
"""Characters of a value shown in a cell."""


def logs_of(book: Opened) -> tuple[LogTable, ...]:
    """Every log there is a page for, in the order of the schedule."""
    return tuple(table for log in book.logs for table in _tables(book, log))


def _tables(book: Opened, log: Log) -> list[LogTable]:
    visits = {visit.row.visit for visit in book.standing.visits if visit.event.name == log.event.name}
    page = next((p for visit in visits for p in book.pages[visit] if p.form == log.form.name), None)
    if page is None:
        return []
    url = url_for("crf.page", page_id=page.page)
    document = next((one.document for one in book.standing.pages if one.page == page.page), {})
    items = _columns(log)
    several = sum(other.form.name == log.form.name for other in book.logs) > 1
    word = say(log.group.label if several and log.group.label else log.form.label, book.language)
    return [
        LogTable(
            word=word,
            columns=(_("No."), *(say(item.label, book.language) for item in items)),
            rows=tuple(_row(book, log, document, key, items, url) for key in row_keys(document, log.group.name)),
            key=log.form.name,
            add_url=url if book.may(Permission.DATA_ENTER) and page.held == "open" and page.entry != "struck" else "",
            empty=_("Nothing is recorded here."),
        )
    ]


def _columns(log: Log) -> list[Item]:
    """What tells rows apart at a glance: the items always owed, else the first ones."""
    stored = [item for item in log.group.items if item.stored and item.type != "file"]
    owed = [item for item in stored if item.required is True][:COLUMNS]
    chosen = owed + [item for item in stored if item not in owed][: max(0, COLUMNS - 1 - len(owed))]
    return [item for item in stored if item in chosen]


def _row(book: Opened, log: Log, document: Document, key: str, items: list[Item], url: str) -> LogRow:
    values = ((item, document.get(f"{log.group.name}/{key}/{item.name}")) for item in items)
    serious = is_serious(log.group, document, key)
    cells = (_cell(book, item, value, serious) for item, value in values)
    return LogRow(
        url=f"{url}#item-{log.group.name}/{key}/{items[0].name}" if items else url,
        cells=(key, *cells),
        struck=is_struck(document, log.group.name, key),
        sae=serious,
    )


def _cell(book: Opened, item: Item, value: Value | None, serious: bool) -> LogCell | str:
    if value is not None and book.masked(item):
        return _("masked")
    text = shortened(value_words(item, value, book.study, book.language), LONGEST)
    if serious and item.sdtm.get("variable") == "AESER":
        return LogCell(text, "bad")
    return text or "–"
