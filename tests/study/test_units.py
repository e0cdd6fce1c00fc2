"""A unit that shares no zero with the standard one: a factor and an offset, the same wherever a number is converted."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edc.exchange.xmlsafe import parse
from edc.study.definition import Conversion, Form, Group, Item, Range, Slip, Study
from edc.study.document import Value
from edc.study.evaluation import compiled, derive
from edc.study.expressions.logic import flag
from edc.study.loading import load
from edc.study.odm import read_study, write_odm
from edc.study.ranges import Ranges, in_unit_of
from edc.study.toml_writer import study_files, write_study
from edc.study.values import as_typed, conversion_text, misfit, number, read, shown
from edc.study.view import PageView, SubjectView
from tests.lab_study import BIO, lab_range, lab_study
from tests.study.test_schema import said_of

TODAY = date(2025, 8, 6)
IFCC = Conversion(factor=Decimal("0.0915"), offset=Decimal("2.15"))
"""NGSP % = 0.0915 × IFCC + 2.15."""


def hba1c(**changes: Any) -> Item:
    parts: dict[str, Any] = {
        "oid": "HBA1C",
        "name": "HBA1C",
        "label": {"en": "HbA1c"},
        "type": "number",
        "unit": "%",
        "units": {"mmol/mol": IFCC, "1": Decimal(100)},
        "decimals": 1,
        "comparator": True,
        "hard": Range(ge=Decimal(0), le=Decimal(200)),
        "slips": (Slip(above=Decimal(25), unit="mmol/mol", hint={"en": "IFCC?"}),),
    }
    return Item.model_validate(parts | changes)


def study_of(*items: Item) -> Study:
    form = Form(oid="F", name="F", label={"en": "F"}, groups=(Group(oid="G", name="G", items=items),))
    return Study(oid="S", name="S", version="1", label={"en": "S"}, events=(), forms=(form,))


STUDY = study_of(hba1c())


def typed(text: str, unit: str | None = "mmol/mol", **changes: Any) -> Value | None:
    return read(hba1c(**changes), text, unit=unit, study=STUDY, today=TODAY).value


@pytest.mark.parametrize(
    ("text", "standard"),
    [("53", "7"), ("62", "7.823"), ("０", "2.15"), ("<20", "<3.98"), ("-23.5", "0"), ("31.25", "5.009")],
)
def test_what_is_typed_is_kept_and_the_standard_value_is_on_the_line(text: str, standard: str) -> None:
    """Wang Lei copies 53 mmol/mol from the report: stored are 7.0 %, and 53 mmol/mol as typed (REQ-24, B.4.8.0300)."""
    value = typed(text, hard=None)
    assert value is not None and value.v == standard and value.u == "mmol/mol"
    if value.v == "7":
        assert value == Value(v="7", t="53", u="mmol/mol")
        assert shown(hba1c(), value, STUDY, "en") == "53 mmol/mol"


def test_bounds_are_judged_on_the_standard_value() -> None:
    """2200 mmol/mol would be 203 %: that is no HbA1c; 2100 is stored and asked about elsewhere (REQ-51)."""
    assert typed("2200") is None
    assert typed("2100") is not None


def test_a_slip_offers_the_unit_and_what_it_would_be() -> None:
    """62 in the field for % looks like IFCC: one key records it in mmol/mol, as typing it there does (REQ-51)."""
    (ask,) = read(hba1c(), "62", study=STUDY, today=TODAY).asks
    assert (ask.code, ask.params["unit"], ask.params["standard"]) == ("slip", "mmol/mol", "7.8")
    assert read(hba1c(), "62", unit="mmol/mol", study=STUDY, today=TODAY).asks == ()


AMOUNT = st.decimals(Decimal(-10) ** 6, Decimal(10) ** 6, places=3)
CONVERSION = st.builds(
    Conversion,
    factor=st.decimals(Decimal("0.0001"), Decimal(10000), places=4),
    offset=st.decimals(-1000, 1000, places=3),
)


@given(AMOUNT, AMOUNT, CONVERSION, st.sampled_from([0, 1, 3, None]), st.sampled_from(["number", "integer"]))
def test_a_result_and_a_limit_are_converted_alike(
    amount: Decimal, limit: Decimal, by: Conversion, decimals: int | None, kind: str
) -> None:
    """A result at the limit is never flagged, and none is flagged on the wrong side of it, whatever unit both
    were typed in: what is read and what a range says go through one conversion (REQ-51, REQ-57)."""
    item = hba1c(type=kind, units={"u": by}, decimals=decimals, hard=None, slips=())
    result = number(read(item, str(amount), unit="u", study=STUDY, today=TODAY).value)
    assert result is not None and result[1] == in_unit_of(item, amount, "u")
    standard = in_unit_of(item, limit, "u")
    said = flag(result[1], standard, standard)
    assert said in {"N", "L" if amount < limit else "H" if amount > limit else "N"}
    back = as_typed(read(item, str(amount), unit="u", study=STUDY, today=TODAY).value)
    again = read(item, back.text, unit=back.unit, study=STUDY, today=TODAY).value
    assert again is not None and again.v == format(result[1], "f")


def test_a_laboratory_may_state_its_limits_in_that_unit(tmp_path: Path) -> None:
    """Sun Yan enters 20–42 mmol/mol; results in % are judged by 4.0–6.0 %, and a result at the limit is normal
    in either unit (REQ-57)."""
    units = 'units = { "mg/dL" = 88.4, "F" = { factor = 0.0915, offset = 2.15 } }\ndecimals = 1'
    study = lab_study(tmp_path, bio=BIO.replace('units = { "mg/dL" = 88.4 }\ndecimals = 0', units))
    item = study.form_by_name["BIO"].by_name["CREA"][1]
    found = lab_range("CREA", "20", "42", unit="F")
    for text, unit, wanted in (("42", "F", "N"), ("42.1", "F", "H"), ("5.993", None, "N"), ("3.97", None, "L")):
        value = read(item, text, unit=unit, study=study, today=TODAY).value
        person = {"SEX": Value(v="F"), "BRTHDT": Value(v="1975-03-04")}
        sample = {"LBDT": Value(v="2025-03-04"), "LBNAM": Value(v="CENTRAL"), "CREA": value}
        pages = (PageView(1, 1, "SCN", "DM", 1, person, {}), PageView(2, 1, "SCN", "BIO", 1, sample, {}))
        view = SubjectView({page.page: page for page in pages}, Ranges((found,)))
        derived = {each.path: each.value for each in derive(compiled(study), view, [1, 2])}
        assert (derived["CREALO"], derived["CREAHI"], derived["CREAFL"]) == ("3.98", "5.993", wanted)


def test_a_unit_without_an_offset_is_its_factor_in_every_text(tmp_path: Path) -> None:
    """A study that was published before keeps its digest; TOML to model to TOML is stable (REQ-52, D.119.100)."""
    written = {"mg/dL": "88.4", "F": {"factor": "0.5", "offset": "-17.7"}, "x": {"factor": "2", "offset": "0"}}
    study = study_of(hba1c(units=written, slips=()))
    assert '"units":{"F":{"factor":"0.5","offset":"-17.7"},"mg/dL":"88.4","x":"2"}' in study.canonical
    assert Study.model_validate_json(study.canonical) == study
    line = 'units = { "mg/dL" = 88.4, F = { factor = 0.5, offset = -17.7 }, x = 2 }'
    assert line in study_files(study)["f.toml"].splitlines()
    lab = lab_study(tmp_path / "one", bio=BIO.replace("88.4 }", "{ factor = 88.4, offset = 1.5 } }"))
    write_study(lab, tmp_path / "two")
    assert load(tmp_path / "two") == lab


def test_another_system_is_told_the_unit_and_we_the_line() -> None:
    """ODM has units and no factors: what it cannot say comes back with our own file (D.119.100, REQ-65)."""
    root = write_odm(STUDY, created="2025-03-04T06:05:07Z", file_oid="X", source_version="1")
    again, report = read_study(parse(ET.tostring(root, encoding="utf-8")))
    assert again.digest == STUDY.digest and not report.refused


def test_the_schema_takes_a_factor_or_both() -> None:
    """Sun Yan's editor underlines neither spelling, and does underline a third (REQ-52)."""
    data = tomllib.loads(study_files(STUDY)["f.toml"], parse_float=Decimal)
    units = data["group"][0]["item"][0]["units"]
    assert units == {"mmol/mol": {"factor": IFCC.factor, "offset": IFCC.offset}, "1": 100}
    assert said_of("form", data) == []
    units["mmol/mol"] = {"factor": IFCC.factor, "plus": IFCC.offset}
    assert said_of("form", data) == [".group[0].item[0].units.mmol/mol: fits none of the spellings"]


def test_a_conversion_reads_as_one_line() -> None:
    """Annotated forms and the list of items say how a number becomes one in the standard unit (REQ-52)."""
    assert conversion_text(IFCC, "mmol/mol", "%") == "mmol/mol × 0.0915 + 2.15 = %"
    assert conversion_text(Conversion(factor=Decimal("1.8"), offset=Decimal(-32)), "a", "b") == "a × 1.8 - 32 = b"
    assert conversion_text(Conversion(factor=Decimal("88.4")), "mg/dL", "umol/L") == "1 mg/dL = 88.4 umol/L"


@pytest.mark.parametrize(
    ("units", "asked"),
    [
        ({"mmol/mol": IFCC, "g/L": Decimal(3)}, False),
        ({"mmol/mol": {"factor": "0.09149", "offset": "2.153"}}, False),
        ({"mmol/mol": {"factor": "0.0915", "offset": "3.15"}}, True),
        ({}, True),
    ],
)
def test_what_was_typed_in_a_unit_that_is_gone_or_means_another_amount_is_asked_about(
    units: dict[str, Any], asked: bool
) -> None:
    """A page moves to a version that takes the unit away, or converts it to another number to its decimals: the
    value stands and is asked about; a unit that is new, or a digit that is not shown, asks nothing (REQ-50)."""
    value = typed("53")
    assert misfit(hba1c(units=units, slips=()), value, STUDY, TODAY) is asked
    assert misfit(hba1c(units=units, slips=()), Value(v="7.0"), STUDY, TODAY) is False
