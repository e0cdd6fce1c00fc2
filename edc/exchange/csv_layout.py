"""Which CSV files a study has and which columns stand in them.

One file for each form, with a row for each page; one more for each of its
repeating groups, with a row for each row. Names are unique without regard to
case: a name that is taken gets a number, and the codebook says what stands where.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from edc.exchange.csv_values import Column, Emit, allows_missing, columns_of, emitter
from edc.exchange.profiles import Part, Projection
from edc.study.definition import Form, Group

WHERE: Mapping[str, str] = {
    "STUDYID": "study OID",
    "SITEID": "site code",
    "SUBJID": "participant code",
    "VISIT": "event name",
    "VISITNUM": "place of the event in the schedule, from 1",
    "VISITREP": "which one of a repeating or unscheduled visit",
    "PAGEREP": "which page of a repeating form",
}
STATE: Mapping[str, str] = {
    "ENTRY": "state of entry: in_entry, finished, not_done, struck, not_started",
    "NOTDONE": "coded reason why the page was not done",
    "STRUCK": "coded reason why the page, or this row, was struck out: its values do not count",
    "SIGNED": "signature: unsigned, signed, again (changed since), withdrawn",
    "SIGNED_BY": "user name of the last signature",
    "SIGNED_AT": "time of the last signature, UTC",
    "REDACTED": "values removed because they were personal: where they stood",
    "STUDYVER": "study version of the page",
    "PAGEID": "number of the page in the database",
    "PAGESEQ": "version of the page",
}
SIGNED_DAY = ("SIGNED_DY", "day of study of the last signature")

Role = Literal["where", "row", "item", "group_not_done", "state"]


@dataclass(frozen=True, slots=True)
class Placed:
    """A column of a file, named for good. ``part`` is set where an item stands in it."""

    name: str
    role: Role
    column: Column
    group: Group | None = None
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """How one item is written: ``path`` is the end of its path in the document; see ``csv_values.emitter``."""

    path: str
    part: Part
    emit: Emit | None
    missing: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """One file. ``group``: the repeating group whose rows it lists, ``None`` for a row a page."""

    name: str
    form: Form
    group: Group | None
    columns: tuple[Placed, ...]
    items: tuple[Filled, ...]
    marked: tuple[Group, ...]
    """Groups that have a column of their own for "not done"."""


def layouts(projection: Projection, collected: Form) -> list[Layout]:
    """The files of one form; *collected* is the form as it was collected."""
    form = projection.study.form_by_name[collected.name]
    plain = [group for group in collected.groups if group.repeat == "none"]
    repeating = [group for group in collected.groups if group.repeat != "none"]
    marked = tuple(collected.groups) if len(collected.groups) > 1 or repeating else ()
    files = [_layout(projection, form, None, plain, marked)]
    return files + [_layout(projection, form, group, [group], ()) for group in repeating]


def _layout(
    projection: Projection, form: Form, group: Group | None, groups: list[Group], marked: tuple[Group, ...]
) -> Layout:
    study = projection.study
    placed: list[Placed] = []
    taken: set[str] = set()
    for role, column, of_group, part in _columns(projection, form, group, groups, marked):
        placed.append(Placed(_unique(column.name, taken), role, column, of_group, part))
    items = tuple(
        Filled(part.source.name, part, emitter(part, study), allows_missing(part.item, study))
        for _, part in _parts(projection, form, groups)
    )
    name = f"{form.name}.csv" if group is None else f"{form.name}-{group.name}.csv"
    return Layout(name, form, group, tuple(placed), items, marked)


def _columns(
    projection: Projection, form: Form, group: Group | None, groups: list[Group], marked: tuple[Group, ...]
) -> Iterator[tuple[Role, Column, Group | None, Part | None]]:
    for name, meaning in WHERE.items():
        yield "where", Column(name, meaning), None, None
    if group is not None:
        yield "row", Column("ROW", "row of the group"), group, None
    for of_group, part in _parts(projection, form, groups):
        for column in columns_of(part, projection.study):
            yield "item", column, of_group, part
    for each in marked:
        meaning = "coded reason why the group was not done"
        yield "group_not_done", Column(f"{each.name}__NOTDONE", meaning), each, None
    for name, meaning in STATE.items():
        hidden = name == "SIGNED_AT" and not projection.whole
        yield "state", Column(*SIGNED_DAY) if hidden else Column(name, meaning), None, None


def _parts(projection: Projection, form: Form, groups: list[Group]) -> Iterator[tuple[Group, Part]]:
    for group in groups:
        for item in group.items:
            for part in projection.parts[form.name, item.name]:
                yield group, part


def _unique(name: str, taken: set[str]) -> str:
    unique, n = name, 1
    while unique.lower() in taken:
        n += 1
        unique = f"{name}_{n}"
    taken.add(unique.lower())
    return unique
