"""Derived values: recomputed wherever a change reaches, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from edc.study.definition import Item
from edc.study.evaluation_reach import pages_in
from edc.study.expressions.parts import CompiledStudy, Derivation
from edc.study.expressions.reading import Frame, Reading
from edc.study.functions import significant
from edc.study.values.numbers import decimal_text, rounded
from edc.study.view import PageView, SubjectView


@dataclass(frozen=True, slots=True)
class DerivedChange:
    """A derived value that is not what is stored.

    ``inputs`` are page id, path and text of every operand there was; ``formula`` is
    the digest of what computed it, so that a value can be traced to its version.
    """

    page: int
    path: str
    value: str | None
    inputs: tuple[tuple[int, str, str | None], ...]
    formula: str


def derive(study: CompiledStudy, view: SubjectView, changed: Iterable[int]) -> list[DerivedChange]:
    """Derived values that differ from those of *view* after *changed* pages changed.

    One change leads to the next: each formula runs after those it reads, on every
    page that a changed page or a changed derived value reaches. Pages that are
    struck out or not done, and struck rows, derive nothing; nor do pages that were never
    saved, unless they are asked for by themselves: which version they will be of is known
    when they are. What a page had derived before it was moved to a version that does not
    compute it goes.
    """
    reading = study.lay_open(view)
    asked = set(changed)
    moved: dict[str, set[int]] = {}
    changes: list[DerivedChange] = []
    for page in sorted(asked):
        moved.setdefault(view.pages[page].form, set()).add(page)
        changes += _gone(study, view.pages[page])
    for derivation in study.derivations:
        for page in sorted(_reached(derivation, view, moved)):
            here = view.pages[page]
            if here.version not in ("", study.study.version) or not (here.document or page in asked):
                continue
            found = _differing(derivation, reading, page)
            if found:
                changes += found
                moved.setdefault(derivation.form, set()).add(page)
    return changes


def _gone(study: CompiledStudy, page: PageView) -> list[DerivedChange]:
    """Values that *page* still has and its version does not compute."""
    if page.version not in ("", study.study.version) or not page.derived:
        return []
    form = study.forms[page.form].form
    kept = [path for path, value in page.derived.items() if value is not None]
    lost = [path for path in kept if (at := form.at(path)) is None or at[2].stored]
    return [DerivedChange(page.page, path, None, (), "") for path in lost]


def _reached(derivation: Derivation, view: SubjectView, moved: dict[str, set[int]]) -> set[int]:
    """Pages on which the formula is to run again."""
    pages = set(moved.get(derivation.form, ()))
    for ref in derivation.compiled.reads:
        if ref.scope != "page":
            for source in moved.get(ref.form, ()):
                readers = pages_in(view, view.pages[source], ref.scope, derivation.form)
                pages.update(page.page for page in readers)
    return pages


def _differing(derivation: Derivation, reading: Reading, page: int) -> list[DerivedChange]:
    frame = reading.frame(page)
    operands = reading.of(reading.view.pages[page])
    stored = operands.sheet.derived
    name, group = derivation.item.name, derivation.group
    found: dict[str, tuple[str | None, Frame | None]] = {
        path: (None, None)
        for path in stored
        if path == name or (path.startswith(f"{group.name}/") and path.endswith(f"/{name}"))
    }
    for holder in operands.standing(group):
        here = frame.in_row(holder) if holder.key else frame
        found[holder.values.prefix + name] = (as_text(derivation.item, derivation.compiled.fn(here)), here)
    changes = []
    for path, (value, stand) in found.items():
        if stored.get(path) != value:
            inputs = () if stand is None else tuple(derivation.compiled.inputs(stand))
            changes.append(DerivedChange(page, path, value, inputs, derivation.digest))
            reading.put(reading.view.pages[page], path, value)
    return changes


def as_text(item: Item, value: Any) -> str | None:
    """A computed value as it is stored; ``None`` where it is unknown or known in bounds only.

    Numbers are rounded half up to the item's decimals, whole ones to none; where
    the item states no decimals, to twelve significant digits.
    """
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            try:
                return decimal_text(_rounded(item, value))
            except ArithmeticError:
                return None
        case datetime():
            return value.isoformat(timespec="auto" if value.second or value.microsecond else "minutes")
        case date():
            return value.isoformat()
        case str():
            return value or None
    return None


def _rounded(item: Item, number: Decimal) -> Decimal:
    if item.result == "integer":
        return rounded(number, 0)
    return significant(number) if item.decimals is None else rounded(number, item.decimals)
