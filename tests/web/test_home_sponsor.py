"""Home of those who are not at the site: monitor, data manager, safety, statistics, inspection, accounts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from edc.access.rules import Role
from edc.acts.add_person import add_person
from edc.acts.answer_query import answer_query
from edc.acts.grant_role import grant_role
from edc.acts.raise_query import raise_query
from edc.acts.reasons import Reason
from edc.acts.request_lock import request_lock
from edc.acts.seal_trail import seal_trail
from edc.acts.verify_items import verify_items
from edc.clock import now, simulate
from edc.db import Database
from edc.trail.unit import SYSTEM
from tests.acts.story import enter, head, page_of
from tests.people import actor, csrf
from tests.web.watched import (
    ago,
    block_of,
    opened,
    participant,
    signed_in,
    text,
    today,
    visited,
    watch,
)

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def test_zhao_rui_sees_answers_and_what_to_verify(app: Flask, study_database: Database) -> None:
    """His own queries once answered; finished pages by participant; what changed after his mark (REQ-45, screens 3.1)."""
    watch(study_database)
    subject = participant(study_database)
    visited(study_database, subject, "W0", ago(3))
    page = page_of(study_database, subject, "W0", "VS")
    query = raise_query(study_database, actor("zhao.rui"), page, "SBP", "Check", request_key=None)
    foreign = raise_query(study_database, actor("he.ping"), page, "DBP", "Check", request_key=None)
    for one in (query, foreign):
        answer_query(study_database, actor("li.wen"), one, Reason("checked"), request_key=None)
    zhao_rui = signed_in(app, "zhao.rui")
    tree = opened(zhao_rui, "/")
    assert [row[2] for row in block_of(tree, "Answered queries to close")] == ["Systolic blood pressure"]
    assert [row[:3] for row in block_of(tree, "Finished pages not verified")] == [[subject.code, "2", "2"]]
    assert block_of(tree, "Changed after verification") == []
    verify_items(
        study_database, actor("zhao.rui"), page, ["SBP"], opened_seq=head(study_database, page), request_key=None
    )
    enter(study_database, page, {"SBP": "122"})
    rows = block_of(opened(zhao_rui, "/"), "Changed after verification")
    assert [row[:3] for row in rows] == [[subject.code, "Vital signs, Week 0", "1"]]


def test_participants_gone_quiet(app: Flask, study_database: Database) -> None:
    """Nothing for 30 days about somebody with visits ahead; a screen failure is not waited for (screens 3.1)."""
    watch(study_database)
    silent, failed = participant(study_database), participant(study_database)
    visited(study_database, silent, "W0", ago(3))
    enter(study_database, page_of(study_database, failed, "LOG", "DS"), {"DSDECOD": "SCREEN FAILURE"})
    for form, values in (("SV", {"SVDAT": ago(5)}), ("DM", {"SEX": "F"})):
        enter(study_database, page_of(study_database, failed, "SCN", form), values)
    word = "Nothing entered for 30 days"
    assert block_of(opened(signed_in(app, "zhao.rui"), "/"), word) == []
    with simulate(now() + timedelta(days=31)):
        rows = block_of(opened(signed_in(app, "zhao.rui"), "/"), word)
    assert [(row[0], row[1]) for row in rows] == [(silent.code, "31 days")]


def test_sun_yan_sees_figures_and_the_way_to_the_lock(app: Flask, study_database: Database) -> None:
    """Five figures in one line; the first thing in the way of the lock, by name (screens 3.1)."""
    watch(study_database)
    subject = participant(study_database)
    visited(study_database, subject, "W0", ago(40))
    enter(study_database, page_of(study_database, subject, "SCN", "VS"), {"SBP": "190", "DBP": "80"}, finish=False)
    seal_trail(study_database, actor("sun.yan"))
    tree = opened(signed_in(app, "sun.yan"), "/")
    figures = {
        text(one.xpath("./dt")[0]): text(one.xpath("./dd")[0]) for one in tree.xpath("//dl[@class='figures']/div")
    }
    assert figures == {
        "Participants": "1",
        "Finished pages": "66% of those begun",
        "Open queries": "1 median 0 d",
        "Unsigned visits": "1",
        "Trail sealed": "today",
    }
    assert [row[1:3] for row in block_of(tree, "Overdue visits")] == [[subject.code, "Week 4"]]
    assert tree.xpath("//section[.//progress]//progress/@max") == ["1"]
    assert text(tree.xpath("//section[.//progress]//a")[0]) == "1 query is not closed"


def test_a_request_to_lock_waits_for_others(app: Flask, study_database: Database) -> None:
    """Sun Yan asks; Zhang Min and Qian Hao are asked to decide, Sun Yan herself is not (REQ-05)."""
    watch(study_database)
    request_lock(study_database, actor("sun.yan"), "All visits are in.", {}, request_key=None)
    for username, waits in (("zhang.min", True), ("qian.hao", True), ("sun.yan", False)):
        rows = block_of(opened(signed_in(app, username), "/"), "Requests to decide")
        assert bool(rows) is waits, username
    assert rows == []


def test_he_ping_sees_what_is_serious(app: Flask, study_database: Database) -> None:
    """A serious event stands above everything for those who care for it, not for the data manager (screens 3.1)."""
    watch(study_database)
    subject = participant(study_database)
    values = {
        "AE/1/AETERM": "Pneumonia",
        "AE/1/AESTDT": ago(2),
        "AE/1/AESER": "Y",
        "AE/2/AETERM": "Fever",
        "AE/2/AESER": "N",
    }
    enter(study_database, page_of(study_database, subject, "LOG", "AE"), values, finish=False)
    he_ping = opened(signed_in(app, "he.ping"), "/")
    assert text(he_ping.xpath("//a[@class='sae-strip']")[0]) == f"SAE {subject.code}: Pneumonia, since {ago(2)}"
    assert [row[1] for row in block_of(he_ping, "Serious adverse events")] == ["Pneumonia"]
    news = block_of(he_ping, "Adverse events, new or changed since you were last here")
    assert [row[1] for row in news] == ["Pneumonia", "Fever"]
    assert opened(signed_in(app, "chen.jie"), "/").xpath("//a[@class='sae-strip']")
    assert not opened(signed_in(app, "sun.yan"), "/").xpath("//a[@class='sae-strip']")


def test_lin_tao_sees_accounts_and_no_clinical_data(app: Flask, study_database: Database) -> None:
    """Refused passwords, accounts not yet used, roles that end soon; no participant (REQ-06, REQ-14)."""
    watch(study_database)
    subject = participant(study_database)
    add_person(study_database, SYSTEM, "zhou.lan", "Zhou Lan")
    grant_role(
        study_database,
        SYSTEM,
        "zhou.lan",
        Role.MONITOR,
        "YA",
        trained=date(2025, 1, 6),
        last=today() + timedelta(days=9),
    )
    stranger = app.test_client()
    stranger.post("/sign-in", data={"name": "li.wen", "password": "guessed it", "csrf_token": csrf(stranger)})
    tree = opened(signed_in(app, "lin.tao"), "/")
    assert [row[1:3] for row in block_of(tree, "Refused at the door since you were last here")] == [
        ["li.wen", "Wrong password"]
    ]
    assert block_of(tree, "Has not signed in yet") == [["Zhou Lan", "zhou.lan"]]
    assert [row[:3] for row in block_of(tree, "Roles that end within 30 days")] == [["Zhou Lan", "monitor", "YA"]]
    assert subject.code not in text(tree)


def test_wu_gang_finds_the_trail(app: Flask, study_database: Database) -> None:
    """Every participant with the trail, the seals and who may what (REQ-08)."""
    watch(study_database)
    subject = participant(study_database)
    root = seal_trail(study_database, actor("sun.yan"))
    tree = opened(signed_in(app, "wu.gang"), "/")
    assert block_of(tree, "Participants")[0][:3] == [subject.code, "YA", "Screening"]
    assert tree.xpath(f"//a[@href='/participants/{subject.id}/trail']")
    assert block_of(tree, "Seals of the trail")[0][3] == root[:16]
