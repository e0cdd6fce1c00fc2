"""What must hold between the parts of a study: names that meet, languages, dates, templates."""

from __future__ import annotations

from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from edc.study.definition import Event, Study
from edc.study.loading.flaws import Flaws, Place, Source
from edc.study.loading.forms import Parts

_LABELS = frozenset(
    {"label", "help", "section", "hint", "message", "short", "description", "notes", "text", "effect", "source"}
)
_NOT_OURS = frozenset({"odm", "sdtm", "external", "retention"})
_DATED = ("date", "datetime", "partial_date", "partial_datetime")
_NUMBERS = ("number", "integer", "derived")
_REFERENCES = {"visit_date": _DATED, "consent_date": _DATED, "birth_date": _DATED, "sex": ("choice",)}


def check_languages(source: Source, languages: tuple[str, ...], flaws: Flaws) -> None:
    """Every text of a file stands in every language of the study, and in no other."""

    def walk(value: Any, place: Place) -> None:
        if isinstance(value, list):
            for n, each in enumerate(value):
                walk(each, place.under(n))
        elif isinstance(value, dict):
            for key, each in value.items():
                here = place.under(key)
                if isinstance(each, dict) and (key in _LABELS or place.path == ("units",)):
                    label(each, here)
                elif key not in _NOT_OURS:
                    walk(each, here)

    def label(texts: dict[str, Any], place: Place) -> None:
        for language in languages:
            text = texts.get(language)
            if text is None or (isinstance(text, str) and not text.strip()):
                flaws.add(place, f"has no text in {language}")
        for language in texts:
            if language not in languages:
                flaws.add(place.under(language), f"{language} is not one of the study's languages")

    walk(source.data, Place(source))


def check_study_table(study: Study, place: Place, parts: Parts) -> None:
    """What ``study.toml`` says of itself and of names elsewhere."""
    flaws = parts.flaws
    if not study.languages or len(set(study.languages)) < len(study.languages):
        flaws.add(place.under("languages"), "must name each language of the study once")
    zones = [(study.timezone, place.under("timezone"))]
    zones += [(site.timezone, place.under("site", n, "timezone")) for n, site in enumerate(study.sites)]
    for zone, here in zones:
        if not _is_zone(zone):
            flaws.add(here, f"{zone} is not a time zone, such as Asia/Shanghai")
    if not _names_subjects(study.subject_id):
        flaws.add(place.under("subject_id"), "must number subjects with {n}, such as {prefix}-{n:03d}")
    for table, key, names in _lists(study):
        flaws.once(((name, place.under(table, n, key)) for n, name in enumerate(names)), f"{table} {key}")
    for key, types in _REFERENCES.items():
        _check_reference(getattr(study, key), types, place.under(key), study, parts)
    for n, named in enumerate(study.trend):
        _check_reference(named, _NUMBERS, place.under("trend", n), study, parts)
    events = {event.name for event in study.events}
    for state in study.states:
        here = parts.places[("state", state.name)]
        for name in sorted(set(state.expects or ()) - events):
            flaws.add(here.under("expects"), f"{name} is not an event of the schedule")
        for name in sorted(set(state.forms or ()) - set(parts.names)):
            flaws.add(here.under("forms"), f"{name} is not the form of any file in this folder")


def check_events(events: list[tuple[Event, Place]], flaws: Flaws) -> None:
    names = {event.name for event, _ in events}
    flaws.once(((event.name, place.first("name", "oid")) for event, place in events), "event name")
    flaws.once(((event.oid, place.first("oid", "name")) for event, place in events), "event oid")
    for event, place in events:
        for key, other in (("anchor", event.anchor), ("until", event.until)):
            if other is not None and other not in names:
                flaws.add(place.under(key), f"{other} is not an event of this schedule")
        if event.anchor is not None and event.day is None and event.week is None:
            flaws.add(place.under("anchor"), "needs day or week: the target counts from the anchor")
        for key, days in (("before", event.before), ("after", event.after)):
            if days < 0:
                flaws.add(place.under(key), "must be 0 or more days")


def check_parts(study: Study, parts: Parts) -> None:
    """Names that must be unique in the study, and references from items to what it lists."""
    flaws = parts.flaws
    flaws.once(((form.oid, place.first("oid", "form")) for form, place in parts.forms), "form oid")
    flaws.once(((codelist.oid, place.first("oid")) for codelist, place in parts.codelists), "codelist oid")
    codelists = {codelist.oid for codelist, _ in parts.codelists}
    sections = {section.code for section in study.sections}
    missing = {coded.code for coded in study.missing}
    for form, place in parts.forms:
        if form.section is not None and form.section not in sections:
            flaws.add(place.under("section"), f"{form.section} is not one of the study's sections")
        for item in (item for group in form.groups for item in group.items):
            here = parts.places[("item", form.name, item.name)]
            if item.codelist is not None and item.codelist not in codelists:
                flaws.add(here.under("codelist"), f"there is no codelist {item.codelist}")
            for code in item.missing or ():
                if code not in missing:
                    flaws.add(here.under("missing"), f"{code} is not one of the study's missing codes")
        for check in form.checks:
            for name in check.items:
                if name not in parts.names[form.name]:
                    here = parts.places[("check", form.name, check.id)]
                    flaws.add(here.under("items"), f"{name} is not an item of this form")


def _check_reference(reference: str | None, types: tuple[str, ...], place: Place, study: Study, parts: Parts) -> None:
    if reference is None:
        return
    form, _, name = reference.partition(".")
    if form not in parts.names or name not in parts.names[form]:
        parts.flaws.add(place, f'{reference} is not an item of the study: write "FORM.ITEM"')
        return
    found = study.form_by_name[form].by_name.get(name) if form in study.form_by_name else None
    if found is not None and found[1].type not in types:
        parts.flaws.add(place, f"{reference} must be of type {' or '.join(types)}")


def _lists(study: Study) -> list[tuple[str, str, list[str]]]:
    """Table, key and values of everything ``study.toml`` lists by a name of its own."""
    coded = (
        ("missing", study.missing),
        ("reason", study.reasons),
        ("confirmation", study.confirmations),
        ("not_done_reason", study.not_done_reasons),
        ("meaning", study.meanings),
        ("section", study.sections),
    )
    return [
        *((table, "code", [each.code for each in members]) for table, members in coded),
        ("site", "code", [site.code for site in study.sites]),
        ("site", "prefix", [site.prefix for site in study.sites]),
        ("state", "name", [state.name for state in study.states]),
    ]


def _is_zone(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (KeyError, OSError, ValueError):
        # Unknown, a directory of zones such as "Asia", or no path inside the zone data.
        return False
    return True


def _names_subjects(template: str) -> bool:
    try:
        fields = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
        template.format(prefix="A", n=1)
    except (ValueError, KeyError, IndexError, AttributeError):
        return False
    return "n" in fields and fields <= {"prefix", "n"}
