"""One participant in an ODM Transactional file: every version of every page, change by change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from edc.exchange.odm_flags import MARKS, Element, annotate, make
from edc.exchange.odm_items import Scene, audit_change, split
from edc.exchange.odm_record import Change, Record
from edc.exchange.odm_snapshot import annotate_previous, flag_mark
from edc.exchange.rows import PageRow
from edc.study.definition import Form
from edc.study.document import decode_value

INSERT, UPDATE, UPSERT = "Insert", "Update", "Upsert"


class History:
    """Writes one participant. ``items``: how many ItemData were written."""

    def __init__(self, scene: Scene, record: Record) -> None:
        self.scene = scene
        self.record = record
        self.items = 0
        self._seen: set[tuple[int, str]] = set()

    def element(self) -> Element:
        """The SubjectData, with one StudyEventData and FormData for each version, in the order of the acts."""
        subject = make("SubjectData", SubjectKey=self.record.code, TransactionType=UPSERT)
        self.scene.audit(subject, self.record.person, self.record.at)
        annotate_previous(subject, self.record)
        pages = {page.page: page for page in self.record.pages}
        for (_, page, _), changes in groupby(self.record.changes, key=lambda each: (each.act, each.page, each.seq)):
            self._version(subject, pages[page], list(changes))
        return subject

    def _version(self, subject: Element, page: PageRow, changes: list[Change]) -> None:
        form = self.scene.collected.form_by_name[page.form]
        event = self.scene.event_data(subject, page, UPSERT)
        element = self.scene.form_data(event, form, page, UPSERT)
        first = changes[0]
        self.scene.audit(element, first.person, first.at, None, f"{first.origin}:{first.page}/{first.seq}")
        for change in changes:
            group, _, name = split(change.path)
            if name.startswith("#") and not group:
                self._mark(element, change, name)
        order = {item.name: n for n, (_, item) in enumerate(form.items())}
        placed = sorted(
            (change for change in changes if self._group(form, change)), key=lambda c: self._place(form, order, c)
        )
        for (group, row), some in groupby(
            placed, key=lambda change: (self._group(form, change), split(change.path)[1])
        ):
            self._row(element, form, group, row, list(some))

    def _row(self, parent: Element, form: Form, name: str, row: str, changes: Iterable[Change]) -> None:
        group = next(group for group in form.groups if group.name == name)
        element = self.scene.group_data(parent, form, group, row, UPSERT)
        for change in changes:
            last = split(change.path)[2]
            if last.startswith("#"):
                self._mark(element, change, last)
            else:
                self._item(element, form, change, last)

    def _item(self, parent: Element, form: Form, change: Change, name: str) -> None:
        transaction = self._transaction(change)
        parts = self.scene.projection.parts[form.name, name]
        for part in parts:
            value = part.of(decode_value(change.new), self.scene.reference)
            if value is None and part is not parts[0]:
                continue
            self.items += 1
            element = self.scene.item_data(parent, form, part, value, transaction)
            audit_change(self.scene, element, change)
            self.scene.finish_item(element, part, value)

    def _mark(self, element: Element, change: Change, name: str) -> None:
        value = decode_value(change.new)
        transaction = self._transaction(change)
        if value is None:
            annotate(element, MARKS[name], "", transaction="Remove")
        else:
            flag_mark(self.scene, element, MARKS[name], value, transaction)

    def _transaction(self, change: Change) -> str:
        """Whether anything was ever there before: a cleared item was."""
        key = (change.page, change.path)
        known = key in self._seen
        self._seen.add(key)
        return UPDATE if known else INSERT

    def _group(self, form: Form, change: Change) -> str:
        """Name of the group a change belongs to; empty for a mark of the page."""
        group, _, name = split(change.path)
        return group or ("" if name.startswith("#") else form.by_name[name][0].name)

    def _place(self, form: Form, order: Mapping[str, int], change: Change) -> tuple[int, int, str, int, str]:
        """Where a change stands: group, row, marks before items, items in their order."""
        name = self._group(form, change)
        number = next(n for n, group in enumerate(form.groups) if group.name == name)
        _, row, last = split(change.path)
        return number, int(row) if row.isdecimal() else 0, row, order.get(last, -1), last
