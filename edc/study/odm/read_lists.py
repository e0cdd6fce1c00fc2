"""Units and codelists: what items refer to by OID."""

from __future__ import annotations

from collections import Counter
from xml.etree.ElementTree import Element

from edc.study.odm.fragments import children, first, text_of
from edc.study.odm.marks import OID, Data
from edc.study.odm.names import NCI, local, q
from edc.study.odm.ranges import number
from edc.study.odm.report import Code
from edc.study.odm.source import Source

_LIST_TYPE = {"text": "text", "string": "text", "integer": "integer", "float": "number"}


def read_units(source: Source, basic: Element | None, study: Data, odm: Data) -> dict[str, str]:
    """OID of each MeasurementUnit to the unit code used here; labels go to *study*.

    The code is the unit's Name, as in ``mmol/L``; where several share a Name,
    their OIDs tell them apart.
    """
    elements = [] if basic is None else list(children(basic, "MeasurementUnit"))
    names = Counter(unit.get("Name", "") for unit in elements)
    codes: dict[str, str] = {}
    labels: Data = {}
    kept: Data = {}
    for unit in elements:
        oid, name = source.oid(unit), source.name(unit)
        if oid in codes:
            source.report.add("refused", unit, Code.TWICE, element="MeasurementUnit", oid=oid)
            continue
        codes[oid] = code = name if names[name] == 1 else oid
        note: Data = {}
        label = source.label(unit, note, "label", first(unit, "Symbol"), None)
        if label:
            labels[code] = label
        aliases = source.aliases(unit, {})
        if aliases:
            note["Alias"] = aliases
        source.leftovers(unit, note, ("OID", "Name"), ("Symbol", "Alias"))
        if oid != unit_oid(code):
            note["OID"] = oid
        if name != code:
            note["Name"] = name
        if note:
            kept[code] = note
        source.report.add("accepted", unit, Code.UNIT, oid=oid, unit=code)
    if labels:
        study["units"] = labels
    if kept:
        odm["units"] = kept
    return codes


def unit_oid(code: str) -> str:
    """The OID a unit of ours gets."""
    return f"MU.{code}"


def read_codelist(source: Source, element: Element) -> Data:
    """One codelist, in the shape of its dump."""
    odm: Data = {}
    oid, name = source.oid(element), source.name(element)
    part: Data = {"oid": source.meant(element), OID: oid, "choices": []}
    if name != part["oid"]:
        odm["Name"] = name
    label = source.label(element, odm, "label", first(element, "Description"), None)
    if label:
        part["label"] = label
    data_type = source.one_of(element, "DataType", _LIST_TYPE, "text")
    if _LIST_TYPE[data_type] != "text":
        part["type"] = _LIST_TYPE[data_type]
    elif data_type != "text":
        odm["DataType"] = data_type
    aliases = source.aliases(element, part)
    if NCI in aliases:
        part["nci"] = aliases.pop(NCI)
    if aliases:
        odm["Alias"] = aliases
    external = first(element, "ExternalCodeList")
    if external is not None:
        part["external"] = {k: v for k, v in sorted(external.attrib.items()) if not k.startswith("{")}
    members = source.ordered(element, "CodeListItem", odm) + source.ordered(element, "EnumeratedItem", odm)
    for member in members:
        code = member.get("CodedValue", "")
        if code and code == code.strip():
            part["choices"].append(_choice(source, member))
        else:
            odm.setdefault("elements", []).append(text_of(member))
            source.report.add("kept", member, Code.KEPT, element=local(member.tag), oid=oid)
    if data_type in ("integer", "float") and not all(_fits(c["code"], data_type) for c in part["choices"]):
        del part["type"]
        odm["DataType"] = data_type
        source.report.add("changed", element, Code.DATA_TYPE, oid=oid, data_type=data_type, type="text")
    if external is None and not part["choices"]:
        part["external"] = {}
    _refuse_repeated(source, element, part["choices"], oid)
    source.leftovers(
        element,
        odm,
        ("OID", "Name", "DataType"),
        ("Description", "CodeListItem", "EnumeratedItem", "ExternalCodeList", "Alias"),
    )
    if odm:
        part["odm"] = odm
    source.report.add("accepted", element, Code.CODELIST, oid=oid, choices=str(len(members)))
    return part


def _fits(code: str, data_type: str) -> bool:
    value = number(code)
    return value is not None and (data_type == "float" or value == value.to_integral_value())


def _choice(source: Source, element: Element) -> Data:
    odm: Data = {}
    code = element.get("CodedValue", "")
    part: Data = {"code": code, OID: code}
    decode = first(element, "Decode")
    label = source.label(element, odm, "label", decode, code)
    if label:
        part["label"] = label
    aliases = source.aliases(element, part)
    if NCI in aliases:
        part["nci"] = aliases.pop(NCI)
    if aliases:
        odm["Alias"] = aliases
    known = ("Decode", "Alias") if element.tag == q("CodeListItem") else ("Alias",)
    source.leftovers(element, odm, ("CodedValue", "OrderNumber"), known)
    if odm:
        part["odm"] = odm
    return part


def _refuse_repeated(source: Source, element: Element, choices: list[Data], oid: str) -> None:
    for code, times in Counter(choice["code"] for choice in choices).items():
        if times > 1:
            source.report.add("refused", element, Code.TWICE, element="CodeListItem", oid=f"{oid}: {code}")
