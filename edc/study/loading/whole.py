"""Reads ``study.toml``, ``schedule.toml``, ``codelists.toml`` and ``clarifications.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from edc.study.definition import Clarification, Clock, Coded, Event, Part, Release, Signal, Site, State, Study
from edc.study.expressions.parts import SIGNAL
from edc.study.loading.building import build
from edc.study.loading.flaws import Flaws, Place, Source
from edc.study.loading.forms import Parts
from edc.study.loading.spelling import EVENT, FILES, RELEASE, STUDY, default_name, known_keys, tables

_LISTS: dict[str, type[Part]] = {
    "site": Site,
    "missing": Coded,
    "reason": Coded,
    "confirmation": Coded,
    "not_done_reason": Coded,
    "meaning": Coded,
    "section": Coded,
    "state": State,
    "release": Release,
    "clock": Clock,
    "signal": Signal,
}


@dataclass(frozen=True)
class Schedule:
    events: list[tuple[Event, Place]]
    order: tuple[str, ...] = ()
    """Form names as the lines of the matrix stand."""


def read_list(source: Source | None, key: str, part: type[Part], flaws: Flaws) -> list[tuple[Any, Place]]:
    """The tables ``[[key]]`` of a file that holds nothing else, each as a *part*."""
    if source is None:
        return []
    data = known_keys(source.data, FILES[source.name], Place(source), flaws)
    found = []
    for raw, place in tables(data.get(key), Place(source, (key,)), flaws):
        built = build(part, raw, place, flaws)
        if built is not None:
            found.append((built, place))
    return found


def read_schedule(source: Source, parts: Parts) -> Schedule:
    """The events, each with its forms in the order of the matrix' lines."""
    flaws = parts.flaws
    data = known_keys(source.data, FILES[source.name], Place(source), flaws)
    matrix = _matrix(data.get("forms"), Place(source, ("forms",)), parts)
    events, known = [], set()
    for raw, place in tables(data.get("event"), Place(source, ("event",)), flaws):
        raw = default_name(known_keys(raw, EVENT.keys, place, flaws))
        known.add(raw.get("name"))
        forms = _ordered(raw.get("forms"), [f for f, names in matrix.items() if raw.get("name") in names], place, flaws)
        event = build(Event, {**raw, "forms": forms}, place, flaws)
        if event is not None:
            events.append((event, place))
    for form, names in matrix.items():
        for n, name in enumerate(names):
            if name not in known:
                flaws.add(Place(source, ("forms", form, n)), f"{name} is not an event of this schedule")
    if not known:
        flaws.add(Place(source), "has no event: write [[event]]")
    return Schedule(events, tuple(matrix))


def _ordered(given: Any, forms: list[str], place: Place, flaws: Flaws) -> tuple[str, ...]:
    """The forms of one event in the order of the matrix, or in an order of its own (``forms = [...]``)."""
    if given is None:
        return tuple(forms)
    if isinstance(given, list) and sorted(map(str, given)) == sorted(forms):
        return tuple(given)
    flaws.add(place.under("forms"), "must name the forms that [forms] gives this event, each once, in the order wanted")
    return tuple(forms)


def _matrix(value: Any, place: Place, parts: Parts) -> dict[str, list[str]]:
    if not isinstance(value, dict):
        parts.flaws.add(place, 'is missing: write [forms] with one line for each form, FORM = ["EVENT", ...]')
        return {}
    matrix: dict[str, list[str]] = {}
    for form, names in value.items():
        here = place.under(form)
        if form not in parts.names:
            parts.flaws.add(here, "is not the form of any file in this folder")
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            parts.flaws.add(here, 'must be a list of event names, ["EVENT", ...]')
            continue
        if len(set(names)) < len(names):
            parts.flaws.add(here, "names an event twice")
        matrix[form] = names
    return matrix


def _spell_release(raw: dict[str, Any], place: Place, flaws: Flaws) -> dict[str, Any]:
    """The fields of a release check from its table, with its ``[[release.condition]]``."""
    return {RELEASE.renamed.get(key, key): value for key, value in known_keys(raw, RELEASE.keys, place, flaws).items()}


def _place_release(release: Release, place: Place, parts: Parts) -> None:
    """Where the expressions of a release check stand, for what is wrong with them."""
    check = f"RELEASE.{release.name}"
    parts.places[("check", release.form, check)] = place
    for n, condition in enumerate(release.conditions):
        parts.places[("check", release.form, f"{check}.{condition.id}")] = place.under("condition", n)


def read_study(
    source: Source, parts: Parts, schedule: Schedule, clarifications: tuple[Clarification, ...]
) -> Study | None:
    """The study as a whole, with every part that could be read."""
    place, flaws = Place(source), parts.flaws
    raw = known_keys(source.data, STUDY.keys, place, flaws)
    data = {key: value for key, value in raw.items() if key not in _LISTS}
    for key, part in _LISTS.items():
        found = []
        for each, here in tables(raw.get(key), place.under(key), flaws):
            if part is Release:
                each = _spell_release(each, here, flaws)
            built = build(part, each, here, flaws, {"conditions": "condition"})
            if isinstance(built, State):
                parts.places[("state", built.name)] = here
            if isinstance(built, Signal):
                parts.places[("state", f"{SIGNAL}{built.name}")] = here
            if isinstance(built, Release):
                _place_release(built, here, parts)
            if built is not None:
                found.append(built)
        data[STUDY.renamed[key]] = tuple(found)
    order = {name: n for n, name in enumerate(schedule.order)}
    forms = sorted((form for form, _ in parts.forms), key=lambda form: order.get(form.name, len(order)))
    return build(
        Study,
        {
            **data,
            "forms": tuple(forms),
            "events": tuple(event for event, _ in schedule.events),
            "codelists": tuple(codelist for codelist, _ in parts.codelists),
            "clarifications": clarifications,
        },
        place,
        flaws,
    )
