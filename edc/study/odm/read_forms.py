"""Forms and groups, and what makes each use of an item its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from edc.study.odm.fragments import first, text_of
from edc.study.odm.marks import OID, Data
from edc.study.odm.names import Names
from edc.study.odm.read_items import Definition, read_item
from edc.study.odm.read_limits import limit_expression
from edc.study.odm.read_refs import Definitions, described, finish, named, read_ref, references
from edc.study.odm.report import Code
from edc.study.odm.source import Source


@dataclass(slots=True)
class _Page:
    """One form while it is read: names given so far, and its checks."""

    name: str
    defined: Definitions
    items: Names = field(default_factory=Names)
    groups: Names = field(default_factory=Names)
    checks: list[Data] = field(default_factory=list)


def read_form(source: Source, element: Element, defined: Definitions, taken: Names) -> Data:
    """One FormDef with its groups and their items."""
    odm: Data = {}
    oid = element.get("OID", "")
    part: Data = {
        "oid": source.meant(element),
        OID: oid,
        "name": named(source, element, taken, odm, source.name(element)),
    }
    described(source, element, part, odm, True)
    if source.one_of(element, "Repeating", ("Yes", "No"), "No") == "Yes":
        part["repeating"] = True
    page = _Page(part["name"], defined)
    part["groups"] = []
    known = defined.elements["ItemGroupDef"]
    for n, ref in enumerate(references(source, element, "ItemGroupRef", known, odm)):
        group = known[ref.get("ItemGroupOID", "")]
        if first(group, "ItemRef") is None:
            _keep_empty(source, ref, group, n, part, odm, defined)
        else:
            part["groups"].append(_read_group(source, ref, page))
    page.checks += defined.rules.checks.pop(oid, [])
    if page.checks:
        part["checks"] = page.checks
    finish(source, element, part, odm, ("Repeating",), "ItemGroupRef")
    source.report.add("accepted", element, Code.FORM, oid=oid, name=part["name"])
    return part


def _keep_empty(
    source: Source, ref: Element, group: Element, position: int, part: Data, odm: Data, defined: Definitions
) -> None:
    """A group without items carries words only: they join the form's notes, the group is kept as text."""
    oid = ref.get("ItemGroupOID", "")
    defined.used.add(("ItemGroupDef", oid))
    said, _, _ = read_ref(source, ref, defined, False)
    odm.setdefault("empty_groups", []).append({"at": position, "group": text_of(group), "ref": said})
    words = source.label(group, {}, "label", first(group, "Description"), None)
    notes = part.get("notes", {})
    if words:
        part["notes"] = notes | {lang: f"{notes[lang]}\n\n{w}" if lang in notes else w for lang, w in words.items()}
    source.report.add("kept", group, Code.EMPTY_GROUP, oid=oid)


def _read_group(source: Source, ref: Element, page: _Page) -> Data:
    oid = ref.get("ItemGroupOID", "")
    element = page.defined.elements["ItemGroupDef"][oid]
    odm: Data = {}
    part: Data = {
        "oid": source.meant(element),
        OID: oid,
        "name": named(source, element, page.groups, odm, source.name(element)),
    }
    described(source, element, part, odm, False)
    if source.one_of(element, "Repeating", ("Yes", "No"), "No") == "Yes":
        part["repeat"] = "added"
    if element.get("Domain") is not None:
        part["domain"] = element.get("Domain")
    condition = ref.get("CollectionExceptionConditionOID")
    hidden = condition is not None and page.defined.rules.shown.get(condition, "") is None
    part["items"] = [
        _use(source, item, page, hidden)
        for item in references(source, element, "ItemRef", page.defined.elements["ItemDef"], odm)
    ]
    mandatory = any(item.get("required") is True for item in part["items"])
    kept, show_if, _ = read_ref(source, ref, page.defined, mandatory)
    if kept:
        odm["ref"] = kept
    if show_if is not None:
        part["show_if"] = show_if
    finish(source, element, part, odm, ("Repeating", "Domain"), "ItemRef")
    if ("ItemGroupDef", oid) not in page.defined.used:
        page.defined.used.add(("ItemGroupDef", oid))
        source.report.add("accepted", element, Code.GROUP, oid=oid, items=str(len(part["items"])))
    return part


def _use(source: Source, ref: Element, page: _Page, hidden: bool) -> Data:
    """One item as one group refers to it; *hidden*: the group stands under a foreign condition."""
    oid, defined = ref.get("ItemOID", ""), page.defined
    element = defined.elements["ItemDef"][oid]
    formula = defined.rules.formulas.get(ref.get("MethodOID", ""))
    if (oid, formula) not in defined.items:
        defined.items[oid, formula] = read_item(source, element, defined.units, defined.lists, formula)
        defined.used.add(("ItemDef", oid))
    definition = defined.items[oid, formula]
    part = dict(definition.part)
    odm: Data = dict(part.pop("odm", {}))
    part["name"] = named(source, element, page.items, odm, source.name(element))
    kept, show_if, mandatory = read_ref(source, ref, defined, False)
    kept.pop("Mandatory", None)
    if show_if is not None:
        part["show_if"] = show_if
    if formula is not None:
        del kept["MethodOID"]
    elif "MethodOID" in kept:
        source.report.add("kept", ref, Code.METHOD, oid=oid, method=kept["MethodOID"])
    condition = kept.get("CollectionExceptionConditionOID", "")
    if condition or hidden:
        source.report.add("changed", ref, Code.CONDITIONAL, oid=oid, condition=condition)
    if mandatory and not condition and not hidden:
        part["required"] = True
    elif mandatory:
        kept["Mandatory"] = "Yes"
    if kept:
        odm["ref"] = kept
    if odm:
        part["odm"] = odm
    page.checks += _limits(source, definition, part, page)
    return part


def _limits(source: Source, definition: Definition, part: Data, page: _Page) -> Iterator[Data]:
    """Checks that ask, for the range checks of a foreign file that are no ranges."""
    for n, limit in enumerate(definition.limits, 1):
        said = f"{limit.comparator} {', '.join(limit.values)}"
        codelist = page.defined.lists.get(part.get("codelist", ""))
        expression = limit_expression(part["name"], part, codelist, limit)
        if expression is None:
            source.report.add("kept", limit.element, Code.RANGE, oid=part["oid"], check=said)
            continue
        source.report.add("changed", limit.element, Code.CHECK, oid=part["oid"], check=said, expression=expression)
        message = limit.message or dict.fromkeys(source.languages, f"{part['oid']}: {said}")
        yield {
            "id": f"ODM.{page.name}.{part['name']}.{n}",
            "when": expression,
            "message": message,
            "items": [part["name"]],
            "source": "RangeCheck",
        }
