"""Listings of the definition on paper: tables of checks and of what the program decides by itself."""

from __future__ import annotations

from collections.abc import Sequence

from edc.errors import N_
from edc.exchange.decisions import decisions
from edc.exchange.paper.speech import Json, Speech, Text
from edc.exchange.specification import CheckLine, check_lines
from edc.study.definition import Study, say


def table(
    title: Text,
    heads: Sequence[Text],
    rows: Sequence[Sequence[Text]],
    widths: Sequence[int],
    *,
    code: Sequence[int] | Sequence[Sequence[int]] = (),
    note: Text | None = None,
    dense: bool = False,
) -> Json:
    """A listing. ``widths`` relate the columns to each other; ``code``: the columns that hold expressions, or those
    of each row; ``dense``: many short rows, to be seen on one page."""
    same = [each for each in code if isinstance(each, int)]
    of_rows = [list(each) for each in code if not isinstance(each, int)]
    return {
        "k": "table",
        "title": title,
        "note": note or [],
        "heads": list(heads),
        "rows": [list(row) for row in rows],
        "widths": list(widths),
        "dense": dense,
        "code": of_rows or [same] * len(rows),
    }


def checks_table(speech: Speech, title: Text, lines: Sequence[CheckLine]) -> Json:
    """The specification of some checks (REQ-52)."""
    heads = [N_("Check"), N_("Items"), N_("Condition"), N_("What it does"), N_("Message")]
    rows = [[[line.id], [line.items], line.when, line.does, line.message] for line in lines]
    return table(title, [speech(each) for each in heads], rows, [24, 26, 56, 30, 66], code=(0, 1, 2))


def checks(study: Study, speech: Speech) -> list[Json]:
    """Every check of the study, form by form: the numbered ones, then those that items bring."""
    parts = []
    for form in study.forms:
        lines = list(check_lines(study, form, speech))
        name = speech(N_("%(form)s (%(name)s)"), form=speech.label(form.label), name=form.name)
        numbered = [line for line in lines if not line.built_in]
        own = [line for line in lines if line.built_in]
        if numbered:
            parts.append(checks_table(speech, name, numbered))
        if own:
            title = speech(N_("%(form)s: of the items themselves"), form=name)
            parts.append(checks_table(speech, title, own))
    return parts


def decided(study: Study, speech: Speech) -> list[Json]:
    """Everything the program decides by itself."""
    return [
        table(part.title, part.heads, part.rows, part.widths, code=part.code, note=part.note)
        for part in decisions(study, speech)
        if part.rows
    ]


def clarified(study: Study, speech: Speech) -> list[Json]:
    """The register of protocol clarifications."""
    heads = [N_("No."), N_("Criterion"), N_("Question"), N_("What the program does"), N_("State")]
    rows = [
        [
            [one.id],
            [one.criterion or ""],
            speech.label(one.text),
            speech.label(one.effect),
            speech(N_("Open question")) if one.status == "open" else speech(N_("Decided")),
        ]
        for one in study.clarifications
    ]
    if not rows:
        return []
    return [table(speech(N_("Protocol clarifications")), [speech(each) for each in heads], rows, [14, 18, 90, 50, 22])]


def schedule(study: Study, speech: Speech) -> list[Json]:
    """Which form is filled at which visit."""
    heads = [speech(N_("Form")), *([say(event.short or event.label, speech.languages[0])] for event in study.events)]
    rows = [
        [speech.label(form.label), *(["●" if form.name in event.forms else ""] for event in study.events)]
        for form in study.forms
    ]
    widths = [60, *(14 for _ in study.events)]
    return [table(speech(N_("Schedule and forms")), heads, rows, widths, dense=True)]
