"""What must hold of links, and of the other names by which parts of a study point at forms."""

from __future__ import annotations

from edc.study.definition import Item, Study
from edc.study.expressions.names import comes_once
from edc.study.loading.flaws import Place
from edc.study.loading.forms import Parts


def check_links(study: Study, parts: Parts) -> None:
    """Links name rows of logs, and clarifications forms, that are there."""
    for form, _ in parts.forms:
        for _, item in form.items():
            _check_link(item, parts.places[("item", form.name, item.name)], study, parts)
    for n, clarification in enumerate(study.clarifications):
        for name in clarification.forms:
            if name not in parts.names:
                here = parts.places[("clarification", str(n))].under("forms")
                parts.flaws.add(here, f"{name} is not the form of any file in this folder")


def _check_link(item: Item, place: Place, study: Study, parts: Parts) -> None:
    if item.type != "link":
        if item.links:
            parts.flaws.add(place.under("links"), 'needs type = "link"')
        return
    if not item.links:
        parts.flaws.add(place, 'is missing links: the logs whose rows it names, such as links = ["AE"]')
    if len(set(item.links)) < len(item.links):
        parts.flaws.add(place.under("links"), "names a form twice")
    for name in item.links:
        if name not in parts.names:
            parts.flaws.add(place.under("links"), f"{name} is not the form of any file in this folder")
            continue
        form = study.form_by_name.get(name)
        if form is not None and not _is_log(study, name):
            parts.flaws.add(
                place.under("links"), f"{name} is no log: a link names rows of a form that is filled once and adds rows"
            )


def _is_log(study: Study, name: str) -> bool:
    """Whether a participant has one page of the form, with one group of added rows: ``AE/7`` is then one row."""
    form = study.form_by_name[name]
    return comes_once(study, form) and sum(group.repeat == "added" for group in form.groups) == 1
