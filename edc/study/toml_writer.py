"""Writes a study as the folder of TOML files that ``loading`` reads.

One fact a line, in the order of the model, nothing that goes without saying;
the same study is always the same text. What ODM left behind (``odm``) is
written with dotted keys, so that it stays out of the way of what people edit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomlkit

from edc.study.definition import Event, Form, Item, Part, Study
from edc.study.loading.spelling import FILES, IDENTIFIER, STUDY

Data = dict[str, Any]

_TABLES = ("deviations", "retention", "units", "odm")
"""Parts of ``study.toml`` that are tables of their own, below everything else."""
_LISTED = ("choices", "rows", "slips")
"""Lists with one member a line."""


def write_study(study: Study, folder: Path) -> None:
    """Write *study* into *folder*, so that loading it gives the same study.

    The folder is made if need be. Raises :class:`FileExistsError` if it holds
    TOML files already: a version that was written is not overwritten.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.glob("*.toml")):
        raise FileExistsError(f"{folder} holds a study already")
    for name, text in study_files(study).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def study_files(study: Study) -> dict[str, str]:
    """File name to text of each file of *study*."""
    shared = _shared(study)
    files = {"study.toml": _study(study), "schedule.toml": _schedule(study)}
    for name, key, parts in (
        ("codelists.toml", "codelist", [_dump(codelist) for codelist in study.codelists]),
        ("items.toml", "item", list(shared.values())),
        ("clarifications.toml", "clarification", [_dump(each) for each in study.clarifications]),
    ):
        if parts:
            files[name] = _text(_tables(key, parts))
    for form in study.forms:
        files[_file_name(form.name, files)] = _form(form, shared)
    return files


def _file_name(form: str, taken: Iterable[str]) -> str:
    """``dm.toml`` for form ``DM``, unless that is the name of another file."""
    name, n = form.lower(), 1
    stem = f"form_{name}" if f"{name}.toml" in FILES or name == "study" else name
    file = f"{stem}.toml"
    while file in taken:
        n += 1
        file = f"{stem}_{n}.toml"
    return file


def _dump(part: Part, *without: str) -> Data:
    return {k: v for k, v in part.model_dump(exclude_defaults=True).items() if k not in without}


def _named(data: Data) -> Data:
    """*data* without a name that its OID gives."""
    if data["name"] == data["oid"] and IDENTIFIER.fullmatch(data["oid"]):
        return {k: v for k, v in data.items() if k != "name"}
    return data


def _study(study: Study) -> str:
    lists = {field: key for key, field in STUDY.renamed.items()}
    data = _dump(study, *STUDY.hidden)
    lines = [*_facts({k: v for k, v in data.items() if k not in lists and k not in _TABLES})]
    for field, key in lists.items():
        for part in data.get(field, ()):
            lines += _tables(key, [{k: v for k, v in part.items() if k != "conditions"}])
            lines += _tables(f"{key}.condition", part.get("conditions", ()))
    for key in _TABLES:
        if data.get(key):
            lines += ["", f"[{key}]"]
            lines += _dotted(data[key]) if key == "odm" else [f"{_key(k)} = {_value(v)}" for k, v in data[key].items()]
    return _text(lines)


def _schedule(study: Study) -> str:
    matrix = {form.name: [event.name for event in study.events if form.name in event.forms] for form in study.forms}
    lines = _tables("event", [_event(event, matrix) for event in study.events])
    width = max((len(name) for name in matrix), default=0)
    lines += ["", "[forms]", *(f"{name:<{width}} = {_value(events)}" for name, events in matrix.items())]
    return _text(lines)


def _event(event: Event, matrix: dict[str, list[str]]) -> Data:
    """An event; its forms stand in the matrix, unless their order is another one there."""
    said = tuple(form for form, events in matrix.items() if event.name in events)
    return _named(_dump(event, *(("forms",) if event.forms == said else ())))


def _form(form: Form, shared: dict[str, Data]) -> str:
    head = {"form": form.name} | _dump(form, "name", "groups", "checks")
    if head["oid"] == form.name:
        del head["oid"]
    lines = [*_facts(head)]
    for n, group in enumerate(form.groups):
        if n == 0 and _dump(group, "items") == {"oid": form.oid, "name": form.name}:
            prefix = "item"
        else:
            lines += _tables("group", [_named(_dump(group, "items"))])
            prefix = "group.item"
        lines += _tables(prefix, [_use(item, shared) for item in group.items])
    lines += _tables("check", [_dump(check) for check in form.checks])
    return _text(lines)


def _item(item: Item) -> Data:
    data = _named(_dump(item))
    if len(data.get("slips", ())) == 1:
        data = {("slip" if k == "slips" else k): (v[0] if k == "slips" else v) for k, v in data.items()}
    return data


def _shared(study: Study) -> dict[str, Data]:
    """OID to what all uses have in common, of the items that stand in several places and ask the same."""
    uses: dict[str, list[Data]] = {}
    for form in study.forms:
        for _, item in form.items():
            uses.setdefault(item.oid, []).append(_item(item))
    return {
        oid: {k: v for k, v in found[0].items() if all(k in use and use[k] == v for use in found)}
        for oid, found in uses.items()
        if found[1:] and all((use["type"], use["label"]) == (found[0]["type"], found[0]["label"]) for use in found)
    }


def _use(item: Item, shared: dict[str, Data]) -> Data:
    base, data = shared.get(item.oid), _item(item)
    return data if base is None else {"use": item.oid} | {k: v for k, v in data.items() if k not in base}


def _tables(key: str, parts: Iterable[Data]) -> list[str]:
    return [line for part in parts for line in ("", f"[[{key}]]", *_facts(part))]


def _facts(data: Data) -> Iterator[str]:
    for key, value in data.items():
        if key == "odm":
            yield from _dotted(value, "odm")
        elif key in _LISTED and value:
            yield from (f"{key} = [", *(f"  {_value(each)}," for each in value), "]")
        elif key in ("hard", "soft"):
            yield f"{key} = {_range(value)}"
        else:
            yield f"{_key(key)} = {_value(value)}"


def _dotted(data: Data, path: str = "") -> Iterator[str]:
    """One line for each leaf of *data*, its place as a dotted key."""
    for key, value in data.items():
        here = f"{path}.{_key(key)}" if path else _key(key)
        if isinstance(value, dict) and value:
            yield from _dotted(value, here)
        elif isinstance(value, (list, tuple)) and value:
            yield from (f"{here} = [", *(f"  {_value(each)}," for each in value), "]")
        elif value is not None:
            yield f"{here} = {_value(value)}"


def _range(bounds: Data) -> str:
    said = {k: v for k, v in bounds.items() if v is not None}
    if set(said) == {"ge", "le"} and not any(map(_negative_zero, said.values())):
        return _value([said["ge"], said["le"]])
    return _value(said)


def _value(value: object) -> str:
    """*value* as TOML on one line."""
    if isinstance(value, dict):
        inner = ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items() if v is not None)
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_value(each) for each in value)}]"
    if isinstance(value, Decimal):
        # TOML has no negative zero among whole numbers; as text it is read exactly.
        return f'"{value}"' if _negative_zero(value) else str(value)
    if isinstance(value, str) and _literal(value):
        return f"'{value}'"
    return tomlkit.item(value).as_string()


def _negative_zero(value: Decimal) -> bool:
    return value.is_zero() and value.is_signed()


def _literal(text: str) -> bool:
    """Whether *text* reads better between single quotes: it has double ones and needs no escape."""
    return '"' in text and "'" not in text and text.isprintable()


def _key(key: str) -> str:
    return tomlkit.key(key).as_string()


def _text(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n") + "\n"
