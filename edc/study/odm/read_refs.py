"""What events, forms and groups have in common: references, names and descriptions."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from edc.study.odm.fragments import first
from edc.study.odm.marks import Data
from edc.study.odm.names import IDENTIFIER, Names, local
from edc.study.odm.read_items import Definition
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


def references(source: Source, parent: Element, name: str, known: dict[str, Element], odm: Data) -> Iterator[Element]:
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


def read_ref(source: Source, ref: Element, defined: Definitions, mandatory: bool) -> tuple[Data, str | None, bool]:
    """What a reference says: attributes to keep, our show_if, and whether it is mandatory.

    *mandatory* is what goes without saying.
    """
    name = local(ref.tag)
    said = source.one_of(ref, "Mandatory", ("Yes", "No"), "No") == "Yes"
    kept = {k: v for k, v in sorted(ref.attrib.items()) if k not in (_TARGET[name], "OrderNumber", "Mandatory")}
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
            source.report.add("refused", ref, Code.UNKNOWN, element=name, attribute=attribute, oid=kept[attribute])
    condition = kept.get("CollectionExceptionConditionOID", "")
    show_if = defined.rules.shown.get(condition)
    if show_if is not None:
        del kept["CollectionExceptionConditionOID"]
    return kept, show_if, said


def named(source: Source, element: Element, taken: Names, odm: Data, given: str) -> str:
    """A name unique among *taken*: the file's own where we wrote it, else made from the OID."""
    ours = source.own and IDENTIFIER.fullmatch(given) and taken.claim(given)
    name = given if ours else taken.give(element.get("OID", ""))
    if given != name:
        odm["Name"] = given
    return name


def described(source: Source, element: Element, part: Data, odm: Data, required: bool) -> None:
    """The label of an event, form or group from its Description."""
    otherwise = None if source.own else element.get("Name", "")
    label = source.label(element, odm, "label", first(element, "Description"), otherwise)
    if label or required:
        part["label"] = label


def finish(source: Source, element: Element, part: Data, odm: Data, attributes: tuple[str, ...], refs: str) -> None:
    """Aliases, and whatever else *element* says, go to *odm*, and that into *part*."""
    aliases = source.aliases(element, part)
    if aliases:
        odm["Alias"] = aliases
    source.leftovers(element, odm, ("OID", "Name", *attributes), ("Description", refs, "Alias"))
    if odm:
        part["odm"] = odm
