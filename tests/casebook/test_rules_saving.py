"""Merging, reasons and row numbers of a save."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edc.casebook.rules_saving import Conflict, allot_rows, clean_reason, merge, next_row, reasons_needed
from edc.study.document import Document, Value, changed


def _doc(**values: str | None) -> dict[str, Value | None]:
    return {path: None if v is None else Value(v=v) for path, v in values.items()}


def test_different_items_are_merged_and_each_is_told() -> None:
    """Wang Lei saved K while Li Wen typed CREAT: both stand, and Li Wen is told of K (REQ-59)."""
    opened = _doc(CREAT="130", K="4.1")
    found = merge(opened, _doc(CREAT="130", K="5.0", NA="140"), _doc(CREAT="139", K="4.1"))
    assert found.result == _doc(CREAT="139", K="5.0", NA="140")
    assert found.conflicts == ()
    assert found.merged_from_theirs == ("K", "NA")


def test_the_same_item_with_different_values_is_a_conflict_and_nothing_is_overwritten() -> None:
    """Wang Lei saved 152, Li Wen typed 139: Li Wen chooses; until then 152 stands (REQ-59)."""
    found = merge(_doc(CREAT="130"), _doc(CREAT="152"), _doc(CREAT="139", K="4.1"))
    assert found.conflicts == (Conflict("CREAT", Value(v="130"), Value(v="152"), Value(v="139")),)
    assert found.result == _doc(CREAT="152", K="4.1")


def test_clearing_what_another_corrected_is_a_conflict() -> None:
    """Clearing is a change like any other, in both directions (REQ-59)."""
    assert len(merge(_doc(K="4"), _doc(K="5"), _doc(K=None)).conflicts) == 1
    assert len(merge(_doc(K="4"), _doc(K=None), _doc(K="5")).conflicts) == 1
    assert merge(_doc(K="4"), _doc(K=None), _doc(K=None)).conflicts == ()


def test_the_same_value_typed_in_two_ways_is_no_conflict() -> None:
    """1.72 mg/dL and 152 umol/L are one standard value; what was saved first stays (REQ-59)."""
    saved = {"CREAT": Value(v="152", t="1.72", u="mg/dL")}
    found = merge({}, saved, {"CREAT": Value(v="152")})
    assert (found.result, found.conflicts, found.merged_from_theirs) == (saved, (), ())
    assert len(merge({}, {"CREAT": Value(m="ND")}, {"CREAT": Value(m="UNK")}).conflicts) == 1


def test_what_was_not_posted_stays() -> None:
    """A hidden item is not in the form that Li Wen posts, and is not cleared by it."""
    assert merge(_doc(K="4", HIDDEN="1"), _doc(K="4", HIDDEN="1"), _doc(K="5")).result == _doc(K="5", HIDDEN="1")


def test_no_value_vanishes_under_a_mark_set_meanwhile() -> None:
    """Wang Lei struck out row 7 while Li Wen changed it: Li Wen decides about the mark.

    The same for *not done* on the page, whichever of the two set it; another row is no matter.
    """
    struck = {"AE/7/AETERM": Value(v="Fever"), "AE/7/#struck": Value(v="ERROR")}
    opened = {"AE/7/AETERM": Value(v="Fever")}
    found = merge(opened, struck, {"AE/7/AETERM": Value(v="High fever")})
    assert found.conflicts == (Conflict("AE/7/#struck", None, Value(v="ERROR"), None),)
    assert merge(opened, struck, {"AE/8/AETERM": Value(v="Cough")}).conflicts == ()

    not_done = {"#notdone": Value(v="MISSED")}
    assert [one.path for one in merge({}, _doc(K="4"), not_done).conflicts] == ["#notdone"]
    assert [one.path for one in merge({}, not_done, _doc(K="4")).conflicts] == ["#notdone"]
    assert merge(not_done, {"#notdone": None}, {**not_done, **_doc(K="4")}).conflicts == ()
    assert merge({}, not_done, {**not_done, **_doc(K="4")}).conflicts == ()


_VALUES = st.one_of(st.none(), st.sampled_from([Value(v="1"), Value(v="2"), Value(m="ND")]))
_CHANGES = st.dictionaries(st.sampled_from(["A", "B", "C", "G/1/D"]), _VALUES)


@given(_CHANGES, _CHANGES, _CHANGES)
def test_a_merge_loses_nothing(opened: Document, theirs: Document, ours: Document) -> None:
    """Every change of either side is in the result or in a conflict; nothing else changed (REQ-59)."""
    head, mine = {**opened, **theirs}, {**opened, **ours}
    found = merge(opened, head, mine)
    contested = {one.path for one in found.conflicts}
    for path, value in changed(opened, mine).items():
        assert path in contested or found.result[path] == value
    for path, value in head.items():
        assert found.result[path] == value or path in changed(opened, mine)
    assert merge(opened, opened, mine).conflicts == ()


def test_everything_that_was_there_owes_a_reason_when_it_changes() -> None:
    """Correcting, clearing and re-entering owe a reason; first entry and an unchanged item do not (REQ-27)."""
    head = {**_doc(CREAT="130", K="4.1", NA=None, CL="100"), "CA": Value(v="2.3", t="2.30")}
    new = {**_doc(CREAT="139", K=None, NA="140", CL="100", MG="0.9"), "CA": Value(v="2.3")}
    assert reasons_needed(head, new) == ["CA", "CREAT", "K", "NA"]


def test_finishing_owes_no_reason_and_taking_it_back_does() -> None:
    """Finish is an act of its own, not a correction; striking out and restoring are judged as any path (REQ-27)."""
    finished = {"#finished": Value(v="Y")}
    assert reasons_needed({}, finished) == []
    assert reasons_needed({"#finished": None}, finished) == []
    assert reasons_needed(finished, {"#finished": None}) == ["#finished"]
    assert reasons_needed({}, {"#struck": Value(v="ERROR")}) == []
    assert reasons_needed({"#struck": Value(v="ERROR")}, {"#struck": None}) == ["#struck"]


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        " \t\r\n",
        "\u3000\u3000",
        "\u00a0\u2003",
        "\u200b\u200d\ufeff",
        "\u2060\u00ad\u202e",
        "\u3164\u2800",
        " \u0301\ufe0f",
        "\x00\x1f",
    ],
)
def test_what_cannot_be_read_is_no_reason(text: str | None) -> None:
    """Blanks, full-width and zero-width ones included, are refused as a reason (REQ-27)."""
    assert clean_reason(text) is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  typing error ", "typing error"),
        ("\u3000录入错误\u3000", "录入错误"),
        ("\u200b见\u3000原始病历\ufeff", "见\u3000原始病历"),
        ("\ue000", "\ue000"),
        ("typing\x00 error\ud800", "typing error"),
        ("?", "?"),
    ],
)
def test_a_reason_is_kept_without_blanks_around_it(text: str, kept: str) -> None:
    """What Li Wen wrote is kept as written, rare characters of the hospital's own included (REQ-27)."""
    assert clean_reason(text) == kept


def test_a_row_number_is_never_used_again() -> None:
    """Row 7 was struck out, row 9 cleared: the next adverse event is number 10 (REQ-34)."""
    page = {
        "AE/2/AETERM": Value(v="Fever"),
        "AE/7/#struck": Value(v="ERROR"),
        "AE/9/AETERM": None,
        "AE/#order": Value(v="9 2"),
        "CM/12/CMTRT": Value(v="Insulin"),
        "AETERM": Value(v="not a row"),
    }
    assert [next_row(page, group) for group in ("AE", "CM", "PD")] == [10, 13, 1]


def test_two_people_who_add_a_row_at_once_add_two_rows() -> None:
    """Both screens showed row 2 as the next; Li Wen's event becomes row 3, not a conflict with Wang Lei's (REQ-59)."""
    opened = {"AE/1/AETERM": Value(v="Fever")}
    head = {**opened, "AE/2/AETERM": Value(v="Cough")}
    mine = {
        **opened,
        "AE/2/AETERM": Value(v="Rash"),
        "AE/2/AESEV": Value(v="MILD"),
        "AE/3/AETERM": None,
        "AE/4/AETERM": Value(v="Nausea"),
        "AE/#order": Value(v="4 3 2 1"),
        "OBS/T2H/SBP": Value(v="120"),
        "CREAT": Value(v="139"),
    }
    numbered = allot_rows(opened, head, mine, ["AE"])
    assert numbered == {
        **opened,
        "AE/3/AETERM": Value(v="Rash"),
        "AE/3/AESEV": Value(v="MILD"),
        "AE/4/AETERM": Value(v="Nausea"),
        "AE/#order": Value(v="4 3 1"),
        "OBS/T2H/SBP": Value(v="120"),
        "CREAT": Value(v="139"),
    }
    found = merge(opened, head, numbered)
    assert found.conflicts == ()
    assert found.result["AE/2/AETERM"] == Value(v="Cough")


def test_rows_keep_their_numbers_where_nobody_else_saved() -> None:
    """Li Wen corrects row 1 and adds row 2: the numbers on the screen are the ones stored."""
    opened = {"AE/1/AETERM": Value(v="Fever")}
    mine = {"AE/1/AETERM": Value(v="Fever 38.5"), "AE/2/AETERM": Value(v="Rash")}
    assert allot_rows(opened, opened, mine, ["AE"]) == mine
