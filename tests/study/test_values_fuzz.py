"""Whatever is typed: no exception, one outcome, and what was stored reads back as itself."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import get_args

from hypothesis import example, given, settings
from hypothesis import strategies as st

from edc.study.definition import Choice, Coded, Codelist, Form, Group, Item, ItemType, Range, Slip, Study
from edc.study.document import decode_value
from edc.study.values import as_date, as_datetime, as_typed, asks_of, codes, number, read, shown, span

STUDY = Study(
    oid="S",
    name="S",
    version="1",
    label={"en": "S"},
    missing=(Coded(code="ND", label={"en": "Not done"}),),
    codelists=(
        Codelist(oid="C", choices=tuple(Choice(code=code) for code in ("A", "B C", "%20", "1", "é "))),
        Codelist(oid="X", external={"Dictionary": "MedDRA"}),
    ),
    events=(),
    forms=(Form(oid="F", name="F", label={"en": "F"}, groups=(Group(oid="G", name="G", items=()),)),),
)
TODAY, NOW = date(2025, 8, 6), datetime(2025, 8, 6, 14, 5)
ITEMS = [
    Item(
        oid="I",
        name="I",
        label={"en": "I"},
        type=kind,
        unit="umol/L",
        units={"mg/dL": Decimal("88.4"), "kg/L": Decimal("1e12")},
        decimals=decimals,
        comparator=comparator,
        codelist=codelist,
        future="ask" if comparator else "refuse",
        hard=Range(ge=Decimal(-1000), lt=Decimal("1e30")),
        soft=Range(gt=Decimal(1), le=Decimal(300)),
        slips=(Slip(below=Decimal(15), unit="mg/dL"), Slip(above=Decimal(1000))),
    )
    for kind in get_args(ItemType)
    for decimals, comparator, codelist in ((None, True, "C"), (1, False, "X"))
]
ALPHABET = "0123456789０１２-–－./:：。．,，<>=≤＜eE+ TZ年月日时分UN不详MARmarPWDYHS%\u3000\u200b\nA"
TYPED = st.one_of(
    st.text(max_size=60),
    st.text(ALPHABET, max_size=40),
    st.dates(date(1700, 1, 1), date(2300, 1, 1)).map(date.isoformat),
    st.datetimes(datetime(1700, 1, 1), datetime(2300, 1, 1)).map(datetime.isoformat),
    st.decimals(allow_nan=True, allow_infinity=True).map(str),
    st.lists(st.sampled_from(["A", "B C", "%20", "é ", "", "x"]), max_size=4),
)


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(ITEMS), TYPED, st.sampled_from([None, "", "umol/L", "mg/dL", "kg/L", "x"]))
@example(ITEMS[2], "-1e-30", "mg/dL")
@example(ITEMS[0], "\ud800", None)
def test_any_input_is_a_value_a_refusal_or_a_blank(item: Item, typed: str | list[str], unit: str | None) -> None:
    """The reader never raises, and a stored value typed again is the same value (REQ-24, REQ-51, REQ-65)."""
    reading = read(item, typed, unit=unit, study=STUDY, today=TODAY, now=NOW)
    assert (reading.value is None) or (reading.problem is None)
    if reading.value is None:
        assert reading.asks == ()
        return
    assert reading.value.v and reading.value.m is None
    assert decode_value(reading.value.encoded) == reading.value
    back = as_typed(reading.value)
    again = read(item, back.text, unit=back.unit, missing=back.missing, study=STUDY, today=TODAY, now=NOW)
    assert again == reading
    assert asks_of(item, reading.value, STUDY, TODAY, NOW) == reading.asks
    assert shown(item, reading.value, STUDY, "en")
    codes(reading.value), number(reading.value), as_date(reading.value), as_datetime(reading.value)


@given(st.dates(date(1800, 1, 1), date(2200, 12, 31)))
def test_every_real_day_is_understood_in_every_spelling(day: date) -> None:
    """Compact, dotted, Chinese and full-width spellings of a day are that day (REQ-51)."""
    item = Item(oid="D", name="D", label={"en": "D"}, type="date", future="allow")
    spellings = [
        day.isoformat(),
        f"{day:%Y%m%d}".zfill(8),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        day.isoformat().translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}),
    ]
    read_back = {read(item, each, study=STUDY, today=TODAY).value for each in spellings}
    assert {as_date(value) for value in read_back} == {day}
    assert span(day.isoformat()) == (day, day)


@given(st.decimals(Decimal(-10) ** 9, Decimal(10) ** 9, places=4))
def test_a_decimal_survives_to_the_digit(amount: Decimal) -> None:
    """No binary float on the way: the record holds the digits that were typed (REQ-24)."""
    item = Item(oid="N", name="N", label={"en": "N"}, type="number")
    value = read(item, str(amount), study=STUDY, today=TODAY).value
    found = number(value)
    assert found is not None and found[1] == amount
