"""Deviations: the program drafts, the sponsor proposes, the site files or dismisses, the class is agreed."""

from __future__ import annotations

import pytest

from edc.acts.agree_deviation import agree_deviation
from edc.acts.dismiss_deviation import dismiss_deviation
from edc.acts.file_deviation import file_deviation
from edc.acts.not_done import not_done, visit_not_done
from edc.acts.propose_deviation import propose_deviation
from edc.acts.reasons import Reason
from edc.acts.restore import restore_visit
from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.errors import Refusal
from edc.study.definition import Deviation
from edc.study.document import Value
from tests.acts.noticing import dose_study, notices, number_of, steps
from tests.acts.story import begin, document, enter, flaws, page_of
from tests.people import actor

LI_WEN, CHEN_JIE, ZHAO_RUI, SUN_YAN = actor("li.wen"), actor("chen.jie"), actor("zhao.rui"), actor("sun.yan")


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    """YA-001, who came to week 0 on 4 March; week 4 is wanted from 29 March to 4 April."""
    found = begin(study_database, study=dose_study())
    enter(study_database, page_of(study_database, found, "SCN", "IC"), {"ICDT": "2025-02-20"})
    enter(study_database, page_of(study_database, found, "W0", "SV"), {"SVDAT": "2025-03-04"})
    return found


def week_4(database: Database, subject: SubjectRef, day: str) -> None:
    enter(database, page_of(database, subject, "W4", "SV"), {"SVDAT": day})


def late(database: Database, subject: SubjectRef) -> int:
    """Week 4 took place four days after its window; the number of the draft."""
    week_4(database, subject, "2025-04-08")
    return number_of(database, "deviation", "SV01")


def test_a_visit_outside_its_window_drafts_a_deviation_that_lapses_when_corrected(
    study_database: Database, subject: SubjectRef
) -> None:
    """REQ-51, EC03: Li Wen enters a late visit; the date is stored, a draft stands, and goes with a correction."""
    notice = late(study_database, subject)
    page = page_of(study_database, subject, "W4", "SV")
    assert document(study_database, page)["SVDAT"] == Value(v="2025-04-08")
    assert notices(study_database, subject.id) == [("deviation", "SV01", "SV", "open")]
    week_4(study_database, subject, "2025-04-01")
    assert notices(study_database, subject.id) == [("deviation", "SV01", "SV", "lapsed")]
    late(study_database, subject)
    assert [name for name, _, _ in steps(study_database, notice)] == ["drafted", "lapsed", "fired_again"]
    assert {person for _, _, person in steps(study_database, notice)} == {"system"}
    assert flaws(study_database) == []


def test_a_moved_anchor_is_felt_by_the_visits_that_hang_on_it(study_database: Database, subject: SubjectRef) -> None:
    """REQ-51: week 0 is corrected by a week; week 4 lies outside now, although nobody touched its page."""
    week_4(study_database, subject, "2025-04-01")
    assert notices(study_database, subject.id) == []
    enter(study_database, page_of(study_database, subject, "W0", "SV"), {"SVDAT": "2025-02-25"})
    assert notices(study_database, subject.id) == [("deviation", "SV01", "SV", "open")]


def test_li_wen_files_a_draft_and_the_row_is_filled(study_database: Database, subject: SubjectRef) -> None:
    """Trial 0.4.7, REQ-56: the draft becomes a row with number, day, category, class and words; the rest is owed."""
    notice = late(study_database, subject)
    filed = file_deviation(study_database, LI_WEN, notice, "Came four days late: snow.", request_key="k")
    log = page_of(study_database, subject, "LOG", "PD")
    assert (filed.page, filed.row) == (log.id, "PD/1")
    assert document(study_database, log) == {
        "PD/1/PDNO": Value(v="YA-001-D01"),
        "PD/1/PDDT": Value(v="2025-04-08"),
        "PD/1/PDCAT": Value(v="VISIT"),
        "PD/1/PDCLASS": Value(v="MINOR"),
        "PD/1/PDTXT": Value(v="Came four days late: snow."),
        "PD/1/PDBY": Value(v="SYSTEM"),
    }
    again = file_deviation(study_database, LI_WEN, notice, "Came four days late: snow.", request_key="k")
    assert again == filed
    assert notices(study_database, subject.id) == [("deviation", "SV01", "SV", "filed")]
    week_4(study_database, subject, "2025-04-01")
    assert notices(study_database, subject.id) == [("deviation", "SV01", "SV", "filed")]
    assert flaws(study_database) == []


def test_a_dismissed_draft_keeps_its_reason_and_stays_away_until_a_date_changes(
    study_database: Database, subject: SubjectRef
) -> None:
    """Trial 0.4.7: dismissed drafts keep their reason; a draft comes back only when what it reads changes."""
    notice = late(study_database, subject)
    with pytest.raises(Refusal) as refused:
        dismiss_deviation(study_database, LI_WEN, notice, "　", request_key=None)
    assert refused.value.code == "reason_owed"
    dismiss_deviation(study_database, LI_WEN, notice, "the ward was closed by order", request_key=None)
    enter(study_database, page_of(study_database, subject, "W0", "DOSE"), {"GIVEN": "N", "TEMP": "36.5"})
    assert notices(study_database, subject.id)[0][3] == "dismissed"
    week_4(study_database, subject, "2025-04-09")
    assert [name for name, _, _ in steps(study_database, notice)] == ["drafted", "dismissed", "fired_again"]


def test_a_major_draft_is_an_investigators_to_dismiss(study_database: Database, subject: SubjectRef) -> None:
    """Architecture 5: the class is the investigator's; Li Wen may file a major draft, not dismiss it."""
    enter(study_database, page_of(study_database, subject, "W0", "DOSE"), {"GIVEN": "Y", "TEMP": "38.2"})
    notice = number_of(study_database, "deviation", "RELEASE.GIVE")
    with pytest.raises(Refusal) as refused:
        dismiss_deviation(study_database, LI_WEN, notice, "typed wrongly", request_key=None)
    assert refused.value.code == "dismiss_major"
    dismiss_deviation(study_database, CHEN_JIE, notice, "measured under a blanket", request_key=None)
    assert ("deviation", "RELEASE.GIVE", "DOSE", "dismissed") in notices(study_database, subject.id)


def test_zhao_rui_proposes_and_sun_yan_agrees_the_class(study_database: Database, subject: SubjectRef) -> None:
    """Architecture 5: the sponsor proposes and never files; the data manager agrees, or asks again."""
    page = page_of(study_database, subject, "W0", "DOSE")
    proposed = propose_deviation(
        study_database, ZHAO_RUI, page, Deviation(category="DOSE"), "No second check was signed.", request_key="p"
    )
    with pytest.raises(Refusal) as refused:
        file_deviation(study_database, ZHAO_RUI, proposed, "No second check.", request_key=None)
    assert refused.value.code == "not_permitted"
    filed = file_deviation(study_database, LI_WEN, proposed, "No second check was signed.", request_key=None)
    row = document(study_database, page_of(study_database, subject, "LOG", "PD"))
    assert row[f"{filed.row}/PDBY"] == Value(v="MONITOR")
    agree_deviation(study_database, SUN_YAN, proposed, "Why not major?", again=True, request_key=None)
    agree_deviation(study_database, SUN_YAN, proposed, request_key=None)
    with pytest.raises(Refusal) as twice:
        agree_deviation(study_database, SUN_YAN, proposed, request_key=None)
    assert twice.value.code == "notice_step"
    assert [name for name, _, _ in steps(study_database, proposed)] == ["proposed", "filed", "sent_back", "agreed"]
    assert flaws(study_database) == []


def test_a_proposal_needs_words_and_a_category_of_the_log(study_database: Database, subject: SubjectRef) -> None:
    """REQ-27: what is proposed says what and why; Li Wen, who files, proposes nothing."""
    page = page_of(study_database, subject, "W0", "DOSE")
    for who, category, words, code in (
        (ZHAO_RUI, "OTHERS", "No check.", "no_such_category"),
        (ZHAO_RUI, "DOSE", " ", "reason_owed"),
        (LI_WEN, "DOSE", "No check.", "not_permitted"),
    ):
        with pytest.raises(Refusal) as refused:
            propose_deviation(study_database, who, page, Deviation(category=category), words, request_key=None)
        assert refused.value.code == code
    assert notices(study_database, subject.id) == []


def test_a_missed_visit_drafts_once_and_lapses_when_it_took_place(
    study_database: Database, subject: SubjectRef
) -> None:
    """Trial 0.4.2: one act closes the visit and drafts one deviation for it; taking it back takes the draft back."""
    visit = page_of(study_database, subject, "W4", "SV").visit
    visit_not_done(study_database, LI_WEN, subject, visit, Reason("absent"), request_key=None)
    assert notices(study_database, subject.id) == [("deviation", "NOT_DONE.VISIT", "SV", "open")]
    restore_visit(study_database, LI_WEN, subject, visit, Reason("typing"), request_key=None)
    assert notices(study_database, subject.id) == [("deviation", "NOT_DONE.VISIT", "SV", "lapsed")]
    assert flaws(study_database) == []


def test_a_page_not_done_drafts_for_itself_until_the_whole_visit_is_missed(
    study_database: Database, subject: SubjectRef
) -> None:
    """Trial 0.4.2: one page not done has its own draft; once nothing of the visit was done, one draft speaks for all."""
    dose, visit = page_of(study_database, subject, "W4", "DOSE"), page_of(study_database, subject, "W4", "SV")
    not_done(study_database, LI_WEN, dose, Reason("absent"), request_key=None)
    assert notices(study_database, subject.id) == [("deviation", "NOT_DONE.PAGE", "DOSE", "open")]
    not_done(study_database, LI_WEN, visit, Reason("absent"), request_key=None)
    assert notices(study_database, subject.id) == [
        ("deviation", "NOT_DONE.PAGE", "DOSE", "lapsed"),
        ("deviation", "NOT_DONE.VISIT", "SV", "open"),
    ]
    screening = page_of(study_database, subject, "LOG", "AE")
    not_done(study_database, LI_WEN, screening, Reason("absent"), request_key=None)
    assert len(notices(study_database, subject.id)) == 2, "a log belongs to no visit that could be missed"


def test_words_that_the_log_cannot_keep_are_not_lost(study_database: Database, subject: SubjectRef) -> None:
    """REQ-34, trial 0.4.7: Li Wen pasted a whole letter; nothing is filed without what she wrote, and she is told."""
    notice = late(study_database, subject)
    with pytest.raises(Refusal, match="cannot keep these words"):
        file_deviation(study_database, LI_WEN, notice, "x" * 20_000, request_key=None)
    log = page_of(study_database, subject, "LOG", "PD")
    assert document(study_database, log) == {}
    file_deviation(study_database, LI_WEN, notice, "The road was flooded", request_key=None)
    assert document(study_database, log)["PD/1/PDTXT"] == Value(v="The road was flooded")
