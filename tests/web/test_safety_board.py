"""The safety board: alerts, clocks with their source, serious events, what was given to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from edc import clock
from edc.casebook.reading import SubjectRef
from edc.db import Database
from tests.acts.noticing import dose_study, notices, number_of
from tests.acts.story import begin, enter, page_of
from tests.people import csrf
from tests.web.watched import block_of, opened, signed_in, text

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def furnished(database: Database, **parts: object) -> SubjectRef:
    """YA-001: a dose at week 0 with potassium 6.2, an event known of for 30 hours and not reported."""
    subject = begin(database, study=dose_study(**parts))
    enter(database, page_of(database, subject, "SCN", "IC"), {"ICDT": "2025-02-20"})
    dose = {"GIVEN": "Y", "TEMP": "36.8", "K": "6.2"}
    enter(database, page_of(database, subject, "W0", "DOSE"), dose, finish=False)
    enter(database, page_of(database, subject, "W4", "DOSE"), {"GIVEN": "N"}, finish=False)
    aware = clock.local(clock.stamp(clock.now() - timedelta(hours=30)), "Asia/Shanghai")
    enter(database, page_of(database, subject, "LOG", "SAE"), {"SAE/1/AWDTM": f"{aware:%Y-%m-%dT%H:%M}"}, finish=False)
    return subject


def rows(client: FlaskClient, heading: str) -> list[list[str]]:
    found = opened(client, "/safety").xpath("//section[h2 or header/h2]")
    section = next(one for one in found if text(one.xpath(".//h2")[0]).startswith(heading))
    return [[text(cell) for cell in row.xpath("./td")] for row in section.xpath(".//tbody/tr")]


def test_chen_jie_sees_the_alert_and_says_so(app: Flask, study_database: Database) -> None:
    """D.102.300: on top of her home and on the board; one press, and it is seen for everybody."""
    subject = furnished(study_database)
    chen_jie = signed_in(app, "chen.jie")
    home = opened(chen_jie, "/")
    assert text(home.xpath("(//section[contains(@class, 'owed')]//h2)[1]")[0]).startswith("Alerts to see")
    assert [row[:3] for row in block_of(home, "Alerts to see")] == [
        ["YA-001", "Potassium is 6.0 or more", "Dose, Week 0"]
    ]
    assert [row[1] for row in rows(chen_jie, "Alerts")] == ["Potassium is 6.0 or more"]
    alert = number_of(study_database, "alert", "K01")
    form = {"csrf_token": csrf(chen_jie, "/account"), "act": "seen", "request_key": "a"}
    answer = chen_jie.post(f"/deviations/{alert}", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/safety")
    assert notices(study_database, subject.id) == [("alert", "K01", "DOSE", "seen")]
    assert rows(chen_jie, "Alerts") == []
    assert block_of(opened(signed_in(app, "he.ping"), "/"), "Alerts to see") == []


def test_li_wen_reads_the_board_and_settles_nothing(app: Flask, study_database: Database) -> None:
    """Architecture 5: the board is open to those who see data; an alert is not a coordinator's to settle."""
    furnished(study_database)
    tree = opened(signed_in(app, "li.wen"), "/safety")
    assert tree.xpath("//section[contains(@aria-labelledby, 'alerts')]//button") == []


def test_a_clock_tells_time_and_its_source_and_no_verdict(app: Flask, study_database: Database) -> None:
    """Trial 0.4.10: elapsed time since aware with the source of the rule; reported or not, never kept or broken."""
    subject = furnished(study_database)
    he_ping = signed_in(app, "he.ping")
    (line,) = rows(he_ping, "Clocks")
    assert line[2] == "From awareness to report"
    assert line[4:] == ["not recorded yet", "30 h 00 min", "24 h, source: Draft measures of 2018"]
    aware = clock.local(clock.stamp(clock.now() - timedelta(hours=28)), "Asia/Shanghai")
    log = page_of(study_database, subject, "LOG", "SAE")
    enter(study_database, log, {"SAE/1/RPDTM": f"{aware:%Y-%m-%dT%H:%M}"}, finish=False)
    (line,) = rows(he_ping, "Clocks")
    assert line[4] == f"{aware:%Y-%m-%d %H:%M}"
    assert line[5] in ("2 h 00 min", "1 h 59 min", "2 h 01 min")
    said = text(opened(he_ping, "/safety").xpath("//main")[0]).lower()
    assert not [word for word in ("late", "complian", "violat", "in time") if f" {word}" in said]


def test_in_retrospect_running_clocks_are_muted_and_facts_stay(app: Flask, study_database: Database) -> None:
    """Trial 0.4.11: data entered years later: no running clock, the moment of awareness is still told."""
    furnished(study_database, retrospective=True)
    he_ping = signed_in(app, "he.ping")
    (line,) = rows(he_ping, "Clocks")
    assert line[3]
    assert line[5] == "–"
    assert [row[3] for row in rows(he_ping, "Alerts")] == ["–"]


def test_what_was_given_is_told_for_each_participant(app: Flask, study_database: Database) -> None:
    """Trial 0.4.3: given, and not given, visit by visit, with how many were given."""
    furnished(study_database)
    (line,) = rows(signed_in(app, "he.ping"), "Before the dose")
    assert line[0] == "YA-001"
    assert line[2:] == ["1/2", "Week 0 recorded as given Week 4 recorded as not given"]


def test_another_sites_participants_are_not_there(app: Flask, study_database: Database) -> None:
    """REQ-04: Zhao Rui is assigned YA; what happens at KM is not on his board."""
    furnished(study_database)
    far = begin(study_database, "KM", study=dose_study())
    enter(study_database, page_of(study_database, far, "W0", "DOSE"), {"GIVEN": "Y", "K": "6.9"}, who="wang.lei")
    assert {row[0] for row in rows(signed_in(app, "zhao.rui"), "Alerts")} == {"YA-001"}
    assert {row[0] for row in rows(signed_in(app, "he.ping"), "Alerts")} == {"YA-001", "KM-001"}
