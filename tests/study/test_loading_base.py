"""A version folder that builds on another says only what differs, and reads as a whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from edc.study.loading import StudyError, load

SMALL = Path(__file__).parent / "folders" / "small"
VERSION = 'base = "1"\nversion = "2"\n'
ECG = """
form = "ECG"
label = { en = "ECG", zh = "心电图" }

[[item]]
oid = "QT"
label = { en = "QT interval", zh = "QT间期" }
type = "integer"
unit = "ms"
"""
BASELINE = """
order = ["SCN", "BL", "W0", "W4", "LOG"]

[[event]]
name = "BL"
label = { en = "Baseline", zh = "基线" }
week = -1

[forms]
ECG = ["BL", "W4"]
VISIT = ["SCN", "BL", "W0", "W4"]
"""


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """Sun Yan's folder 2 beside folder 1, with nothing in it but its name."""
    shutil.copytree(SMALL, tmp_path / "1")
    folder = tmp_path / "2"
    folder.mkdir()
    (folder / "study.toml").write_text(VERSION, encoding="utf-8")
    return folder


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def flaws(folder: Path) -> list[str]:
    with pytest.raises(StudyError) as error:
        load(folder)
    return [str(flaw) for flaw in error.value.flaws]


def test_what_the_folder_does_not_say_the_older_one_says(second: Path) -> None:
    """Only the version differs: every form, event, code and check is taken over (REQ-50, DES-01)."""
    old, new = load(second.parent / "1"), load(second)
    assert new.version == "2"
    assert new.model_copy(update={"version": "1"}) == old


def test_a_form_file_replaces_that_form_whole(second: Path) -> None:
    """AE becomes one short form, under whatever file name; no item of the old one is left (REQ-50)."""
    short = ECG.replace('"ECG"', '"AE"')
    for name in ("ae", "adverse"):
        study = load(write(second, **{name: short}))
        assert [item.name for _, item in study.form_by_name["AE"].items()] == ["QT"]
        (second / f"{name}.toml").unlink()


def test_events_and_lines_of_the_matrix_are_added_and_stand_where_they_belong(second: Path) -> None:
    """A baseline visit is added between two others, an ECG to two visits, a line of the matrix replaced (REQ-50)."""
    study = load(write(second, ecg=ECG, schedule=BASELINE))
    assert [(event.name, event.forms) for event in study.events] == [
        ("SCN", ("VISIT", "RENAL")),
        ("BL", ("VISIT", "ECG")),
        ("W0", ("VISIT", "RENAL", "OBS")),
        ("W4", ("VISIT", "RENAL", "ECG")),
        ("LOG", ("AE",)),
    ]


def test_a_table_called_the_same_takes_the_place_of_the_old_one(second: Path) -> None:
    """A codelist gains a member, week 4 another window, a reason another word; the rest stands (REQ-50)."""
    week4 = '[[event]]\nname = "W4"\nlabel = { en = "Week 4", zh = "第4周" }\nweek = 4\nanchor = "W0"\nbefore = 5\n'
    grades = '[[codelist]]\noid = "GRADE"\ntype = "integer"\nchoices = [{ code = "1" }, { code = "5" }]\n'
    reason = '\n[[reason]]\ncode = "typing"\nlabel = { en = "Slip of the pen", zh = "笔误" }\n'
    study = load(write(second, schedule=week4, codelists=grades, study=VERSION + reason))
    assert study.event_by_name["W4"].before == 5 and len(study.events) == 4
    assert [choice.code for choice in study.codelist_by_oid["GRADE"].choices] == ["1", "5"]
    assert set(study.codelist_by_oid) >= {"SEX", "GRADE", "MEDDRA"}
    assert [(each.code, each.label["en"]) for each in study.reasons] == [
        ("typing", "Slip of the pen"),
        ("other", "Other"),
    ]


def test_a_list_that_names_everything_the_base_has_gives_the_order(second: Path) -> None:
    """Where order decides, as between states, the folder says the whole list (REQ-50)."""
    states = ""
    for name, when in (("withdrawn", "False"), ("screening", "True")):
        states += f'\n[[state]]\nname = "{name}"\nwhen = "{when}"\nlabel = {{ en = "{name}", zh = "{name}" }}\n'
    study = load(write(second, study=VERSION + states))
    assert [state.name for state in study.states] == ["withdrawn", "screening"]


def test_files_of_the_base_can_be_dropped_with_their_line_of_the_matrix(second: Path) -> None:
    """The observation log goes; the visits it stood in stay (REQ-50)."""
    study = load(write(second, study=VERSION + 'drop = ["obs.toml"]\n'))
    assert "OBS" not in study.form_by_name
    assert study.event_by_name["W0"].forms == ("VISIT", "RENAL")


def test_a_third_version_builds_on_the_second(second: Path) -> None:
    """What version 2 added is there in version 3 (REQ-50)."""
    write(second, ecg=ECG, schedule=BASELINE)
    third = second.parent / "3"
    third.mkdir()
    study = load(write(third, study='base = "2"\nversion = "3"\n'))
    assert study.version == "3" and "ECG" in study.event_by_name["BL"].forms


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"study": 'base = "7"\nversion = "2"\n'}, "study.toml:1: base: there is no version folder 7 beside this one"),
        ({"study": 'base = "2"\nversion = "2"\n'}, "study.toml:1: base: 2 builds on this version itself"),
        (
            {"study": VERSION + 'drop = ["uacr.toml"]\n'},
            "study.toml:3: drop[1]: uacr.toml is not a file of the version this one builds on",
        ),
        (
            {"schedule": 'order = ["SCN"]\n'},
            "schedule.toml:1: order: must name every event of the schedule once, in reading order",
        ),
        ({"schedule": '[forms]\nECG = ["W9"]\n'}, "schedule.toml:2: forms.ECG[1]: W9 is not an event of this schedule"),
        ({"ecg": ECG.replace('"ms"', '"ms"\nsoft = [1]')}, "ecg.toml:10: item[QT].soft: must be [low, high], or"),
    ],
)
def test_flaws_name_the_file_that_says_so(second: Path, files: dict[str, str], said: str) -> None:
    """Sun Yan reads the file, line and key to correct, of the folder she wrote (DES-02)."""
    assert [flaw for flaw in flaws(write(second, **files)) if flaw.startswith(said)]


def test_flaws_in_what_was_taken_over_name_the_older_folder(second: Path) -> None:
    """A language is added: every text of the base that lacks it is named where it stands (DES-02)."""
    found = flaws(write(second, study=VERSION + 'languages = ["en", "zh", "fr"]\n'))
    assert "../1/schedule.toml:4: event[SCN].label: has no text in fr" in found
    assert "../1/renal.toml" in {flaw.partition(":")[0] for flaw in found}
