"""A folder of TOML becomes a study, in every spelling the loader knows."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from edc.study.definition import Conversion, Range, Slip, Study
from edc.study.loading import StudyError, load

SMALL = Path(__file__).parent / "folders" / "small"


@pytest.fixture(scope="module")
def study() -> Study:
    return load(SMALL)


def test_events_have_their_forms_in_the_order_of_the_matrix(study: Study) -> None:
    """The line order of the matrix is the page order (B.4.27.0300)."""
    assert [(event.name, event.oid, event.forms) for event in study.events] == [
        ("SCN", "SE.SCN", ("VISIT", "RENAL")),
        ("W0", "W0", ("VISIT", "RENAL", "OBS")),
        ("W4", "W4", ("VISIT", "RENAL")),
        ("LOG", "LOG", ("AE",)),
    ]
    assert [form.name for form in study.forms] == ["VISIT", "RENAL", "OBS", "AE"]


def test_numbers_are_exact_and_ranges_read_in_both_spellings(study: Study) -> None:
    """A factor of 88.4 is 88.4, not a binary neighbour; bounds may be open or exclusive (REQ-51)."""
    _, item = study.form_by_name["RENAL"].by_name["CREAT"]
    assert item.units == {"mg/dL": Conversion(factor=Decimal("88.4"))}
    assert item.hard == Range(ge=Decimal(0), le=Decimal(5000))
    assert item.soft == Range(gt=Decimal("59.5"), le=Decimal(300))
    assert item.slips == (Slip(below=Decimal(15), unit="mg/dL", hint={"en": "looks like mg/dL", "zh": "像是 mg/dL"}),)
    assert item.required == "known(LBDT)"


def test_shared_items_are_taken_over_with_what_the_form_overrides(study: Study) -> None:
    """One item of items.toml serves several places; a form says what differs (REQ-65)."""
    renal = study.form_by_name["RENAL"].by_name
    assert renal["LBDT"][1].required is False and renal["LBDT"][1].sample_time
    assert renal["METHOD"][1].codelist == "items.I.METHOD"
    assert renal["METHOD2"][1].oid == "I.METHOD2" and renal["METHOD2"][1].type == "choice"
    assert [choice.code for choice in study.codelist_by_oid["RENAL.METHOD2"].choices] == ["CYS"]


def test_items_at_the_top_of_a_form_stand_in_a_group_named_like_it(study: Study) -> None:
    """Top-level items are one plain group; written groups follow (B.4.20.0300)."""
    renal, obs = study.form_by_name["RENAL"], study.form_by_name["OBS"]
    assert [(group.name, group.oid, group.repeat) for group in renal.groups] == [("RENAL", "F.RENAL_2025-01", "none")]
    assert [(group.name, group.repeat) for group in obs.groups] == [("OBS", "none"), ("TIMES", "fixed")]
    assert obs.at("TIMES/T15/SBP") is not None and obs.at("SBP") is None


def test_bare_dates_of_toml_are_texts(study: Study) -> None:
    """2025-03-04 without quotes is what an author writes (REQ-69)."""
    assert study.clarifications[0].date == "2025-03-04"
    assert study.retention == {"years": 30, "from": "2025-03-04"}


def test_the_canonical_form_reads_back_as_the_same_study(study: Study) -> None:
    """What a study runs from is stored as text; its digest must survive the way back (REQ-50)."""
    again = Study.model_validate_json(study.canonical)
    assert again.digest == study.digest and again == study
    assert load(SMALL).digest == study.digest


def test_line_endings_and_a_byte_order_mark_change_nothing(study: Study, tmp_path: Path) -> None:
    """Sun Yan edits on Windows; the study stays the same study (REQ-50)."""
    for file in SMALL.glob("*.toml"):
        windows = "\ufeff" + file.read_text(encoding="utf-8").replace("\n", "\r\n")
        (tmp_path / file.name).write_bytes(windows.encode())
    assert load(tmp_path).digest == study.digest


def test_a_folder_that_is_none_says_what_is_missing(tmp_path: Path) -> None:
    """An empty folder is reported as such, not as a crash (REQ-52)."""
    with pytest.raises(StudyError) as caught:
        load(tmp_path / "nowhere")
    assert [str(flaw) for flaw in caught.value.flaws] == [
        "schedule.toml:1: is missing from the folder nowhere",
        "study.toml:1: is missing from the folder nowhere",
    ]


def test_the_lists_of_codes_items_and_clarifications_may_be_absent(tmp_path: Path) -> None:
    """The smallest study is study.toml, schedule.toml and one form (B.4.20.0300)."""
    for name in ("study.toml", "schedule.toml"):
        shutil.copy(SMALL / name, tmp_path)
    text = (SMALL / "study.toml").read_text(encoding="utf-8")
    text = text.replace('sex = "VISIT.SEX"\n', "").replace('"VISIT", "RENAL"', '"VISIT"')
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    text = (SMALL / "schedule.toml").read_text(encoding="utf-8").partition("[forms]")[0]
    (tmp_path / "schedule.toml").write_text(text + '[forms]\nVISIT = ["SCN"]\n', encoding="utf-8")
    text = (SMALL / "visit.toml").read_text(encoding="utf-8").rpartition("[[item]]")[0]
    (tmp_path / "visit.toml").write_text(text, encoding="utf-8")
    assert [form.name for form in load(tmp_path).forms] == ["VISIT"]
