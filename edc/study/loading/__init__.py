"""Reads a study version from its folder of TOML files.

=======================  ==============================================================
``study.toml``           the study itself: languages, sites, codes, states, references
``schedule.toml``        ``[[event]]`` and the matrix ``[forms]``: ``FORM = ["EVENT", ...]``
``codelists.toml``       ``[[codelist]]``
``items.toml``           ``[[item]]`` that forms share by ``use = "OID"``
``clarifications.toml``  ``[[clarification]]``
every other ``*.toml``   one case report form
=======================  ==============================================================

A folder may build on that of an older version and hold only what differs (:mod:`.base`).
"""

from __future__ import annotations

from pathlib import Path

from edc.study.checking import ExpressionFlaw, check_study
from edc.study.definition import Clarification, Codelist, Study
from edc.study.loading import analytes
from edc.study.loading.base import read_folder
from edc.study.loading.cross_rules import check_events, check_languages, check_parts, check_study_table
from edc.study.loading.flaws import Flaw, Flaws, Place, Source, StudyError
from edc.study.loading.forms import Parts, check_unused, read_form, read_shared
from edc.study.loading.item_rules import check_codelist, check_group, check_item
from edc.study.loading.link_rules import check_links
from edc.study.loading.notice_rules import check_notices
from edc.study.loading.spelling import FILES
from edc.study.loading.whole import Schedule, read_list, read_schedule, read_study

__all__ = ["Flaw", "StudyError", "load"]


def load(folder: Path) -> Study:
    """The study version that stands in *folder*.

    Raises :class:`StudyError` with every flaw found, each with file, line and key. Expressions are
    checked once the parts they name can be read.
    """
    flaws = Flaws()
    files = read_folder(folder, flaws)
    for name in ("study.toml", "schedule.toml"):
        if name not in files:
            flaws.at_line(name, 1, f"is missing from the folder {folder.name}")
    study = _assembled({name: source for name, source in files.items() if source is not None}, flaws)
    if study is None or flaws:
        raise StudyError(flaws.sorted())
    return study


def _assembled(files: dict[str, Source], flaws: Flaws) -> Study | None:
    parts = Parts(flaws)
    parts.codelists += read_list(files.get("codelists.toml"), "codelist", Codelist, flaws)
    shared = read_shared(files["items.toml"], parts) if "items.toml" in files else {}
    for name, source in files.items():
        if name not in FILES and name != "study.toml":
            read_form(source, shared, parts)
    check_unused(shared, parts)
    schedule = read_schedule(files["schedule.toml"], parts) if "schedule.toml" in files else Schedule([])
    clarifications = read_list(files.get("clarifications.toml"), "clarification", Clarification, flaws)
    parts.places |= {("clarification", str(n)): place for n, (_, place) in enumerate(clarifications)}
    _check_each(parts)
    check_events(schedule.events, flaws)
    if "study.toml" not in files:
        return None
    whole = not flaws
    study = read_study(files["study.toml"], parts, schedule, tuple(each for each, _ in clarifications))
    if study is None:
        return None
    place = Place(files["study.toml"])
    for source in files.values():
        check_languages(source, study.languages, flaws)
    check_study_table(study, place, parts)
    check_parts(study, parts)
    check_notices(study, place, parts)
    check_links(study, parts)
    if whole:
        _check_expressions(study, place, parts)
    return study


def _check_each(parts: Parts) -> None:
    for codelist, place in parts.codelists:
        check_codelist(codelist, place, parts.flaws)
    for form, place in parts.forms:
        analytes.check_form(form, place, parts)
        for group in form.groups:
            check_group(group, parts.places[("group", form.name, group.name)], parts.flaws)
            for item in group.items:
                check_item(item, parts.places[("item", form.name, item.name)], parts.flaws)


def _check_expressions(study: Study, place: Place, parts: Parts) -> None:
    for flaw in check_study(study):
        here = _place_of(flaw, place, parts.places).under(flaw.key)
        if not parts.flaws.has(here):
            parts.flaws.add(here, flaw.message)


def _place_of(flaw: ExpressionFlaw, study: Place, places: dict[tuple[str, ...], Place]) -> Place:
    """The table that holds the flawed expression: a state's, or one inside a form."""
    if flaw.form is None:
        return places.get(("state", flaw.check or ""), study)
    inside = (("item", flaw.item), ("check", flaw.check), ("group", flaw.group))
    found = (places.get((kind, flaw.form, name)) for kind, name in inside if name is not None)
    return next((each for each in found if each is not None), places[("form", flaw.form)])
