"""Item definitions: read once, used wherever a group refers to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from edc.study.odm.fragments import children, content, first
from edc.study.odm.marks import OID, Data
from edc.study.odm.names import DATA_TYPE, EXACT, TYPES
from edc.study.odm.read_limits import Limit, read_ranges
from edc.study.odm.report import Code
from edc.study.odm.source import Source

RESULTS = {
    "float": "number",
    "integer": "integer",
    "text": "text",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
}
"""ODM DataType to the result of a derived item."""
_CHOICE_TYPE = {"text": "text", "integer": "integer", "number": "float"}


@dataclass(slots=True)
class Definition:
    """An ItemDef read: its ``part`` as a dump without name, and its further limits."""

    part: Data
    limits: list[Limit] = field(default_factory=list)


def data_type(part: Data, codelist_type: str) -> str:
    """The ODM DataType of an item of ours."""
    if part["type"] == "choice":
        return _CHOICE_TYPE[codelist_type]
    if part["type"] == "derived":
        result = part.get("result", "number")
        return next(odm for odm, ours in RESULTS.items() if ours == result)
    return DATA_TYPE[part["type"]]


def read_item(
    source: Source, element: Element, units: dict[str, str], lists: dict[str, Data], formula: str | None
) -> Definition:
    """One ItemDef; *formula* is the expression of ours that computes it, if one does."""
    odm: Data = {}
    oid = source.oid(element)
    part: Data = {"oid": source.meant(element), OID: oid}
    definition = Definition(part)
    _read_labels(source, element, part, odm)
    _read_type(source, element, part, odm, lists, formula)
    _read_units(source, element, part, odm, units)
    definition.limits = read_ranges(source, element, part, odm)
    aliases = source.aliases(element, part)
    if "CDASH" in aliases:
        part["cdash"] = aliases.pop("CDASH")
    if "SDTM" in aliases:
        part["sdtm"] = sdtm_of(aliases.pop("SDTM"))
    if aliases:
        odm["Alias"] = aliases
    source.leftovers(
        element,
        odm,
        ("OID", "Name", "DataType", "Length", "SignificantDigits"),
        ("Description", "Question", "MeasurementUnitRef", "RangeCheck", "CodeListRef", "Alias"),
    )
    if odm:
        part["odm"] = odm
    source.report.add("accepted", element, Code.ITEM, oid=oid, type=part["type"])
    return definition


def sdtm_of(name: str) -> dict[str, str]:
    """SDTM mapping from an alias: ``testcd=CREAT; spec=SERUM``, or a variable's name alone."""
    pairs = [pair.partition("=") for pair in name.split("; ")]
    if all(key.isidentifier() and equals and value for key, equals, value in pairs):
        return {key: value for key, _, value in pairs}
    return {"variable": name}


def sdtm_text(sdtm: dict[str, str]) -> str:
    """The alias that :func:`sdtm_of` reads."""
    if set(sdtm) == {"variable"}:
        return sdtm["variable"]
    return "; ".join(f"{key}={value}" for key, value in sorted(sdtm.items()))


def _read_labels(source: Source, element: Element, part: Data, odm: Data) -> None:
    question, description = first(element, "Question"), first(element, "Description")
    if source.own or content(question):
        part["label"] = source.label(element, odm, "label", question, None)
        aid = source.label(element, odm, "help", description, None)
        if aid and aid == part["label"] and not source.own:
            odm["Description"] = "Question"
        elif aid:
            part["help"] = aid
        return
    part["label"] = source.label(element, odm, "label", description, source.name(element))
    if "label_from" not in odm:
        odm["label_from"] = "Description"


def _read_type(
    source: Source, element: Element, part: Data, odm: Data, lists: dict[str, Data], formula: str | None
) -> None:
    said = source.one_of(element, "DataType", TYPES, "text")
    reference = first(element, "CodeListRef")
    codelist = None if reference is None else source.oid(reference, "CodeListOID")
    if codelist is not None and codelist not in lists:
        source.report.add(
            "refused", reference, Code.UNKNOWN, element="CodeListRef", attribute="CodeListOID", oid=codelist
        )
        codelist = None
    kind = TYPES[said]
    if formula is not None:
        kind = "derived"
        part["value"] = formula
        if RESULTS.get(said, "number") != "number":
            part["result"] = RESULTS[said]
    elif codelist is not None:
        kind = "choice"
    elif source.own and said == "URI":
        kind = "file"
    part["type"] = kind
    if codelist is not None:
        part["codelist"] = lists[codelist]["oid"]
    if said != data_type(part, lists[codelist].get("type", "text") if codelist else "text"):
        odm["DataType"] = said
        if said not in EXACT:
            source.report.add("changed", element, Code.DATA_TYPE, oid=part["oid"], data_type=said, type=kind)
    _read_length(source, element, part, odm)


def _read_length(source: Source, element: Element, part: Data, odm: Data) -> None:
    for attribute, key, kinds, least, most in (
        ("Length", "length", ("text",), 1, 10**9),
        ("SignificantDigits", "decimals", ("number", "derived"), 0, 10),
    ):
        said = element.get(attribute)
        if said is None:
            continue
        whole = int(said) if said.isascii() and said.isdigit() and len(said) < 10 else -1
        if least <= whole <= most and (source.own or part["type"] in kinds):
            part[key] = whole
        else:
            odm[attribute] = said


def _read_units(source: Source, element: Element, part: Data, odm: Data, units: dict[str, str]) -> None:
    oids = []
    for reference in children(element, "MeasurementUnitRef"):
        oid = source.oid(reference, "MeasurementUnitOID")
        if oid in units:
            oids.append(oid)
        else:
            source.report.add(
                "refused",
                reference,
                Code.UNKNOWN,
                element="MeasurementUnitRef",
                attribute="MeasurementUnitOID",
                oid=oid,
            )
    if oids:
        part["unit"] = units[oids[0]]
    if oids[1:] and not source.own:
        odm["MeasurementUnitRef"] = oids[1:]
        further = ", ".join(units[oid] for oid in oids[1:])
        source.report.add("kept", element, Code.UNITS, oid=part["oid"], units=further)
