"""What was settled is asked again when what it rests on changes, and not because something else was entered."""

from __future__ import annotations

import pytest

from edc.acts.add_visit import add_visit
from edc.acts.see_alert import see_alert
from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.study.definition import Check, Study
from tests.acts.noticing import notices, number_of
from tests.acts.story import begin, enter, flaws, page_of, queries, story_study, study_with
from tests.people import actor

ROSE = "ROSE"


def rising() -> Study:
    """RENAL asks, and alerts, where creatinine is half as high again as on another page."""
    story = story_study()
    rose = Check(
        id=ROSE,
        when="any_page(CREAT >= 1.5 * RENAL.CREAT)",
        message={"en": "Creatinine rose by half"},
        items=("CREAT",),
        alert=True,
    )
    forms = [each if each.name != "RENAL" else each.model_copy(update={"checks": (rose,)}) for each in story.forms]
    return study_with(story, forms=tuple(forms))


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    """Creatinine was 100 at screening; 160 at week 4 was confirmed by Li Wen, and Chen Jie saw the alert."""
    subject = begin(study_database, study=rising())
    enter(study_database, page_of(study_database, subject, "SCN", "RENAL"), {"CREAT": "100"})
    risen = page_of(study_database, subject, "W4", "RENAL")
    enter(study_database, risen, {"CREAT": "160"}, confirmed={("CREAT", ROSE): ("checked", "")})
    see_alert(study_database, actor("chen.jie"), number_of(study_database, "alert", ROSE), request_key=None)
    return subject


def asked(database: Database, subject: SubjectRef) -> tuple[str, str]:
    """Where the query and the alert of week 4 stand."""
    risen = page_of(database, subject, "W4", "RENAL")
    alerts = [state for kind, check, _form, state in notices(database, subject.id) if (kind, check) == ("alert", ROSE)]
    return queries(database, risen)[ROSE][1], alerts[0]


def correct(database: Database, subject: SubjectRef, event: str, creatinine: str) -> None:
    enter(database, page_of(database, subject, event, "RENAL"), {"CREAT": creatinine})


def test_a_page_entered_later_asks_nothing_again(study_database: Database, subject: SubjectRef) -> None:
    """REQ-51: another sample, lower or higher, does not make what was confirmed and seen less true."""
    assert asked(study_database, subject) == ("accepted", "seen")
    add_visit(study_database, actor("li.wen"), subject, "UNS", request_key=None)
    page = page_of(study_database, subject, "UNS", "RENAL")
    enter(study_database, page, {"CREAT": "90"})
    enter(study_database, page, {"CREAT": "150"})
    assert asked(study_database, subject) == ("accepted", "seen")
    assert flaws(study_database) == []


def test_a_value_that_is_corrected_is_asked_about_again(study_database: Database, subject: SubjectRef) -> None:
    """REQ-38, REQ-51: nobody confirmed 170: it is asked about, and alerts, anew."""
    correct(study_database, subject, "W4", "170")
    assert asked(study_database, subject) == ("open", "open")


def test_what_it_is_compared_with_may_change(study_database: Database, subject: SubjectRef) -> None:
    """REQ-51: at 95 in screening it rose all the same; at 120 it did not, and at 100 again it is asked about again."""
    correct(study_database, subject, "SCN", "95")
    assert asked(study_database, subject) == ("accepted", "seen")
    correct(study_database, subject, "SCN", "120")
    assert asked(study_database, subject) != ("open", "open")
    correct(study_database, subject, "SCN", "100")
    assert asked(study_database, subject) == ("open", "open")
