"""Tables of reference ranges as hospitals send them: read cell by cell, refused by line and column."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from edc.casebook.rules_ranges import MOST_ROWS, Proposed, Trouble, read_row, table_of
from edc.study.definition import Study
from tests.lab_study import lab_study

TODAY = date(2025, 6, 1)
HEADER = "laboratory,analyte,sex,age_from,age_to,low,high,unit,first,last,certificate"
GOOD = {
    "laboratory": "CENTRAL",
    "analyte": "CREA",
    "sex": "F",
    "age_from": "18",
    "age_to": "",
    "low": "45",
    "high": "84",
    "unit": "umol/L",
    "first": "2025-01-01",
    "last": "",
    "certificate": "MT0123",
}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return lab_study(tmp_path_factory.mktemp("labs"))


def _troubles(study: Study, **cells: str) -> list[tuple[str, str]]:
    found = read_row(study, TODAY, GOOD | cells, 7)
    assert not isinstance(found, Proposed)
    assert {trouble.line for trouble in found} == {7}
    return [(trouble.column, trouble.problem.code) for trouble in found]


def test_a_row_is_read_as_it_was_typed(study: Study) -> None:
    """Full-width digits, names of the study in its own words, days written together: all are understood."""
    cells = GOOD | {
        "laboratory": "中心实验室",
        "analyte": "crea",
        "low": "４５．０",
        "unit": "MG/DL",
        "first": "20250101",
    }
    found = read_row(study, TODAY, cells)
    assert isinstance(found, Proposed)
    assert (found.range.laboratory, found.range.analyte, found.range.unit) == ("CENTRAL", "CREA", "mg/dL")
    assert (found.range.low, found.range.high) == (Decimal("45.0"), Decimal(84))
    assert (found.range.first, found.range.last) == (date(2025, 1, 1), None)
    assert (found.range.sex, found.range.ages) == ("F", (18, 150))


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"laboratory": "LAB9"}, [("laboratory", "range_laboratory")]),
        ({"analyte": "NA"}, [("analyte", "range_analyte")]),
        ({"analyte": "", "certificate": " "}, [("analyte", "range_blank"), ("certificate", "range_blank")]),
        ({"sex": "X"}, [("sex", "range_sex")]),
        ({"unit": "mg/L"}, [("unit", "range_unit")]),
        ({"unit": ""}, [("unit", "range_unit")]),
        ({"low": "3,5", "high": "<7"}, [("low", "number_comma"), ("high", "comparator")]),
        ({"low": "", "high": ""}, [("low", "range_limits")]),
        ({"low": "85"}, [("high", "range_order")]),
        ({"age_from": "17.5"}, [("age_from", "whole_number")]),
        ({"age_to": "200"}, [("age_to", "hard_range")]),
        ({"age_to": "17"}, [("age_to", "range_ages")]),
        ({"first": "2025-02-31"}, [("first", "date_impossible")]),
        ({"last": "2024-12-31"}, [("last", "range_days")]),
        ({"certificate": "MT\u202e0123"}, [("certificate", "character")]),
        ({"certificate": "x" * 201}, [("certificate", "too_long")]),
    ],
)
def test_a_cell_that_cannot_be_is_refused_by_name(
    study: Study, cells: dict[str, str], said: list[tuple[str, str]]
) -> None:
    """REQ-51: what cannot be is refused with its place and the way out, before anything is proposed."""
    assert _troubles(study, **cells) == said


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_table_is_read_whatever_stands_between_its_cells(between: str) -> None:
    """Pasted from a spreadsheet or saved as CSV, with blank lines and columns in any order."""
    text = "\n".join((HEADER, "", ",".join(GOOD.values()), "")).replace(",", between)
    assert table_of(text) == ([(3, GOOD)], [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "range_columns"),
        (HEADER, "range_empty"),
        (f"{HEADER},colour\nx", "range_column"),
        (f"{HEADER},sex\nx", "range_column_twice"),
        ("laboratory,analyte\nCENTRAL,K", "range_columns"),
        (f"{HEADER}\n{','.join(['x'] * 12)}", "range_cells"),
        (HEADER + "\nCENTRAL" * (MOST_ROWS + 1), "range_too_long"),
        (HEADER + "\n" + '"' + "x" * 200_000, "range_cells"),
        (HEADER + "\n" + "x" * 2_000_000, "range_too_long"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_whole(text: str, code: str) -> None:
    found, troubles = table_of(text)
    assert found == []
    assert [trouble.problem.code for trouble in troubles] == [code]
    assert isinstance(troubles[0], Trouble)


def test_no_line_is_lost_behind_blank_ones() -> None:
    """Spreadsheets leave thousands of empty lines: what stands behind them is read, or the table refused."""
    row = ",".join(GOOD.values())
    text = "\n".join((HEADER, row, *[",,"] * (MOST_ROWS + 10), row))
    found, troubles = table_of(text)
    assert troubles == [] and [cells for _, cells in found] == [GOOD, GOOD]
