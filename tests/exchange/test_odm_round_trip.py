"""What leaves as an ODM Snapshot comes back the same, whatever was entered."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edc.acts.add_subject import add_subject
from edc.acts.add_visit import add_visit
from edc.acts.import_data import import_data
from edc.acts.not_done import not_done
from edc.acts.reasons import Reason
from edc.acts.verify_trail import verify_trail
from edc.db import Database
from edc.study.definition import Item
from edc.study.document import Value, decode
from edc.study.values import read
from tests.conftest import Template
from tests.exchange.shapes import LI_WEN, asked, casebook, enter, exported, furnish, page_of, shapes
from tests.exchange.xsd import valid

STUDY = shapes()
PAGES = (
    ("SCN", "SV"),
    ("SCN", "DM"),
    ("SCN", "RENAL"),
    ("W0", "OBS"),
    ("LOG", "AE"),
    ("LOG", "EXTRA"),
    ("UNS", "RENAL"),
)

# what XML, attributes and people make difficult
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")) | st.sampled_from("\n<>&\"'=\u3000 "), max_size=40
)
numbers = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-999, max_value=999).map(str)
days = st.dates(date(1900, 1, 1), date(2025, 12, 31)).map(date.isoformat)
clocks = st.times().map(lambda time: time.isoformat("minutes"))
TYPED: dict[str, st.SearchStrategy[Any]] = {
    "text": texts,
    "number": st.tuples(st.sampled_from(["", "<", ">="]), numbers).map("".join),
    "integer": st.integers(0, 300).map(str),
    "boolean": st.sampled_from(["Y", "N", "1", "false"]),
    "date": days,
    "partial_date": st.one_of(days, days.map(lambda day: day[:7]), days.map(lambda day: day[:4])),
    "time": clocks,
    "partial_time": st.one_of(clocks, clocks.map(lambda time: time[:2])),
    "datetime": st.tuples(days, clocks).map("T".join) | st.just("2025-03-04T08:05:09+08:00"),
    "partial_datetime": st.one_of(days, st.tuples(days, clocks).map("T".join)),
    "duration": st.sampled_from(["P1Y2M", "PT30M", "P2W", "-P3D"]),
    "choice": st.sampled_from(["F", "M"]),
    "multi": st.lists(st.sampled_from(["HTN", "DM 2", "50%"]), unique=True),
    "file": st.just(f"{'0' * 64}:scan.pdf"),
}


@st.composite
def values(draw: st.DrawFn, item: Item) -> Value | None:
    """Something that the item takes: a value, in any of its units, or a missing code."""
    codes = [coded.code for coded in STUDY.missing] if item.missing is None else list(item.missing)
    if codes and draw(st.integers(0, 5)) == 0:
        return Value(m=draw(st.sampled_from(codes)))
    unit = draw(st.sampled_from([None, *item.units]))
    return read(item, draw(TYPED[item.type]), study=STUDY, today=date(2026, 1, 1), unit=unit).value


@st.composite
def casebooks(draw: st.DrawFn) -> dict[tuple[str, str], dict[str, Value]]:
    """Documents for the pages of one participant."""
    book: dict[tuple[str, str], dict[str, Value]] = {}
    for event, form in PAGES:
        document: dict[str, Value] = {}
        for group in STUDY.form_by_name[form].groups:
            rows = {"none": [""], "added": ["1", "2"], "fixed": [row.key for row in group.rows]}[group.repeat]
            for row in rows:
                for item in group.items:
                    value = draw(values(item)) if item.stored and draw(st.booleans()) else None
                    if value is not None:
                        document[f"{group.name}/{row}/{item.name}" if row else item.name] = value
        book[event, form] = document
    return book


def documents(database: Database) -> list[tuple[Any, ...]]:
    """Every page by its place, with what stands on it: what was cleared counts as nothing."""
    sql = (
        "SELECT s.code, v.event, v.repeat, p.form, p.repeat, d.data FROM page_state t JOIN page p ON p.id = t.page"
        " JOIN visit v ON v.id = p.visit JOIN subject s ON s.id = p.subject"
        " JOIN page_version d ON d.page = p.id AND d.seq = t.head ORDER BY 1, 2, 3, 4, 5"
    )
    found = [(*where, _standing(data)) for *where, data in asked(database, sql)]
    return [row for row in found if row[-1]]


def _standing(data: str) -> dict[str, Value]:
    return {path: value for path, value in decode(data).items() if value is not None}


def derived(database: Database) -> list[Any]:
    sql = (
        "SELECT s.code, v.event, p.form, d.path, d.value FROM derived d JOIN page p ON p.id = d.page"
        " JOIN visit v ON v.id = p.visit JOIN subject s ON s.id = p.subject WHERE d.n = (SELECT max(l.n) FROM derived l"
        " WHERE l.page = d.page AND l.path = d.path) AND d.value IS NOT NULL ORDER BY 1, 2, 3, 4"
    )
    return asked(database, sql)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(book=casebooks())
def test_every_value_survives_the_way_out_and_back(
    sqlite_template: Template, tmp_path: Path, book: dict[tuple[str, str], dict[str, Value]]
) -> None:
    """REQ-65: values, units, missing codes, rows; derived values come out the same again; and it is valid."""
    here, _ = sqlite_template.copy(tmp_path)
    there, _ = sqlite_template.copy(tmp_path)
    for database in (here, there):
        furnish(database)
    subject = add_subject(here, LI_WEN, "YA")
    add_visit(here, LI_WEN, subject, "UNS", request_key=None)
    for (event, form), document in book.items():
        if document:
            enter(here, page_of(here, subject, event, form), dict(document))
    content = exported(here, "odm")["odm-snapshot.xml"]
    valid(content)
    report = import_data(there, LI_WEN, content, "snapshot.xml", "YA")
    assert report.counts["refused"] == report.counts["differs"] == 0
    assert report.notes == ()
    assert documents(there) == documents(here)
    assert derived(there) == derived(here)
    for database in (here, there):
        sqlite_template.drop(database)


@pytest.mark.parametrize("kind", ["odm", "odm-history"])
def test_corrections_marks_and_several_visits_come_back(
    database: Database, sqlite_template: Template, tmp_path: Path, kind: str
) -> None:
    """What was struck out stays struck out, what was not done stays so; from a history the last word counts (REQ-34)."""
    furnish(database)
    subject = casebook(database)
    for _ in range(2):
        add_visit(database, LI_WEN, subject, "UNS", request_key=None)
    enter(database, page_of(database, subject, "UNS", "RENAL", 2), {"CREAT": "88"})
    not_done(
        database, LI_WEN, page_of(database, subject, "LOG", "EXTRA"), Reason("refused", "was tired"), request_key=None
    )
    obs = page_of(database, subject, "W0", "OBS")
    not_done(database, LI_WEN, obs, Reason("forgotten"), group="OBS_G", request_key=None)
    enter(database, page_of(database, subject, "W0", "SV"), {}, finish=True)
    enter(database, page_of(database, subject, "LOG", "AE"), {"AE/#order": "2 1"})
    (content,) = exported(database, kind).values()
    valid(content)
    there, _ = sqlite_template.copy(tmp_path)
    furnish(there)
    report = import_data(there, LI_WEN, content, "history.xml", "YA")
    assert report.counts["refused"] == 0, [line for line in report.lines if line.outcome == "refused"]
    assert documents(there) == documents(database)
    assert list(verify_trail(there)) == []
    sqlite_template.drop(there)
