"""JSON Schemas of the TOML files, so that an editor completes and checks them while they are written.

Generated from the model and the spelling table that :mod:`edc.study.loading` reads by; what needs
more than one place to judge (names that meet, languages, expressions) is left to ``load``.
"""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from edc.study.definition import Study
from edc.study.loading.spelling import CHECK, CODELIST, EVENT, FORM, GROUP, ITEM, RELEASE, STUDY, Table

Schema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TABLES = (STUDY, RELEASE, EVENT, CODELIST, ITEM, GROUP, CHECK, FORM)
_RANGE: Schema = {
    "anyOf": [
        {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
        {"$ref": "#/$defs/Range"},
    ]
}
_CONVERSION: Schema = {"anyOf": [{"type": "number"}, {"$ref": "#/$defs/Conversion"}]}
_NAMES: Schema = {"type": "array", "items": {"type": "string"}}
_NAMED: Schema = {"anyOf": [{"required": ["name"]}, {"required": ["oid"]}]}


class _Toml(GenerateJsonSchema):
    """TOML has exact numbers and no null: an absent key is simply not written."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        return {"type": "number"}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def schema() -> dict[str, Schema]:
    """Schemas by kind of file: study, schedule, codelists, items, clarifications, form."""
    whole = Study.model_json_schema(schema_generator=_Toml)
    parts: dict[str, Schema] = _untitled(whole.pop("$defs"))
    parts["Study"] = _untitled(whole)
    for table in _TABLES:
        parts[table.part.__name__] = _spelled(parts[table.part.__name__], table)
    _adjust(parts)
    matrix = {"type": "object", "additionalProperties": _NAMES}
    return {
        "study": _file(parts["Study"], parts),
        # a folder that builds on another may say one of the two only
        "schedule": _file(_lists({"event": "Event"}, forms=matrix, order=_NAMES) | {"required": []}, parts),
        "codelists": _file(_lists({"codelist": "Codelist"}), parts),
        "items": _file(_lists({"item": "SharedItem"}), parts),
        "clarifications": _file(_lists({"clarification": "Clarification"}), parts),
        "form": _file(_form(parts), parts),
    }


def _form(parts: dict[str, Schema]) -> Schema:
    """A form file: the whole form, or with ``extends`` what differs, each table by its name at least."""
    adds: Schema = {"after": {"type": "string"}, "first": {"type": "boolean"}}
    for name, keys in (
        ("Item", ("oid", "name", "use")),
        ("Group", ("name", "oid")),
        ("Check", ("id",)),
        ("Row", ("key",)),
    ):
        kept = {key: value for key, value in parts[name].items() if key not in ("required", "anyOf")}
        named = {"anyOf": [{"required": [key]} for key in keys]}
        parts[f"Extending{name}"] = kept | named | {"properties": kept["properties"] | adds}
    parts["ExtendingGroup"]["properties"] |= _lists({"item": "ExtendingItem", "rows": "ExtendingRow"})["properties"]
    form = parts["Form"]
    lists = _lists({"item": "ExtendingItem", "group": "ExtendingGroup", "check": "ExtendingCheck"})["properties"]
    drops = {"drop_items": _NAMES, "drop_checks": _NAMES}
    says = {"extends": {"const": True}}
    parts["ExtendingForm"] = form | {"properties": form["properties"] | lists | says | drops, "required": ["form"]}
    return {
        "if": {"required": ["extends"]},
        "then": {"$ref": "#/$defs/ExtendingForm"},
        "else": {"$ref": "#/$defs/Form"},
    }


def _adjust(parts: dict[str, Schema]) -> None:
    """What the tables spell otherwise than by another name."""
    item = parts["Item"]
    item["properties"] |= {
        "hard": _RANGE,
        "soft": _RANGE,
        "units": {"type": "object", "additionalProperties": _CONVERSION},
        "slip": {"$ref": "#/$defs/Slip"},
        "choices": {"type": "array", "items": {"$ref": "#/$defs/Choice"}},
    }
    shared = {key: value for key, value in item.items() if key != "required"}
    parts["SharedItem"] = shared | {"required": ["oid"]}
    item["properties"] = item["properties"] | {"use": {"type": "string"}}
    del item["required"]
    item["anyOf"] = [{"required": ["use"]}, {"required": ["oid", "label", "type"]}]
    for name in ("Event", "Group"):
        parts[name]["required"] = [key for key in parts[name]["required"] if key not in ("oid", "name")]
        parts[name] |= _NAMED
    study = parts["Study"]
    study["properties"] |= {"base": {"type": "string"}, "drop": _NAMES}
    study["anyOf"] = [{"required": ["base"]}, {"required": study.pop("required")}]
    form = parts["Form"]
    form["properties"]["item"] = {"type": "array", "items": {"$ref": "#/$defs/Item"}}
    form["required"] = ["form", "label"]


def _spelled(part: Schema, table: Table) -> Schema:
    """A part's schema with the keys its TOML table has; added keys follow in ``_adjust``."""
    properties = part["properties"]
    by_field = {field: key for key, field in table.keys.items() if field is not None}
    return part | {
        "properties": {key: properties[field] for field, key in by_field.items()},
        "required": [by_field[field] for field in part.get("required", []) if field in by_field],
    }


def _lists(keys: dict[str, str], **others: Schema) -> Schema:
    lists = {key: {"type": "array", "items": {"$ref": f"#/$defs/{part}"}} for key, part in keys.items()}
    properties = {**lists, **others}
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _file(root: Schema, parts: dict[str, Schema]) -> Schema:
    """*root* with the definitions it refers to, and no others."""
    used: dict[str, Schema] = {}
    waiting = _references(root)
    while waiting:
        name = waiting.pop()
        if name not in used:
            used[name] = parts[name]
            waiting |= _references(parts[name])
    return {"$schema": _DIALECT, **root, "$defs": dict(sorted(used.items()))}


def _references(value: Any) -> set[str]:
    if isinstance(value, list):
        return {name for each in value for name in _references(each)}
    if isinstance(value, dict):
        own = {value["$ref"].rpartition("/")[2]} if "$ref" in value else set()
        return own | {name for each in value.values() for name in _references(each)}
    return set()


def _untitled(value: Any) -> Any:
    """*value* without pydantic's titles, which only repeat the keys."""
    if isinstance(value, list):
        return [_untitled(each) for each in value]
    if isinstance(value, dict):
        return {key: _untitled(each) for key, each in value.items() if key != "title"}
    return value
