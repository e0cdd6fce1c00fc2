"""What a visit is waited for: whose own condition (``expected_if``) is met there, and by which values it is not."""

from __future__ import annotations

from edc.study.expressions.names import comes_once
from edc.study.expressions.parts import CompiledStudy
from edc.study.view import SubjectView

MOST = 2
"""Values that are told as the reason: more of them explain nothing."""


def unexpected(study: CompiledStudy, view: SubjectView, visit: int, event: str) -> frozenset[str]:
    """Names of the forms of which no page is expected at number *visit*, an *event*: their condition is not true there."""
    known = study.study.event_by_name.get(event)
    asked = [form for form in known.forms if form in study.expected] if known is not None else []
    if not asked:
        return frozenset()
    frame = study.read(view).at_visit(visit, event)
    return frozenset(form for form in asked if study.expected[form].fn(frame) is not True)


def because(study: CompiledStudy, view: SubjectView, form: str, visit: int, event: str) -> list[tuple[int, str]]:
    """Page and item of the values for which no page of *form* is expected at *visit*, if they are few.

    Those alone that its condition reads from the visit itself, or from a page that the subject has once: what
    stands elsewhere, or in rows, may not be the reason. Of a log, which is no visit, nothing is told.
    """
    when, known = study.expected.get(form), study.study.event_by_name.get(event)
    if when is None or known is None or known.kind == "log":
        return []
    found = []
    for page, path, text in when.inputs(study.read(view).at_visit(visit, event)):
        there = view.pages[page]
        once = there.form in study.study.form_by_name and comes_once(study.study, study.study.form_by_name[there.form])
        if text is not None and "/" not in path and (there.visit == visit or once):
            found.append((page, path))
    return found if len(found) <= MOST else []
