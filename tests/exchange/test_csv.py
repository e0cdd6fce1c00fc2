"""CSV files: what stands in which column, and that nothing is lost or run on the way."""

from __future__ import annotations

import csv
import io

import pytest

from edc.acts.import_data import import_data
from edc.db import Database
from edc.exchange.csv_layout import layouts
from edc.exchange.profiles import project
from tests.exchange.odm_text import file, item, renal
from tests.exchange.shapes import LI_WEN, casebook, enter, exported, furnish, page_of, shapes, table

Files = dict[str, bytes]


@pytest.fixture
def files(database: Database) -> Files:
    furnish(database)
    casebook(database)
    return exported(database, "csv")


def test_there_is_a_file_for_each_form_and_each_repeating_group(files: Files) -> None:
    """Analysts get tables, not documents (REQ-64, B.5.21.0100)."""
    assert sorted(files) == sorted(
        (
            *("SV.csv", "DM.csv", "RENAL.csv", "OBS.csv", "OBS-TIMES.csv", "AE.csv", "AE-AE.csv", "EXTRA.csv"),
            *("codebook.csv", "codelists.csv", "subjects.csv"),
        )
    )


def test_every_file_is_utf_8_with_a_mark_and_crlf(files: Files) -> None:
    """Spreadsheets open Chinese text right, and RFC 4180 readers find their line ends (REQ-64)."""
    for content in files.values():
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.endswith(b"\r\n")
    assert "头痛，剧烈" in files["AE-AE.csv"].decode("utf-8")


def test_a_number_comes_with_its_comparator_and_as_it_was_typed(files: Files) -> None:
    """Li Wen typed 1.2 mg/dL; analysis wants 106.08 umol/L, an inspector what was typed (trial 0.6)."""
    first, second = table(files["RENAL.csv"])
    assert (first["CREAT"], first["CREAT_CMP"], first["CREAT_TYPED"], first["CREAT_UNIT"]) == (
        *("106.08", ""),
        *("1.2", "mg/dL"),
    )
    assert (second["CREAT"], second["CREAT_CMP"], second["CREAT_TYPED"], second["CREAT_UNIT"]) == (
        *("60", "<"),
        *("<60", "umol/L"),
    )


def test_missing_is_a_column_of_its_own_and_only_where_it_can_be(files: Files) -> None:
    """Not done is not empty, and no code ever stands among the values (REQ-53, D.113.100)."""
    first, second = table(files["RENAL.csv"])
    assert (first["FASTED"], first["FASTED_MISS"]) == ("", "ND")
    assert (second["FASTED"], second["FASTED_MISS"]) == ("", "")
    assert "CLOCK_MISS" not in first and "TWICE_MISS" not in first


def test_derived_values_stand_beside_what_they_come_from(files: Files) -> None:
    """What was computed leaves with the data it was computed from (B.6.7.0900)."""
    assert [row["TWICE"] for row in table(files["RENAL.csv"])] == ["212.2", ""]


def test_a_multiple_choice_is_a_column_for_each_answer(files: Files) -> None:
    """1 chosen, 0 not chosen, empty where nobody was asked (B.5.21.0100)."""
    (row,) = table(files["DM.csv"])
    assert [row["HX__HTN"], row["HX__DM_2"], row["HX__50_"]] == ["1", "1", "0"]
    codebook = {line["COLUMN"]: line for line in table(files["codebook.csv"])}
    assert "50%" in codebook["HX__50_"]["MEANING"]


def test_rows_of_a_group_are_rows_of_a_file(files: Files) -> None:
    """Added rows by number, fixed rows by their code and in their order (B.3.16.0700)."""
    assert [(row["ROW"], row["AETERM"], row["AESTDT"]) for row in table(files["AE-AE.csv"])] == [
        ("1", "头痛，剧烈", "2025-03"),
        ("2", "fever", ""),
    ]
    assert [(row["ROW"], row["SBP"], row["PAIN"]) for row in table(files["OBS-TIMES.csv"])] == [
        ("T0", "", "3"),
        ("T2H", "120", ""),
    ]


def test_what_was_struck_out_leaves_with_its_mark(files: Files) -> None:
    """Nothing vanishes: a struck row is there and says that it does not count (REQ-34, B.3.14.1000)."""
    assert [row["STRUCK"] for row in table(files["AE-AE.csv"])] == ["", "other"]
    assert table(files["AE.csv"])[0]["STRUCK"] == ""


def test_a_text_that_a_spreadsheet_would_run_is_disarmed_and_can_be_had_back(files: Files) -> None:
    """A formula in a remark is text; dropping one apostrophe gives it back as collected (REQ-64)."""
    (row,) = table(files["DM.csv"])
    assert row["NOTE"] == '\'=HYPERLINK("x")\nsecond, line'
    assert row["NOTE"].removeprefix("'") == '=HYPERLINK("x")\nsecond, line'


def test_a_participant_code_that_would_run_is_disarmed_too(database: Database) -> None:
    """Codes come from files of others by import: they are no more to be trusted than remarks (REQ-64)."""
    furnish(database)
    content = file(renal(item("I.CREAT", "88"), key="=1+1"))
    import_data(database, LI_WEN, content, "file.xml", "YA")
    files = exported(database, "csv", "trail")
    assert {table(files[name])[0]["SUBJID"] for name in ("RENAL.csv", "subjects.csv", "trail.csv")} == {"'=1+1"}


def test_negative_numbers_are_never_touched(database: Database) -> None:
    """-5 is a number, not a formula: analysis reads it as one (REQ-64)."""
    furnish(database)
    subject = casebook(database)
    page = page_of(database, subject, "LOG", "EXTRA")
    enter(database, page, {"WHAT": "-5 is what he said"})
    enter(database, page_of(database, subject, "SCN", "DM"), {"HX": "50%25"}, reasons={"HX": "typing"})
    files = exported(database, "csv")
    assert table(files["EXTRA.csv"])[0]["WHAT"] == "'-5 is what he said"
    assert [table(files["DM.csv"])[0][name] for name in ("HX__HTN", "HX__DM_2", "HX__50_")] == ["0", "0", "1"]


def test_every_column_is_explained(files: Files) -> None:
    """The codebook names each column of each file, in both languages (REQ-64, B.2.10.0600)."""
    codebook = table(files["codebook.csv"])
    for name, content in files.items():
        if name.removesuffix(".csv") in ("codebook", "codelists", "subjects"):
            continue
        heading = next(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        told = [line for line in codebook if line["FILE"].removeprefix("DRAFT-") == name]
        assert [line["COLUMN"] for line in told] == heading
        assert all(line["MEANING"] for line in told)
    creatinine = next(line for line in codebook if line["COLUMN"] == "CREAT")
    assert (creatinine["LABEL_EN"], creatinine["LABEL_ZH"], creatinine["UNIT"]) == (
        "Serum creatinine",
        "CREAT项",
        "umol/L",
    )
    assert creatinine["UNITS"] == "IFCC x 0.0915 + 2.15; mg/dL x 88.4"
    assert creatinine["SDTM"] == "testcd=CREAT"
    codes = {(line["CODELIST"], line["CODE"]) for line in table(files["codelists.csv"])}
    assert ("SEX", "F") in codes
    missing = next(line for line in codebook if line["COLUMN"] == "CREAT_MISS")
    assert (missing["TYPE"], missing["UNIT"], missing["CODELIST"]) == ("text", "", "#missing")
    visits = {line["VISIT"] for content in files.values() for line in table(content) if line.get("VISIT")}
    assert {line["CODELIST"] for line in codebook if line["COLUMN"] == "VISIT"} == {"#visit"}
    assert visits and {("#visit", visit) for visit in visits} <= codes


def test_columns_never_share_a_name() -> None:
    """An item called SUBJID, and items that differ by case alone, get columns of their own (REQ-64)."""
    item = {"label": {"en": "x"}, "type": "text"}
    names = ("SUBJID", "ABC", "ABC_MISS", "ENTRY")
    group = {"oid": "G", "name": "G", "items": [{**item, "oid": name, "name": name} for name in names]}
    study = shapes(
        forms=({"oid": "F", "name": "F", "label": {"en": "F"}, "groups": (group,)},),
        events=({"oid": "E", "name": "E", "label": {"en": "E"}, "forms": ("F",)},),
        visit_date=None,
        consent_date=None,
        birth_date=None,
        sex=None,
    )
    (layout,) = layouts(project(study, "full"), study.forms[0])
    found = [column.name.lower() for column in layout.columns]
    assert len(found) == len(set(found))
