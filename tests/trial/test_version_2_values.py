"""The draft amendment of ucmsc-dn, version 2: what its items derive and owe, its states, and consent given again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edc.safety.signals import signals_raised
from edc.study.evaluation import Finding, owed, subject_state
from edc.study.values import read
from edc.study.versions import versions_of
from edc.study.view import SubjectView
from tests.trial.participant import STUDY, TODAY, Differences, Participant
from tests.trial.version_2 import STUDY_2, VERSION_2

BOTH = versions_of([STUDY, STUDY_2])
SECOND_NOT_GIVEN: Differences = {"W4.INF.INFYN": "N", "W4.INF.INSTDTM": None, "W4.INF.INENDTM": None}
THIRD_NOT_GIVEN: Differences = {"W8.INF.INFYN": "N", "W8.INF.INSTDTM": None, "W8.INF.INENDTM": None}
NOT_ENDED: Differences = {"LOG.DS.DSDECOD": None}
ONSETS = (
    ("2025-03-16", None, None),
    ("2025-03-17", "09:59", None),
    ("2025-03-17", "10:00", "ACUTE"),
    ("2025-03-18", "10:00", "ACUTE"),
    ("2025-03-18", "10:01", "SUBACUTE"),
    ("2025-03-18", None, None),
    ("2025-03-19", None, "SUBACUTE"),
    ("2025-03-24", None, "SUBACUTE"),
    ("2025-03-25", None, "CHRONIC"),
    ("2025-04-14", "09:30", "CHRONIC"),
    ("2025-04-14", "10:30", "ACUTE"),
    ("2025-05-14", None, "SUBACUTE"),
    ("2025-05", None, None),
    ("2025-07-UN", None, "CHRONIC"),
)
"""Onset date and time, phase; infusions began on 17 March, 14 April and 12 May 2025 at 10:00."""


@pytest.mark.parametrize(("day", "time", "phase"), ONSETS)
def test_the_phase_of_an_event_is_counted_from_the_most_recent_infusion(
    day: str, time: str | None, phase: str | None
) -> None:
    """Up to 24 hours acute, up to 7 days subacute, then chronic; none before the first (trial, 0.7 and 4.15)."""
    participant = Participant({"LOG.AE.AE/1/AESTDT": day, "LOG.AE.AE/1/AESTTM": time}, trial=VERSION_2)
    assert participant.derived("LOG.AE", "AE/1/AEPHASE") == phase


def test_an_infusion_that_was_not_given_begins_no_phase() -> None:
    """On 16 April, two days after the infusion that was withheld, infusion 1 is the most recent one."""
    onset: Differences = {"LOG.AE.AE/1/AESTDT": "2025-04-16", "LOG.AE.AE/1/AESTTM": None}
    assert Participant(onset, trial=VERSION_2).derived("LOG.AE", "AE/1/AEPHASE") == "SUBACUTE"
    assert Participant(onset, SECOND_NOT_GIVEN, trial=VERSION_2).derived("LOG.AE", "AE/1/AEPHASE") == "CHRONIC"


def test_an_event_of_the_day_after_an_infusion_owes_its_time() -> None:
    """Without it nobody knows on which side of 24 hours it began; two days after, nobody asks."""
    for day, paths in {"2025-04-14": 1, "2025-04-15": 1, "2025-04-16": 0}.items():
        told: Differences = {"LOG.AE.AE/1/AESTDT": day, "LOG.AE.AE/1/AESTTM": None}
        assert len(owes(Participant(told, trial=VERSION_2), "LOG.AE")) == paths


@pytest.mark.parametrize(
    ("qt", "rate", "corrected"),
    [
        ("400", "60", "400"),
        ("400", "75", "431"),
        ("360", "100", "427"),
        ("440", "50", "414"),
        ("450", "48", "418"),
        ("500", "59", "497"),
        ("400", "0", None),
        ("=ND", "60", None),
    ],
)
def test_qt_is_corrected_by_fridericia(qt: str, rate: str, corrected: str | None) -> None:
    """QT over the cube root of RR in seconds; worked out by hand to the millisecond (trial, 4.9)."""
    participant = Participant({"W8.ECG.EGQT": qt, "W8.ECG.EGHR": rate}, trial=VERSION_2)
    assert participant.derived("W8.ECG", "EGQTCF") == corrected


def test_two_urine_samples_give_their_geometric_mean() -> None:
    """902 over 8.00 and 870 over 7.80 mmol/L: 996.9 and 986.2 mg/g, 991.5 together; alone there is no mean (4.11)."""
    both = Participant(trial=VERSION_2)
    assert [both.derived("W4.UACR", name) for name in ("UACR", "UACR2", "UACRGM")] == ["996.9", "986.2", "991.5"]
    alone = Participant(
        {f"W4.UACR.{name}": None for name in ("USPEC2", "UALB2", "UCREAT2", "UACRLAB2")},
        {"W4.UACR.LBDT2": "=ND"},
        trial=VERSION_2,
    )
    assert alone.derived("W4.UACR", "UACRGM") is None and alone.derived("W4.UACR", "UACR") == "996.9"
    assert owes(alone, "W4.UACR") == set() and alone.asked("W4.UACR") == set()


@pytest.mark.parametrize(("typed", "unit", "stored"), [("310", "ug/L FEU", "0.31"), ("0.31", "mg/L DDU", "0.62")])
def test_the_unit_of_d_dimer_is_chosen_and_kept(typed: str, unit: str, stored: str) -> None:
    """FEU and DDU differ by a factor of 2: what was typed stays, the standard value is derived (trial, 0.6 and 4.9)."""
    item = STUDY_2.form_by_name["COAG"].by_name["DDIMER"][1]
    value = read(item, typed, study=STUDY_2, today=TODAY, unit=unit, language="en").value
    assert value is not None and (value.v, value.t, value.u) == (stored, typed, unit)


@pytest.mark.parametrize(("time", "minutes"), [("10:45", "1440"), ("14:00", "1635"), ("06:45", "1200")])
def test_the_row_at_24_hours_is_counted_from_the_end_of_the_infusion(time: str, minutes: str) -> None:
    """10:45 on the next day is 24 hours after 10:45 (trial, 4.14)."""
    participant = Participant({"W4.OBS.OB/P24H/OBTM": time}, trial=VERSION_2)
    assert participant.derived("W4.OBS", "OB/P24H/OBMIN") == minutes
    assert participant.asked("W4.OBS") == set()


def test_a_contact_by_phone_owes_no_reason_and_no_insulin_dose() -> None:
    """Day 7 is planned by phone: what was planned needs no reason; another visit by phone does (trial, 0.7)."""
    by_phone: Differences = {"W20.SV.SVCNTMOD": "PHONE", "W0D1.SV.SVCNTMOD": "PHONE", "W4D7.SV.SVOCCUR": "PART"}
    participant = Participant(by_phone, {"BL.SV.ELIGCONF": None, "W0D7.INFS.ISPAIN": None}, trial=VERSION_2)
    assert owes(participant, "W0D7.SV") == set()
    assert all(owes(participant, page) == {"SVREASOC"} for page in ("W20.SV", "W0D1.SV", "W4D7.SV"))
    assert owes(participant, "BL.SV") == {"ELIGCONF"}
    assert owes(participant, "W0D7.INFS") == {"ISPAIN"}


def test_contacts_of_infusions_that_were_not_given_are_not_expected() -> None:
    """Labs of the visit still are; and whoever had all three keeps all contacts (trial, 0.4.3)."""
    states = {state.name: state for state in STUDY_2.states}
    contacts = {f"{event}D{n}" for event in ("W0", "W4", "W8") for n in (1, 7)}
    every = {event.name for event in STUDY_2.events if event.kind == "scheduled"}
    ended: Differences = {"LOG.DS.DSDECOD": "COMPLETED"}
    for told, name in ((ended, "completed"), (NOT_ENDED, "in_follow_up")):
        assert subject_state(VERSION_2.run, Participant(told, trial=VERSION_2).view) == name
        assert set(states[name].expects or ()) == every | {"LOG"}
        fewer = Participant(told, THIRD_NOT_GIVEN, trial=VERSION_2)
        assert subject_state(VERSION_2.run, fewer.view) == f"{name}_fewer"
        assert set(states[f"{name}_fewer"].expects or ()) == (every - contacts) | {"LOG"}


def test_a_stopping_rule_is_a_signal_and_gates_nothing() -> None:
    """Told, with the words that it is not approved; no query, no deviation, no alert, no condition (trial, 0.7)."""
    signals = [check for form in STUDY_2.forms for check in form.checks if check.id.startswith("STOP-")]
    assert len(signals) == 9
    for check in signals:
        assert (check.level, check.deviation, check.alert, check.basis) == ("tell", None, False, "proposed")
        assert check.message["en"].startswith("Signal for review (rule not approved): ")
        assert check.message["zh"].startswith("供审核的信号（规则未经批准）：")
    assert STUDY_2.releases == STUDY.releases


def test_what_counts_several_participants_is_a_signal_that_nobody_approved() -> None:
    """Two thromboembolic events, or two participants with a related event of one kind (trial, 0.7 and part 2)."""
    assert {each.basis for each in STUDY_2.signals} == {"proposed"} and STUDY.signals == ()
    clot: Differences = {"LOG.AE.AE/1/AESI": "TE", "LOG.AE.AE/1/AETOXGR": "2"}
    severe: Differences = {"LOG.AE.AE/1/AESI": "INF", "LOG.AE.AE/1/AETOXGR": "3", "LOG.AE.AE/1/AEREL": "POSSIBLE"}
    unrelated: Differences = {**severe, "LOG.AE.AE/1/AEREL": "NOT RELATED"}

    def raised(*several: Differences) -> list[str]:
        views = [(n, Participant(told, trial=VERSION_2).view) for n, told in enumerate(several)]
        return [each.signal.name for each in signals_raised(BOTH, views)]

    assert raised(clot, clot) == ["stop_s_te"]
    assert raised(severe, severe) == ["stop_s_infection"]
    assert raised(clot, severe) == raised(severe, unrelated) == raised(clot) == []


def test_antibodies_are_asked_for_and_a_type_never_is() -> None:
    """Anti-HLA antibodies by class; neither participant nor donor is typed (trial, 0.8)."""
    asked = {name for form in STUDY_2.forms for name in form.by_name}
    assert {"PRA1", "SPEC1", "MFI1", "PRA2", "SPEC2", "MFI2"} <= asked
    assert {name for name in asked if "HLA" in name} == {"HLADR"}, "a marker of activated cells in flow cytometry"


def owes(participant: Participant, page: str) -> set[str]:
    return {each.path for each in owed(VERSION_2.run, participant.view, participant.numbers[page])}


def amended_after(last: str, *differences: Differences) -> tuple[Participant, SubjectView]:
    """YA-001, whose visits up to *last* and whose logs are of version 1, and the later ones of version 2."""
    events = [event.name for event in STUDY.events]
    begun = {*events[: events.index(last) + 1], "LOG"}
    new = {event.name for event in STUDY_2.events} - set(events)
    participant = Participant(
        *differences, without=tuple(each for each in new if each[:2] in begun or each == "BL"), trial=VERSION_2
    )
    pages = {}
    for number, page in participant.view.pages.items():
        if page.event not in begun:
            pages[number] = replace(page, version="2", derived={})
        elif page.form in STUDY.form_by_name:
            form = STUDY.form_by_name[page.form]
            document = {path: value for path, value in page.document.items() if form.at(path) is not None}
            pages[number] = replace(page, version="1", document=document, derived={})
    view = SubjectView(pages, VERSION_2.ranges)
    return participant, view.with_derived((each.page, each.path, each.value) for each in BOTH.derive(view, pages))


def at_visit(event: str, *differences: Differences) -> list[Finding]:
    participant, view = amended_after("W4", *differences)
    found = BOTH.findings(view, participant.numbers[f"{event}.SV"], TODAY)
    return [each for each in found if each.check == "SV07"]


def test_the_first_visit_under_version_2_asks_for_consent_to_it() -> None:
    """Li Wen sees it at week 8 and not again; a deviation is drafted (SV07; trial, 0.4.5)."""
    [found] = at_visit("W8")
    assert found.level == "ask" and found.paths == ("SVDAT",)
    assert found.deviation is not None and (found.deviation.category, found.deviation.major) == ("ICF", True)
    assert at_visit("W20") == [] and at_visit("W4") == []
    assert Participant(trial=VERSION_2).asked("SCN.SV") == set(), "who began under version 2 consents once"


@pytest.mark.parametrize(("day", "asked"), [("2025-05-12", False), ("2025-05-13", True), (None, False)])
def test_consent_given_again_by_that_day_is_enough(day: str | None, asked: bool) -> None:
    """On the day itself, not after it; without its date it is owed, not doubted (SV07)."""
    again: Differences = {"LOG.IC.IC/3/ICTYPE": "RECONSENT", "LOG.IC.IC/3/ICFDT": day, "LOG.IC.IC/3/ICFVER": "2.0"}
    assert bool(at_visit("W8", again)) is asked
    assert at_visit("W8", {"W8.SV.SVDAT": None}) == []


def test_pages_of_both_versions_ask_nothing_else() -> None:
    """YA-001, amended between weeks 4 and 8, and consenting again: no question on any page of either version (REQ-50)."""
    again: Differences = {
        "LOG.IC.IC/3/ICTYPE": "RECONSENT",
        "LOG.IC.IC/3/ICFDT": "2025-05-12",
        "LOG.IC.IC/3/ICFVER": "2",
    }
    _, view = amended_after("W4", again)
    assert {page: [each.check for each in BOTH.findings(view, page, TODAY)] for page in view.pages} == {
        page: [] for page in view.pages
    }
