"""How far a change reaches: what to read before a save, and what to look at again after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from edc.study.expressions.names import Scope
from edc.study.expressions.parts import CompiledStudy, Reader
from edc.study.view import PageView, SubjectView


class Reach(Protocol):
    """The dependencies of a study, or of several versions of it together."""

    @property
    def deriving(self) -> Mapping[str, tuple[Reader, ...]]: ...
    @property
    def reading(self) -> Mapping[str, tuple[Reader, ...]]: ...
    @property
    def operands(self) -> Mapping[str, frozenset[str]]: ...


def forms_needed(study: Reach, form: str) -> frozenset[str]:
    """Names of the forms whose other pages must be in the view to save a page of *form*.

    Empty for a form that reads no other page and is read by none: its save reads
    one page. *form* itself is among them only where its pages read each other.
    """
    deriving = _closure(study.deriving, {form})
    reached = deriving | {reader.form for name in deriving for reader in study.reading.get(name, ())}
    # What is evaluated again is evaluated whole, so all that those forms read must be there:
    # an operand left out would look missing and close a query.
    needed = {operand for name in reached for operand in study.operands[name]}
    elsewhere = {reader.form for name in reached for reader in study.reading.get(name, ()) if reader.form in reached}
    return frozenset(needed | elsewhere)


def forms_of_states(study: CompiledStudy) -> frozenset[str]:
    """Names of the forms that the subject's state, and what is expected of the subject, is computed from."""
    expressions = (*(state for _, state in study.states), *study.expected.values())
    return frozenset(ref.form for each in expressions for ref in each.reads)


def touched(study: Reach, view: SubjectView, changed: Iterable[int]) -> set[int]:
    """Pages whose findings are to be worked out again after *changed* pages changed.

    A changed page counts whether a value, a mark or a derived value changed. Pages
    whose derived values may have followed are included, and what depends on those.
    """
    moved = set(changed)
    waiting = list(moved)
    while waiting:
        following = _dependents(study.deriving, view, view.pages[waiting.pop()]) - moved
        moved |= following
        waiting += following
    return moved.union(*(_dependents(study.reading, view, view.pages[page]) for page in moved))


def pages_in(view: SubjectView, page: PageView, scope: Scope, form: str) -> tuple[PageView, ...]:
    """Pages of *form* that read *page* from that far."""
    if scope == "visit":
        return view.by_visit.get((page.visit, form), ())
    return view.by_form.get(form, ())


def _dependents(readers: Mapping[str, tuple[Reader, ...]], view: SubjectView, page: PageView) -> set[int]:
    return {
        found.page for reader in readers.get(page.form, ()) for found in pages_in(view, page, reader.scope, reader.form)
    }


def _closure(readers: Mapping[str, tuple[Reader, ...]], start: set[str]) -> set[str]:
    found, waiting = set(start), list(start)
    while waiting:
        following = {reader.form for reader in readers.get(waiting.pop(), ())} - found
        found |= following
        waiting += following
    return found
