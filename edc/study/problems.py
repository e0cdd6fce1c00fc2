"""What can be said against a value: codes and parameters, no words.

The sentences, in every language, live in ``edc/errors.py`` under these codes;
so the same refusal reads the same on screen, in an import report and in the API.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Code(StrEnum):
    """Codes used by :mod:`edc.study.values`; each comment lists its parameters."""

    # Refused: cannot be a value of its own kind.
    TOO_LONG = "too_long"  # limit, length
    CHARACTER = "character"  # character (U+202E), position
    ONE_VALUE = "one_value"
    NUMBER = "number"  # typed
    NUMBER_COMMA = "number_comma"  # typed
    NUMBER_LONG = "number_long"  # limit
    WHOLE_NUMBER = "whole_number"  # typed
    COMPARATOR = "comparator"  # typed
    HARD_RANGE = "hard_range"  # typed, range (0–5000 umol/L)
    UNIT = "unit"  # unit, units
    BOOLEAN = "boolean"  # typed
    DATE = "date"  # typed
    DATE_ORDER = "date_order"  # typed
    DATE_INCOMPLETE = "date_incomplete"  # typed
    DATE_IMPOSSIBLE = "date_impossible"  # date
    DATE_YEAR = "date_year"  # typed, first, last
    DATE_GAP = "date_gap"  # typed
    DATE_NO_YEAR = "date_no_year"  # typed
    DATE_FUTURE = "date_future"  # date, today
    TIME = "time"  # typed
    TIME_IMPOSSIBLE = "time_impossible"  # typed
    TIME_INCOMPLETE = "time_incomplete"  # typed
    DATETIME = "datetime"  # typed
    DURATION = "duration"  # typed
    CODE = "code"  # typed
    FILE = "file"
    LINK = "link"  # typed, forms
    MISSING = "missing"  # code
    MISSING_AND_VALUE = "missing_and_value"  # code
    DERIVED_POSTED = "derived_posted"

    # Asked: implausible, and can be confirmed.
    SOFT_RANGE = "soft_range"  # typed, range (60–300 umol/L)
    LIMITS = "limits"
    SLIP = "slip"  # typed, unit, standard, standard_unit, slip (index into item.slips), hint
    SLIP_HINT = "slip_hint"  # hint, slip (index into item.slips)
    DECIMALS = "decimals"  # typed, decimals
    FUTURE_ASK = "future_ask"  # date, today
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to say; ``params`` fill the ``%(name)s`` places of its sentence."""

    code: str
    params: dict[str, str] = field(default_factory=dict)


def problem(code: str, /, **params: str) -> Problem:
    """A problem with its parameters as keywords."""
    return Problem(code, params)
