"""A study compiled: what each part of it becomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from edc.study.definition import Check, Form, Group, Item, Release, State, Study
from edc.study.expressions.compiling import Compiled
from edc.study.expressions.names import Ref, Scope
from edc.study.expressions.operands import Plan
from edc.study.expressions.reading import Reading
from edc.study.view import SubjectView


@dataclass(frozen=True, slots=True)
class Derivation:
    """A derived item with its formula."""

    form: str
    group: Group
    item: Item
    compiled: Compiled
    digest: str


@dataclass(frozen=True, slots=True)
class Rule:
    """An edit check. ``group`` repeats and is set where it speaks of one row."""

    check: Check
    group: Group | None
    compiled: Compiled
    items: tuple[Item, ...]
    """What it points at."""


@dataclass(frozen=True, slots=True)
class Condition:
    """When an item is shown, or owed; ``None`` for always."""

    group: Group
    item: Item
    compiled: Compiled | None


@dataclass(frozen=True, slots=True)
class ReleaseCheck:
    """A check before an act; ``conditions`` are those of the release, in their order."""

    release: Release
    given: Compiled
    conditions: tuple[Compiled, ...]

    def every(self) -> Iterator[Compiled]:
        yield self.given
        yield from self.conditions


@dataclass(frozen=True, slots=True)
class CompiledForm:
    form: Form
    derivations: tuple[Derivation, ...]
    rules: tuple[Rule, ...]
    required: tuple[Condition, ...]
    shown: tuple[Condition, ...]
    """Conditions of items; one entry per item that has one."""
    groups_shown: tuple[tuple[Group, Compiled], ...]
    asking: tuple[tuple[Group, Item], ...]
    """Items whose value alone may be asked about."""
    releases: tuple[ReleaseCheck, ...] = ()
    links: tuple[tuple[Group, Item], ...] = ()
    linked: tuple[Ref, ...] = ()
    """What its links hang on: the rows of the logs they name."""

    def every(self) -> Iterator[Compiled]:
        """All expressions of the form."""
        yield from (each.compiled for each in self.derivations)
        yield from (each.compiled for each in self.rules)
        yield from (each.compiled for each in (*self.required, *self.shown) if each.compiled is not None)
        yield from (compiled for _, compiled in self.groups_shown)
        yield from (compiled for each in self.releases for compiled in each.every())

    def reads(self) -> Iterator[Ref]:
        """All that its expressions and its links read."""
        yield from (ref for each in self.every() for ref in each.reads)
        yield from self.linked


@dataclass(frozen=True, slots=True)
class Reader:
    """A form with an expression that reads pages other than its own, and which those are."""

    form: str
    scope: Scope


@dataclass(frozen=True)
class CompiledStudy:
    study: Study
    plans: Mapping[str, Plan]
    forms: Mapping[str, CompiledForm]
    derivations: tuple[Derivation, ...]
    """Of the whole study, each after those it is computed from."""
    states: tuple[tuple[State, Compiled], ...]
    deriving: Mapping[str, tuple[Reader, ...]] = field(default_factory=dict)
    """Form name to the forms whose derived values read it from another page."""
    reading: Mapping[str, tuple[Reader, ...]] = field(default_factory=dict)
    """Form name to the forms of which any expression reads it from another page."""
    operands: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Form name to the forms that its expressions read from other pages."""
    expected: Mapping[str, Compiled] = field(default_factory=dict)
    """Form name to what must be true of the subject for a page of it to be expected."""
    abroad: Mapping[str, Mapping[str, Plan]] = field(default_factory=dict)
    """Another version to the plans by which its pages are read here (``study.versions``)."""

    def read(self, view: SubjectView) -> Reading:
        """The operands of *view*, parsed once for all that is evaluated on it.

        Not for ``derive``, which changes operands as it goes: it lays its own open.
        """
        found = view.readings.get(self.study.digest)
        if not isinstance(found, Reading):
            found = view.readings[self.study.digest] = self.lay_open(view)
        return found

    def lay_open(self, view: SubjectView) -> Reading:
        """The operands of *view*, for one evaluation that changes them."""
        return Reading(self.study, self.plans, view, self.abroad)
