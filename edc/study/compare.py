"""What a published version may still change: words and questions, never what is collected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from edc.study.definition import Codelist, Event, Form, Item, Study

_ITEM = (
    "oid",
    "type",
    "unit",
    "units",
    "codelist",
    "comparator",
    "value",
    "result",
    "missing",
    "identifying",
    "links",
    "analyte",
    "limits",
    "sample_time",
)
"""What makes an item the item it is; labels, ranges, conditions and asks may be revised."""
_STUDY = ("visit_date", "consent_date", "birth_date", "sex")
"""Items that formulas of the whole study hang on."""


def changes_of_substance(published: Study, revised: Study) -> list[str]:
    """What *revised* collects differently from *published*, each as ``FORM.ITEM: what``; empty if nothing.

    A change of a label, a message, a range or a check is a minor revision that applies
    to all pages of its version; anything listed here takes a new version.
    """
    found = [f"{name}: another" for name in _STUDY if getattr(published, name) != getattr(revised, name)]
    found += _differing("event", _events(published), _events(revised))
    found += _differing("form", _forms(published), _forms(revised))
    found += _differing("item", _items(published), _items(revised))
    found += _differing("codelist", _codelists(published), _codelists(revised))
    return found


def changed_units(published: Study, proposed: Study) -> list[str]:
    """Items, as ``FORM.ITEM``, that *proposed* measures in another unit under the same name.

    Stored values are in the item's unit and say so nowhere else: read with another one,
    they would mean another amount.
    """
    before = {f"{form.name}.{item.name}": item for form in published.forms for _, item in form.items()}
    after = {f"{form.name}.{item.name}": item for form in proposed.forms for _, item in form.items()}
    return [name for name, item in after.items() if name in before and before[name].unit != item.unit]


def _differing(kind: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            yield f"{kind} {name}: gone"
        elif name not in old:
            yield f"{kind} {name}: new"
        elif old[name] != new[name]:
            yield f"{kind} {name}: another"


def _events(study: Study) -> dict[str, Any]:
    def core(event: Event) -> tuple[Any, ...]:
        return event.oid, event.kind, event.repeating, event.forms, event.anchor, event.day, event.week

    return {event.name: core(event) for event in study.events}


def _forms(study: Study) -> dict[str, Any]:
    def core(form: Form) -> tuple[Any, ...]:
        groups = [(group.oid, group.name, group.repeat, [row.key for row in group.rows]) for group in form.groups]
        return form.oid, form.repeating, form.laboratory, groups

    return {form.name: core(form) for form in study.forms}


def _items(study: Study) -> dict[str, Any]:
    def core(item: Item) -> tuple[Any, ...]:
        # the decimals of a derived value are part of how it is computed
        return *(getattr(item, name) for name in _ITEM), None if item.stored else item.decimals

    return {f"{form.name}.{item.name}": core(item) for form in study.forms for _, item in form.items()}


def _codelists(study: Study) -> dict[str, Any]:
    def core(codelist: Codelist) -> tuple[Any, ...]:
        return codelist.type, [choice.code for choice in codelist.choices]

    return {codelist.oid: core(codelist) for codelist in study.codelists}
