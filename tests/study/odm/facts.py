"""What an ODM file says, read without any code of ours, so that two files can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import odmlib
from lxml import etree

HERE = Path(__file__).parent
O = "{http://www.cdisc.org/ns/odm/v1.3}"  # noqa: E741  # short on purpose: it stands before every name below
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SCHEMA = Path(odmlib.__file__).parent / "schemas" / "odm" / "1.3.2" / "ODM1-3-2.xsd"


@cache
def official_schema() -> etree.XMLSchema:
    """The XML schema that CDISC publishes for ODM 1.3.2."""
    return etree.XMLSchema(etree.parse(SCHEMA))


def faults(data: bytes) -> list[str]:
    """What the official schema has against a file; empty for a valid one."""
    schema = official_schema()
    schema.validate(etree.fromstring(data))
    log: Any = schema.error_log  # its stubs do not know that it can be walked
    return [f"{error.line}: {error.message}" for error in log]


def facts(root: Element) -> dict[str, set[tuple[str, ...]]]:
    """OIDs, names, texts, codes, units, ranges and references, each as tuples."""
    version = root.findall(f"{O}Study/{O}MetaDataVersion")[-1]
    language = next((text.get(LANG, "") for text in root.iter(f"{O}TranslatedText") if text.get(LANG)), "en")
    found: dict[str, set[tuple[str, ...]]] = {}

    def note(kind: str, *values: str | None) -> None:
        found.setdefault(kind, set()).add(tuple(value or "" for value in values))

    for element in (*version, *root.iter(f"{O}MeasurementUnit")):
        if element.tag not in (f"{O}Protocol", f"{O}Include"):
            note(element.tag.rpartition("}")[2], element.get("OID"), element.get("Name"))
    for item in version.iter(f"{O}ItemDef"):
        oid = item.get("OID")
        note("data type", oid, item.get("DataType"), item.get("Length"), item.get("SignificantDigits"))
        for lang, text in _texts(item.find(f"{O}Question"), language):
            note("question", oid, lang, text)
        for lang, text in _texts(item.find(f"{O}Description"), language):
            note("item description", oid, lang, text)
        for n, unit in enumerate(item.findall(f"{O}MeasurementUnitRef")):
            note("unit of item", oid, str(n), unit.get("MeasurementUnitOID"))
        for check in item.findall(f"{O}RangeCheck"):
            values = [value.text for value in check.findall(f"{O}CheckValue")]
            note("range", oid, check.get("Comparator"), check.get("SoftHard"), *values)
        for codelist in item.findall(f"{O}CodeListRef"):
            note("codelist of item", oid, codelist.get("CodeListOID"))
    for kind in ("StudyEventDef", "FormDef", "ItemGroupDef", "CodeList", "ConditionDef", "MethodDef"):
        for element in version.iter(f"{O}{kind}"):
            for lang, text in _texts(element.find(f"{O}Description"), language):
                note(f"description of {kind}", element.get("OID"), lang, text)
            for ref in element:
                if ref.tag.endswith("Ref"):
                    said = {k: v for k, v in ref.attrib.items() if k != "OrderNumber"}
                    note(f"reference of {kind}", element.get("OID"), *(f"{k}={said[k]}" for k in sorted(said)))
            for expression in element.findall(f"{O}FormalExpression"):
                note("expression", element.get("OID"), expression.get("Context"), expression.text)
    for codelist in version.iter(f"{O}CodeList"):
        for member in (*codelist.findall(f"{O}CodeListItem"), *codelist.findall(f"{O}EnumeratedItem")):
            code = (codelist.get("OID"), codelist.get("DataType"), member.get("CodedValue"))
            note("code", *code, member.get("Rank"))
            for lang, text in _texts(member.find(f"{O}Decode"), language):
                note("decode", *code, lang, text)
        for external in codelist.findall(f"{O}ExternalCodeList"):
            note("external", codelist.get("OID"), *(f"{k}={v}" for k, v in sorted(external.attrib.items())))
    for unit in root.iter(f"{O}MeasurementUnit"):
        for lang, text in _texts(unit.find(f"{O}Symbol"), language):
            note("symbol", unit.get("OID"), lang, text)
    for parent in root.iter():
        for alias in parent.findall(f"{O}Alias") if isinstance(parent.tag, str) else ():
            note("alias", parent.get("OID") or parent.get("CodedValue"), alias.get("Context"), alias.get("Name"))
    return found


def _texts(element: Element | None, language: str) -> Iterator[tuple[str, str]]:
    for text in [] if element is None else element.findall(f"{O}TranslatedText"):
        if (text.text or "").strip():
            yield text.get(LANG) or language, (text.text or "").strip()
