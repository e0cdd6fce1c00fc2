"""Links as they are typed, posted and imported: one grammar, one order, nothing guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edc.study.definition import Item
from edc.study.document import Value
from edc.study.values import Reading, as_typed, linked_rows, read, shown
from tests.study.build import KIDNEY

LINK = Item(oid="CMLNK", name="CMLNK", label={"en": "Given for"}, type="link", links=("MH", "AE"))


def entered(typed: str | list[str]) -> Reading:
    return read(LINK, typed, study=KIDNEY, today=date(2025, 3, 4))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("AE/7", "AE/7"),
        ("MH/2 AE/10 AE/9", "AE/9 AE/10 MH/2"),
        ("AE/7, AE/7；ae/1", "AE/1 AE/7"),
        (["", "AE/2", "AE/1"], "AE/1 AE/2"),
        ("ＡＥ／３", "AE/3"),
    ],
)
def test_rows_are_kept_each_once_and_in_order(typed: str | list[str], stored: str) -> None:
    """Li Wen types or ticks in any order: what is stored is the same (REQ-51, REQ-52)."""
    found = entered(typed)
    assert found.value == Value(v=stored) and found.problem is None
    assert entered(as_typed(found.value).text).value == found.value


@pytest.mark.parametrize("typed", ["AE", "AE/0", "AE/07", "AE/x", "CM/1", "7", "AE/1 and AE/2", "/1", "AE/1/2"])
def test_what_names_no_row_is_refused(typed: str) -> None:
    """REQ-52: only what is not of the grammar, or names another log, is refused; the sentence names the logs."""
    found = entered(typed)
    assert found.value is None and found.problem is not None
    assert (found.problem.code, found.problem.params["forms"]) == ("link", "MH, AE")


@pytest.mark.parametrize("typed", ["", "  ", [], [""]])
def test_nothing_ticked_is_nothing(typed: str | list[str]) -> None:
    """REQ-52: a link taken away is blank, not an empty text."""
    assert entered(typed).blank


def test_a_link_reads_back_as_text() -> None:
    """REQ-65: screens, trail and files show the codes; programs take them apart."""
    value = entered("MH/2 AE/10").value
    assert shown(LINK, value, KIDNEY, "en") == "AE/10; MH/2"
    assert linked_rows(value) == (("AE", "10"), ("MH", "2"))
    assert linked_rows(None) == linked_rows(Value(m="ND")) == ()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60) | st.lists(st.text(max_size=20), max_size=4))
def test_whatever_is_sent_is_read_or_refused(typed: str | list[str]) -> None:
    """REQ-52: no input raises; what is accepted is canonical."""
    found = entered(typed)
    if found.value is not None:
        assert entered(found.value.v or "").value == found.value
