"""From OIDs and repeat keys of a file to the places of a study."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cached_property
from typing import Protocol, TypeVar
from xml.etree.ElementTree import Element

from edc.study.definition import Event, Form, Group, Item, Study
from edc.study.odm import NO_VISIT, oids, write_odm
from edc.study.odm.names import local, q

_Part = TypeVar("_Part")

HIGHEST = 999_999
"""The highest repeat key that is taken as a number."""


class Say(Protocol):
    """Notes or refuses something about an element."""

    def __call__(self, at: Element, code: str, **params: str) -> None: ...


class Places:
    """Finds what elements refer to; what refers to nothing is refused."""

    def __init__(self, study: Study, note: Say, refuse: Say) -> None:
        known = oids(study)
        self._study = study
        self._note, self._refuse = note, refuse
        self._events = {known.event.get(event.name, NO_VISIT): event for event in study.events}
        self._forms = {known.form[form.name]: form for form in study.forms}
        self._groups = {
            (form.name, known.group[form.name, group.name]): group for form in study.forms for group in form.groups
        }
        self._items = {
            (form.name, group.name, known.item[form.name, item.name]): item
            for form in study.forms
            for group, item in form.items()
        }
        self._units = {oid: unit for unit, oid in known.unit.items()}
        self._numbers: dict[Hashable, dict[str, int]] = {}
        self._unkeyed: dict[Hashable, int] = {}

    def event(self, element: Element) -> Event | None:
        return self._found(self._events.get(element.get("StudyEventOID") or ""), element, "StudyEventOID")

    def form(self, element: Element, event: Event) -> Form | None:
        form = self._found(self._forms.get(element.get("FormOID") or ""), element, "FormOID")
        if form is not None and form.name not in event.forms:
            self._refuse(element, "data_form_elsewhere", oid=element.get("FormOID") or "", event=event.name)
            return None
        return form

    def group(self, element: Element, form: Form) -> Group | None:
        oid = element.get("ItemGroupOID") or ""
        if (form.name, oid) not in self._groups and len(element) == 0 and oid in self._defined_groups:
            self._note(element, "data_empty_group", oid=oid)
            return None
        return self._found(self._groups.get((form.name, oid)), element, "ItemGroupOID")

    @cached_property
    def _defined_groups(self) -> frozenset[str]:
        """OIDs of every ItemGroupDef the study's metadata have, those included that hold no item."""
        metadata = write_odm(self._study, created="", file_oid="", source_version="")
        return frozenset(group.get("OID", "") for group in metadata.iter(q("ItemGroupDef")))

    def item(self, element: Element, form: str, group: Group) -> Item | None:
        oid = element.get("ItemOID") or ""
        return self._found(self._items.get((form, group.name, oid)), element, "ItemOID")

    def unit(self, element: Element, item: Item | None) -> str | None:
        """The unit a value was given in; ``""`` for the standard one, ``None`` where it is unknown."""
        ref = element.find(q("MeasurementUnitRef"))
        oid = element.get("MeasurementUnitOID") if ref is None else ref.get("MeasurementUnitOID")
        if oid is None:
            return ""
        unit = self._found(self._units.get(oid), element, "MeasurementUnitOID", oid)
        return "" if item is not None and unit == item.unit else unit

    def number(self, element: Element, attribute: str, scope: Hashable, repeating: bool, keyed: bool) -> int:
        """The number of a visit or a page from its repeat key; *keyed*: a missing key is not counted on.

        Without a key, the n-th one is number n. A key that is no number gets the next free one.
        """
        key = element.get(attribute)
        if not repeating:
            if key not in (None, "1"):
                self._note(element, "data_key_ignored", element=local(element.tag), key=key or "")
            return 1
        taken = self._numbers.setdefault((attribute, scope), {})
        if key is None and keyed:
            self._note(element, "data_key_missing", element=local(element.tag), number="1")
            return taken.setdefault("1", 1)
        if key is not None and key.isascii() and key.isdigit() and 0 < int(key) <= HIGHEST:
            return taken.setdefault(str(int(key)), int(key))
        if key is not None and key in taken:
            return taken[key]
        number = 1 + max(taken.values(), default=0)
        code = "data_key_missing" if key is None else "data_key_number"
        self._note(element, code, element=local(element.tag), key=key or "", number=str(number))
        taken[str(number) if key is None else key] = number
        return number

    def row(self, element: Element, scope: Hashable, group: Group, keyed: bool) -> str | None:
        """Key of the row; ``""`` where the group does not repeat, ``None`` where there is no such row."""
        if group.repeat != "fixed":
            number = self.number(element, "ItemGroupRepeatKey", scope, group.repeat == "added", keyed)
            return str(number) if group.repeat == "added" else ""
        key = element.get("ItemGroupRepeatKey")
        if key not in {row.key for row in group.rows}:
            self._refuse(element, "data_row", group=group.name, key=key or "")
            return None
        return key

    def _found(self, found: _Part | None, element: Element, attribute: str, oid: str | None = None) -> _Part | None:
        if found is None:
            said = oid if oid is not None else element.get(attribute) or ""
            self._refuse(element, "data_unknown", element=attribute.removesuffix("OID"), oid=said)
        return found
