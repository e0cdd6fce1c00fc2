"""Every item that was ever collected: the versions of a study laid over one another.

Nothing is dropped when a study is amended, so an export has the items of every
version that was published. Where versions differ in one item, the last one speaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from edc.study.definition import Codelist, Event, Form, Group, Item, Part, Study

_Part = TypeVar("_Part", bound=Part)


def altered(part: _Part, **changes: object) -> _Part:
    """*part* with other fields.

    Not pydantic's ``model_copy``: that would carry along what the part has cached of its old fields.
    """
    return type(part)(**{name: getattr(part, name) for name in type(part).model_fields} | changes)


def whole_study(versions: Sequence[Study]) -> Study:
    """The last of *versions* with whatever the earlier ones have and it has not."""
    study = versions[-1]
    for earlier in reversed(versions[:-1]):
        forms = [_whole_form(form, earlier.form_by_name.get(form.name)) for form in study.forms]
        forms += [form for form in earlier.forms if form.name not in study.form_by_name]
        events = [_whole_event(event, earlier.event_by_name.get(event.name)) for event in study.events]
        events += [event for event in earlier.events if event.name not in study.event_by_name]
        codelists = [_whole_codelist(each, earlier.codelist_by_oid.get(each.oid)) for each in study.codelists]
        codelists += [each for each in earlier.codelists if each.oid not in study.codelist_by_oid]
        changes: dict[str, object] = {}
        for name, now in (("forms", forms), ("events", events), ("codelists", codelists)):
            if list(getattr(study, name)) != now:
                changes[name] = tuple(now)
        for name in ("missing", "reasons", "not_done_reasons", "meanings"):
            known = {coded.code for coded in getattr(study, name)}
            more = tuple(coded for coded in getattr(earlier, name) if coded.code not in known)
            if more:
                changes[name] = getattr(study, name) + more
        study = altered(study, **changes) if changes else study
    return study


def _whole_form(form: Form, earlier: Form | None) -> Form:
    if earlier is None:
        return form
    groups = {group.name: _with_units(group, earlier) for group in form.groups}
    for group in earlier.groups:
        gone = tuple(item for item in group.items if item.name not in form.by_name)
        if gone:
            groups[group.name] = _with_items(groups.get(group.name), group, gone)
    found = tuple(groups.values())
    return form if found == form.groups else altered(form, groups=found)


def _with_units(group: Group, earlier: Form) -> Group:
    """*group*, with the units in which its items could be typed before."""
    items = []
    for item in group.items:
        known = earlier.by_name.get(item.name)
        gone = {} if known is None else {unit: by for unit, by in known[1].units.items() if unit not in item.units}
        items.append(altered(item, units=item.units | gone) if gone else item)
    return group if tuple(items) == group.items else altered(group, items=tuple(items))


def _with_items(group: Group | None, earlier: Group, gone: Iterable[Item]) -> Group:
    # what is no longer asked is neither owed nor hidden by an expression that may name what is gone
    kept = tuple(altered(item, required=False, show_if=None) for item in gone)
    if group is None:
        return altered(earlier, items=kept, show_if=None)
    known = {row.key for row in group.rows}
    rows = (*group.rows, *(row for row in earlier.rows if row.key not in known))
    return altered(group, items=(*group.items, *kept), rows=rows)


def _whole_event(event: Event, earlier: Event | None) -> Event:
    gone = () if earlier is None else tuple(name for name in earlier.forms if name not in event.forms)
    return altered(event, forms=event.forms + gone) if gone else event


def _whole_codelist(codelist: Codelist, earlier: Codelist | None) -> Codelist:
    gone = () if earlier is None else tuple(c for c in earlier.choices if c.code not in codelist.by_code)
    return altered(codelist, choices=codelist.choices + gone) if gone else codelist
