"""From what was typed to what is stored, on every channel: form, import, API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from edc.study.definition import Item, Study
from edc.study.document import Value
from edc.study.problems import Code, Problem, problem
from edc.study.values.asking import asks_of, lies_ahead
from edc.study.values.characters import LONGEST_FIELD, LONGEST_TEXT, fold, plain_text, quoted, trim
from edc.study.values.codes import read_boolean, read_choice, read_file, read_multi
from edc.study.values.dates import read_date
from edc.study.values.links import read_link
from edc.study.values.numbers import number, read_number, rounded, unit_text
from edc.study.values.times import read_duration, read_moment

_LONGEST_MULTI = 20_000
"""Characters of a multiple choice, all codes together."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of an input.

    ``value`` what to store (``None``: blank, or refused); ``problem`` why it is refused; ``asks``
    what has to be confirmed; ``echo`` the value as understood, in plain text.
    """

    value: Value | None = None
    problem: Problem | None = None
    asks: tuple[Problem, ...] = ()
    echo: str = ""

    @property
    def blank(self) -> bool:
        """Nothing was typed (and nothing is refused)."""
        return self.value is None and self.problem is None


def read(
    item: Item,
    typed: str | Sequence[str],
    *,
    study: Study,
    today: date,
    unit: str | None = None,
    missing: str | None = None,
    now: datetime | None = None,
    language: str | None = None,
) -> Reading:
    """Parse and judge one input; never raises, whatever was sent.

    ``typed`` is a text or, from checkboxes, a sequence of codes; ``unit`` a key of the item's
    units (blank or the standard unit: typed in the standard unit); ``missing`` a coded missing
    value instead of a value; ``today`` and ``now`` the site's own (see
    :func:`~edc.study.values.asking.asks_of`); ``language`` that of unit labels and hints inside
    problems, by default the study's first.
    """
    if item.type == "derived":
        return Reading(problem=problem(Code.DERIVED_POSTED))
    language = language or study.languages[0]
    if missing is not None and (code := trim(missing)):
        return _missing(item, code, typed, study)
    value = _value(item, typed, (unit or "").strip() or None, study, language)
    if value is None:
        return Reading()
    if isinstance(value, Problem):
        return Reading(problem=value)
    dated = item.type.endswith(("date", "datetime"))
    if dated and item.future == "refuse" and lies_ahead(value, today, now):
        ahead = (value.v or "").replace("T", " ")
        return Reading(problem=problem(Code.DATE_FUTURE, date=ahead, today=today.isoformat()))
    return Reading(
        value=value,
        asks=asks_of(item, value, study, today, now, language),
        echo=_echo(item, value, study, language),
    )


_CODED = frozenset({"choice", "multi", "boolean", "link"})


def misfit(item: Item, value: Value | None, study: Study, today: date) -> bool:
    """Whether *value*, stored under another definition, could not be entered under *item* as it stands.

    A date that lies ahead is no misfit (it is asked about where the item says so), nor is a file.
    """
    if value is None or item.type in ("derived", "file"):
        return False
    found = read(item, value.v or "", study=study, today=today, missing=value.m)
    if found.problem is not None:
        return found.problem.code is not Code.DATE_FUTURE
    if value.u is not None:
        return _converts_otherwise(item, value, study, today)
    return item.type in _CODED and found.value is not None and found.value.v != value.v


def _converts_otherwise(item: Item, value: Value, study: Study, today: date) -> bool:
    """Whether what was typed cannot be typed in its unit any more, or would show as another standard value."""
    again = number(read(item, value.t or "", study=study, today=today, unit=value.u).value)
    was = number(value)
    if again is None or was is None or item.decimals is None:
        return again != was
    return rounded(again[1], item.decimals) != rounded(was[1], item.decimals)


def _missing(item: Item, code: str, typed: str | Sequence[str], study: Study) -> Reading:
    allowed = item.missing if item.missing is not None else tuple(each.code for each in study.missing)
    if code not in allowed:
        return Reading(problem=problem(Code.MISSING, code=quoted(code)))
    given = [typed] if isinstance(typed, str) else typed
    if any(len(each) > LONGEST_FIELD or trim(each) for each in given):
        return Reading(problem=problem(Code.MISSING_AND_VALUE, code=code))
    return Reading(value=Value(m=code), echo=code)


def _value(
    item: Item, typed: str | Sequence[str], unit: str | None, study: Study, language: str
) -> Value | Problem | None:
    if item.type in ("multi", "link"):
        length = len(typed) if isinstance(typed, str) else sum(len(each) for each in typed)
        if length > _LONGEST_MULTI:
            return problem(Code.TOO_LONG, limit=str(_LONGEST_MULTI), length=str(length))
        return read_link(item, typed) if item.type == "link" else read_multi(item, typed, study)
    if not isinstance(typed, str):
        given = [each for each in typed if len(each) > LONGEST_FIELD or trim(each)]
        if len(given) > 1:
            return problem(Code.ONE_VALUE)
        typed = given[0] if given else ""
    if item.type == "text":
        text = plain_text(typed, item.length or LONGEST_TEXT)
        return text if isinstance(text, Problem) else Value(v=text) if text else None
    if len(typed) > LONGEST_FIELD:
        return problem(Code.TOO_LONG, limit=str(LONGEST_FIELD), length=str(len(typed)))
    if not fold(typed):
        return None
    if item.type in ("number", "integer"):
        return read_number(item, typed, unit, study, language)
    if unit is not None and unit != item.unit:
        return problem(Code.UNIT, unit=quoted(unit), units=unit_text(study, item.unit, language))
    return _other(item, typed, study)


def _other(item: Item, typed: str, study: Study) -> Value | Problem:
    match item.type:
        case "boolean":
            return read_boolean(typed)
        case "choice":
            return read_choice(item, typed, study)
        case "file":
            return read_file(typed)
        case "duration":
            return read_duration(typed)
        case "date" | "partial_date":
            text = read_date(typed, partial=item.type == "partial_date")
            return text if isinstance(text, Problem) else Value(v=text)
        case _:
            return read_moment(item.type, typed)


def _echo(item: Item, value: Value, study: Study, language: str) -> str:
    text = value.v or ""
    if item.type.endswith("datetime"):
        return text.replace("T", " ")
    if value.u is not None:
        return f"{text} {unit_text(study, item.unit, language)}".rstrip()
    return text
