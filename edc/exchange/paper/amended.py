"""What one version of a study says otherwise than another, on paper: filed with the amendment."""

from __future__ import annotations

from collections.abc import Mapping

from edc.errors import N_
from edc.exchange.paper.attributes import ATTRIBUTES
from edc.exchange.paper.listings import table
from edc.exchange.paper.speech import Json, Speech, Text, joined
from edc.study.definition import Study
from edc.study.differences import About, Difference, Kind, Said, differences

_KINDS: Mapping[Kind, str] = {"added": N_("added"), "removed": N_("taken out"), "changed": N_("changed")}
_ABOUT: Mapping[About, str] = {
    "study": N_("study"),
    "site": N_("site"),
    "word": N_("coded word"),
    "state": N_("state"),
    "event": N_("visit"),
    "schedule": N_("cell of the schedule"),
    "form": N_("form"),
    "group": N_("group"),
    "row": N_("row"),
    "item": N_("item"),
    "check": N_("check"),
    "codelist": N_("codelist"),
    "choice": N_("answer"),
    "release": N_("release check"),
    "condition": N_("condition"),
    "clock": N_("clock"),
    "signal": N_("signal"),
    "deviations": N_("deviation log"),
    "clarification": N_("clarification"),
}
_IN_FORMS = frozenset({"form", "group", "row", "item", "check"})
_PLANNED = frozenset({"event", "schedule"})


def amended(old: Study, new: Study, speech: Speech) -> list[Json]:
    """Every difference: of the study, of the schedule, form by form, of lists and rules."""
    blocks: dict[str, list[Difference]] = {}
    titles: dict[str, Text] = {}
    for one in differences(old, new):
        key, title = _block(one, old, new, speech)
        titles.setdefault(key, title)
        blocks.setdefault(key, []).append(one)
    words = (N_("Where"), N_("What"), N_("Before"), N_("After"))
    heads = [speech(word) for word in words]
    return [
        table(
            titles[key],
            heads,
            [_line(one, speech) for one in some],
            [60, 40, 62, 62],
            code=[_code(one) for one in some],
        )
        for key, some in blocks.items()
    ]


def _block(one: Difference, old: Study, new: Study, speech: Speech) -> tuple[str, Text]:
    if one.about in _IN_FORMS and one.names:
        name = one.names[0]
        form = new.form_by_name.get(name) or old.form_by_name.get(name)
        title = [name] if form is None else speech(N_("%(form)s (%(name)s)"), form=speech.label(form.label), name=name)
        return f"form {name}", title
    if one.about in _PLANNED:
        return "schedule", speech(N_("Schedule"))
    if one.about in ("study", "site", "word", "state"):
        return "study", speech(N_("Study"))
    return "rules", speech(N_("Lists and rules"))


def _line(one: Difference, speech: Speech) -> list[Text]:
    place = [".".join(one.names)]
    labels = speech.label(one.labels[-1]) if one.labels else [""]
    return [
        joined([place, labels], " ") if any(labels) else place,
        _what(one, speech),
        _said(one.old, speech),
        _said(one.new, speech),
    ]


def _what(one: Difference, speech: Speech) -> Text:
    """``item changed: expected range``."""
    what = speech(N_("%(about)s %(kind)s"), about=speech(_ABOUT[one.about]), kind=speech(_KINDS[one.kind]))
    if not one.attribute:
        return what
    word = ATTRIBUTES.get(f"{one.about}.{one.attribute}") or ATTRIBUTES.get(one.attribute)
    return speech(N_("%(what)s: %(field)s"), what=what, field=speech(word) if word else [one.attribute])


def _code(one: Difference) -> list[int]:
    """The columns in the language of the definition: what is no label in words."""
    return [column for column, said in ((2, one.old), (3, one.new)) if isinstance(said, str)]


def _said(value: Said, speech: Speech) -> Text:
    if value is None:
        return [""]
    return [value] if isinstance(value, str) else speech.label(value)
