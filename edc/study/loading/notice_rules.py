"""What must hold between release checks, deviations and clocks, and the forms they name."""

from __future__ import annotations

from collections.abc import Iterator

from edc.study.definition import Deviation, Deviations, Form, Study
from edc.study.deviations import categories
from edc.study.loading.flaws import Place
from edc.study.loading.forms import Parts

_MOMENTS = ("datetime", "partial_datetime", "date", "partial_date")


def check_notices(study: Study, place: Place, parts: Parts) -> None:
    """Names that ``[[release]]``, ``[deviations]``, ``[[clock]]`` and the checks' deviations give."""
    flaws = parts.flaws
    for key, names in (("release", [each.name for each in study.releases]), ("clock", [c.name for c in study.clocks])):
        flaws.once(((name, place.under(key, n, "name")) for n, name in enumerate(names)), f"{key} name")
    for n, release in enumerate(study.releases):
        here = place.under("release", n)
        _form_there(release.form, here.under("form"), study, parts)
        ids = ((condition.id, here.under("condition", m, "id")) for m, condition in enumerate(release.conditions))
        flaws.once(ids, f"condition of {release.name}")
        if not release.conditions:
            flaws.add(here, "checks nothing: write [[release.condition]]")
        for m, condition in enumerate(release.conditions):
            if condition.form is not None:
                _form_there(condition.form, here.under("condition", m, "form"), study, parts)
    for n, clock in enumerate(study.clocks):
        here = place.under("clock", n)
        form = _form_there(clock.form, here.under("form"), study, parts)
        for key, name in (("since", clock.since), ("until", clock.until)):
            if form is not None and (name not in form.by_name or form.by_name[name][1].type not in _MOMENTS):
                flaws.add(here.under(key), f"{name} is not a date, or a date and time, of form {form.name}")
        if clock.hours <= 0:
            flaws.add(here.under("hours"), "must be more than 0")
    if study.deviations is not None:
        _check_deviations(study, study.deviations, place, parts)


def _check_deviations(study: Study, deviations: Deviations, place: Place, parts: Parts) -> None:
    here = place.under("deviations")
    form = _form_there(deviations.form, here.under("form"), study, parts)
    if form is None:
        return
    groups = {}
    for name in deviations.fill:
        if name not in form.by_name:
            parts.flaws.add(here.under("fill", name), f"form {form.name} has no item {name}")
        else:
            group = form.by_name[name][0]
            groups[group.name] = group
    if len(groups) > 1 or any(group.repeat != "added" for group in groups.values()):
        parts.flaws.add(here.under("fill"), "must name items of one group whose rows are added")
    allowed = categories(study)
    if allowed is None:
        return
    for deviation, where in _drafted(study, deviations, place, parts):
        if deviation.category not in allowed.by_code:
            parts.flaws.add(where, f"{deviation.category} is not a category of the deviation log")


def _drafted(study: Study, deviations: Deviations, place: Place, parts: Parts) -> Iterator[tuple[Deviation, Place]]:
    if deviations.not_done is not None:
        yield deviations.not_done, place.under("deviations", "not_done", "category")
    for n, release in enumerate(study.releases):
        if release.deviation is not None:
            yield release.deviation, place.under("release", n, "deviation", "category")
    for form, _ in parts.forms:
        for check in form.checks:
            if check.deviation is not None:
                yield check.deviation, parts.places[("check", form.name, check.id)].under("deviation", "category")


def _form_there(name: str, place: Place, study: Study, parts: Parts) -> Form | None:
    if name not in parts.names:
        parts.flaws.add(place, f"{name} is not the form of any file in this folder")
    return study.form_by_name.get(name)
