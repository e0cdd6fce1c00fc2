"""The WTForms class of a case report form says exactly what ``study.values`` says."""

from __future__ import annotations

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from edc.study.definition import Choice, Codelist, Form, Group, Item, Row, Study
from edc.study.document import Value
from edc.study.values import read
from forms.crf import CrfForm, Here, readings

TYPES = {
    "TEXT": ("text", "cough", "a\x00b"),
    "NUM": ("number", "1.72", "1,234"),
    "INT": ("integer", "12", "1.5"),
    "BOOL": ("boolean", "Y", "perhaps"),
    "DAY": ("date", "20250304", "31/2"),
    "HOUR": ("time", "8:05", "25:00"),
    "WHEN": ("datetime", "2025-03-04 08:05", "2025-03-04"),
    "PART": ("partial_date", "2025-03", "03-2025-2025"),
    "LONG": ("duration", "P1Y2M", "a while"),
    "PICK": ("choice", "Y", "Z"),
    "MANY": ("multi", "Y", "Z"),
}
"""Item, its type, something that is a value, something that cannot be one."""


def item(name: str) -> Item:
    more = (
        {"codelist": "YN"}
        if name in ("PICK", "MANY")
        else {"unit": "umol/L", "units": {"mg/dL": "88.4"}}
        if name == "NUM"
        else {}
    )
    return Item.model_validate({"oid": name, "name": name, "label": {"en": name}, "type": TYPES[name][0]} | more)


FORM = Form(
    oid="F",
    name="F",
    label={"en": "Every type"},
    groups=(
        Group(oid="F", name="F", items=tuple(map(item, TYPES))),
        Group(
            oid="AE", name="AE", repeat="added", items=(Item(oid="T", name="TERM", label={"en": "Term"}, type="text"),)
        ),
        Group(
            oid="OBS",
            name="OBS",
            repeat="fixed",
            rows=(Row(key="PRE", label={"en": "Before"}),),
            items=(Item(oid="S", name="SBP", label={"en": "Systolic"}, type="integer"),),
        ),
    ),
)
STUDY = Study(
    oid="S",
    name="S",
    version="1",
    label={"en": "S"},
    events=(),
    forms=(FORM,),
    codelists=(Codelist(oid="YN", choices=(Choice(code="Y"), Choice(code="N"))),),
)
HERE = Here(STUDY, date(2026, 1, 1), None, "en")


@pytest.mark.parametrize("name", TYPES)
def test_a_field_reads_as_the_one_parser_does(name: str) -> None:
    """Architecture 4: one parser and validator of every channel; the form class adds nothing of its own."""
    for typed in TYPES[name][1:]:
        bound = CrfForm(FORM, MultiDict({name: typed}), HERE)
        field = next(field for field in bound if field.name == name)
        expected = read(item(name), [typed] if name == "MANY" else typed, study=STUDY, today=HERE.today, language="en")
        assert field.reading == expected
        assert bound.validate() is (expected.problem is None)
        assert bool(field.errors) is (expected.problem is not None)
        assert readings(FORM, MultiDict({name: typed}), HERE) == ({name: expected}, [])


def test_units_missing_codes_and_rows_go_with_their_items() -> None:
    """Li Wen types a creatinine in mg/dL, an adverse event in row 7, and a pressure before the infusion."""
    posted = MultiDict(
        {"NUM": "1.72", "NUM@unit": "mg/dL", "AE/7/TERM": "fever", "OBS/PRE/SBP": "128", "csrf_token": "x"}
    )
    bound = {field.name: field.data for field in CrfForm(FORM, posted, HERE) if field.data}
    assert bound == {
        "NUM": Value(v="152.048", t="1.72", u="mg/dL"),
        "AE/7/TERM": Value(v="fever"),
        "OBS/PRE/SBP": Value(v="128"),
    }


def test_what_the_form_does_not_have_is_named() -> None:
    """REQ-57: unknown names are not passed over in silence on the way to a save."""
    assert readings(FORM, MultiDict({"PULSE": "80", "OBS/LATER/SBP": "1"}), HERE) == ({}, ["PULSE", "OBS/LATER/SBP"])
