"""Events, forms and groups as ODM elements, and how they refer to each other."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from edc.study.odm.fragments import allowed, assemble, element_of, node
from edc.study.odm.marks import Data
from edc.study.odm.names import KIND, NO_VISIT
from edc.study.odm.oids import Oids, Register
from edc.study.odm.write_items import (
    aliases,
    described,
    kept_elements,
    numbers,
    write_codelist,
    write_item,
    write_units,
)
from edc.study.odm.write_rules import RuleBook, kept_definitions


class Structure:
    """The definitions of one study, built in the order that decides who keeps an OID."""

    def __init__(self, study: Data, own: bool) -> None:
        self.study = study
        self.languages: list[str] = study.get("languages", ["en"])
        self.oids = Oids()
        self.register = Register()
        self.rules = RuleBook(self.register, self.languages, own)
        self._kept = kept_definitions(study)
        for elements in self._kept.values():
            for oid in elements:
                self.register.reserve(oid)
        self.units = write_units(study | {"languages": self.languages})
        self.oids.unit = {code: unit.get("OID", "") for code, unit in self.units.items()}
        self._build()

    def _build(self) -> None:
        study = self.study
        forms = [
            (form, node("FormDef", {"Name": _name(form), "Repeating": _yes(form.get("repeating"))}))
            for form in study["forms"]
        ]
        events = [event for event in study["events"] if event["oid"] != NO_VISIT]
        event_elements = [self._event(event) for event in events]
        for form, element in forms:
            self.oids.form[form["name"]] = self.register.add(element, "FormDef", form["oid"])
        for event, element in zip(events, event_elements, strict=True):
            self._form_refs(event, element)
        lists = {}
        for codelist in study.get("codelists", []):
            lists[codelist["oid"]] = (codelist, write_codelist(codelist, self.languages))
        # Items keep their OIDs before codelists do: people know items by them.
        reserved = {item["oid"] for form in study["forms"] for group in form["groups"] for item in group["items"]}
        for oid, (_, element) in lists.items():
            wanted = f"CL.{oid}" if oid in reserved else oid
            self.oids.codelist[oid] = self.register.add(element, "CodeList", wanted)
        self._lists = {oid: (self.oids.codelist[oid], codelist) for oid, (codelist, _) in lists.items()}
        for form, element in forms:
            self._fill(form, element)
            self.rules.write_checks(form, self.oids.form[form["name"]])

    def _event(self, event: Data) -> Element:
        odm = event.get("odm", {})
        element = node(
            "StudyEventDef",
            {
                "Name": _name(event),
                "Repeating": _yes(event.get("repeating")),
                "Type": KIND[event.get("kind", "scheduled")],
                **allowed("StudyEventDef", odm.get("attributes", {})),
            },
        )
        self.oids.event[event["name"]] = self.register.add(element, "StudyEventDef", event["oid"])
        return element

    def _form_refs(self, event: Data, element: Element) -> None:
        odm = event.get("odm", {})
        oids = [self.oids.form[name] for name in event.get("forms", []) if name in self.oids.form]
        expected = event.get("kind", "scheduled") == "scheduled"
        inner = described(event, self.languages) + kept_elements(event) + aliases(odm.get("Alias", {}))
        for oid, order in zip(oids, numbers(event, oids), strict=True):
            kept = odm.get("FormRef", {}).get(oid, {})
            inner.append(self._ref("FormRef", "FormOID", oid, order, expected, kept))
        assemble(element, inner)

    def protocol_refs(self) -> list[Element]:
        """The StudyEventRefs of the events that Protocol lists."""
        events = [event for event in self.study["events"] if event["oid"] != NO_VISIT]
        listed = [event for event in events if event.get("odm", {}).get("in_protocol", True)]
        refs = []
        for n, event in enumerate(listed, 1):
            expected = event.get("kind", "scheduled") == "scheduled"
            kept = event.get("odm", {}).get("ref", {})
            oid = self.oids.event[event["name"]]
            refs.append(self._ref("StudyEventRef", "StudyEventOID", oid, str(n), expected, kept))
        return refs

    def _fill(self, form: Data, element: Element) -> None:
        odm, name = form.get("odm", {}), form["name"]
        inner = described(form, self.languages) + kept_elements(form) + aliases(odm.get("Alias", {}))
        oids: list[str] = []
        for group in form["groups"]:
            oids.append(self._group(form, group))
            self.oids.group[name, group["name"]] = oids[-1]
        rows = []
        for group, oid in zip(form["groups"], oids, strict=True):
            mandatory = any(item.get("required") is True for item in group["items"])
            rows.append((oid, mandatory, group.get("odm", {}).get("ref", {}), self.rules.condition(group)))
        for empty in odm.get("empty_groups", []):
            oid = element_of(empty["group"]).get("OID", "")
            if oid in self._kept["ItemGroupDef"]:
                rows.insert(empty["at"], (oid, False, empty["ref"], None))
        orders = numbers(form, [row[0] for row in rows])
        for (oid, mandatory, kept, condition), order in zip(rows, orders, strict=True):
            inner.append(self._ref("ItemGroupRef", "ItemGroupOID", oid, order, mandatory, kept, condition))
        assemble(element, inner)

    def _group(self, form: Data, group: Data) -> str:
        odm = group.get("odm", {})
        element = node(
            "ItemGroupDef",
            {
                "Name": _name(group),
                "Repeating": _yes(group.get("repeat", "none") != "none"),
                "Domain": group.get("domain"),
                **allowed("ItemGroupDef", odm.get("attributes", {})),
            },
        )
        inner = described(group, self.languages) + kept_elements(group) + aliases(odm.get("Alias", {}))
        within = self.oids.form[form["name"]]
        oids = []
        for item in group["items"]:
            written = write_item(item, self.languages, self.units, self._lists)
            oids.append(self.register.add(written, "ItemDef", item["oid"], within))
            self.oids.item[form["name"], item["name"]] = oids[-1]
        for item, oid, order in zip(group["items"], oids, numbers(group, oids), strict=True):
            kept = item.get("odm", {}).get("ref", {})
            condition, method = self.rules.condition(item), self.rules.method(item)
            ref = self._ref("ItemRef", "ItemOID", oid, order, item.get("required") is True, kept, condition, method)
            inner.append(ref)
        return self.register.add(assemble(element, inner), "ItemGroupDef", group["oid"], within)

    def _ref(
        self,
        name: str,
        attribute: str,
        oid: str,
        order: str | None,
        mandatory: bool,
        kept: dict[str, str],
        condition: str | None = None,
        method: str | None = None,
    ) -> Element:
        said = allowed(name, {k: v for k, v in kept.items() if self._known(k, v)})
        ours = {"CollectionExceptionConditionOID": condition, "MethodOID": method}
        attributes = {"Mandatory": _yes(mandatory)} | said | {k: v for k, v in ours.items() if v is not None}
        return node(name, {attribute: oid, "OrderNumber": order} | attributes)

    def _known(self, attribute: str, oid: str) -> bool:
        kinds = {
            "CollectionExceptionConditionOID": "ConditionDef",
            "MethodOID": "MethodDef",
            "ImputationMethodOID": "ImputationMethod",
        }
        if attribute == "RoleCodeListOID":
            return oid in self.register.elements.get("CodeList", {})
        kind = kinds.get(attribute)
        return kind is None or oid in self._kept[kind]

    def definitions(self) -> list[Element]:
        """All definitions, kept ones last of their kind; to be put in order."""
        written = [element for kind in self.register.elements.values() for element in kind.values()]
        return written + [element for kind in self._kept.values() for element in kind.values()]


def _name(part: Data) -> str:
    name: str = part.get("odm", {}).get("Name") or part["name"]
    return name


def _yes(truth: object) -> str:
    return "Yes" if truth else "No"
