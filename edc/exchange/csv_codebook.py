"""What the data files mean: ``codebook.csv``, ``codelists.csv``, ``subjects.csv``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from edc.casebook.strikes import screened
from edc.exchange.csv_data import Tally, csv_bytes
from edc.exchange.csv_layout import Layout, Placed
from edc.exchange.csv_values import protected
from edc.exchange.profiles import Projection
from edc.exchange.references import Reference
from edc.exchange.rows import Reading
from edc.study.definition import Coded, Label, Study

_MEANINGS = {
    "value": "value; a number is in the unit given",
    "comparator": "comparator before the value: <, <=, > or >=",
    "typed": "the number as it was typed",
    "unit": "the unit it was typed in",
    "missing": "coded reason why there is no value",
}
_CODED = {"VISIT": "#visit", "NOTDONE": "#notdone"}
"""Columns of no item whose codes ``codelists.csv`` explains."""


def codebook_csv(projection: Projection, files: Sequence[Layout], tally: Tally) -> Iterator[bytes]:
    """Every column of every file."""
    languages = projection.study.languages
    heading = ["FILE", "COLUMN", "FORM", "GROUP", "ITEM", "OID", *_labels("LABEL", languages), "TYPE", "UNIT"]
    heading += ["UNITS", "DECIMALS", "CODELIST", "SDTM", "CDASH", "MEANING"]
    lines = (_line(layout, placed, languages) for layout in files for placed in layout.columns)
    return csv_bytes(heading, lines, tally)


def _line(layout: Layout, placed: Placed, languages: Sequence[str]) -> list[str]:
    group = placed.group or layout.group
    start = [layout.name, placed.name, layout.form.name, group.name if group is not None else ""]
    if placed.part is None:
        coded = _CODED.get(placed.name.rpartition("__")[2], "")
        return [*start, "", *[""] * (len(languages) + 5), coded, "", "", placed.column.meaning]
    item = placed.part.item
    meaning = _MEANINGS.get(placed.column.meaning, "")
    if item.type == "link" and placed.column.meaning == "value":
        meaning = f"rows of {', '.join(item.links)} that it names, as FORM/ROW, joined by blanks"
    if placed.column.meaning == "chosen":
        meaning = f"1 if {placed.column.code} is chosen, 0 if not, empty if nothing is"
    measured = placed.column.meaning == "value"
    codelist = "#missing" if placed.column.meaning == "missing" else item.codelist or ""
    return [
        *start,
        item.name,
        item.oid,
        *_texts(item.label, languages),
        "text" if placed.column.meaning in ("comparator", "unit", "missing") else item.type,
        (item.unit or "") if measured else "",
        "; ".join(f"{unit} x {by.terms}" for unit, by in item.units.items()) if measured else "",
        str(item.decimals) if measured and item.decimals is not None else "",
        codelist,
        "; ".join(f"{key}={value}" for key, value in item.sdtm.items()),
        item.cdash or "",
        meaning,
    ]


def codelists_csv(projection: Projection, tally: Tally) -> Iterator[bytes]:
    """Every member of every codelist, and the study's own codes."""
    study = projection.study
    heading = ["CODELIST", "CODE", *_labels("LABEL", study.languages), "NCI"]
    return csv_bytes(heading, _members(study), tally)


def _members(study: Study) -> Iterator[list[str]]:
    for codelist in study.codelists:
        for choice in codelist.choices:
            yield [codelist.oid, choice.code, *_texts(choice.label, study.languages), choice.nci or ""]
    coded: Mapping[str, Iterable[Coded]] = {
        "#missing": study.missing,
        "#notdone": study.not_done_reasons,
        "#reason": study.reasons,
        "#meaning": study.meanings,
    }
    for event in study.events:
        yield ["#visit", event.name, *_texts(event.label, study.languages), ""]
    for name, codes in coded.items():
        for each in codes:
            yield [name, each.code, *_texts(each.label, study.languages), ""]


def subjects_csv(
    reading: Reading, projection: Projection, references: Mapping[int, Reference], tally: Tally
) -> Iterator[bytes]:
    """Every participant, and what their day 1 is the date of; the date itself in the full profile alone.

    ``PREVIOUS``: the code under which they were screened before. ``STRUCK``: created in
    error, so that no other file has data of them.
    """
    heading = [
        "STUDYID",
        "SITEID",
        "SUBJID",
        "PREVIOUS",
        "STRUCK",
        "DAY1_FROM",
        *(["DAY1"] if projection.whole else []),
    ]
    return csv_bytes(heading, _subjects(reading, projection, references), tally)


def _subjects(reading: Reading, projection: Projection, references: Mapping[int, Reference]) -> Iterator[list[str]]:
    previous = screened(reading.connection)
    for number, code, site in reading.subjects(everybody=True):
        reference = references.get(number, Reference())
        struck = "1" if number in reading.struck else "0"
        line = [projection.study.oid, site, protected(code), protected(previous.get(number, "")), struck, reference.how]
        if projection.whole:
            line.append("" if reference.day is None else reference.day.isoformat())
        yield line


def _labels(name: str, languages: Sequence[str]) -> list[str]:
    return [f"{name}_{language.upper()}" for language in languages]


def _texts(label: Label, languages: Sequence[str]) -> list[str]:
    return [protected(label.get(language, "")) for language in languages]
