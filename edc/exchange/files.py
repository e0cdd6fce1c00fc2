"""Which files an export has, and how each is made again whenever it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection

from edc.exchange.csv_codebook import codebook_csv, codelists_csv, subjects_csv
from edc.exchange.csv_data import Tally, form_csv
from edc.exchange.csv_layout import Layout, layouts
from edc.exchange.csv_notices import notices_csv
from edc.exchange.csv_trail import trail_csv
from edc.exchange.odm_out import history_xml, snapshot_xml
from edc.exchange.profiles import Profile, Projection, project
from edc.exchange.references import Reference, references
from edc.exchange.rows import Reading
from edc.exchange.source import Source

EXPORTER = 2
"""Counts up when the same data would come out in other bytes."""
DRAFT = "DRAFT-"
"""How the name of every file begins that was not made from a lock."""
FORMATS: Mapping[str, str] = {
    "csv": "a CSV file for each form and repeating group, with a codebook",
    "trail": "every change of every item as CSV",
    "odm": "CDISC ODM 1.3.2 Snapshot: each value with its last audit record",
    "odm-history": "CDISC ODM 1.3.2 Transactional: every change with its audit record",
}

Make = Callable[[Tally], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class File:
    """One file. ``make`` writes it, counting its rows in the tally it is given."""

    name: str
    media_type: str
    make: Make


def files(connection: Connection, source: Source, formats: Sequence[str], profile: Profile) -> list[File]:
    """The files of an export, in a fixed order; nothing of them is made yet."""
    reading = Reading(connection, source)
    projection = project(source.study, profile)
    known = references(reading)
    prefix = DRAFT if source.draft else ""
    found: list[tuple[str, str, Make]] = []
    if "csv" in formats:
        found += _csv(reading, projection, known, prefix)
    if "trail" in formats:
        found.append(("trail.csv", _CSV, partial(trail_csv, reading, projection, known)))
    if "odm" in formats:
        found.append(("odm-snapshot.xml", _XML, partial(snapshot_xml, reading, projection, known)))
    if "odm-history" in formats:
        found.append(("odm-transactional.xml", _XML, partial(history_xml, reading, projection, known)))
    return [File(prefix + name, media_type, make) for name, media_type, make in found]


_CSV = "text/csv; charset=utf-8"
_XML = "application/xml"


def _csv(
    reading: Reading, projection: Projection, known: Mapping[int, Reference], prefix: str
) -> Iterator[tuple[str, str, Make]]:
    tables: list[Layout] = [layout for form in reading.source.study.forms for layout in layouts(projection, form)]
    for layout in tables:
        yield layout.name, _CSV, partial(form_csv, reading, projection, layout, known)
    named = [replace(layout, name=prefix + layout.name) for layout in tables]
    taken = {layout.name.lower() for layout in tables}
    about: dict[str, Make] = {
        "codebook.csv": partial(codebook_csv, projection, named),
        "codelists.csv": partial(codelists_csv, projection),
        "subjects.csv": partial(subjects_csv, reading, projection, known),
    }
    if reading.source.study.deviations is not None:
        about["deviations.csv"] = partial(notices_csv, reading, projection, known)
    for name, make in about.items():
        # no form begins with an underscore, but one may be called CODEBOOK
        yield f"_{name}" if name in taken else name, _CSV, make
