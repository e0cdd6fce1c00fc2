"""What a published version may still change: words and questions, never what is collected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from edc.study.definition import Codelist, Event, Form, Item, Study

_ITEM = ("oid", "type", "unit", "units", "codelist", "comparator", "value", "result", "missing", "identifying")
"""What makes an item the item it is; labels, ranges, conditions and asks may be revised."""


def changes_of_substance(published: Study, revised: Study) -> list[str]:
    """What *revised* collects differently from *published*, each as ``FORM.ITEM: what``; empty if nothing.

    A change of a label, a message, a range or a check is a minor revision that applies
    to all pages of its version; anything listed here takes a new version.
    """
    found = list(_differing("event", _events(published), _events(revised)))
    found += _differing("form", _forms(published), _forms(revised))
    found += _differing("item", _items(published), _items(revised))
    found += _differing("codelist", _codelists(published), _codelists(revised))
    return found


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
        return form.oid, form.repeating, groups

    return {form.name: core(form) for form in study.forms}


def _items(study: Study) -> dict[str, Any]:
    def core(item: Item) -> tuple[Any, ...]:
        return tuple(getattr(item, name) for name in _ITEM)

    return {f"{form.name}.{item.name}": core(item) for form in study.forms for _, item in form.items()}


def _codelists(study: Study) -> dict[str, Any]:
    def core(codelist: Codelist) -> tuple[Any, ...]:
        return codelist.type, [choice.code for choice in codelist.choices]

    return {codelist.oid: core(codelist) for codelist in study.codelists}
