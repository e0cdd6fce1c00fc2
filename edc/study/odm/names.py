"""What ODM 1.3.2 calls things, in which order it wants them, and what we make of its names.

Facts from the CDISC ODM 1.3.2 specification and its XML schema (foundation).
"""

from __future__ import annotations

import keyword
import re

NS = "http://www.cdisc.org/ns/odm/v1.3"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
UNDERSTOOD = ("1.3", "1.3.0", "1.3.1", "1.3.2")
"""Values of ODMVersion that are read."""

LONGEST_OID = 200
"""Characters of an OID that :mod:`edc.study.definition` takes."""

OURS = "edc"
"""Context of the aliases and formal expressions that are this system's own."""
NO_VISIT = "edc.no-visit"
"""OID of the one unscheduled event given to a file without visits; never written out."""
NCI = "nci:ExtCodeID"
"""Alias context of an NCI EVS concept code, as published by CDISC."""

KIND = {"scheduled": "Scheduled", "unscheduled": "Unscheduled", "log": "Common"}
EVENT_KIND = {odm: ours for ours, odm in KIND.items()}

TYPES = {
    "text": "text",
    "string": "text",
    "integer": "integer",
    "float": "number",
    "double": "number",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "datetime": "datetime",
    "partialDate": "partial_date",
    "partialTime": "partial_time",
    "partialDatetime": "partial_datetime",
    "durationDatetime": "duration",
    "incompleteDate": "partial_date",
    "incompleteTime": "partial_time",
    "incompleteDatetime": "partial_datetime",
    "intervalDatetime": "text",
    "URI": "text",
    "hexBinary": "text",
    "base64Binary": "text",
    "hexFloat": "text",
    "base64Float": "text",
}
"""ODM DataType to item type, for a file from elsewhere."""
EXACT = {
    "text",
    "string",
    "integer",
    "float",
    "boolean",
    "date",
    "time",
    "datetime",
    "partialDate",
    "partialTime",
    "partialDatetime",
    "durationDatetime",
}
"""Data types that mean the same here as there; any other one is reported as changed."""
DATA_TYPE = {
    "text": "text",
    "integer": "integer",
    "number": "float",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "datetime": "datetime",
    "partial_date": "partialDate",
    "partial_time": "partialTime",
    "partial_datetime": "partialDatetime",
    "duration": "durationDatetime",
    "multi": "text",
    "link": "text",
    "file": "URI",
}
"""Item type to ODM DataType; ``choice`` follows its codelist, ``derived`` its result."""

PREFIX = {
    "StudyEventDef": "SE",
    "FormDef": "F",
    "ItemGroupDef": "IG",
    "ItemDef": "I",
    "CodeList": "CL",
    "ConditionDef": "C",
    "MethodDef": "M",
}
"""What an OID gets in front where another kind of definition has it already."""

ORDER = {
    "MetaDataVersion": (
        "Include",
        "Protocol",
        "StudyEventDef",
        "FormDef",
        "ItemGroupDef",
        "ItemDef",
        "CodeList",
        "ImputationMethod",
        "Presentation",
        "ConditionDef",
        "MethodDef",
    ),
    "Protocol": ("Description", "StudyEventRef", "Alias"),
    "StudyEventDef": ("Description", "FormRef", "Alias"),
    "FormDef": ("Description", "ItemGroupRef", "ArchiveLayout", "Alias"),
    "ItemGroupDef": ("Description", "ItemRef", "Alias"),
    "ItemDef": (
        "Description",
        "Question",
        "ExternalQuestion",
        "MeasurementUnitRef",
        "RangeCheck",
        "CodeListRef",
        "Role",
        "Alias",
    ),
    "CodeList": ("Description", "CodeListItem", "ExternalCodeList", "EnumeratedItem", "Alias"),
    "CodeListItem": ("Decode", "Alias"),
    "EnumeratedItem": ("Alias",),
    "MeasurementUnit": ("Symbol", "Alias"),
}
"""Children of each element in the order the schema demands."""

LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
"""What ``xml:lang`` may say."""
ANY = re.compile(r".*", re.DOTALL)
WHOLE = re.compile(r"[+-]?[0-9]+")
_SAS_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,7}")
YES_NO = re.compile(r"Yes|No")
_REF = {
    "OrderNumber": WHOLE,
    "Mandatory": YES_NO,
    "CollectionExceptionConditionOID": re.compile(r".+", re.DOTALL),
}
_ITEM_REF = {
    "KeySequence": WHOLE,
    "MethodOID": ANY,
    "ImputationMethodOID": ANY,
    "Role": ANY,
    "RoleCodeListOID": ANY,
}
ATTRIBUTES: dict[str, dict[str, re.Pattern[str]]] = {
    "MetaDataVersion": {"Description": ANY},
    "StudyEventRef": _REF,
    "FormRef": _REF,
    "ItemGroupRef": _REF,
    "ItemRef": _REF | _ITEM_REF,
    "StudyEventDef": {"Category": ANY},
    "ItemGroupDef": {
        "IsReferenceData": YES_NO,
        "SASDatasetName": _SAS_NAME,
        "Origin": ANY,
        "Role": re.compile(r".+", re.DOTALL),
        "Purpose": ANY,
        "Comment": ANY,
    },
    "ItemDef": {
        "Length": re.compile(r"\+?0*[1-9][0-9]*"),
        "SignificantDigits": re.compile(r"[0-9]+"),
        "SASFieldName": _SAS_NAME,
        "SDSVarName": _SAS_NAME,
        "Origin": ANY,
        "Comment": ANY,
    },
    "CodeList": {"SASFormatName": re.compile(r"[A-Za-z_$][A-Za-z0-9_.]{0,7}")},
    "CodeListItem": {"Rank": re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"), "OrderNumber": WHOLE},
}
"""Attributes that are kept as they stand, and what the schema lets them say."""
ATTRIBUTES["EnumeratedItem"] = ATTRIBUTES["CodeListItem"]

IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_LONGEST = 64


def q(local: str) -> str:
    """The qualified name of an ODM element."""
    return f"{{{NS}}}{local}"


def local(tag: str) -> str:
    """The name of an ODM element without its namespace; other namespaces stay visible."""
    return tag.removeprefix(f"{{{NS}}}")


def identifier(oid: str) -> str:
    """An identifier made from *oid*: ``I.6`` becomes ``I_6``."""
    name = re.sub(r"[^A-Za-z0-9_]+", "_", oid)
    if not name[:1].isalpha():
        name = "X" + name
    if keyword.iskeyword(name):
        name += "_"
    return name[:_LONGEST]


class Names:
    """Names given so far, of which no two are the same, nor differ by case alone.

    File names and data set columns would not keep ``ae`` and ``AE`` apart.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._last: dict[str, int] = {}

    def claim(self, name: str) -> bool:
        """Take *name*, if it is free."""
        free = name.lower() not in self._taken
        self._taken.add(name.lower())
        return free

    def give(self, oid: str) -> str:
        """An identifier for *oid*: ``I_6``, or ``I_6_2`` where that is taken."""
        name = unique = identifier(oid)
        n = self._last.get(name.lower(), 1)
        while not self.claim(unique):
            n += 1
            unique = f"{name[: _LONGEST - len(str(n)) - 1]}_{n}"
        self._last[name.lower()] = n
        return unique
