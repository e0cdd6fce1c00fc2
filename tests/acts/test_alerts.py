"""Alerts: what an investigator must know now, until one of those it is for has seen it."""

from __future__ import annotations

import pytest

from edc.acts.holds import append_hold
from edc.acts.import_data import import_data
from edc.acts.reasons import Reason
from edc.acts.see_alert import see_alert
from edc.acts.strike_out import strike_out
from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.errors import Refusal
from edc.review.rules_holds import HoldState
from edc.trail.unit import unit
from tests.acts.noticing import dose_study, notices, number_of, steps
from tests.acts.story import begin, document, enter, flaws, page_of
from tests.exchange.odm_text import event, file, form, group, item
from tests.exchange.odm_text import subject as subject_data
from tests.people import actor

LI_WEN, CHEN_JIE, HE_PING, SUN_YAN = actor("li.wen"), actor("chen.jie"), actor("he.ping"), actor("sun.yan")
GIVEN = "RELEASE.GIVE"


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    return begin(study_database, study=dose_study())


def dose(database: Database, subject: SubjectRef, **values: str) -> None:
    enter(database, page_of(database, subject, "W0", "DOSE"), values)


def test_a_dose_given_although_not_cleared_is_recorded_and_alerts(
    study_database: Database, subject: SubjectRef
) -> None:
    """REQ-56, EC04, EC07: the record is storable whatever lacked; a major draft and an alert say which."""
    dose(study_database, subject, GIVEN="Y", TEMP="38.2")
    page = page_of(study_database, subject, "W0", "DOSE")
    stored = document(study_database, page)
    assert stored["GIVEN"] is not None
    assert stored["GIVEN"].v == "Y"
    assert notices(study_database, subject.id) == [
        ("alert", GIVEN, "DOSE", "open"),
        ("deviation", GIVEN, "DOSE", "open"),
    ]
    assert steps(study_database, number_of(study_database, "alert", GIVEN)) == [("raised", "consent warm", "system")]
    assert flaws(study_database) == []


def test_a_consent_entered_on_another_page_clears_what_hangs_on_it(
    study_database: Database, subject: SubjectRef
) -> None:
    """REQ-56: the conditions read other visits; entering the consent that was signed takes the alert back."""
    dose(study_database, subject, GIVEN="Y", TEMP="36.8")
    assert [row[3] for row in notices(study_database, subject.id)] == ["open", "open"]
    enter(study_database, page_of(study_database, subject, "SCN", "IC"), {"ICDT": "2025-02-20"})
    assert [row[3] for row in notices(study_database, subject.id)] == ["lapsed", "lapsed"]


def test_a_dose_not_given_asks_for_nothing(study_database: Database, subject: SubjectRef) -> None:
    """REQ-56: a release check that clears nothing is no finding while nothing was given."""
    dose(study_database, subject, GIVEN="N", TEMP="38.2")
    assert notices(study_database, subject.id) == []


def test_an_alert_is_seen_by_those_it_is_for(study_database: Database, subject: SubjectRef) -> None:
    """D.102.300: potassium 6.2 alerts; Li Wen and Sun Yan cannot settle it, Chen Jie sees it, in words."""
    dose(study_database, subject, GIVEN="N", K="6.2")
    alert = number_of(study_database, "alert", "K01")
    for who in (LI_WEN, SUN_YAN):
        with pytest.raises(Refusal) as refused:
            see_alert(study_database, who, alert, request_key=None)
        assert refused.value.status == 403
    see_alert(study_database, CHEN_JIE, alert, "repeat taken at once", request_key="s")
    see_alert(study_database, CHEN_JIE, alert, "repeat taken at once", request_key="s")
    with pytest.raises(Refusal) as late:
        see_alert(study_database, HE_PING, alert, request_key=None)
    assert late.value.code == "notice_step"
    assert [one[:2] for one in steps(study_database, alert)] == [("raised", ""), ("seen", "repeat taken at once")]


def test_a_seen_alert_is_silent_until_its_value_changes(study_database: Database, subject: SubjectRef) -> None:
    """D.102.300, REQ-38: what was seen is not raised again by other items, and is by another potassium."""
    dose(study_database, subject, GIVEN="N", K="6.2")
    alert = number_of(study_database, "alert", "K01")
    see_alert(study_database, HE_PING, alert, request_key=None)
    dose(study_database, subject, GIVEN="N", TEMP="36.9")
    assert notices(study_database, subject.id) == [("alert", "K01", "DOSE", "seen")]
    dose(study_database, subject, K="6.6")
    assert notices(study_database, subject.id) == [("alert", "K01", "DOSE", "open")]


def test_an_alert_goes_with_the_page_it_stands_on(study_database: Database, subject: SubjectRef) -> None:
    """REQ-34: what is struck out counts no longer, and alerts nobody."""
    dose(study_database, subject, GIVEN="N", K="6.2")
    page = page_of(study_database, subject, "W0", "DOSE")
    strike_out(study_database, LI_WEN, page, Reason("source"), request_key=None)
    assert notices(study_database, subject.id) == [("alert", "K01", "DOSE", "lapsed")]


def test_a_locked_page_takes_no_step(study_database: Database, subject: SubjectRef) -> None:
    """REQ-62, B.3.16.0900: once a page is locked nobody sees an alert, nor does the database let a row in."""
    dose(study_database, subject, GIVEN="N", K="6.2")
    alert = number_of(study_database, "alert", "K01")
    page = page_of(study_database, subject, "W0", "DOSE")
    with unit(study_database, "lock", SUN_YAN) as work:
        work.touch(subject.chain)
        append_hold(work, ("page", str(page.id)), HoldState.LOCKED, "signed off")
    with pytest.raises(Refusal) as refused:
        see_alert(study_database, CHEN_JIE, alert, request_key=None)
    assert refused.value.code == "locked"
    event = {"notice": alert, "n": 9, "name": "seen", "state": "seen", "text": "", "place": None}
    by = {"person": "chen.jie", "role": "investigator", "at": "2099-01-01T00:00:00.000Z"}
    with pytest.raises(Refusal) as guarded, unit(study_database, "by_hand", CHEN_JIE) as work:
        work.append("notice_event", subject.chain, event | by)
    assert guarded.value.code == "locked"


def test_a_lock_elsewhere_does_not_keep_a_fact_out(study_database: Database, subject: SubjectRef) -> None:
    """REQ-56: the dose page is locked; a consent that clears it is entered all the same, the alert stays as it was."""
    dose(study_database, subject, GIVEN="Y", TEMP="36.8")
    page = page_of(study_database, subject, "W0", "DOSE")
    with unit(study_database, "lock", SUN_YAN) as work:
        work.touch(subject.chain)
        append_hold(work, ("page", str(page.id)), HoldState.LOCKED, "signed off")
    enter(study_database, page_of(study_database, subject, "SCN", "IC"), {"ICDT": "2025-02-20"})
    assert [row[3] for row in notices(study_database, subject.id)] == ["open", "open"]


def test_an_imported_value_alerts_as_a_typed_one_does(study_database: Database, subject: SubjectRef) -> None:
    """D.102.400, REQ-57: the laboratory's file brings potassium 6.4 to a page; the same alert is raised."""
    place = group("G.DOSE", item("I.GIVEN", "N"), item("I.K", "6.4"))
    content = file(subject_data(subject.code, event("E.W0", form("F.DOSE", place))), study="S.SMALL", version="2")
    import_data(study_database, LI_WEN, content, "lab.xml", "YA")
    assert notices(study_database, subject.id) == [("alert", "K01", "DOSE", "open")]
    assert flaws(study_database) == []
