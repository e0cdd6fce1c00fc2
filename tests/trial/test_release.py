"""The release check before an infusion of ucmsc-dn: each condition met, lacking, and not decided."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from edc.safety.lots import receipts_of
from edc.study.definition import Deviation
from edc.study.evaluation_release import ConditionState, ReleaseState, release_states
from edc.study.versions import versions_of
from tests.trial.cases import NO_CONSENT
from tests.trial.participant import RUN, STUDY, Differences, Participant

MET, LACKING, UNKNOWN = ConditionState.MET, ConditionState.LACKING, ConditionState.UNKNOWN
NOT_YET: Differences = {f"W4.INF.{item}": None for item in ("INFYN", "INSTDTM", "INENDTM", "DOSEWT", "CELLTOT")}
WITHDRAWN: Differences = {
    "LOG.IC.IC/3/ICTYPE": "WITHDRAWAL",
    "LOG.IC.IC/3/ICSCOPE": "TREATMENT",
    "LOG.IC.IC/3/ICFDT": "2025-04-13",
}
A_WOMAN: Differences = {
    "SCN.DM.SEX": "F",
    "SCN.DM.CHILDPOT": "Y",
    "W4.PG.PGRES": "NEG",
    "W4.PG.PGDT": "2025-04-11",
}
SEVERE: Differences = {
    "LOG.AE.AE/1/AETOXGR": "3",
    "LOG.AE.AE/1/AESTDT": "2025-04-10",
    "LOG.AE.AE/1/AEONGO": "Y",
    "LOG.AE.AE/1/AEENDT": None,
}
THAT_MORNING: Differences = {**SEVERE, "LOG.AE.AE/1/AESTDT": "2025-04-14"}
FEVER = "37.5"


@dataclass(frozen=True)
class Case:
    """What YA-001's second infusion is like, and how *condition* then stands."""

    condition: str
    differences: Differences
    state: ConditionState


CASES = [
    Case("REL01", {"LOG.IC.IC/1/ICFDT": "2025-04-15", "LOG.IC.IC/2/ICFDT": "2025-04-15"}, LACKING),
    Case("REL01", {"LOG.IC.IC/1/ICFDT": "2025-04-14", "LOG.IC.IC/2/ICFDT": "2025-04-14"}, MET),
    Case("REL01", NO_CONSENT, UNKNOWN),
    Case("REL01", WITHDRAWN, LACKING),
    Case("REL01", {**WITHDRAWN, "LOG.IC.IC/3/ICFDT": "2025-04-15"}, MET),
    Case("REL01", {**WITHDRAWN, "LOG.IC.IC/3/ICSCOPE": "SAMPLES"}, MET),
    Case("EC04", {"SCN.IE.ELIGDEC": "N"}, LACKING),
    Case("EC04", {"SCN.IE.ELIGDEC": None}, UNKNOWN),
    Case("REL02", {"W4.INF.PREELIG": "N"}, LACKING),
    Case("REL02", {"W4.INF.PREELIG": "=ND"}, UNKNOWN),
    Case("EC15", {**A_WOMAN, "W4.PG.PGDT": "2025-04-10"}, LACKING),
    Case("EC15", A_WOMAN, MET),
    Case("EC15", {**A_WOMAN, "W4.PG.PGRES": "INDET"}, LACKING),
    Case("EC15", {**A_WOMAN, "W4.PG.PGRES": None}, UNKNOWN),
    Case("EC15", {**A_WOMAN, "W4.PG.PGRES": None, "SCN.DM.CHILDPOT": "N"}, MET),
    Case("EC07", {"W4.CP.COA": "FAILED"}, LACKING),
    Case("EC07", {"W4.CP.STERIL": "POS"}, LACKING),
    Case("EC07", {"W4.CP.STERIL": "PENDING"}, MET),
    Case("EC07", {"W4.CP.MYCO": "=ND"}, UNKNOWN),
    Case("EC07", {"W4.CP.PRODCHK": "N"}, LACKING),
    Case("REL03", {"W4.CP.EXPDTM": "2025-04-14 10:44"}, LACKING),
    Case("REL03", {"W4.CP.EXPDTM": "2025-04-14 10:45"}, MET),
    Case("REL03", {"W4.CP.EXPDTM": "=UNK"}, UNKNOWN),
    Case("REL04", {"W4.OBS.OB/PRE/OBTEMP": FEVER}, LACKING),
    Case("REL04", {"W4.OBS.OB/PRE/OBTEMP": "37.4", "W4.VS.TEMP": FEVER}, MET),
    Case("REL04", {"W4.OBS.OB/PRE/OBTEMP": "=ND", "W4.VS.TEMP": FEVER}, LACKING),
    Case("REL04", {"W4.OBS.OB/PRE/OBTEMP": "=ND", "W4.VS.TEMP": "=ND"}, UNKNOWN),
    Case("REL05", {"W0.INF.INSTDTM": "2025-03-25 10:00"}, LACKING),
    Case("REL05", {"W0.INF.INSTDTM": "2025-03-24 10:00"}, MET),
    Case("REL05", {"W4.INF.INSTDTM": None, "W4.SV.SVDAT": None}, LACKING),
    Case("REL06", SEVERE, LACKING),
    Case("REL06", {**SEVERE, "LOG.AE.AE/1/AETOXGR": "2"}, MET),
    Case("REL06", {**SEVERE, "LOG.AE.AE/1/AEREL": "UNLIKELY"}, MET),
    Case("REL06", {**SEVERE, "LOG.AE.AE/1/AETOXGR": None}, UNKNOWN),
    Case("REL06", {**SEVERE, "LOG.AE.AE/1/AEONGO": "N", "LOG.AE.AE/1/AEENDT": "2025-04-13"}, MET),
    Case("REL06", {**THAT_MORNING, "LOG.AE.AE/1/AESTTM": "09:00"}, LACKING),
    Case("REL06", {**THAT_MORNING, "LOG.AE.AE/1/AESTTM": "10:20"}, MET),
    Case("REL06", THAT_MORNING, UNKNOWN),
    Case("REL07", {"W4.INF.PREINFEC": "Y"}, LACKING),
    Case("REL07", {"W4.INF.PREINFEC": "=ND"}, UNKNOWN),
    Case("REL08", {"W4.INF.PRECHK": "N"}, LACKING),
    Case("REL08", {"W4.INF.PRECHK": "=ND"}, UNKNOWN),
]


def state_of(participant: Participant, page: str = "W4.INF") -> ReleaseState:
    [state] = release_states(RUN, participant.view, participant.numbers[page])
    return state


def condition(state: ReleaseState, name: str) -> ConditionState:
    return state.states[[each.id for each in state.release.conditions].index(name)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.condition}-{case.state}")
def test_a_condition_stands_as_recorded(case: Case) -> None:
    """Chen Jie sees what is lacking before the dose; what cannot be decided counts as lacking (EC04, EC07, EC15)."""
    state = state_of(Participant(case.differences))
    assert condition(state, case.condition) is case.state
    assert state.cleared is (case.state is MET)


def test_every_condition_has_been_tried() -> None:
    """A condition without a case is not released; eleven of them, each met for YA-001 at all three infusions."""
    ids = {each.id for each in STUDY.releases[0].conditions}
    assert ids == {case.condition for case in CASES}
    assert all(state_of(Participant(), f"{visit}.INF").cleared for visit in ("W0", "W4", "W8"))


def test_eligibility_counts_from_its_signature() -> None:
    """EC04: unsigned, or signed after the dose, is not a signed decision before it."""
    for signed in ({}, {"SCN.IE": "2025-04-14T10:01"}):
        assert condition(state_of(Participant(signed=signed)), "EC04") is LACKING
    assert condition(state_of(Participant(signed={"SCN.IE": "2025-04-14T10:00"})), "EC04") is MET


def test_before_the_dose_the_date_of_the_visit_counts() -> None:
    """Li Wen opens the page in the morning: the check speaks already, and nothing has been given."""
    state = state_of(Participant(NOT_YET))
    assert state.cleared and state.given is None
    early = {**NOT_YET, "W0.INF.INSTDTM": "2025-03-25 10:00", "W4.CP.EXPDTM": "2025-04-13 18:00"}
    assert {each.id for each in state_of(Participant(early)).lacking} == {"REL03", "REL05"}
    first = Participant({"W0.SV.ELIGCONF": "N"})
    assert [each.id for each in state_of(first, "W0.INF").lacking] == ["REL02"]


def test_a_dose_that_was_not_cleared_is_recorded_and_drafts_a_deviation() -> None:
    """A fact that happened is never refused: a finding that tells, a major deviation, an alert (trial, 0.2)."""
    fever = Participant({"W4.OBS.OB/PRE/OBTEMP": FEVER})
    [told] = [each for each in fever.findings("W4.INF") if each.check == "RELEASE.dose"]
    assert (told.level, told.alert, told.deviation) == ("tell", True, Deviation(category="DOSING", major=True))
    assert told.params["conditions"] == "REL04"
    withheld = Participant({"W4.OBS.OB/PRE/OBTEMP": FEVER, "W4.INF.INFYN": "N", "W4.INF.INFNREAS": "ADVERSE EVENT"})
    assert "RELEASE.dose" not in withheld.asked("W4.INF")


def test_what_happens_after_a_dose_does_not_undo_its_release() -> None:
    """A reaction, a withdrawal and a late positive culture come after: the dose was cleared as things stood."""
    later = {
        **SEVERE,
        "LOG.AE.AE/1/AESTDT": "2025-04-15",
        **WITHDRAWN,
        "LOG.IC.IC/3/ICFDT": "2025-04-20",
        "W4.CP.STERIL": "PENDING",
        "W4.CP.STERILF": "POS",
    }
    assert state_of(Participant(later)).cleared
    assert "CP01" in Participant(later).asked("W4.CP"), "the late positive alerts by its own check"


@pytest.mark.parametrize(
    ("told", "awaited"),
    [
        ({}, False),
        ({"W4.CP.STERIL": "PENDING"}, True),
        ({"W4.CP.MYCO": "PENDING"}, True),
        ({"W4.CP.MYCO": "PENDING", "W4.CP.MYCOF": "NEG"}, False),
        ({"W4.CP.MYCO": "PENDING", "W4.CP.MYCOF": "POS"}, False),
        ({"W4.CP.STERIL": "PENDING", "W4.CP.STERILF": "=ND"}, False),
        ({"W4.CP.STERIL": "PENDING", "W4.CP.STERILF": "NEG", "W4.CP.MYCO": "PENDING"}, True),
    ],
)
def test_a_pending_culture_is_awaited_until_its_result_is_there(told: Differences, awaited: bool) -> None:
    """PENDING stays on the list of the lot until the final result is recorded, or will never come (trial, 0.6)."""
    every = list(receipts_of(versions_of((STUDY,)), Participant(told).view))
    assert [(each.given, bool(each.lot)) for each in every] == [(True, True)] * 3
    assert [each.awaited for each in every] == [False, awaited, False]
