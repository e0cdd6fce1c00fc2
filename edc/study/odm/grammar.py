"""Whether a kept piece of somebody else's file is valid ODM 1.3.2.

Files are read leniently, but what is written must be valid: a piece that is
not goes into a mark instead. Content models, attributes and uniqueness are
those of the official XML schema, for the elements that are ever kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from edc.study.odm.names import ANY, ATTRIBUTES, LANG, LANGUAGE, TYPES, YES_NO, local

_SOME = re.compile(r".+", re.DOTALL)
Patterns = dict[str, re.Pattern[str]]


@dataclass(frozen=True)
class _Model:
    """``content``: child names, each followed by a blank, as a pattern; ``None``: text alone."""

    content: str | None = ""
    required: Patterns = field(default_factory=dict)
    optional: Patterns = field(default_factory=dict)
    unique: tuple[tuple[str, str], ...] = ()
    """(child, attribute): no two such children may say the same there."""


def _one_of(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words))


_NAMED: Patterns = {"OID": _SOME, "Name": _SOME}
_ALIASES = (("Alias", "Context"),)
_TEXTS = _Model(r"(TranslatedText )+", unique=(("TranslatedText", LANG),))
_RULE = r"Description (FormalExpression )*(Alias )*"
_MODELS = {
    "TranslatedText": _Model(None, optional={LANG: LANGUAGE}),
    "Description": _TEXTS,
    "Question": _TEXTS,
    "Decode": _TEXTS,
    "ErrorMessage": _TEXTS,
    "Alias": _Model(required={"Context": ANY, "Name": ANY}),
    "CheckValue": _Model(None),
    "Role": _Model(None),
    "FormalExpression": _Model(None, optional={"Context": ANY}),
    "MeasurementUnitRef": _Model(required={"MeasurementUnitOID": _SOME}),
    "CodeListRef": _Model(required={"CodeListOID": _SOME}),
    "ExternalQuestion": _Model(optional={"Dictionary": ANY, "Version": ANY, "Code": ANY}),
    "ArchiveLayout": _Model(required={"OID": _SOME, "PdfFileName": ANY}, optional={"PresentationOID": _SOME}),
    "Include": _Model(required={"StudyOID": _SOME, "MetaDataVersionOID": _SOME}),
    "ImputationMethod": _Model(None, required={"OID": _SOME}),
    "Presentation": _Model(None, required={"OID": _SOME}, optional={LANG: LANGUAGE}),
    "RangeCheck": _Model(
        r"((CheckValue )+|(FormalExpression )+)(MeasurementUnitRef )?(ErrorMessage )?",
        required={"SoftHard": _one_of("Soft", "Hard")},
        optional={"Comparator": _one_of("LT", "LE", "GT", "GE", "EQ", "NE", "IN", "NOTIN")},
    ),
    "CodeListItem": _Model(
        r"Decode (Alias )*", required={"CodedValue": ANY}, optional=ATTRIBUTES["CodeListItem"], unique=_ALIASES
    ),
    "EnumeratedItem": _Model(
        r"(Alias )*", required={"CodedValue": ANY}, optional=ATTRIBUTES["CodeListItem"], unique=_ALIASES
    ),
    "ConditionDef": _Model(_RULE, required=_NAMED, unique=_ALIASES),
    "MethodDef": _Model(
        _RULE,
        required=_NAMED,
        optional={"Type": _one_of("Computation", "Imputation", "Transpose", "Other")},
        unique=_ALIASES,
    ),
    "ItemRef": _Model(required={"ItemOID": _SOME, "Mandatory": YES_NO}, optional=ATTRIBUTES["ItemRef"]),
    "ItemGroupDef": _Model(
        r"(Description )?(ItemRef )*(Alias )*",
        required={**_NAMED, "Repeating": YES_NO},
        optional={**ATTRIBUTES["ItemGroupDef"], "Domain": ANY},
        unique=(("ItemRef", "ItemOID"), ("ItemRef", "OrderNumber"), ("ItemRef", "KeySequence"), *_ALIASES),
    ),
    "ItemDef": _Model(
        r"(Description )?(Question )?(ExternalQuestion )?(MeasurementUnitRef )*(RangeCheck )*(CodeListRef )?(Role )*(Alias )*",
        required={**_NAMED, "DataType": _one_of(*TYPES)},
        optional=ATTRIBUTES["ItemDef"],
        unique=_ALIASES,
    ),
}


def conforms(element: Element) -> bool:
    """Whether *element* may stand in an ODM file as it is."""
    model = _MODELS.get(local(element.tag))
    if model is None:
        return False
    said = element.attrib
    patterns = {**model.optional, **model.required}
    if not model.required.keys() <= said.keys() or not said.keys() <= patterns.keys():
        return False
    if not all(patterns[key].fullmatch(value) for key, value in said.items()):
        return False
    if model.content is None:
        return len(element) == 0
    if any((text or "").strip() for text in (element.text, *(child.tail for child in element))):
        return False
    if not re.fullmatch(model.content, "".join(f"{local(child.tag)} " for child in element)):
        return False
    for name, attribute in model.unique:
        values = [child.get(attribute) for child in element if local(child.tag) == name and attribute in child.attrib]
        if len(set(values)) < len(values):
            return False
    return all(conforms(child) for child in element)
