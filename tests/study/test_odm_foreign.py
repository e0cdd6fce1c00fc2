"""ODM made elsewhere: understood where its meaning is plain, kept where it is not ours to say."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

import pytest

from edc.exchange.xmlsafe import parse
from edc.study.definition import Item, Range, Study
from edc.study.odm import NO_VISIT, Report, read_study, write_odm
from tests.study.odm.facts import HERE, facts, faults

SHARED = Path(__file__).parents[3] / "shared" / "standards" / "odm"
REAL = ("openedc_metadata.xml", "odmlib_cdash.odm_updated.xml", "odmlib_odm-data-snapshot.xml")


def real(name: str) -> Path:
    file = SHARED / name
    if not file.exists():
        pytest.skip(f"{name} is not beside this project: only files of our own were read")
    return file


def read(file: Path) -> tuple[Study, Report, Element]:
    root = parse(file.read_bytes())
    return *read_study(root), root


def written(study: Study) -> bytes:
    root = write_odm(study, created="2025-03-04T06:05:07Z", file_oid="AGAIN", source_version="0.1")
    data: bytes = ET.tostring(root, encoding="utf-8")
    return data


def said(report: Report, kind: str, code: str) -> list[dict[str, str]]:
    return [line.problem.params for line in report.lines if (line.kind, line.problem.code) == (kind, code)]


@pytest.fixture(scope="module")
def awkward() -> tuple[Study, Report, Element]:
    return read(HERE / "awkward.xml")


def item(study: Study, oid: str) -> Item:
    return next(item for form in study.forms for _, item in form.items() if item.oid == oid)


def assert_nothing_lost(file: Path) -> None:
    study, report, root = read(file)
    data = written(study)
    assert faults(data) == []
    assert facts(parse(data)) == facts(root)
    again, _ = read_study(parse(data))
    assert again == study and again.digest == study.digest
    assert not report.refused


@pytest.mark.parametrize("name", ["awkward.xml", "no_visits.xml"])
def test_nothing_of_a_foreign_file_is_lost(name: str) -> None:
    """OIDs, names, questions, codes, units, ranges and references come out as they went in (D.119.100)."""
    assert faults((HERE / name).read_bytes()) == []
    assert_nothing_lost(HERE / name)


@pytest.mark.parametrize("name", REAL)
def test_nothing_of_a_real_file_is_lost(name: str) -> None:
    """The same of files that other systems wrote, among them CDISC's own CDASH library (D.119.100)."""
    assert_nothing_lost(real(name))


@pytest.mark.parametrize("name", ["awkward.xml", "no_visits.xml"])
def test_a_foreign_file_needs_nothing_of_ours(name: str) -> None:
    """What ODM said is said in ODM again: not one mark of this system is added (REQ-65)."""
    study, _, _ = read(HERE / name)
    assert b'Context="edc"' not in written(study)


def test_names_come_from_oids(awkward: tuple[Study, Report, Element]) -> None:
    """Expressions and paths need identifiers; each is made from its OID, and is unique on its form."""
    study = awkward[0]
    form = study.form_by_name["F_1"]
    assert {item.oid: item.name for group in form.groups[:1] for item in group.items} == {
        "I.6": "I_6",
        "I_6": "I_6_2",
        "6": "X6",
        "Common_1_2011-10-24": "Common_1_2011_10_24",
        "BMI": "BMI",
    }
    again = form.groups[1].items
    assert [(item.oid, item.name) for item in again] == [
        ("Common_1_2011-10-24", "Common_1_2011_10_24_2"),
        ("in", "in_"),
    ]
    assert study.name == "X1001_" and item(study, "姓名").name == "X_"


def test_visits_follow_the_protocol(awkward: tuple[Study, Report, Element]) -> None:
    """Order numbers decide, not the order of lines; an event outside the protocol comes last."""
    study, report, _ = awkward
    assert [(event.oid, event.kind, event.repeating) for event in study.events] == [
        ("SE.1", "scheduled", False),
        ("SE.2", "unscheduled", True),
        ("SE.LOG", "log", False),
        ("SE.4", "unscheduled", False),
    ]
    assert study.events[0].forms == ("F_2", "F_1")
    assert [form.name for form in study.forms] == ["F_2", "F_1", "F_3", "F_4"]
    assert said(report, "changed", "odm_not_in_protocol") == [{"oid": "SE.4"}]
    assert said(report, "changed", "odm_not_scheduled") == [{"oid": "F.4"}]


def test_hard_ranges_of_others_only_ask(awkward: tuple[Study, Report, Element]) -> None:
    """What a foreign file would refuse is asked about: only what cannot be a value is refused here (REQ-51)."""
    study, report, _ = awkward
    weight = item(study, "I.6")
    assert weight.hard is None
    assert weight.soft == Range(ge=Decimal(20), lt=Decimal("300.5"), le=Decimal(160))
    assert said(report, "changed", "odm_hard") == [
        {"oid": "I.6", "check": "GE 20"},
        {"oid": "I.6", "check": "LT 300.5"},
    ]
    assert item(study, "BMI").soft is None
    assert {"oid": "BMI", "check": "GT 9, LT 5"} in said(report, "kept", "odm_range")
    assert {"oid": "I.6", "check": "LE 350"} in said(report, "kept", "odm_range")


def test_other_range_checks_become_checks_that_ask(awkward: tuple[Study, Report, Element]) -> None:
    """IN, NE and bounds of dates are expressions now; one that names no code of the list is kept as text."""
    checks = {check.id: check for form in awkward[0].forms for check in form.checks}
    assert {check.level for check in checks.values()} == {"ask"}
    assert checks["ODM.F_1.I_6_2.1"].when == 'I_6_2 == "it\'s me"'
    assert checks["ODM.F_1.X6.1"].when == "X6 not in (60, 80)"
    assert checks["ODM.F_1.Common_1_2011_10_24_2.1"].when == "Common_1_2011_10_24_2 not in ('Y',)"
    assert checks["ODM.F_2.T_DATE.1"].when == "T_DATE < '2020-04-01'"
    assert {"oid": "Common_1_2011-10-24", "check": "NOTIN NO SUCH CODE"} in said(awkward[1], "kept", "odm_range")


def test_foreign_rules_are_kept_and_never_run(awkward: tuple[Study, Report, Element]) -> None:
    """A condition in another language hides nothing, a method derives nothing; both stay as text (REQ-57)."""
    study, report, _ = awkward
    assert all(item.show_if is None and item.type != "derived" for form in study.forms for _, item in form.items())
    assert item(study, "BMI").odm["ref"]["MethodOID"] == "M.1"
    assert '__import__("os")' in study.odm["ConditionDef"][0]
    assert {line["context"] for line in said(report, "kept", "odm_expression")} == {"Elsewhere 4GL", "XPath"}
    score = item(study, "T.SCORE")
    assert score.required is False, "owed under a condition that is not run: never owed"
    assert {"oid": "T.SCORE", "condition": "C.1"} in said(report, "changed", "odm_conditional")


def test_types_units_and_lists(awkward: tuple[Study, Report, Element]) -> None:
    """Every data type of ODM finds one here, or is read as text and said so."""
    study, report, _ = awkward
    types = {oid: item(study, oid).type for oid in ("T.PARTIAL", "T.INCOMPLETE", "T.DURATION", "T.BASE64", "T.SCORE")}
    assert types == {
        "T.PARTIAL": "partial_date",
        "T.INCOMPLETE": "partial_datetime",
        "T.DURATION": "duration",
        "T.BASE64": "text",
        "T.SCORE": "choice",
    }
    changed = {line["oid"]: line["data_type"] for line in said(report, "changed", "odm_data_type")}
    assert changed == {"T.INCOMPLETE": "incompleteDatetime", "T.BASE64": "base64Binary", "T.DOUBLE": "double"}
    weight = item(study, "I.6")
    assert (weight.unit, weight.units) == ("kg", {}), "a unit without a known factor cannot be chosen"
    assert said(report, "kept", "odm_units") == [{"oid": "I.6", "units": "lb"}]
    assert study.units["MU.mmol/L"]["en"] == "mmol/L", "units that share a name go by their OID"
    assert study.codelist_by_oid["CL.YN"].nci == "C66742"
    assert [choice.code for choice in study.codelist_by_oid["CL.YN"].choices] == ["Y", "N"]
    assert study.codelist_by_oid["CL.MEDDRA"].external == {
        "Dictionary": "MedDRA",
        "Version": "26.1",
        "href": "https://www.meddra.org",
    }
    assert [choice.label["en"] for choice in study.codelist_by_oid["CL.BARE"].choices] == ["A", "B"]


def test_every_language_has_every_text(awkward: tuple[Study, Report, Element]) -> None:
    """A missing translation is filled from the first language, said so, and not exported as a translation."""
    study, report, _ = awkward

    def labels() -> Iterator[dict[str, str]]:
        for form in study.forms:
            yield form.label
            for group, each in form.items():
                yield from (label for label in (group.label, each.label, each.help) if label)
        for codelist in study.codelists:
            yield from (choice.label for choice in codelist.choices)

    assert study.languages == ("de", "en")
    assert all(set(label) == {"de", "en"} for label in labels())
    assert {"element": "ItemDef", "oid": "T.PARTIAL", "languages": "de"} in said(report, "changed", "odm_translation")
    assert b'xml:lang="de">Onset' not in written(study)


def test_a_group_of_words_joins_the_notes(awkward: tuple[Study, Report, Element]) -> None:
    """A group without items is an instruction: people still read it."""
    form = awkward[0].form_by_name["F_1"]
    assert form.notes == {"de": "Bitte in Ruhe messen.", "en": "Measure at rest."}
    assert [group.oid for group in form.groups] == ["IG.1", "IG.2"]


def test_the_report_names_lines(awkward: tuple[Study, Report, Element]) -> None:
    """Sun Yan looks up in the file what was changed: each line has its number (REQ-58)."""
    report = awkward[1]
    text = (HERE / "awkward.xml").read_text(encoding="utf-8").splitlines()
    numbered = [line for line in report.lines if line.line is not None]
    assert len(numbered) > 90 and len(numbered) >= len(report.lines) - 1
    for line in numbered:
        if line.problem.code in ("odm_item", "odm_form", "odm_event"):
            assert f'OID="{line.problem.params["oid"]}"' in text[line.line - 1]  # type: ignore[operator]  # numbered
    assert {line.kind for line in report.lines} == {"accepted", "changed", "kept", "skipped"}
    assert said(report, "skipped", "odm_skipped") == [{"element": "AdminData", "oid": "1001 自研"}]


def test_a_file_without_visits_gets_one() -> None:
    """Its forms stand at one unscheduled visit, which is left out again on export (architecture 11)."""
    study, report, _ = read(HERE / "no_visits.xml")
    assert [(e.oid, e.kind, e.repeating, e.forms) for e in study.events] == [
        (NO_VISIT, "unscheduled", True, ("F_LB_2011_10_24", "F_VS_2011_10_24"))
    ]
    assert said(report, "changed", "odm_no_visits") == [{}]
    assert b"StudyEvent" not in written(study)


def test_untidy_files_are_read_and_tidied() -> None:
    """What the schema would refuse but anybody understands is read, reported, and valid afterwards (REQ-58)."""
    file = HERE / "untidy.xml"
    assert faults(file.read_bytes())
    study, report, _ = read(file)
    data = written(study)
    assert faults(data) == []
    assert read_study(parse(data))[0].digest == study.digest
    first = study.form_by_name["F_A"]
    assert [item.oid for _, item in first.items()] == ["I.1", "I.2"]
    assert first.odm["Alias"] == {"Page": "1", "Page (2)": "2"}
    assert first.odm["elements"] == ['<n1:Layout xmlns:n1="urn:vendor" columns="2"><n1:Cell at="1,1"/></n1:Layout>']
    assert first.odm["attributes"] == {"{urn:vendor}Colour": "blue"}
    assert item(study, "I.2").odm["ref"] == {"{urn:vendor}Tab": "4"}
    assert first.checks[0].when == "I_1 == 'none'" and first.checks[0].level == "ask"
    codes = {line.problem.code for line in report.lines if line.kind == "changed"}
    assert codes >= {
        "odm_name_missing",
        "odm_assumed",
        "odm_referred_twice",
        "odm_repeated",
        "odm_alias_twice",
        "odm_versions",
        "odm_included",
    }
    assert [choice.code for choice in study.codelists[0].choices] == ["one"]
    assert study.form_by_name["F_OLD"].groups[0].items[0].label == {"en": "First"}, (
        "the later version's definition holds"
    )


def test_real_files_in_numbers() -> None:
    """The three files of other systems, counted once by hand."""
    library, report, _ = read(real("odmlib_cdash.odm_updated.xml"))
    assert len(library.forms) == 22 and [event.oid for event in library.events] == [NO_VISIT]
    used = {item.oid for form in library.forms for _, item in form.items()}
    unused = {line["oid"] for line in said(report, "kept", "odm_unused")}
    assert len(used) + len(unused) == 292 and not used & unused
    openedc, report, _ = read(real("openedc_metadata.xml"))
    assert openedc.languages == ("en", "de")
    age = item(openedc, "Age")
    assert age.hard is None and age.soft == Range(ge=Decimal(18), lt=Decimal(120)) and age.unit == "years"
    assert len(said(report, "changed", "odm_hard")) == 8
    virus, _, _ = read(real("odmlib_odm-data-snapshot.xml"))
    assert [event.name for event in virus.events] == ["SE_SCREENING", "SE_VISIT_1", "SE_VISIT_2", "SE_VISIT_3"]
    assert virus.form_by_name["AE"].groups[1].repeat == "added"
    assert item(virus, "IT.RACEOTH").label == {"en": "Other Specify:"}
