"""How the TOML files spell the model: the one table that loading and the JSON Schemas share.

Tables stand in the singular (``[[item]]``, ``[[site]]``), a range may be ``[low, high]``, one
slip need not be a list, a short list of choices may stand beside its item, and an item may ``use``
one of ``items.toml``. Everything else is spelled as in :mod:`edc.study.definition`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from edc.study import definition as model
from edc.study.loading.flaws import Flaws, Place

IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Table:
    """One kind of TOML table: the part it becomes, and the keys spelled otherwise there."""

    part: type[model.Part]
    renamed: Mapping[str, str] = field(default_factory=dict)
    """TOML key to field."""
    hidden: frozenset[str] = frozenset()
    """Fields that no key of this table gives."""
    added: frozenset[str] = frozenset()
    """Keys that are no field."""

    @property
    def keys(self) -> dict[str, str | None]:
        """Every key the table may have, with the field it gives."""
        gone = self.hidden | set(self.renamed.values())
        plain: dict[str, str | None] = {name: name for name in self.part.model_fields if name not in gone}
        return {**plain, **self.renamed, **dict.fromkeys(sorted(self.added))}


STUDY = Table(
    model.Study,
    renamed={
        "site": "sites",
        "missing": "missing",
        "reason": "reasons",
        "confirmation": "confirmations",
        "not_done_reason": "not_done_reasons",
        "meaning": "meanings",
        "section": "sections",
        "state": "states",
        "release": "releases",
        "clock": "clocks",
        "signal": "signals",
    },
    hidden=frozenset({"clarifications", "codelists", "events", "forms"}),
)
RELEASE = Table(model.Release, renamed={"condition": "conditions"})
EVENT = Table(model.Event)
CODELIST = Table(model.Codelist)
CLARIFICATION = Table(model.Clarification)
ITEM = Table(model.Item, added=frozenset({"use", "choices", "slip"}))
GROUP = Table(model.Group, renamed={"item": "items"})
CHECK = Table(model.Check)
FORM = Table(model.Form, renamed={"form": "name", "group": "groups", "check": "checks"}, added=frozenset({"item"}))

FILES: dict[str, dict[str, Table | None]] = {
    "schedule.toml": {"event": EVENT, "forms": None},
    "codelists.toml": {"codelist": CODELIST},
    "items.toml": {"item": ITEM},
    "clarifications.toml": {"clarification": CLARIFICATION},
}
"""Files that are lists of tables, by name; ``study.toml`` and the forms are tables themselves."""


def known_keys(raw: dict[str, Any], keys: Mapping[str, object], place: Place, flaws: Flaws) -> dict[str, Any]:
    """*raw* without the keys that *keys* does not know, each of which is a flaw."""
    for key in raw:
        if key not in keys:
            near = difflib.get_close_matches(key, keys, n=1)
            also = f"; perhaps {near[0]} is meant" if near else ""
            flaws.add(place.under(key), f"is not a key known here{also}")
    return {key: value for key, value in raw.items() if key in keys}


def tables(value: Any, place: Place, flaws: Flaws) -> list[tuple[dict[str, Any], Place]]:
    """The tables of a ``[[...]]`` list with their places."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        flaws.add(place, f"must be a list of tables: write [[{place.path[-1]}]] above each")
        return []
    return [(each, place.under(n)) for n, each in enumerate(value)]


def spell_item(raw: dict[str, Any], place: Place, flaws: Flaws) -> dict[str, Any]:
    """The fields of an item from its table; ``choices`` and ``use`` are left to the caller."""
    data = {key: value for key, value in raw.items() if key not in ITEM.added}
    for key in ("hard", "soft"):
        if isinstance(data.get(key), list):
            bounds = data.pop(key)
            if len(bounds) == 2 and all(_number(bound) for bound in bounds):
                data[key] = {"ge": bounds[0], "le": bounds[1]}
            else:
                flaws.add(place.under(key), "must be [low, high], or { ge = , gt = , le = , lt = }")
    if "slip" in raw:
        if "slips" in raw:
            flaws.add(place.under("slip"), "stands beside slips: write one of the two")
        data["slips"] = [raw["slip"]]
    return default_name(data)


def laid_over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """*base* with the keys of *own* in their stead; what excludes each other does so here too."""
    gone = set()
    if "slip" in own or "slips" in own:
        gone |= {"slip", "slips"}
    if "choices" in own or "codelist" in own:
        gone |= {"choices", "codelist"}
    return {key: value for key, value in base.items() if key not in gone} | own


def default_name(data: dict[str, Any]) -> dict[str, Any]:
    """*data* with ``name`` from ``oid`` where that is an identifier, or ``oid`` from ``name``."""
    oid, name = data.get("oid"), data.get("name")
    if name is None and isinstance(oid, str) and IDENTIFIER.fullmatch(oid):
        return {**data, "name": oid}
    if oid is None and isinstance(name, str):
        return {**data, "oid": name}
    return data


def _number(value: Any) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)
