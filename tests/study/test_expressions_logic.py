"""Three-valued logic and arithmetic of expressions, run through the compiler itself."""

from __future__ import annotations

import decimal
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edc.study.document import Value
from tests.study.build import form, group, item, page, study, subject, value_of

TRUTH = st.sampled_from([True, False, None])
NUMBERS = st.decimals("-1000000", "1000000", places=3)
SUMS = form(
    "SUMS", group("SUMG", *(item(name, "boolean") for name in "PQR"), *(item(name, comparator=True) for name in "XYZ"))
)
SUMMED = study(SUMS)


def outcome(text: str, **values: Any) -> Any:
    """What *text* gives on a page that holds *values*: truths, numbers and texts; ``None`` is blank."""
    texts = {name: None if value is None else str(value).lower() for name, value in values.items()}
    return value_of(text, subject(page(1, "SCN", "SUMS", texts)), 1, of=SUMMED)


def kleene_and(*truths: bool | None) -> bool | None:
    return False if False in truths else None if None in truths else True


def kleene_or(*truths: bool | None) -> bool | None:
    return True if True in truths else None if None in truths else False


@settings(deadline=None)  # two shared cores: a slow moment is no failure
@given(TRUTH, TRUTH, TRUTH)
def test_truth_tables_are_those_of_kleene(p: bool | None, q: bool | None, r: bool | None) -> None:
    """An unknown operand decides nothing that the others leave open, and only that (REQ-51)."""
    given_values = {"P": p, "Q": q, "R": r}
    negated = None if p is None else not p
    assert outcome("P and Q and R", **given_values) is kleene_and(p, q, r)
    assert outcome("P or Q or R", **given_values) is kleene_or(p, q, r)
    assert outcome("not P", **given_values) is negated
    assert outcome("not (P and Q)", **given_values) is outcome("not P or not Q", **given_values)
    assert outcome("P or Q and not R", **given_values) is kleene_or(p, kleene_and(q, None if r is None else not r))
    assert outcome("Q if P else R", **given_values) is (None if p is None else q if p else r)


@settings(deadline=None)  # two shared cores: a slow moment is no failure
@given(st.none() | NUMBERS, st.none() | NUMBERS, st.sampled_from(["+", "-", "*", "/", "//", "**"]))
def test_arithmetic_on_unknown_is_unknown(x: Decimal | None, y: Decimal | None, sign: str) -> None:
    """Sun Yan: a sum with a blank in it is blank, not smaller, and dividing by zero gives nothing (REQ-51)."""
    found = outcome(f"X {sign} Y", X=x, Y=y)
    if x is None or y is None or (sign in ("/", "//") and y == 0):
        assert found is None
    elif sign in "+-*":
        assert found == {"+": x + y, "-": x - y, "*": x * y}[sign]
    assert found is None or found.is_finite()


@settings(deadline=None)  # two shared cores: a slow moment is no failure
@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_chain_of_comparisons_is_their_conjunction(x: Decimal, y: Decimal, z: Decimal) -> None:
    """``18 <= AGE <= 60`` means both, with the middle computed once (I1a)."""
    assert outcome("X < Y + 1 <= Z", X=x, Y=y, Z=z) is (x < y + 1 <= z)
    assert outcome("X < Y <= Z", X=x, Y=None, Z=z) is None


@pytest.mark.parametrize(
    ("text", "x", "expected"),
    [
        ("X < 5", "<3.0", True),
        ("X > 5", "<3.0", False),
        ("X < 2", "<3.0", None),
        ("X >= 3", "<3.0", False),
        ("X >= 3", "<=3.0", None),
        ("X > 1000", ">1000", True),
        ("X >= 1000", ">=1000", True),
        ("X > 1000", ">=1000", None),
        ("X == 2", "<3.0", None),
        ("X == 3", "<3.0", False),
        ("X != 3", "<3.0", True),
        ("X in (3, 4)", "<3.0", False),
        ("X in (2, 4)", "<3.0", None),
        ("X + 1 > 0", "<3.0", None),
        ("max(X, 5) > 4", "<3.0", None),
        ("missing(X)", "<3.0", False),
    ],
)
def test_a_value_with_comparator_is_known_within_bounds(text: str, x: str, expected: bool | None) -> None:
    """Li Wen types ``<3.0``: what follows from it surely fires, what does not is unknown (trial.md 0.6)."""
    assert outcome(text, X=x) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AESTDT < AEENDT", True),
        ("AESTDT == AEENDT", False),
        ('AESTDT <= "2025-03-31"', True),
        ('AESTDT <= "2025-03-15"', None),
        ('AESTDT > "2025-02-28"', True),
        ('AESTDT == "2025-03-15"', None),
        ("days(AESTDT, AEENDT) > 0", True),
        ("0 <= days(AESTDT, AEENDT) <= 90", True),
        ("days(AESTDT, AEENDT) > 2", None),
        ("days(AEENDT, AESTDT) >= 0", False),
        ("days(AESTDT, AEENDT) + 1 > 0", None),
        ('at("W0", DOSE.STDTM) > AESTDT', None),
        ('at("W0", DOSE.STDTM) < AEENDT', True),
        ('age_at(at("W0", DOSE.STDTM), AESTDT) == 0', None),
    ],
)
def test_a_partial_date_is_some_day_of_it(text: str, expected: bool | None) -> None:
    """Wang Lei knows only March 2025: a check fires if it would on every day of March (D.9.200)."""
    dose = page(2, "W0", "DOSE", {"STDTM": "2025-03-10T08:30"})
    view = subject(page(1, "LOG", "AE", {"AE/1/AESTDT": "2025-03", "AE/1/AEENDT": "2025-04-02"}), dose)
    assert value_of(text, view, 1, "AE/1") is expected


def test_age_is_known_from_a_birth_year_where_no_birthday_lies_between() -> None:
    """A birth year gives the age where every day of it gives the same, else none (trial.md 4.2)."""
    dm = page(2, "SCN", "DM", {"BRTHDT": "1970-05"})
    for day, age in (("2025-05-15", None), ("2025-06-01", 55), ("2025-04-30", 54)):
        view = subject(page(1, "SCN", "RENAL", {"LBDT": day}), dm)
        assert value_of("age_at(LBDT, DM.BRTHDT)", view, 1) == age


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("round(X / 3, 2)", "3.33"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(1.005, 2)", "1.01"),
        ("0.1 + 0.2", "0.3"),
        ("-X // 3", "-4"),
        ("floor(-0.5)", "-1"),
        ("abs(-X) ** 2", "100"),
        ("min(X, 3, 7)", "3"),
        ("max(X, 3)", "10"),
        ("sqrt(X * X)", "10"),
        ("round(ln(exp(1)), 12)", "1"),
        ("log10(1000)", "3"),
        ("geometric_mean(X, 1000)", "100"),
        ("percent_change(X, 8)", "25"),
        ("bmi(81, 180)", "25"),
        ("length('李雯')", "2"),
    ],
)
def test_numbers_are_decimal(text: str, expected: str) -> None:
    """Qian Hao: a tenth is a tenth, halves go up, and the result is the same on every machine (REQ-57)."""
    assert outcome(text, X=10) == Decimal(expected)


@pytest.mark.parametrize(
    "text", ["sqrt(-X)", "ln(0)", "log10(-1)", "X / 0", "0 ** -X", "X ** X ** X", "-8 ** 0.5 + (0 - X) ** 0.5"]
)
def test_what_cannot_be_computed_is_unknown(text: str) -> None:
    """Whatever is typed, a formula never fails: what has no value is unknown (REQ-51)."""
    assert outcome(text, X=1000) is None


def test_results_do_not_follow_the_settings_of_a_thread() -> None:
    """Another library's decimal settings leave every derived value as it was (REQ-57)."""
    before = outcome("X / 3", X=10)
    with decimal.localcontext(prec=3):
        assert outcome("X / 3", X=10) == before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("missing(CREAT)", True),
        ("known(CREAT)", False),
        ('coded(CREAT, "ND")', True),
        ('coded(CREAT, "NA")', False),
        ("missing(EGFRLAB)", True),
        ('coded(EGFRLAB, "ND")', False),
        ("CREAT > 0", None),
        ("missing(CREAT + 1)", True),
        ("missing(DM.SEX)", True),
        ('coded(DM.SEX, "ND")', False),
    ],
)
def test_missing_is_never_unknown(text: str, expected: bool | None) -> None:
    """Li Wen records "not done": the check that asks for it knows; others say nothing (D.113.100)."""
    view = subject(page(1, "W0", "RENAL", {"CREAT": Value(m="ND"), "EGFRLAB": None}))
    assert value_of(text, view, 1) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("REPEATED", True),
        ("REPEATED == True", True),
        ("REPEATED != True or NOTE == '复测'", True),
        ("NOTE in ('x', '复测')", True),
        ("NOTE not in ('x', '复测')", False),
        ("starts_with(NOTE, '复')", True),
        ("length(NOTE) > 2", False),
        ("listed('a' if LBTM < '12:00' else None, 'b' if LBTM > '12:00' else None, NOTE)", "a, 复测"),
        ("missing(listed(NOTE if missing(NOTE) else None))", True),
        ("event() == 'W0'", True),
        ("event() in ('W0', 'W4')", True),
        ("at_time(LBDT, LBTM) == '2025-03-04T08:30'", True),
        ("minutes(LBTM, LBTM) == 0", True),
        ("LBTM < '12:00'", True),
        ("hours(at_time(LBDT, LBTM), at_time(LBDT, LBTM)) == 0", True),
        ("visit_date() == LBDT", True),
        ("max(LBDT, visit_date()) == LBDT", True),
        ("known(REPORT)", True),
        ("CREAT if known(CREAT) else None", 130),
        ("missing(CREAT if missing(CREAT) else None)", True),
    ],
)
def test_texts_times_and_places(text: str, expected: object) -> None:
    """Each kind of item can be asked for what a data manager asks of it (B.3.14.0200)."""
    values = {
        "LBDT": "2025-03-04",
        "LBTM": "08:30",
        "CREAT": "130",
        "REPEATED": "true",
        "NOTE": "复测",
        "REPORT": "0" * 64 + ":a.pdf",
    }
    view = subject(page(1, "W0", "RENAL", values), page(2, "W0", "SV", {"SVDAT": "2025-03-04"}))
    assert value_of(text, view, 1) == expected


def test_a_value_stored_under_another_type_is_missing() -> None:
    """A page of an older version may hold a text where a number is now: it is unknown, not an error (REQ-50)."""
    values = {"CREAT": "many", "LBDT": "soon", "LBTM": "late", "REPEATED": "maybe"}
    view = subject(page(1, "W0", "RENAL", values), page(2, "W0", "DOSE", {"STDTM": "2025-03-04Tlate"}))
    for name in values:
        assert value_of(f"missing({name})", view, 1) is True
    assert value_of("missing(STDTM)", view, 2) is True


def test_partial_times_and_durations() -> None:
    """An hour alone is some minute of it; a month is as long as the shortest and the longest (ODM types)."""
    odd = study(
        form("ODD", group("ODDG", item("T", "partial_time"), item("DT", "partial_datetime"), item("D", "duration")))
    )
    view = subject(page(1, "SCN", "ODD", {"T": "14", "DT": "2025-03-04T14", "D": "P1M"}))
    expected = {
        'T < "15:00"': True,
        'T < "14:30"': None,
        'DT >= "2025-03-04T14:00"': True,
        'DT < "2025-03-04T14:30"': None,
        'D > "P27D"': True,
        'D > "P30D"': None,
        'D < "P4W2D"': None,
        'D < "-P1D"': False,
    }
    assert {text: value_of(text, view, 1, of=odd) for text in expected} == expected
    assert value_of("DT", subject(page(1, "SCN", "ODD", {"DT": "2025-03-04T14:05"})), 1, of=odd) == datetime(
        2025, 3, 4, 14, 5
    )


COMPARED = st.tuples(st.sampled_from(["", "<", "<=", ">", ">="]), st.integers(-4, 4))


@settings(deadline=None)  # two shared cores: a slow moment is no failure
@given(COMPARED, st.integers(-1, 5), st.sampled_from(["<", "<=", ">", ">="]))
def test_the_size_of_what_is_known_within_bounds(written: tuple[str, int], limit: int, sign: str) -> None:
    """``abs(X) <= 7`` is true or false only where every number is that X may stand for, and then it is (REQ-51)."""
    comparator, number = written
    meant = [Decimal(n) / 2 for n in range(-40, 41)]
    told = {"<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__"}
    meant = [n for n in meant if (n == number if not comparator else getattr(n, told[comparator])(Decimal(number)))]
    holds = {getattr(abs(n), told[sign])(Decimal(limit)) for n in meant}
    found = outcome(f"abs(X) {sign} {limit}", X=f"{comparator}{number}")
    assert found is (holds.pop() if len(holds) == 1 else None)
