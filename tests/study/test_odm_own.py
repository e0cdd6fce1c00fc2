"""Our own studies leave as valid ODM and come back exactly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings

from edc.exchange.xmlsafe import parse
from edc.study.definition import Part, Study
from edc.study.loading import load
from edc.study.odm import oids, read_study, write_odm
from tests.study.odm.facts import HERE, O, faults
from tests.study.odm.full import full_study
from tests.study.odm.random_studies import small_studies

TRIAL = Path(__file__).parents[2] / "forms" / "studies" / "ucmsc-dn" / "1"


def exported(study: Study) -> bytes:
    root = write_odm(study, created="2025-03-04T06:05:07.123Z", file_oid="EXPORT.1", source_version="0.1")
    data: bytes = ET.tostring(root, encoding="utf-8")
    return data


def parts(part: Part) -> Iterator[Part]:
    yield part
    for name in type(part).model_fields:
        value = getattr(part, name)
        below = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)
        for inner in below:
            if isinstance(inner, Part):
                yield from parts(inner)


def test_the_full_study_is_full() -> None:
    """Every field of the model says something in it: a new field must be tried out too (D.119.100)."""
    silent: dict[str, set[str]] = {}
    for part in parts(full_study()):
        name = type(part).__name__
        mute = {field for field, info in type(part).model_fields.items() if getattr(part, field) == info.get_default()}
        silent[name] = silent.get(name, mute) & mute
    assert {name: fields for name, fields in silent.items() if fields} == {}


def test_every_feature_survives_the_way_out_and_back() -> None:
    """Sun Yan exports the definition and reads it back: nothing was lost, nothing invented (D.119.100, REQ-65)."""
    study = full_study()
    data = exported(study)
    assert faults(data) == []
    again, report = read_study(parse(data))
    assert again == study and again.digest == study.digest
    assert not report.refused


def test_the_same_study_is_written_the_same() -> None:
    """Two exports of one version are one text: a hash of it means something (REQ-65)."""
    assert exported(full_study()) == exported(full_study())


def test_the_trial_survives_the_way_out_and_back() -> None:
    """The definition of NCT04125329 leaves as valid ODM and comes back with the same digest (D.119.100)."""
    study = load(TRIAL)
    data = exported(study)
    assert faults(data) == []
    assert read_study(parse(data))[0].digest == study.digest


def test_what_odm_can_say_stands_in_its_own_elements() -> None:
    """Qian Hao reads the export with other software: ranges, units, codes and types are standard ODM (REQ-65)."""
    root = parse(exported(full_study()))
    version = root.find(f"{O}Study/{O}MetaDataVersion")
    assert version is not None
    item = version.find(f"{O}ItemDef[@OID='I.CREAT']")
    assert item is not None
    assert (item.get("Name"), item.get("DataType"), item.get("SignificantDigits")) == ("CREAT", "float", "1")
    assert [unit.get("MeasurementUnitOID") for unit in item.findall(f"{O}MeasurementUnitRef")] == [
        "MU.umol/L",
        "MU.mg/dL",
        "MU.g/L",
    ]
    ranges = [
        (c.get("SoftHard"), c.get("Comparator"), c.findtext(f"{O}CheckValue")) for c in item.findall(f"{O}RangeCheck")
    ]
    assert ranges == [("Hard", "GE", "0"), ("Hard", "LT", "5000.50"), ("Soft", "GT", "60"), ("Soft", "LE", "300")]
    question = item.find(f"{O}Question")
    assert question is not None and [text.text for text in question] == ["Creatinine", "肌酐"]
    aliases = {alias.get("Context"): alias.get("Name") for alias in item.findall(f"{O}Alias")}
    assert aliases["CDASH"] == "LBORRES" and aliases["SDTM"] == "spec=SERUM; testcd=CREAT"
    sex = version.find(f"{O}CodeList[@OID='CL.SEX']")
    assert sex is not None
    male = sex.find(f"{O}CodeListItem[@CodedValue='M']/{O}Alias[@Context='nci:ExtCodeID']")
    assert male is not None and male.get("Name") == "C20197"
    kinds = {event.get("OID"): event.get("Type") for event in version.findall(f"{O}StudyEventDef")}
    assert kinds == {"SCN": "Scheduled", "Week 0": "Scheduled", "UNS": "Unscheduled", "LOG": "Common"}


def test_rules_stand_in_the_elements_odm_has_for_them() -> None:
    """A condition says when something is not collected, a method how a value is computed (ODM 1.3.2)."""
    version = parse(exported(full_study())).find(f"{O}Study/{O}MetaDataVersion")
    assert version is not None

    def expression(kind: str, oid: str | None) -> str | None:
        return version.findtext(f"{O}{kind}[@OID='{oid}']/{O}FormalExpression[@Context='edc']")

    asked = version.find(f"{O}ItemGroupDef/{O}ItemRef[@ItemOID='WHY']")
    derived = version.find(f"{O}ItemGroupDef/{O}ItemRef[@ItemOID='OK']")
    assert asked is not None and derived is not None
    assert expression("ConditionDef", asked.get("CollectionExceptionConditionOID")) == 'not (SEX == "F")'
    assert expression("MethodDef", derived.get("MethodOID")) == "CREAT < 10"
    assert expression("ConditionDef", "CHK.F.LB.LB01") == "CREAT > 200"


def test_oids_are_those_of_the_export() -> None:
    """Clinical data refer to the OIDs of the definition beside them (REQ-65)."""
    study = full_study()
    version = parse(exported(study)).find(f"{O}Study/{O}MetaDataVersion")
    assert version is not None
    given_oids = oids(study)
    assert given_oids.group["SV", "SV"] == "IG.SV" and given_oids.item["LB", "CREAT"] == "I.CREAT"
    known = {element.get("OID") for element in version}
    for table in (given_oids.event, given_oids.form, given_oids.group, given_oids.item, given_oids.codelist):
        assert set(table.values()) <= known
    assert given_oids.unit["mg/dL"] == "MU.mg/dL"


def test_one_item_in_two_forms_is_one_definition() -> None:
    """The same question is one ItemDef; what differs between its uses stands beside each use (REQ-65)."""
    version = parse(exported(full_study())).find(f"{O}Study/{O}MetaDataVersion")
    assert version is not None
    assert len(version.findall(f"{O}ItemDef[@OID='SVDAT']")) == 1
    required = [ref.get("Mandatory") for ref in version.iter(f"{O}ItemRef") if ref.get("ItemOID") == "SEX"]
    assert required == ["No", "Yes"]


def test_two_questions_under_one_oid_are_kept_apart() -> None:
    """Two forms may call different questions DAT; ODM needs two OIDs, and reading gives DAT back to both."""
    study = full_study()
    log = study.forms[2]
    row = log.groups[0]
    other = row.items[0].model_copy(update={"oid": "I.CREAT", "name": "TERM2"})
    changed = row.model_copy(update={"items": (other, *row.items[1:])})
    study = study.model_copy(update={"forms": (*study.forms[:2], log.model_copy(update={"groups": (changed,)}))})
    study = Study.model_validate(study.model_dump())
    data = exported(study)
    assert faults(data) == []
    assert read_study(parse(data))[0] == study
    assert oids(study).item["AE", "TERM2"] != oids(study).item["LB", "CREAT"]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(small_studies())
def test_any_study_survives(study: Study) -> None:
    """ODM of ours is valid and read back exactly, whatever the study (D.119.100, REQ-65)."""
    data = exported(study)
    assert faults(data) == []
    again, _ = read_study(parse(data))
    assert again == study and again.digest == study.digest


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(small_studies(wild=True))
def test_no_text_or_oid_is_too_odd(study: Study) -> None:
    """Control characters, blank texts, colliding OIDs: valid ODM, and nothing lost (REQ-65)."""
    data = exported(study)
    assert faults(data) == []
    assert read_study(parse(data))[0].digest == study.digest


@pytest.mark.parametrize("file", ["awkward.xml", "no_visits.xml"])
def test_a_foreign_study_with_something_of_ours_survives(file: str) -> None:
    """Lin Tao adds a site to an imported study; what only asked there still only asks when it is read again."""
    foreign, _ = read_study(parse((HERE / file).read_bytes()))
    ours = {"sites": full_study().sites, "subject_id": "{prefix}{n:05d}"}
    study = Study.model_validate(foreign.model_dump() | ours)
    data = exported(study)
    assert faults(data) == []
    assert read_study(parse(data))[0].digest == study.digest
