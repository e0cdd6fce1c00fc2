"""Pure evaluation of a subject: derived values, findings, what is owed, what is shown.

All of it is a function of a :class:`~edc.study.expressions.whole.CompiledStudy` and
a :class:`~edc.study.view.SubjectView`; nothing is remembered from one call to the next.
"""

from __future__ import annotations

from edc.study.evaluation_derive import DerivedChange, derive
from edc.study.evaluation_expected import because, unexpected
from edc.study.evaluation_findings import Finding, asked_under, findings, signing_findings
from edc.study.evaluation_page import Owed, hidden, hidden_groups, owed
from edc.study.evaluation_reach import (
    forms_needed,
    forms_of_expectations,
    forms_of_states,
    moved_items,
    questions,
    shown,
)
from edc.study.expressions.parts import CompiledStudy
from edc.study.expressions.whole import compiled
from edc.study.view import PageView, SubjectView

__all__ = [
    "CompiledStudy",
    "DerivedChange",
    "Finding",
    "Owed",
    "PageView",
    "SubjectView",
    "asked_under",
    "because",
    "compiled",
    "derive",
    "findings",
    "forms_needed",
    "forms_of_expectations",
    "forms_of_states",
    "hidden",
    "hidden_groups",
    "moved_items",
    "owed",
    "questions",
    "shown",
    "signing_findings",
    "subject_state",
    "unexpected",
]


def subject_state(study: CompiledStudy, view: SubjectView) -> str | None:
    """Name of the first state whose condition is true; ``None`` where none is."""
    frame = study.read(view).frame(None)
    return next((state.name for state, when in study.states if when.fn(frame) is True), None)
