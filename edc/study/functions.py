"""Formulas: known values in, a value out, ``None`` where it cannot be computed.

Everything is a :class:`~decimal.Decimal` under one context of our own, so that a
result is the same on every machine and under every thread's settings. Formulas
that need real powers compute in binary and round to twelve significant digits,
far above what mathematical libraries differ in.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import (
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

CONTEXT = Context(prec=28, Emin=-999, Emax=999, traps=[InvalidOperation, DivisionByZero, Overflow])
"""Arithmetic of expressions. What it traps, an expression calls unknown."""
_TWELVE = Context(prec=12, rounding=ROUND_HALF_UP)

UMOL_PER_MG = 88.4
"""Creatinine: 1 mg/dL is 88.4 umol/L."""


def significant(number: float | Decimal) -> Decimal:
    """*number* rounded half up to twelve significant digits, without trailing zeros."""
    exact = Decimal(number)
    if not exact.is_finite():
        raise InvalidOperation(f"{number} is not a finite number")
    return _TWELVE.plus(exact).normalize(_TWELVE)


def floored(number: Decimal) -> Decimal:
    """The greatest whole number that is not above *number*."""
    return number.to_integral_value(ROUND_FLOOR)


def floor_divided(number: Decimal, divisor: Decimal) -> Decimal:
    """Whole quotient towards minus infinity (``Decimal`` alone would cut towards zero)."""
    quotient, rest = CONTEXT.divmod(number, divisor)
    return CONTEXT.subtract(quotient, Decimal(1)) if rest and (rest < 0) != (divisor < 0) else quotient


def power(number: Decimal, exponent: Decimal) -> Decimal | None:
    """*number* to the *exponent*; ``None`` where that is not finite (0 ** -1)."""
    result = CONTEXT.power(number, exponent)
    return result if result.is_finite() else None


def ln(number: Decimal) -> Decimal | None:
    """Natural logarithm; of numbers above zero only."""
    return CONTEXT.ln(number) if number > 0 else None


def log10(number: Decimal) -> Decimal | None:
    """Decadic logarithm; of numbers above zero only."""
    return CONTEXT.log10(number) if number > 0 else None


def ckd_epi_2009(creatinine: Decimal, sex: str, age: Decimal) -> Decimal | None:
    """eGFR in mL/min/1.73 m2 from creatinine in umol/L, sex ``M`` or ``F``, age in years.

    CKD-EPI creatinine equation 2009 (Levey et al., Ann Intern Med 2009;150:604), without
    its coefficient for race: 141 min(S/k,1)^a max(S/k,1)^-1.209 0.993^age [1.018 if female],
    S in mg/dL; k 0.7 female, 0.9 male; a -0.329 female, -0.411 male.
    """
    return _ckd_epi(creatinine, sex, age, (141, -1.209, 0.993, 1.018), {"F": -0.329, "M": -0.411})


def ckd_epi_2021(creatinine: Decimal, sex: str, age: Decimal) -> Decimal | None:
    """eGFR as :func:`ckd_epi_2009`, by the equation of 2021 (Inker et al., NEJM 2021;385:1737).

    142 min(S/k,1)^a max(S/k,1)^-1.200 0.9938^age [1.012 if female]; a -0.241 female, -0.302 male.
    """
    return _ckd_epi(creatinine, sex, age, (142, -1.2, 0.9938, 1.012), {"F": -0.241, "M": -0.302})


def _ckd_epi(
    creatinine: Decimal,
    sex: str,
    age: Decimal,
    constants: tuple[float, float, float, float],
    exponents: dict[str, float],
) -> Decimal | None:
    if sex not in exponents or creatinine <= 0 or age < 0:
        return None
    factor, above, per_year, female = constants
    ratio = float(creatinine) / UMOL_PER_MG / (0.7 if sex == "F" else 0.9)
    value = factor * min(ratio, 1.0) ** exponents[sex] * max(ratio, 1.0) ** above * per_year ** float(age)
    return significant(value * female if sex == "F" else value)


def bmi(weight: Decimal, height: Decimal) -> Decimal | None:
    """Body mass index in kg/m2 from kg and cm."""
    if height <= 0:
        return None
    metres = CONTEXT.divide(height, Decimal(100))
    return CONTEXT.divide(weight, CONTEXT.multiply(metres, metres))


def percent_change(number: Decimal, base: Decimal) -> Decimal | None:
    """100 (x - b) / b; not computed where the base is zero or below."""
    if base <= 0:
        return None
    return CONTEXT.divide(CONTEXT.multiply(Decimal(100), CONTEXT.subtract(number, base)), base)


def geometric_mean(*numbers: Decimal) -> Decimal | None:
    """The n-th root of the product of n numbers, all above zero; twelve significant digits."""
    if any(number <= 0 for number in numbers):
        return None
    total = Decimal(0)
    for number in numbers:
        total = CONTEXT.add(total, CONTEXT.ln(number))
    return significant(CONTEXT.exp(CONTEXT.divide(total, Decimal(len(numbers)))))


def age_at(day: date, birth: date) -> Decimal | None:
    """Whole years lived on *day*; who was born on 29 February turns on 1 March in other years."""
    if as_day(day) < as_day(birth):
        return None
    before_birthday = (day.month, day.day) < (birth.month, birth.day)
    return Decimal(day.year - birth.year - before_birthday)


def years_between(start: date, end: date) -> Decimal:
    """Years of 365.25 days from *start* to *end*, with decimals."""
    return significant(CONTEXT.divide(days(as_day(start), as_day(end)), Decimal("365.25")))


def days(start: date, end: date) -> Decimal:
    """Days from *start* to *end*: elapsed ones between two moments, else calendar days."""
    if isinstance(start, datetime) and isinstance(end, datetime):
        return CONTEXT.divide(_seconds(end - start), Decimal(86400))
    return Decimal((as_day(end) - as_day(start)).days)


def hours(start: datetime | time, end: datetime | time) -> Decimal:
    """Hours from *start* to *end*, two moments or two times of one day."""
    return CONTEXT.divide(_elapsed(start, end), Decimal(3600))


def minutes(start: datetime | time, end: datetime | time) -> Decimal:
    """Minutes from *start* to *end*, two moments or two times of one day."""
    return CONTEXT.divide(_elapsed(start, end), Decimal(60))


def as_day(day: date) -> date:
    """The calendar day of a date or a moment."""
    return day.date() if isinstance(day, datetime) else day


def _elapsed(start: datetime | time, end: datetime | time) -> Decimal:
    first, last = (each if isinstance(each, datetime) else datetime.combine(date.min, each) for each in (start, end))
    return _seconds(last - first)


def _seconds(span: timedelta) -> Decimal:
    microseconds = (span.days * 86400 + span.seconds) * 1_000_000 + span.microseconds
    return Decimal(microseconds).scaleb(-6, CONTEXT)
