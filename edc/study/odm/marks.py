"""What ODM cannot say of a definition: carried in aliases with the context ``edc``.

The official schema refuses attributes and elements of others, but lets most
definitions have an ``Alias``. Ours holds compact JSON: the fields in which the
part differs from what its standard elements alone would be read as. So every
standard reader sees standard ODM, nothing is said twice, and our own studies
come back exactly, whatever fields the model will have.

While a file is read each part is a plain mapping in the shape of
``model_dump(mode="json", exclude_defaults=True)``, with two notes of the reader:
``#oid``, the OID in the file, and ``#mark``, the content of its alias.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from edc.study.odm.names import OURS

Data = dict[str, Any]
OID = "#oid"
MARK = "#mark"
FOREIGN = "#foreign"
"""In the mark of Protocol: the study came from elsewhere, and is to be read like that again."""

_ESCAPED = re.compile("[\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def pack(mark: Data) -> str:
    """Compact canonical JSON that XML can carry."""
    text = json.dumps(mark, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def unpack(context: str, name: str) -> Data | None:
    """The content of an alias of ours; ``None`` for anybody else's."""
    if context != OURS or not name.startswith("{"):
        return None
    try:
        mark = json.loads(name, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None
    return mark if isinstance(mark, dict) else None


def _no_number(name: str) -> None:
    raise ValueError(name)  # NaN and infinities are not JSON


def difference(plain: Data, meant: Data, without: Iterable[str] = ()) -> Data:
    """What must be said besides *plain* so that *meant* comes out; ``None`` takes a field away."""
    skip = {OID, MARK, *without}
    gone = {key: None for key in plain if key not in meant and key not in skip}
    said = {k: v for k, v in meant.items() if k not in skip and (k not in plain or plain[k] != v)}
    return gone | said


def common(marks: list[Data]) -> Data:
    """What all of *marks* say alike."""
    head, *rest = marks
    return {k: v for k, v in head.items() if all(k in mark and mark[k] == v for mark in rest)}


def minus(mark: Data, said: Data) -> Data:
    """*mark* without what has been *said* already."""
    return {k: v for k, v in mark.items() if k not in said}


def _apply(part: Data, *marks: Data, without: tuple[str, ...] = ()) -> Data:
    settled = {k: v for k, v in part.items() if k not in (OID, MARK)}
    for mark in marks:
        for key, value in mark.items():
            if key in without or key == FOREIGN:
                continue
            if value is None:
                settled.pop(key, None)
            else:
                settled[key] = value
    return settled


def _inner(mark: Data, key: str, oid: str) -> Data:
    """The part of *mark* that is about one thing below it."""
    below = mark.get(key)
    found = below.get(oid) if isinstance(below, dict) else None
    return found if isinstance(found, dict) else {}


def settle(study: Data) -> Data:
    """The study with every mark applied and the reader's notes gone.

    An item listens to the mark of its definition, then to its group's, then to
    its form's: the same item may stand in several groups, and a group in
    several forms.
    """
    settled = _apply(study)
    settled["codelists"] = [
        _apply(
            codelist | {"choices": [_apply(c, c.get(MARK, {})) for c in codelist["choices"]]},
            codelist.get(MARK, {}),
        )
        for codelist in study["codelists"]
    ]
    settled["events"] = [_apply(event, event.get(MARK, {})) for event in study["events"]]
    settled["forms"] = [_settle_form(form) for form in study["forms"]]
    return _apply(settled, study.get(MARK, {}))


def _settle_form(form: Data) -> Data:
    mark = form.get(MARK, {})
    groups = []
    for group in form["groups"]:
        own, above = group.get(MARK, {}), _inner(mark, "groups", group[OID])
        items = [
            _apply(
                item,
                item.get(MARK, {}),
                _inner(own, "items", item[OID]),
                _inner(above, "items", item[OID]),
            )
            for item in group["items"]
        ]
        groups.append(_apply(group | {"items": items}, own, above, without=("items",)))
    return _apply(form | {"groups": groups}, mark, without=("groups",))
