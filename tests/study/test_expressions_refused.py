"""What is not part of the language never loads, and says why."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edc.study.expressions import ExpressionError
from tests.study.build import expression


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "CREAT.__class__",
        "(1).__class__",
        "().__class__.__bases__[0]",
        "[CREAT for x in (1, 2)]",
        "(lambda: CREAT)()",
        "(t1 := CREAT)",
        "f'{CREAT}'",
        "CREAT if True",
        "CREAT = 1",
        "CREAT; CREAT",
        "f.page",
        "k0",
        "r.values",
        "eval('1')",
        "add(CREAT, 1)",
        "max(*CREAT)",
        "round(x=CREAT)",
        "CREAT is None",
        "{'a': 1}",
        "(1, 2)",
        "CREAT[0]",
        "CREAT @ 2",
        "CREAT % 2",
        "~CREAT",
        "1j",
        "b'x'",
        "...",
        "0x10",
        "await CREAT",
        "",
        "CREAT >",
        "CREAT > 1\nCREAT",
        "\0",
    ],
)
def test_nothing_but_the_language_gets_through(text: str) -> None:
    """Lin Tao drops a hostile definition in: it is refused when it loads, never run (REQ-52)."""
    with pytest.raises(ExpressionError):
        expression(text)


@pytest.mark.parametrize(
    "text",
    [
        "CREAT > " + "1" * 5000,
        "(" * 150 + "CREAT" + ")" * 150 + " > " + "-" * 60 + "CREAT",
        " + ".join(["CREAT"] * 80) + " > 1",
        " or ".join(["REPEATED"] * 900),
        "(" * 1000 + "1" + ")" * 1000,
        "not " * 990 + "REPEATED",
    ],
)
def test_an_expression_has_its_limits(text: str) -> None:
    """Neither the parser nor the compiler is brought down by size: too long is a refusal (REQ-52)."""
    with pytest.raises(ExpressionError):
        expression(text)


def test_a_long_expression_within_the_limits_compiles() -> None:
    """A score of forty items or a check of a hundred alternatives is no trouble (REQ-52)."""
    expression(" + ".join(["CREAT"] * 40) + " > 1")
    expression(" or ".join(["CREAT == 1"] * 130))
    expression("not " * 40 + "REPEATED")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('CREAT == "X"', "CREAT (a number) and 'X' (a text) cannot be compared"),
        ('DM.SEX == "Z"', "DM.SEX has no code Z; its codes are M, F"),
        ('DM.SEX in ("M", "W")', "DM.SEX has no code W"),
        ('at("W0", DOSE.STDTM) > 3', "cannot be compared"),
        ("DM.SEX < 'M'", "have no order: compare with == or !="),
        ("LBDT > '2025-13-01'", '"2025-13-01" is not a date, written whole'),
        ("LBDT > '2025-03'", '"2025-03" is not a date, written whole'),
        ("LBDT - visit_date() > 3", "write days(a, b)"),
        ("NOTE + 'x'", "NOTE (a text) stands where a number is needed"),
        ("DM.SEX and REPEATED", 'write DM.SEX == "M"'),
        ("not CREAT", "CREAT (a number) stands where true or false is needed"),
        ("REPEATED > 1", "cannot be compared"),
        ("REPEATED < True", "have no order"),
        ("CREAT == None", "write missing(ITEM)"),
        ("CREAT if REPEATED else NOTE", "must be of one kind"),
        ("CREAT in (1, EGFR)", "only constants may stand in a list"),
        ("NOTE in NOTE", 'write ITEM in ("A", "B"), or "A" in MULTIPLE_CHOICE'),
        ("1 < CREAT in (1, 2)", "join comparisons by and"),
        ("REPORT == REPORT < REPORT", "have no order"),
        ("abs(NOTE)", "NOTE (a text) stands where a number is needed"),
        ("abs(CREAT, 1)", "abs() takes 1 operand, not 2"),
        ("days(LBDT)", "days() takes 2 operands, not 1"),
        ("max()", "max() takes 1 or more operand, not 0"),
        ("max(CREAT, LBDT)", "max() takes operands of one kind"),
        ("hours(LBDT, LBDT)", "stands where a date and time or a time is needed"),
        ("hours(LBTM, at_time(LBDT, LBTM))", "hours() takes operands of one kind"),
        ("round(CREAT, 13)", "round() is written round(x)"),
        ("round(CREAT, EGFR)", "round() is written round(x)"),
        ("missing()", "missing() takes one operand"),
        ("event(1)", "event() takes no operand"),
        ('event() == "W9"', "event() has no code W9; its codes are SCN, W0"),
        ("egfr(CREAT)", "there is no function egfr()"),
        ("mising(CREAT)", "there is no function mising(); did you mean missing?"),
        ('coded(CREAT, "XX")', "CREAT cannot be missing as XX; it may be ND, NA"),
        ("coded(CREAT)", 'coded() is written coded(ITEM, "CODE")'),
        ("coded(CREAT + 1, 'ND')", "is not an item"),
        ("0x1F > CREAT", "0x1F is not a decimal number"),
    ],
)
def test_what_cannot_be_meant_is_explained(text: str, reason: str) -> None:
    """Sun Yan mistypes a check: the message names the mistake and what to write (REQ-52)."""
    with pytest.raises(ExpressionError) as refused:
        expression(text)
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("AETOXGR >= 7", None),
        ("AETOXGR == 7", "AETOXGR has no code 7; its codes are 1, 2, 3, 4, 5"),
        ('AETOXGR == "3"', "cannot be compared"),
        ("AETOXGR in (-1, 3)", "AETOXGR has no code -1"),
    ],
)
def test_codes_of_a_numeric_codelist_are_numbers(text: str, reason: str | None) -> None:
    """A CTCAE grade is compared as a number, and equal only to a grade that exists (REQ-52)."""
    if reason is None:
        expression(text, "AE", "AE")
        return
    with pytest.raises(ExpressionError) as refused:
        expression(text, "AE", "AE")
    assert reason in str(refused.value)


@pytest.mark.parametrize("text", ['SYMPT == "FEVER"', 'SYMPT in ("FEVER", "CHILLS")', '"COUGH" in SYMPT', "SYMPT > 1"])
def test_a_multiple_choice_is_asked_for_one_code(text: str) -> None:
    """Several codes equal no single one: only ``"FEVER" in SYMPT`` means something (REQ-52)."""
    with pytest.raises(ExpressionError):
        expression(text, "DOSE", "OBS")


PIECES = ["CREAT", "DM.SEX", "NOTE", "LBDT", '"M"', "3", "True", "None", "(", ")", ",", "+", "-", "*", "<", "==", "in"]
PIECES += ["and", "or", "not", "if", "else", "any_row(", "prior(", "at(", "missing(", "AE.AETERM", "round(", "\n", ":="]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join) | st.text(max_size=40))
def test_anything_at_all_compiles_or_is_refused(text: str) -> None:
    """Whatever stands in a definition, loading ends in a compiled expression or in a sentence (REQ-52)."""
    try:
        compiled = expression(text)
    except ExpressionError as refused:
        assert str(refused)
    else:
        assert callable(compiled.fn)
