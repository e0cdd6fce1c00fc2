"""Clock times, date-times, their partial forms, and durations.

Times are the site's own local time on a 24-hour clock, without offset. An offset that comes with a
value from elsewhere (ODM) changes nothing; it is kept in the typed text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from edc.study.definition import ItemType
from edc.study.document import Value
from edc.study.problems import Code, Problem, problem
from edc.study.values.characters import fold, quoted
from edc.study.values.dates import UNKNOWN, read_date

_COLON = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d{1,6})?))?", re.ASCII)
_PLAIN = re.compile(r"(\d{2})(\d{2})(\d{2})?", re.ASCII)
_CHINESE = re.compile(r"(\d{1,2})[时時点點](?:(\d{1,2})分(?:(\d{1,2})秒)?)?", re.ASCII)
_HOUR = re.compile(r"(\d{1,2})()()", re.ASCII)
_UNKNOWN_END = re.compile("(?::(?:" + "|".join(sorted(UNKNOWN)) + "))+$")
_OFFSET = re.compile(r"(.*:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(?:Z|[+-]\d{2}:?\d{2})", re.ASCII)
_DURATION = re.compile(
    r"-?P(?=.)(?:\d+W|(?:\d+Y)?(?:\d+M)?(?:\d+(?:\.\d+)?D)?"
    r"(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class _Shape:
    date: bool
    partial: bool


_SHAPES: dict[ItemType, _Shape] = {
    "time": _Shape(date=False, partial=False),
    "partial_time": _Shape(date=False, partial=True),
    "datetime": _Shape(date=True, partial=False),
    "partial_datetime": _Shape(date=True, partial=True),
}


def read_moment(kind: ItemType, typed: str) -> Value | Problem:
    """The value of a ``time``, ``datetime`` or partial item; an offset is left in ``t``."""
    shape = _SHAPES[kind]
    text = fold(typed).upper()
    offset = _OFFSET.fullmatch(text)
    local = offset[1] if offset else text
    stored = _datetime(local, typed, shape.partial) if shape.date else _time(local, typed, shape.partial)
    if isinstance(stored, Problem):
        return stored
    return Value(v=stored, t=text) if offset else Value(v=stored)


def read_duration(typed: str) -> Value | Problem:
    """An ISO 8601 duration such as ``P1Y2M``, ``PT30M`` or ``P2W``; capitals, otherwise as typed."""
    text = fold(typed).upper()
    return (
        Value(v=text) if _DURATION.fullmatch(text) and len(text) <= 40 else problem(Code.DURATION, typed=quoted(typed))
    )


def as_datetime(value: Value | None) -> datetime | None:
    """Local date and time of a stored date-time, without zone; ``None`` where its minute is not known."""
    if value is None or value.v is None or ":" not in value.v or "T" not in value.v:
        return None
    try:
        return datetime.fromisoformat(value.v)
    except ValueError:
        return None


def _datetime(text: str, typed: str, partial: bool) -> str | Problem:
    # The blank that parts date and time: 2025-03-04T08:05, 20250304 0805, 2025年3月4日8时5分.
    text = re.sub(r"(?<=\d)T(?=[\dUX])", " ", text, count=1)
    text = re.sub(r"\s*([-./])\s*", r"\1", re.sub("[日号]", " ", text, count=1)).strip()
    day, _, clock = text.partition(" ")
    clock = clock.strip()
    known = clock not in UNKNOWN | {"", "UN:UN", "UNK:UNK"}
    date = read_date(day, partial=partial)
    if isinstance(date, Problem):
        # Neither a date nor a time: say what a date-time looks like.
        return problem(Code.DATETIME, typed=quoted(typed)) if date.code == Code.DATE else date
    if not known:
        return date if partial else problem(Code.TIME_INCOMPLETE, typed=quoted(typed))
    if len(date) < 10:
        return problem(Code.DATE_GAP, typed=quoted(typed))
    time = _time(clock, typed, partial)
    return time if isinstance(time, Problem) else f"{date}T{time}"


def _time(text: str, typed: str, partial: bool) -> str | Problem:
    text = _UNKNOWN_END.sub("", text)
    found = _COLON.fullmatch(text) or _PLAIN.fullmatch(text) or _CHINESE.fullmatch(text) or _HOUR.fullmatch(text)
    if found is None:
        return problem(Code.TIME, typed=quoted(typed))
    hour, minute, second = (part.zfill(2) if part else "" for part in found.groups())
    if int(hour) > 23 or int(minute or 0) > 59 or int((second or "0").partition(".")[0]) > 59:
        return problem(Code.TIME_IMPOSSIBLE, typed=quoted(typed))
    if not minute and not partial:
        return problem(Code.TIME_INCOMPLETE, typed=quoted(typed))
    return ":".join(part for part in (hour, minute, second) if part)
