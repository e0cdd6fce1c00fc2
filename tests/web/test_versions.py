"""Study versions on screen: proposed, looked at, approved, started; a page moved forward."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from edc.acts.move_page import move_page
from edc.acts.save import Entry, save
from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.study.document import Value
from tests.acts.amended import LI_WEN, begin_two, first_version, propose, publish, second_version, start
from tests.acts.story import asked, document, enter, give_signature, page_of, study_with
from tests.acts.test_version_units import in_units
from tests.people import furnish_study
from tests.web.record import browser, form, tree, words

on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
pytestmark = on_sqlite


def ready(client: FlaskClient, path: str, action: str = "", **typed: str) -> dict[str, str]:
    """The form of the page at *path* that is sent to *action*, with what was typed."""
    return form(tree(client, path), action or path) | typed


@pytest.fixture
def study_database(database: Database) -> Database:
    """The study in two versions, of which the first is published."""
    furnish_study(database, study=first_version())
    return database


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    """YA-001's W0 was begun under version 1."""
    subject = begin_two(study_database)
    enter(study_database, page_of(study_database, subject, "W0", "SV"), {"SVDAT": "2025-03-10"})
    enter(study_database, page_of(study_database, subject, "W0", "VS"), {"SBP": "160", "DBP": "80", "POS": "LYING"})
    return subject


def test_everybody_of_the_study_reads_the_versions(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """REQ-50: who published what and when, what is proposed, which site uses what from when."""
    publish(study_database, second_version())
    start(study_database, date(2025, 3, 1))
    said = words(browser(app, "wu.gang").get("/study/versions").text)
    for text in (
        "Amendment: version 2",
        "EC 2025-17",
        "Sun Yan",
        "Published as a version",
        "2025-03-01",
        "letter of the site",
    ):
        assert text in said
    assert "Start a version at a site" not in said
    there = words(browser(app, "li.wen").get("/study/versions/differences?before=1&after=2").text)
    for text in ("PULSE", "ECG", "EC1", "SBP > 150", "SBP > 180", "D1"):
        assert text in there
    assert browser(app, "li.wen").get("/study/versions/differences?before=1&after=9").status_code == 404


def test_a_proposal_is_looked_at_and_approved_by_two(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """REQ-50, DES-03: the dry run names participants to those who see them and counts them to the others."""
    number = propose(study_database, second_version())
    path = f"/study/versions/proposals/{number}"
    zhang_min, qian_hao, sun_yan = (browser(app, who) for who in ("zhang.min", "qian.hao", "sun.yan"))
    assert "YA-001" in words(zhang_min.get(path).text) and "YA-001" not in words(qian_hao.get(path).text)
    assert "1 / 1" in words(qian_hao.get(path).text)
    assert "Withdraw the proposal" in words(sun_yan.get(path).text)
    refused = qian_hao.post(f"{path}/decide", data=ready(qian_hao, path, verdict="declined"))
    assert refused.status_code == 422 and "reason" in words(refused.text)
    assert zhang_min.post(f"{path}/decide", data=ready(zhang_min, path, verdict="approved")).status_code == 303
    assert "statistician" in words(zhang_min.get(path).text)
    assert qian_hao.post(f"{path}/decide", data=ready(qian_hao, path, verdict="approved")).status_code == 303
    assert asked(study_database, "SELECT version FROM study_version ORDER BY act") == [("1",), ("2",)]
    assert "Differences from version 1.1" in words(qian_hao.get(path).text)
    assert zhang_min.get("/study/versions/proposals/99").status_code == 404


def test_the_author_withdraws(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """REQ-50: nothing is published; the proposal stays on record."""
    path = f"/study/versions/proposals/{propose(study_database, second_version())}"
    sun_yan = browser(app, "sun.yan")
    assert sun_yan.post(f"{path}/withdraw", data=ready(sun_yan, path)).status_code == 303
    assert "Withdrawn" in words(sun_yan.get("/study/versions").text)


def test_the_data_manager_starts_a_version_at_a_site(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """REQ-50: a day that cannot be one is refused with everything kept; then the site uses the version."""
    publish(study_database, second_version())
    sun_yan = browser(app, "sun.yan")
    given = {"site": "YA", "version": "2", "first": "soon", "approval": "2025-21"}
    refused = sun_yan.post(
        "/study/versions/start", data=ready(sun_yan, "/study/versions", "/study/versions/start", **given)
    )
    assert refused.status_code == 422 and 'value="2025-21"' in refused.text and 'value="soon"' in refused.text
    assert tree(sun_yan, "/account").xpath("//a[@class='top__study']/span/text()") == ["Version 1"]
    given["first"] = "2025-03-01"
    assert (
        sun_yan.post(
            "/study/versions/start", data=ready(sun_yan, "/study/versions", "/study/versions/start", **given)
        ).status_code
        == 303
    )
    assert asked(study_database, "SELECT site, version, first FROM site_version") == [("YA", "2", "2025-03-01")]
    assert tree(sun_yan, "/account").xpath("//a[@class='top__study']/span/text()") == ["Version 1, 2"]


def test_a_page_is_moved_forward_after_saying_what_it_means(
    app: Flask, study_database: Database, subject: SubjectRef
) -> None:
    """REQ-44, REQ-50: the screen names what is kept, what is asked besides, and that the signature goes."""
    publish(study_database, second_version())
    start(study_database, date(2020, 1, 1))
    page = page_of(study_database, subject, "W0", "VS")
    give_signature(study_database, subject, "visit", page.visit, who="chen.jie")
    li_wen = browser(app, "li.wen")
    assert "Move to version 2" in words(li_wen.get(f"/pages/{page.id}").text)
    assert "Move to version 2" not in words(browser(app, "zhao.rui").get(f"/pages/{page.id}").text)
    path = f"/pages/{page.id}/move"
    said = words(li_wen.get(path).text)
    for text in ("DBP: 80 mmHg", "PULSE", "has to be given again"):
        assert text in said
    assert li_wen.post(path, data=ready(li_wen, path, reason="")).status_code == 422
    assert li_wen.post(path, data=ready(li_wen, path, reason="amendment")).status_code == 303
    after = tree(li_wen, f"/pages/{page.id}")
    kept = " ".join(after.get_element_by_id("no-longer-asked").getparent().getparent().text_content().split())
    assert "DBP80 mmHg" in kept
    assert document(study_database, page)["DBP"] is not None
    assert "nothing here to move forward" in words(li_wen.get(path).text)
    signed = words(browser(app, "chen.jie").get(f"/visits/{page.visit}/sign").text)
    assert "DBP (no longer asked)" in signed
    assert "Study version" in words(li_wen.get(f"/participants/{subject.id}/trail").text)


def test_a_visit_is_moved_whole(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """REQ-50: every page of it, and the ECG it gains."""
    publish(study_database, second_version())
    start(study_database, date(2020, 1, 1))
    visit = page_of(study_database, subject, "W0", "SV").visit
    li_wen, path = browser(app, "li.wen"), f"/visits/{visit}/move"
    assert "Move to version 2" in words(li_wen.get(f"/visits/{visit}").text)
    assert "ECG" in words(li_wen.get(path).text)
    assert li_wen.post(path, data=ready(li_wen, path, reason="amendment")).status_code == 303
    assert page_of(study_database, subject, "W0", "ECG")


def test_every_screen_of_a_participant_of_two_versions_opens(
    app: Flask, study_database: Database, subject: SubjectRef
) -> None:
    """REQ-50: matrix, casebook, pages, home, queries and lock list name forms and visits of either version."""
    publish(study_database, second_version())
    start(study_database, date(2025, 9, 1))
    start(study_database, date(2020, 1, 1))
    enter(study_database, page_of(study_database, subject, "W4", "VS"), {"SBP": "160", "PULSE": "70"})
    enter(study_database, page_of(study_database, subject, "LOG", "DEV"), {"DEV/1/DEVNAM": "Pump"})
    move_page(study_database, LI_WEN, page_of(study_database, subject, "W0", "VS"), "amendment", request_key=None)
    pages = [page for (page,) in asked(study_database, "SELECT page FROM page_state ORDER BY page")]
    visits = [visit for (visit,) in asked(study_database, "SELECT id FROM visit ORDER BY id")]
    for who in ("li.wen", "zhang.min", "zhao.rui", "sun.yan"):
        client = browser(app, who)
        paths = ["/", "/participants", f"/participants/{subject.id}", "/queries", "/study", "/study/versions", "/lock"]
        paths += [f"/pages/{page}" for page in pages] + [f"/visits/{visit}" for visit in visits]
        for path in paths:
            assert client.get(path, follow_redirects=True).status_code == 200, f"{who} {path}"


def test_what_was_typed_for_another_version_is_never_dropped(
    app: Flask, study_database: Database, subject: SubjectRef
) -> None:
    """REQ-50, REQ-59: Li Wen opened two pages under version 1; meanwhile one was moved and the site began to use
    version 2, which does not ask the diastolic pressure. Her post is refused with everything she typed."""
    li_wen = browser(app, "li.wen")
    begun, blank = (page_of(study_database, subject, event, "VS") for event in ("W0", "W4"))
    posts = {
        begun: ready(li_wen, f"/pages/{begun.id}", act="save", DBP="95") | {"DBP@reason": "typing"},
        blank: ready(li_wen, f"/pages/{blank.id}", act="save", SBP="120", DBP="95"),
    }
    publish(study_database, second_version())
    start(study_database, date(2020, 1, 1))
    move_page(study_database, LI_WEN, begun, "amendment", request_key=None)
    for page, typed in posts.items():
        before = document(study_database, page)
        answer = li_wen.post(f"/pages/{page.id}", data=typed)
        assert answer.status_code == 409 and "DBP" in words(answer.text) and "95" in words(answer.text)
        assert "another study version" in words(answer.text)
        assert document(study_database, page) == before
    again = ready(li_wen, f"/pages/{blank.id}", act="save", SBP="120", PULSE="70", POS="SITTING")
    assert li_wen.post(f"/pages/{blank.id}", data=again).status_code == 303


def test_a_number_typed_in_a_unit_that_is_gone_never_stands_in_another(app: Flask, study_database: Database) -> None:
    """REQ-24, REQ-50: 16 kPa is shown as the 120 mmHg that are stored, not as 16 in the unit that is left, once the
    page is of a version without kPa; a version that has it shows it as typed."""
    subject = begin_two(study_database)
    publish(study_database, in_units(second_version(), kPa="7.5"))
    start(study_database, date(2020, 1, 1))
    page = page_of(study_database, subject, "W0", "VS")
    value = Value(v="120", t="16", u="kPa")
    save(study_database, LI_WEN, page, Entry(0, {"SBP": value}), request_key=None)
    li_wen, path = browser(app, "li.wen"), f"/pages/{page.id}"
    shown = ready(li_wen, path)
    assert (shown["SBP"], shown["SBP@unit"]) == ("16", "kPa")
    publish(study_database, study_with(in_units(second_version(), cmH2O="0.7356"), version="3"))
    start(study_database, date(2020, 1, 1), "3")
    move_page(study_database, LI_WEN, page, "amendment", request_key=None)
    shown = ready(li_wen, path)
    assert (shown["SBP"], shown["SBP@unit"]) == ("120", "mmHg")
    assert document(study_database, page)["SBP"] == value


def test_a_proposed_version_waits_on_the_home_of_those_who_approve_it(app: Flask, study_database: Database) -> None:
    """REQ-50: home and the list of versions agree; once somebody has spoken it waits for them no longer."""
    number = propose(study_database, second_version())
    for username in ("qian.hao", "zhang.min"):
        assert "Amendment: version 2" in words(browser(app, username).get("/").text)
    assert "Amendment: version 2" not in words(browser(app, "sun.yan").get("/").text)
    client, path = browser(app, "qian.hao"), f"/study/versions/proposals/{number}"
    client.post(f"{path}/decide", data=ready(client, path, f"{path}/decide", verdict="approved"))
    assert "Amendment: version 2" not in words(client.get("/").text)
