"""Data of two versions leave together: the columns of both, the newest first, and nothing is dropped."""

from __future__ import annotations

import csv
from datetime import date

from edc.acts.export import export
from edc.acts.move_page import move_page
from edc.casebook.reading import SubjectRef
from edc.db import Database
from tests.acts.amended import LI_WEN, SUN_YAN, begin_two, first_version, publish, second_version, start
from tests.acts.story import enter, flaws, page_of
from tests.exchange.shapes import exported, table
from tests.people import furnish_study


def casebook(database: Database) -> SubjectRef:
    """W0 was entered under version 1, W4 under version 2; screening was moved forward."""
    furnish_study(database, study=first_version())
    subject = begin_two(database)
    for event in ("SCN", "W0"):
        enter(database, page_of(database, subject, event, "SV"), {"SVDAT": "2025-03-10"})
        enter(database, page_of(database, subject, event, "VS"), {"SBP": "120", "DBP": "80", "POS": "LYING"})
    publish(database, second_version())
    start(database, date(2020, 1, 1))
    enter(database, page_of(database, subject, "W4", "VS"), {"SBP": "130", "PULSE": "70"})
    move_page(database, LI_WEN, page_of(database, subject, "SCN", "VS"), "amendment", request_key=None)
    return subject


def test_no_value_of_any_version_is_left_behind(database: Database) -> None:
    """REQ-50, REQ-64: the diastolic pressure of version 1 and the pulse of version 2; each row says its version."""
    casebook(database)
    files = exported(database, "csv")
    columns = next(csv.reader(files["VS.csv"].decode("utf-8-sig").splitlines()))
    found = [name for name in columns if name in ("SBP", "PULSE", "POS", "PRODUCT", "DBP", "MAP")]
    assert found == ["SBP", "PULSE", "POS", "PRODUCT", "DBP", "MAP"]
    rows = {row["VISIT"]: row for row in table(files["VS.csv"]) if row["SBP"]}
    assert {
        event: (row["DBP"], row["PULSE"], row["POS"], row["MAP"], row["PRODUCT"]) for event, row in rows.items()
    } == {
        "SCN": ("80", "", "LYING", "", ""),
        "W0": ("80", "", "LYING", "93", ""),
        "W4": ("", "70", "", "", "9100"),
    }


def test_derived_values_of_both_versions_agree_with_their_formulas(database: Database) -> None:
    """REQ-57: an export computes them anew, each by the version of its page, before anything leaves."""
    casebook(database)
    assert export(database, SUN_YAN, lock=None, formats=["csv", "trail", "odm", "odm-history"]) == 1
    assert flaws(database) == []
