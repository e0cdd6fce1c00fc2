"""The study ucmsc-dn, version 1: what its items take, derive, refuse and ask about."""

from __future__ import annotations

from decimal import Decimal

import pytest

from edc.study.definition import Item, Range
from edc.study.problems import Code
from edc.study.values import Reading, read
from tests.trial.participant import STUDY, TODAY, Participant

VECTORS = (
    ("88.4", 50, "M", "87.37", "91.69"),
    ("130", 52, "M", "54.05", "57.01"),
    ("160", 58, "M", "40.31", "42.81"),
    ("97", 45, "M", "80.89", "84.62"),
    ("73", 45, "F", "85.69", "89.08"),
    ("105", 50, "F", "53.31", "55.83"),
    ("150", 59, "F", "32.51", "34.41"),
    ("62", 30, "F", "115.99", "118.97"),
)
"""Creatinine in umol/L, age, sex, CKD-EPI 2009 and 2021 (trial, section 4.10)."""
HARD = {
    "VS.SBP": (0, 300),
    "VS.DBP": (0, 200),
    "VS.PULSE": (0, 300),
    "VS.RESP": (0, 80),
    "VS.TEMP": (25, 45),
    "VS.SPO2": (0, 100),
    "UP24.UVOL": (0, 15000),
}
"""What cannot be a value at all (trial, decision 0.5)."""


def item(name: str) -> Item:
    form, _, own = name.partition(".")
    return STUDY.form_by_name[form].by_name[own][1]


def typed(name: str, text: str, unit: str | None = None) -> Reading:
    return read(item(name), text, study=STUDY, today=TODAY, unit=unit, language="en")


@pytest.mark.parametrize(("creatinine", "age", "sex", "by_2009", "by_2021"), VECTORS)
def test_egfr_on_the_form_is_that_of_the_equation(
    creatinine: str, age: int, sex: str, by_2009: str, by_2021: str
) -> None:
    """Age is that of the sample date, sex that of demographics; shown and compared with one decimal (B.6.7.0900)."""
    born = f"{2025 - age}-04-14"
    participant = Participant(
        {"SCN.DM.BRTHDT": born, "SCN.DM.SEX": sex, "W4.RENAL.CREAT": creatinine, "W4.RENAL.LBDT": "2025-04-14"}
    )
    for path, expected in (("EGFR", by_2009), ("EGFR21", by_2021)):
        shown = participant.derived("W4.RENAL", path)
        assert shown is not None and shown.partition(".")[2].isdigit() and len(shown.partition(".")[2]) == 1
        # the vectors are themselves rounded, to two decimals
        assert abs(Decimal(shown) - Decimal(expected)) <= Decimal("0.055")
    day_before = Participant(
        {"SCN.DM.BRTHDT": born, "SCN.DM.SEX": sex, "W4.RENAL.CREAT": creatinine, "W4.RENAL.LBDT": "2025-04-13"}
    )
    younger, older = (each.derived("W4.RENAL", "EGFR") for each in (day_before, participant))
    assert younger is not None and older is not None and Decimal(younger) > Decimal(older)


def test_creatinine_in_mg_per_dl_is_kept_as_typed_and_converted() -> None:
    """Li Wen copies 1.72 mg/dL from a report: the number stays, the standard value is derived (REQ-57)."""
    reading = typed("RENAL.CREAT", "1.72", "mg/dL")
    assert reading.value is not None
    assert (reading.value.v, reading.value.t, reading.value.u) == ("152.048", "1.72", "mg/dL")
    assert reading.asks == ()


@pytest.mark.parametrize(
    ("name", "text", "unit", "standard"),
    [
        ("RENAL.CREAT", "1.72", "mg/dL", "152.0"),
        ("UP24.UP24LAB", "1.8", "g/24 h", "1800.0"),
        ("UP24.UVOL", "1.8", "L", "1800"),
        ("UP24.UPCONC", "1.1", "g/L", "1100.0"),
        ("UACR.UCREAT", "8800", "μmol/L", "8.80"),
        ("DM.HEIGHT", "1.72", "m", "172.0"),
        ("DH.DXFPG", "110", "mg/dL", "6.11"),
    ],
)
def test_a_slip_of_unit_is_offered_back(name: str, text: str, unit: str, standard: str) -> None:
    """A number typed in another unit is asked about with the unit it looks like, not its range (B.4.8.0300)."""
    asks = typed(name, text).asks
    assert Code.SOFT_RANGE not in [each.code for each in asks]
    ask = asks[0]
    assert ask.code == Code.SLIP
    assert (ask.params["unit"], ask.params["standard"]) == (unit, standard)


def test_laboratory_results_may_be_bounds_and_full_width() -> None:
    """``<3.0`` is kept as such, １２０ is 120; creatinine known only as a bound gives no eGFR (trial, 0.6)."""
    below, wide = typed("UACR.UALB", "<3.0"), typed("VS.SBP", "１２０")
    assert below.value is not None and below.value.v == "<3.0"
    assert wide.value is not None and wide.value.v == "120"
    assert Participant({"W4.RENAL.CREAT": "<20"}).derived("W4.RENAL", "EGFR") is None


def test_an_incomplete_collection_keeps_the_reported_amount() -> None:
    """18 hours and 1045 mg: scaled it would become 1393 mg, which is a check and no endpoint (trial, 0.6)."""
    short = {
        "W4.UP24.USTDTM": "2025-04-13 13:30",
        "W4.UP24.UVOL": "1100",
        "W4.UP24.UPCONC": "950",
        "W4.UP24.UP24LAB": "1045",
    }
    participant = Participant(short)
    assert participant.derived("W4.UP24", "UP24") == "1393.3"
    assert participant.derived("W4.UP24", "UCOMPRUL") == "INCOMPLETE"
    document = participant.view.pages[participant.numbers["W4.UP24"]].document
    stored = document["UP24LAB"]
    assert stored is not None and stored.v == "1045"
    assert participant.asked("W4.UP24") == {"UP02", "UP03", "UP09"}


def test_completeness_by_rule_is_uncertain_without_creatinine() -> None:
    """Duration and voids alone do not show that a collection is complete (trial, section 4.12)."""
    assert Participant({"W4.UP24.UCR24": "=ND"}).derived("W4.UP24", "UCOMPRUL") == "UNCERTAIN"
    assert Participant({"W4.UP24.USTDTM": "2025-04-13 03:30"}).derived("W4.UP24", "UCOMPRUL") == "OVERCOLLECTED"
    assert Participant({"W4.UP24.UMISSED": None}).derived("W4.UP24", "UCOMPRUL") is None


def test_units_of_albumin_and_creatinine_give_the_same_ratio() -> None:
    """900 mg/L over 8 mmol/L, in whatever units the report prints them (trial, section 4.11)."""
    reported = {
        "W4.UACR.UALB": ("90", "mg/dL"),
        "W4.UACR.UCREAT": ("8000", "umol/L"),
        "W4.UACR.UACRLAB": ("112.5", "mg/mmol"),
    }
    participant = Participant(reported)
    assert participant.derived("W4.UACR", "UACR") == "994.7"
    assert participant.asked("W4.UACR") == set()


@pytest.mark.parametrize(("name", "bounds"), HARD.items())
def test_only_the_impossible_is_refused(name: str, bounds: tuple[int, int]) -> None:
    """An extreme value may be the worst adverse event: it is stored and asked about (trial, 0.5; REQ-51)."""
    low, high = bounds
    hard = item(name).hard
    assert hard == Range(ge=Decimal(low), le=Decimal(high))
    for inside in (low, high):
        assert typed(name, str(inside)).problem is None
    for outside in (low - 1, high + 1):
        problem = typed(name, str(outside)).problem
        assert problem is not None and problem.code == Code.HARD_RANGE


def test_a_threshold_for_eligibility_is_no_range() -> None:
    """161/101 mmHg and an age of 17 are plausible; the investigator decides what they mean (trial, 0.5)."""
    assert typed("VS.SBP", "161").asks == () and typed("VS.DBP", "101").asks == ()
    child = Participant({"SCN.DM.BRTHDT": "2007-06-15"})
    assert [finding.level for finding in child.findings("SCN.DM")] == ["tell"]
    assert child.derived("SCN.DM", "AGE") == "17"
    assert typed("DH.DXFPG", "6.9").asks == () and typed("DH.DX2HPG", "11.0").asks == ()
    assert typed("UP24.UP24LAB", "499").asks == () and typed("UP24.UP24LAB", "3501").asks == ()


def test_dates_of_visits_and_samples_may_not_lie_ahead() -> None:
    """Tomorrow in Kunming is refused, today is not (REQ-32, REQ-51)."""
    ahead = {"EXPDTM": "allow", "PREDD": "allow"}
    for form in STUDY.forms:
        for _, each in form.items():
            if each.type in ("date", "partial_date", "datetime"):
                assert each.future == ahead.get(each.name, "refuse"), each.name
                if each.name in ahead:
                    continue
                text = "2026-06-02 08:00" if each.type == "datetime" else "2026-06-02"
                problem = typed(f"{form.name}.{each.name}", text).problem
                assert problem is not None and problem.code == Code.DATE_FUTURE


def test_partial_dates_are_taken_for_events_medicines_and_history_only() -> None:
    """Never for visits, samples, infusions or consents (trial, section 4, conventions)."""
    partial = {form.name for form in STUDY.forms for _, each in form.items() if each.type.startswith("partial")}
    assert partial == {"AE", "CM", "MH", "DH", "IE", "PR"}
    eligibility = {each.name for _, each in STUDY.form_by_name["IE"].items() if each.type.startswith("partial")}
    assert eligibility == {"OTRDT"}, "the end of another trial is history"


def test_the_study_says_why_how_long_and_in_which_words() -> None:
    """Reasons for change, clarifications still open, thirty years of retention (REQ-27, REQ-69)."""
    assert [(each.code, each.text) for each in STUDY.reasons] == [
        ("typing", False),
        ("source", False),
        ("query", False),
        ("later", False),
        ("other", True),
    ]
    assert all(each.status == "open" and each.effect["zh"] for each in STUDY.clarifications)
    at_eligibility = [each.criterion for each in STUDY.clarifications if each.forms == ("IE",)]
    assert at_eligibility[:3] == ["I4/X2", "I6a/X11", "X6"] and len(at_eligibility) == 12
    assert STUDY.retention["years"] == 30
    assert [(site.code, site.prefix, site.timezone) for site in STUDY.sites] == [("YA", "YA", "Asia/Shanghai")]
