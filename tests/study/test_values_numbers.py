"""Numbers as they are typed at Li Wen's desk and as the laboratory prints them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from edc.study.definition import Form, Group, Item, Range, Slip, Study
from edc.study.document import Value
from edc.study.values import Reading, as_typed, asks_of, number, read, shown

STUDY = Study(
    oid="S",
    name="S",
    version="1",
    label={"en": "S"},
    languages=("en", "zh"),
    units={"umol/L": {"en": "umol/L", "zh": "μmol/L"}},
    events=(),
    forms=(Form(oid="F", name="F", label={"en": "F"}, groups=(Group(oid="G", name="G", items=()),)),),
)
TODAY = date(2025, 8, 6)


def creatinine(**changes: Any) -> Item:
    parts: dict[str, Any] = {
        "oid": "CREAT",
        "name": "CREAT",
        "label": {"en": "Serum creatinine"},
        "type": "number",
        "unit": "umol/L",
        "units": {"mg/dL": Decimal("88.4")},
        "decimals": 1,
        "hard": Range(ge=Decimal(0), le=Decimal(5000)),
        "soft": Range(ge=Decimal(60), le=Decimal(300)),
        "slips": (Slip(below=Decimal(15), unit="mg/dL", hint={"en": "1 mg/dL = 88.4 umol/L", "zh": "换算"}),),
    }
    return Item(**(parts | changes))


def enter(typed: str, unit: str | None = None, **changes: Any) -> Reading:
    return read(creatinine(**changes), typed, unit=unit, study=STUDY, today=TODAY)


def refusal(reading: Reading) -> str:
    assert reading.problem is not None and reading.value is None
    return reading.problem.code


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("139", "139"),
        ("１３９", "139"),
        ("36。5", "36.5"),
        ("３６．５", "36.5"),
        ("+139.0", "139.0"),
        ("007", "7"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1.10", "1.10"),
        ("1.2e3", "1200"),
        ("−0.0", "0.0"),
        ("\u3000139\u200b", "139"),
    ],
)
def test_a_number_is_understood_and_kept_to_the_last_zero(typed: str, stored: str) -> None:
    """Li Wen types with a Chinese input method; digits are understood, 1.10 stays 1.10 (B.4.8.0200, REQ-51)."""
    assert enter(typed, hard=None, soft=None, slips=()).value == Value(v=stored)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("abc", "number"),
        ("12 mg", "number"),
        ("1 200", "number"),
        ("NaN", "number"),
        ("inf", "number"),
        ("1e400", "number_long"),
        ("9" * 41, "number_long"),
        ("10²", "number"),
        ("½", "number"),
        ("1,234", "number_comma"),
        ("36，5", "number_comma"),
        ("<3.0", "comparator"),
        ("--5", "number"),
        ("٣", "number"),
    ],
)
def test_what_is_no_number_is_refused_and_never_guessed(typed: str, code: str) -> None:
    """1,234 may be a thousand or one and a bit: the reader does not choose for Li Wen (REQ-51)."""
    assert refusal(enter(typed)) == code


def test_a_chosen_unit_keeps_what_was_typed_and_derives_the_standard_value() -> None:
    """Wang Lei chooses mg/dL: 1.72 stays on record, the standard value is 1.72 x 88.4 (REQ-24)."""
    reading = enter("1.72", unit="mg/dL")
    assert reading.value == Value(v="152.048", t="1.72", u="mg/dL")
    assert reading.asks == () and reading.echo == "152.048 umol/L"
    assert shown(creatinine(), reading.value, STUDY, "zh") == "1.72 mg/dL"


def test_the_standard_unit_chosen_or_not_is_the_same_value() -> None:
    """Choosing the unit that stands there anyway must not look like a change (REQ-24)."""
    assert enter("139", unit="umol/L") == enter("139") == enter("139", unit="")


def test_a_unit_the_item_does_not_offer_is_refused() -> None:
    """A forged unit never reaches the record (REQ-51)."""
    problem = enter("139", unit="stone").problem
    assert problem is not None and problem.code == "unit" and problem.params["units"] == "umol/L, mg/dL"


def test_without_decimals_a_conversion_keeps_ten_significant_digits() -> None:
    """A long factor gives no made-up precision, and trailing zeros go (REQ-57)."""
    factor = {"mg/dL": Decimal("88.4017")}
    item = {"decimals": None, "units": factor, "hard": None}
    assert enter("3", unit="mg/dL", **item).value == Value(v="265.2051", t="3", u="mg/dL")
    long = enter("1.23456789012345", unit="mg/dL", **item).value
    assert long is not None and long.v == "109.1379003"


def test_hard_limits_refuse_on_the_standard_value() -> None:
    """5000 umol/L is the limit whatever unit was typed: 60 mg/dL is 5304 umol/L (REQ-51, B.4.8.0300)."""
    assert refusal(enter("5001")) == "hard_range"
    assert refusal(enter("60", unit="mg/dL")) == "hard_range"
    assert enter("5000").value == Value(v="5000")


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ("<0.5", False),
        ("<0", True),
        ("<=0", False),
        (">6000", True),
        (">5000", True),
        ("≥5000", False),
        ("＜3", False),
    ],
)
def test_a_comparator_is_outside_only_when_every_number_it_stands_for_is(typed: str, refused: bool) -> None:
    """A laboratory that prints <0.5 is believed; a creatinine below nought is not (REQ-51)."""
    assert (enter(typed, comparator=True).problem is not None) is refused


def test_a_comparator_is_kept_with_the_number() -> None:
    """<3.0 is a result of its own, not 3.0 (REQ-24)."""
    value = enter("≤ 3.0", comparator=True, slips=()).value
    assert value == Value(v="<=3.0")
    assert number(value) == ("<=", Decimal("3.0"))
    assert enter("< 0.1", unit="mg/dL", comparator=True).value == Value(v="<8.84", t="<0.1", u="mg/dL")


def test_outside_the_soft_range_asks_and_stores() -> None:
    """An extreme creatinine may be the worst adverse event: asked, never refused (REQ-51)."""
    reading = enter("305")
    assert reading.value == Value(v="305")
    assert [(ask.code, ask.params["range"]) for ask in reading.asks] == [("soft_range", "60–300 umol/L")]
    assert enter("<70", comparator=True).asks == ()
    assert [ask.code for ask in enter("<50", comparator=True).asks] == ["soft_range"]


def test_a_unit_slip_offers_the_other_unit_and_is_asked_alone() -> None:
    """1.72 in a umol/L field looks like mg/dL; the offer says what it would become (REQ-51)."""
    (ask,) = enter("1.7").asks
    assert ask.code == "slip"
    assert ask.params["unit"] == "mg/dL" and ask.params["standard"] == "150.3" and ask.params["slip"] == "0"
    assert [each.code for each in enter("9.05", unit="mg/dL", soft=None).asks] == []
    hint = Slip(below=Decimal(15), hint={"en": "looks like mg/dL", "zh": "像是 mg/dL"})
    (told,) = asks_of(creatinine(slips=(hint,)), Value(v="1.7"), STUDY, TODAY, language="zh")
    assert (told.code, told.params["hint"]) == ("slip_hint", "像是 mg/dL")


def test_more_decimals_than_expected_asks_but_trailing_zeros_do_not() -> None:
    """139.25 in a one-decimal item may be a slip of the point; 139.20 is not (REQ-51)."""
    assert [ask.code for ask in enter("139.25").asks] == ["decimals"]
    assert enter("139.20").asks == ()


def test_an_integer_takes_whole_numbers_only() -> None:
    """12.0 from a spreadsheet is twelve; 12.5 is refused (B.4.8.0200)."""
    whole: dict[str, Any] = {"type": "integer", "hard": None, "soft": None, "slips": (), "decimals": None}
    assert enter("12.0", **whole).value == Value(v="12")
    assert refusal(enter("12.5", **whole)) == "whole_number"
    assert enter("1.5", unit="mg/dL", **whole).value == Value(v="133", t="1.5", u="mg/dL")


def test_ten_megabytes_and_forty_digits_do_no_harm() -> None:
    """Whatever is posted into a number, the answer is a sentence, not a stalled server (REQ-51)."""
    assert refusal(enter("9" * 10_000_000)) == "too_long"
    huge = creatinine(hard=None, soft=None, slips=(Slip(above=Decimal(1), unit="mg/dL"),))
    reading = read(huge, "9" * 40, study=STUDY, today=TODAY)
    assert [ask.code for ask in reading.asks] == ["slip"]
    again = as_typed(reading.value)
    assert read(huge, again.text, unit=again.unit, study=STUDY, today=TODAY).value == reading.value


def test_ranges_are_shown_without_words() -> None:
    """Open and exclusive bounds survive into the sentence (REQ-51)."""
    bounds = Range(gt=Decimal(0), lt=Decimal("14.5"))
    problem = enter("20", hard=bounds, soft=None).problem
    assert problem is not None and problem.params["range"] == "> 0, < 14.5 umol/L"


def test_a_derived_number_is_shown_to_its_decimals() -> None:
    """eGFR 54.05 is shown, and compared, as 54.1 (REQ-57)."""
    egfr = creatinine(type="derived", value="1", units={}, slips=(), unit="mL/min/1.73m2")
    assert shown(egfr, Value(v="54.05"), STUDY, "en") == "54.1 mL/min/1.73m2"
    assert refusal(read(egfr, "54.05", study=STUDY, today=TODAY)) == "derived_posted"
