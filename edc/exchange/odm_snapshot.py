"""One participant in an ODM Snapshot: every value as it stands, with its last audit record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from edc.exchange.odm_admin import signature_oid, site_oid, user_oid
from edc.exchange.odm_flags import (
    GIVEN,
    MARKS,
    MOVED,
    ORDER,
    QUERY,
    RESCREENED,
    SIGNATURE,
    Element,
    annotate,
    child,
    make,
)
from edc.exchange.odm_items import Scene, audit_change, audit_computed
from edc.exchange.odm_record import Change, Event, Record, documents
from edc.exchange.rows import PageRow
from edc.review.rules import SignatureState
from edc.study.definition import Form, Group, Item
from edc.study.document import Document, Value


@dataclass(frozen=True)
class _Page:
    """A page on its way out. ``values``: the document, derived values included."""

    row: PageRow
    form: Form
    values: Document
    asked: Mapping[str, Mapping[int, list[Event]]]
    """Path to the queries about it."""


class Snapshot:
    """Writes one participant. ``items``: how many ItemData were written."""

    def __init__(self, scene: Scene, record: Record) -> None:
        self.scene = scene
        self.record = record
        self.last: dict[int, dict[str, Change]] = {}
        for (page, path), change in record.last_changes().items():
            self.last.setdefault(page, {})[path] = change
        self.items = 0

    def element(self) -> Element:
        """The SubjectData."""
        subject = make("SubjectData", SubjectKey=self.record.code)
        self.scene.audit(subject, self.record.person, self.record.at)
        self._signature(subject, "subject", self.record.subject)
        child(subject, "SiteRef", LocationOID=site_oid(self.record.site))
        annotate_previous(subject, self.record)
        self._lapsed(subject, "subject", self.record.subject)
        visit, event = 0, subject
        for row, document in documents(self.record):
            if row.visit != visit:
                visit = row.visit
                event = self.scene.event_data(subject, row)
                self._signature(event, "visit", visit)
                self._lapsed(event, "visit", visit)
            computed = self.record.computed.get(row.page, {}).values()
            derived = {each.path: Value(v=each.value) for each in computed if each.value is not None}
            asked = {path: threads for (page, path), threads in self.record.queries.items() if page == row.page}
            form = self.scene.collected.form_by_name[row.form]
            self._page(event, _Page(row, form, document | derived, asked))
        return subject

    def _page(self, event: Element, page: _Page) -> None:
        element = self.scene.form_data(event, page.form, page.row)
        number = page.row.page
        if number in self.last:
            saved = max(self.last[number].values(), key=lambda change: change.seq)
            self.scene.audit(element, saved.person, saved.at, None, f"{saved.origin}:{saved.page}/{saved.seq}")
        self._signature(element, "page", number)
        self._lapsed(element, "page", number)
        self._marks(element, page, "")
        for path, threads in page.asked.items():
            if page.form.at(path) is None:
                self._queries(element, threads)
        for group in page.form.groups:
            if group.repeat == "none":
                self._row(element, page, group, "", "")
                continue
            if self._marked(page, f"{group.name}/"):
                self._marks(self.scene.group_data(element, page.form, group, ""), page, f"{group.name}/")
            for row in _rows(group, (*page.values, *page.asked)):
                self._row(element, page, group, row, f"{group.name}/{row}/")

    def _row(self, parent: Element, page: _Page, group: Group, row: str, prefix: str) -> None:
        """One row, or the group as a whole where it does not repeat."""
        marks = prefix or f"{group.name}/"
        held = [item for item in group.items if prefix + item.name in page.values or prefix + item.name in page.asked]
        if held or self._marked(page, marks):
            element = self.scene.group_data(parent, page.form, group, row)
            self._marks(element, page, marks)
            for item in held:
                self._item(element, page, item, prefix + item.name)

    def _item(self, parent: Element, page: _Page, item: Item, path: str) -> None:
        parts = self.scene.projection.parts[page.form.name, item.name]
        for part in parts:
            value = part.of(page.values.get(path), self.scene.reference)
            if value is None and part is not parts[0]:
                continue
            self.items += 1
            element = self.scene.item_data(parent, page.form, part, value)
            if (change := self.last.get(page.row.page, {}).get(path)) is not None:
                audit_change(self.scene, element, change)
            elif (computed := self.record.computed.get(page.row.page, {}).get(path)) is not None:
                audit_computed(self.scene, element, computed)
            self.scene.finish_item(element, part, value)
            if part is parts[0]:
                self._queries(element, page.asked.get(path, {}))

    def _marked(self, page: _Page, prefix: str) -> bool:
        return any(page.values.get(prefix + mark) is not None for mark in MARKS)

    def _marks(self, element: Element, page: _Page, prefix: str) -> None:
        for mark, kind in MARKS.items():
            value = page.values.get(prefix + mark)
            if value is not None:
                flag_mark(self.scene, element, kind, value)

    def _queries(self, element: Element, threads: Mapping[int, list[Event]]) -> None:
        for events in threads.values():
            told = " | ".join(self._told(event) for event in events) if self.scene.projection.whole else ""
            annotate(element, QUERY, events[-1].state, told)

    def _told(self, event: Event) -> str:
        about = f"{event.query} {event.kind}{f' {event.check}' if event.check else ''}"
        words = ": ".join(part for part in (event.code, event.text) if part)
        return f"{about} {event.name} by {user_oid(event.person)} at {event.at}{f': {words}' if words else ''}"

    def _signature(self, element: Element, scope: str, key: int) -> None:
        """The signature of this very scope, if what it was given for still stands."""
        given = self.record.signatures.get((scope, key))
        if given is not None and given.state is SignatureState.SIGNED:
            signature = child(element, "Signature")
            child(signature, "UserRef", UserOID=user_oid(given.person))
            child(signature, "LocationRef", LocationOID=site_oid(self.record.site))
            child(signature, "SignatureRef", SignatureOID=signature_oid(given.meaning))
            child(signature, "DateTimeStamp", self.scene.stamp(given.at))

    def _lapsed(self, element: Element, scope: str, key: int) -> None:
        """A signature that does not stand any more is told, and is no signature."""
        given = self.record.signatures.get((scope, key))
        if given is not None and given.state is not SignatureState.SIGNED:
            told = f"{given.meaning} by {user_oid(given.person)} at {self.scene.stamp(given.at)}"
            annotate(element, SIGNATURE, given.state.value, told)


def annotate_previous(subject: Element, record: Record) -> None:
    """The number under which the participant was screened before, where there is one."""
    if record.previous:
        annotate(subject, RESCREENED, GIVEN, record.previous)


def flag_mark(scene: Scene, element: Element, kind: str, value: Value, transaction: str | None = None) -> None:
    """A mark as an annotation; the words of a reason leave in the full profile alone."""
    if kind == ORDER:
        annotate(element, ORDER, GIVEN, value.v or "", transaction)
    elif kind == MOVED:
        words = f": {value.t}" if value.t and scene.projection.whole else ""
        annotate(element, MOVED, GIVEN, (value.v or "") + words, transaction)
    else:
        annotate(element, kind, value.v or "", (value.t or "") if scene.projection.whole else "", transaction)


def _rows(group: Group, paths: Iterable[str]) -> Iterator[str]:
    """The rows of *group* that any path names, in order."""
    parts = (path.split("/") for path in paths)
    named = {part[1] for part in parts if len(part) == 3 and part[0] == group.name}
    if group.repeat == "fixed":
        return (row.key for row in group.rows if row.key in named)
    return iter(sorted(named, key=int))
