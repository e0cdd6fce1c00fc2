"""Dates, whole and partial: one forgiving field, the year always first and with four digits.

Stored as ISO 8601: ``2025-03-04``; a partial date is cut where it stops being known (``2025-03``,
``2025``), as CDISC does. ``03/04/2025`` is refused: half the world reads it as March.
"""

from __future__ import annotations

import calendar
import re
from datetime import date

from edc.study.document import Value
from edc.study.problems import Code, Problem, problem
from edc.study.values.characters import fold, quoted

FIRST_YEAR, LAST_YEAR = 1800, 2200
UNKNOWN = frozenset({"UN", "UNK", "NK", "XX", "不详", "未知", "不明"})
"""What people write for a part of a date or time that nobody knows."""
# Written out, not from calendar.month_name: that one follows the locale of the process.
_MONTHS = (
    "JANUARY",
    "FEBRUARY",
    "MARCH",
    "APRIL",
    "MAY",
    "JUNE",
    "JULY",
    "AUGUST",
    "SEPTEMBER",
    "OCTOBER",
    "NOVEMBER",
    "DECEMBER",
)
_MONTH = {name: n for n, full in enumerate(_MONTHS, 1) for name in (full, full[:3])}
_SEPARATOR = re.compile(r"\s*[-./]\s*|\s+")
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?![\d-])", re.ASCII)


def read_date(typed: str, *, partial: bool) -> str | Problem:
    """ISO text of a date; with *partial*, month and day may be absent or ``UN``."""
    parts = _parts(typed)
    if isinstance(parts, Problem):
        return parts
    year, month, day = parts
    if year in UNKNOWN:
        return problem(Code.DATE_NO_YEAR if partial else Code.DATE_INCOMPLETE, typed=quoted(typed))
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return problem(Code.DATE_YEAR, typed=quoted(typed), first=str(FIRST_YEAR), last=str(LAST_YEAR))
    knows_month, knows_day = month not in UNKNOWN, day not in UNKNOWN
    if not partial and not (knows_month and knows_day):
        return problem(Code.DATE_INCOMPLETE, typed=quoted(typed))
    if knows_day and not knows_month:
        return problem(Code.DATE_GAP, typed=quoted(typed))
    text = "-".join([year, *([month.zfill(2)] if knows_month else []), *([day.zfill(2)] if knows_day else [])])
    last_day = 31
    if knows_month:
        if not 1 <= int(month) <= 12:
            return problem(Code.DATE_IMPOSSIBLE, date=text)
        last_day = calendar.monthrange(int(year), int(month))[1]
    if knows_day and not 1 <= int(day) <= last_day:
        return problem(Code.DATE_IMPOSSIBLE, date=text)
    return text


def span(text: str) -> tuple[date, date] | None:
    """First and last day a stored date, partial date or date-time may mean; ``None``: not one."""
    found = _ISO.match(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    last_month = month or 12
    return first, date(year, last_month, calendar.monthrange(year, last_month)[1])


def as_date(value: Value | None) -> date | None:
    """The day of a stored date or date-time; ``None`` where it is missing or only partly known."""
    days = span(value.v) if value is not None and value.v is not None else None
    return days[0] if days is not None and days[0] == days[1] else None


def _parts(typed: str) -> tuple[str, str, str] | Problem:
    """Year, month and day as digits, or a word of UNKNOWN for what is absent."""
    text = fold(typed).upper()
    # 2025年3月4日: a mark at the end separates nothing.
    text = re.sub("[年月]", "-", re.sub("[日号]$", "", text)).removesuffix("-")
    tokens = _SEPARATOR.split(text)
    if len(tokens) == 1 and re.fullmatch(r"\d{8}", text, re.ASCII):
        tokens = [text[:4], text[4:6], text[6:]]
    parts = [_part(token) for token in tokens]
    if any(part == "" for part in parts) or len(parts) > 3:
        return problem(Code.DATE, typed=quoted(typed))
    if len(parts[0]) == 4 and parts[0].isdigit():
        return _checked(parts, typed)
    if parts[0] in UNKNOWN and not parts[-1].isdigit():
        return _checked(parts, typed)
    named_month = len(parts) > 1 and tokens[-2] in _MONTH
    unknown_before = all(part in UNKNOWN for part in parts[:-1])
    if len(parts[-1]) == 4 and parts[-1].isdigit() and (named_month or unknown_before):
        return _checked(parts[::-1], typed)
    return problem(Code.DATE_ORDER if any(part.isdigit() for part in parts) else Code.DATE, typed=quoted(typed))


def _checked(parts: list[str], typed: str) -> tuple[str, str, str] | Problem:
    year, month, day = [*parts, "UN", "UN"][:3]
    if any(len(part) > 2 and part.isdigit() for part in (month, day)):
        return problem(Code.DATE_ORDER, typed=quoted(typed))
    return year, month, day


def _part(token: str) -> str:
    """Digits, or a word of UNKNOWN; a month's name becomes its number; ``""`` for anything else."""
    if token in _MONTH:
        return str(_MONTH[token]).zfill(2)
    known = token in UNKNOWN or (token.isascii() and token.isdigit() and len(token) <= 8)
    return token if known else ""
