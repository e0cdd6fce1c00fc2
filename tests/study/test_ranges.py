"""Reference ranges: which one holds, what an analyte brings with it, flags and far-out values (REQ-51, REQ-57, B.6.7.0900)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from edc.exchange.xmlsafe import parse
from edc.study.definition import Study
from edc.study.document import Value
from edc.study.evaluation import compiled, derive, findings, owed
from edc.study.expressions.logic import Interval, flag
from edc.study.loading import StudyError, load
from edc.study.odm import read_study, write_odm
from edc.study.ranges import LabRange, Ranges
from edc.study.toml_writer import write_study
from edc.study.view import PageView, SubjectView
from tests.lab_study import BIO, lab_range, lab_study

TODAY = date(2025, 6, 1)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return lab_study(tmp_path_factory.mktemp("labs"))


def _page(number: int, form: str, **values: str) -> PageView:
    return PageView(number, 1, "SCN", form, 1, {name: Value(v=value) for name, value in values.items()}, {})


def _subject(
    *every: LabRange, sex: str = "F", birth: str = "1975-03-04", sampled: str = "2025-03-04", **results: str
) -> SubjectView:
    """A person with one blood sample, and the ranges approved at the site."""
    person = {name: text for name, text in (("SEX", sex), ("BRTHDT", birth)) if text}
    sample = _page(3, "BIO", **({"LBDT": sampled} if sampled else {}), **{"LBNAM": "CENTRAL"} | results)
    pages = (_page(1, "SV", SVDAT="2025-03-05"), _page(2, "DM", **person), sample)
    return SubjectView({page.page: page for page in pages}, Ranges(every))


def _derived(study: Study, view: SubjectView) -> dict[str, str | None]:
    return {change.path: change.value for change in derive(compiled(study), view, list(view.pages))}


def _evaluated(study: Study, view: SubjectView) -> SubjectView:
    found = derive(compiled(study), view, list(view.pages))
    return view.with_derived((change.page, change.path, change.value) for change in found)


def test_an_analyte_brings_limits_flag_and_judgement(study: Study) -> None:
    """A bare ``analyte`` adds four items in its line and the codelists they need."""
    names = [item.name for _, item in study.form_by_name["BIO"].items()]
    added = [f"{name}{ending}" for name in ("K", "CREA") for ending in ("", "LO", "HI", "FL", "CS")]
    assert names == ["LBDT", "LBNAM", *added]
    items = {item.name: item for _, item in study.form_by_name["BIO"].items()}
    assert items["K"].limits == ("KLO", "KHI")
    assert {items[name].beside for name in ("KLO", "KHI", "KFL", "KCS")} == {"K"}
    assert items["KLO"].unit == "mmol/L"
    assert items["KLO"].sdtm == {"testcd": "K", "variable": "LBSTNRLO"}
    assert items["CREACS"].medical
    assert items["CREACS"].basis == "registry"
    assert items["CREACS"].missing == ()
    assert [choice.code for choice in study.codelist_by_oid["LBFLAG"].choices] == ["L", "N", "H"]
    assert [choice.code for choice in study.codelist_by_oid["CLSIG"].choices] == ["NCS", "CS"]


def test_what_was_expanded_is_written_and_loaded_again_unchanged(study: Study, tmp_path: Path) -> None:
    """TOML to model to TOML to model is stable: with ``limits`` written out nothing is added again."""
    write_study(study, tmp_path)
    assert load(tmp_path).digest == study.digest


def test_what_was_expanded_comes_back_from_odm(study: Study) -> None:
    """Laboratory, analyte, limits and what stands beside survive the way through ODM (D.119.100)."""
    root = write_odm(study, created="2025-03-04T06:05:07Z", file_oid="LABS", source_version="1")
    assert read_study(parse(ET.tostring(root, encoding="utf-8")))[0].digest == study.digest


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('laboratory = "LBNAM"\n', "", "needs the form to say laboratory"),
        ('laboratory = "LBNAM"', 'laboratory = "LBDT"', "must be a choice outside repeating groups"),
        ('laboratory = "LBNAM"', 'laboratory = "LAB"', "LAB is not an item of this form"),
        ("sample_time = true\n", "", "needs an item with sample_time"),
        ('analyte = "K"', 'analyte = "K"\nlimits = ["KLOW", "KHIGH"]', "KLOW is not an item of the same group"),
        ('oid = "LBNAM"', 'oid = "LBNAM"\nbeside = "CREAT"', "CREAT is not an item of the same group"),
        ('oid = "LBNAM"', 'oid = "LBNAM"\nbeside = "KCS"', "KCS has no line of its own"),
        ('oid = "LBDT"', 'oid = "LBDT"\nname = "KLO"', "the item name KLO is taken already"),
    ],
)
def test_a_form_whose_parts_do_not_meet_does_not_load(tmp_path: Path, before: str, after: str, said: str) -> None:
    """Laboratory, sample time, limits and what stands beside are checked with file and key."""
    with pytest.raises(StudyError, match=said):
        lab_study(tmp_path, bio=BIO.replace(before, after, 1))


@pytest.mark.parametrize(
    ("sex", "birth", "sampled", "low"),
    [
        ("F", "1975-03-04", "2025-03-04", "45"),  # her fiftieth birthday
        ("F", "1975-03-05", "2025-03-04", "44"),  # the day before
        ("M", "1975-03-04", "2025-03-04", "59"),
        ("M", "1975-03-04", "2024-12-31", None),  # before any of them held
        ("F", "1975-03-04", "2025-07-01", "46"),  # the later one for her age
        ("", "1975-03-04", "2025-03-04", None),  # either sex, and they differ
        ("F", "", "2025-03-04", None),  # either age, and they differ
        ("M", "", "2025-03-04", "59"),  # no age is asked for
        ("F", "1975-03-04", "", "45"),  # no sample date: the day of the visit
    ],
)
def test_the_most_specific_range_wins(study: Study, sex: str, birth: str, sampled: str, low: str | None) -> None:
    """One sex before both, the narrower age band, the later first day; age in completed years at sampling."""
    every = (
        lab_range(
            "CREA", "40", "110", unit="umol/L", number=1, last="2025-01-31", first="2025-01-01", laboratory="WARD"
        ),
        lab_range("CREA", "59", "104", unit="umol/L", number=2, sex="M"),
        lab_range("CREA", "44", "80", unit="umol/L", number=3, sex="F"),
        lab_range("CREA", "45", "84", unit="umol/L", number=4, sex="F", ages=(50, None), last="2025-06-30"),
        lab_range("CREA", "46", "85", unit="umol/L", number=5, sex="F", ages=(50, None), first="2025-07-01"),
        lab_range("CREA", "50", "100", unit="umol/L", number=6, first="2026-01-01"),
    )
    view = _subject(*every, sex=sex, birth=birth, sampled=sampled, CREA="70")
    assert _derived(study, view).get("CREALO") == low


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ("3.4", "L"),
        ("3.5", "N"),
        ("5.3", "N"),
        ("5.4", "H"),
        ("<3.5", "L"),
        ("<4.0", None),
        (">6", "H"),
        (">3.0", None),
    ],
)
def test_a_flag_says_where_a_result_lies(study: Study, result: str, expected: str | None) -> None:
    """Limits belong to the range; a comparator is flagged only where it surely lies on one side."""
    assert _derived(study, _subject(lab_range(), K=result)).get("KFL") == expected


def test_a_flag_needs_a_result_and_a_limit() -> None:
    """One open limit is enough, none is not; a missing result has no flag."""
    five = Decimal(5)
    assert flag(five, None, Decimal(4)) == "H"
    assert flag(five, Decimal(4), None) == "N"
    assert flag(five, None, None) is None
    assert flag(None, five, five) is None
    assert flag(Interval(high=five, high_open=True), None, five) == "N"


def test_limits_in_another_unit_are_those_a_result_typed_in_it_has(study: Study) -> None:
    """A range in mg/dL holds for a result typed in mg/dL without a false flag at its edge."""
    view = _subject(lab_range("CREA", "0.5", "1.2", unit="mg/dL"), CREA="106.08")
    assert _derived(study, view) == {"CREALO": "44.2", "CREAHI": "106.08", "CREAFL": "N"}
    assert "CREALO" not in _derived(study, _subject(lab_range("CREA", "0.5", "1.2", unit="mg/L"), CREA="106"))


def test_another_laboratory_and_an_unnamed_one_have_no_range(study: Study) -> None:
    assert _derived(study, _subject(lab_range(), LBNAM="WARD", K="6.0")) == {}
    assert _derived(study, _subject(lab_range(laboratory="WARD"), K="6.0")) == {}


def test_what_decides_a_range_is_what_its_limit_is_said_to_read(study: Study) -> None:
    """Sex and birth date stand on another page, and are inputs: a correction there computes limits anew (B.6.7.0900)."""
    view = _evaluated(study, _subject(lab_range(sex="F"), lab_range(sex="M", low="3.6", number=2), K="3.5"))
    assert view.pages[3].derived["KFL"] == "N"
    corrected = view.with_pages([replace(view.pages[2], document={"SEX": Value(v="M")})])
    changes = {change.path: change for change in derive(compiled(study), corrected, [2])}
    assert changes["KFL"].value == "L"
    assert {(page, path) for page, path, _ in changes["KLO"].inputs} >= {(2, "SEX"), (2, "BRTHDT"), (3, "LBNAM")}


@pytest.mark.parametrize(
    ("result", "asked"), [("53", False), ("53.1", True), (">60", True), ("0.7", False), ("0.6", True), ("<0.7", True)]
)
def test_a_result_far_outside_its_range_is_asked_about(study: Study, result: str, asked: bool) -> None:
    """Above ten times the upper or below a fifth of the lower limit asks; all else is a flag, not a question."""
    view = _evaluated(study, _subject(lab_range(), K=result))
    found = [finding.check for finding in findings(compiled(study), view, 3, TODAY)]
    assert found == (["LIMITS.K"] if asked else [])


def test_no_range_asks_nothing(study: Study) -> None:
    view = _evaluated(study, _subject(K="60"))
    assert findings(compiled(study), view, 3, TODAY) == []


def test_only_a_flagged_result_owes_a_judgement(study: Study) -> None:
    """The investigator's significance is shown and owed where the flag is L or H."""
    high = _evaluated(study, _subject(lab_range(), K="5.9"))
    normal = _evaluated(study, _subject(lab_range(), K="4.0"))
    assert [one.path for one in owed(compiled(study), high, 3)] == ["KCS"]
    assert owed(compiled(study), normal, 3) == []
