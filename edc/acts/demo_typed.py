"""What somebody types in a demonstration, as the file writes it, made into values.

::

    "147"            a value; "" leaves the item empty, whatever is usual
    "1.72|mg/dL"     with a unit that was chosen
    "@ND"            a coded missing value
    "156*", "6.1!"   out of range, and judged by the investigator: not significant, significant
    "{on} 07:00"     {on}: the day of the step or its ``on``; {before}: the day before that
    "a; b; ; d"      a line: the cells of a row in the order of the form, or of a page in that of its ``sheet``
    "PE/*/PERES"     the item in all fixed rows of its group
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from edc import clock
from edc.acts.demo_told import Step, WrongStep
from edc.study.definition import Form, Item, Study
from edc.study.document import Document, Value
from edc.study.values import read

JUDGED = {"*": "NCS", "!": "CS"}
"""Mark beside a result to the judgement of it."""

LINE = "line"
"""Beside single items of a page, the key of its line."""

Given = str | Sequence[str]


def typed(study: Study, form: Form, step: Step, document: Document, sheet: Sequence[str]) -> dict[str, Value | None]:
    """Path to value, for the step's ``values``; on a page or row that is new, with what is ``usual`` there,
    unless the step is ``bare``.

    *document*: the page as it stands; *sheet*: the items of the form's line. Raises
    :class:`WrongStep` where the form has no such item or refuses the value.
    """
    given = dict(_spelled(form, step["values"], sheet))
    fresh = {path.rpartition("/")[0] for path in given if "/" in path} - {
        path.rpartition("/")[0] for path in document if "/" in path
    }
    usual = {} if step.get("bare") else step["usual"]
    texts = dict(_usual(form, usual, fresh, new=not document)) | given
    day: date = step.get("on") or step["at"].date()
    days = {"on": day.isoformat(), "before": (day - timedelta(days=1)).isoformat()}
    values: dict[str, Value | None] = {}
    for path, text in texts.items():
        if text == "" and path not in document:
            continue
        at = form.at(path)
        if at is None:
            raise WrongStep(f"{step['at']}: {form.name} has no {path}")
        for each, one in _judged(path, text, at[2]):
            values[each] = _value(study, form, each, one.format(**days) if isinstance(one, str) else one)
    return values


def _spelled(form: Form, values: Any, sheet: Sequence[str]) -> Iterator[tuple[str, Given]]:
    """Every item by its path: lines and rows taken apart."""
    if isinstance(values, str):
        yield from zip(sheet, _cells(values, len(sheet), form.name), strict=True)
        return
    for path, given in values.items():
        group = next((one for one in form.groups if one.name == path.partition("/")[0]), None)
        if path == LINE:
            yield from zip(sheet, _cells(given, len(sheet), form.name), strict=True)
        elif path.count("/") != 1 or group is None:
            yield from ((each, given) for each in _starred(form, path))
        elif isinstance(given, Mapping):
            yield from ((f"{path}/{name}", text) for name, text in given.items())
        else:
            items = [item.name for item in group.items if item.stored]
            cells = zip(items, _cells(given, len(items), path), strict=True)
            yield from ((f"{path}/{name}", cell) for name, cell in cells if cell)


def _cells(line: str, most: int, where: str) -> list[str]:
    cells = [cell.strip() for cell in line.split(";")]
    if len(cells) > most:
        raise WrongStep(f"{where}: {len(cells)} cells, {most} at most")
    return cells + [""] * (most - len(cells))


def _starred(form: Form, path: str) -> Iterator[str]:
    group = next((one for one in form.groups if path.startswith(f"{one.name}/*/")), None)
    if group is None:
        yield path
        return
    for row in group.rows:
        yield path.replace("*", row.key, 1)


def _usual(form: Form, usual: Mapping[str, Given], fresh: set[str], *, new: bool) -> Iterator[tuple[str, Given]]:
    """What is usual of the items of a new page, and of those added rows that are new."""
    groups = {group.name for group in form.groups}
    for path, given in usual.items():
        found = form.by_name.get(path)
        if "/" in path:
            if new and path.partition("/")[0] in groups:
                yield from _spelled(form, {path: given}, ())
        elif found is not None and found[0].repeat == "added":
            rows = (row for row in sorted(fresh) if row.startswith(f"{found[0].name}/"))
            yield from ((f"{row}/{path}", given) for row in rows)
        elif found is not None and new:
            yield path, given


def _judged(path: str, text: Given, item: Item) -> Iterator[tuple[str, Given]]:
    """The result, and the judgement that is marked beside it."""
    if isinstance(text, str) and text and item.limits is not None and text[-1] in JUDGED:
        yield path, text[:-1]
        yield f"{path}CS", JUDGED[text[-1]]
    else:
        yield path, text


def _value(study: Study, form: Form, path: str, given: Given) -> Value | None:
    at = form.at(path)
    if at is None:
        raise WrongStep(f"{form.name} has no {path}")
    text, unit, missing = given, None, None
    if isinstance(given, str) and given.startswith("@"):
        text, missing = "", given[1:]
    elif isinstance(given, str) and "|" in given:
        text, _, unit = given.partition("|")
    today = clock.today(study.timezone)
    reading = read(at[2], text, study=study, today=today, unit=unit, missing=missing)
    if reading.problem is not None:
        raise WrongStep(f"{form.name} {path} = {given!r}: {reading.problem.code}")
    return reading.value
