"""Clinical formulas against published and computed values, and against their own laws."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edc.study import functions

VECTORS = [
    ("88.4", 50, "M", "87.37", "91.69"),
    ("130", 52, "M", "54.05", "57.01"),
    ("160", 58, "M", "40.31", "42.81"),
    ("97", 45, "M", "80.89", "84.62"),
    ("73", 45, "F", "85.69", "89.08"),
    ("105", 50, "F", "53.31", "55.83"),
    ("150", 59, "F", "32.51", "34.41"),
    ("62", 30, "F", "115.99", "118.97"),
]
CREATININE = st.decimals("1", "5000", places=1)
AGES = st.integers(18, 110).map(Decimal)
BOTH = [functions.ckd_epi_2009, functions.ckd_epi_2021]


@pytest.mark.parametrize(("creatinine", "age", "sex", "by_2009", "by_2021"), VECTORS)
def test_egfr_agrees_with_the_check_values(creatinine: str, age: int, sex: str, by_2009: str, by_2021: str) -> None:
    """Qian Hao recomputes both equations by hand before the study goes live (REQ-52, REQ-57)."""
    given_values = (Decimal(creatinine), sex, Decimal(age))
    found = [formula(*given_values) for formula in BOTH]
    assert [functions_rounded(each) for each in found] == [Decimal(by_2009), Decimal(by_2021)]


def functions_rounded(number: Decimal | None) -> Decimal:
    assert number is not None
    return number.quantize(Decimal("0.01"))


@settings(deadline=None)  # two shared cores: a slow moment is no failure
@given(CREATININE, CREATININE, st.sampled_from("MF"), AGES, st.sampled_from(BOTH))
def test_egfr_never_rises_with_creatinine(
    one: Decimal, other: Decimal, sex: str, age: Decimal, formula: object
) -> None:
    """He Ping: more creatinine can never mean a better kidney; at no place where the curve bends (EC10)."""
    assert callable(formula)
    low, high = sorted((one, other))
    assert formula(low, sex, age) >= formula(high, sex, age)


@settings(deadline=None)  # two shared cores: a slow moment is no failure
@given(CREATININE, st.sampled_from("MF"), AGES, AGES, st.sampled_from(BOTH))
def test_egfr_never_rises_with_age(
    creatinine: Decimal, sex: str, one: Decimal, other: Decimal, formula: object
) -> None:
    """He Ping: the same creatinine at a higher age never means a better kidney (EC10)."""
    assert callable(formula)
    young, old = sorted((one, other))
    assert formula(creatinine, sex, young) >= formula(creatinine, sex, old)


@pytest.mark.parametrize(
    ("creatinine", "sex", "age"), [("0", "M", 50), ("-1", "F", 50), ("90", "U", 50), ("90", "M", -1)]
)
def test_egfr_is_not_invented(creatinine: str, sex: str, age: int) -> None:
    """Without a positive creatinine, a known sex and an age there is no eGFR (REQ-57)."""
    assert [formula(Decimal(creatinine), sex, Decimal(age)) for formula in BOTH] == [None, None]


@pytest.mark.parametrize(
    ("day", "birth", "years"),
    [
        (date(2025, 3, 3), date(1970, 3, 4), 54),
        (date(2025, 3, 4), date(1970, 3, 4), 55),
        (date(2025, 2, 28), date(2004, 2, 29), 20),
        (date(2025, 3, 1), date(2004, 2, 29), 21),
        (date(2024, 2, 29), date(2004, 2, 29), 20),
        (datetime(2025, 3, 4, 8, 30), date(1970, 3, 4), 55),
    ],
)
def test_age_is_counted_in_whole_years(day: date, birth: date, years: int) -> None:
    """Li Wen's participant born on 29 February turns on 1 March in other years (I1a)."""
    assert functions.age_at(day, birth) == years


def test_nobody_has_an_age_before_birth() -> None:
    """A birth date after the sample is a slip to ask about, never a negative age (REQ-51)."""
    assert functions.age_at(date(1969, 1, 1), date(1970, 1, 1)) is None


@settings(deadline=None)  # two shared cores: a slow moment is no failure
@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_days_there_and_back_are_the_same(start: date, end: date) -> None:
    """days(a, b) is b - a: forwards positive, backwards its negative (REQ-51)."""
    assert functions.days(start, end) == -functions.days(end, start) == (end - start).days


def test_time_between_moments_is_exact() -> None:
    """Wang Lei's infusion from 23:50 to 00:20 lasted 30 minutes; two dates count calendar days (REQ-51)."""
    start, end = datetime(2025, 3, 4, 23, 50), datetime(2025, 3, 5, 0, 20)
    assert functions.minutes(start, end) == 30
    assert functions.hours(start, end) == Decimal("0.5")
    assert functions.days(start, end) == Decimal(1800) / 86400
    assert functions.days(start, end.date()) == 1
    assert functions.hours(time(8), time(9, 15)) == Decimal("1.25")


def test_percent_change_needs_a_base_above_zero() -> None:
    """Qian Hao: percent change is not computed where the base is zero or below (trial.md 4.12)."""
    assert functions.percent_change(Decimal(30), Decimal(40)) == -25
    assert functions.percent_change(Decimal(30), Decimal(0)) is None
    assert functions.percent_change(Decimal(30), Decimal(-1)) is None


@settings(deadline=None)  # two shared cores: a slow moment is no failure
@given(st.lists(st.decimals("0.1", "30000", places=1), min_size=1, max_size=4))
def test_geometric_mean_lies_between_its_numbers(numbers: list[Decimal]) -> None:
    """The mean of UACR samples is never outside them, and of one sample it is that sample (4.11)."""
    mean = functions.geometric_mean(*numbers)
    assert mean is not None
    assert min(numbers) <= mean <= max(numbers)


def test_small_formulas() -> None:
    """BMI, geometric mean and years come out as on paper; impossible operands give nothing (REQ-52)."""
    assert functions.bmi(Decimal(81), Decimal(180)) == 25
    assert functions.bmi(Decimal(81), Decimal(0)) is None
    assert functions.geometric_mean(Decimal(100), Decimal(400)) == 200
    assert functions.geometric_mean(Decimal(100), Decimal(0)) is None
    assert functions.years_between(date(2020, 1, 1), date(2024, 1, 1)) == 4
    assert functions.power(Decimal(0), Decimal(-1)) is None
    assert functions.ln(Decimal(0)) is None
    assert functions.floor_divided(Decimal(-7), Decimal(2)) == -4
    assert functions.significant(2 / 3) == Decimal("0.666666666667")
