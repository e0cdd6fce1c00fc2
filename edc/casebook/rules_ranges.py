"""Reading reference ranges as people type or paste them: every cell judged, nothing taken on trust."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice

from edc.study.definition import Item, ItemType, Label, Range, Study
from edc.study.problems import Problem, problem
from edc.study.ranges import OLDEST, SEXES, LabRange
from edc.study.values import read
from edc.study.values.characters import fold, quoted

COLUMNS = (
    "laboratory",
    "analyte",
    "sex",
    "age_from",
    "age_to",
    "low",
    "high",
    "unit",
    "first",
    "last",
    "certificate",
)
OWED = ("laboratory", "analyte", "first", "certificate")
MOST_ROWS = 2000
MOST_BYTES = 1_000_000


def _field(name: str, type: ItemType, **more: object) -> Item:
    return Item.model_validate({"oid": name, "name": name, "label": {}, "type": type, "future": "allow"} | more)


_AGE = Range(ge=Decimal(0), le=Decimal(OLDEST))
_FIELDS = (
    _field("age_from", "integer", hard=_AGE),
    _field("age_to", "integer", hard=_AGE),
    _field("low", "number"),
    _field("high", "number"),
    _field("first", "date"),
    _field("last", "date"),
    _field("certificate", "text", length=200),
)
"""Cells that are values of their own kind: read by the one parser of every channel."""


Table = list[tuple[int, dict[str, str]]]
"""Lines with their number in the text, each as cells by column name."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A range that could be read, and the laboratory's document that says so."""

    range: LabRange
    certificate: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with one cell, or with a whole line (``column`` is then empty). Lines count from 1."""

    line: int
    column: str
    problem: Problem


def laboratories(study: Study) -> dict[str, Label]:
    """Code and label of every laboratory that a form of *study* may name."""
    named = ((form, form.by_name.get(form.laboratory)) for form in study.forms if form.laboratory)
    lists = {found[1].codelist for _, found in named if found is not None}
    return {
        choice.code: choice.label
        for oid in sorted(filter(None, lists))
        for choice in study.codelist_by_oid[oid].choices
    }


def analytes(study: Study) -> dict[str, list[Item]]:
    """The items whose ranges are kept under one name, by that name."""
    found: dict[str, list[Item]] = {}
    for form in study.forms:
        for _, item in form.items():
            if item.analyte is not None:
                found.setdefault(item.analyte, []).append(item)
    return found


def units(items: Sequence[Item]) -> list[str]:
    """Units a range may stand in: those that every one of *items* can be converted from, its own first."""
    own = list(dict.fromkeys([items[0].unit or "", *items[0].units]))
    return [unit for unit in own if all(unit == (item.unit or "") or unit in item.units for item in items)]


def table_of(content: str) -> tuple[Table, list[Trouble]]:
    """The lines of a pasted or uploaded table, whose first line names the columns in any order.

    Comma, semicolon or tab between cells. A table with trouble has no lines.
    """
    lines = _lines(content)
    if isinstance(lines, Trouble):
        return [], [lines]
    names = [fold(cell).lower() for cell in lines[0][1]] if lines else []
    said = [problem("range_column", typed=quoted(name)) for name in names if name not in COLUMNS]
    lacking = [name for name in (*OWED, "low", "high", "unit") if name not in names]
    if lacking:
        said.append(problem("range_columns", columns=", ".join(lacking)))
    if len(set(names)) < len(names):
        said.append(problem("range_column_twice"))
    if not said and len(lines) == 1:
        said.append(problem("range_empty"))
    troubles = [Trouble(1, "", each) for each in said]
    troubles += [Trouble(line, "", problem("range_cells")) for line, cells in lines[1:] if len(cells) > len(names)]
    if troubles:
        return [], troubles
    return [(line, dict(zip(names, cells, strict=False))) for line, cells in lines[1:]], []


def _lines(content: str) -> list[tuple[int, list[str]]] | Trouble:
    if len(content) > MOST_BYTES:
        return Trouble(1, "", problem("range_too_long", most=str(MOST_ROWS)))
    first = content.partition("\n")[0]
    between = max("\t;,", key=first.count)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=between)
    try:
        filled = ((reader.line_num, row) for row in reader if any(cell.strip() for cell in row))
        found = list(islice(filled, MOST_ROWS + 2))
    except csv.Error:
        return Trouble(reader.line_num, "", problem("range_cells"))
    if len(found) > MOST_ROWS + 1:
        return Trouble(MOST_ROWS + 1, "", problem("range_too_long", most=str(MOST_ROWS)))
    return found


def read_row(study: Study, today: date, typed: Mapping[str, str], line: int = 1) -> Proposed | list[Trouble]:
    """One range from its cells by column name, or everything that is wrong with them."""
    cells = {name: typed.get(name, "").strip() for name in COLUMNS}
    values: dict[str, str | None] = {}
    troubles = [Trouble(line, name, problem("range_blank")) for name in OWED if not cells[name]]
    for field in _FIELDS:
        reading = read(field, cells[field.name], study=study, today=today)
        if reading.problem is not None:
            troubles.append(Trouble(line, field.name, reading.problem))
        values[field.name] = reading.value.v if reading.value else None
    for name, code in _codes(study, cells):
        if isinstance(code, Problem):
            troubles.append(Trouble(line, name, code))
        else:
            values[name] = code
    if not troubles:
        found = _built(values)
        troubles = [Trouble(line, name, problem(code)) for name, code in _contradictions(found)]
        if not troubles:
            return Proposed(found, values["certificate"] or "")
    return sorted(troubles, key=lambda trouble: COLUMNS.index(trouble.column))


def read_day(study: Study, today: date, typed: str) -> date | Problem | None:
    """A day of sampling as it was typed; ``None`` for nothing."""
    reading = read(_field("last", "date"), typed, study=study, today=today)
    if reading.problem is not None:
        return reading.problem
    return None if reading.value is None else date.fromisoformat(reading.value.v or "")


def _codes(study: Study, cells: Mapping[str, str]) -> Iterator[tuple[str, str | Problem | None]]:
    """The cells that name something of the study."""
    named = analytes(study)
    known = {"laboratory": laboratories(study), "analyte": {name: items[0].label for name, items in named.items()}}
    for name, choices in known.items():
        if cells[name]:
            code = _matching(cells[name], choices)
            yield name, code or problem(f"range_{name}", typed=quoted(cells[name]), known=_listed(choices))
    sex = fold(cells["sex"]).upper()
    yield "sex", (sex or None) if sex in ("", *SEXES) else problem("range_sex", typed=quoted(cells["sex"]))
    analyte = _matching(cells["analyte"], known["analyte"])
    if analyte is not None:
        able = {unit: study.units.get(unit, {}) for unit in units(named[analyte])}
        unit = _matching(cells["unit"], able)
        yield "unit", problem("range_unit", typed=quoted(cells["unit"]), known=_listed(able)) if unit is None else unit


def _matching(typed: str, choices: Mapping[str, Label]) -> str | None:
    """The code that was typed, in capitals or not, or meant by its label; ``None`` for none, or several."""
    if typed in choices:
        return typed
    text = fold(typed).upper()
    alike = [
        code for code, label in choices.items() if text in (code.upper(), *(each.upper() for each in label.values()))
    ]
    return alike[0] if len(alike) == 1 and text else None


def _listed(choices: Mapping[str, Label]) -> str:
    return ", ".join(list(choices)[:20]) + (" …" if len(choices) > 20 else "")


def _built(values: Mapping[str, str | None]) -> LabRange:
    def number(name: str) -> Decimal | None:
        text = values[name]
        return None if text is None else Decimal(text)

    def whole(name: str) -> int | None:
        text = values[name]
        return None if text is None else int(text)

    last = values["last"]
    return LabRange(
        id=0,
        laboratory=values["laboratory"] or "",
        analyte=values["analyte"] or "",
        sex=values["sex"],
        age_from=whole("age_from"),
        age_to=whole("age_to"),
        low=number("low"),
        high=number("high"),
        unit=values["unit"] or "",
        first=date.fromisoformat(values["first"] or ""),
        last=None if last is None else date.fromisoformat(last),
    )


def _contradictions(found: LabRange) -> Iterator[tuple[str, str]]:
    if found.low is None and found.high is None:
        yield "low", "range_limits"
    if found.low is not None and found.high is not None and found.high < found.low:
        yield "high", "range_order"
    if found.ages[1] < found.ages[0]:
        yield "age_to", "range_ages"
    if found.last is not None and found.last < found.first:
        yield "last", "range_days"
