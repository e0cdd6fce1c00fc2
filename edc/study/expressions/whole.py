"""A study with everything it computes compiled, and the dependencies inverted.

:func:`compiled` is what evaluation runs from; :func:`build` also tells what is
wrong, for ``checking``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter

from edc.study.definition import Form, Item, Study
from edc.study.document import STRUCK
from edc.study.expressions.compiling import Compiled
from edc.study.expressions.flaws import ExpressionFlaw, FlawedStudy, Flaws
from edc.study.expressions.names import Ref
from edc.study.expressions.parts import (
    EXPECTED,
    CompiledForm,
    CompiledStudy,
    Condition,
    Derivation,
    Reader,
    ReleaseCheck,
    Rule,
)
from edc.study.expressions.reading import plans_of
from edc.study.values import SCANNED

RESERVED = (
    "RANGE.",
    "LIMITS.",
    "LINK.",
    "SLIP.",
    "FUTURE.",
    "DECIMALS.",
    "HIDDEN.",
    "REQUIRED.",
    "UNFIT.",
    "RELEASE.",
    EXPECTED,
)
"""What the ids of built-in checks begin with."""
_ENGINE = 2
"""Counts up when the same formula would give another value; part of every formula's digest."""


@dataclass(frozen=True)
class _Keyed:
    """A study that a cache can hold: two are the same when their digests are."""

    digest: str
    study: Study = field(compare=False)


def compiled(study: Study) -> CompiledStudy:
    """*study* compiled, once for every digest. Raises :class:`FlawedStudy` where it cannot be."""
    whole, flaws = build(study)
    if flaws:
        raise FlawedStudy(flaws)
    return whole


def build(study: Study) -> tuple[CompiledStudy, tuple[ExpressionFlaw, ...]]:
    """*study* with every expression that can be compiled, and what is wrong with the others."""
    return _build(_Keyed(study.digest, study))


@lru_cache(maxsize=16)
def _build(keyed: _Keyed) -> tuple[CompiledStudy, tuple[ExpressionFlaw, ...]]:
    study = keyed.study
    flaws = Flaws(study)
    forms = {form.name: _form(flaws, form) for form in study.forms}
    states = tuple(
        (state, found)
        for state in study.states
        if (found := flaws.condition(state.when, None, None, key="when", check=state.name)) is not None
    )
    expected = {form.name: found for form in study.forms if (found := flaws.expectation(form)) is not None}
    signals = tuple((one, found) for one in study.signals if (found := flaws.counting(one)) is not None)
    flaws.check_ids(RESERVED)
    flaws.study_items()
    ordered = _ordered(flaws, [each for form in forms.values() for each in form.derivations])
    operands = {name: _elsewhere(form.reads()) for name, form in forms.items()}
    drafting = _drafting(study, expected)
    whole = CompiledStudy(
        study,
        plans_of(study),
        forms,
        ordered,
        states,
        _readers(forms, drafting),
        operands,
        expected=expected,
        deciding=_deciding(drafting),
        signals=signals,
    )
    return whole, tuple(flaws.found)


def _drafting(study: Study, expected: Mapping[str, Compiled]) -> dict[str, Compiled]:
    """Those of *expected* on which something stored hangs: the draft about a page that was not done."""
    if study.deviations is None or study.deviations.not_done is None:
        return {}
    scheduled = {form for event in study.events if event.kind == "scheduled" for form in event.forms}
    return {form: each for form, each in expected.items() if form in scheduled}


def _deciding(drafting: Mapping[str, Compiled]) -> frozenset[str]:
    return frozenset(ref.form for each in drafting.values() for ref in each.reads)


def _form(flaws: Flaws, form: Form) -> CompiledForm:
    derivations, required, shown = [], [], []
    for group, item in form.items():
        if item.type == "derived" and (formula := flaws.formula(form, group, item)) is not None:
            derivations.append(Derivation(form.name, group, item, formula, _digest(form, item)))
        if item.required is True and item.stored:
            required.append(Condition(group, item, None))
        elif isinstance(item.required, str):
            condition = flaws.condition(item.required, form, group, key="required", item=item.name)
            if condition is not None and item.stored:
                required.append(Condition(group, item, condition))
        if item.show_if is not None:
            condition = flaws.condition(item.show_if, form, group, key="show_if", item=item.name)
            shown += [Condition(group, item, condition)] if condition is not None else []
    groups = [
        (group, condition)
        for group in form.groups
        if group.show_if is not None
        and (condition := flaws.condition(group.show_if, form, None, key="show_if", group=group.name)) is not None
    ]
    rules = [Rule(check, *found) for check in form.checks if (found := flaws.rule(form, check)) is not None]
    asking = tuple((group, item) for group, item in form.items() if _may_ask(flaws.study, item))
    return CompiledForm(
        form,
        tuple(derivations),
        tuple(rules),
        tuple(required),
        tuple(shown),
        tuple(groups),
        asking,
        _releases(flaws, form),
        tuple((group, item) for group, item in form.items() if item.type == "link"),
        _linked(flaws.study, form),
    )


def _linked(study: Study, form: Form) -> tuple[Ref, ...]:
    """What the links of *form* hang on: the rows of the logs they name, which come, go and are struck out."""
    names = dict.fromkeys(name for _, item in form.items() for name in item.links)
    return tuple(Ref(name, STRUCK, "subject") for name in names if name in study.form_by_name)


def _releases(flaws: Flaws, form: Form) -> tuple[ReleaseCheck, ...]:
    """The checks before an act that pages of *form* record."""
    found = []
    for release in (each for each in flaws.study.releases if each.form == form.name):
        name = f"RELEASE.{release.name}"
        given = flaws.condition(release.given, form, None, key="given", check=name)
        conditions = [
            flaws.condition(each.when, form, None, key="when", check=f"{name}.{each.id}") for each in release.conditions
        ]
        awaits = flaws.condition(release.awaits, form, None, key="awaits", check=name) if release.awaits else None
        if given is not None and None not in conditions:
            found.append(ReleaseCheck(release, given, tuple(each for each in conditions if each is not None), awaits))
    return tuple(found)


def _may_ask(study: Study, item: Item) -> bool:
    bounded = item.soft or item.limits or item.slips or item.decimals is not None
    return bool(bounded or item.future == "ask" or (study.personal and item.type in SCANNED))


def _digest(form: Form, item: Item) -> str:
    """SHA-256 of what a derived value is computed by: formula, rounding, and this engine."""
    described = [_ENGINE, form.name, item.name, item.value, item.result, item.decimals]
    return hashlib.sha256(json.dumps(described, ensure_ascii=False).encode()).hexdigest()


def _ordered(flaws: Flaws, derivations: list[Derivation]) -> tuple[Derivation, ...]:
    """*derivations*, each after those it reads; a cycle is a flaw."""
    by_name = {(each.form, each.item.name): each for each in derivations}
    graph = {
        name: [
            (ref.form, ref.item) for ref in sorted(each.compiled.reads, key=_named) if (ref.form, ref.item) in by_name
        ]
        for name, each in by_name.items()
    }
    try:
        return tuple(by_name[name] for name in TopologicalSorter(graph).static_order())
    except CycleError as error:
        cycle: list[tuple[str, str]] = error.args[1]
        path = " -> ".join(f"{form}.{item}" for form, item in reversed(cycle))
        form, item = cycle[0]
        flaws.add(f"a value cannot be derived from itself: {path}", form=form, item=item, key="value")
        return ()


def _named(ref: Ref) -> tuple[str, str, str]:
    return ref.form, ref.item, ref.scope


def _readers(
    forms: Mapping[str, CompiledForm], drafting: Mapping[str, Compiled]
) -> dict[str, dict[str, tuple[Reader, ...]]]:
    """For each form and item: what reads it, and how far away."""
    found: dict[str, dict[str, dict[Reader, None]]] = {}
    deciding = _deciding(drafting)
    for name, each in drafting.items():
        for ref in sorted(each.reads, key=_named):
            # one draft speaks for all pages of a visit, so all that decides about any of them is needed
            reader = Reader(name, ref.scope, "", EXPECTED, deciding)
            found.setdefault(ref.form, {}).setdefault(ref.item, {})[reader] = None
    for name, form in forms.items():
        for gives, asks, refs in form.reading():
            operands = _elsewhere(refs)
            for ref in sorted(refs, key=_named):
                reader = Reader(name, ref.scope, gives, asks, operands)
                found.setdefault(ref.form, {}).setdefault(ref.item, {})[reader] = None
    return {form: {item: tuple(readers) for item, readers in items.items()} for form, items in found.items()}


def _elsewhere(refs: Iterable[Ref]) -> frozenset[str]:
    """The forms that are read from other pages."""
    return frozenset(ref.form for ref in refs if ref.scope != "page")
