"""Version 1 of ucmsc-dn: what the pages of visit, screening and medication compute, and where their items go."""

from __future__ import annotations

import pytest

from edc.study.evaluation import owed
from tests.trial.participant import RUN, STUDY, Differences, Participant


def test_weeks_since_the_last_infusion_stand_on_every_later_visit_page() -> None:
    """Zhang Min reads on the page of week 20 whether it is the key time point (trial, section 3; EC22)."""
    whole = Participant()
    counted = {event: whole.derived(f"{event}.SV", "SVINFWK") for event in ("W20", "W32", "W60")}
    assert counted == {"W20": "12.0", "W32": "24.0", "W60": "52.0"}
    stopped: Differences = {"W8.INF.INFYN": "N", "W8.INF.INSTDTM": None}
    assert Participant(stopped).derived("W20.SV", "SVINFWK") == "16.0"
    between: Differences = {"UNS.SV.SVDAT": "2025-04-28"}
    assert Participant(between).derived("UNS.SV", "SVINFWK") == "2.0", "later infusions do not count"
    none: Differences = {f"{event}.INF.INFYN": "N" for event in ("W0", "W4", "W8")}
    assert Participant(none).derived("W20.SV", "SVINFWK") is None


def test_creatinine_of_x2_is_that_of_the_sample_whose_egfr_counts() -> None:
    """A repeat before the decision counts for I4 and for X2 alike; X2 still decides nothing (PC-01, REQ-51)."""
    repeated: Differences = {
        **{"UNS.SV.SVDAT": "2025-03-10", "UNS.RENAL.LBDT": "2025-03-10", "UNS.RENAL.LBNAM": "YA-LAB"},
        "UNS.RENAL.CREAT": "80",
    }
    assert Participant().derived("SCN.IE", "X2C") == "Y"
    assert Participant(repeated).derived("SCN.IE", "X2C") == "N"
    assert Participant({"SCN.RENAL.CREAT": "=ND"}).derived("SCN.IE", "X2C") is None


def test_what_happens_after_the_decision_leaves_the_answer_of_the_record() -> None:
    """A pneumonia of week 20 is no infection of screening: the signature on the decision holds (X8, EC08)."""
    later: Differences = {
        **{"LOG.AE.AE/2/AETERM": "Pneumonia", "LOG.AE.AE/2/AESI": "INF", "LOG.AE.AE/2/AESTDT": "2025-08-01"},
        "LOG.AE.AE/2/AEONGO": "Y",
    }
    assert Participant(later).derived("SCN.IE", "X8C") is None
    tuberculosis: Differences = {"LOG.MH.MH/3/MHCAT": "TB", "LOG.MH.MH/3/MHONGO": "Y"}
    cured: Differences = {"LOG.MH.MH/3/MHONGO": "N", "LOG.MH.MH/3/MHENDT": "2025-09-01"}
    for each in (Participant(tuberculosis), Participant(tuberculosis, cured)):
        assert each.derived("SCN.IE", "X8C") == "Y"
        assert "EC05-X8" in each.asked("SCN.IE")


def test_a_mental_illness_of_the_past_is_left_to_the_investigator() -> None:
    """The record says yes of what goes on, no where nothing was ever found, and nothing in between (X14)."""
    assert Participant().derived("SCN.IE", "X14C") == "N"
    assert Participant({"LOG.MH.ASK/PSYCH/MHOCCUR": "Y"}).derived("SCN.IE", "X14C") is None


def test_every_criterion_the_record_can_speak_to_has_its_answer_beside_it() -> None:
    """I2b, I7 and X17 are judgements alone; all others are computed from what the pages say (trial, 4.3)."""
    items = {item.name: item for _, item in STUDY.form_by_name["IE"].items()}
    criteria = {name for name, item in items.items() if item.sdtm.get("cat") in ("INCLUSION", "EXCLUSION")}
    assert len(criteria) == 27
    assert {name for name in criteria if f"{name}C" not in items} == {"I2B", "I7", "X17"}
    assert all(items[f"{name}C"].beside == name for name in criteria - {"I2B", "I7", "X17"})


@pytest.mark.parametrize(("begun", "recent"), [("2024-12-02", "N"), ("2024-12-03", "Y"), ("2025-03-02", "Y")])
def test_three_months_before_consent_are_less_than_ninety_days(begun: str, recent: str) -> None:
    """As for another trial (X16): what began 90 days before consent is outside (X7, trial 4.3)."""
    assert Participant({"LOG.CM.CM/4/CMSTDT": begun}).derived("LOG.CM", "CM/4/CMRECENT") == recent


def test_a_medicine_for_a_condition_names_the_condition() -> None:
    """Li Wen says that valsartan is for a condition of the history: which one is owed (trial, 4.16)."""
    participant = Participant({"LOG.CM.CM/4/CMINDLNK": None})
    owes = {each.path for each in owed(RUN, participant.view, participant.numbers["LOG.CM"])}
    assert owes == {"CM/4/CMINDLNK"}


def test_a_copy_of_the_biopsy_report_is_never_owed() -> None:
    """The one upload of the study may stay away, and asks that identity be blacked out (trial, 0.8)."""
    files = [(form.name, item) for form in STUDY.forms for _, item in form.items() if item.type == "file"]
    assert [(form, item.name, item.required) for form, item in files] == [("BX", "BXREP", False)]
    assert files[0][1].help is not None and "遮盖" in files[0][1].help["zh"]


@pytest.mark.parametrize(
    ("typed", "says"), [(("126", "mg/dL"), "Y"), (("125", "mg/dL"), "N"), ("6.99", "N"), ("7.00", "Y")]
)
def test_glucose_at_diagnosis_may_be_typed_in_the_unit_of_an_old_report(
    typed: str | tuple[str, str], says: str
) -> None:
    """A report of 2012 in mg/dL: the number stays, and 126 mg/dL are the 7.0 mmol/L of WHO 1999 (I1b, REQ-57)."""
    participant = Participant({"SCN.DH.DXFPG": typed})
    stored = participant.view.pages[participant.numbers["SCN.DH"]].document["DXFPG"]
    assert stored is not None and (stored.t or stored.v) == (typed if isinstance(typed, str) else typed[0])
    assert participant.derived("SCN.IE", "I1BC") == says


def test_sdtm_names_are_those_of_a_domain() -> None:
    """Supplemental qualifiers name the domain they belong to, not its supplement, and dispositions their kind."""
    for form in STUDY.forms:
        for group, item in form.items():
            domain = item.sdtm.get("domain") or group.domain or form.domain or ""
            assert not domain.startswith("SUPP"), f"{form.name}.{item.name}"
            assert "testcd" not in item.sdtm or len(item.sdtm["testcd"]) <= 8, f"{form.name}.{item.name}"
    kinds = {form: {item.sdtm.get("scat") for _, item in STUDY.form_by_name[form].items()} for form in ("EOT", "DS")}
    assert kinds == {"EOT": {"STUDY TREATMENT", None}, "DS": {"STUDY PARTICIPATION", None}}
