"""The locator finds the line of any key a study author may have got wrong."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from edc.study.locator import Lines, Path

TEXT = '''# Renal function
form = "RENAL" # the name
label = { en = "Renal, [function]", zh = "肾功能" }

[[item]]
oid = "CREAT"
units = { "mg/dL" = 88.4 }
notes = """
[[item]]
oid = "not a key" \\
"""
soft = [
  60, # lower
  300,
]

[[item]]
oid = 'EGFR'
choices = [
  { code = "A", label = { en = "a" } },
  { code = "B", label = { en = "b" } },
]

[[group]]
name = "ONE"
[[group.item]]
oid = "X"
[[group.item]]
oid = "Y"
sdtm.testcd = "Y"

[[group]]
name = "TWO"
[[group.item]]
oid = "Z"

[odm."with.dot"]
"a b" = 1
'''


def test_every_key_is_found_on_its_line() -> None:
    """Sun Yan is told the line of the wrong key, in tables, arrays and inline tables (REQ-52)."""
    lines = Lines(TEXT)
    expected: dict[Path, int] = {
        ("form",): 2,
        ("label", "zh"): 3,
        ("item", 0): 5,
        ("item", 0, "units", "mg/dL"): 7,
        ("item", 0, "soft"): 12,
        ("item", 0, "soft", 1): 14,
        ("item", 1, "oid"): 18,
        ("item", 1, "choices", 1, "label", "en"): 21,
        ("group", 0, "item", 1, "sdtm", "testcd"): 30,
        ("group", 1): 32,
        ("group", 1, "item", 0, "oid"): 35,
        ("odm", "with.dot", "a b"): 38,
    }
    assert {path: lines.at(path) for path in expected} == expected


def test_what_is_absent_is_found_at_what_is_around_it() -> None:
    """A missing key is reported where its table begins (REQ-52)."""
    lines = Lines(TEXT)
    assert lines.at(("item", 1, "label", "zh")) == 17
    assert lines.at(("domain",)) == 1


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(key)} = {_toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[ # list\n" + "".join(f"  {_toml(each)},\n" for each in value) + "]"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'
    return str(value)


def _paths(value: Any, path: Path = ()) -> list[Path]:
    if isinstance(value, dict):
        return [(*path, k) for k in value] + [p for k, v in value.items() for p in _paths(v, (*path, k))]
    if isinstance(value, list):
        return [p for n, each in enumerate(value) for p in [(*path, n), *_paths(each, (*path, n))]]
    return []


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    TEXTS | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
)


@given(st.dictionaries(TEXTS, VALUES, max_size=4))
def test_the_walk_knows_every_path_tomllib_knows(data: dict[str, Any]) -> None:
    """Strings full of brackets, quotes and hashes do not lead the locator astray (REQ-52)."""
    text = "\n".join(f"\n{_toml(key)} = {_toml(value)}" for key, value in data.items()) + "\n"
    assert tomllib.loads(text) == data
    lines = Lines(text)
    for path in _paths(data):
        shown = text.splitlines()[lines.at(path) - 1] if path else ""
        assert lines.at(path) >= 1 and (isinstance(path[-1], int) or _toml(path[-1]) in shown)
