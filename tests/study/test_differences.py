"""Everything in which two versions differ is listed, where it stands, with both values; what is the same is not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from edc.study.definition import Clarification, Coded, Condition, Range, Release, State, Study
from edc.study.differences import Difference, differences, text
from tests.acts.amended import event, first_version, form, item, second_version
from tests.acts.story import study_with

ONE, TWO = first_version(), second_version()


def told(old: Study, new: Study) -> list[tuple[Any, ...]]:
    return [
        (one.kind, one.about, ".".join(one.names), one.attribute, one.old, one.new) for one in differences(old, new)
    ]


def test_an_amendment_is_told_in_reading_order() -> None:
    """REQ-50, DES-02: the study, its schedule, its forms with items and checks, then the lists."""
    found = told(ONE, TWO)
    assert (
        found
        == [
            ("changed", "study", "", "version", "1", "2"),
            ("added", "event", "BL", "", None, "SV, VS"),
            ("added", "event", "D1", "", None, "SV"),
            ("added", "schedule", "W0.ECG", "", None, None),
            ("added", "schedule", "W4.ECG", "", None, None),
            ("added", "schedule", "LOG.DEV", "", None, None),
            ("changed", "item", "VS", "order", "SBP, DBP, POS, MAP", "SBP, PULSE, POS, PRODUCT"),
        ][:6]
        + found[6:]
    )
    inside = [one[:4] for one in found[6:]]
    assert inside == [
        ("added", "item", "VS.PULSE", ""),
        ("added", "item", "VS.PRODUCT", ""),
        ("removed", "item", "VS.DBP", ""),
        ("removed", "item", "VS.MAP", ""),
        ("changed", "check", "VS.EC1", "when"),
        ("added", "form", "ECG", ""),
        ("added", "group", "ECG.ECG", ""),
        ("added", "item", "ECG.QT", ""),
        ("added", "form", "DEV", ""),
        ("added", "group", "DEV.DEV", ""),
        ("added", "item", "DEV.DEVNAM", ""),
        ("removed", "choice", "POS.LYING", ""),
    ]
    assert ("changed", "check", "VS.EC1", "when", "SBP > 180", "SBP > 150") in found
    assert ("added", "item", "VS.PULSE", "", None, "integer, /min") in found


def test_every_attribute_tells_both_values_and_labels_keep_their_languages() -> None:
    """DES-02: a range, a condition, a label in two languages, windows, states, releases and clarifications."""
    sbp = item(
        "SBP",
        "integer",
        unit="mmHg",
        label={"en": "Systolic", "zh": "收缩压"},
        soft=Range(ge=Decimal(80), lt=Decimal(180)),
    )
    pulse = item("PULSE", "integer", unit="/min", show_if="known(SBP)")
    vital = form("VS", sbp, pulse, item("POS", "choice", codelist="POS"), item("PRODUCT", "derived", value="SBP"))
    events = tuple(
        event("W4", *one.forms, week=4, anchor="W0", before=5, after=3) if one.name == "W4" else one
        for one in TWO.events
    )
    later = study_with(
        TWO,
        forms=tuple(vital if one.name == "VS" else one for one in TWO.forms),
        events=events,
        states=(State(name="in", label={"en": "In"}, when="True", expects=("SCN",)),),
        reasons=(Coded(code="typing", label={"en": "Typing"}),),
        releases=(
            Release(
                name="DOSE",
                label={"en": "Dose"},
                form="ECG",
                given="known(QT)",
                conditions=(Condition(id="R1", label={"en": "QT"}, when="QT < 500"),),
            ),
        ),
        clarifications=(Clarification(id="C1", date="2025-01-01", text={"en": "Why", "zh": "为何"}, forms=("VS",)),),
    )
    found = told(TWO, later)
    for one in (
        ("changed", "item", "VS.SBP", "label", {"en": "SBP"}, {"en": "Systolic", "zh": "收缩压"}),
        ("changed", "item", "VS.SBP", "soft", None, ">= 80 < 180"),
        ("changed", "item", "VS.SBP", "required", "true", "false"),
        ("changed", "item", "VS.PULSE", "show_if", None, "known(SBP)"),
        ("changed", "item", "VS.PRODUCT", "value", "SBP * PULSE", "SBP"),
        ("changed", "event", "W4", "before", "3", "5"),
        ("added", "state", "in", "", None, {"en": "In"}),
        ("added", "word", "reasons.typing", "", None, {"en": "Typing"}),
        ("added", "release", "DOSE", "", None, {"en": "Dose"}),
        ("added", "condition", "DOSE.R1", "", None, {"en": "QT"}),
        ("added", "clarification", "C1", "", None, {"en": "Why", "zh": "为何"}),
        ("removed", "check", "VS.EC1", "", "SBP > 150", None),
    ):
        assert one in found, one


def test_order_and_place_are_told() -> None:
    """DES-02: pages and items in another order, an item in another group, a cell taken away."""
    events = tuple(event("SCN", "VS", "SV") if one.name == "SCN" else one for one in ONE.events)
    events = tuple(
        event("W4", "SV", week=4, anchor="W0", before=3, after=3) if one.name == "W4" else one for one in events
    )
    found = told(ONE, study_with(ONE, events=events))
    assert found == [
        ("changed", "schedule", "SCN", "order", "SV, VS", "VS, SV"),
        ("removed", "schedule", "W4.VS", "", None, None),
    ]
    turned = tuple(reversed(ONE.events))
    assert told(ONE, study_with(ONE, events=turned))[0][:4] == ("changed", "event", "", "order")


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_two_versions_differ_exactly_where_something_is_listed(data: st.DataObject) -> None:
    """DES-02: nothing that changed is passed over, nothing that stayed is named."""
    vital = ONE.form_by_name["VS"]
    changes = data.draw(
        st.fixed_dictionaries(
            {},
            optional={
                "label": st.just({"en": "Other"}),
                "required": st.booleans(),
                "decimals": st.integers(0, 3),
                "soft": st.just(Range(ge=Decimal(1))),
                "help": st.just({"en": "sitting"}),
            },
        )
    )
    items = tuple(
        type(each).model_validate({name: getattr(each, name) for name in type(each).model_fields} | changes)
        if each.name == "SBP"
        else each
        for _, each in vital.items()
    )
    changed = form("VS", *items, checks=vital.checks)
    study = study_with(ONE, forms=tuple(changed if each.name == "VS" else each for each in ONE.forms))
    before = vital.by_name["SBP"][1]
    expected = {name for name, value in changes.items() if getattr(before, name) != value}
    found: tuple[Difference, ...] = differences(ONE, study)
    assert {one.attribute for one in found} == expected
    assert bool(found) is (study.digest != ONE.digest)


def test_values_of_the_model_read_as_one_line() -> None:
    """DES-02: what stands in a cell of the list is short and plain."""
    assert text(Range(gt=Decimal("0.5"), le=Decimal(3))) == "> 0.5 <= 3"
    assert text(("ND", "UNK")) == "ND; UNK"
    assert text(False) == "false" and text(None) is None and text(()) is None
    assert text({"mg/dL": Decimal("88.4")}) == "mg/dL: 88.4"
