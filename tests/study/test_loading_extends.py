"""A form file that extends the form of the base says only what differs from it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from edc.study.definition import Form, Study
from edc.study.loading import StudyError, load

SMALL = Path(__file__).parent / "folders" / "small"
VERSION = 'base = "1"\nversion = "2"\n'
RENAL = 'form = "RENAL"\nextends = true\n'
OBS = 'form = "OBS"\nextends = true\n\n[[group]]\nname = "TIMES"\n'
CYSC = (
    '\n[[item]]\noid = "CYSC"\n{place}label = {{ en = "Cystatin C", zh = "胱抑素C" }}\ntype = "number"\ndecimals = 2\n'
)


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """Sun Yan's folder 2 beside folder 1, with nothing in it but its name."""
    shutil.copytree(SMALL, tmp_path / "1")
    return folder(tmp_path, "2", VERSION)


def folder(beside: Path, name: str, study: str) -> Path:
    (beside / name).mkdir()
    (beside / name / "study.toml").write_text(study, encoding="utf-8")
    return beside / name


def read(second: Path, **files: str) -> Study:
    for name, text in files.items():
        (second / f"{name}.toml").write_text(text, encoding="utf-8")
    return load(second)


def flaws(second: Path, **files: str) -> list[str]:
    with pytest.raises(StudyError) as error:
        read(second, **files)
    return [str(flaw) for flaw in error.value.flaws]


def names(form: Form) -> list[str]:
    return [item.name for _, item in form.items()]


def test_a_form_that_changes_nothing_is_that_of_the_base(second: Path) -> None:
    """None of the words of an overlay reaches the definition: its digest does not know of them (REQ-50, DES-01)."""
    plain = load(second)
    assert read(second, renal=RENAL, obs=OBS).digest == plain.digest


def test_an_overlay_is_the_same_as_the_form_written_out(second: Path) -> None:
    """The same change said twice: as a difference, and in a copy of the whole file (REQ-50, DES-01)."""
    place = 'after = "CREAT"\n'
    short = RENAL + CYSC.format(place=place) + '\n[[item]]\noid = "CREAT"\nsoft = [40, 300]\n'
    whole = (SMALL / "renal.toml").read_text("utf-8").replace("soft = { gt = 59.5, le = 300 }", "soft = [40, 300]")
    at = whole.index('\n[[item]]\nuse = "I.METHOD"\n')
    whole = whole[:at] + CYSC.format(place="") + whole[at:]
    assert read(second, renal=short).digest == read(second, renal=whole).digest


def test_keys_take_the_place_of_keys_and_the_rest_stands(second: Path) -> None:
    """A note, an item by oid or use, a check by id; one slip instead of a list of slips (REQ-50)."""
    old = load(second.parent / "1").form_by_name
    text = RENAL + 'notes = { en = "Two samples.", zh = "两份样本。" }\n'
    text += '[[item]]\nuse = "LBDT"\nrequired = true\n[[item]]\noid = "I.METHOD2"\nrequired = true\n'
    text += '[[check]]\nid = "R1"\nwhen = "CREAT > 250"\n'
    slip = '[[group.item]]\noid = "SBP"\nslip = { above = 260, hint = { en = "high", zh = "高" } }\n'
    study = read(second, renal=text, obs=OBS + slip)
    renal, was = study.form_by_name["RENAL"], old["RENAL"]
    assert (renal.notes["en"], renal.oid, renal.label) == ("Two samples.", was.oid, was.label)
    assert names(renal) == names(was)
    items = {item.name: item for _, item in renal.items()}
    before = {item.name: item for _, item in was.items()}
    assert items["LBDT"] == before["LBDT"].model_copy(update={"required": True})
    assert items["METHOD2"] == before["METHOD2"].model_copy(update={"required": True})
    assert renal.checks == (was.checks[0].model_copy(update={"when": "CREAT > 250"}),)
    _, sbp = next(pair for pair in study.form_by_name["OBS"].items() if pair[1].name == "SBP")
    assert [slip.above for slip in sbp.slips] == [260] and sbp.unit == "mmHg"


@pytest.mark.parametrize(
    ("place", "at"), [("", 5), ("first = true\n", 0), ('after = "CREAT"\n', 2), ('after = "METHOD2"\n', 4)]
)
def test_an_added_table_stands_where_it_says(second: Path, place: str, at: int) -> None:
    """At the end, first, or after another, which may be called by its name (REQ-50)."""
    assert names(read(second, renal=RENAL + CYSC.format(place=place)).form_by_name["RENAL"]).index("CYSC") == at


def test_rows_and_groups_are_laid_over_as_well(second: Path) -> None:
    """Half an hour is added after a quarter, the first row moves, a group and a group's item are new (REQ-50)."""
    rows = (
        'rows = [{ key = "T30", after = "PRE", label = { en = "+30", zh = "+30" } }, { key = "T15", first = true }]\n'
    )
    text = (
        OBS
        + rows
        + '[[group.item]]\noid = "DBP"\nfirst = true\nlabel = { en = "Diastolic", zh = "舒张压" }\ntype = "integer"\n'
    )
    text += (
        '[[group]]\noid = "NEW"\n[[group.item]]\noid = "SEEN"\nlabel = { en = "Seen", zh = "查看" }\ntype = "date"\n'
    )
    form = read(second, obs=text).form_by_name["OBS"]
    times, new = form.groups[1:]
    assert [(row.key, row.label["en"]) for row in times.rows] == [("T15", "+15 min"), ("PRE", "Before"), ("T30", "+30")]
    assert [item.name for item in times.items] == ["DBP", "SBP"] and times.repeat == "fixed"
    assert (new.name, [item.name for item in new.items]) == ("NEW", ["SEEN"])


def test_what_is_dropped_is_gone_and_may_be_said_anew(second: Path) -> None:
    """A check and items go, of a group too; an item said again has nothing left of the old one (REQ-50)."""
    text = RENAL + 'drop_items = ["RATIO", "CREAT", "METHOD2"]\ndrop_checks = ["R1"]\n'
    text += '[[item]]\noid = "CREAT"\nafter = "LBDT"\nlabel = { en = "Creatinine", zh = "肌酐" }\ntype = "integer"\n'
    form = read(second, renal=text).form_by_name["RENAL"]
    assert form.checks == () and names(form) == ["LBDT", "CREAT", "METHOD"]
    assert form.groups[0].items[1].slips == () and form.groups[0].items[1].hard is None
    ae = 'form = "AE"\nextends = true\ndrop_items = ["AEPT"]\n'
    assert "AEPT" not in names(read(second, ae=ae).form_by_name["AE"])


def test_a_third_version_extends_what_the_second_extended(second: Path) -> None:
    """Each layer is seen through the one above it, and a flaw is told in the folder that has it (REQ-50, DES-02)."""
    read(second, renal=RENAL + CYSC.format(place="first = true\n"))
    third = folder(second.parent, "3", 'base = "2"\nversion = "3"\n')
    text = RENAL + '[[item]]\noid = "CYSC"\nrequired = true\n'
    form = read(third, renal=text).form_by_name["RENAL"]
    assert names(form)[:2] == ["CYSC", "LBDT"] and form.groups[0].items[0].required is True
    french = 'base = "2"\nversion = "3"\nlanguages = ["en", "zh", "fr"]\n'
    found = flaws(third, study=french)
    assert "../2/renal.toml:7: item[CYSC].label: has no text in fr" in found
    assert "../1/renal.toml:3: label: has no text in fr" in found


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "renal",
            RENAL + '[[item]]\noid = "CREAT"\nsoft = [1]\n',
            "renal.toml:5: item[CREAT].soft: must be [low, high]",
        ),
        ("renal", RENAL + '[[item]]\noid = "CREAT"\nhrad = 1\n', "renal.toml:5: item[CREAT].hrad: is not a key known"),
        ("renal", RENAL + 'after = "X"\n', "renal.toml:3: after: is not a key known here"),
        ("renal", RENAL + '[[item]]\noid = "X"\nafter = "Y"\n', "renal.toml:5: item[X].after: there is no item Y here"),
        ("renal", RENAL + '[[item]]\noid = "X"\n', "renal.toml:3: item[X].label: is missing"),
        (
            "renal",
            RENAL + '[[item]]\noid = "CREAT"\nfirst = true\nafter = "LBDT"\n',
            "renal.toml:5: item[CREAT].first: stands beside after: write one of the two",
        ),
        ("renal", RENAL + '[[item]]\noid = "CREAT"\nfirst = 1\n', "renal.toml:5: item[CREAT].first: must be true"),
        (
            "renal",
            RENAL + '[[check]]\nid = "R1"\nwhen = "CREA > 2"\n',
            "renal.toml:5: check[R1].when: ",
        ),
        ("renal", RENAL + '[[check]]\nid = "R1"\n' * 2, "renal.toml:5: check[R1]: stands here twice"),
        (
            "renal",
            RENAL + 'drop_items = ["RATIO", "R"]\n',
            "renal.toml:3: drop_items[2]: there is no item R in the form this one extends",
        ),
        ("renal", RENAL + 'drop_checks = "R2"\n', "renal.toml:3: drop_checks: there is no check R2 in the form this"),
        ("renal", RENAL + 'drop_items = ["CREAT"]\n', "../1/renal.toml:"),
        (
            "obs",
            OBS + 'rows = [{ key = "T15", after = "T" }]\n',
            "obs.toml:6: group[TIMES].rows[T15].after: there is no",
        ),
        ("ecg", 'form = "ECG"\nextends = true\n', "ecg.toml:2: extends: there is no form ECG in the version this one"),
        ("renal", 'form = "RENAL"\nextends = 1\n', "renal.toml:2: extends: must be true; leave it out"),
        ("renal", "extends = true\n", "renal.toml:1: form: is missing"),
    ],
)
def test_flaws_name_file_line_and_key(second: Path, name: str, text: str, said: str) -> None:
    """Sun Yan reads where to correct what: in her file, or in the older one where that says it (DES-02)."""
    found = flaws(second, **{name: text})
    assert [flaw for flaw in found if flaw.startswith(said)], found


def test_what_is_dropped_cannot_be_extended(second: Path) -> None:
    """A folder that leaves a file out and extends its form says two things (DES-02)."""
    said = "obs.toml:2: extends: there is no form OBS in the version this one builds on"
    assert said in flaws(second, study=VERSION + 'drop = ["obs.toml"]\n', obs=OBS)


def test_a_study_without_a_base_has_nothing_to_extend(second: Path) -> None:
    """The word is told as wrong there, not as unknown (DES-02)."""
    first = second.parent / "1"
    assert "renal.toml:2: extends: there is no form RENAL in the version this one builds on" in flaws(
        first, renal=RENAL
    )
