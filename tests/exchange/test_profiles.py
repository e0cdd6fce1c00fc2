"""De-identified: what says who somebody is does not leave, in any file of any format."""

from __future__ import annotations

import re

import pytest

from edc.acts.answer_query import answer_query
from edc.acts.reasons import Reason
from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.study.document import Value
from tests.exchange.shapes import (
    CHEN_JIE,
    LI_WEN,
    asked,
    casebook,
    enter,
    exported,
    furnish,
    lock,
    page_of,
    shapes,
    table,
)
from tests.exchange.xsd import found, undefined, valid

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
"""A profile changes what was read; how it is read is tested on both databases elsewhere."""

EVERYTHING = ("csv", "trail", "odm", "odm-history")
Files = dict[str, bytes]


@pytest.fixture
def subject(database: Database) -> SubjectRef:
    furnish(database)
    return casebook(database)


@pytest.fixture
def files(database: Database, subject: SubjectRef) -> Files:
    renal = page_of(database, subject, "SCN", "RENAL")
    enter(database, renal, {"CREAT": "900"}, reasons={"CREAT": "source: seen in the chart of Wang Fang"})
    (query,) = asked(database, "SELECT id FROM query WHERE path = 'CREAT'")[0]
    answer_query(database, CHEN_JIE, query, Reason("", "Wang Fang had dehydration on 2025-03-04"), request_key=None)
    return exported(database, *EVERYTHING, profile="deidentified")


def test_no_identifier_is_in_any_byte_of_any_file(files: Files) -> None:
    """Names, the birth date, the file and its name, free words of reasons and queries (REQ-60, B.2.6.0300)."""
    for name, content in files.items():
        for secret in (
            b"Wang Fang",
            b"1960-05",
            b"aaaaaaaa",
            b"dehydration",
            b"chart",
            b"daughter",
            b"I.NICK",
            b"NICK",
        ):
            assert secret not in content, (name, secret)


def test_no_date_of_the_participant_is_in_any_file(files: Files) -> None:
    """Neither a clinical date nor the day on which it was entered (trial 0.8)."""
    for name, content in files.items():
        if name.startswith(("odm", "codebook", "codelists", "subjects")):
            content = content[content.find(b"<ClinicalData") :] if name.startswith("odm") else content
        dates = set(re.findall(rb"20[012]\d-\d\d", content))
        assert not any(date.startswith((b"2025", b"2026", b"2024")) for date in dates), (name, dates)


def test_dates_become_days_from_day_one(files: Files) -> None:
    """Day 1 is the first infusion; the day before it is day -1 (trial 0.8)."""
    assert [row["SVDAT_DY"] for row in table(files["SV.csv"])] == ["-14", "1"]
    assert [(row["SVWHEN_DY"], row["SVWHEN_TM"]) for row in table(files["SV.csv"])] == [("-14", "08:05"), ("", "")]
    first, second = table(files["AE-AE.csv"])
    assert (first["AESTDT_DY"], first["AESTDT_DY_TO"]) == ("-17", "14")
    assert (second["AEONSET_DY"], second["AEONSET_DY_TO"], second["AEONSET_TM"]) == ("3", "3", "08")
    assert [row["DAY1_FROM"] for row in table(files["subjects.csv"])] == ["anchor"]


def test_the_birth_date_becomes_age_and_year(files: Files) -> None:
    """What analysis needs of it, and no more (trial 0.8)."""
    (row,) = table(files["DM.csv"])
    assert (row["BRTHDT_AGE"], row["BRTHDT_YEAR"]) == ("64", "1960")


def test_what_does_not_identify_stays_as_it_is(files: Files) -> None:
    """Numbers, codes and unflagged remarks are the same as in the full export (B.5.21.0100)."""
    (person,) = table(files["DM.csv"])
    assert (person["SEX"], person["HX__HTN"], person["CONSENT"]) == ("F", "1", "true")
    assert person["NOTE"].startswith("'=HYPERLINK")
    assert [row["CREAT"] for row in table(files["RENAL.csv"])] == ["900", "60"]


def test_reasons_leave_as_their_code(files: Files) -> None:
    """Coded reasons tell analysts what happened; words of people may name anybody (REQ-27, REQ-60)."""
    said = {row["REASON"] for row in table(files["trail.csv"])}
    assert said == {"", "other", "source"}
    root = valid(files["odm-snapshot.xml"])
    assert set(found(root, "//o:ReasonForChange/text()")) == {"other", "source"}
    assert found(root, "//o:Annotation/o:Comment") == []
    assert "answered" in found(root, "//o:FlagValue[@CodeListOID='edc.query']/text()")


def test_the_files_are_valid_and_explain_themselves(files: Files) -> None:
    """The definition that travels is that of what travels: no item that stayed here (REQ-65)."""
    for name in ("odm-snapshot.xml", "odm-transactional.xml"):
        root = valid(files[name])
        assert undefined(root) == set()
        assert found(root, "//o:MetaDataVersion/@OID") == ["1-deidentified"]
        assert found(root, "//o:User/o:FullName") == []
    days = [line for line in table(files["codebook.csv"]) if line["COLUMN"] == "SVDAT_DY"]
    assert days[0]["TYPE"] == "integer" and days[0]["LABEL_EN"].endswith("(day of study)")


def test_times_of_entry_keep_their_order_and_distance(database: Database, subject: SubjectRef) -> None:
    """Audit records are moved by whole days, not scrambled: who came first can still be seen (REQ-24)."""
    kept = exported(database, "trail", profile="full")["trail.csv"]
    moved = exported(database, "trail", profile="deidentified")["trail.csv"]
    real = {(row["PAGEID"], row["PAGESEQ"]): row["AT"][14:19] for row in table(kept)}
    for row in table(moved):
        # whole hours may differ, for the stamps are the site's own; minutes and seconds do not
        assert row["AT"][14:19] == real[row["PAGEID"], row["PAGESEQ"]]


def test_without_a_first_infusion_days_count_from_consent_and_say_so(database: Database) -> None:
    """A screening failure has no infusion: the file says what its days are counted from (trial 0.8)."""
    furnish(database)
    subject = casebook(database)
    enter(database, page_of(database, subject, "W0", "SV"), {"SVDAT": None}, reasons={"SVDAT": "source"})
    files = exported(database, "csv", profile="deidentified")
    assert table(files["subjects.csv"])[0]["DAY1_FROM"] == "consent"
    assert table(files["SV.csv"])[0]["SVDAT_DY"] == "1"


def test_a_missing_date_keeps_its_code(database: Database, subject: SubjectRef) -> None:
    """Unknown is not empty, also where a date became days (REQ-53)."""
    page = page_of(database, subject, "SCN", "RENAL")
    enter(database, page, {"LBDT": Value(m="UNK")}, reasons={"LBDT": "source"})
    files = exported(database, "csv", "odm", profile="deidentified")
    row = table(files["RENAL.csv"])[0]
    assert (row["LBDT_DY"], row["LBDT_DY_MISS"]) == ("", "UNK")
    valid(files["odm-snapshot.xml"])


def test_locked_files_of_both_profiles_stand_side_by_side(database: Database, subject: SubjectRef) -> None:
    """The profile is part of what makes a file; nothing else of the lock changes (REQ-67)."""
    lock(database)
    full = exported(database, "csv", lock=1)
    masked = exported(database, "csv", lock=1, profile="deidentified")
    assert full["OBS-TIMES.csv"] != b"" and full["OBS-TIMES.csv"] == masked["OBS-TIMES.csv"].replace(
        b"SIGNED_DY", b"SIGNED_AT"
    )
    assert LI_WEN.person.encode() not in masked["DM.csv"] and shapes().birth_date == "DM.BRTHDT"
