"""Values, flags and audit records as a file gives them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from edc.exchange.odm_flags import FLAG, MARKS, MISSING, MOVED, ORDER
from edc.exchange.odm_in_places import Say
from edc.study.odm.names import local, q

_MARKS = {kind: mark for mark, kind in MARKS.items() if kind != MOVED}
"""What is read in; the version of a page is that of the site it is read into."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One of our flags."""

    kind: str
    value: str
    words: str
    removed: bool


def value_of(element: Element) -> tuple[str, str | None]:
    """Text and coded missing value of an ItemData, typed or not; neither where it is null."""
    missing = next((flag.value for flag in flags_of(element) if flag.kind == MISSING and flag.value), None)
    if missing is not None or element.get("IsNull") == "Yes":
        return "", missing
    if local(element.tag) == "ItemData":
        return element.get("Value") or "", None
    return element.text or "", None


def flags_of(element: Element) -> Iterator[Flag]:
    """Our flags among the annotations of *element*; those of others are no data of ours."""
    for annotation in element.findall(q("Annotation")):
        for flag in annotation.findall(q("Flag")):
            kind, value = flag.find(q("FlagType")), flag.find(q("FlagValue"))
            if kind is not None and kind.get("CodeListOID") == FLAG and value is not None:
                words = (annotation.findtext(q("Comment")) or "").strip()
                removed = annotation.get("TransactionType") == "Remove"
                said = words if kind.text == ORDER else (value.text or "").strip()
                yield Flag(kind.text or "", said, "" if kind.text == ORDER else words, removed)


def place_of_mark(flag: Flag, prefix: str) -> str | None:
    """The path of the mark a flag stands for, beneath *prefix*; ``None`` if it is no mark."""
    return prefix + _MARKS[flag.kind] if flag.kind in _MARKS else None


def provenance(element: Element, otherwise: str, note: Say) -> str:
    """Who entered what stands in *element*, where and when; *otherwise* where it does not say."""
    record = element.find(q("AuditRecord"))
    if record is None:
        return otherwise
    if next(iter(element), None) is not record:
        note(record, "data_audit_misplaced", element=local(element.tag))
    user, place = record.find(q("UserRef")), record.find(q("LocationRef"))
    parts = [
        "" if user is None else user.get("UserOID") or "",
        "" if place is None else place.get("LocationOID") or "",
        (record.findtext(q("DateTimeStamp")) or "").strip(),
        (record.findtext(q("ReasonForChange")) or "").strip(),
    ]
    return " ".join(part for part in parts if part)
