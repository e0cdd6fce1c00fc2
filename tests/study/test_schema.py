"""The JSON Schemas accept what the loader accepts, and know the slips an editor can point out."""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from edc.study.schema import schema
from edc.study.toml_writer import study_files
from tests.study.odm.full import full_study

SMALL = Path(__file__).parent / "folders" / "small"
SCHEMAS = schema()
KINDS = {"study", "schedule", "codelists", "items", "clarifications"}
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    # A bare TOML date is read as text, by editors as by the loader.
    "string": (str, date),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, Decimal),
}


def complaints(value: Any, rule: dict[str, Any], root: dict[str, Any], path: str = "") -> Iterator[str]:
    """What a JSON Schema validator would say: only the keywords that these schemas use."""
    if "$ref" in rule:
        yield from complaints(value, root["$defs"][rule["$ref"].rpartition("/")[2]], root, path)
    if "if" in rule:
        met = not any(complaints(value, rule["if"], root))
        yield from complaints(value, rule["then" if met else "else"], root, path)
    if "anyOf" in rule and all(any(complaints(value, each, root)) for each in rule["anyOf"]):
        yield f"{path}: fits none of the spellings"
    kinds = TYPES.get(rule.get("type", ""), (object,))
    fits = isinstance(value, kinds) and not (isinstance(value, bool) and {bool, object}.isdisjoint(kinds))
    if not fits:
        yield f"{path}: not {rule['type']}"
        return
    if "enum" in rule and value not in rule["enum"]:
        yield f"{path}: not one of the choices"
    if "const" in rule and value != rule["const"]:
        yield f"{path}: not {rule['const']}"
    if "pattern" in rule and not re.search(rule["pattern"], value):
        yield f"{path}: not of the pattern"
    if "minItems" in rule and not rule["minItems"] <= len(value) <= rule["maxItems"]:
        yield f"{path}: not {rule['minItems']} long"
    if isinstance(value, list) and "items" in rule:
        for n, each in enumerate(value):
            yield from complaints(each, rule["items"], root, f"{path}[{n}]")
    if isinstance(value, dict):
        known = rule.get("properties", {})
        others = rule.get("additionalProperties", True)
        yield from (f"{path}.{key}: missing" for key in rule.get("required", []) if key not in value)
        for key, each in value.items():
            if key in known:
                yield from complaints(each, known[key], root, f"{path}.{key}")
            elif others is False:
                yield f"{path}.{key}: not a key"
            elif isinstance(others, dict):
                yield from complaints(each, others, root, f"{path}.{key}")


def said_of(kind: str, data: dict[str, Any]) -> list[str]:
    return list(complaints(data, SCHEMAS[kind], SCHEMAS[kind]))


def read(file: Path) -> tuple[str, dict[str, Any]]:
    data = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    return file.stem if file.stem in KINDS else "form", data


@pytest.mark.parametrize("file", sorted(SMALL.glob("*.toml")), ids=lambda file: file.name)
def test_what_the_loader_reads_the_schema_accepts(file: Path) -> None:
    """An editor must not underline a study that loads (REQ-52)."""
    kind, data = read(file)
    assert said_of(kind, data) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"hrad": [0, 1]}, ".item[1].hrad: not a key"),
        ({"hard": [0]}, ".item[1].hard: fits none of the spellings"),
        ({"hard": {"min": 0}}, ".item[1].hard: fits none of the spellings"),
        ({"type": "float"}, ".item[1].type: not one of the choices"),
        ({"required": 1}, ".item[1].required: fits none of the spellings"),
        ({"name": "R#1"}, ".item[1].name: not of the pattern"),
        ({"decimals": "one"}, ".item[1].decimals: not integer"),
        ({"slip": [{"above": 1}]}, ".item[1].slip: not object"),
    ],
)
def test_slips_of_the_pen_are_seen_while_writing(change: dict[str, Any], said: str) -> None:
    """Sun Yan's editor marks a misspelt key before anything is loaded (REQ-52)."""
    _, data = read(SMALL / "renal.toml")
    broken = copy.deepcopy(data)
    broken["item"][1] |= change
    assert said in said_of("form", broken)


def test_an_item_stands_by_itself_or_uses_a_shared_one() -> None:
    """Either use, or oid, label and type; nothing in between (REQ-52)."""
    form = {"form": "F", "label": {"en": "F"}}
    assert said_of("form", {**form, "item": [{"use": "LBDT"}]}) == []
    assert said_of("form", {**form, "item": [{"oid": "X", "label": {"en": "X"}}]}) == [
        ".item[0]: fits none of the spellings"
    ]
    assert said_of("form", {"label": {"en": "F"}}) == [".form: missing"]
    assert said_of("items", {"item": [{"name": "X"}]}) == [".item[0].oid: missing"]
    assert said_of("items", {"item": [{"oid": "X", "use": "Y"}]}) == [".item[0].use: not a key"]


def test_a_study_that_says_everything_is_accepted() -> None:
    """Links, release checks, deviations and clocks as they are written: nothing of it is underlined (REQ-52)."""
    for name, text in study_files(full_study()).items():
        kind = Path(name).stem
        data = tomllib.loads(text, parse_float=Decimal)
        assert said_of(kind if kind in KINDS else "form", data) == [], name


@pytest.mark.parametrize(
    ("key", "change", "said"),
    [
        ("release", {"conditions": []}, ".release[0].conditions: not a key"),
        ("release", {"given": True}, ".release[0].given: not string"),
        ("clock", {"hours": "24"}, ".clock[0].hours: not integer"),
    ],
)
def test_slips_in_release_checks_and_clocks_are_seen(key: str, change: dict[str, Any], said: str) -> None:
    """Sun Yan's editor knows the tables of ``study.toml`` too (REQ-52)."""
    data = tomllib.loads(study_files(full_study())["study.toml"], parse_float=Decimal)
    data[key][0] |= change
    assert said in said_of("study", data)


def test_a_folder_that_builds_on_another_is_accepted_with_what_it_says() -> None:
    """The next version may be one line; a whole study still owes its name (REQ-52)."""
    assert said_of("study", {"base": "1", "version": "2", "drop": ["obs.toml"]}) == []
    assert said_of("schedule", {"order": ["SCN", "BL"], "event": [{"name": "BL", "label": {"en": "Baseline"}}]}) == []
    assert said_of("study", {"version": "2"}) == [": fits none of the spellings"]
    assert said_of("study", {"base": 1, "version": "2"}) == [".base: not string"]


def test_a_form_that_extends_another_names_its_tables_at_least() -> None:
    """What differs is enough where the file says extends, and nowhere else (REQ-52)."""
    rows = [{"key": "P24H", "label": {"en": "24 h"}, "after": "T15"}, {"key": "PRE"}]
    group = {"name": "TIMES", "rows": rows, "item": [{"oid": "SBP", "required": True}]}
    check = {"id": "R1", "when": "CREAT > 250"}
    said = {"form": "F", "item": [{"oid": "CREAT", "decimals": 0, "after": "LBDT"}], "group": [group], "check": [check]}
    assert said_of("form", {**said, "extends": True, "drop_items": ["X"], "drop_checks": ["R2"]}) == []
    assert ".item[0]: fits none of the spellings" in said_of("form", said)
    assert said_of("form", {**said, "extends": True, "item": [{"decimals": 0, "afetr": "X"}]}) == [
        ".item[0]: fits none of the spellings",
        ".item[0].afetr: not a key",
    ]


def test_the_schemas_are_plain_json_and_whole() -> None:
    """They can be written beside the studies: every reference is inside the same file (REQ-52)."""
    assert set(SCHEMAS) == KINDS | {"form"}
    for each in SCHEMAS.values():
        text = json.dumps(each)
        assert json.loads(text) == each
        assert set(re.findall(r"#/\$defs/(\w+)", text)) == set(each["$defs"])
        assert '"null"' not in text
