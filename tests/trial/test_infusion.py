"""Product, infusion, observation log, insulin and safety report of ucmsc-dn: what they derive and owe."""

from __future__ import annotations

import pytest

from edc.study.definition import Deviation
from edc.study.evaluation import hidden, owed
from tests.trial.cases_infusion import SERIOUS
from tests.trial.participant import RUN, STUDY, Differences, Participant

LATE_EVENING: Differences = {
    "W4.INF.INSTDTM": "2025-04-14 21:00",
    "W4.INF.INENDTM": "2025-04-14 21:45",
    "W4.OBS.OB/PRE/OBTM": "20:50",
    "W4.OBS.OB/M15/OBTM": "21:15",
    "W4.OBS.OB/M30/OBTM": "21:30",
    "W4.OBS.OB/END/OBTM": "21:45",
    "W4.OBS.OB/P30M/OBTM": "22:15",
    "W4.OBS.OB/P1H/OBTM": "22:45",
    "W4.OBS.OB/P2H/OBTM": "23:45",
    "W4.OBS.OB/P4H/OBTM": "01:45",
    "W4.OBS.OB/P6H/OBTM": "03:45",
}


def owes(participant: Participant, page: str) -> set[str]:
    return {each.path for each in owed(RUN, participant.view, participant.numbers[page])}


def test_the_dose_is_counted_in_millions_per_kg() -> None:
    """71.4 × 10⁶ cells for 70 kg; 7.14 × 10⁷ is the same number (trial, 4.13 and 5.4)."""
    for cells in ("71.4", ("7.14", "10^7")):
        participant = Participant({"W4.INF.CELLTOT": cells})
        derived = {name: participant.derived("W4.INF", name) for name in ("INFNO", "TARGET", "DOSEKG", "INDUR")}
        assert derived == {"INFNO": "2", "TARGET": "70.0", "DOSEKG": "1.02", "INDUR": "45"}
    assert participant.derived("W4.INF", "INFGAP") == "28"
    assert participant.derived("W4.INF", "THAWMIN") == "70"
    assert participant.derived("W0.INF", "INFGAP") is None


def test_the_interval_is_counted_from_the_last_infusion_that_was_given() -> None:
    """The second one was not given: the third is 56 days after the first."""
    skipped: Differences = {f"W4.INF.{name}": None for name in ("INSTDTM", "INENDTM", "DOSEWT", "CELLTOT")}
    participant = Participant(skipped, {"W4.INF.INFYN": "N", "W4.INF.INFNREAS": "ADVERSE EVENT"})
    assert participant.derived("W8.INF", "INFGAP") == "56"


def test_an_infusion_that_was_not_given_owes_its_reason_alone() -> None:
    """Li Wen records that the third one was withheld; nothing of a dose is shown (trial, 0.4.3)."""
    blank: Differences = {f"W8.INF.{item.name}": None for _, item in STUDY.form_by_name["INF"].items() if item.stored}
    before: Differences = {"W8.INF.PREELIG": "N", "W8.INF.PREINFEC": "N", "W8.INF.INFYN": "N"}
    participant = Participant(blank, before)
    assert owes(participant, "W8.INF") == {"INFNREAS"}
    assert {"DOSEWT", "CELLTOT", "INSTDTM", "DOSEKG"} <= hidden(RUN, participant.view, participant.numbers["W8.INF"])


def test_rows_after_the_end_are_counted_from_the_actual_end() -> None:
    """Stopped after 20 minutes: +30 min and later are not owed, the rows after it move (trial, 4.14)."""
    rows: Differences = {f"W4.OBS.OB/M30/{item}": None for item in ("OBTM", "OBSBP", "OBDBP", "OBPULSE", "OBRESP")}
    more: Differences = {f"W4.OBS.OB/M30/{item}": None for item in ("OBTEMP", "OBSPO2", "OBSYMP")}
    stopped: Differences = {"W4.INF.INENDTM": "2025-04-14 10:20", "W4.OBS.OB/END/OBTM": "10:20"}
    participant = Participant(rows, more, stopped)
    assert owes(participant, "W4.OBS") == set()
    assert participant.derived("W4.OBS", "OB/P30M/OBMIN") == "55"
    assert "OB01" in participant.asked("W4.OBS")
    longer = Participant({"W4.INF.INENDTM": "2025-04-14 11:10"})
    assert owes(longer, "W4.OBS") == {"OB/M45/OBTM", "OB/M60/OBTM"}


def test_an_infusion_in_the_evening_is_followed_past_midnight() -> None:
    """Times of day alone: 01:45 is four hours after 21:45, not twenty before."""
    participant = Participant(LATE_EVENING)
    assert participant.derived("W4.OBS", "OB/P4H/OBMIN") == "240"
    assert participant.derived("W4.OBS", "OB/PRE/OBMIN") == "-10"
    assert "OB01" not in participant.asked("W4.OBS")


@pytest.mark.parametrize(
    ("day", "time", "emergent"),
    [
        ("2025-03-16", None, "N"),
        ("2025-03-17", "09:59", "N"),
        ("2025-03-17", "10:00", "Y"),
        ("2025-03-17", None, "Y"),
        ("2025-06-UN", None, "Y"),
        ("2025-03-UN", None, None),
    ],
)
def test_an_event_is_treatment_emergent_from_the_beginning_of_infusion_1(
    day: str, time: str | None, emergent: str | None
) -> None:
    """Infusion 1 began on 17 March at 10:00; on that day without a time the event counts (trial, 4.15)."""
    participant = Participant({"LOG.AE.AE/1/AESTDT": day, "LOG.AE.AE/1/AESTTM": time})
    assert participant.derived("LOG.AE", "AE/1/AETEAE") == emergent


def test_nothing_is_treatment_emergent_before_any_treatment() -> None:
    """The visit of week 0 took place and no infusion was given at all (trial, 4.15)."""
    never = {f"{event}.INF.INSTDTM": None for event in ("W0", "W4", "W8")}
    assert Participant(never).derived("LOG.AE", "AE/1/AETEAE") == "N"


def test_one_reaction_is_one_question() -> None:
    """Fever, a fall of pressure and chills in four rows: the log asks once (EC14; trial, 0.7)."""
    reaction = {f"W8.OBS.OB/{row}/OBTEMP": "38.6" for row in ("P30M", "P1H", "P2H", "P4H")}
    found = [each.check for each in Participant(reaction, {"W8.OBS.OB/P1H/OBSBP": "98"}).findings("W8.OBS")]
    assert found == ["EC14"]


def test_24_hours_wait_for_the_amendment() -> None:
    """The row at +24 h, coagulation, ECG and a second urine sample are not in version 1 (trial, 0.1)."""
    rows = [row.key for group in STUDY.form_by_name["OBS"].groups for row in group.rows]
    assert rows == ["PRE", "M15", "M30", "M45", "M60", "END", "P30M", "P1H", "P2H", "P4H", "P6H"]
    asked = {item.name for form in STUDY.forms for _, item in form.items()}
    assert not {"DDIMER", "PT", "APTT", "FIB", "UALB2", "PRA1", "QTC"} & asked


def test_insulin_is_added_up_and_asked_once() -> None:
    """The total stands on the visit page; two insulins of 10 and 14 IU give the 24 written there."""
    two = {
        "W4.AD.ADI/1/ADIDOSE": "10",
        "W4.AD.ADI/2/ADITYPE": "RAPID",
        "W4.AD.ADI/2/ADITRT": "Insulin aspart",
        "W4.AD.ADI/2/ADIDOSE": "14",
    }
    participant = Participant(two)
    assert participant.derived("W4.AD", "ADISUM") == "24.0"
    assert participant.asked("W4.AD") == set()
    assert "INSDOSE" not in STUDY.form_by_name["AD"].by_name


def test_four_answers_are_enough_to_notify() -> None:
    """Wang Lei saves term, awareness, criterion and causality at night; the rest is owed later (trial, 0.4.9)."""
    form = STUDY.form_by_name["SAE"]
    first = [item.name for _, item in form.items()][:4]
    assert first == ["SAETERM", "AWDTM", "SAECRIT", "SAEREL"]
    night = {"LOG.AE.AE/1/AESER": "Y", **{f"LOG.SAE{name}": SERIOUS[name] for name in map(".{}".format, first)}}
    participant = Participant(night)
    assert participant.asked("LOG.SAE") == set()
    assert not set(first) & owes(participant, "LOG.SAE")
    assert {"RPDTM", "SAENARR", "SAEEXP", "SAELNK"} <= owes(participant, "LOG.SAE")
    assert form.sign and form.repeating and form.expected_if == 'any_row(AE.AESER == "Y")'


def test_a_late_report_alerts_and_drafts_a_deviation() -> None:
    """EC13: 25 hours from awareness to report; the clock itself only shows elapsed time (trial, 0.4.10)."""
    told = {key if key[0] != "." else f"LOG.SAE{key}": typed for key, typed in SERIOUS.items()}
    late = Participant(told, {"LOG.SAE.RPDTM": "2025-05-14 10:00"})
    [found] = [each for each in late.findings("LOG.SAE") if each.check == "EC13"]
    assert found.alert and found.deviation == Deviation(category="SAFETY REPORTING")
    assert Participant(told).asked("LOG.SAE") == set()
    assert [(clock.since, clock.until, clock.hours) for clock in STUDY.clocks] == [
        ("AWDTM", "RPDTM", 24),
        ("RPDTM", "FUDTM", 360),
    ]


def test_deviations_have_a_log_to_be_filed_in() -> None:
    """A draft knows its category; what the log takes from it is named (trial, 0.4.7)."""
    assert STUDY.deviations is not None
    assert STUDY.deviations.form == "PD" and STUDY.deviations.not_done == Deviation(category="MISSED PROCEDURE")
    assert set(STUDY.deviations.fill.values()) == {"number", "date", "category", "class", "text", "found_by"}
