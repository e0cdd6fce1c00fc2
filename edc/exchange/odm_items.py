"""ItemData, audit records and places of ODM: what Snapshot and Transactional have in common."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field

from edc.exchange.odm_admin import site_oid, user_oid
from edc.exchange.odm_flags import MISSING, Element, annotate, child, make
from edc.exchange.odm_record import Change, Computed
from edc.exchange.profiles import Part, Projection
from edc.exchange.reasons import leaving_reason
from edc.exchange.references import Reference
from edc.exchange.rows import PageRow
from edc.study.definition import Event, Form, Group, Study
from edc.study.document import Value
from edc.study.odm import NO_VISIT, Oids
from edc.study.values import as_typed
from edc.trail.unit import SYSTEM


@dataclass(frozen=True, slots=True)
class Scene:
    """What the data of one participant are written against."""

    projection: Projection
    collected: Study
    """The definition the data were collected under, every version of it."""
    oids: Oids
    site: str
    reference: Reference
    audits: dict[tuple[str, str, str | None, str], Element] = field(default_factory=dict)
    """Audit records made so far."""

    def stamp(self, at: str) -> str:
        """A time of the record as it leaves."""
        return at if self.projection.whole else self.reference.moved(at)

    def audit(self, parent: Element, person: str, at: str, reason: str | None = None, source: str = "") -> None:
        """Add who did it, where, when and why."""
        # the values of one save have the same record: copying it is far quicker than making it
        key = (person, at, reason, source)
        if key in self.audits:
            parent.append(copy(self.audits[key]))
            return
        # what is computed has a source for each formula, and the rest in common
        common = (person, at, reason, "")
        if common not in self.audits:
            self.audits[common] = self._audit(person, at, reason)
        record = self.audits[key] = copy(self.audits[common])
        if source:
            child(record, "SourceID", source)
        parent.append(record)

    def _audit(self, person: str, at: str, reason: str | None) -> Element:
        record = make("AuditRecord")
        child(record, "UserRef", UserOID=user_oid(person))
        child(record, "LocationRef", LocationOID=site_oid(self.site))
        child(record, "DateTimeStamp", self.stamp(at))
        if (said := leaving_reason(self.projection, reason)) is not None:
            child(record, "ReasonForChange", said)
        return record

    def event_data(self, parent: Element, page: PageRow, transaction: str | None = None) -> Element:
        """A StudyEventData for the visit of *page*."""
        event = self.projection.study.event_by_name.get(page.event)
        return child(
            parent,
            "StudyEventData",
            StudyEventOID=self.oids.event.get(page.event, NO_VISIT),
            StudyEventRepeatKey=str(page.visit_repeat) if _repeats(event) or page.visit_repeat > 1 else None,
            TransactionType=transaction,
        )

    def form_data(self, parent: Element, form: Form, page: PageRow, transaction: str | None = None) -> Element:
        """A FormData for *page*."""
        key = str(page.repeat) if form.repeating or page.repeat > 1 else None
        oid = self.oids.form[form.name]
        return child(parent, "FormData", FormOID=oid, FormRepeatKey=key, TransactionType=transaction)

    def group_data(
        self, parent: Element, form: Form, group: Group, row: str, transaction: str | None = None
    ) -> Element:
        """An ItemGroupData for one row, or for the group as a whole where *row* is empty."""
        oid = self.oids.group[form.name, group.name]
        return child(
            parent, "ItemGroupData", ItemGroupOID=oid, ItemGroupRepeatKey=row or None, TransactionType=transaction
        )

    def item_data(
        self, parent: Element, form: Form, part: Part, value: Value | None, transaction: str | None = None
    ) -> Element:
        """An ItemData with the value as it was typed and the unit it was typed in."""
        typed = as_typed(value)
        known = value is not None and value.v is not None
        return child(
            parent,
            "ItemData",
            ItemOID=self.oids.item[form.name, part.item.name],
            TransactionType=transaction,
            IsNull=None if known else "Yes",
            Value=typed.text if known else None,
        )

    def finish_item(self, element: Element, part: Part, value: Value | None) -> None:
        """Add what follows the audit record: the unit, and the coded reason why there is no value."""
        if value is not None and value.v is not None and (unit := value.u or part.item.unit):
            child(element, "MeasurementUnitRef", MeasurementUnitOID=self.oids.unit[unit])
        if value is not None and value.m is not None:
            annotate(element, MISSING, value.m)


def audit_change(scene: Scene, element: Element, change: Change) -> None:
    """The audit record of one change of one value."""
    scene.audit(element, change.person, change.at, change.reason, f"{change.origin}:{change.page}/{change.seq}")


def audit_computed(scene: Scene, element: Element, computed: Computed) -> None:
    """The audit record of a derived value, which nobody entered."""
    scene.audit(element, SYSTEM.person, computed.at, None, f"derived:{computed.formula[:16]}")


def split(path: str) -> tuple[str, str, str]:
    """Group, row and last part of a path; ``""`` where it has none."""
    above, _, name = path.rpartition("/")
    group, _, row = above.partition("/")
    return group, row, name


def _repeats(event: Event | None) -> bool:
    return event is not None and (event.repeating or event.kind == "unscheduled")
