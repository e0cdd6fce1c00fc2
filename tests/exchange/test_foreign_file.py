"""A real study of somebody else: its definition and its 1,684 values come in, are locked, and leave again."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from edc.acts.import_data import import_data
from edc.acts.verify_trail import verify_trail
from edc.db import Database
from edc.exchange.odm_in import Given, read_data
from edc.exchange.study_in import study_of
from edc.exchange.xmlsafe import parse
from edc.study.definition import Study
from edc.study.document import Value
from edc.study.values import read
from tests.exchange.shapes import LI_WEN, asked, exported, furnish, lock
from tests.exchange.xsd import undefined, valid

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "standards" / "odm"
METADATA, DATA = FOLDER / "openedc_metadata.xml", FOLDER / "openedc_clinicaldata.xml"

pytestmark = pytest.mark.skipif(not DATA.exists(), reason=f"the files made elsewhere are not here: {FOLDER.name}")

TODAY = date(2026, 1, 1)


@pytest.fixture(scope="module")
def foreign() -> Study:
    study, _ = study_of(METADATA.read_bytes())
    return study


def places(root: Element, study: Study) -> dict[tuple[str, ...], Value | None]:
    """What a file gives, as the study reads it, by participant and place."""
    found: dict[tuple[str, ...], Value | None] = {}
    for subject, given in read_data(root, study).subjects.items():
        for one in given:
            found[subject, one.place.event, str(one.place.event_repeat), one.place.form, one.path] = _value(one, study)
    return {place: value for place, value in found.items() if value is not None}


def _value(given: Given, study: Study) -> Value | None:
    at = study.form_by_name[given.place.form].at(given.path)
    assert at is not None
    reading = read(at[2], given.text, study=study, today=TODAY, unit=given.unit, missing=given.missing)
    assert reading.problem is None, (given, reading.problem)
    return reading.value


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_whole_foreign_study_comes_in_and_leaves_with_every_value(database: Database, foreign: Study) -> None:
    """REQ-65, REQ-58, D.119.100: 90 participants, 1,684 values, equal when they come out; absurd ones are asked about."""
    furnish(database, foreign)
    content = DATA.read_bytes()
    report = import_data(database, LI_WEN, content, DATA.name, "YA")
    assert len(report.lines) == 1684 and len(report.subjects_added) == 90
    assert (report.counts["refused"], report.counts["differs"], report.counts["unchanged"]) == (0, 0, 0)
    ahead = [line for line in report.lines if line.value > "2027" and line.path == "I_16"]
    assert len(ahead) == report.counts["queried"] == asked(database, "SELECT count(*) FROM query")[0][0] > 20
    told = Counter(note.code for note in report.notes)
    assert told["data_audit_misplaced"] == 90 and told["data_no_admin"] == 1 and told["data_empty_group"] > 0
    assert all(line.source.startswith("U.1 - 20") for line in report.lines)
    assert list(verify_trail(database)) == []

    number = lock(database)
    files = exported(database, "odm", "odm-history", "csv", lock=number)
    went_in = places(parse(content), foreign)
    assert len(went_in) == 1684
    for name in ("odm-snapshot.xml", "odm-transactional.xml"):
        assert undefined(valid(files[name])) == set()
        assert places(parse(files[name]), foreign) == went_in, name
        assert study_of(files[name])[0].digest == foreign.digest, name

    again = import_data(database, LI_WEN, content, DATA.name, "YA")
    assert again.repeated
    assert asked(database, "SELECT count(*) FROM page_version WHERE seq > 1") == [(0,)]
    assert asked(database, "SELECT count(*) FROM import_run") == [(1,)]
