"""One page during one evaluation: what it hides, and what it owes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from edc.study.definition import Group, Item
from edc.study.document import Value
from edc.study.expressions.operands import Operands, Sheet
from edc.study.expressions.parts import CompiledForm, CompiledStudy
from edc.study.expressions.reading import Frame
from edc.study.view import SubjectView


@dataclass(frozen=True, slots=True)
class Owed:
    """A path that needs a value or a coded reason; ``reason``: always, or by its condition now."""

    path: str
    reason: Literal["required", "condition"]


@dataclass(slots=True)
class Page:
    """One page during one evaluation."""

    form: CompiledForm
    frame: Frame
    operands: Operands
    _hidden: frozenset[str] | None = field(default=None, init=False)

    @property
    def hidden(self) -> frozenset[str]:
        """Paths that are not shown now; worked out when somebody asks."""
        if self._hidden is None:
            self._hidden = _hidden(self.form, self.frame, self.operands.standing)
        return self._hidden

    @property
    def id(self) -> int:
        page = self.operands.sheet.page
        return 0 if page is None else page.page

    def at(self, holder: Operands) -> Frame:
        return self.frame.in_row(holder) if holder.key else self.frame

    def places(self, group: Group, item: Item) -> Iterator[tuple[str, Operands]]:
        """Every path of *item* that stands and is not hidden."""
        hidden = self.hidden
        for holder in self.operands.standing(group):
            path = holder.values.prefix + item.name
            if path not in hidden:
                yield path, holder

    def stored(self, path: str) -> Value | None:
        return self.operands.sheet.document.get(path)


def owed(study: CompiledStudy, view: SubjectView, page: int) -> list[Owed]:
    """What page *page* owes before it is finished: required, shown, and neither value nor code."""
    here = open_page(study, view, page)
    return [] if here is None else list(owed_of(here))


def hidden(study: CompiledStudy, view: SubjectView, page: int) -> frozenset[str]:
    """Paths that the screen does not show now: their condition, or their group's, is not true.

    Rows that hold nothing yet count if the document has a path in them. What is struck
    out or was not done is judged by what it holds, so that it can still be read.
    """
    shown = view.pages[page]
    form = study.forms[shown.form]
    operands = Operands(Sheet(study.plans[shown.form], shown, shown.document, dict(shown.derived)))

    def holders(group: Group) -> Iterable[Operands]:
        if group.repeat == "none":
            return (operands,)
        paths = (path.split("/") for path in shown.document)
        added = dict.fromkeys(path[1] for path in paths if len(path) == 3 and path[0] == group.name)
        keys = [row.key for row in group.rows] if group.repeat == "fixed" else added
        return [Operands(operands.sheet, group.name, key) for key in keys]

    return _hidden(form, Frame(study.read(view), shown, operands), holders)


def hidden_groups(study: CompiledStudy, view: SubjectView, page: int) -> frozenset[str]:
    """Names of the groups whose own condition is not true now."""
    shown = view.pages[page]
    form = study.forms[shown.form]
    operands = Operands(Sheet(study.plans[shown.form], shown, shown.document, dict(shown.derived)))
    frame = Frame(study.read(view), shown, operands)
    return frozenset(group.name for group, compiled in form.groups_shown if compiled.fn(frame) is not True)


def open_page(study: CompiledStudy, view: SubjectView, page: int) -> Page | None:
    shown = view.pages[page]
    if shown.struck or shown.not_done:
        return None
    reading = study.read(view)
    return Page(study.forms[shown.form], reading.frame(page), reading.of(shown))


def _hidden(form: CompiledForm, frame: Frame, holders: Callable[[Group], Iterable[Operands]]) -> frozenset[str]:
    found = set()
    for group, compiled in form.groups_shown:
        if compiled.fn(frame) is not True:
            prefixes = [holder.values.prefix for holder in holders(group)]
            found |= {prefix + item.name for prefix in prefixes for item in group.items}
    for condition in form.shown:
        for holder in holders(condition.group):
            here = frame.in_row(holder) if holder.key else frame
            if condition.compiled is not None and condition.compiled.fn(here) is not True:
                found.add(holder.values.prefix + condition.item.name)
    return frozenset(found)


def owed_of(here: Page) -> Iterator[Owed]:
    for condition in here.form.required:
        for path, holder in here.places(condition.group, condition.item):
            value = here.stored(path)
            if value is not None and (value.v is not None or value.m is not None):
                continue
            if condition.compiled is None:
                yield Owed(path, "required")
            elif condition.compiled.fn(here.at(holder)) is True:
                yield Owed(path, "condition")
