"""Kinds of operands, and how a stored value becomes one."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal

from edc.study.definition import Item, Study
from edc.study.document import Value
from edc.study.expressions.logic import Interval
from edc.study.values import codes, number, span

KindName = Literal[
    "number", "text", "boolean", "date", "time", "datetime", "duration", "multi", "link", "file", "nothing"
]

_OF_TYPE: Mapping[str, KindName] = {
    "number": "number",
    "integer": "number",
    "text": "text",
    "boolean": "boolean",
    "date": "date",
    "partial_date": "date",
    "time": "time",
    "partial_time": "time",
    "datetime": "datetime",
    "partial_datetime": "datetime",
    "duration": "duration",
    "choice": "text",
    "multi": "multi",
    "file": "file",
    "link": "link",
}
_DURATION = re.compile(
    r"(?P<sign>-)?P(?:(?P<weeks>\d+)W)?(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<days>[\d.]+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>[\d.]+)S)?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What an operand is; ``codes`` are the only ones it can take, where that is known (of a link: its forms)."""

    name: KindName
    codes: tuple[str, ...] | None = None


NUMBER, TEXT, BOOLEAN, DATE = Kind("number"), Kind("text"), Kind("boolean"), Kind("date")
TIME, DATETIME, NOTHING = Kind("time"), Kind("datetime"), Kind("nothing")

IN_WORDS: Mapping[KindName, str] = {
    "number": "a number",
    "text": "a text",
    "boolean": "true or false",
    "date": "a date",
    "time": "a time",
    "datetime": "a date and time",
    "duration": "a duration",
    "multi": "a multiple choice",
    "link": "a link",
    "file": "a file",
    "nothing": "nothing",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """Python for one node of an expression, and the kind of what it gives."""

    code: str
    kind: Kind
    node: ast.expr

    @property
    def constant(self) -> Any:
        """The value of a constant, else ``None``."""
        return self.node.value if isinstance(self.node, ast.Constant) else None

    @property
    def words(self) -> str:
        return f"{ast.unparse(self.node)} ({IN_WORDS[self.kind.name]})"


def kind_of(study: Study, item: Item) -> Kind:
    """The kind of an item's operand; a choice takes the type of its codelist."""
    name = _OF_TYPE[item.result if item.type == "derived" else item.type]
    if name == "link":
        return Kind(name, item.links)
    codelist = study.codelist_by_oid.get(item.codelist) if item.codelist is not None else None
    if codelist is None:
        return Kind(name)
    if item.type == "choice" and codelist.type != "text":
        name = "number"
    return Kind(name, None if codelist.external is not None else tuple(codelist.by_code))


def reader(kind: Kind) -> Callable[[str], Any]:
    """What turns the stored text of a value of *kind* into an operand; ``None``: unreadable."""
    return _READERS[kind.name]


def _number(text: str) -> Decimal | Interval | None:
    found = number(Value(v=text))
    if found is None:
        return None
    comparator, amount = found
    if not comparator:
        return amount
    is_open = len(comparator) == 1
    if comparator[0] == "<":
        return Interval(high=amount, high_open=is_open)
    return Interval(low=amount, low_open=is_open)


def _boolean(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text)


def _date(text: str) -> date | Interval | None:
    days = span(text)
    if days is None:
        return None
    return days[0] if days[0] == days[1] else Interval(*days)


def _datetime(text: str) -> datetime | Interval | None:
    days = span(text)
    if days is None:
        return None
    clock = _time(text[11:]) if len(text) > 10 else Interval(time.min, time.max)
    if clock is None:
        return None
    if isinstance(clock, Interval):
        return Interval(datetime.combine(days[0], clock.low), datetime.combine(days[1], clock.high))
    return datetime.combine(days[0], clock)


def _time(text: str) -> time | Interval | None:
    try:
        clock = time.fromisoformat(text)
    except ValueError:
        return None
    # "14" of a partial time: some minute after two in the afternoon.
    return clock if ":" in text else Interval(clock, time(clock.hour, 59, 59, 999999))


def _duration(text: str) -> timedelta | Interval | None:
    """Years and months are as long as the shortest and the longest may be."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    try:
        parts = {name: float(part or 0) for name, part in found.groupdict().items() if name != "sign"}
        years, months = parts.pop("years"), parts.pop("months")
        rest = timedelta(**parts)
        low, high = (rest + timedelta(days=years * year + months * month) for year, month in ((365, 28), (366, 31)))
    except (OverflowError, ValueError):
        return None
    if found["sign"]:
        low, high = -high, -low
    return low if low == high else Interval(low, high)


def _multi(text: str) -> frozenset[str]:
    return frozenset(codes(Value(v=text)))


def _as_it_is(text: str) -> str:
    return text


_READERS: Mapping[KindName, Callable[[str], Any]] = {
    "number": _number,
    "text": _as_it_is,
    "boolean": _boolean,
    "date": _date,
    "time": _time,
    "datetime": _datetime,
    "duration": _duration,
    "multi": _multi,
    "link": _multi,
    "file": _as_it_is,
}
