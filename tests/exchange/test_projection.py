"""The definition of what leaves: every version laid over one another, and what a profile makes of it."""

from __future__ import annotations

import json
from typing import Any

from edc.exchange.profiles import project
from edc.exchange.whole import altered, whole_study
from edc.study.definition import Study
from tests.exchange.shapes import shapes


def changed(**more: Any) -> Study:
    return shapes(version="2", **more)


def forms_without(*gone: str) -> list[dict[str, Any]]:
    """The forms of the study, as an amendment that drops items or forms would have them."""
    forms = [form for form in json.loads(shapes().canonical)["forms"] if form["name"] not in gone]
    for form in forms:
        for group in form["groups"]:
            group["items"] = [item for item in group["items"] if item["name"] not in gone]
    return forms


def test_one_version_is_itself() -> None:
    """A study that was never amended leaves as it was published: same digest (REQ-50)."""
    assert whole_study([shapes()]).digest == shapes().digest


def test_nothing_that_was_ever_asked_is_left_out() -> None:
    """Items, forms, codes and visits that an amendment dropped are there, behind those that stand (REQ-50)."""
    events = [event for event in json.loads(shapes().canonical)["events"] if event["name"] != "UNS"]
    for event in events:
        event["forms"] = [name for name in event["forms"] if name != "EXTRA"]
    sex = [{"oid": "SEX", "choices": [{"code": "F"}]}, {"oid": "HX", "choices": [{"code": "HTN"}]}]
    second = changed(
        forms=forms_without("EXTRA", "CLOCK"), events=events, codelists=sex, missing=[{"code": "ND", "label": {}}]
    )
    whole = whole_study([shapes(), second])
    assert whole.version == "2"
    assert [item.name for _, item in whole.form_by_name["RENAL"].items()][-1] == "CLOCK"
    assert "EXTRA" in whole.form_by_name and "UNS" in whole.event_by_name
    assert "EXTRA" in whole.event_by_name["LOG"].forms
    assert list(whole.codelist_by_oid["SEX"].by_code) == ["F", "M"]
    assert [coded.code for coded in whole.missing] == ["ND", "UNK"]


def test_where_versions_differ_the_last_one_speaks() -> None:
    """A corrected label is the label of the export (REQ-50)."""
    forms = json.loads(shapes().canonical)["forms"]
    forms[2]["groups"][0]["items"][1]["label"] = {"en": "Creatinine in serum"}
    whole = whole_study([shapes(), changed(forms=forms)])
    assert whole.form_by_name["RENAL"].by_name["CREAT"][1].label == {"en": "Creatinine in serum"}


def test_an_altered_part_has_forgotten_what_it_looked_up_before() -> None:
    """Look-ups are kept with a part; a changed part must not answer with the old ones (REQ-65)."""
    study = shapes()
    assert "RENAL" in study.form_by_name and study.digest
    less = altered(study, forms=study.forms[:1])
    assert list(less.form_by_name) == ["SV"] and less.digest != study.digest


def test_expressions_and_what_they_name_stay_here() -> None:
    """A de-identified definition names no item that did not leave, in no expression (REQ-60)."""
    outside = project(shapes(), "deidentified").study
    assert (outside.birth_date, outside.visit_date, outside.states) == (None, None, ())
    for form in outside.forms:
        assert form.checks == ()
        for group, item in form.items():
            assert (group.show_if, item.show_if, item.value) == (None, None, None)
            assert item.type not in ("derived", "date", "datetime", "partial_date", "partial_datetime", "file")
    assert "NICK" not in outside.canonical and 'BRTHDT"' not in outside.canonical


def test_names_made_for_what_leaves_are_free() -> None:
    """A study that has both LBDT and LBDT_DY loses neither (B.5.21.0100)."""
    item = {"label": {"en": "x"}, "oid": "X"}
    items = [item | {"name": "LBDT", "type": "date"}, item | {"oid": "Y", "name": "LBDT_DY", "type": "integer"}]
    study = Study.model_validate(
        {
            "oid": "S",
            "name": "S",
            "version": "1",
            "label": {"en": "S"},
            "events": [{"oid": "E", "name": "E", "label": {}, "forms": ["F"]}],
            "forms": [{"oid": "F", "name": "F", "label": {}, "groups": [{"oid": "G", "name": "G", "items": items}]}],
        }
    )
    assert [one.name for _, one in project(study, "deidentified").study.forms[0].items()] == ["LBDT_DY2", "LBDT_DY"]
