"""Laboratory pages of ucmsc-dn: what they take, flag, convert and offer back."""

from __future__ import annotations

import pytest

from edc.study.definition import Item
from edc.study.document import Value
from edc.study.evaluation import hidden, owed
from edc.study.problems import Code
from edc.study.values import Reading, read
from tests.trial.participant import RANGES, RUN, STUDY, TODAY, Participant

HARD = {
    "HEM.WBC": (0, 500),
    "HEM.PLT": (0, 3000),
    "LIV.ALT": (0, 30000),
    "LIV.AST": (0, 30000),
    "LIV.TBIL": (0, 1500),
    "LIV.DBIL": (0, 1500),
    "CHEM.CRP": (0, 1000),
    "GLU.FPG": (0, 120),
    "GLU.PPG2": (0, 120),
    "OBS.OBSBP": (0, 300),
    "OBS.OBDBP": (0, 200),
    "OBS.OBPULSE": (0, 300),
    "OBS.OBRESP": (0, 80),
    "OBS.OBTEMP": (25, 45),
    "OBS.OBSPO2": (0, 100),
}
"""What cannot be a value at all (trial, decision 0.5)."""
SLIPS = [
    ("HEM.HGB", "14.2", "g/dL", "142.0"),
    ("HEM.HCT", "42", "%", "0.420"),
    ("CHEM.CA", "9.2", "mg/dL", "2.30"),
    ("CHEM.PHOS", "3.7", "mg/dL", "1.19"),
    ("CHEM.MG", "2.1", "mg/dL", "0.86"),
    ("CHEM.URATE", "6.9", "mg/dL", "410.4"),
    ("LIV.TBIL", "0.7", "mg/dL", "12.0"),
    ("LIV.TP", "6.8", "g/dL", "68.0"),
    ("LIV.ALB", "4.1", "g/dL", "41.0"),
    ("LIP.TC", "180", "mg/dL", "4.65"),
    ("LIP.TG", "150", "mg/dL", "1.69"),
    ("LIP.HDL", "45", "mg/dL", "1.16"),
    ("LIP.LDL", "110", "mg/dL", "2.84"),
    ("GLU.FPG", "110", "mg/dL", "6.11"),
    ("GLU.PPG2", "118", "mg/dL", "6.55"),
    ("GLU.HBA1C", "62", "mmol/mol", "7.8"),
    ("RENAL.CREAT", "1.6", "mg/dL", "141.4"),
    ("UP24.UCR24", "1.2", "g/24 h", "10.61"),
    ("UP24.UCR24", "1200", "mg/24 h", "10.61"),
    ("UP24.UCR24", "10600", "μmol/24 h", "10.60"),
    ("INF.CELLTOT", "7.0", "× 10⁷", "70.00"),
]
"""Item, what is typed, the unit that is offered, and what it would then be."""


def item(name: str) -> Item:
    form, _, own = name.partition(".")
    return STUDY.form_by_name[form].by_name[own][1]


def typed(name: str, text: str) -> Reading:
    return read(item(name), text, study=STUDY, today=TODAY, language="en")


@pytest.mark.parametrize(("name", "bounds"), HARD.items())
def test_only_the_impossible_is_refused(name: str, bounds: tuple[int, int]) -> None:
    """An extreme value may be the worst adverse event: it is stored (trial, 0.5; REQ-51)."""
    low, high = bounds
    assert all(typed(name, str(inside)).problem is None for inside in (low, high))
    problem = typed(name, str(high + 1)).problem
    assert problem is not None and problem.code == Code.HARD_RANGE


@pytest.mark.parametrize(("name", "text", "unit", "standard"), SLIPS)
def test_a_result_in_another_unit_is_offered_in_it(name: str, text: str, unit: str, standard: str) -> None:
    """Wang Lei copies 14.2 where g/L belongs: one key records it as g/dL (trial, 4.9; B.4.8.0300)."""
    reading = typed(name, text)
    assert reading.problem is None
    assert [ask.code for ask in reading.asks] == [Code.SLIP]
    assert (reading.asks[0].params["unit"], reading.asks[0].params["standard"]) == (unit, standard)


def test_hba1c_in_mmol_per_mol_is_kept_as_typed_and_judged_in_percent() -> None:
    """The report says 86 mmol/mol (IFCC): stored are 10.0 %, which X3 and the laboratory's range judge (trial, 4.9)."""
    reading = read(item("GLU.HBA1C"), "86", unit="mmol/mol", study=STUDY, today=TODAY)
    assert reading.value == Value(v="10.019", t="86", u="mmol/mol") and reading.asks == ()
    in_unit = Participant({"SCN.GLU.HBA1C": ("86", "mmol/mol")})
    assert in_unit.derived("SCN.GLU", "HBA1CFL") == "H"
    assert in_unit.derived("SCN.IE", "X3C") == "Y"
    assert Participant({"SCN.GLU.HBA1C": ("85", "mmol/mol")}).derived("SCN.IE", "X3C") == "N"


def test_an_analyte_has_a_range_of_its_laboratory_and_no_range_of_the_form() -> None:
    """Eligibility thresholds and textbook limits are no ranges: the laboratory's own flag (trial, 0.5)."""
    blood = ("HEM", "CHEM", "LIV", "LIP", "GLU", "TM", "RENAL")
    numbers = [each for form in blood for _, each in STUDY.form_by_name[form].items() if each.type == "number"]
    analytes = {each.name for each in numbers if each.analyte}
    assert {each.name for each in numbers} - analytes == {"EGFRLAB"}
    assert all(each.soft is None and each.comparator for each in numbers if each.analyte)
    assert {each.analyte for each in RANGES.every} == analytes
    assert {each.laboratory for each in RANGES.every} == {"YA-LAB"}


def test_ranges_differ_by_sex_and_age() -> None:
    """The same haemoglobin is low in a man and normal in a woman; creatinine has another limit from 60."""
    low = {"W4.HEM.HGB": "130", "W4.RENAL.CREAT": "105"}
    man = Participant(low)
    assert (man.derived("W4.HEM", "HGBFL"), man.derived("W4.HEM", "HGBLO")) == ("L", "137")
    assert Participant(low, {"SCN.DM.SEX": "F"}).derived("W4.HEM", "HGBFL") == "N"
    assert man.derived("W4.RENAL", "CREATFL") == "H"
    assert Participant(low, {"SCN.DM.BRTHDT": "1965-04-14"}).derived("W4.RENAL", "CREATFL") == "N"


def test_a_flagged_result_asks_for_the_judgement_and_no_laboratory_means_no_flag() -> None:
    """Chen Jie judges what is flagged and nothing else; a laboratory without ranges flags nothing (EC11)."""

    def owes(participant: Participant) -> set[str]:
        return {each.path for each in owed(RUN, participant.view, participant.numbers["W4.CHEM"])}

    high = {"W4.CHEM.UREA": "12.0"}
    assert owes(Participant(high)) == {"UREACS"}
    assert owes(Participant(high, {"W4.CHEM.UREACS": "NCS"})) == set()
    assert owes(Participant(high, {"W4.CHEM.LBNAM": "OTHER", "W4.CHEM.LBNAMOTH": "City hospital"})) == set()


def test_far_outside_the_range_is_asked_about() -> None:
    """ALT of more than ten times its limit may be a digit too many; nine times is only flagged (trial, 0.5)."""
    assert "LIMITS.ALT" in Participant({"W4.LIV.ALT": "501"}).asked("W4.LIV")
    assert "LIMITS.ALT" not in Participant({"W4.LIV.ALT": "500"}).asked("W4.LIV")
    assert "LIMITS.WBC" in Participant({"W4.HEM.WBC": "0.69", "W4.HEM.NEUT": "0.3"}).asked("W4.HEM")


def test_a_result_below_quantification_is_kept_as_it_is() -> None:
    """<2.44 pg/mL stays <2.44 and enters no sum (trial, 0.6)."""
    reading = typed("IMM.IL2", "＜2.44")
    assert reading.value is not None and reading.value.v == "<2.44" and reading.asks == ()
    assert "IM02" not in Participant({"W4.IMM.CD4": ">95"}).asked("W4.IMM")


def test_an_unscheduled_page_takes_one_result_and_its_reason_to_count() -> None:
    """Li Wen repeats potassium alone; declared the value of week 4 it needs a reason, and both results stay."""
    repeat = {"UNS.SV.SVDAT": "2025-04-16", "UNS.CHEM.LBDT": "2025-04-16", "UNS.CHEM.LBNAM": "YA-LAB"}
    declared = {**repeat, "UNS.CHEM.K": "4.9", "UNS.CHEM.ANLVIS": "W4"}
    for told, owing in ((repeat, set()), (declared, {"ANLREAS"})):
        participant = Participant(told)
        found = {each.path for each in owed(RUN, participant.view, participant.numbers["UNS.CHEM"])}
        assert found == owing
    scheduled = Participant()
    assert {"ANLVIS", "ANLREAS"} <= hidden(RUN, scheduled.view, scheduled.numbers["W4.CHEM"])


def test_tests_are_named_as_controlled_terminology_names_them() -> None:
    """Markers are antigens there; cytokines have their own codes; a formula is a method of analysis (REQ-65)."""
    named = {
        **{
            "TM.CA199": "CA19_9AG",
            "TM.CA125": "CA125AG",
            "TM.CA153": "CA15_3AG",
            "TM.CYFRA": "CYFRA211",
            "TM.SCC": "SCCAG",
        },
        **{"IMM.IFNG": "IFNG", "IMM.TNF": "TNF", "IMM.IL1B": "INTLK1B", "IMM.IL12P70": "INTLK12"},
        **{"LIV.TBIL": "BILI", "LIP.TC": "CHOL", "HEM.LYMPH": "LYM", "HEM.PLT": "PLAT", "UP24.UCR24": "CREATEXR"},
    }
    assert {name: item(name).sdtm["testcd"] for name in named} == named
    assert {item(f"RENAL.{name}").sdtm["anmeth"] for name in ("EGFR", "EGFR21")} == {"CKD-EPI 2009", "CKD-EPI 2021"}
    assert item("GLU.FPG").sdtm["fast"] == "Y" and "tpt" in item("GLU.PPG2").sdtm


def test_every_sample_of_blood_may_be_called_haemolysed() -> None:
    """Wang Lei ticks it on whichever report says so (trial, 4.9: sample items)."""
    blood = ("HEM", "CHEM", "LIV", "LIP", "GLU", "VIR", "TM", "IMM", "RENAL")
    assert all("HEMOLYS" in STUDY.form_by_name[form].by_name for form in blood)


def test_previous_means_before_by_date_and_time() -> None:
    """Two samples of one day: the later one rose from the earlier one, not the other way round (trial, 0.4.6)."""
    rise = {
        "UNS.SV.SVDAT": "2025-04-14",
        "UNS.RENAL.LBDT": "2025-04-14",
        "UNS.RENAL.LBTM": "19:00",
        "UNS.RENAL.CREAT": "168",
    }
    participant = Participant(rise)
    assert "RF03" in participant.asked("UNS.RENAL") and "RF03" not in participant.asked("W4.RENAL")
    alerts = [each for each in participant.findings("UNS.RENAL") if each.check == "RF03"]
    assert alerts[0].alert and alerts[0].medical


def test_48_hours_are_counted_by_the_clock_where_it_is_known() -> None:
    """The same rise after 47 and after 49 hours; without a time of day the calendar decides (trial, section 2)."""
    rise = {"UNS.SV.SVDAT": "2025-04-16", "UNS.RENAL.LBDT": "2025-04-16", "UNS.RENAL.CREAT": "168"}
    for time, fires in (("06:40", True), ("08:40", False), (None, True)):
        assert ("RF03" in Participant(rise, {"UNS.RENAL.LBTM": time}).asked("UNS.RENAL")) is fires


@pytest.mark.parametrize(
    ("page", "told", "check"),
    [
        ("W4.CHEM", {"W4.CHEM.K": "6.1"}, "CH02"),
        ("W4.LIV", {"W4.LIV.ALT": "160", "W4.LIV.TBIL": "60"}, "LV04"),
        ("W4.CP", {"W4.CP.STERIL": "PENDING", "W4.CP.STERILF": "POS"}, "CP01"),
        ("W4.CP", {"W4.CP.COA": "FAILED"}, "EC07"),
    ],
)
def test_what_cannot_wait_alerts(page: str, told: dict[str, str], check: str) -> None:
    """Hyperkalaemia, Hy's law, a positive culture after the dose, a failed product (trial, 4.9 and 0.6)."""
    found = [each for each in Participant(told).findings(page) if each.check == check]
    assert found and found[0].alert and found[0].medical and found[0].level == "ask"
