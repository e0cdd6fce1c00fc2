"""Dates and times: one forgiving field, ISO in the record, never a guess between day and month."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, get_args

import pytest

from edc.study.definition import Form, Group, Item, ItemType, Study
from edc.study.document import Value
from edc.study.values import Reading, as_date, as_datetime, as_typed, asks_of, read, shown, span

STUDY = Study(
    oid="S",
    name="S",
    version="1",
    label={"en": "S"},
    events=(),
    forms=(Form(oid="F", name="F", label={"en": "F"}, groups=(Group(oid="G", name="G", items=()),)),),
)
TODAY = date(2025, 8, 6)
NOW = datetime(2025, 8, 6, 14, 5, 20)


def enter(kind: str, typed: str, **changes: Any) -> Reading:
    assert kind in get_args(ItemType)
    item = Item(oid="D", name="D", label={"en": "D"}, type=kind, **changes)  # type: ignore[arg-type]  # asserted above
    return read(item, typed, study=STUDY, today=TODAY, now=NOW)


def stored(kind: str, typed: str) -> str | None:
    reading = enter(kind, typed)
    return reading.value.v if reading.value else f"refused: {reading.problem.code}" if reading.problem else None


@pytest.mark.parametrize(
    "typed",
    [
        "20250304",
        "2025-3-4",
        "2025.3.4",
        "2025/3/4",
        "2025 3 4",
        "2025年3月4日",
        "2025年3月4号",
        "２０２５．３．４",
        "2025。3。4",
        "2025–03–04",
        "04-MAR-2025",
        "4 March 2025",
        " 2025-03-04\u200b",
    ],
)
def test_one_field_understands_every_unambiguous_date(typed: str) -> None:
    """Li Wen types a date the way it stands in the source (B.3.14.0400, REQ-51)."""
    reading = enter("date", typed)
    assert reading.value == Value(v="2025-03-04") and reading.echo == "2025-03-04"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("03/04/2025", "date_order"),
        ("25/03/2025", "date_order"),
        ("25-3-4", "date_order"),
        ("250304", "date_order"),
        ("2025-02-31", "date_impossible"),
        ("2025-13-01", "date_impossible"),
        ("20250229", "date_impossible"),
        ("0204-03-04", "date_year"),
        ("2201-01-01", "date_year"),
        ("2025-03", "date_incomplete"),
        ("2025-UN-UN", "date_incomplete"),
        ("UN-MAR-2025", "date_incomplete"),
        ("yesterday", "date"),
        ("2025--03-04", "date"),
        ("2025-03-04-05", "date"),
        ("2025-08-07", "date_future"),
    ],
)
def test_a_date_that_is_none_or_two_is_refused(typed: str, code: str) -> None:
    """03/04/2025 is March to some and April to others; 31 February is nobody's (REQ-51)."""
    reading = enter("date", typed)
    assert reading.value is None and reading.problem is not None and reading.problem.code == code


def test_the_future_begins_after_the_sites_own_today() -> None:
    """Kunming's today is accepted; what lies ahead is refused, asked or allowed by item (REQ-32)."""
    assert enter("date", "2025-08-06").value == Value(v="2025-08-06")
    asked = enter("date", "2027-01-31", future="ask")
    assert asked.value is not None and [ask.code for ask in asked.asks] == ["future_ask"]
    expiry = enter("date", "2027-01-31", future="allow")
    assert expiry.value is not None and expiry.asks == ()


def test_a_date_asked_about_because_it_lay_ahead_is_not_asked_again_when_it_came() -> None:
    """The question is judged on the day it is put (REQ-51)."""
    item = Item(oid="D", name="D", label={"en": "D"}, type="date", future="ask")
    value = Value(v="2025-09-01")
    assert asks_of(item, value, STUDY, date(2025, 8, 31))
    assert asks_of(item, value, STUDY, date(2025, 9, 1)) == ()


def test_a_date_time_is_judged_to_the_minute() -> None:
    """At 14:05:20 an event at 14:06 is a rounded one; at 14:07 it has not happened (REQ-32)."""
    assert stored("datetime", "2025-08-06 14:06") == "2025-08-06T14:06"
    assert stored("datetime", "2025-08-06 14:07") == "refused: date_future"


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("2025", "2025"),
        ("2025年", "2025"),
        ("2025-03", "2025-03"),
        ("2025年3月", "2025-03"),
        ("2025-UN-UN", "2025"),
        ("2025-03-UNK", "2025-03"),
        ("UN-MAR-2025", "2025-03"),
        ("UN-UN-2025", "2025"),
        ("Mar 2025", "2025-03"),
        ("2025-不详-不详", "2025"),
        ("2025年3月不详日", "2025-03"),
        ("2025年不详月", "2025"),
        ("20250304", "2025-03-04"),
        ("2025-UN-04", "refused: date_gap"),
        ("UN-UN-UN", "refused: date_no_year"),
        ("UN", "refused: date_no_year"),
        ("UN-03-2025", "refused: date_order"),
        ("03-2025", "refused: date_order"),
        ("202503", "refused: date_order"),
        ("2025-02-30", "refused: date_impossible"),
        ("2025-09", "refused: date_future"),
        ("2025-08", "2025-08"),
        ("2026", "refused: date_future"),
    ],
)
def test_a_partial_date_stops_where_it_stops_being_known(typed: str, iso: str) -> None:
    """History is remembered by the month or the year; unknown parts are left off (REQ-53)."""
    assert stored("partial_date", typed) == iso


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("8:05", "08:05"),
        ("0805", "08:05"),
        ("８：０５", "08:05"),
        ("08:05:30", "08:05:30"),
        ("080530", "08:05:30"),
        ("8时5分", "08:05"),
        ("8点05分30秒", "08:05:30"),
        ("00:00", "00:00"),
        ("24:00", "refused: time_impossible"),
        ("08:60", "refused: time_impossible"),
        ("8:05 pm", "refused: time"),
        ("805", "refused: time"),
        ("8:5", "refused: time"),
        ("08", "refused: time_incomplete"),
    ],
)
def test_times_are_on_the_24_hour_clock(typed: str, iso: str) -> None:
    """Chen Jie notes 8:05; nobody has to guess morning or evening (B.4.8.0200)."""
    assert stored("time", typed) == iso


@pytest.mark.parametrize(
    ("kind", "typed", "iso"),
    [
        ("datetime", "2025-03-04 08:05", "2025-03-04T08:05"),
        ("datetime", "20250304 0805", "2025-03-04T08:05"),
        ("datetime", "2025-03-04T08:05:30.5", "2025-03-04T08:05:30.5"),
        ("datetime", "2025年3月4日8时5分", "2025-03-04T08:05"),
        ("datetime", "2025年3月4日　8：05", "2025-03-04T08:05"),
        ("datetime", "2025-03-04", "refused: time_incomplete"),
        ("datetime", "2025-03-04 25:00", "refused: time_impossible"),
        ("datetime", "03/04/2025 08:05", "refused: date_order"),
        ("datetime", "2025-02-31 08:05", "refused: date_impossible"),
        ("datetime", "4 Mar 2025 08:05", "refused: date_order"),
        ("datetime", "2025 - 3 - 4 08:05", "2025-03-04T08:05"),
        ("datetime", "gestern", "refused: datetime"),
        ("partial_datetime", "2025-03-04T08", "2025-03-04T08"),
        ("partial_datetime", "2025-03-04 08:UN", "2025-03-04T08"),
        ("partial_datetime", "2025-03-04 UN:UN", "2025-03-04"),
        ("partial_datetime", "2025-03-04", "2025-03-04"),
        ("partial_datetime", "UN-OCT-2024", "2024-10"),
        ("partial_datetime", "2025", "2025"),
        ("partial_datetime", "2025-03 08:05", "refused: date_gap"),
        ("partial_time", "08", "08"),
        ("partial_time", "08:UN", "08"),
        ("partial_time", "8:05", "08:05"),
        ("partial_time", "UN:UN", "refused: time"),
        ("duration", "p1y2m", "P1Y2M"),
        ("duration", "PT30M", "PT30M"),
        ("duration", "P2W", "P2W"),
        ("duration", "P", "refused: duration"),
        ("duration", "P1DT", "refused: duration"),
        ("duration", "30 min", "refused: duration"),
    ],
)
def test_date_times_their_partial_forms_and_durations(kind: str, typed: str, iso: str) -> None:
    """Foreign ODM studies use partial and duration types; all are ISO 8601 in the record (REQ-65)."""
    assert stored(kind, typed) == iso


def test_an_offset_is_kept_in_the_typed_text_and_changes_nothing() -> None:
    """A sample time from an ODM file keeps its +08:00, the record stays the site's local time (REQ-65)."""
    reading = enter("datetime", "2025-03-04T08:05:00+08:00")
    assert reading.value == Value(v="2025-03-04T08:05:00", t="2025-03-04T08:05:00+08:00")
    assert enter("datetime", as_typed(reading.value).text).value == reading.value
    assert as_datetime(reading.value) == datetime(2025, 3, 4, 8, 5)


def test_stored_dates_read_back_as_days_and_spans() -> None:
    """What is partly known is a span, and no single day is made up for it (REQ-53)."""
    assert as_date(Value(v="2025-03-04T08:05")) == date(2025, 3, 4)
    assert as_date(Value(v="2025-03")) is None and as_date(Value(m="UNK")) is None
    assert span("2024-02") == (date(2024, 2, 1), date(2024, 2, 29))
    assert span("2024") == (date(2024, 1, 1), date(2024, 12, 31))
    assert span("2024-02-31") is None and span("P1Y") is None and span("20240201") is None
    item = Item(oid="D", name="D", label={"en": "D"}, type="datetime")
    assert shown(item, Value(v="2025-03-04T08:05"), STUDY, "en") == "2025-03-04 08:05"
