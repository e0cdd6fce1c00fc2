"""The study ucmsc-dn, version 1: its schedule, its forms, and every edit check tried three ways."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from edc.casebook.rules import expected
from edc.study.definition import Label
from edc.study.evaluation import owed, subject_state
from edc.study.schedule import Window, window_of
from tests.trial import cases, cases_clinical, cases_infusion, cases_laboratory, cases_screening
from tests.trial.cases import A_WOMAN, DIED, Case
from tests.trial.participant import FOLDER, RUN, STUDY, VISITS, Participant

CASES = [
    case
    for module in (cases, cases_screening, cases_clinical, cases_laboratory, cases_infusion)
    for case in module.CASES
]
REGISTRY_WEEKS = (0, 4, 8, 20, 32, 48, 60)
"""Visits of the registry entry NCT04125329."""


def name_of(case: Case) -> str:
    return case.check


def test_every_check_of_the_study_has_its_case() -> None:
    """Sun Yan adds a check; without a case that tries it, the study is not released (REQ-52)."""
    checks = [check.id for form in STUDY.forms for check in form.checks]
    assert len(checks) == len(set(checks))
    assert set(checks) == {case.check for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_check_fires(case: Case) -> None:
    """Li Wen enters what the check is about, and is asked about it (REQ-51, DQ-01)."""
    found = [each for each in case.standing().findings(case.page) if each.check == case.check]
    assert found
    check = next(check for form in STUDY.forms for check in form.checks if check.id == case.check)
    assert [each.level for each in found] == [check.level] * len(found)
    assert found[0].paths and found[0].message == check.message


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_check_is_quiet_where_nothing_is_wrong(case: Case) -> None:
    """Li Wen corrects it to the nearest value that is right: the query closes (REQ-51)."""
    assert case.check not in case.standing(case.quiet).asked(case.page)


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_check_neither_fires_nor_passes_without_its_operands(case: Case) -> None:
    """A value that is missing is owed, not doubted: no second question about it (REQ-51, REQ-53)."""
    assert case.check not in case.standing(case.unknown).asked(case.page)


def test_no_check_refuses() -> None:
    """A fact that happened can be stored: comparisons ask or tell (trial, decision 0.2)."""
    assert {check.level for form in STUDY.forms for check in form.checks} == {"ask", "tell"}


def test_a_plausible_participant_is_asked_nothing_and_owes_nothing() -> None:
    """YA-001 went through all visits with ordinary values; all his pages can be finished (REQ-51)."""
    participant = Participant()
    assert {page: participant.asked(page) for page in participant.numbers if participant.asked(page)} == {}
    assert [owed(RUN, participant.view, page) for page in participant.view.pages] == [[]] * len(participant.view.pages)


def test_a_visit_dated_before_any_earlier_one_is_asked_about() -> None:
    """EC02 compares every pair of scheduled visits, also across visits that have no date (REQ-51)."""
    events = list(VISITS)
    for n, later in enumerate(events):
        for earlier in events[:n]:
            between: dict[str, None] = {f"{event}.SV.SVDAT": None for event in events if event not in (earlier, later)}
            day = VISITS[earlier] - timedelta(days=1)
            moved = Participant(between, {f"{later}.SV.SVDAT": day.isoformat()})
            assert "EC02" in moved.asked(f"{later}.SV"), (earlier, later)


def test_the_opposite_course_of_albumin_and_protein_is_asked_about() -> None:
    """One falls by more than half while the other rises by more than half (EC09)."""
    apart = {"W4.UACR.UALB": "440", "W4.UP24.UP24LAB": "2900", "W4.UP24.UCR24": "=ND"}
    assert "EC09" in Participant(apart).asked("W4.UP24")
    apart = {"W4.UACR.UALB": "1400", "W4.UP24.UP24LAB": "880", "W4.UP24.UCR24": "=ND"}
    assert "EC09" in Participant(apart).asked("W4.UP24")
    assert "EC09" not in Participant(apart, {"W4.UP24.UP24LAB": "920"}).asked("W4.UP24")


def test_the_scheduled_visits_are_those_of_the_registry() -> None:
    """Weeks 0, 4, 8, 20, 32, 48 and 60 on day 7N+1, with screening before (trial, section 3)."""
    scheduled = [event for event in STUDY.events if event.kind == "scheduled"]
    assert [(event.name, event.week, event.day) for event in scheduled] == [
        ("SCN", None, -28),
        *((f"W{week}", week, 7 * week + 1) for week in REGISTRY_WEEKS),
    ]
    others = {event.name: (event.kind, event.repeating) for event in STUDY.events if event.kind != "scheduled"}
    assert others == {"ET": ("unscheduled", False), "UNS": ("unscheduled", True), "LOG": ("log", False)}


def test_windows_are_counted_from_infusion_1() -> None:
    """Before week 0 has its date it is expected within 28 days of consent (trial, section 3)."""
    consent, infusion = date(2025, 3, 2), VISITS["W0"]
    event = STUDY.event_by_name
    assert window_of(STUDY, event["W4"], {}, consent) is None
    assert window_of(STUDY, event["W0"], {}, consent) == Window(date(2025, 3, 30), consent, date(2025, 3, 30))
    for name, days in {"W4": 3, "W8": 3, "W20": 7, "W32": 14, "W48": 14, "W60": 14}.items():
        margin = timedelta(days=days)
        window = window_of(STUDY, event[name], {"W0": infusion}, consent)
        assert window == Window(VISITS[name], VISITS[name] - margin, VISITS[name] + margin)
    screening = window_of(STUDY, event["SCN"], {"W0": infusion}, consent)
    assert screening is not None
    assert (screening.first, screening.last) == (infusion - timedelta(days=28), infusion - timedelta(days=1))


def test_the_kidney_is_looked_at_at_every_visit() -> None:
    """The registry asks for eGFR, UACR and 24-h protein at every visit; unscheduled pages carry any panel."""
    everywhere = {event.name for event in STUDY.events if event.kind != "log"}
    for form in ("SV", "VS", "RENAL", "UACR", "UP24", "CHEM", "LIV", "LIP", "GLU"):
        assert {event.name for event in STUDY.events if form in event.forms} == everywhere
    assert all(event.forms[0] == "SV" for event in STUDY.events if event.kind != "log")
    logs = ("IC", "MH", "AE", "SAE", "CM", "PR", "PD", "EOT", "DD", "DS")
    assert STUDY.event_by_name["LOG"].forms == logs


def test_everything_carries_its_basis() -> None:
    """What the ethics committee did not approve is not in version 1 (trial, decision 0.1)."""
    items = [item.basis for form in STUDY.forms for _, item in form.items()]
    bases = [*(event.basis for event in STUDY.events), *(form.basis for form in STUDY.forms), *items]
    assert set(bases) == {"registry"}


def test_every_text_stands_in_both_languages() -> None:
    """Each label, help, heading and message is complete in English and Chinese (REQ-70)."""
    texts: list[Label] = [STUDY.label, STUDY.description, *STUDY.units.values()]
    for form in STUDY.forms:
        texts += [form.label, form.notes, *(check.message for check in form.checks)]
        texts += [text for _, item in form.items() for text in (item.label, item.help, item.section) if text]
    for codelist in STUDY.codelists:
        texts += [codelist.label, *(choice.label for choice in codelist.choices)]
    coded = (*STUDY.missing, *STUDY.reasons, *STUDY.confirmations, *STUDY.not_done_reasons, *STUDY.meanings)
    texts += [each.label for each in (*coded, *STUDY.sections)]
    texts += [*(event.label for event in STUDY.events), *(state.label for state in STUDY.states)]
    for text in texts:
        assert set(text) == {"en", "zh"} and all(words.strip() for words in text.values()), text
    chinese = [check.message["zh"] for form in STUDY.forms for check in form.checks]
    assert all(re.search("[一-鿿]", message) and message.endswith("。") for message in chinese)


def test_words_that_a_kunming_site_does_not_use_appear_nowhere() -> None:
    """The words of GCP in China, and no exclamation marks (trial, decision 0.9)."""
    for file in FOLDER.glob("*.toml"):
        text = re.sub("(?m)^ *#.*$", "", file.read_text(encoding="utf-8"))
        for word in ("病人", "患者", "查询", "审计追踪", "监察员", "删除", "！"):
            assert word not in text, f"{word} in {file.name}"
        assert re.search(r"\b(patients?|please)\b", text, re.IGNORECASE) is None, file.name


def test_participants_are_known_by_their_code_alone() -> None:
    """No names, initials, telephone or identity numbers; the birth date once, and masked (REQ-60)."""
    asked = " ".join(
        f"{item.label['en']} {item.label['zh']}".lower() for form in STUDY.forms for _, item in form.items()
    )
    for word in (
        "initials",
        "phone number",
        "identity",
        "address",
        "姓名",
        "缩写",
        "电话号码",
        "身份证",
        "住址",
        "住院号",
    ):
        assert word not in asked
    identifying = [f"{form.name}.{item.name}" for form in STUDY.forms for _, item in form.items() if item.identifying]
    assert identifying == ["DM.BRTHDT"] == [STUDY.birth_date]


def test_not_done_is_never_an_answer() -> None:
    """ "Not done" is a coded missing value; "not recordable" stands where a sign can be too weak (REQ-53)."""
    for codelist in STUDY.codelists:
        assert not {"ND", "NOT DONE", "UNK", "NR"} & set(codelist.by_code), codelist.oid
    items = [(form.name, item) for form in STUDY.forms for _, item in form.items() if item.stored]
    assert all(item.missing is not None for _, item in items)
    weak = {item.name for form, item in items if "NR" in (item.missing or ())}
    assert weak == {"SBP", "DBP", "SBP2", "DBP2", "PULSE", "SPO2", "OBSBP", "OBDBP", "OBPULSE", "OBSPO2"}


def test_the_state_follows_what_was_recorded() -> None:
    """Chen Jie's participants, one in each state, computed and never chosen (B.3.14.0700)."""
    later = ("W4", "W8", "W20", "W32", "W48", "W60")
    open_end = {"LOG.DS.DSDECOD": None, "LOG.EOT.EOTDT": None}
    by_case = {
        "screening": Participant(open_end, without=("W0", *later), signed={}),
        "eligible": Participant(open_end, without=("W0", *later)),
        "on_treatment": Participant(open_end, without=later[1:]),
        "in_follow_up": Participant({"LOG.DS.DSDECOD": None}, without=later[2:]),
        "completed": Participant(),
        "screen_failed": Participant({"LOG.DS.DSDECOD": "SCREEN FAILURE"}, without=("W0", *later)),
        "withdrawn": Participant({"LOG.DS.DSDECOD": "PREGNANCY"}, without=later),
        "lost": Participant({"LOG.DS.DSDECOD": "LOST TO FOLLOW-UP"}, without=later[3:]),
        "dead": Participant(DIED, {"LOG.DS.DSDECOD": None}),
    }
    assert {name: subject_state(RUN, participant.view) for name, participant in by_case.items()} == {
        name: name for name in by_case
    }
    assert set(by_case) == {state.name for state in STUDY.states}
    refused = Participant(open_end, {"SCN.IE.ELIGDEC": "N"}, without=("W0", *later))
    assert subject_state(RUN, refused.view) == "screening", "a signed no is no screen failure before the study ends"


def test_a_screen_failure_owes_little_and_a_withdrawn_participant_an_early_termination() -> None:
    """What a state expects (trial, decision 0.4.3 and 0.4.4)."""
    states = {state.name: state for state in STUDY.states}

    def owed_pages(name: str) -> set[str]:
        return {
            f"{event.name}.{form.name}"
            for event in STUDY.events
            for form in STUDY.forms
            if expected(STUDY, states[name], event, form)
        }

    assert owed_pages("screen_failed") == {"SCN.SV", "SCN.DM", "SCN.IE", "LOG.IC", "LOG.AE", "LOG.DS"}
    assert {"ET.SV", "ET.RENAL", "LOG.DS"} <= owed_pages("withdrawn")
    assert not any(page.startswith(("W", "UNS")) for page in owed_pages("withdrawn"))
    assert {"W20.UP24", "W60.UP24"} <= owed_pages("in_follow_up")
    assert not any(page.startswith(("ET", "UNS")) for page in owed_pages("in_follow_up"))


def test_questions_appear_and_are_owed_by_the_answers_before_them() -> None:
    """A woman is asked whether she may become pregnant, and why not; a man is not (B.4.9.0100)."""
    paths = {each.path for each in owed(RUN, Participant(A_WOMAN).view, Participant(A_WOMAN).numbers["SCN.DM"])}
    assert paths == {"CHILDPRN"}
    stopped = {"W4.SV.SVOCCUR": "PART", "W4.SV.SVCNTMOD": "PHONE", "W4.VS.SPO2": None, "W20.VS.SPO2": None}
    participant = Participant(stopped, {"LOG.AE.AE/1/AESTDT": "2025-04-14"})

    def owes(page: str) -> set[str]:
        return {each.path for each in owed(RUN, participant.view, participant.numbers[page])}

    assert owes("W4.SV") == {"SVREASOC"}
    assert owes("W4.VS") == {"SPO2"} and owes("W20.VS") == set()
    assert owes("LOG.AE") == {"AE/1/AESTTM"}, "an event of an infusion day needs its time"
