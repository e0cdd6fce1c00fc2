"""Reads the files of case report forms, and the items they share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from edc.study.definition import Check, Codelist, Form, Group, Item
from edc.study.loading.analytes import expanded
from edc.study.loading.building import build
from edc.study.loading.flaws import Flaws, Place, Source
from edc.study.loading.item_rules import check_item
from edc.study.loading.spelling import CHECK, FORM, GROUP, ITEM, default_name, known_keys, laid_over, spell_item, tables

Shared = dict[str, tuple[dict[str, Any], Place]]
"""Items of ``items.toml`` by OID, as they stand there."""


@dataclass
class Parts:
    """The parts read from the folder, each with its place, whether or not they hold together."""

    flaws: Flaws
    forms: list[tuple[Form, Place]] = field(default_factory=list)
    codelists: list[tuple[Codelist, Place]] = field(default_factory=list)
    names: dict[str, set[str]] = field(default_factory=dict)
    """Item names by form name, of broken items and forms too: a reference to those is no second flaw."""
    used: set[str] = field(default_factory=set)
    """OIDs of the shared items that some form uses."""
    places: dict[tuple[str, ...], Place] = field(default_factory=dict)
    """``("form", F)``, ``("group", F, G)``, ``("item", F, I)``, ``("check", F, id)``, ``("state", S)``."""


def read_shared(source: Source, parts: Parts) -> Shared:
    """The items of ``items.toml``; their inline choices become codelists here, once."""
    shared: Shared = {}
    for raw, place in tables(source.data.get("item"), Place(source, ("item",)), parts.flaws):
        raw = known_keys(raw, ITEM.keys, place, parts.flaws)
        oid = raw.get("oid")
        if not isinstance(oid, str) or "use" in raw:
            parts.flaws.add(place, "must have an oid of its own, by which forms use it")
        elif oid in shared:
            parts.flaws.add(place.under("oid"), f"{oid} stands here twice")
        else:
            shared[oid] = (_own_codelist(raw, f"items.{oid}", place, parts), place)
    return shared


def check_unused(shared: Shared, parts: Parts) -> None:
    """Shared items are judged where they are used; what no form uses must be an item all the same."""
    for oid, (raw, place) in shared.items():
        if oid not in parts.used:
            spelled = {"slips": "slip"} if "slip" in raw else {}
            item = build(Item, spell_item(raw, place, parts.flaws), place, parts.flaws, spelled)
            if item is not None:
                check_item(item, place, parts.flaws)


def read_form(source: Source, shared: Shared, parts: Parts) -> None:
    """Adds the form of one file to *parts*."""
    place, flaws = Place(source), parts.flaws
    raw = known_keys(source.data, FORM.keys, place, flaws)
    name = raw.get("form")
    if not isinstance(name, str):
        flaws.add(place.under("form"), "is missing: the name of this form, in quotes")
        name = source.name.removesuffix(".toml")
    elif name in parts.names:
        flaws.add(place.under("form"), f"{name} is the form of another file too")
    parts.names.setdefault(name, set())
    parts.places[("form", name)] = place
    reader = _Reader(name, shared, parts)
    groups: list[Group] = []
    if "item" in raw:
        items = reader.items(raw["item"], place.under("item"))
        data = {"oid": raw.get("oid", name), "name": name, "items": items}
        group = build(Group, data, place, flaws, {"name": "form"})
        if group is not None:
            groups.append(group)
            parts.places[("group", name, name)] = place
    groups += reader.groups(raw.get("group"), place.under("group"))
    checks = reader.checks(raw.get("check"), place.under("check"))
    reader.once()
    data = {key: value for key, value in raw.items() if key not in ("form", "item", "group", "check")}
    data = {"oid": name, **data, "name": name, "groups": tuple(groups), "checks": checks}
    if not groups:
        flaws.add(place, "has no item: write [[item]] or [[group]] and [[group.item]]")
    form = build(Form, data, place, flaws, {"name": "form"})
    if form is not None:
        parts.forms.append((form, place))


class _Reader:
    """Reads what stands inside one form."""

    def __init__(self, form: str, shared: Shared, parts: Parts) -> None:
        self._form, self._shared, self._parts = form, shared, parts
        self._flaws = parts.flaws
        self._named: dict[str, list[tuple[str, Place]]] = {}

    def once(self) -> None:
        """Names that stand twice in this form."""
        for what, named in self._named.items():
            self._flaws.once(named, what)

    def groups(self, value: Any, place: Place) -> list[Group]:
        found = []
        for raw, here in tables(value, place, self._flaws):
            raw = default_name(known_keys(raw, GROUP.keys, here, self._flaws))
            items = self.items(raw.pop("item", None), here.under("item"))
            if not items:
                self._flaws.add(here, "has no item: write [[group.item]]")
            group = build(Group, {**raw, "items": items}, here, self._flaws, {"items": "item"})
            if group is not None:
                self._parts.places[("group", self._form, group.name)] = here
                self._note("group name", group.name, here.first("name", "oid"))
                self._note("group oid", group.oid, here.first("oid", "name"))
                found.append(group)
        return found

    def items(self, value: Any, place: Place) -> tuple[Item, ...]:
        read = (self._item(raw, here) for raw, here in tables(value, place, self._flaws))
        return expanded(tuple(item for item in read if item is not None), self._form, self._parts, self._note)

    def checks(self, value: Any, place: Place) -> tuple[Check, ...]:
        found = []
        for raw, here in tables(value, place, self._flaws):
            check = build(Check, known_keys(raw, CHECK.keys, here, self._flaws), here, self._flaws)
            if check is not None:
                self._parts.places[("check", self._form, check.id)] = here
                self._note("check id", check.id, here.under("id"))
                found.append(check)
        return tuple(found)

    def _item(self, raw: dict[str, Any], place: Place) -> Item | None:
        raw = known_keys(raw, ITEM.keys, place, self._flaws)
        used = raw.pop("use", None)
        if used is not None:
            if used not in self._shared:
                self._flaws.add(place.under("use"), f"{used} is not an item of items.toml")
                self._note("item name", str(raw.get("name") or used), place.under("use"))
                return None
            self._parts.used.add(used)
            base, behind = self._shared[used]
            raw, place = laid_over(base, raw), Place(place.source, place.path, behind)
        name = default_name(raw).get("name")
        if isinstance(name, str):
            self._note("item name", name, place.first("name", "oid", "use"))
        raw = _own_codelist(raw, f"{self._form}.{name or raw.get('oid')}", place, self._parts)
        spelled = {"slips": "slip"} if "slip" in raw else {}
        item = build(Item, spell_item(raw, place, self._flaws), place, self._flaws, spelled)
        if item is not None:
            self._parts.places.setdefault(("item", self._form, item.name), place)
        return item

    def _note(self, what: str, name: str, place: Place) -> None:
        self._named.setdefault(what, []).append((name, place))
        if what == "item name":
            self._parts.names[self._form].add(name)


def _own_codelist(raw: dict[str, Any], oid: str, place: Place, parts: Parts) -> dict[str, Any]:
    """*raw* with its inline ``choices`` made a codelist called *oid*."""
    if "choices" not in raw:
        return raw
    if "codelist" in raw:
        parts.flaws.add(place.under("choices"), "stands beside codelist: write one of the two")
    label = raw.get("label")
    data = {"oid": oid, "label": label if isinstance(label, dict) else {}, "choices": raw["choices"]}
    codelist = build(Codelist, data, place, parts.flaws)
    if codelist is not None:
        parts.codelists.append((codelist, place))
    rest = {key: value for key, value in raw.items() if key != "choices"}
    return rest | {"codelist": oid}
