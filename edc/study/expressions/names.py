"""What a name in an expression means: which page, which item, how far away.

Decided once, when the study loads. ``ITEM`` is on the same page. ``FORM.ITEM`` is
on the page of the same visit, or on the only page the subject has of that form;
anything else has to say which page it means.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from edc.study.definition import Event, Form, Group, Item, Study

Scope = Literal["page", "visit", "subject"]

ONE_OF_MANY = frozenset({"at", "first", "latest", "prior"})
"""Functions that say which page of a form is meant."""
REFERENCES = ONE_OF_MANY | {"in_row"}
OWN_PAGE = "f.page"
EACH_PAGE = "p"
"""The page looked at inside a function that goes through the pages of a form."""
LINKED_ROW = "l"
"""The row looked at inside a function that follows a link."""
SIGNED = "#signed"
"""What stands for an item where the signature of a page is read."""


class ExpressionError(ValueError):
    """An expression that cannot be understood; its text says why and what to write instead."""


@dataclass(frozen=True, slots=True)
class Ref:
    """An item that an expression reads, and how far from its own page: the dependency index."""

    form: str
    item: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class Setting:
    """Where an expression stands: a form and, within rows, their group; no form: the subject, or one of its visits."""

    study: Study
    form: Form | None
    group: Group | None
    pages: Form | None = None
    """The form whose pages are gone through: ``FORM.ITEM`` is then of the page looked at."""
    others: bool = False
    """Whether ``FORM.ITEM`` of the own form is of the other row looked at."""
    linked: Form | None = None
    """The form whose linked rows are gone through: ``FORM.ITEM`` is then of the row looked at."""
    visits_of: Form | None = None
    """At no page, but at each visit that has a page of this form: where it is asked whether one is expected."""


@dataclass(frozen=True, slots=True)
class Place:
    """An item found: ``locate`` is Python that gives its page from a frame ``f``."""

    locate: str
    scope: Scope
    form: Form
    group: Group
    item: Item
    row: str | None = None
    """Key of the fixed row meant, where one was named."""
    reads: tuple[Ref, ...] = ()
    """What else decides which page it is."""
    other: bool = False
    """In another row of the same group, the one that is looked at."""

    @property
    def in_rows(self) -> bool:
        return self.group.repeat != "none" and self.locate != LINKED_ROW


def place(setting: Setting, node: ast.expr) -> Place:
    """The item that a name, ``FORM.ITEM`` or one of the functions that choose a page means.

    Raises :class:`ExpressionError`.
    """
    match node:
        case ast.Call(func=ast.Name(id=name), args=args) if name in REFERENCES:
            return _chosen(setting, name, args)
        case _:
            form, group, item = find_item(setting, node)
    qualified = isinstance(node, ast.Attribute)
    if qualified and setting.pages is not None and form.name == setting.pages.name:
        return Place(EACH_PAGE, "subject", form, group, item)
    if qualified and setting.linked is not None and form.name == setting.linked.name and group.repeat == "added":
        return Place(LINKED_ROW, "subject", form, group, item)
    if setting.form is not None and form.name == setting.form.name:
        other = qualified and setting.others and group.repeat != "none"
        return Place(OWN_PAGE, "page", form, group, item, other=other)
    if comes_once(setting.study, form):
        return Place(f"f.one({form.name!r})", "subject", form, group, item)
    refuse_ambiguous(setting, form, item)
    return Place(f"f.visit({form.name!r})", "visit", form, group, item)


def events_of(study: Study, form: Form) -> list[Event]:
    return [event for event in study.events if form.name in event.forms]


def comes_once(study: Study, form: Form) -> bool:
    """Whether a subject has one page of *form* at most: one event, not repeated, or a log."""
    events = events_of(study, form)
    if len(events) != 1 or form.repeating:
        return False
    return events[0].kind == "log" or not events[0].repeating


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint at what was probably meant."""
    close = get_close_matches(name.upper(), list(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""


def refuse_ambiguous(setting: Setting, form: Form, item: Item | None = None) -> None:
    """Refuse ``FORM.ITEM`` where the form has several pages and none of them is the obvious one."""
    name = form.name if item is None else f"{form.name}.{item.name}"
    way = f"write at(event, {name}), first({name}) or latest({name})"
    if item is None:
        way = "the page that is meant cannot be told"
    there = {event.name for event in events_of(setting.study, form)}
    if not there:
        raise ExpressionError(f"{name}: form {form.name} is not in the schedule")
    standing = setting.form or setting.visits_of
    if standing is None:
        raise ExpressionError(f"{name} stands on several pages: {way}")
    if setting.form is None and standing.name == form.name:
        raise ExpressionError(f"{name}: whether a page is expected is not for itself to say: {way}")
    if form.repeating:
        raise ExpressionError(f"{name}: form {form.name} has several pages at one visit: {way}")
    # An unscheduled visit carries any panel, so what it lacks is just missing there.
    here = [event for event in events_of(setting.study, standing) if event.kind != "unscheduled"]
    lacking = [event.name for event in here if event.name not in there]
    if lacking:
        raise ExpressionError(f"{name} is not collected at {', '.join(lacking)}, where {standing.name} is: {way}")


def find_item(setting: Setting, node: ast.expr) -> tuple[Form, Group, Item]:
    """The item of ``ITEM`` or ``FORM.ITEM``, whichever page it is on. Raises :class:`ExpressionError`."""
    study = setting.study
    match node:
        case ast.Name(id=name) if setting.form is not None:
            form = setting.form
        case ast.Name(id=name):
            raise ExpressionError(f"{name}: name its form too, as FORM.{name}")
        case ast.Attribute(value=ast.Name(id=form_name), attr=name):
            if form_name not in study.form_by_name:
                hint = nearest(form_name, study.form_by_name)
                raise ExpressionError(f"there is no form {form_name}{hint}")
            form = study.form_by_name[form_name]
        case _:
            raise ExpressionError(f"{ast.unparse(node)} is not an item: write ITEM or FORM.ITEM")
    if name not in form.by_name:
        raise ExpressionError(f"form {form.name} has no item {name}{nearest(name, form.by_name)}")
    return form, *form.by_name[name]


def _chosen(setting: Setting, name: str, args: list[ast.expr]) -> Place:
    """A place named by ``at``, ``first``, ``latest``, ``prior`` or ``in_row``."""
    study = setting.study
    match name, args:
        case "at", [ast.Constant(value=str(event)), target]:
            form, group, item = find_item(setting, target)
            _refuse_event(study, event, form)
            return Place(f"f.at({event!r}, {form.name!r})", "subject", form, group, item)
        case (("first" | "latest" | "prior"), [target]):
            form, group, item = find_item(setting, target)
            if name == "prior" and (setting.form is None or comes_once(study, form)):
                raise ExpressionError(f"prior() needs a page that another {form.name} page is prior to")
            if comes_once(study, form):
                return Place(f"f.one({form.name!r})", "subject", form, group, item)
            reads = _ordering(setting, form)
            return Place(f"f.{name}({form.name!r})", "subject", form, group, item, reads=reads)
        case "in_row", [ast.Constant(value=str(key)), target]:
            found = place(setting, target)
            keys = [row.key for row in found.group.rows]
            if found.group.repeat != "fixed" or key not in keys:
                known = f"; the rows are {', '.join(keys)}" if keys else ", which has no fixed rows"
                raise ExpressionError(f"there is no row {key} in {found.group.name}{known}")
            return Place(found.locate, found.scope, found.form, found.group, found.item, key, found.reads)
    usage = {"at": 'at("EVENT", FORM.ITEM)', "in_row": 'in_row("ROW", ITEM)'}.get(name, f"{name}(FORM.ITEM)")
    raise ExpressionError(f"{name}() is written {usage}")


def _refuse_event(study: Study, name: str, form: Form) -> None:
    event = study.event_by_name.get(name)
    if event is None:
        raise ExpressionError(f"there is no event {name}{nearest(name, study.event_by_name)}")
    if form.name not in event.forms:
        events = ", ".join(each.name for each in events_of(study, form)) or "no event"
        raise ExpressionError(f"form {form.name} is not collected at {name}; it is at {events}")
    if event.repeating or form.repeating:
        raise ExpressionError(f"{form.name} has several pages at {name}: write first() or latest()")


def _ordering(setting: Setting, form: Form) -> tuple[Ref, ...]:
    """What decides which page of *form* is meant: their sample times, and one's own."""
    reads = [Ref(form.name, item.name, "subject") for _, item in form.items() if item.sample_time]
    if setting.form is not None and setting.form.name != form.name:
        reads += [Ref(setting.form.name, item.name, "page") for _, item in setting.form.items() if item.sample_time]
    visit_form, _, visit_item = (setting.study.visit_date or "").partition(".")
    if visit_item:
        reads.append(Ref(visit_form, visit_item, "subject"))
    return tuple(reads)
