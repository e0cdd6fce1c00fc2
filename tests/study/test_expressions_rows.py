"""Rows of repeating groups: functions over them, and expressions about one of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edc.study.document import Value
from edc.study.expressions import ExpressionError
from tests.study.build import expression, page, subject, value_of

EVENTS_LOG = {
    "AE/1/AETERM": "fever",
    "AE/1/AESTDT": "2025-03-18",
    "AE/1/AETOXGR": "2",
    "AE/2/AETERM": "oedema",
    "AE/2/AESTDT": "2025-04",
    "AE/3/AETERM": "typed by mistake",
    "AE/3/AETOXGR": "5",
    "AE/3/#struck": Value(v="error"),
    "AE/4/AETERM": None,
}
MEDICATION = {
    "CM/1/CMTRT": "paracetamol",
    "CM/1/CMAENO": "1",
    "CM/1/CMDOSE": "500",
    "CM/2/CMTRT": "furosemide",
    "CM/2/CMDOSE": "20",
}
WATCH = {"OBS/PRE/TEMP": "36.5", "OBS/T2H/TEMP": "38.1", "OBS/T2H/SYMPT": "CHILLS CHEST%20PAIN"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('any_row(AE.AETERM == "fever")', True),
        ('any_row(AE.AETERM == "typed by mistake")', False),
        ("any_row(AE.AETOXGR >= 3)", None),
        ("any_row(AE.AETOXGR >= 2)", True),
        ("all_rows(known(AE.AETERM))", True),
        ("all_rows(AE.AETOXGR >= 2)", None),
        ("all_rows(AE.AETOXGR >= 3)", False),
        ("count_rows(known(AE.AETERM))", 2),
        ("count_rows(AE.AETOXGR >= 2)", 1),
        ("sum_rows(CM.CMDOSE)", 520),
        ("sum_rows(CM.CMAENO)", None),
        ("min_rows(CM.CMDOSE)", 20),
        ("max_rows(AE.AETOXGR)", 2),
        ("max_rows(AE.AESTDT)", None),
        ('any_row(at("W0", DOSE.TEMP) >= 38)', True),
        ('any_row(at("W0", DOSE.TEMP) >= 38 and "CHILLS" in at("W0", DOSE.SYMPT))', True),
        ('any_row("FEVER" in at("W0", DOSE.SYMPT))', None),
        ('any_row("CHEST PAIN" in at("W0", DOSE.SYMPT))', True),
        ('in_row("T2H", at("W0", DOSE.TEMP)) > 38', True),
        ("any_row(AE.AESTDT > CREAT_DAY)", None),
        ("count_rows(latest(DOSE.TEMP) > 36)", 2),
    ],
)
def test_functions_over_rows(text: str, expected: object) -> None:
    """Rows that are struck out or hold nothing do not count; a blank in a row is unknown there (REQ-51)."""
    view = subject(
        page(1, "W0", "RENAL", {"LBDT": "2025-04-10"}),
        page(2, "LOG", "AE", EVENTS_LOG),
        page(3, "LOG", "CM", MEDICATION),
        page(4, "W0", "DOSE", {"STDTM": "2025-03-17T10:00", **WATCH}),
    )
    assert value_of(text.replace("CREAT_DAY", "LBDT"), view, 1) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("any_row(known(AE.AETERM))", False),
        ("all_rows(known(AE.AETERM))", True),
        ("count_rows(known(AE.AETERM))", 0),
        ("sum_rows(CM.CMDOSE)", 0),
        ("max_rows(CM.CMDOSE)", None),
    ],
)
def test_a_log_that_was_never_opened_has_no_rows(text: str, expected: object) -> None:
    """ "Adverse event reported, log empty" fires before the log page exists at all (trial.md 0.4.1)."""
    assert value_of(text, subject(page(1, "W0", "RENAL")), 1) == expected


@settings(deadline=None)  # two shared cores: a slow moment is no failure
@given(st.lists(st.sampled_from(["38.0", "36.0", None]), max_size=5))
def test_any_row_is_not_all_rows_not(temperatures: list[str | None]) -> None:
    """Kleene's duality holds over rows as well: any(x) is not all(not x) (REQ-51)."""
    log = {f"CM/{n}/CMTRT": "x" for n in range(1, 6)}
    doses = {f"CM/{n}/CMDOSE": dose for n, dose in enumerate(temperatures, 1)}
    view = subject(page(1, "LOG", "CM", {**log, **doses}))
    found = value_of("any_row(CMDOSE > 37)", view, 1)
    assert found is value_of("not all_rows(not CMDOSE > 37)", view, 1)
    known = len(temperatures) == 5 and None not in temperatures
    assert found is (True if "38.0" in temperatures else False if known else None)


@pytest.mark.parametrize(
    ("text", "row", "expected"),
    [
        ("AETERM", "AE/2", "oedema"),
        ("row()", "AE/2", 2),
        ("any_row(CM.CMAENO == row())", "AE/1", True),
        ("any_row(CM.CMAENO == row())", "AE/2", None),
        ("any_row(CM.CMTRT == AETERM)", "AE/1", False),
        ('AETERM == "oedema" and any_row(AETERM == "fever")', "AE/2", True),
        ("AESTDT >= min_rows(CM.CMAENO) and True", "AE/1", ExpressionError),
        ('AESTDT > at("W0", SV.SVDAT)', "AE/1", None),
    ],
)
def test_an_expression_about_one_row_sees_that_row(text: str, row: str, expected: object) -> None:
    """A check on an adverse event sees its own row, and all medications beside it (EC12)."""
    view = subject(page(2, "LOG", "AE", EVENTS_LOG), page(3, "LOG", "CM", MEDICATION))
    if expected is ExpressionError:
        with pytest.raises(ExpressionError):
            value_of(text, view, 2, row)
    else:
        assert value_of(text, view, 2, row) == expected


def test_fixed_rows_are_there_before_anything_is_entered() -> None:
    """Every time point of the infusion day exists; one can be compared with the row before the dose (4.14)."""
    view = subject(page(4, "W0", "DOSE", {"STDTM": "2025-03-17T10:00", **WATCH}), page(5, "W4", "DOSE"))
    assert value_of("count_rows(missing(TEMP))", view, 5) == 2
    assert value_of('TEMP - in_row("PRE", TEMP)', view, 4, "OBS/T2H") == value_of("38.1 - 36.5", view, 4)
    assert value_of("row()", view, 4, "OBS/T2H") == "T2H"


def test_rows_of_a_group_that_was_not_done_are_no_operands() -> None:
    """Wang Lei marks the observations not done: no row of them is left to judge (REQ-53)."""
    view = subject(page(4, "W0", "DOSE", {**WATCH, "OBS/#notdone": Value(v="equipment")}))
    closed = subject(page(11, "W0", "RENAL", {"CREAT": Value(m="ND"), "RENALG/#notdone": Value(v="equipment")}))
    assert value_of('coded(CREAT, "ND")', closed, 11) is False
    assert value_of("any_row(TEMP >= 38)", view, 4) is False
    assert value_of("count_rows(missing(TEMP))", view, 4) == 0
    assert value_of('in_row("T2H", TEMP)', view, 4) is None


@pytest.mark.parametrize(
    ("text", "on", "reason"),
    [
        ("any_row(CREAT > 1)", "RENAL", "a row function needs an item of a repeating group inside"),
        ("any_row(AE.AETERM == CM.CMTRT)", "RENAL", "not through several: AE.AE, CM.CM"),
        ("any_row(any_row(AE.AETOXGR > 1))", "RENAL", "a row function cannot stand inside another"),
        ("any_row(AE.AETERM)", "RENAL", "AE.AETERM (a text) stands where true or false is needed"),
        ("sum_rows(AE.AETERM)", "RENAL", "stands where a number is needed"),
        ("any_row(AE.AETERM, 1)", "RENAL", "any_row() takes one operand"),
        ('in_row("T9", TEMP)', "DOSE", "there is no row T9 in OBS; the rows are PRE, T2H"),
        ('in_row("1", AE.AETERM)', "RENAL", "there is no row 1 in AE, which has no fixed rows"),
        ("row() == 1", "RENAL", "row() is known only in an expression about one row"),
    ],
)
def test_what_rows_cannot_mean_is_refused(text: str, on: str, reason: str) -> None:
    """A row function goes through one group, and says which (REQ-52)."""
    with pytest.raises(ExpressionError) as refused:
        expression(text, on)
    assert reason in str(refused.value)
