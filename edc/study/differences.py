"""Everything in which one version of a study differs from another, in reading order.

For the people who approve an amendment, and for the document that is filed with it: each
difference says where it is, what it is about, and both values; labels keep all languages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from edc.study.definition import Check, Codelist, Conversion, Event, Form, Group, Item, Label, Part, Range, Slip, Study

Kind = Literal["added", "removed", "changed"]
About = Literal[
    "study",
    "site",
    "word",
    "state",
    "event",
    "schedule",
    "form",
    "group",
    "row",
    "item",
    "check",
    "codelist",
    "choice",
    "release",
    "condition",
    "clock",
    "signal",
    "deviations",
    "clarification",
]
Said = Label | str | None
"""One side of a difference: words in every language, a plain text, or nothing."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same.

    ``names``: from the outside in, as expressions call them (``("RENAL", "CREAT")``; of a cell
    of the schedule, event and form); ``labels``: the same in words, where it has any.
    ``attribute``: which field of it changed, such as ``soft``; empty where the whole thing was
    added or removed, and then the value says in short what it is.
    """

    kind: Kind
    about: About
    names: tuple[str, ...]
    labels: tuple[Label, ...]
    attribute: str
    old: Said
    new: Said


def differences(old: Study, new: Study) -> tuple[Difference, ...]:
    """Everything that *new* says otherwise than *old*: the study, its schedule, its forms, then the rest."""
    return tuple(_study(old, new))


_LABELS = frozenset(
    {"label", "help", "section", "short", "message", "notes", "text", "effect", "description", "source", "hint"}
)
_NESTED = frozenset({"odm", "groups", "items", "checks", "rows", "choices", "conditions", "forms"})
_WORDS = ("missing", "reasons", "confirmations", "not_done_reasons", "meanings", "sections")
_LISTS = frozenset(
    {
        *_WORDS,
        "sites",
        "states",
        "releases",
        "clocks",
        "signals",
        "deviations",
        "clarifications",
        "codelists",
        "events",
        "forms",
    }
)


def _study(old: Study, new: Study) -> Iterator[Difference]:
    yield from _fields("study", (), (), old, new, _LISTS | {"odm"})
    yield from _listed("site", "code", old.sites, new.sites)
    for name in _WORDS:
        yield from _listed("word", "code", getattr(old, name), getattr(new, name), outside=name)
    yield from _listed("state", "name", old.states, new.states, also=("forms",))
    yield from _listed("event", "name", old.events, new.events)
    yield from _cells(old, new)
    yield from _listed("form", "name", old.forms, new.forms, inside=_form)
    yield from _listed("codelist", "oid", old.codelists, new.codelists, inside=_codelist)
    yield from _listed("release", "name", old.releases, new.releases, inside=_release)
    yield from _listed("clock", "name", old.clocks, new.clocks)
    yield from _listed("signal", "name", old.signals, new.signals)
    if old.deviations != new.deviations:
        said = [None if one is None else text(one) for one in (old.deviations, new.deviations)]
        yield Difference("changed", "deviations", (), (), "", said[0], said[1])
    yield from _listed("clarification", "id", old.clarifications, new.clarifications, also=("forms",))


Inside = Callable[[Any, Any, tuple[str, ...], tuple[Label, ...]], Iterator[Difference]]
"""What differs inside two parts of the same name; one of them may be missing."""


def _listed(
    about: About,
    key: str,
    old: Sequence[Part],
    new: Sequence[Part],
    *,
    outside: str = "",
    above: tuple[tuple[str, ...], tuple[Label, ...]] = ((), ()),
    inside: Inside | None = None,
    also: tuple[str, ...] = (),
) -> Iterator[Difference]:
    """Differences of two lists whose members are known by *key*, in the order of the new one, what went at the end."""
    before = {str(getattr(one, key)): one for one in old}
    after = {str(getattr(one, key)): one for one in new}
    start = (*above[0], *([outside] if outside else []))
    common = [[name for name in one if name in before and name in after] for one in (before, after)]
    if common[0] != common[1]:
        yield Difference("changed", about, start, above[1], "order", ", ".join(before), ", ".join(after))
    for name in dict.fromkeys((*after, *before)):
        was, now = before.get(name), after.get(name)
        shown: Any = was if now is None else now
        names, labels = (
            (*start, name),
            (*above[1], getattr(shown, "label", None) or getattr(shown, "message", None) or {}),
        )
        if was is None or now is None:
            kind: Kind = "added" if was is None else "removed"
            yield Difference(kind, about, names, labels, "", *((None, gist(now)) if now else (gist(was), None)))
        else:
            yield from _fields(about, names, labels, was, now, _NESTED - frozenset(also))
        if inside is not None and now is not None:
            yield from inside(was, now, names, labels)


def _fields(
    about: About,
    names: tuple[str, ...],
    labels: tuple[Label, ...],
    old: Part,
    new: Part,
    left_out: frozenset[str],
) -> Iterator[Difference]:
    for name in type(new).model_fields:
        was, now = getattr(old, name), getattr(new, name)
        if name in left_out or was == now:
            continue
        if isinstance(now, dict) and name not in _LABELS:
            yield from _keyed(about, names, labels, name, was, now)
        else:
            yield Difference("changed", about, names, labels, name, _said(name, was), _said(name, now))


def _keyed(
    about: About,
    names: tuple[str, ...],
    labels: tuple[Label, ...],
    attribute: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
) -> Iterator[Difference]:
    """Entries of a table of the model, such as the names of units."""
    for key in dict.fromkeys((*new, *old)):
        was, now = (each.get(key) for each in (old, new))
        if was != now:
            said = [one if isinstance(one, dict) else text(one) for one in (was, now)]
            yield Difference("changed", about, (*names, key), labels, attribute, said[0], said[1])


def _cells(old: Study, new: Study) -> Iterator[Difference]:
    """Cells of the matrix, and another order of pages. Those of a new event are named with it."""
    for event in new.events:
        if event.name not in old.event_by_name:
            continue
        before = old.event_by_name[event.name].forms
        for form in (*event.forms, *(one for one in before if one not in event.forms)):
            kind: Kind = "added" if form not in before else "removed"
            if (form in before) is not (form in event.forms):
                study = new if form in new.form_by_name else old
                labels = (event.label, study.form_by_name[form].label)
                yield Difference(kind, "schedule", (event.name, form), labels, "", None, None)
        common = [
            tuple(form for form in one if form in before and form in event.forms) for one in (before, event.forms)
        ]
        if common[0] != common[1]:
            orders = (", ".join(before), ", ".join(event.forms))
            yield Difference("changed", "schedule", (event.name,), (event.label,), "order", *orders)


def _form(old: Form | None, new: Form, names: tuple[str, ...], labels: tuple[Label, ...]) -> Iterator[Difference]:
    above = (names, labels)
    yield from _listed("group", "name", old.groups if old else (), new.groups, above=above, inside=_group)
    was = {} if old is None else old.by_name
    items = [item for _, item in new.items()]
    gone = [item for _, item in was.values()]
    yield from _listed("item", "name", gone, items, above=above)
    for group, item in new.items():
        if item.name in was and was[item.name][0].name != group.name:
            place = (*names, item.name), (*labels, item.label)
            yield Difference("changed", "item", *place, "group", was[item.name][0].name, group.name)
    yield from _listed("check", "id", old.checks if old else (), new.checks, above=above)


def _group(old: Group | None, new: Group, names: tuple[str, ...], labels: tuple[Label, ...]) -> Iterator[Difference]:
    if old is not None:
        yield from _listed("row", "key", old.rows, new.rows, above=(names, labels))


def _codelist(
    old: Codelist | None, new: Codelist, names: tuple[str, ...], labels: tuple[Label, ...]
) -> Iterator[Difference]:
    yield from _listed("choice", "code", old.choices if old else (), new.choices, above=(names, labels))


def _release(old: Any, new: Any, names: tuple[str, ...], labels: tuple[Label, ...]) -> Iterator[Difference]:
    yield from _listed("condition", "id", old.conditions if old else (), new.conditions, above=(names, labels))


def gist(part: Part | None) -> Said:
    """What a part that came or went is, in short."""
    match part:
        case None:
            return None
        case Item():
            return ", ".join(filter(None, (part.type, part.unit, part.codelist, part.value)))
        case Check():
            return part.when
        case Event():
            return ", ".join(part.forms)
        case _:
            return getattr(part, "label", None) or getattr(part, "text", None) or ""


def _said(name: str, value: Any) -> Said:
    if isinstance(value, dict) and name in _LABELS:
        return value or None
    return text(value)


def text(value: Any) -> str | None:
    """A field of the model as one line; ``None`` where it says nothing."""
    match value:
        case None | () | "":
            return None
        case bool():
            return "true" if value else "false"
        case Range():
            return " ".join(f"{sign} {bound}" for sign, bound in _bounds(value))
        case Slip():
            sides = (
                f"{name} {bound}"
                for name, bound in (("above", value.above), ("below", value.below))
                if bound is not None
            )
            return ", ".join((*sides, *([value.unit] if value.unit else [])))
        case Conversion():
            return value.terms
        case Part():
            return ", ".join(f"{name}: {said}" for name, each in value if (said := text(each)) is not None)
        case Mapping():
            return ", ".join(f"{key}: {text(each)}" for key, each in value.items()) or None
        case tuple():
            return "; ".join(said for each in value if (said := text(each)) is not None)
        case _:
            return str(value)


def _bounds(value: Range) -> Iterator[tuple[str, Any]]:
    for sign, bound in ((">=", value.ge), (">", value.gt), ("<=", value.le), ("<", value.lt)):
        if bound is not None:
            yield sign, bound
