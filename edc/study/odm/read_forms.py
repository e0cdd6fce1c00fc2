"""Events, forms and groups, and what makes each use of an item its own."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from edc.study.odm.fragments import first
from edc.study.odm.marks import OID, Data
from edc.study.odm.names import EVENT_KIND, IDENTIFIER, NO_VISIT, identifier, local
from edc.study.odm.read_items import Definition, limit_expression, read_item
from edc.study.odm.read_rules import Rules
from edc.study.odm.report import Code
from edc.study.odm.source import Source

_TARGET = {
    "FormRef": "FormOID",
    "ItemGroupRef": "ItemGroupOID",
    "ItemRef": "ItemOID",
    "StudyEventRef": "StudyEventOID",
}


@dataclass(slots=True)
class Definitions:
    """All definitions of a MetaDataVersion by kind and OID, and what was made of them."""

    elements: dict[str, dict[str, Element]]
    units: dict[str, str]
    lists: dict[str, Data]
    rules: Rules
    items: dict[tuple[str, str | None], Definition] = field(default_factory=dict)
    used: set[tuple[str, str]] = field(default_factory=set)


def references(
    source: Source, parent: Element, name: str, known: dict[str, Element], odm: Data
) -> Iterator[Element]:
    """The references *name* of *parent* in order, each to something defined, and to it once."""
    seen = set()
    for ref in source.ordered(parent, name, odm):
        attribute = _TARGET[name]
        oid = source.oid(ref, attribute)
        if oid in seen:
            source.report.add("changed", ref, Code.REFERRED_TWICE, element=name, oid=oid)
        elif oid and oid not in known:
            source.report.add("refused", ref, Code.UNKNOWN, element=name, attribute=attribute, oid=oid)
        elif oid:
            seen.add(oid)
            yield ref


def read_ref(
    source: Source, ref: Element, defined: Definitions, mandatory: bool
) -> tuple[Data, str | None, bool]:
    """What a reference says: attributes to keep, our show_if, and whether it is mandatory.

    *mandatory* is what goes without saying.
    """
    name = local(ref.tag)
    said = source.one_of(ref, "Mandatory", ("Yes", "No"), "No") == "Yes"
    kept = {
        k: v for k, v in sorted(ref.attrib.items()) if k not in (_TARGET[name], "OrderNumber", "Mandatory")
    }
    if said != mandatory:
        kept["Mandatory"] = "Yes" if said else "No"
    known: dict[str, Container[str]] = {
        "CollectionExceptionConditionOID": defined.rules.shown,
        "MethodOID": defined.rules.formulas,
        "ImputationMethodOID": defined.elements["ImputationMethod"],
        "RoleCodeListOID": defined.lists,
    }
    for attribute, oids in known.items():
        if attribute in kept and kept[attribute] not in oids:
            source.report.add(
                "refused", ref, Code.UNKNOWN, element=name, attribute=attribute, oid=kept[attribute]
            )
    condition = kept.get("CollectionExceptionConditionOID", "")
    show_if = defined.rules.shown.get(condition)
    if show_if is not None:
        del kept["CollectionExceptionConditionOID"]
    return kept, show_if, said


def _named(source: Source, element: Element, taken: set[str], odm: Data, given: str) -> str:
    """A name unique among *taken*: the file's own where we wrote it, else made from the OID."""
    if source.own and IDENTIFIER.fullmatch(given) and given.lower() not in taken:
        name = given
    else:
        name = identifier(element.get("OID", ""), taken)
    taken.add(name.lower())
    if given != name:
        odm["Name"] = given
    return name


def _described(source: Source, element: Element, part: Data, odm: Data, required: bool) -> None:
    """The label of an event, form or group from its Description."""
    otherwise = None if source.own else element.get("Name", "")
    label = source.label(element, odm, "label", first(element, "Description"), otherwise)
    if label or required:
        part["label"] = label


def _finish(
    source: Source, element: Element, part: Data, odm: Data, attributes: tuple[str, ...], refs: str
) -> None:
    aliases = source.aliases(element, part)
    if aliases:
        odm["Alias"] = aliases
    source.leftovers(element, odm, ("OID", "Name", *attributes), ("Description", refs, "Alias"))
    if odm:
        part["odm"] = odm


def read_event(
    source: Source,
    element: Element,
    defined: Definitions,
    forms: dict[str, str],
    taken: set[str],
    ref: Element | None,
) -> Data:
    """One StudyEventDef; *forms* is OID to name, *ref* its line in Protocol."""
    odm: Data = {}
    oid = element.get("OID", "")
    part: Data = {"oid": oid, OID: oid, "name": _named(source, element, taken, odm, source.name(element))}
    _described(source, element, part, odm, True)
    kind = EVENT_KIND[source.one_of(element, "Type", EVENT_KIND, "Scheduled")]
    if kind != "scheduled":
        part["kind"] = kind
    if source.one_of(element, "Repeating", ("Yes", "No"), "No") == "Yes":
        part["repeating"] = True
    expected = kind == "scheduled"
    if ref is not None:
        kept, _, _ = read_ref(source, ref, defined, expected)
        if kept:
            odm["ref"] = kept
    names = []
    for form in references(source, element, "FormRef", defined.elements["FormDef"], odm):
        kept, _, _ = read_ref(source, form, defined, expected)
        if kept:
            odm.setdefault("FormRef", {})[form.get("FormOID", "")] = kept
        names.append(forms[form.get("FormOID", "")])
        defined.used.add(("FormDef", form.get("FormOID", "")))
    if names:
        part["forms"] = names
    _finish(source, element, part, odm, ("Repeating", "Type"), "FormRef")
    source.report.add("accepted", element, Code.EVENT, oid=oid, name=part["name"])
    return part


def no_visit(languages: tuple[str, ...], forms: list[str]) -> Data:
    """The one unscheduled event of a file without visits; it stands for no StudyEventDef."""
    words = {"en": "Without visit", "zh": "不分访视"}
    return {
        "oid": NO_VISIT,
        OID: NO_VISIT,
        "name": "NO_VISIT",
        "label": {language: words.get(language, words["en"]) for language in languages},
        "kind": "unscheduled",
        "repeating": True,
        "forms": forms,
    }


def read_form(source: Source, element: Element, defined: Definitions, taken: set[str]) -> Data:
    """One FormDef with its groups and their items."""
    odm: Data = {}
    oid = element.get("OID", "")
    part: Data = {"oid": oid, OID: oid, "name": _named(source, element, taken, odm, source.name(element))}
    _described(source, element, part, odm, True)
    if source.one_of(element, "Repeating", ("Yes", "No"), "No") == "Yes":
        part["repeating"] = True
    items: set[str] = set()
    groups: set[str] = set()
    checks: list[Data] = []
    part["groups"] = [
        _read_group(source, ref, defined, groups, items, checks)
        for ref in references(source, element, "ItemGroupRef", defined.elements["ItemGroupDef"], odm)
    ]
    checks += defined.rules.checks.pop(oid, [])
    if checks:
        part["checks"] = checks
    _finish(source, element, part, odm, ("Repeating",), "ItemGroupRef")
    source.report.add("accepted", element, Code.FORM, oid=oid, name=part["name"])
    return part


def _read_group(
    source: Source, ref: Element, defined: Definitions, taken: set[str], names: set[str], checks: list[Data]
) -> Data:
    oid = ref.get("ItemGroupOID", "")
    element = defined.elements["ItemGroupDef"][oid]
    odm: Data = {}
    part: Data = {"oid": oid, OID: oid, "name": _named(source, element, taken, odm, source.name(element))}
    _described(source, element, part, odm, False)
    if source.one_of(element, "Repeating", ("Yes", "No"), "No") == "Yes":
        part["repeat"] = "added"
    if element.get("Domain") is not None:
        part["domain"] = element.get("Domain")
    condition = ref.get("CollectionExceptionConditionOID")
    hidden = condition is not None and defined.rules.shown.get(condition, "") is None
    part["items"] = [
        _use(source, item, defined, names, hidden, checks)
        for item in references(source, element, "ItemRef", defined.elements["ItemDef"], odm)
    ]
    kept, show_if, _ = read_ref(
        source, ref, defined, any(item.get("required") is True for item in part["items"])
    )
    if kept:
        odm["ref"] = kept
    if show_if is not None:
        part["show_if"] = show_if
    _finish(source, element, part, odm, ("Repeating", "Domain"), "ItemRef")
    if ("ItemGroupDef", oid) not in defined.used:
        defined.used.add(("ItemGroupDef", oid))
        source.report.add("accepted", element, Code.GROUP, oid=oid, items=str(len(part["items"])))
    return part


def _use(
    source: Source, ref: Element, defined: Definitions, names: set[str], hidden: bool, checks: list[Data]
) -> Data:
    """One item as one group refers to it."""
    oid = ref.get("ItemOID", "")
    element = defined.elements["ItemDef"][oid]
    formula = defined.rules.formulas.get(ref.get("MethodOID", ""))
    if (oid, formula) not in defined.items:
        defined.items[oid, formula] = read_item(source, element, defined.units, defined.lists, formula)
        defined.used.add(("ItemDef", oid))
    definition = defined.items[oid, formula]
    part = dict(definition.part)
    odm: Data = dict(part.pop("odm", {}))
    part["name"] = _named(source, element, names, odm, element.get("Name", "").strip() or oid)
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
    checks += _limits(source, definition, part)
    return part


def _limits(source: Source, definition: Definition, part: Data) -> Iterator[Data]:
    """Checks that ask, for the range checks of a foreign file that are no ranges."""
    for n, limit in enumerate(definition.limits, 1):
        said = f"{limit.comparator} {', '.join(limit.values)}"
        expression = limit_expression(part["name"], part["type"], limit)
        if expression is None:
            source.report.add("kept", limit.element, Code.RANGE, oid=part["oid"], check=said)
            continue
        source.report.add(
            "changed", limit.element, Code.CHECK, oid=part["oid"], check=said, expression=expression
        )
        message = limit.message or dict.fromkeys(source.languages, f"{part['oid']}: {said}")
        yield {
            "id": f"{part['name']}.{n}",
            "when": expression,
            "message": message,
            "items": [part["name"]],
            "source": "RangeCheck",
        }
