"""Participants with other fates than YA-001: what is asked of them, owed by them, and derived."""

from __future__ import annotations

import pytest

from edc.study.evaluation import owed, subject_state, unexpected
from tests.trial import history
from tests.trial.cases import A_WOMAN, DIED
from tests.trial.cases_screening import OF_POTENTIAL
from tests.trial.participant import RUN, STUDY, VISITS, Differences, Participant

OF_A_DOSE = {"CP", "OBS", "INFS", "IMM"}
"""Forms that hang on an infusion that was given."""
ONLY_WHEN = {"PG", "PR", "EOT", "DD", "SAE"} | OF_A_DOSE
"""Forms that are expected of some participants, or at some visits, only."""
LATER = tuple(VISITS)[1:]


def owes(participant: Participant, page: str) -> set[str]:
    return {each.path for each in owed(RUN, participant.view, participant.numbers[page])}


def left_out(participant: Participant, event: str) -> set[str]:
    """Forms of which nobody waits for a page at *event*."""
    number = [each.name for each in STUDY.events].index(event)
    return set(unexpected(RUN, participant.view, number, event))


def asked_anywhere(participant: Participant) -> dict[str, set[str]]:
    return {page: asked for page in participant.numbers if (asked := participant.asked(page))}


def a_woman_of_potential() -> Participant:
    """YA-004 takes part in all visits: a test at each of them, a method of contraception, no answers of a man."""
    told: dict[str, str | None] = {}
    for event, day in VISITS.items():
        told |= {
            f"{event}.PG.PGDT": day.isoformat(),
            f"{event}.PG.PGTYPE": "URINE",
            f"{event}.PG.PGRES": "NEG",
            f"{event}.PG.LACT": "N",
            f"{event}.PG.CONYN": "Y",
            f"{event}.PG.CONMETH": "IUD",
            f"{event}.PG.SEXACT": None,
            f"{event}.CHEM.URATE": "340",
            f"{event}.RENAL.EGFRLAB": None,
            f"{event}.RENAL.EGFRLEQ": None,
        }
        if event != "SCN":
            told[f"{event}.PG.PGPART"] = None
    reports: Differences = {f"{event}.TM.PSA": None for event in ("SCN", "W20", "W60")}
    return Participant({**OF_POTENTIAL, **told, **reports})


def test_a_woman_who_may_conceive_is_asked_for_a_test_at_every_visit_and_nothing_else() -> None:
    """Her ordinary course raises no question, and each visit owes its test and contraception (I6a, EC15)."""
    ordinary = a_woman_of_potential()
    assert asked_anywhere(ordinary) == {}
    assert [page for page in ordinary.numbers if owes(ordinary, page)] == []
    for event in VISITS:
        blank = Participant(OF_POTENTIAL, {f"{event}.PG.{item}": None for item in ("PGDT", "PGRES", "LACT", "CONYN")})
        assert {"PGDT", "PGRES", "LACT", "CONYN"} <= owes(blank, f"{event}.PG")
    assert not any("PG" in left_out(ordinary, event) for event in VISITS)


def test_a_man_is_asked_about_contraception_until_week_32_and_about_his_partner_to_the_end() -> None:
    """24 weeks after the last infusion end at week 32 (I6b, contradiction 17)."""
    blank = Participant({f"{event}.PG.{item}": None for event in VISITS for item in ("SEXACT", "PGPART")})
    by_visit = {event: owes(blank, f"{event}.PG") for event in VISITS if f"{event}.PG" in blank.numbers}
    assert {event for event, paths in by_visit.items() if "SEXACT" in paths} == {"SCN", *LATER[:5]}
    assert {event for event, paths in by_visit.items() if "PGPART" in paths} == set(LATER)


def test_a_woman_past_childbearing_owes_no_pregnancy_page() -> None:
    """Nothing on it would be asked of her."""
    assert all("PG" in left_out(Participant(A_WOMAN), event) for event in VISITS)


def test_a_screen_failure_names_its_first_criterion_and_is_asked_nothing_more() -> None:
    """YA-002: HbA1c 10.4%; Zhang Min answers X3 with yes and signs no (trial, decision 0.3)."""
    ended: Differences = {
        **{"LOG.DS.DSDECOD": "SCREEN FAILURE", "LOG.DS.DSDT": "2025-03-12", "LOG.DS.LSTCDT": "2025-03-12"},
        **{"LOG.DS.DSINF": "0", "LOG.DS.DSTERM": "X3", "LOG.EOT.EOTDT": None, "LOG.EOT.EOTINF": None},
        **{"LOG.EOT.EOTREAS": None, "LOG.AE.AE/1/AETERM": None},
    }
    failed: Differences = {"SCN.GLU.HBA1C": "10.4", "SCN.IE.X3": "Y", "SCN.IE.X9": "Y", "SCN.IE.ELIGDEC": "N"}
    participant = Participant(ended, failed, without=LATER)
    assert participant.derived("SCN.IE", "IENOT") == "X3, X9"
    assert participant.derived("SCN.IE", "SCRFREAS") == "X3"
    assert participant.asked("SCN.IE") == set() and participant.asked("LOG.DS") == set()
    assert subject_state(RUN, participant.view) == "screen_failed"
    assert {"EOT", "DD", "PR", "SAE"} <= left_out(participant, "LOG")


def test_x2_decides_nothing_while_the_sponsor_has_not_answered() -> None:
    """Everybody who meets I4 has a creatinine above the limit: shown, never listed (PC-01)."""
    participant = Participant({"SCN.IE.X2": "Y"})
    assert participant.derived("SCN.IE", "X2C") == "Y"
    assert participant.derived("SCN.IE", "IENOT") is None
    assert participant.asked("SCN.IE") == set()
    refused = Participant({"SCN.IE.X2": "Y", "SCN.IE.ELIGDEC": "N"})
    assert refused.derived("SCN.IE", "SCRFREAS") == "X2", "where nothing else was answered, it is the reason given"


@pytest.mark.parametrize(
    ("creatinine", "shown", "computed"),
    [
        ("119.1", "60.1", "N"),
        ("119.2", "60.0", "Y"),
        ("211.2", "30.1", "Y"),
        ("211.7", "30.0", "Y"),
        ("211.9", "29.9", "N"),
    ],
)
def test_egfr_is_compared_as_it_is_shown(creatinine: str, shown: str, computed: str) -> None:
    """60.02 is shown as 60.0 and lies inside (trial, decision 0.3)."""
    participant = Participant({"SCN.RENAL.CREAT": creatinine})
    assert participant.derived("SCN.IE", "IEGFR") == shown
    assert participant.derived("SCN.IE", "I4C") == computed


def test_the_last_results_before_the_decision_count_whatever_came_later() -> None:
    """An unscheduled repeat counts if it is in time; what was taken after the decision does not (contradiction 8)."""
    repeated: Differences = {
        **{"UNS.SV.SVDAT": "2025-03-10", "UNS.RENAL.LBDT": "2025-03-10", "UNS.RENAL.CREAT": "150"},
        **{"UNS.UP24.UENDTM": "2025-03-10 07:00", "UNS.UP24.UP24LAB": "2100", "UNS.UP24.UCOMPL": "COMPLETE"},
    }
    assert Participant(repeated).derived("SCN.IE", "IEGFRDT") == "2025-03-10"
    assert Participant(repeated).derived("SCN.IE", "IEUP") == "2100.0"
    late: Differences = {"UNS.RENAL.LBDT": "2025-03-12", "UNS.UP24.UENDTM": "2025-03-12 07:00"}
    assert Participant(repeated, late).derived("SCN.IE", "IEGFRDT") == "2025-03-03"
    incomplete = Participant(repeated, {"UNS.UP24.UCOMPL": "INCOMPLETE"})
    assert incomplete.derived("SCN.IE", "IEUP") == "1800.0"


def test_an_event_of_an_infusion_day_belongs_to_that_infusion_by_its_time() -> None:
    """Infusion 2 began on 14 April at 10:00; an hour earlier the event belongs to infusion 1 (trial, 0.7)."""
    for typed, number, hours in (
        ({"AESTDT": "2025-04-14", "AESTTM": "09:00"}, "1", "671.0"),
        ({"AESTDT": "2025-04-14", "AESTTM": "16:30"}, "2", "6.5"),
        ({"AESTDT": "2025-04-14", "AESTTM": None}, None, None),
        ({"AESTDT": "2025-04-20", "AESTTM": None}, "2", None),
        ({"AESTDT": "2025-03-04", "AESTTM": None}, "0", None),
        ({"AESTDT": "2025-06", "AESTTM": None}, "3", None),
        ({"AESTDT": "2025-04", "AESTTM": None}, None, None),
    ):
        participant = Participant({f"LOG.AE.AE/1/{item}": text for item, text in typed.items()})
        assert participant.derived("LOG.AE", "AE/1/AEINFNO") == number, typed
        assert participant.derived("LOG.AE", "AE/1/AEINFHR") == hours, typed


def test_a_third_infusion_not_given_is_counted_on_both_last_pages() -> None:
    """The count stands beside what the site wrote; nobody types it twice, and at week 8 the pages of a dose alone are
    not waited for (trial, decision 0.4.3)."""
    two = Participant({"W8.INF.INFYN": "N"})
    assert left_out(two, "W8") == OF_A_DOSE and left_out(two, "W0") == left_out(two, "W4") == set()
    assert two.derived("LOG.EOT", "EOTINFC") == "2" and two.derived("LOG.DS", "DSINFC") == "2"


def test_a_death_is_dated_once_and_asks_on_both_sides_of_a_contradiction() -> None:
    """The date stands on the page of death details; the page of the end of study shows it (EC16)."""
    participant = Participant(DIED)
    assert participant.derived("LOG.DS", "DTHDT") == "2026-05-20"
    assert "DD" not in left_out(participant, "LOG") and "DD" in left_out(Participant(), "LOG")
    assert owes(participant, "LOG.DD") == {"DTHCAUS", "DTHLNK", "DTHREL", "DTHAUT", "DTHSRC"}
    apart = Participant(DIED, {"LOG.AE.AE/2/AEENDT": "2026-05-19"})
    assert "EC16-DD" in apart.asked("LOG.DD") and "EC16-AE" in apart.asked("LOG.AE")


def test_a_pregnancy_asks_for_its_report_wherever_it_is_recorded() -> None:
    """A positive test alerts; a partner's pregnancy is reported with the partner's consent (trial, 0.4.9)."""
    positive = Participant(OF_POTENTIAL, {"W4.PG.PGRES": "POS", "W4.PG.PGTYPE": "SERUM", "W4.PG.PGDT": "2025-04-14"})
    found = [each for each in positive.findings("W4.PG") if each.check == "PG01"]
    assert [(each.alert, each.medical) for each in found] == [(True, True)]
    assert "PR" not in left_out(positive, "LOG")
    partner = Participant({"W20.PG.PGPART": "Y"})
    assert "PR" not in left_out(partner, "LOG") and "PR" in left_out(Participant(), "LOG")
    reported = Participant({"W20.PG.PGPART": "Y", "LOG.PR.PRWHO": "PARTNER"})
    assert "PG07" not in reported.asked("W20.PG") and "PRCONS" in owes(reported, "LOG.PR")
    conceived = Participant({"LOG.PR.PRWHO": "PARTNER", "LOG.PR.PRLMP": "2025-05-01"})
    assert conceived.derived("LOG.PR", "PRINF") == "2"


def test_while_nobody_said_whether_the_infusion_was_given_its_pages_are_waited_for() -> None:
    """An infusion page that is empty, not begun or not done leaves all pages of the dose owed (trial, 0.4.3)."""
    for told in ({"W8.INF.INFYN": None}, {f"W8.INF.{item}": None for item in ("INFYN", "PREELIG", "PREINFEC")}):
        assert left_out(Participant(told), "W8") == set()
    assert left_out(Participant(without=LATER), "W8") == set()
    unscheduled = Participant({"UNS.SV.SVDAT": "2025-03-10", "W8.INF.INFYN": "N"})
    assert left_out(unscheduled, "UNS") == set(), "which infusion is meant at an unscheduled visit, nobody knows"


def test_a_form_of_some_participants_is_not_owed_by_the_others() -> None:
    """YA-001 owes neither a death page nor a pregnancy or SAE report, and all pages of three infusions."""
    conditional = {form.name for form in STUDY.forms if form.expected_if is not None}
    assert conditional == ONLY_WHEN
    assert {event.name: found for event in STUDY.events if (found := left_out(Participant(), event.name))} == {
        "LOG": {"PR", "DD", "SAE"}
    }


def test_what_departs_from_the_protocol_drafts_its_deviation() -> None:
    """Category and class of each draft; those of consent and eligibility are major (EC01, EC03, trial 4.17)."""
    drafts = {
        check.id: (check.deviation.category, check.deviation.major)
        for form in STUDY.forms
        for check in form.checks
        if check.deviation is not None
    }
    consent = {each for each, (category, _) in drafts.items() if category == "ICF"}
    assert consent == {check.id for form in STUDY.forms for check in form.checks if check.id.startswith("EC01-")}
    assert all(drafts[each][1] for each in consent)
    assert drafts["EC03"] == ("VISIT WINDOW", False)
    assert drafts["IE01"] == drafts["SV06"] == ("ELIGIBILITY", True)
    assert drafts["CM03"] == ("PROHIBITED MEDICATION", True)
    listed = STUDY.codelist_by_oid["PDCAT"].by_code
    assert {category for category, _ in drafts.values()} <= set(listed)


def test_eligibility_without_a_waiver() -> None:
    """Eligible in spite of a criterion: the signer explains, a deviation is drafted, nothing is refused (0.3)."""
    unsigned = Participant({"SCN.IE.X8": "Y"}, signed={})
    assert unsigned.asked("SCN.IE") == {"EC05-DEC"}
    assert Participant({"SCN.IE.X8": "Y"}).asked("SCN.IE") == {"EC05-DEC", "IE01"}
    asked_at_signing = {check.id for check in STUDY.form_by_name["IE"].checks if check.at == "sign"}
    assert {each for each in asked_at_signing if each.startswith("EC05-")} == asked_at_signing


def test_a_correction_derives_what_entering_everything_anew_derives() -> None:
    """REQ-51: participants of these tests are YA-001 corrected; told from the start they are the same."""
    for differences in ({"SCN.DM.SEX": "F"}, {"W4.SV.SVDAT": "2025-04-21"}, {"W0.INF.INFYN": "N"}, A_WOMAN):
        corrected, anew = Participant(differences), Participant(differences, signed=dict(history.SIGNED))
        assert corrected.numbers == anew.numbers
        for number, page in corrected.view.pages.items():
            told = anew.view.pages[number]
            assert page.document == told.document
            standing = {path: value for path, value in page.derived.items() if value is not None}
            assert standing == {path: value for path, value in told.derived.items() if value is not None}, page.form
