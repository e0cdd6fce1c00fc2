"""What must hold between release checks, deviations, clocks and signals, and the forms they name."""

from __future__ import annotations

from collections.abc import Iterator

from edc.study.definition import Deviation, Deviations, Form, Release, Study
from edc.study.deviations import categories
from edc.study.loading.flaws import Place
from edc.study.loading.forms import Parts

_MOMENTS = ("datetime", "partial_datetime", "date", "partial_date")
_LOTS = ("text", "integer", "choice")
_AMOUNTS = ("number", "integer")


def check_notices(study: Study, place: Place, parts: Parts) -> None:
    """Names that ``[[release]]``, ``[deviations]``, ``[[clock]]`` and the checks' deviations give."""
    flaws = parts.flaws
    for key, named in (("release", study.releases), ("clock", study.clocks), ("signal", study.signals)):
        names = [each.name for each in named]
        flaws.once(((name, place.under(key, n, "name")) for n, name in enumerate(names)), f"{key} name")
    for n, release in enumerate(study.releases):
        here = place.under("release", n)
        _form_there(release.form, here.under("form"), study, parts)
        ids = ((condition.id, here.under("condition", m, "id")) for m, condition in enumerate(release.conditions))
        flaws.once(ids, f"condition of {release.name}")
        if not release.conditions:
            flaws.add(here, "checks nothing: write [[release.condition]]")
        _check_given(release, here, study, parts)
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
    for n, signal in enumerate(study.signals):
        if signal.at_least < 1:
            flaws.add(place.under("signal", n, "at_least"), "must be 1 or more")
    if study.deviations is not None:
        _check_deviations(study, study.deviations, place, parts)


def _check_given(release: Release, here: Place, study: Study, parts: Parts) -> None:
    """The items that say from which lot was given, and how much: both are shown beside the participant."""
    named: list[tuple[str, str, str, tuple[str, ...]]] = []
    if release.lot is not None:
        form, _, name = release.lot.partition(".")
        named.append(("lot", form, name, _LOTS))
    elif release.awaits is not None:
        parts.flaws.add(here.under("awaits"), 'needs lot: a result is awaited of a lot, written lot = "FORM.ITEM"')
    if release.amount is not None:
        named.append(("amount", release.form, release.amount, _AMOUNTS))
    for key, form, name, types in named:
        if form not in parts.names or name not in parts.names[form]:
            spelled = f'{release.lot} is not an item of the study: write "FORM.ITEM"'
            parts.flaws.add(here.under(key), spelled if key == "lot" else f"form {form} has no item {name}")
            continue
        item = study.form_by_name[form].by_name[name][1] if form in study.form_by_name else None
        if item is not None and item.type not in types:
            parts.flaws.add(here.under(key), f"{name} must be of type {' or '.join(types)}")
        if item is not None and item.identifying:
            parts.flaws.add(here.under(key), f"{name} is identifying, and would be shown to everybody")


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
