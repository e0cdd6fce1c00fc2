"""The specification of edit checks on screen and as a file (REQ-52)."""

from __future__ import annotations

from collections.abc import Iterator

from edc.exchange import specification
from edc.exchange.csv_values import protected
from edc.study.definition import Form, Study, say
from edc.web.shapes.study import CheckLine
from edc.web.words import speech


def check_lines(study: Study, form: Form, language: str) -> Iterator[CheckLine]:
    """The checks of *form*: numbered ones first, then those of each item's bounds."""
    label = say(form.label, language)
    for one in specification.check_lines(study, form, speech(language)):
        said = {language: one.message[0]}
        source = one.source[0] if one.source else ""
        yield CheckLine(one.id, label, one.items, one.when[0], one.does[0], said, one.medical, one.proposed, source)


HEADING = ("CHECK", "FORM", "ITEMS", "WHEN", "LEVEL", "MESSAGE", "FOR_INVESTIGATOR", "PROPOSED", "SOURCE")


def check_rows(study: Study, language: str) -> Iterator[list[str]]:
    """The same as rows of a file."""
    for form in study.forms:
        for line in check_lines(study, form, language):
            texts = (line.id, line.form, line.items, line.when, line.level, say(line.message, language))
            yield [
                *map(protected, texts),
                "1" if line.medical else "0",
                "1" if line.proposed else "0",
                protected(line.source),
            ]
