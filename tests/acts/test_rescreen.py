"""Re-screening: a new number, linked to the previous one on both chains and in what leaves the house."""

from __future__ import annotations

import csv
import io

import pytest

from edc.acts.export import export
from edc.acts.rescreen import rescreen
from edc.casebook.reading import SubjectRef
from edc.casebook.strikes import screened_again, screened_before
from edc.db import Database
from edc.errors import Refusal
from edc.exchange.csv_data import Tally
from edc.exchange.files import files
from edc.exchange.source import as_they_stand
from tests.acts.story import asked, begin, enter, flaws, journal, page_of
from tests.people import actor

LI_WEN, SUN_YAN = actor("li.wen"), actor("sun.yan")


@pytest.fixture
def failed(study_database: Database) -> SubjectRef:
    """YA-001, whose screening failed."""
    subject = begin(study_database)
    enter(study_database, page_of(study_database, subject, "SCN", "DM"), {"WEIGHT": "60"})
    return subject


def test_a_new_number_is_linked_to_the_previous_one(study_database: Database, failed: SubjectRef) -> None:
    """Li Wen screens YA-001 again: YA-002 has a casebook of its own, and each names the other (REQ-24, REQ-31)."""
    again = rescreen(study_database, LI_WEN, failed, request_key="once")
    assert again.code == "YA-002" and again.site == "YA"
    assert rescreen(study_database, LI_WEN, failed, request_key="once") == again, "sent twice, done once"
    with study_database.reading() as connection:
        before, after = screened_before(connection, again.id), screened_again(connection, failed.id)
    assert before is not None and before.code == "YA-001" and [one.code for one in after] == ["YA-002"]
    pages = asked(study_database, "SELECT count(*) FROM page_state WHERE subject = ?", again.id)
    assert pages == asked(study_database, "SELECT count(*) FROM page_state WHERE subject = ?", failed.id)
    assert journal(study_database, failed.chain)[-1] == "rescreen" and journal(study_database, again.chain) == [
        "rescreen"
    ]
    assert flaws(study_database) == []


def test_only_a_site_screens_again(study_database: Database, failed: SubjectRef) -> None:
    """Sun Yan is a data manager, Wang Lei acts at KM: neither adds a participant of YA (REQ-04, REQ-06)."""
    for who, code in ((SUN_YAN, "not_permitted"), (actor("wang.lei", "KM"), "not_found")):
        with pytest.raises(Refusal) as refused:
            rescreen(study_database, who, failed)
        assert refused.value.code == code


def test_the_link_leaves_with_the_data(study_database: Database, failed: SubjectRef) -> None:
    """The list of participants and the ODM file name the previous number (REQ-64, REQ-65)."""
    again = rescreen(study_database, LI_WEN, failed)
    enter(study_database, page_of(study_database, again, "SCN", "DM"), {"WEIGHT": "61"})
    with study_database.snapshot() as connection:
        made = {
            file.name: b"".join(file.make(Tally())).decode("utf-8-sig")
            for file in files(connection, as_they_stand(connection), ["csv", "odm", "odm-history"], "deidentified")
        }
    lines = list(csv.DictReader(io.StringIO(made["DRAFT-subjects.csv"])))
    assert [(line["SUBJID"], line["PREVIOUS"], line["STRUCK"]) for line in lines] == [
        ("YA-001", "", "0"),
        ("YA-002", "YA-001", "0"),
    ]
    for name in ("DRAFT-odm-snapshot.xml", "DRAFT-odm-transactional.xml"):
        assert "<Comment>YA-001</Comment>" in made[name] and "rescreened" in made[name]
    assert export(study_database, SUN_YAN, lock=None, formats=["csv"])
