"""A study is written as TOML that people can read, and read back exactly."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from edc.exchange.xmlsafe import parse
from edc.study.definition import Event, Study
from edc.study.loading import load
from edc.study.odm import read_study
from edc.study.toml_writer import study_files, write_study
from tests.study.odm.facts import HERE
from tests.study.odm.full import both, full_study
from tests.study.odm.random_studies import small_studies

TRIAL = Path(__file__).parents[2] / "forms" / "studies" / "ucmsc-dn" / "1"
SHARED = Path(__file__).parents[3] / "shared" / "standards" / "odm"


def assert_comes_back(study: Study, folder: Path) -> None:
    write_study(study, folder)
    again = load(folder)
    assert again == study and again.digest == study.digest


def with_log_called(name: str) -> Study:
    """The full study, its third form under another name."""
    dump = full_study().model_dump()
    dump["forms"][2]["name"] = name
    dump["events"][3]["forms"] = (name,)
    dump["deviations"]["form"] = name
    for item in dump["forms"][2]["groups"][0]["items"]:
        item["links"] = (name,) if item["type"] == "link" else ()
    return Study.model_validate(dump)


def test_every_feature_is_written_and_loaded(tmp_path: Path) -> None:
    """Every field of the model has its line in the folder (D.119.100)."""
    assert_comes_back(full_study(), tmp_path / "full")


def test_the_trial_is_written_and_loaded(tmp_path: Path) -> None:
    """The folder of NCT04125329, written anew, is the same study (D.119.100)."""
    assert_comes_back(load(TRIAL), tmp_path / "trial")


@pytest.mark.parametrize("name", ["awkward.xml", "no_visits.xml"])
def test_an_imported_study_is_written_and_loaded(name: str, tmp_path: Path) -> None:
    """Sun Yan imports ODM and goes on in TOML: kept texts and odd OIDs survive (D.119.100)."""
    assert_comes_back(read_study(parse((HERE / name).read_bytes()))[0], tmp_path / "imported")


@pytest.mark.parametrize(
    "name", ["openedc_metadata.xml", "odmlib_cdash.odm_updated.xml", "odmlib_odm-data-snapshot.xml"]
)
def test_a_real_import_is_written_and_loaded(name: str, tmp_path: Path) -> None:
    """The same of files that other systems wrote (D.119.100)."""
    if not (SHARED / name).exists():
        pytest.skip(f"{name} is not beside this project: only files of our own were read")
    assert_comes_back(read_study(parse((SHARED / name).read_bytes()))[0], tmp_path / "imported")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(study=small_studies())
def test_any_study_is_written_and_loaded(tmp_path_factory: pytest.TempPathFactory, study: Study) -> None:
    """Whatever the texts hold: quotes, line ends, control characters (D.119.100)."""
    assert_comes_back(study, tmp_path_factory.mktemp("any") / "study")


def test_one_fact_stands_on_one_line() -> None:
    """A data manager reads the file aloud, and a change is one line of a diff."""
    text = study_files(full_study())["lb.toml"]
    assert 'oid = "F.LB"' in text.splitlines()
    for line in (
        "hard = { ge = 0, lt = 5000.50 }",
        "soft = { gt = 60, le = 300 }",
        'units = { "mg/dL" = 88.4, "g/L" = 8840 }',
        """required = 'event() in ("W0", "UNS")'""",
        'label = { en = "Creatinine", zh = "肌酐" }',
        'odm.note = "kept"',
    ):
        assert line in text.splitlines()
    assert 'name = "CREAT"' in text and 'name = "EGFR"' not in text, "a name that the oid gives goes without saying"


def test_shared_items_stand_once() -> None:
    """The visit date of two forms is one entry of items.toml; what differs stays with each use."""
    files = study_files(full_study())
    shared = {item["oid"]: item for item in tomllib.loads(files["items.toml"])["item"]}
    assert set(shared) == {"SVDAT", "SEX"} and "required" not in shared["SEX"]
    assert 'use = "SVDAT"' in files["sv.toml"] and 'use = "SVDAT"' in files["lb.toml"]
    rows = tomllib.loads(files["ae.toml"])["group"][0]["item"]
    assert rows[-1] == {"use": "SEX", "required": True}


def test_the_schedule_is_a_matrix() -> None:
    """One line for each form, in page order, its visits beside it."""
    lines = study_files(full_study())["schedule.toml"].splitlines()
    assert lines[lines.index("[forms]") + 1 :] == [
        'SV = ["SCN", "W0"]',
        'LB = ["W0", "UNS"]',
        'AE = ["LOG"]',
    ]


def test_a_visit_with_an_order_of_its_own_says_so() -> None:
    """No matrix can say that two visits ask the same forms in two orders: such a visit lists them."""
    study = full_study()
    odd = Event(oid="W4", name="W4", label=both("Week 4", "第4周"), forms=("LB", "SV"))
    study = Study.model_validate(study.model_dump() | {"events": (*study.events, odd)})
    events = {event["oid"]: event for event in tomllib.loads(study_files(study)["schedule.toml"])["event"]}
    assert events["W4"]["forms"] == ["LB", "SV"] and "forms" not in events["SCN"]


@pytest.mark.parametrize(
    ("form", "file"), [("STUDY", "form_study.toml"), ("Items", "form_items.toml"), ("Dm", "dm.toml")]
)
def test_no_form_takes_the_file_of_something_else(form: str, file: str, tmp_path: Path) -> None:
    """A form may be called ITEMS; the list of shared items keeps its file."""
    study = with_log_called(form)
    assert file in study_files(study)
    assert_comes_back(study, tmp_path / "named")


def test_forms_that_differ_by_case_have_files_of_their_own(tmp_path: Path) -> None:
    """Some file systems know no case: LB and lb must not be one file."""
    study = with_log_called("lb")
    assert {"lb.toml", "lb_2.toml"} <= set(study_files(study))
    assert_comes_back(study, tmp_path / "cases")


def test_release_checks_are_written_as_tables() -> None:
    """Each condition before a dose is a table of its own, and the log of deviations one (REQ-52)."""
    lines = study_files(full_study())["study.toml"].splitlines()
    assert lines.count("[[release]]") == 1 and lines.count("[[release.condition]]") == 2
    assert "[deviations]" in lines and 'fill = { AETERM = "text", AEGRADE = "category" }' in lines


def test_a_version_that_was_written_is_not_overwritten(tmp_path: Path) -> None:
    """Lin Tao points at the folder of version 1: it stays as it was (architecture 4)."""
    write_study(full_study(), tmp_path)
    before = (tmp_path / "study.toml").read_bytes()
    with pytest.raises(FileExistsError):
        write_study(load(TRIAL), tmp_path)
    assert (tmp_path / "study.toml").read_bytes() == before
