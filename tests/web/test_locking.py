"""Freeze and lock on screen: gaps and the way to each, requests, approvals by others, places held."""

from __future__ import annotations

import pytest
from flask import Flask

from edc.acts.decide_lock import decide_lock
from edc.acts.lock_checklist import lock_gaps
from edc.acts.request_lock import request_lock
from edc.casebook.reading import SubjectRef
from edc.db import Database, rows
from edc.review.rules_requests import Verdict
from tests.people import actor
from tests.web.record import SCREENING, WEEK_4, browser, enter, fill, form, page_at, participant, tree, words

one_database = pytest.mark.parametrize("backend", ["sqlite"])
"""For what depends on no database."""


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    """YA-001, entered and finished, neither verified nor signed."""
    found = participant(study_database)
    fill(study_database, found, "SCN", SCREENING)
    fill(study_database, found, "W4", WEEK_4)
    return found


def ask(database: Database) -> int:
    """The data manager's request, every gap justified."""
    with database.snapshot() as connection:
        gaps = lock_gaps(connection)
    justified = {gap.key: "Pilot" for gap in gaps}
    return request_lock(database, actor("sun.yan"), "Interim analysis", justified, request_key=None)


def lock(database: Database) -> None:
    number = ask(database)
    for who in ("zhang.min", "qian.hao"):
        decide_lock(database, actor(who), number, Verdict.APPROVED, request_key=None)


def locks(database: Database) -> int:
    with database.reading() as connection:
        return int(rows(connection, "SELECT count(*) FROM data_lock")[0][0])


def held(database: Database, page: int) -> str:
    with database.reading() as connection:
        found: str = rows(connection, "SELECT held FROM page_state WHERE page = ?", (page,))[0][0]
    return found


def test_each_gap_leads_to_its_place(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """Verification, signature, a page not finished, a visit without record: listed, each a link (REQ-63)."""
    second = participant(study_database)
    page = page_at(study_database, second, "SCN", "VS")
    enter(study_database, page, SBP="131")
    shown = tree(browser(app, "sun.yan"), "/lock?run=1")
    links = dict(zip(shown.xpath("//form//table//a/text()"), shown.xpath("//form//table//a/@href"), strict=True))
    assert links["YA-001 › Week 4 › Vital signs"].startswith(
        f"/pages/{page_at(study_database, subject, 'W4', 'VS').id}"
    )
    assert links["YA-002 › Screening › Vital signs"] == f"/pages/{page.id}"
    assert links["YA-002 › Week 4"] == f"/visits/{page_at(study_database, second, 'W4', 'SV').visit}"
    assert links["YA-001"] == f"/participants/{subject.id}"
    assert "gaps remain before lock" in shown.text_content()


@one_database
def test_the_lock_is_asked_for_once_every_gap_is_justified(
    app: Flask, study_database: Database, subject: SubjectRef
) -> None:
    """Words for all gaps of a kind serve each of them; a gap left out is named, what was typed stays (REQ-56, REQ-63)."""
    sun_yan = browser(app, "sun.yan")
    sent = form(tree(sun_yan, "/lock?run=1"), "/lock/request") | {"reason": "Interim analysis"}
    sent["all@verification"] = "Remote verification follows"
    refused = sun_yan.post("/lock/request", data=sent)
    assert refused.status_code == 409 and "1 gaps remain before lock" in words(refused.text)
    assert 'value="Remote verification follows"' in refused.text and 'value="Interim analysis"' in refused.text
    gap = next(name for name in sent if name.startswith("justify@signature"))
    assert sun_yan.post("/lock/request", data=sent | {gap: "Signed at the end"}).status_code == 303
    pending = words(sun_yan.get("/lock").text)
    assert "Signed at the end" in pending and "Still to approve: principal investigator, statistician." in pending
    assert locks(study_database) == 0


@one_database
def test_nobody_approves_their_own_request(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """Sun Yan sees no button, and a forged post is refused; she may withdraw (REQ-62)."""
    number = ask(study_database)
    sun_yan = browser(app, "sun.yan")
    page = tree(sun_yan, "/lock")
    assert not page.xpath("//button[@value='approved']")
    sent = form(page, f"/lock/requests/{number}/withdraw")
    refused = sun_yan.post(f"/lock/requests/{number}/decide", data=sent | {"verdict": "approved"})
    assert refused.status_code == 403 and "Nobody approves their own request." in refused.text
    assert sun_yan.post(f"/lock/requests/{number}/withdraw", data=sent).status_code == 303
    assert "Withdrawn" in words(sun_yan.get("/lock").text)


def test_two_others_approve_and_the_study_is_locked(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """Principal investigator and statistician; then no route takes a value any more (REQ-62)."""
    number = ask(study_database)
    for who in ("zhang.min", "qian.hao"):
        client = browser(app, who)
        sent = form(tree(client, "/lock"), f"/lock/requests/{number}/decide")
        assert client.post(f"/lock/requests/{number}/decide", data=sent | {"verdict": "approved"}).status_code == 303
    page = page_at(study_database, subject, "W4", "VS")
    assert (locks(study_database), held(study_database, page.id)) == (1, "locked")
    shown = words(browser(app, "qian.hao").get("/lock").text)
    assert "The study is locked." in shown and "张敏 Zhang Min" in shown and "钱浩 Qian Hao" in shown
    li_wen = browser(app, "li.wen")
    token = tree(li_wen, "/account").xpath("//input[@name='csrf_token']/@value")[0]
    typed = {"csrf_token": token, "opened_seq": "1", "SBP": "120", "SBP@reason": "typing", "act": "save"}
    assert li_wen.post(f"/pages/{page.id}", data=typed).status_code == 403


@one_database
def test_declining_needs_words(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """Zhang Min says why, or nothing happens."""
    number = ask(study_database)
    zhang_min = browser(app, "zhang.min")
    sent = form(tree(zhang_min, "/lock"), "/lock/requests/") | {"verdict": "declined"}
    assert zhang_min.post(f"/lock/requests/{number}/decide", data=sent).status_code == 422
    assert zhang_min.post(f"/lock/requests/{number}/decide", data=sent | {"text": "Too early"}).status_code == 303
    assert "Too early" in words(zhang_min.get("/lock").text)


@one_database
@pytest.mark.parametrize("who", ["li.wen", "zhao.rui", "qian.hao", "lin.tao"])
def test_only_the_data_manager_asks_for_a_lock(
    app: Flask, study_database: Database, subject: SubjectRef, who: str
) -> None:
    """Others see where the study stands, and their forged request is refused."""
    client = browser(app, who)
    page = tree(client, "/lock")
    assert "The study is open." in page.text_content()
    token = page.xpath("//input[@name='csrf_token']/@value")[0]
    assert client.post("/lock/request", data={"csrf_token": token, "reason": "x"}).status_code == 403


def test_named_pages_are_unlocked_by_two_others(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """He Ping learns of an event late: one page is opened, the rest stays locked (REQ-62)."""
    lock(study_database)
    page = page_at(study_database, subject, "W4", "VS")
    he_ping = browser(app, "he.ping")
    sent = form(tree(he_ping, "/lock?participant=YA-001"), "/lock/unlock")
    assert he_ping.post("/lock/unlock", data=sent | {"reason": "Late event"}).status_code == 409
    assert he_ping.post("/lock/unlock", data=sent | {"page": str(page.id), "reason": "Late event"}).status_code == 303
    for who in ("zhang.min", "qian.hao"):
        client = browser(app, who)
        given = form(tree(client, "/lock"), "/lock/requests/") | {"verdict": "approved"}
        assert client.post("/lock/requests/2/decide", data=given).status_code == 303
    other = page_at(study_database, subject, "W4", "SV")
    assert (held(study_database, page.id), held(study_database, other.id)) == ("open", "locked")


@one_database
def test_pages_of_another_site_are_not_there_to_unlock(
    app: Flask, study_database: Database, subject: SubjectRef
) -> None:
    """Zhang Min of YA asks for a page of KM (REQ-04)."""
    elsewhere = participant(study_database, "KM")
    fill(study_database, elsewhere, "W4", WEEK_4)
    lock(study_database)
    zhang_min = browser(app, "zhang.min")
    page = tree(zhang_min, "/lock?participant=KM-001")
    assert "KM-001" not in page.text_content()
    token = page.xpath("//input[@name='csrf_token']/@value")[0]
    foreign = page_at(study_database, elsewhere, "W4", "VS").id
    answer = zhang_min.post("/lock/unlock", data={"csrf_token": token, "page": str(foreign), "reason": "x"})
    assert answer.status_code == 404


def test_a_participant_is_frozen_and_opened_again(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """With a reason, on record, found by the code; a reason left out keeps everything open (REQ-62)."""
    sun_yan, page = browser(app, "sun.yan"), page_at(study_database, subject, "W4", "VS")
    sent = form(tree(sun_yan, "/lock/hold?participant=ya-001"), "/lock/hold") | {"step": "freeze"}
    assert sun_yan.post("/lock/hold", data=sent | {"reason": " "}).status_code == 422
    assert held(study_database, page.id) == "open"
    assert sun_yan.post("/lock/hold", data=sent | {"reason": "Cleaned"}).status_code == 303
    assert held(study_database, page.id) == "frozen"
    again = tree(sun_yan, f"/lock/hold?scope=visit&key={page.visit}")
    assert "Frozen as a part of something wider (participant)" in again.text_content()
    back = form(tree(sun_yan, f"/lock/hold?scope=subject&key={subject.id}"), "/lock/hold") | {"step": "unfreeze"}
    assert sun_yan.post("/lock/hold", data=back | {"reason": "One more value"}).status_code == 303
    assert held(study_database, page.id) == "open"
    assert "Cleaned" in words(sun_yan.get(f"/lock/hold?scope=subject&key={subject.id}").text)


@one_database
@pytest.mark.parametrize("who", ["zhang.min", "zhao.rui", "qian.hao"])
def test_only_the_data_manager_freezes(app: Flask, study_database: Database, subject: SubjectRef, who: str) -> None:
    """Nobody else reaches the form."""
    assert browser(app, who).get(f"/lock/hold?scope=subject&key={subject.id}").status_code == 403


@one_database
@pytest.mark.parametrize("asked", ["scope=page&key=99", "scope=moon&key=1", "scope=site&key=XX", "participant=YA-999"])
def test_a_place_that_is_none_is_not_found(app: Flask, asked: str) -> None:
    """Nonsense in the address is nothing one may see."""
    assert browser(app, "sun.yan").get(f"/lock/hold?{asked}").status_code == 404
