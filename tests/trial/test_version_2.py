"""The draft amendment of ucmsc-dn, version 2: what it adds, that it takes nothing away, and its checks tried three ways."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from edc.exchange.xmlsafe import parse
from edc.study.definition import Item
from edc.study.differences import differences
from edc.study.evaluation import owed
from edc.study.loading import load
from edc.study.odm import read_study
from edc.study.schedule import window_of
from edc.study.toml_writer import write_study
from tests.study.test_odm_own import exported
from tests.trial import cases_version_2
from tests.trial.cases import Case
from tests.trial.participant import STUDY, VISITS, YA_001, Participant, Trial
from tests.trial.test_ucmsc_dn import CASES as CASES_1
from tests.trial.test_ucmsc_dn import name_of
from tests.trial.version_2 import BASELINE, FOLDER_2, STUDY_2, VERSION_2

NEW_FORMS = {"ECG", "COAG", "HLA"}
DAY_AFTER, WEEK_AFTER = ("W0D1", "W4D1", "W8D1"), ("W0D7", "W4D7", "W8D7")
NEW_EVENTS = {"BL", *DAY_AFTER, *WEEK_AFTER}
REPLACED = {"SV", "IC", "AE", "PG", "RENAL", "INFS", "IMM", "OBS", "UACR", "CP"}
ALL_VISITS = ("completed", "in_follow_up", "on_treatment", "eligible", "screening")
REACH: dict[str, set[str]] = {
    "": {"version"},
    **{unit: {"units"} for unit in ("msec", "sec", "ug/L FEU", "ug/L DDU")},
    **{state: {"expects"} for state in ALL_VISITS},
    "SV.SVREASOC": {"required", "show_if"},
    "SV.INSDOSE": {"required"},
    "SV.ELIGCONF": {"required", "show_if"},
    "SV.SVINFWK": {"show_if"},
    **{f"SV.{check}": {"when"} for check in ("EC02", "EC15-SV", "SV06")},
    **{form: {"expected_if"} for form in ("SV", "VS", "PE", "HEM", "RENAL")},
    **{form: {"notes", "expected_if"} for form in ("INFS", "IMM")},
    "OBS": {"notes"},
    "OBS.OBTM": {"required"},
    "OBS.OBMIN": {"value"},
    "OBS.OB01": {"when", "message"},
    **{f"INFS.{name}": {"required"} for name in ("ISDTM", "ISLIMB", "ISPAIN", "ISSWELL", "ISERYTH")},
    "INFS.IS04": {"when"},
    "IMM.IMHRS": {"value"},
    "IMM.IM03": {"when"},
    "AE.AESTTM": {"required", "help"},
}
"""What of version 1 reads otherwise, because it has to know the new visits or the time of the new row."""
OVERTAKEN = {
    ("SV02", "W8.SV"): "the contact of day 7 lies between the event and the visit",
    ("RF05", "W20.RENAL"): "the sample of day 1 is the one before",
    ("RF06", "W20.RENAL"): "the sample of day 1 is the one before",
    ("RF02", "W4.RENAL"): "the baseline visit has the operand that is taken away",
    ("RF03", "UNS.RENAL"): "the sample of day 1 is nearer",
}
"""Cases of version 1 that its own schedule makes: a new visit stands between their two."""


def test_the_amendment_loads_and_comes_back_from_toml_and_odm(tmp_path: Path) -> None:
    """Sun Yan's folder of differences is a whole study, and the same after each way out and in (REQ-65)."""
    assert (STUDY_2.oid, STUDY_2.name, STUDY_2.version) == (STUDY.oid, STUDY.name, "2")
    assert {form.name for form in STUDY_2.forms} - {form.name for form in STUDY.forms} == NEW_FORMS
    write_study(STUDY_2, tmp_path / "whole")
    assert load(tmp_path / "whole") == STUDY_2
    assert read_study(parse(exported(STUDY_2)))[0] == STUDY_2


def test_nothing_of_version_1_is_gone() -> None:
    """Every visit, form, cell, item, answer and check stands; what reads otherwise is listed here (trial, 0.1)."""
    found = differences(STUDY, STUDY_2)
    assert [each for each in found if each.kind == "removed"] == []
    changed: dict[str, set[str]] = {}
    for each in found:
        if each.kind == "changed":
            changed.setdefault(".".join(each.names), set()).add(each.attribute)
    assert changed == REACH
    for name in ("releases", "deviations", "clocks", "clarifications", "missing", "reasons", "sites"):
        assert getattr(STUDY, name) == getattr(STUDY_2, name)
    assert STUDY.units.items() <= STUDY_2.units.items()


def test_everything_new_is_proposed() -> None:
    """What the ethics committee has not approved says so, and nothing of the registry is called proposed (trial, 0.1)."""
    for event in STUDY_2.events:
        assert event.basis == ("proposed" if event.name in NEW_EVENTS else "registry"), event.name
    for form in STUDY_2.forms:
        before = STUDY.form_by_name.get(form.name)
        assert form.basis == ("registry" if before else "proposed")
        known = set() if before is None else {check.id for check in before.checks}
        for _, item in form.items():
            old = before is not None and item.name in before.by_name
            assert item.basis == ("registry" if old else "proposed"), f"{form.name}.{item.name}"
        for check in form.checks:
            assert (check.basis or form.basis) == ("registry" if check.id in known else "proposed"), check.id


def test_the_new_visits_have_the_forms_of_the_schedule_of_assessments() -> None:
    """Section 3 of the trial: baseline, 24 hours and 7 days after each infusion, and where the new forms stand."""
    forms = {event.name: event.forms for event in STUDY_2.events}
    at_baseline = "SV VS HEM CHEM LIV LIP GLU RENAL UACR UP24 AD IMM"
    assert forms["BL"] == tuple(at_baseline.split())
    assert all(forms[event] == ("SV", "VS", "PE", "HEM", "COAG", "RENAL", "INFS") for event in DAY_AFTER)
    assert all(forms[event] == ("SV", "INFS") for event in WEEK_AFTER)
    where = {form: {event for event, has in forms.items() if form in has} for form in NEW_FORMS}
    assert where["ECG"] == where["HLA"] == {"SCN", "W8", "W20", "W60", "ET", "UNS"}
    assert where["COAG"] == {"SCN", *DAY_AFTER, "W4", "W8", "W20", "W60", "ET", "UNS"}
    names = [event.name for event in STUDY_2.events if event.kind == "scheduled"]
    assert names[:6] == ["SCN", "BL", "W0", "W0D1", "W0D7", "W4"]


def test_contacts_are_counted_from_their_own_infusion() -> None:
    """The next day, and 7 days after within 2; baseline in the week before infusion 1 or on its day (section 3)."""
    moved = {**VISITS, "W4": VISITS["W4"] + timedelta(days=3)}

    def days(name: str) -> tuple[date, date]:
        window = window_of(STUDY_2, STUDY_2.event_by_name[name], moved, None)
        assert window is not None
        return window.first, window.last

    for event in ("W0", "W4", "W8"):
        day = moved[event]
        assert days(f"{event}D1") == (day + timedelta(days=1),) * 2
        assert days(f"{event}D7") == (day + timedelta(days=5), day + timedelta(days=9))
    assert days("BL") == (VISITS["W0"] - timedelta(days=7), VISITS["W0"])


def test_every_new_check_has_its_case() -> None:
    """SV07 needs pages of both versions and is tried with them (REQ-52)."""
    before = {check.id for form in STUDY.forms for check in form.checks}
    added = [check.id for form in STUDY_2.forms for check in form.checks if check.id not in before]
    assert len(added) == len(set(added))
    assert set(added) == {case.check for case in cases_version_2.CASES} | {"SV07"}


@pytest.mark.parametrize("case", [*cases_version_2.CASES, *cases_version_2.CHANGED], ids=name_of)
def test_a_check_fires_and_is_quiet_and_waits_for_its_operands(case: Case) -> None:
    """Li Wen enters what it is about, then the nearest value that is right, then less (REQ-51, DQ-01)."""
    found = [each for each in case.standing(trial=VERSION_2).findings(case.page) if each.check == case.check]
    check = next(check for form in STUDY_2.forms for check in form.checks if check.id == case.check)
    assert found and {each.level for each in found} == {check.level} and found[0].paths
    for less in (case.quiet, case.unknown):
        assert case.check not in case.standing(less, trial=VERSION_2).asked(case.page)


@pytest.mark.parametrize("case", [each for each in CASES_1 if each.page.partition(".")[2] in REPLACED], ids=name_of)
def test_the_checks_of_version_1_hold_on_the_forms_that_were_replaced(case: Case) -> None:
    """A form that is written anew loses no check by it (REQ-52)."""
    asked = [
        case.check in case.standing(*more, trial=VERSION_2).asked(case.page)
        for more in ((), (case.quiet,), (case.unknown,))
    ]
    assert asked == [True, False, False] or (case.check, case.page) in OVERTAKEN


def test_nobody_is_asked_more_than_the_new_pages_hold() -> None:
    """YA-001 under version 2: no question, nothing owed; no check refuses (REQ-51; trial, 0.2)."""
    participant = Participant(trial=VERSION_2)
    assert {page: participant.asked(page) for page in participant.numbers if participant.asked(page)} == {}
    assert not [each for page in participant.view.pages for each in owed(VERSION_2.run, participant.view, page)]
    assert {check.level for form in STUDY_2.forms for check in form.checks} == {"ask", "tell"}


def test_a_visit_dated_before_any_earlier_one_is_asked_about() -> None:
    """EC02 compares the baseline visit with all others, and contacts with none (trial, 4.17)."""
    events = ["SCN", "BL", *list(VISITS)[1:]]
    days = {**VISITS, "BL": BASELINE}
    for later, earlier in [("BL", "SCN"), *((later, "BL") for later in events[2:])]:
        between: dict[str, None] = {f"{event}.SV.SVDAT": None for event in events if event not in (earlier, later)}
        day = {f"{later}.SV.SVDAT": (days[earlier] - timedelta(days=1)).isoformat()}
        assert "EC02" in Participant(between, day, trial=VERSION_2).asked(f"{later}.SV"), (earlier, later)
    late = Participant({"W0D7.SV.SVDAT": "2025-04-20"}, trial=VERSION_2)
    assert "EC02" not in late.asked("W0D7.SV") | late.asked("W4.SV")


def test_a_page_moved_forward_keeps_every_value() -> None:
    """All of YA-001's pages of version 1 read the same under version 2, and what they derive (REQ-50)."""
    before, after = Participant(), Participant(trial=Trial(STUDY_2, VERSION_2.ranges, YA_001))
    for page, number in before.numbers.items():
        old, new = before.view.pages[number], after.view.pages[after.numbers[page]]
        assert new.document == old.document and old.derived.items() <= new.derived.items()
        assert after.asked(page) == set()
    more = {each.path for n in after.view.pages for each in owed(VERSION_2.run, after.view, n)}
    assert more == {"LBDT2", "OB/P24H/OBTM", "AE/1/AESTTM", "IC/1/ICFPV"}


def test_every_item_of_version_1_means_the_same() -> None:
    """Same place, type, unit and codes, also where YA-001 has no value (REQ-50)."""

    def meaning(item: Item, study: Any) -> tuple[Any, ...]:
        codes = [] if item.codelist is None else list(study.codelist_by_oid[item.codelist].by_code)
        return item.type, item.unit, dict(item.units), item.codelist, item.hard, item.missing, codes

    for form in STUDY.forms:
        for group, item in form.items():
            there, found = STUDY_2.form_by_name[form.name].by_name[item.name]
            assert (there.name, there.repeat) == (group.name, group.repeat)
            *old, codes = meaning(item, STUDY)
            *new, more = meaning(found, STUDY_2)
            assert old == new and set(codes) <= set(more), f"{form.name}.{item.name}"


def test_every_text_stands_in_both_languages_in_words_a_site_uses() -> None:
    """English and Chinese throughout; no word that GCP in China does not use (REQ-70; trial, 0.9)."""

    def texts(value: Any) -> list[dict[str, str]]:
        if isinstance(value, dict):
            if {"en", "zh"} & value.keys():
                return [value]
            return [text for each in value.values() for text in texts(each)]
        return [text for each in value for text in texts(each)] if isinstance(value, list | tuple) else []

    for said in texts(STUDY_2.model_dump()):
        assert set(said) == {"en", "zh"} and all(words.strip() for words in said.values()), said
    for file in FOLDER_2.glob("*.toml"):
        text = file.read_text(encoding="utf-8")
        for word in ("病人", "患者", "查询", "审计追踪", "监察员", "删除", "！"):
            assert word not in text, f"{word} in {file.name}"
        assert re.search(r"\b(patients?|please)\b", text, re.IGNORECASE) is None, file.name
