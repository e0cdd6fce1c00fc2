"""What leaves of each item: all of it, or what does not say who somebody is.

A profile is a change of the definition and of the values, made before anything is
written: the writers of CSV and ODM know nothing of it. De-identified, the
default: items marked as identifying and uploaded files stay here; the birth
date becomes age and year; a date becomes days from the participant's day 1, and
its time of day stays. Expressions and checks stay here too, for they name items
that did not leave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from edc.exchange.references import Reference
from edc.exchange.whole import altered
from edc.study.definition import Event, Form, Group, Item, Study
from edc.study.document import Value
from edc.study.schedule import study_day
from edc.study.values import span

Profile = Literal["deidentified", "full"]
PROFILES: tuple[Profile, ...] = ("deidentified", "full")

Take = Callable[[Value, Reference], Value | None]
"""What a stored value becomes when it leaves; missing codes included."""

_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Part:
    """One item that leaves: ``item`` as it is defined outside, ``source`` as it was collected."""

    item: Item
    source: Item
    take: Take | None = None
    """``None``: as it is stored."""

    def of(self, value: Value | None, reference: Reference) -> Value | None:
        return value if value is None or self.take is None else self.take(value, reference)


@dataclass(frozen=True, slots=True)
class Projection:
    """A study as it leaves. ``parts``: form and collected item to what leaves of it, if anything."""

    profile: Profile
    study: Study
    parts: Mapping[tuple[str, str], tuple[Part, ...]]

    @property
    def whole(self) -> bool:
        return self.profile == "full"


def project(study: Study, profile: Profile) -> Projection:
    """*study* as *profile* lets it out."""
    if profile == "full":
        kept = {(form.name, item.name): (Part(item, item),) for form in study.forms for _, item in form.items()}
        return Projection(profile, study, kept)
    parts: dict[tuple[str, str], tuple[Part, ...]] = {}
    forms = tuple(_form(study, form, parts) for form in study.forms)
    outside = altered(
        study,
        version=f"{study.version}-deidentified",
        visit_date=None,
        consent_date=None,
        birth_date=None,
        sex=None,
        states=(),
        events=tuple(_event(event) for event in study.events),
        forms=forms,
    )
    return Projection(profile, outside, parts)


def _event(event: Event) -> Event:
    return altered(event, odm={k: v for k, v in event.odm.items() if k != "ref"})


def _form(study: Study, form: Form, parts: dict[tuple[str, str], tuple[Part, ...]]) -> Form:
    taken = {item.name.lower() for _, item in form.items()}
    groups = []
    for group in form.groups:
        items: list[Item] = []
        for item in group.items:
            left = tuple(_leaving(item, f"{form.name}.{item.name}" == study.birth_date, taken))
            parts[form.name, item.name] = left
            items += [part.item for part in left]
        groups.append(_group(group, tuple(items)))
    return altered(form, groups=tuple(groups), checks=())


def _group(group: Group, items: tuple[Item, ...]) -> Group:
    return altered(group, items=items, show_if=None, odm={k: v for k, v in group.odm.items() if k != "ref"})


def _leaving(item: Item, birth: bool, taken: set[str]) -> Iterator[Part]:
    kind = item.result if item.type == "derived" else item.type
    if birth:
        yield _part(item, "AGE", "integer", _age, taken, "Age in years on day 1")
        yield _part(item, "YEAR", "integer", _year, taken, "Year of birth", first=False)
    elif item.identifying or item.type == "file":
        return
    elif kind in ("date", "datetime", "partial_date", "partial_datetime"):
        yield _part(item, "DY", "integer", _first_day, taken, "day of study")
        if kind.startswith("partial"):
            yield _part(item, "DY_TO", "integer", _last_day, taken, "last day of study it may mean", first=False)
        if kind.endswith("datetime"):
            time = "partial_time" if kind.startswith("partial") else "time"
            yield _part(item, "TM", time, _time, taken, "time of day", first=False)
    else:
        yield Part(_bare(item), item)


def _bare(item: Item) -> Item:
    """*item* without expressions; a computed one is, outside, an ordinary one."""
    changes: dict[str, object] = {"required": item.required is True, "show_if": None, "value": None}
    if item.type == "derived":
        changes |= {"type": item.result, "missing": ()}
        if item.codelist is not None:
            changes["type"] = "choice"
    if "ref" in item.odm:
        changes["odm"] = {k: v for k, v in item.odm.items() if k != "ref"}
    return altered(item, **changes)


def _part(item: Item, suffix: str, kind: str, take: Take, taken: set[str], meaning: str, *, first: bool = True) -> Part:
    name, n = f"{item.name[: _LONGEST_NAME - 8]}_{suffix}", 1
    while name.lower() in taken:
        n += 1
        name = f"{item.name[: _LONGEST_NAME - 8]}_{suffix}{n}"
    taken.add(name.lower())
    outside = Item.model_validate(
        {
            "oid": f"{item.oid}.{suffix}",
            "name": name,
            "label": {language: f"{text} ({meaning})" for language, text in item.label.items()},
            "type": kind,
            "required": first and item.required is True,
            "missing": item.missing if first and item.stored else (),
            "section": item.section,
            "medical": item.medical,
            "sdtm": item.sdtm if first else {},
        }
    )
    return Part(outside, item, take)


def _number(value: Value, number: int | None) -> Value | None:
    """*number*, or why there is none."""
    if value.m is not None:
        return Value(m=value.m)
    return None if number is None else Value(v=str(number))


def _first_day(value: Value, reference: Reference) -> Value | None:
    days = span(value.v or "")
    return _number(value, None if days is None or reference.day is None else study_day(days[0], reference.day))


def _last_day(value: Value, reference: Reference) -> Value | None:
    days = span(value.v or "")
    if days is None or reference.day is None:
        return None
    return Value(v=str(study_day(days[1], reference.day)))


def _time(value: Value, reference: Reference) -> Value | None:
    _, _, time = (value.v or "").partition("T")
    return Value(v=time) if time else None


def _age(value: Value, reference: Reference) -> Value | None:
    days = span(value.v or "")
    if days is None or reference.day is None:
        return _number(value, None)
    youngest, oldest = _years(days[1], reference.day), _years(days[0], reference.day)
    return _number(value, youngest if youngest == oldest else None)


def _year(value: Value, reference: Reference) -> Value | None:
    days = span(value.v or "")
    return None if days is None else Value(v=str(days[0].year))


def _years(birth: date, day: date) -> int:
    """Completed years; somebody born on 29 February has a birthday on 1 March in other years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
