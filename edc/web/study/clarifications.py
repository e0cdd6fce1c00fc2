"""The register of protocol clarifications: questions about the protocol, open and decided.

It is study data: it changes by a revision of the study, never on screen.
"""

from __future__ import annotations

from flask import url_for

from edc.study.definition import Clarification, Study, say
from edc.web.shapes import Link
from edc.web.shapes.study import ClarificationLine


def register(study: Study, language: str) -> tuple[ClarificationLine, ...]:
    """Every clarification, the open ones first."""
    ordered = sorted(study.clarifications, key=lambda one: one.status != "open")
    return tuple(_line(study, one, language) for one in ordered)


def open_on(study: Study, form: str, language: str) -> tuple[ClarificationLine, ...]:
    """The open questions that bear on *form*: shown on its pages, deciding nothing."""
    return tuple(
        _line(study, one, language) for one in study.clarifications if one.status == "open" and form in one.forms
    )


def _line(study: Study, one: Clarification, language: str) -> ClarificationLine:
    named = (study.form_by_name[name] for name in one.forms if name in study.form_by_name)
    return ClarificationLine(
        number=one.id,
        date=one.date,
        open=one.status == "open",
        criterion=one.criterion or "",
        text=one.text,
        effect=one.effect,
        decided_by=one.decided_by or "",
        url=url_for("study.clarifications", _anchor=one.id),
        forms=tuple(Link(say(form.label, language), url_for("study.form", name=form.name)) for form in named),
    )
