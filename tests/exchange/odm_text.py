"""ODM files with clinical data, written by hand in the awkward shapes that real ones have."""

from __future__ import annotations

ROOT = '<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3" FileType="{kind}" FileOID="x" CreationDateTime="2025-01-01T00:00:00" ODMVersion="1.3.2">'


def file(*subjects: str, study: str = "S.SHAPES", version: str = "1", kind: str = "Snapshot", admin: str = "") -> bytes:
    """A file with *subjects*, one element a line."""
    data = f'<ClinicalData StudyOID="{study}" MetaDataVersionOID="{version}">'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', ROOT.format(kind=kind), admin, data]
    return "\n".join([*lines, *subjects, "</ClinicalData>", "</ODM>"]).encode()


def subject(key: str, *events: str, after: str = "") -> str:
    return "\n".join([f'<SubjectData SubjectKey="{key}">', *events, after, "</SubjectData>"])


def event(oid: str, *forms: str, key: str | None = None) -> str:
    repeat = f' StudyEventRepeatKey="{key}"' if key is not None else ""
    return "\n".join([f'<StudyEventData StudyEventOID="{oid}"{repeat}>', *forms, "</StudyEventData>"])


def form(oid: str, *groups: str, key: str | None = None, more: str = "") -> str:
    repeat = f' FormRepeatKey="{key}"' if key is not None else ""
    return "\n".join([f'<FormData FormOID="{oid}"{repeat}>', more, *groups, "</FormData>"])


def group(oid: str, *items: str, key: str | None = None, more: str = "") -> str:
    repeat = f' ItemGroupRepeatKey="{key}"' if key is not None else ""
    return "\n".join([f'<ItemGroupData ItemGroupOID="{oid}"{repeat}>', more, *items, "</ItemGroupData>"])


def item(oid: str, value: str | None = None, inner: str = "", **attributes: str) -> str:
    said = "".join(f' {name}="{text}"' for name, text in attributes.items())
    shown = "" if value is None else f' Value="{value}"'
    return f'<ItemData ItemOID="{oid}"{shown}{said}>{inner}</ItemData>'


def unit(oid: str) -> str:
    return f'<MeasurementUnitRef MeasurementUnitOID="{oid}"/>'


def audit(user: str = "U.1", at: str = "2020-01-13T12:18:48Z", place: str = "-") -> str:
    return (
        f'<AuditRecord><UserRef UserOID="{user}"/><LocationRef LocationOID="{place}"/>'
        f"<DateTimeStamp>{at}</DateTimeStamp></AuditRecord>"
    )


def renal(*items: str, key: str = "YA-900", at: str = "E.SCN") -> str:
    """One participant with one page of kidney values."""
    return subject(key, event(at, form("F.RENAL", group("G.RENAL.RENAL_G", *items))))
