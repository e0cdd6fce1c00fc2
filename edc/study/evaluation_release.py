"""Release checks: what must hold before an act, such as a dose, and what does not hold yet.

A condition that cannot be decided, for want of a value, is not met: nothing is
cleared by what nobody wrote down. The check clears or does not clear; it never
closes the record. An act that took place all the same is a finding.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from enum import StrEnum

from edc.study.definition import Condition, Label, Release, say
from edc.study.evaluation_page import Page, open_page
from edc.study.expressions.parts import RELEASE, CompiledStudy, ReleaseCheck
from edc.study.view import SubjectView

CONDITIONS = "conditions"
"""Parameter of such a finding: ids of the conditions that were not met, joined by blanks."""


class ConditionState(StrEnum):
    """``UNKNOWN``: a value it reads is missing. It counts as not met."""

    MET = "met"
    LACKING = "lacking"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ReleaseState:
    """A release check as it stands on one page.

    ``states`` are those of the release's conditions, in their order; ``given``:
    whether the act took place; ``inputs``: page id and path of every operand read.
    """

    release: Release
    states: tuple[ConditionState, ...]
    given: bool | None
    inputs: frozenset[tuple[int, str]]

    @property
    def cleared(self) -> bool:
        return all(state is ConditionState.MET for state in self.states)

    @property
    def lacking(self) -> tuple[Condition, ...]:
        """The conditions that are not met, those that cannot be decided among them."""
        pairs = zip(self.release.conditions, self.states, strict=True)
        return tuple(condition for condition, state in pairs if state is not ConditionState.MET)


def release_states(study: CompiledStudy, view: SubjectView, page: int) -> list[ReleaseState]:
    """Every release check of page *page*; none where it is struck out or was not done."""
    here = open_page(study, view, page)
    return [] if here is None else list(states_of(here))


def given_at(study: CompiledStudy, view: SubjectView, page: int, name: str) -> tuple[bool | None, bool]:
    """Whether the act of release check *name* took place on page *page*, and whether a result of it is awaited.

    What was not done was not given; of a page that is struck out, or whose version has no such check, nothing is known.
    """
    if view.pages[page].not_done:
        return False, False
    here = open_page(study, view, page)
    check = next((one for one in here.form.releases if one.release.name == name), None) if here is not None else None
    if here is None or check is None:
        return None, False
    return check.given.fn(here.frame), check.awaits is not None and check.awaits.fn(here.frame) is True


def states_of(here: Page, names: Container[str] | None = None) -> Iterator[ReleaseState]:
    """The release checks of a page that is being evaluated: those that ask under one of *names* (``None``: all)."""
    for check in here.form.releases:
        if names is not None and RELEASE + check.release.name not in names:
            continue
        states = tuple(_state(each.fn(here.frame)) for each in check.conditions)
        yield ReleaseState(check.release, states, check.given.fn(here.frame), _inputs(here, check))


def not_cleared(state: ReleaseState) -> Label:
    """The release and the conditions that were not met, in every language of the release."""
    return lacking_words(state.release, [condition.id for condition in state.lacking])


def lacking_words(release: Release, ids: list[str]) -> Label:
    """*release* with the labels of its conditions *ids*; an id the study no longer has stands as it is."""
    by_id = {condition.id: condition.label for condition in release.conditions}
    said: dict[str, str] = {}
    for language, word in release.label.items():
        lacking = " · ".join(say(by_id.get(each, {language: each}), language) for each in ids)
        said[language] = f"{word}：{lacking}" if language == "zh" else f"{word}: {lacking}"
    return said


def _state(value: object) -> ConditionState:
    if value is None:
        return ConditionState.UNKNOWN
    return ConditionState.MET if value is True else ConditionState.LACKING


def _inputs(here: Page, check: ReleaseCheck) -> frozenset[tuple[int, str]]:
    return frozenset((page, path) for each in check.every() for page, path, _ in each.inputs(here.frame))
