"""Everything wrong with a folder is found in one go, each flaw at its file, line and key."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from edc.study.loading import Flaw, StudyError, load

SMALL = Path(__file__).parent / "folders" / "small"


def broken(folder: Path, *edits: tuple[str, str, str]) -> list[Flaw]:
    """The flaws of a copy of the small study after each (file, old, new)."""
    shutil.copytree(SMALL, folder, dirs_exist_ok=True)
    for name, old, new in edits:
        text = (folder / name).read_text(encoding="utf-8")
        assert text.count(old) >= 1, f"{old!r} is not in {name}"
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(StudyError) as caught:
        load(folder)
    return caught.value.flaws


CASES = [
    # file, old, new, flaw
    ("renal.toml", "hard = [0", "hrad = [0", "21: item[CREAT].hrad: is not a key known here; perhaps hard is meant"),
    ("renal.toml", "[0, 5000]", "[0]", "21: item[CREAT].hard: must be [low, high], or { ge = , gt = , le = , lt = }"),
    ("renal.toml", "[0, 5000]", "[100, 5000]", "22: item[CREAT].soft: reaches outside hard: what is refused can never be asked about"),
    ("renal.toml", "[0, 5000]", "[5000, 0]", "21: item[CREAT].hard: has no number in it: the lower bound lies above the upper one"),
    ("renal.toml", 'unit = "mg/dL", hint', 'unit = "g/L", hint', "23: item[CREAT].slip: offers g/L, which is not one of units"),
    ("renal.toml", "below = 15", "below = true", "23: item[CREAT].slip.below: must be a number"),
    ("renal.toml", "= 88.4 }", "= 0 }", "18: item[CREAT].units: has the factor 0 for mg/dL: it must be above 0"),
    ("renal.toml", "= 88.4 }", "= { factor = -1, offset = 32 } }", "18: item[CREAT].units: has the factor -1 for mg/dL: it must be above 0"),
    ("renal.toml", "= 88.4 }", "= { factor = 1, offset = 1e16 } }", "18: item[CREAT].units: has 1 + 1E+16 for mg/dL: no unit is that far from another"),
    ("renal.toml", "= 88.4 }", "= { offset = 32 } }", "18: item[CREAT].units.mg/dL.factor: is missing"),
    ("renal.toml", "= 88.4 }", "= { factor = 1, ofset = 32 } }", "18: item[CREAT].units.mg/dL.ofset: is not a key known here"),
    ("renal.toml", "= 88.4 }", '= "many" }', "18: item[CREAT].units.mg/dL: must be a number"),
    ("renal.toml", 'type = "number"', 'type = "float"', "16: item[CREAT].type: must be one of 'text', 'number', 'integer'"),
    ("renal.toml", "decimals = 1", 'decimals = "one"', "19: item[CREAT].decimals: must be a whole number"),
    ("renal.toml", 'required = "known(LBDT)"', "required = []", "20: item[CREAT].required: must be true, false, or an expression in quotes"),
    ("renal.toml", 'zh = "血清肌酐"', 'zh = " "', "15: item[CREAT].label: has no text in zh"),
    ("renal.toml", 'zh = "血清肌酐"', 'zh = "肌酐", fr = "x"', "15: item[CREAT].label.fr: fr is not one of the study's languages"),
    ("renal.toml", 'use = "LBDT"', 'use = "LBDAT"', "10: item[LBDAT].use: LBDAT is not an item of items.toml"),
    ("renal.toml", 'name = "METHOD2"', 'name = "METHOD"', "32: item[METHOD].name: the item name METHOD is taken already"),
    ("renal.toml", 'oid = "RATIO"', 'oid = "R.1"', "36: item[R.1].name: is missing: the oid is not an identifier, so a name is needed"),
    ("renal.toml", 'oid = "RATIO"', 'oid = "R"\nname = "R#1"', "38: item[R#1].name: must be an identifier: a letter"),
    ("renal.toml", 'value = "CREAT / 88.4"\n', "", "36: item[RATIO].value: is missing: a derived item needs its expression"),
    ("renal.toml", 'items = ["CREAT"]', 'items = ["KREA"]', "46: check[R1].items: KREA is not an item of this form"),
    ("renal.toml", 'section = "kidney"', 'section = "liver"', "5: section: liver is not one of the study's sections"),
    ("visit.toml", 'form = "VISIT"', 'form = "RENAL"', "1: form: RENAL is the form of another file too"),
    ("renal.toml", 'oid = "F.RENAL_2025-01"', 'oid = "OBS"', "2: oid: the form oid OBS is taken already"),
    ("renal.toml", "[[check]]", "[check]", "43: check: must be a list of tables: write [[check]] above each"),
    ("items.toml", 'oid = "I.METHOD"\n', "", "8: item[METHOD]: must have an oid of its own, by which forms use it"),
    ("items.toml", 'type = "date"', 'type = "dates"', "4: item[LBDT].type: must be one of 'text', 'number', 'integer'"),
    ("items.toml", "required = true", 'missing = ["XX"]', "5: item[LBDT].missing: XX is not one of the study's missing codes"),
    ("visit.toml", 'codelist = "SEX"', 'codelist = "GENDER"', "20: item[SEX].codelist: there is no codelist GENDER"),
    ("visit.toml", 'codelist = "SEX"\n', "", "16: item[SEX].codelist: is missing: a choice needs codelist or choices"),
    ("visit.toml", "required = true", "comparator = true", "8: item[VISDT].comparator: does not fit type date"),
    ("codelists.toml", 'code = "F"', 'code = "M"', "7: codelist[SEX].choices[M].code: the code M is taken already"),
    ("codelists.toml", 'code = "3"', 'code = "3a"', "13: codelist[GRADE].choices[3a].code: 3a is not of type integer"),
    ("codelists.toml", 'code = "3"', "code = 3", "13: codelist[GRADE].choices[3].code: must be text in quotes"),
    ("codelists.toml", 'oid = "GRADE"', 'oid = "SEX"', "11: codelist[SEX].oid: the codelist oid SEX is taken already"),
    ("obs.toml", 'repeat = "fixed"\n', "", "13: group[TIMES].rows: needs repeat = \"fixed\""),
    ("obs.toml", 'key = "T15"', 'key = "+15"', "16: group[TIMES].rows[+15].key: must be an identifier: a letter"),
    ("obs.toml", "hard = [0, 300]", "hard = [0, 300, 400]", "24: group[TIMES].item[SBP].hard: must be [low, high], or { ge = "),
    ("obs.toml", "slips = [{ above = 250,", "slips = [{", "25: group[TIMES].item[SBP].slips: needs above, below, or both"),
    ("ae.toml", "length = 200", "length = 0", "13: group[AE].item[AETERM].length: must be 1 or more"),
    ("schedule.toml", 'anchor = "W0"', 'anchor = "WO"', "20: event[W4].anchor: WO is not an event of this schedule"),
    ("schedule.toml", "before = 3", "before = -3", "21: event[W4].before: must be 0 or more days"),
    ("schedule.toml", 'RENAL = ["SCN", "W0"', 'RENAL = ["SCN", "W00"', "31: forms.RENAL[2]: W00 is not an event of this schedule"),
    ("schedule.toml", "OBS = [", "OBSS = [", "32: forms.OBSS: is not the form of any file in this folder"),
    ("schedule.toml", 'name = "W4"', 'name = "W0"', "16: event[W0].name: the event name W0 is taken already"),
    ("study.toml", 'version = "1"', "version = 1", "4: version: must be text in quotes"),
    ("study.toml", '"Asia/Shanghai"', '"Asia/Kunming"', "8: timezone: Asia/Kunming is not a time zone, such as Asia/Shanghai"),
    ("study.toml", "{n:03d}", "{x}", "9: subject_id: must number subjects with {n}, such as {prefix}-{n:03d}"),
    ("study.toml", "VISIT.VISDT", "VISIT.VISTDT", '10: visit_date: VISIT.VISTDT is not an item of the study: write "FORM.ITEM"'),
    ("study.toml", "VISIT.ICFDT", "AE.AETERM", "11: consent_date: AE.AETERM must be of type date or datetime or partial_date"),
    ("study.toml", 'code = "UNK"', 'code = "ND"', "25: missing[ND].code: the missing code ND is taken already"),
    ("study.toml", '"SCN", "W0"', '"SCN", "W1"', "45: state[screening].expects: W1 is not an event of the schedule"),
    ("study.toml", 'zh = "μmol/L"', 'en2 = "x"', "53: units.umol/L: has no text in zh"),
    ("study.toml", "[retention]", "[retentions]", "48: retentions: is not a key known here; perhaps retention is meant"),
    ("clarifications.toml", "[[clarification]]", "[[clarifications]]", "1: clarifications: is not a key known here; perhaps clarification is meant"),
    ("study.toml", "[retention]", "[retention", "48: is not TOML: "),
]  # fmt: skip  # one case, one line: file, old, new, what is said


@pytest.mark.parametrize(("file", "old", "new", "said"), CASES)
def test_a_flaw_is_found_at_its_line_and_key(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    """Sun Yan reads where to look and what to write there (REQ-52, B.4.20.0300)."""
    flaws = [str(flaw) for flaw in broken(tmp_path, (file, old, new))]
    assert [flaw for flaw in flaws if flaw.startswith(f"{file}:{said}")], "\n".join(flaws)


def test_all_flaws_are_told_at_once_and_sorted_by_place(tmp_path: Path) -> None:
    """Three mistakes in three files are three lines of one report, not three attempts (REQ-52)."""
    flaws = broken(
        tmp_path,
        ("ae.toml", "length = 200", "length = 0"),
        ("renal.toml", 'type = "number"', 'type = "float"'),
        ("schedule.toml", 'anchor = "W0"', 'anchor = "WO"'),
        ("study.toml", "VISIT.VISDT", "VISIT.NOPE"),
    )
    assert [(flaw.file, flaw.line) for flaw in flaws] == [
        ("ae.toml", 13),
        ("renal.toml", 16),
        ("schedule.toml", 20),
        ("study.toml", 10),
    ]


def test_a_broken_part_is_not_reported_as_missing_elsewhere(tmp_path: Path) -> None:
    """An item with a wrong type is one flaw; the check that names it is not a second one (REQ-52)."""
    flaws = broken(tmp_path, ("renal.toml", 'type = "number"', 'type = "float"'))
    assert [flaw.key for flaw in flaws] == ["item[CREAT].type"]


def test_a_shared_item_that_no_form_uses_is_judged_too(tmp_path: Path) -> None:
    """What waits in items.toml for an amendment must be sound when it is needed (REQ-52)."""
    flaws = broken(
        tmp_path, ("items.toml", "[[item]]", '[[item]]\noid = "SPARE"\ntype = "number"\ndecimals = -1\n\n[[item]]')
    )
    assert [str(flaw) for flaw in flaws] == ["items.toml:1: item[SPARE].label: is missing"]


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    """A file saved in GBK by an old editor is named, not guessed at (REQ-52)."""
    shutil.copytree(SMALL, tmp_path, dirs_exist_ok=True)
    (tmp_path / "visit.toml").write_bytes('form = "访视"'.encode("gbk"))
    with pytest.raises(StudyError) as caught:
        load(tmp_path)
    assert "visit.toml:1: is not UTF-8 text: save it with that encoding" in str(caught.value)


def test_an_expression_that_names_nothing_is_a_flaw_of_its_key(tmp_path: Path) -> None:
    """A misspelt item in an expression stops the study from loading, at its own line (REQ-52)."""
    flaws = broken(
        tmp_path,
        ("renal.toml", 'when = "CREAT > 200"', 'when = "KREA > 200"'),
        ("renal.toml", 'value = "CREAT / 88.4"', 'value = "CREAT / "'),
        ("obs.toml", "hard = [0, 300]", 'show_if = "NOPE == 1"'),
        ("study.toml", 'when = "True"', 'when = "nonsense("'),
    )
    assert [(flaw.file, flaw.line, flaw.key) for flaw in flaws] == [
        ("obs.toml", 24, "group[TIMES].item[SBP].show_if"),
        ("renal.toml", 40, "item[RATIO].value"),
        ("renal.toml", 45, "check[R1].when"),
        ("study.toml", 44, "state[screening].when"),
    ]
