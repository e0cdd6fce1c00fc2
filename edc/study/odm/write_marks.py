"""Where each mark goes: to the definition it is about, or to the place that uses it."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from edc.study.odm.fragments import node
from edc.study.odm.marks import OID, Data, common, difference, minus, pack
from edc.study.odm.names import OURS, q
from edc.study.odm.write_forms import Structure
from edc.study.odm.write_rules import RANGE_CHECK


def put(element: Element | None, mark: Data, always: bool = False) -> None:
    """Put *mark* on *element*, in place of the one it has; an empty one only if *always*."""
    if element is None or not (mark or always):
        return
    for alias in element.findall(q("Alias")):
        if alias.get("Context") == OURS:
            element.remove(alias)
    element.append(node("Alias", {"Context": OURS, "Name": pack(mark)}))


def mark_codelist(element: Element, was: Data, meant: Data) -> None:
    """Marks of a codelist and of its members."""
    put(element, difference(was, meant, ("choices",)))
    members = {child.get("CodedValue"): child for child in element}
    for choice, wanted in zip(was["choices"], meant.get("choices", []), strict=True):
        put(members[choice[OID]], difference(choice, wanted))


def mark_forms(structure: Structure, was: list[Data], meant: list[Data]) -> None:
    """Marks of items, groups and forms.

    What all uses of a definition have in common stands on the definition; the
    rest on the group that uses the item, or on the form that uses the group.
    """
    pairs = list(zip(was, meant, strict=True))
    items: dict[str, list[Data]] = {}
    for form, wanted in pairs:
        for group, target in zip(form["groups"], wanted["groups"], strict=True):
            for item, goal in zip(group["items"], target["items"], strict=True):
                items.setdefault(item[OID], []).append(difference(item, goal))
    shared_items = {oid: common(marks) for oid, marks in items.items()}
    groups: dict[str, list[Data]] = {}
    for form, wanted in pairs:
        for group, target in zip(form["groups"], wanted["groups"], strict=True):
            groups.setdefault(group[OID], []).append(_group_mark(group, target, shared_items))
    shared_groups = {oid: _common_group(marks) for oid, marks in groups.items()}
    elements = structure.register.elements
    for kind, marks in (("ItemDef", shared_items), ("ItemGroupDef", shared_groups)):
        for oid, mark in marks.items():
            put(elements[kind][oid], mark)
    for form, wanted in pairs:
        inner = {}
        for group, target in zip(form["groups"], wanted["groups"], strict=True):
            rest = _without_group(_group_mark(group, target, shared_items), shared_groups[group[OID]])
            if rest:
                inner[group[OID]] = rest
        mark = _form_mark(structure, form, wanted)
        put(elements["FormDef"][form[OID]], mark | ({"groups": inner} if inner else {}))


def _group_mark(group: Data, meant: Data, shared: dict[str, Data]) -> Data:
    mark = difference(group, meant, ("items",))
    items = {}
    for item, wanted in zip(group["items"], meant["items"], strict=True):
        rest = minus(difference(item, wanted), shared[item[OID]])
        if rest:
            items[item[OID]] = rest
    return mark | ({"items": items} if items else {})


def _common_group(marks: list[Data]) -> Data:
    shared = common([{k: v for k, v in mark.items() if k != "items"} for mark in marks])
    items = {}
    for oid in marks[0].get("items", {}):
        alike = common([mark.get("items", {}).get(oid, {}) for mark in marks])
        if alike:
            items[oid] = alike
    return shared | ({"items": items} if items else {})


def _without_group(mark: Data, said: Data) -> Data:
    rest = minus({k: v for k, v in mark.items() if k != "items"}, said)
    items = {}
    for oid, fields in mark.get("items", {}).items():
        left = minus(fields, said.get("items", {}).get(oid, {}))
        if left:
            items[oid] = left
    return rest | ({"items": items} if items else {})


def _form_mark(structure: Structure, was: Data, meant: Data) -> Data:
    """The form's own mark; its checks have marks of their own, if they came back as they went."""
    mark = difference(was, meant, ("groups", "checks"))
    read, wanted = was.get("checks", []), meant.get("checks", [])
    written = structure.rules.checks.get(meant["name"], [])
    asked = [check for check in read if check.get("source") == RANGE_CHECK]
    came_back = [check for check in read if check.get("source") != RANGE_CHECK]
    if asked + [check for check, _ in written] != wanted or len(came_back) != len(written):
        mark["checks"] = wanted or None
    for check, (goal, element) in zip(came_back, written, strict=False):
        put(element, {"form": was[OID]} | difference(check, goal))
    return mark
