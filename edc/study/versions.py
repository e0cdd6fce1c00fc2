"""The published versions of a study side by side: every page is evaluated by its own.

A page keeps the version it was begun under, so the pages of one participant may belong
to several. What one of them reads from a page of another version is what both versions
understand alike; anything else is missing there, as if nobody had entered it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from edc.study.definition import Event, Item, Study
from edc.study.document import Document
from edc.study.evaluation import (
    CompiledStudy,
    DerivedChange,
    Finding,
    Owed,
    compiled,
    derive,
    findings,
    forms_of_expectations,
    hidden,
    owed,
    questions,
    shown,
    unexpected,
)
from edc.study.evaluation_reach import Key, Moved, Shown, items_of, reached_from
from edc.study.expressions.kinds import kind_of
from edc.study.expressions.operands import Plan
from edc.study.expressions.parts import Reader
from edc.study.view import PageView, SubjectView


@dataclass(frozen=True)
class Versions:
    """Versions in the order they were published, each at its last revision. There is at least one."""

    rules: Mapping[str, CompiledStudy]
    readers: Mapping[str, Mapping[str, tuple[Reader, ...]]]
    """The dependencies of all versions together (see :class:`CompiledStudy`)."""
    operands: Mapping[str, frozenset[str]]
    _reached: dict[Key, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)
    _shown: dict[str, Shown] = field(default_factory=dict, repr=False, compare=False)

    @property
    def first(self) -> str:
        return next(iter(self.rules))

    @property
    def newest(self) -> Study:
        return list(self.rules.values())[-1].study

    @property
    def forms(self) -> frozenset[str]:
        """Names of the forms of all versions."""
        return frozenset(form for each in self.rules.values() for form in each.forms)

    @property
    def several(self) -> bool:
        return len(self.rules) > 1

    @property
    def studies(self) -> tuple[Study, ...]:
        """The newest first: the order in which the union of what they collect is shown."""
        return tuple(each.study for each in list(self.rules.values())[::-1])

    def study(self, version: str | None) -> Study:
        """The last revision of *version*; the newest study where there is none of that name."""
        found = self.rules.get(version or "")
        return self.newest if found is None else found.study

    @property
    def events(self) -> tuple[Event, ...]:
        """Every event as the newest version that has it says, in the order of the newest study."""
        found: dict[str, Event] = {}
        for study in self.studies:
            found |= {event.name: event for event in study.events if event.name not in found}
        return tuple(found.values())

    @property
    def deciding(self) -> frozenset[str]:
        """See :class:`CompiledStudy`, over all versions."""
        return frozenset().union(*(each.deciding for each in self.rules.values()))

    def forms_of_expectations(self, forms: Collection[str]) -> frozenset[str]:
        """See :func:`edc.study.evaluation_reach.forms_of_expectations`, over all versions."""
        return frozenset().union(*(forms_of_expectations(each, forms) for each in self.rules.values()))

    def unexpected(self, version: str, view: SubjectView, visit: int, event: str) -> frozenset[str]:
        """See :func:`edc.study.evaluation.unexpected`, by *version*: that of the visit."""
        found = self.rules.get(version)
        return frozenset() if found is None else unexpected(found, view, visit, event)

    def event(self, name: str, version: str) -> Event | None:
        """The event as *version* has it, else as the newest one does that has it."""
        found = self.study(version).event_by_name.get(name)
        return found or next((event for event in self.events if event.name == name), None)

    def having(self, event: str, form: str, version: str) -> str:
        """*version*, or the newest one with *event* and *form* where *version* does not have both.

        A page that was appended for a version its visit then did not use can still be opened.
        """
        mine = self.rules[version].study
        if form in mine.form_by_name and event in mine.event_by_name:
            return version
        found = (each.version for each in self.studies if form in each.form_by_name and event in each.event_by_name)
        return next(found, version)

    def of(self, page: PageView) -> CompiledStudy:
        """What *page* is evaluated by."""
        found = self.rules.get(page.version)
        return list(self.rules.values())[-1] if found is None else found

    def unasked(self, form: str, version: str, document: Document) -> list[tuple[str, Study, Item]]:
        """What *document* holds and *version* does not ask any more: path, and the item as the newest study that
        has it defines it, in the order of that study. People see it as kept."""
        asked = self.rules[version].forms[form].form
        left = [path for path, value in document.items() if value is not None and "#" not in path]
        left = [path for path in left if (at := asked.at(path)) is None or not at[2].stored]
        found = []
        for study in self.studies:
            known = study.form_by_name.get(form)
            if known is None or not left:
                continue
            for _, item in known.items():
                here = [path for path in left if (at := known.at(path)) is not None and at[2] is item and item.stored]
                found += [(path, study, item) for path in here]
                left = [path for path in left if path not in here]
        return found

    def forms_needed(self, form: str, items: Collection[str] | None = None) -> frozenset[str]:
        """See :func:`edc.study.evaluation_reach.forms_needed`, over all versions."""
        found = set(self.operands.get(form, ()))
        for item in items_of(self, form, items):
            if (form, item) not in self._reached:
                self._reached[form, item] = reached_from(self, form, item)
            found |= self._reached[form, item]
        return frozenset(found)

    def shown(self, form: str) -> Shown:
        """See :func:`edc.study.evaluation_reach.shown`, over all versions."""
        if form not in self._shown:
            self._shown[form] = shown(self, form)
        return self._shown[form]

    def questions(self, view: SubjectView, moved: Moved) -> dict[int, set[str]]:
        """See :func:`edc.study.evaluation_reach.questions`, over all versions."""
        return questions(self, view, moved)

    def derive(
        self,
        view: SubjectView,
        changed: Iterable[int],
        items: Moved | None = None,
        only: Collection[Key] | None = None,
    ) -> list[DerivedChange]:
        """See :func:`edc.study.evaluation_derive.derive`; every page by its own version.

        A value of one version may be computed from that of another, so the versions take
        turns until nothing moves. A chain is no longer than there are formulas; versions
        that contradict each other in a circle stop there.
        """
        present = {page.version for page in view.pages.values()}
        here = [rules for version, rules in self.rules.items() if version in present] or [self.of(_ANY)]
        if len(here) == 1:
            return derive(here[0], view, changed, items, only)
        moved, found = set(changed), dict[tuple[int, str], DerivedChange]()
        names = {page: set(some) for page, some in (items or {}).items() if some is not None}
        for _ in range(1 + sum(len(rules.derivations) for rules in here)):
            quiet = True
            for rules in here:
                changes = derive(rules, view, moved, names, only)
                view = view.with_derived((each.page, each.path, each.value) for each in changes) if changes else view
                for each in changes:
                    if each.page in names or each.page not in moved:
                        names.setdefault(each.page, set()).add(each.path.rpartition("/")[2])
                moved |= {each.page for each in changes}
                found |= {(each.page, each.path): each for each in changes}
                quiet = quiet and not changes
            if quiet:
                break
        return list(found.values())

    def findings(self, view: SubjectView, page: int, today: date) -> list[Finding]:
        """See :func:`edc.study.evaluation_findings.findings`; by the page's own version."""
        return findings(self.of(view.pages[page]), view, page, today)

    def owed(self, view: SubjectView, page: int) -> list[Owed]:
        """See :func:`edc.study.evaluation_page.owed`; by the page's own version."""
        return owed(self.of(view.pages[page]), view, page)

    def hidden(self, view: SubjectView, page: int) -> frozenset[str]:
        """See :func:`edc.study.evaluation_page.hidden`; by the page's own version."""
        return hidden(self.of(view.pages[page]), view, page)


_ANY = PageView(0, 0, "", "", 1, {}, {})


@dataclass(frozen=True)
class _Keyed:
    """Studies that a cache can hold: two sequences are the same when their digests are."""

    digests: tuple[str, ...]
    studies: tuple[Study, ...] = field(compare=False)


def versions_of(studies: Sequence[Study]) -> Versions:
    """*studies* side by side, in the order they were published; one revision of each version.

    Raises ``FlawedStudy`` where one of them cannot be compiled.
    """
    return _versions(_Keyed(tuple(study.digest for study in studies), tuple(studies)))


@lru_cache(maxsize=16)
def _versions(keyed: _Keyed) -> Versions:
    every = [compiled(study) for study in keyed.studies]
    rules = {each.study.version: replace(each, abroad=_abroad(each, every)) for each in every}
    return Versions(
        rules,
        {form: _together([each.readers.get(form, {}) for each in every]) for form in _names(e.readers for e in every)},
        {
            form: frozenset().union(*(each.operands.get(form, frozenset()) for each in every))
            for form in _names(each.operands for each in every)
        },
    )


def _names(maps: Iterable[Mapping[str, object]]) -> list[str]:
    return list(dict.fromkeys(name for each in maps for name in each))


def _together(maps: Sequence[Mapping[str, tuple[Reader, ...]]]) -> dict[str, tuple[Reader, ...]]:
    return {
        name: tuple(dict.fromkeys(reader for each in maps for reader in each.get(name, ()))) for name in _names(maps)
    }


def _abroad(mine: CompiledStudy, every: Sequence[CompiledStudy]) -> dict[str, dict[str, Plan]]:
    """Version to the plans by which expressions of *mine* read its pages."""
    others = [each for each in every if each.study.version != mine.study.version]
    return {
        other.study.version: {name: _read_of(mine, other, plan) for name, plan in mine.plans.items()}
        for other in others
    }


def _read_of(mine: CompiledStudy, other: CompiledStudy, plan: Plan) -> Plan:
    theirs = other.plans.get(plan.form.name)
    if theirs is None:
        return replace(plan, absent=frozenset(plan.groups))
    known = theirs.form.by_name
    absent = {
        item.name
        for _, item in plan.form.items()
        if item.name not in known or not _alike(mine.study, item, other.study, known[item.name][1])
    }
    rows = {group.name: group.repeat for group in theirs.form.groups}
    apart = {group.name for group in plan.form.groups if rows.get(group.name, group.repeat) != group.repeat}
    return replace(plan, derived=theirs.derived, absent=frozenset(absent), apart=frozenset(apart))


def _alike(study: Study, item: Item, other_study: Study, other: Item) -> bool:
    """Whether a value of the one means the same as that value of the other."""
    same_kind = kind_of(study, item).name == kind_of(other_study, other).name
    return same_kind and (item.unit, item.codelist) == (other.unit, other.codelist)
