"""Flaws of links, of expected pages and of release checks, each at its file, line and key."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from edc.study.loading import load
from tests.study.test_loading_flaws import SMALL, broken

LINK = '\n[[group.item]]\noid = "AELNK"\nlabel = { en = "Link", zh = "关联" }\ntype = "link"\nlinks = ["AE"]\n'
RELEASE = """
[[release]]
name = "dose"
label = { en = "Before a dose", zh = "给药前" }
form = "OBS"
given = "known(SBP)"

[[release.condition]]
id = "consent"
label = { en = "Consent", zh = "知情同意" }
when = "known(VISIT.VISDT)"
"""
GIVEN = 'given = "known(SBP)"\n'
CLOCK = """
[[clock]]
name = "report"
label = { en = "Report", zh = "报告" }
form = "RENAL"
since = "LBDT"
until = "LBDT"
hours = 24
source = { en = "Draft", zh = "草案" }
"""
SIGNAL = """
[[signal]]
name = "many"
label = { en = "High creatinine", zh = "肌酐高" }
count = "count_pages(RENAL.CREAT > 100)"
at_least = 2
"""
ANY = ("ae.toml", "length = 200", "length = 200" + LINK)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('links = ["AE"]\n', "", "item[AELNK]: is missing links: the logs whose rows it names"),
        ('links = ["AE"]', 'links = ["AEE"]', "item[AELNK].links: AEE is not the form of any file in this folder"),
        ('links = ["AE"]', 'links = ["RENAL"]', "item[AELNK].links: RENAL is no log"),
        ('links = ["AE"]', 'links = ["AE", "AE"]', "item[AELNK].links: names a form twice"),
        ('type = "link"', 'type = "text"', 'item[AELNK].links: needs type = "link"'),
        ('links = ["AE"]', 'links = "AE"', "item[AELNK].links: must be a list"),
    ],
)
def test_a_link_names_rows_of_logs(tmp_path: Path, old: str, new: str, said: str) -> None:
    """Sun Yan reads which log a link cannot name, and why (REQ-52)."""
    assert old in LINK
    flaws = [str(flaw) for flaw in broken(tmp_path, (ANY[0], ANY[1], ANY[1] + LINK.replace(old, new)))]
    assert any(said in flaw and flaw.startswith("ae.toml:") for flaw in flaws), flaws


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("ae.toml", 'form = "AE"', 'form = "AE"\nexpected_if = "AETERM"', "expected_if: AETERM: name its form too, as FORM.AETERM"),
        ("ae.toml", 'form = "AE"', 'form = "AE"\nexpected_if = "count_pages(RENAL.CREAT > 1)"', "expected_if: it gives a number, not true or false"),
        ("ae.toml", 'form = "AE"', 'form = "AE"\nexpected_if = true', "expected_if: must be text in quotes"),
        ("clarifications.toml", 'id = ', 'forms = ["XX"]\nid = ', "forms: XX is not the form of any file in this folder"),
        ("study.toml", "[retention]", RELEASE.replace('form = "OBS"', 'form = "OBSS"') + "\n[retention]", "release[dose].form: OBSS is not the form of any file in this folder"),
        ("study.toml", "[retention]", RELEASE.replace("known(VISIT", "knwon(VISIT") + "\n[retention]", "when: there is no function knwon(); did you mean known?"),
        ("study.toml", "[retention]", RELEASE.replace("[[release.condition]]", "[[release.conditions]]") + "\n[retention]", "release[dose].conditions: is not a key known here; perhaps condition is meant"),
        ("study.toml", "[retention]", RELEASE.replace(GIVEN, GIVEN + 'lot = "AE"\n') + "\n[retention]", 'release[dose].lot: AE is not an item of the study: write "FORM.ITEM"'),
        ("study.toml", "[retention]", RELEASE.replace(GIVEN, GIVEN + 'lot = "OBS.OBSDT"\n') + "\n[retention]", "release[dose].lot: OBSDT must be of type text or integer or choice"),
        ("study.toml", "[retention]", RELEASE.replace(GIVEN, GIVEN + 'amount = "AETERM"\n') + "\n[retention]", "release[dose].amount: form OBS has no item AETERM"),
        ("study.toml", "[retention]", RELEASE.replace(GIVEN, GIVEN + 'awaits = "missing(SBP)"\n') + "\n[retention]", "release[dose].awaits: needs lot"),
        ("study.toml", "[retention]", RELEASE.replace(GIVEN, GIVEN + 'lot = "AE.AETERM"\nawaits = "missing(SBPP)"\n') + "\n[retention]", "awaits: "),
        ("study.toml", "[retention]", SIGNAL.replace("at_least = 2", "at_least = 0") + "\n[retention]", "signal[many].at_least: must be 1 or more"),
        ("study.toml", "[retention]", SIGNAL.replace("count_pages(RENAL.CREAT > 100)", "any_page(RENAL.CREAT > 100)") + "\n[retention]", "signal[many].count: it gives true or false, not a number"),
        ("study.toml", "[retention]", SIGNAL.replace("RENAL.CREAT", "RENAL.CREATT") + "\n[retention]", "signal[many].count: "),
        ("study.toml", "[retention]", SIGNAL.replace(', zh = "肌酐高"', "") + "\n[retention]", "signal[many].label: has no text in zh"),
        ("study.toml", "[retention]", CLOCK.replace(', zh = "草案"', "") + "\n[retention]", "clock[report].source: has no text in zh"),
        ("study.toml", "[retention]", CLOCK.replace("hours = 24", 'hours = "24 h"') + "\n[retention]", "clock[report].hours: must be a whole number"),
    ],
)  # fmt: skip  # one case, one line: file, old, new, what is said
def test_what_points_at_forms_is_checked(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    """A name or a condition that means nothing is found at its own key (REQ-52)."""
    flaws = [str(flaw) for flaw in broken(tmp_path, (file, old, new))]
    assert any(said in flaw and flaw.startswith(f"{file}:") for flaw in flaws), flaws


def test_without_a_flaw_it_all_loads(tmp_path: Path) -> None:
    """The same tables, written right, are a study (REQ-52)."""
    shutil.copytree(SMALL, tmp_path, dirs_exist_ok=True)
    for name, old, new in (
        ANY,
        ("ae.toml", 'form = "AE"', 'form = "AE"\nexpected_if = "any_page(known(RENAL.CREAT))"'),
        ("study.toml", "[retention]", CLOCK + SIGNAL + "\n[retention]"),
    ):
        text = (tmp_path / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    study = load(tmp_path)
    assert study.form_by_name["AE"].by_name["AELNK"][1].links == ("AE",)
    assert (study.clocks[0].hours, study.signals[0].at_least) == (24, 2)
