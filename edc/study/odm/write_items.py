"""Units, codelists and items as ODM elements, without their OIDs."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from edc.study.odm.fragments import allowed, assemble, clean, element_of, node, translated, without_extensions
from edc.study.odm.grammar import conforms
from edc.study.odm.marks import Data
from edc.study.odm.names import NCI, OURS, q
from edc.study.odm.ranges import bound, empty, tightest, write_ranges
from edc.study.odm.read_items import data_type, sdtm_text
from edc.study.odm.read_lists import unit_oid

_LIST_TYPE = {"text": "text", "integer": "integer", "number": "float"}


def own_texts(part: Data, field: str) -> dict[str, str]:
    """The texts of a label that are translations, not fillings of the reader."""
    filled: dict[str, list[str]] = part.get("odm", {}).get("filled", {})
    return {lang: text for lang, text in part.get(field, {}).items() if lang not in filled.get(field, ())}


def aliases(said: dict[str, str]) -> list[Element]:
    """Aliases by context; our own context is left to the marks."""
    unique = {clean(context): name for context, name in said.items()}
    return [node("Alias", {"Context": c, "Name": name}) for c, name in unique.items() if c != OURS]


def kept_elements(part: Data) -> list[Element]:
    """The children that were kept as text, as far as they are valid ODM."""
    found: dict[object, Element] = {}
    for n, text in enumerate(part.get("odm", {}).get("elements", [])):
        element = without_extensions(element_of(text))
        element.attrib.pop("OrderNumber", None)  # another member may have it
        if conforms(element):
            # An item has one external question and any number of roles; the others differ by OID or code.
            key = n if element.tag == q("Role") else element.get("OID") or element.get("CodedValue")
            found.setdefault((element.tag, key), element)
    return list(found.values())


def numbers(part: Data, keys: list[str]) -> list[str | None]:
    """Order numbers of references: those of the file they came from, else 1, 2, 3 ..."""
    kept = part.get("odm", {}).get("OrderNumber", {})
    said = [allowed("ItemRef", {"OrderNumber": kept.get(key, "")}).get("OrderNumber") for key in keys]
    known = [n for n in said if n is not None]
    if known and len(set(known)) == len(known):
        return said
    return [str(n) for n in range(1, len(keys) + 1)]


def write_units(study: Data) -> dict[str, Element]:
    """Unit code to MeasurementUnit, with its OID."""
    labels, kept = study.get("units", {}), study.get("odm", {}).get("units", {})
    items = [item for form in study["forms"] for group in form["groups"] for item in group["items"]]
    used = [code for item in items for code in (item.get("unit"), *item.get("units", {})) if code]
    codes = dict.fromkeys([*labels, *kept, *used])
    units: dict[str, Element] = {}
    taken: set[str] = set()
    for code in codes:
        note = kept.get(code, {})
        wanted = clean(note.get("OID") or unit_oid(code))
        oid, n = wanted, 1
        while oid in taken:
            n += 1
            oid = f"{wanted}.{n}"
        taken.add(oid)
        part = {"label": labels.get(code, {}), "odm": note}
        symbol = translated("Symbol", own_texts(part, "label"), study["languages"], code)
        unit = node("MeasurementUnit", {"OID": oid, "Name": note.get("Name") or code})
        units[code] = assemble(unit, [symbol, *aliases(note.get("Alias", {}))] if symbol is not None else [])
    return units


def write_codelist(part: Data, languages: list[str]) -> Element:
    """A CodeList; without labels its members are EnumeratedItems."""
    odm = part.get("odm", {})
    element = node(
        "CodeList",
        {
            "Name": odm.get("Name") or part["oid"],
            "DataType": odm.get("DataType") or _LIST_TYPE[part.get("type", "text")],
            **allowed("CodeList", odm.get("attributes", {})),
        },
    )
    kept = kept_elements(part)
    description = translated("Description", own_texts(part, "label"), languages)
    inner = [] if description is None else [description]
    choices = [] if "external" in part else part.get("choices", [])
    bare = all("label" not in choice or _label_from(choice) for choice in choices)
    bare = bare and not any(element.tag == q("CodeListItem") for element in kept)
    for choice, order in zip(choices, numbers(part, [c["code"] for c in choices]), strict=True):
        inner.append(_write_choice(choice, order, bare, languages))
    if not choices:
        said = {k: v for k, v in part.get("external", {}).items() if k in ("Dictionary", "Version", "href", "ref")}
        inner.append(node("ExternalCodeList", dict(said)))
    elif not bare:
        # A CodeList holds one kind of members only.
        kept = [element for element in kept if element.tag != q("EnumeratedItem")]
    nci = {NCI: part["nci"]} if "nci" in part else {}
    return assemble(element, [*inner, *(kept if choices else []), *aliases(nci | odm.get("Alias", {}))])


def _label_from(part: Data) -> bool:
    return "label_from" in part.get("odm", {})


def _write_choice(choice: Data, order: str | None, bare: bool, languages: list[str]) -> Element:
    odm = choice.get("odm", {})
    name = "EnumeratedItem" if bare else "CodeListItem"
    kept = allowed(name, odm.get("attributes", {}))
    element = node(name, {"CodedValue": choice["code"], "OrderNumber": order, **kept})
    nci = {NCI: choice["nci"]} if "nci" in choice else {}
    inner = kept_elements(choice) + aliases(nci | odm.get("Alias", {}))
    decode = None if bare else translated("Decode", own_texts(choice, "label"), languages, choice["code"])
    if decode is not None:
        inner.append(decode)
    return assemble(element, inner)


def write_item(
    part: Data, languages: list[str], units: dict[str, Element], lists: dict[str, tuple[str, Data]]
) -> Element:
    """An ItemDef; *lists* is OID of a codelist here to its OID in the file and its dump."""
    odm: Data = part.get("odm", {})
    oid, codelist = lists.get(part.get("codelist", ""), ("", {}))
    digits: dict[str, Any] = {
        "Length": str(part["length"]) if "length" in part else odm.get("Length"),
        "SignificantDigits": str(part["decimals"]) if "decimals" in part else odm.get("SignificantDigits"),
    }
    kept = {k: v for k, v in digits.items() if v is not None} | odm.get("attributes", {})
    element = node(
        "ItemDef",
        {
            "Name": odm.get("Name") or part["name"],
            "DataType": odm.get("DataType") or data_type(part, codelist.get("type", "text")),
            **allowed("ItemDef", kept),
        },
    )
    inner = kept_elements(part) + _labels(part, languages)
    refs = [units[code].get("OID") for code in (part.get("unit"), *part.get("units", {})) if code in units]
    known = {unit.get("OID") for unit in units.values()}
    refs += [ref for ref in odm.get("MeasurementUnitRef", []) if ref in known]
    inner += [node("MeasurementUnitRef", {"MeasurementUnitOID": ref}) for ref in dict.fromkeys(refs)]
    inner += _ranges(part, refs[0] if refs else None)
    if oid:
        inner.append(node("CodeListRef", {"CodeListOID": oid}))
    said = {"CDASH": part["cdash"]} if "cdash" in part else {}
    said |= {"SDTM": sdtm_text(part["sdtm"])} if "sdtm" in part else {}
    return assemble(element, [*inner, *aliases(said | odm.get("Alias", {}))])


def _labels(part: Data, languages: list[str]) -> list[Element]:
    odm, label, aid = part.get("odm", {}), own_texts(part, "label"), own_texts(part, "help")
    source = odm.get("label_from")
    question = None if source else translated("Question", label, languages)
    if source == "Description" or odm.get("Description") == "Question":
        aid = label
    description = translated("Description", aid, languages)
    return [element for element in (description, question) if element is not None]


def _ranges(part: Data, unit: str | None) -> list[Element]:
    """Range checks; those of the file the item came from, as long as they say what the item says."""
    hard, soft = part.get("hard", {}), part.get("soft", {})
    kept = [without_extensions(element_of(text)) for text in part.get("odm", {}).get("RangeCheck", [])]
    numeric = part["type"] in ("number", "integer", "derived")
    limits = [limit for check in kept if numeric and (limit := bound(check, unit)) is not None]
    if kept and all(map(conforms, kept)) and not hard and ({} if empty(limits) else tightest(limits)) == soft:
        return kept
    return write_ranges(hard, soft)


def described(part: Data, languages: list[str]) -> list[Element]:
    """The Description of an event, form or group, unless its label came from its Name."""
    description = None if _label_from(part) else translated("Description", own_texts(part, "label"), languages)
    return [] if description is None else [description]
