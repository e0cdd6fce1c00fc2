"""A study compiled: what each part of it becomes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from edc.study.definition import Check, Form, Group, Item, Release, Signal, State, Study
from edc.study.expressions.compiling import Compiled
from edc.study.expressions.names import Ref, Scope
from edc.study.expressions.operands import Plan
from edc.study.expressions.reading import Reading
from edc.study.view import SubjectView

SIGNAL = "SIGNAL."
"""What a flaw of a signal is named by; the name of the signal follows."""
RELEASE = "RELEASE."
"""What the ids of findings of release checks begin with; the name of the release follows."""
LINKS = "LINK."
"""What the ids of findings about links begin with, and the name under which all of them are asked together."""
EXPECTED = "NOT_DONE."
"""The name under which a page is looked at again that may be expected, or expected no more."""
BUILT_IN = ""
"""The name under which everything is asked together that no check of the study asks."""


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
    awaits: Compiled | None = None

    def every(self) -> Iterator[Compiled]:
        """What it finds by; a result that is awaited is listed, and is no finding."""
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
    """What its links hang on: whether the rows stand that the logs they name have."""

    def reads(self) -> Iterator[Ref]:
        """All that its expressions and its links read."""
        yield from (ref for _, _, refs in self.reading() for ref in refs)

    def reading(self) -> Iterator[tuple[str, str, Collection[Ref]]]:
        """What reads something: the derived item it gives or the name under which it asks, and what it reads."""
        for derivation in self.derivations:
            yield derivation.item.name, "", derivation.compiled.reads
        for rule in self.rules:
            yield "", rule.check.id, rule.compiled.reads
        for each in self.releases:
            yield "", RELEASE + each.release.name, [ref for compiled in each.every() for ref in compiled.reads]
        shown = {ref for each in self.shown if each.compiled for ref in each.compiled.reads}
        shown |= {ref for _, compiled in self.groups_shown for ref in compiled.reads}
        required = {ref for each in self.required if each.compiled for ref in each.compiled.reads}
        items = {Ref(self.form.name, item.name, "page") for _, item in self.form.items()}
        yield "", BUILT_IN, items | required | shown
        if self.links:
            links = {Ref(self.form.name, item.name, "page") for _, item in self.links}
            yield "", LINKS, {*self.linked, *links, *shown}


@dataclass(frozen=True, slots=True)
class Reader:
    """Something of a form that reads an item: how far from its own page."""

    form: str
    scope: Scope
    gives: str
    """The item it derives; empty where it asks."""
    asks: str
    """The name under which it asks (see ``questions``); empty where it derives."""
    operands: frozenset[str]
    """The forms it reads from other pages, whichever item is meant."""


@dataclass(frozen=True)
class CompiledStudy:
    study: Study
    plans: Mapping[str, Plan]
    forms: Mapping[str, CompiledForm]
    derivations: tuple[Derivation, ...]
    """Of the whole study, each after those it is computed from."""
    states: tuple[tuple[State, Compiled], ...]
    readers: Mapping[str, Mapping[str, tuple[Reader, ...]]] = field(default_factory=dict)
    """Form and item name to everything that reads it."""
    operands: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Form name to the forms that its expressions read from other pages."""
    expected: Mapping[str, Compiled] = field(default_factory=dict)
    """Form name to what must be true of a visit, or of the subject, for a page of it to be expected there."""
    deciding: frozenset[str] = frozenset()
    """The forms that say what is expected of scheduled visits, where what was not done of those is drafted."""
    signals: tuple[tuple[Signal, Compiled], ...] = ()
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

    def keep(self, view: SubjectView, reading: Reading) -> None:
        """Let :meth:`read` give *reading*, which was laid open and not changed."""
        view.readings.setdefault(self.study.digest, reading)

    def lay_open(self, view: SubjectView) -> Reading:
        """The operands of *view*, for one evaluation that changes them."""
        return Reading(self.study, self.plans, view, self.abroad)
