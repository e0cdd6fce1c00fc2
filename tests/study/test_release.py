"""The release check before an act: cleared, not cleared, and given all the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from edc.study.checking import check_study
from edc.study.definition import Condition, Deviation, Release
from edc.study.evaluation import findings, forms_needed, questions
from edc.study.evaluation_release import ConditionState, release_states
from edc.study.loading import StudyError, load
from edc.study.view import SubjectView
from tests.study.build import EVENTS, KIDNEY, check, form, group, item, page, ready, study, subject, value_of

TODAY = date(2025, 6, 1)
MET, LACKING, UNKNOWN = ConditionState.MET, ConditionState.LACKING, ConditionState.UNKNOWN
INF = form(
    "INF",
    group("INFG", item("GIVEN", "choice", codelist="YN"), item("TEMP")),
    checks=[check("INF1", "TEMP >= 38", alert=True, deviation=Deviation(category="DOSE"))],
)
RELEASE = Release(
    name="DOSE",
    label={"en": "Before the dose", "zh": "给药前"},
    form="INF",
    given='GIVEN == "Y"',
    conditions=(
        Condition(
            id="born", label={"en": "Birth date known", "zh": "出生日期已知"}, when="known(DM.BRTHDT)", form="DM"
        ),
        Condition(id="cool", label={"en": "No fever", "zh": "无发热"}, when="TEMP < 37.5"),
    ),
    deviation=Deviation(category="DOSE", major=True),
)
WITH_INF = tuple(
    each.model_copy(update={"forms": (*each.forms, "INF")}) if each.name == "W0" else each for each in EVENTS
)
STUDY = ready(INF, events=WITH_INF, releases=(RELEASE,))


def states(view: SubjectView) -> list[tuple[tuple[ConditionState, ...], bool]]:
    return [(one.states, one.cleared) for one in release_states(STUDY, view, 2)]


@pytest.mark.parametrize(
    ("person", "dose", "wanted", "cleared"),
    [
        ({"BRTHDT": "1970-01"}, {"TEMP": "36.8"}, (MET, MET), True),
        ({"BRTHDT": "1970-01"}, {"TEMP": "38.0"}, (MET, LACKING), False),
        ({"BRTHDT": "1970-01"}, {}, (MET, UNKNOWN), False),
        ({}, {"TEMP": "36.8"}, (LACKING, MET), False),
    ],
)
def test_each_condition_is_met_lacking_or_unknown(
    person: dict[str, str], dose: dict[str, str], wanted: tuple[ConditionState, ...], cleared: bool
) -> None:
    """REQ-56: what cannot be decided for want of a value is not cleared."""
    view = subject(page(1, "SCN", "DM", person), page(2, "W0", "INF", dose))
    assert states(view) == [(wanted, cleared)]


@pytest.mark.parametrize(
    ("given", "lacking"), [("Y", "born cool"), ("N", None), (None, None)], ids=["given", "not given", "not said"]
)
def test_a_dose_given_all_the_same_is_a_finding_that_names_what_lacked(given: str | None, lacking: str | None) -> None:
    """REQ-56, EC04: the record stands; one finding tells which conditions lacked, drafts and alerts."""
    view = subject(page(1, "SCN", "DM", {}), page(2, "W0", "INF", {"GIVEN": given}))
    found = [one for one in findings(STUDY, view, 2, TODAY) if one.kind == "release"]
    assert [one.params["conditions"] for one in found] == ([lacking] if lacking else [])
    for one in found:
        assert (one.check, one.level, one.alert, one.path) == ("RELEASE.DOSE", "tell", True, "")
        assert one.deviation == Deviation(category="DOSE", major=True)
        assert one.message == {
            "en": "Before the dose: Birth date known · No fever",
            "zh": "给药前：出生日期已知 · 无发热",
        }


def test_a_page_that_was_not_done_waits_for_nothing() -> None:
    """Trial 0.4.2: a dose that was not given, and whose page says so, has no release check."""
    view = subject(page(1, "SCN", "DM", {}), page(2, "W0", "INF", {"#notdone": "absent"}))
    assert states(view) == []


def test_findings_carry_the_deviation_and_the_alert_of_their_check() -> None:
    """Trial 0.4.7: a check that drafts or alerts says so on every finding of it, and only there."""
    view = subject(page(1, "SCN", "DM", {}), page(2, "W0", "INF", {"TEMP": "38.4"}))
    found = {one.check: one for one in findings(STUDY, view, 2, TODAY)}
    assert (found["INF1"].alert, found["INF1"].deviation) == (True, Deviation(category="DOSE"))
    plain = subject(page(1, "W0", "VS", {"SBP": "80", "DBP": "90"}))
    assert [(one.alert, one.deviation) for one in findings(STUDY, plain, 1, TODAY)] == [(False, None)]


def test_what_a_condition_reads_is_read_with_the_page_and_moves_it() -> None:
    """Architecture 4: a change on another page is felt by the release check that reads it."""
    assert "DM" in forms_needed(STUDY, "INF")
    view = subject(page(1, "SCN", "DM", {}), page(2, "W0", "INF", {}))
    assert questions(STUDY, view, {1: None}) == {1: {""}, 2: {"RELEASE.DOSE"}}


HANGING = {"W0": {"week": 0, "anchor": "W0"}, "W4": {"week": 4, "anchor": "W0", "before": 3, "after": 3}}
ANCHORED = tuple(event.model_copy(update=HANGING.get(event.name, {})) for event in EVENTS)
WINDOWED = study(events=ANCHORED)


@pytest.mark.parametrize(
    ("first", "fourth", "days"),
    [
        ("2025-03-04", "2025-04-01", 0),
        ("2025-03-04", "2025-04-05", 1),
        ("2025-03-04", "2025-03-27", -2),
        (None, "2025-04-05", None),
        ("2025-03-04", None, None),
    ],
)
def test_days_outside_the_window(first: str | None, fourth: str | None, days: int | None) -> None:
    """EC03: 0 inside, negative early, positive late, unknown while a date is missing; felt on any page of the visit."""
    view = subject(
        page(1, "W0", "SV", {"SVDAT": first}), page(2, "W4", "SV", {"SVDAT": fourth}), page(3, "W4", "VS", {})
    )
    assert value_of("outside_window()", view, 2, of=WINDOWED) == days
    assert value_of("outside_window()", view, 3, of=WINDOWED) == days
    vital = form("VS", *KIDNEY.form_by_name["VS"].groups, checks=[check("V1", "outside_window() != 0")])
    whole = ready(vital, events=ANCHORED)
    assert questions(whole, view, {1: {"SVDAT"}})[3] == {"V1"}


def test_what_is_wrong_with_a_release_check_is_said_where_it_stands() -> None:
    """REQ-51: an unknown name in a condition is a load error, not a check that never clears."""
    wrong = RELEASE.model_copy(update={"conditions": (Condition(id="x", label={}, when="known(DM.NOPE)"),)})
    flaws = check_study(study(INF, events=WITH_INF, releases=(wrong,)))
    assert [(flaw.form, flaw.check, flaw.key) for flaw in flaws] == [("INF", "RELEASE.DOSE.x", "when")]


SMALL = Path(__file__).parent / "folders" / "small"


@pytest.mark.parametrize(
    ("added", "key"),
    [
        ('[deviations]\nform = "NOPE"\n', "deviations.form"),
        ('[deviations]\nform = "AE"\nfill = { AENOPE = "text" }\n', "deviations.fill.AENOPE"),
        ('[[clock]]\nname = "C"\nlabel = { en = "c", zh = "c" }\nform = "AE"\nsince = "AETERM"\nuntil = "X"\nhours = 24\n', "clock[C].since"),
        ('[[release]]\nname = "R"\nlabel = { en = "r", zh = "r" }\nform = "AE"\ngiven = "nonsense("\n[[release.condition]]\nid = "x"\nlabel = { en = "x", zh = "x" }\nwhen = "True"\n', "release[R].given"),
    ],
)  # fmt: skip
def test_names_that_meet_nothing_are_load_errors(tmp_path: Path, added: str, key: str) -> None:
    """REQ-70: what release checks, deviations and clocks name is there, or the study does not load."""
    for file in SMALL.glob("*.toml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    whole = (tmp_path / "study.toml").read_text(encoding="utf-8")
    (tmp_path / "study.toml").write_text(f"{whole}\n{added}", encoding="utf-8")
    with pytest.raises(StudyError) as refused:
        load(tmp_path)
    assert key in [flaw.key for flaw in refused.value.flaws]
