"""Logs: forms a participant has once, to which rows are added, such as adverse events.

Which rows those are is known from the definition alone; that a log lists adverse
events, and which of its items says what, is known from its mapping to SDTM.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from edc.study.definition import Event, Form, Group, Item, Study
from edc.study.document import STRUCK, Document, Value
from edc.study.values import as_date, span
from edc.study.view import PageView


@dataclass(frozen=True, slots=True)
class Log:
    """A form of a log event with a group of added rows."""

    event: Event
    form: Form
    group: Group


def logs_of(study: Study) -> tuple[Log, ...]:
    """The logs of a study, in the order of its schedule."""
    return tuple(
        Log(event, form, group)
        for event in study.events
        if event.kind == "log"
        for form in (study.form_by_name[name] for name in event.forms)
        for group in form.groups
        if group.repeat == "added"
    )


def row_keys(document: Document, group: str) -> list[str]:
    """Numbers of the rows of *group* that hold anything, struck out ones among them, in the order shown."""
    start = f"{group}/"
    held = (path.split("/") for path, value in document.items() if value is not None and path.startswith(start))
    found = {parts[1] for parts in held if len(parts) == 3 and not parts[2].startswith("#")}
    order = document.get(f"{group}/#order")
    first = (order.v or "").split() if order else []
    return [key for key in first if key in found] + sorted(found - set(first), key=int)


def is_struck(document: Document, group: str, key: str) -> bool:
    """Whether the row, or its whole page, is struck out."""
    return document.get(STRUCK) is not None or document.get(f"{group}/{key}/{STRUCK}") is not None


def standing_rows(document: Document, group: str) -> int:
    """How many rows of *group* hold something and are not struck out."""
    return sum(not is_struck(document, group, key) for key in row_keys(document, group))


@dataclass(frozen=True, slots=True)
class AdverseEvent:
    """One adverse event as a log has it. Days are ``None`` where they are not fully known."""

    page: int
    row: str
    term: str
    first: date | None
    last: date | None
    serious: bool
    grade: str


def adverse_events(study: Study, pages: Iterable[PageView]) -> Iterator[AdverseEvent]:
    """The standing rows of every log of SDTM domain AE. A month known without its day counts from its first."""
    logs = {log.form.name: log for log in logs_of(study) if log.form.domain == "AE"}
    for page in pages:
        if page.form in logs:
            group = logs[page.form].group
            for key in row_keys(page.document, group.name):
                if not is_struck(page.document, group.name, key):
                    yield _adverse(page, group, key)


def is_serious(group: Group, document: Document, key: str) -> bool:
    """Whether the row's item for SDTM variable AESER says yes."""
    value = _said(group, document, key, "AESER")
    return value is not None and value.v in ("Y", "true")


def _adverse(page: PageView, group: Group, key: str) -> AdverseEvent:
    term = _said(group, page.document, key, "AETERM")
    began = _said(group, page.document, key, "AESTDTC")
    days = span(began.v) if began and began.v else None
    grade = _said(group, page.document, key, "AETOXGR")
    return AdverseEvent(
        page=page.page,
        row=key,
        term=(term.v or "") if term else "",
        first=days[0] if days else None,
        last=as_date(_said(group, page.document, key, "AEENDTC")),
        serious=is_serious(group, page.document, key),
        grade=(grade.v or "") if grade else "",
    )


def _said(group: Group, document: Document, key: str, variable: str) -> Value | None:
    """The value of the first item of a row that maps to an SDTM *variable*: a date before its time of day."""
    items = [item for item in group.items if item.sdtm.get("variable") == variable and item.stored]
    items.sort(key=_is_time)
    return document.get(f"{group.name}/{key}/{items[0].name}") if items else None


def _is_time(item: Item) -> bool:
    return item.type in ("time", "partial_time")
