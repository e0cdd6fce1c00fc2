"""Derived values: recomputed wherever a change reaches, and nowhere else."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from edc.study.definition import Item
from edc.study.document import STRUCK
from edc.study.evaluation_reach import Key, Moved, pages_in, readers_of
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


def derive(
    study: CompiledStudy,
    view: SubjectView,
    changed: Iterable[int],
    items: Moved | None = None,
    only: Collection[Key] | None = None,
) -> list[DerivedChange]:
    """Derived values that differ from those of *view* after *changed* pages changed.

    *items*: of pages of which not everything may have changed, the names of those that
    have. One change leads to the next: each formula runs after those it reads, on every
    page where it reads what changed or a derived value that did. Pages that are
    struck out or not done, and struck rows, derive nothing; nor do pages that were never
    saved, unless they are asked for by themselves: which version they will be of is known
    when they are. What a page had derived before it was moved to a version that does not
    compute it goes. *only*: form and item of the values that are wanted, if not all are.
    """
    reading = study.lay_open(view)
    asked = set(changed)
    due: dict[Key, set[int]] = {}
    changes: list[DerivedChange] = []
    for page in sorted(asked):
        here, moved = view.pages[page], (items or {}).get(page)
        _reach(study, view, here, moved, due)
        if (moved is None or STRUCK in moved) and here.form in study.forms:
            # a row that came has values to derive although nothing they read moved
            for derivation in study.forms[here.form].derivations:
                due.setdefault((here.form, derivation.item.name), set()).add(page)
        changes += _gone(study, here)
    for derivation in study.derivations:
        key = (derivation.form, derivation.item.name)
        if only is not None and key not in only:
            continue
        for page in sorted(due.get(key, ())):
            here = view.pages[page]
            if here.version not in ("", study.study.version) or not (here.document or page in asked):
                continue
            found = _differing(derivation, reading, page)
            if found:
                changes += found
                _reach(study, view, here, (derivation.item.name,), due)
    if not changes:
        study.keep(view, reading)
    return changes


def _reach(
    study: CompiledStudy, view: SubjectView, page: PageView, items: Collection[str] | None, due: dict[Key, set[int]]
) -> None:
    """Note on which pages which formula is to run, for it reads one of *items* of *page*."""
    reached = {
        (reader.form, reader.gives, reader.scope) for reader in readers_of(study, page.form, items) if reader.gives
    }
    for form, gives, scope in reached:
        due.setdefault((form, gives), set()).update(each.page for each in pages_in(view, page, scope, form))


def _gone(study: CompiledStudy, page: PageView) -> list[DerivedChange]:
    """Values that *page* still has and its version does not compute."""
    if page.version not in ("", study.study.version) or not page.derived:
        return []
    form = study.forms[page.form].form
    kept = [path for path, value in page.derived.items() if value is not None]
    lost = [path for path in kept if (at := form.at(path)) is None or at[2].stored]
    return [DerivedChange(page.page, path, None, (), "") for path in lost]


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
