"""Conditions, methods and checks as ODM elements, and the definitions kept as text."""

from __future__ import annotations

from collections import Counter
from xml.etree.ElementTree import Element

from edc.study.odm.fragments import element_of, node, translated, without_extensions
from edc.study.odm.grammar import conforms
from edc.study.odm.marks import Data, pack
from edc.study.odm.names import OURS, q
from edc.study.odm.oids import Register
from edc.study.odm.read_rules import negated
from edc.study.odm.write_items import own_texts

KEPT = ("Include", "ItemGroupDef", "ItemDef", "ImputationMethod", "Presentation", "ConditionDef", "MethodDef")
"""Kinds of definitions that are kept whole as text."""
RANGE_CHECK = "RangeCheck"
"""``Check.source`` of a check that a foreign range check became."""


class RuleBook:
    """The rules of one study; each expression is written once, however often it is used."""

    def __init__(self, register: Register, languages: list[str], own: bool) -> None:
        self.checks: dict[str, list[tuple[Data, Element]]] = {}
        """Form name to its checks with their elements."""
        self._register, self._languages, self._own = register, languages, own
        self._oids: dict[tuple[str, str], str] = {}
        self._count: Counter[str] = Counter()

    def condition(self, part: Data) -> str | None:
        """OID of the condition under which *part* is not collected, if it is not always shown."""
        if "show_if" not in part:
            return None
        return self._once("ConditionDef", negated(part["show_if"]), {}, part["show_if"])

    def method(self, item: Data) -> str | None:
        """OID of the method that computes *item*, if it is derived."""
        if item["type"] != "derived" or "value" not in item:
            return None
        return self._once("MethodDef", item["value"], own_texts(item, "label"), item["value"])

    def write_checks(self, form: Data, oid: str) -> None:
        """The edit checks of *form*, each as a condition that nothing refers to.

        ODM has no other place for an expression over several items with a message.
        What became a check from a foreign range check is written as that again.
        """
        for check in form.get("checks", []):
            if check.get("source") == RANGE_CHECK and not self._own:
                continue
            attributes: dict[str, str | None] = {"Name": check["id"] or "_"}
            element = self._element("ConditionDef", attributes, check.get("message", {}), check["id"], check["when"])
            element.append(node("Alias", {"Context": OURS, "Name": pack({"form": oid})}))
            self._register.add(element, "ConditionDef", f"CHK.{oid}.{check['id']}", oid)
            self.checks.setdefault(form["name"], []).append((check, element))

    def _once(self, kind: str, expression: str, label: dict[str, str], otherwise: str) -> str:
        if (kind, expression) not in self._oids:
            self._count[kind] += 1
            letter, n = kind[0], self._count[kind]
            attributes = {"Name": f"{letter}{n}", "Type": "Computation" if kind == "MethodDef" else None}
            element = self._element(kind, attributes, label, otherwise, expression)
            self._oids[kind, expression] = self._register.add(element, kind, f"{letter}.{n}")
        return self._oids[kind, expression]

    def _element(
        self, kind: str, attributes: dict[str, str | None], label: dict[str, str], otherwise: str, expression: str
    ) -> Element:
        element = _described(node(kind, attributes), label, self._languages, otherwise)
        element.append(node("FormalExpression", {"Context": OURS}, expression))
        return element


def kept_definitions(study: Data) -> dict[str, dict[str, Element]]:
    """Definitions kept as text, by kind and OID, as far as they are valid ODM."""
    odm = study.get("odm", {})
    empty = [kept["group"] for form in study["forms"] for kept in form.get("odm", {}).get("empty_groups", [])]
    kept: dict[str, dict[str, Element]] = {}
    for kind in KEPT:
        elements = [element_of(text) for text in (*odm.get(kind, []), *(empty if kind == "ItemGroupDef" else []))]
        valid = (_repaired(without_extensions(element)) for element in elements)
        kept[kind] = {element.get("OID", ""): element for element in valid if conforms(element)}
    return kept


def _repaired(element: Element) -> Element:
    """A kept condition or method with the Description that the schema demands."""
    lacking = element.tag in (q("ConditionDef"), q("MethodDef")) and element.find(q("Description")) is None
    return _described(element, {}, [], element.get("Name") or element.get("OID") or "") if lacking else element


def _described(element: Element, label: dict[str, str], languages: list[str], otherwise: str) -> Element:
    description = translated("Description", label, languages, otherwise)
    if description is not None:
        element.insert(0, description)
    return element
