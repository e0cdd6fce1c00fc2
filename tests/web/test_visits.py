"""Visits to read through, to mark and to add; participants to add."""

from __future__ import annotations

import pytest
from flask import Flask

from edc.acts.raise_query import raise_query
from edc.db import Database
from tests.acts.story import asked, document, enter, page_of
from tests.people import actor
from tests.web.watched import (
    ago,
    book_of,
    cell,
    opened,
    owed,
    participant,
    post,
    sign_of,
    signed_in,
    text,
    visit_of,
    visited,
    watch,
)

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def test_a_visit_is_read_through_in_words(app: Flask, study_database: Database) -> None:
    """Every value of the visit with its unit and its queries, page after page; empty items are left out."""
    watch(study_database)
    subject = participant(study_database)
    visited(study_database, subject, "W0", ago(10))
    raise_query(
        study_database,
        actor("zhao.rui"),
        page_of(study_database, subject, "W0", "VS"),
        "SBP",
        "Check",
        request_key=None,
    )
    tree = opened(signed_in(app, "chen.jie"), f"/visits/{visit_of(study_database, subject, 'W0')}")
    pages = tree.xpath("//section[contains(@class, 'read-page')]")
    assert [text(page.xpath(".//h2")[0]) for page in pages] == ["Visit", "Vital signs"]
    values = {text(one.xpath("./dt")[0]): text(one.xpath("./dd")[0]) for one in pages[1].xpath(".//dl/div")}
    assert values["Diastolic blood pressure"] == "80 mmHg"
    assert values["Systolic blood pressure"].startswith("120 mmHg") and "1" in values["Systolic blood pressure"][-2:]
    assert f"Visit date {ago(10)}, day 1" in text(tree.xpath("//p[@class='page-when']")[0])
    assert tree.xpath(f"//a[@href='/visits/{visit_of(study_database, subject, 'W0')}/sign']")
    assert not opened(signed_in(app, "zhao.rui"), f"/visits/{visit_of(study_database, subject, 'W0')}").xpath(
        "//a[contains(@href, '/sign')] | //form[contains(@action, 'not-done')]"
    )


def test_a_visit_is_marked_as_not_done_for_one_reason(app: Flask, study_database: Database) -> None:
    """One act closes all empty pages; without a reason nothing happens and the page says so (trial 0.4.2)."""
    watch(study_database)
    subject = participant(study_database)
    visit = visit_of(study_database, subject, "W4")
    li_wen = signed_in(app, "li.wen")
    refused = post(li_wen, f"/visits/{visit}/not-done", reason="", request_key="n1")
    assert refused.status_code == 422
    assert "The reason is missing" in refused.text
    assert document(study_database, page_of(study_database, subject, "W4", "VS")) == {}
    answer = post(li_wen, f"/visits/{visit}/not-done", reason="absent", request_key="n2")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/visits/{visit}")
    for form in ("SV", "VS"):
        assert "#notdone" in document(study_database, page_of(study_database, subject, "W4", form))
    assert text(opened(li_wen, f"/visits/{visit}").xpath("//div[@class='chips']")[0]) == "Not done"
    assert post(signed_in(app, "zhao.rui"), f"/visits/{visit}/not-done", reason="absent").status_code == 403


def test_a_visit_that_took_place_after_all_is_opened_again(app: Flask, study_database: Database) -> None:
    """The way back takes a reason too, and opens what was marked with the visit (trial 0.4.2)."""
    watch(study_database)
    visit = visit_of(study_database, subject := participant(study_database), "W4")
    li_wen = signed_in(app, "li.wen")
    assert not opened(li_wen, f"/visits/{visit}").xpath("//form[contains(@action, '/restore')]")
    post(li_wen, f"/visits/{visit}/not-done", reason="absent", request_key="n1")
    refused = post(li_wen, f"/visits/{visit}/restore", reason="", request_key="n2")
    assert (refused.status_code, "The reason is missing" in refused.text) == (422, True)
    assert post(li_wen, f"/visits/{visit}/restore", reason="source", request_key="n3").status_code == 303
    assert document(study_database, page_of(study_database, subject, "W4", "SV"))["#notdone"] is None


def test_an_unscheduled_visit_is_added_once(app: Flask, study_database: Database) -> None:
    """Sent twice, added once; then it has a column of its own, and its pages are not owed (B.3.14.0100)."""
    watch(study_database)
    subject = participant(study_database)
    li_wen = signed_in(app, "li.wen")
    sent = [
        post(li_wen, f"/participants/{subject.id}/visits", event="UNS", request_key="same").headers["Location"]
        for _ in range(2)
    ]
    assert sent == [f"/visits/{visit_of(study_database, subject, 'UNS')}"] * 2
    tree = book_of(li_wen, subject)
    added = cell(tree, "Vital signs", "Unscheduled 1")
    assert added is not None and sign_of(added) == "Not started"
    assert "Pages missing" not in owed(tree)
    refused = post(li_wen, f"/participants/{subject.id}/visits", event="W4", request_key="other")
    assert refused.status_code in (409, 422)
    assert asked(study_database, "SELECT count(*) FROM visit WHERE subject = ?", subject.id) == [(6,)]


def test_a_withdrawal_asks_for_the_early_termination_visit(app: Flask, study_database: Database) -> None:
    """What the state expects and nobody added is said above the casebook, and offered first (trial 0.4.3)."""
    watch(study_database)
    subject = participant(study_database)
    enter(study_database, page_of(study_database, subject, "LOG", "DS"), {"DSDECOD": "WITHDRAWAL BY SUBJECT"})
    tree = book_of(signed_in(app, "li.wen"), subject)
    assert "Early termination" in text(tree.xpath("//p[contains(@class, 'banner-warn')]")[0])
    assert tree.xpath("//select[@name='event']/option/@value") == ["ET", "UNS"]


def test_another_site_is_not_there(app: Flask, study_database: Database) -> None:
    """Casebook, visit and both acts of a participant of KM do not exist for Li Wen (REQ-04)."""
    watch(study_database)
    theirs = participant(study_database, "KM")
    visit = visit_of(study_database, theirs, "W0")
    li_wen = signed_in(app, "li.wen")
    assert li_wen.get(f"/participants/{theirs.id}").status_code == 404
    assert li_wen.get(f"/visits/{visit}").status_code == 404
    assert post(li_wen, f"/visits/{visit}/not-done", reason="absent").status_code == 404
    assert post(li_wen, f"/participants/{theirs.id}/visits", event="UNS").status_code == 404
    assert li_wen.get("/visits/999999999999").status_code == 404


def test_li_wen_adds_a_participant(app: Flask, study_database: Database) -> None:
    """One site, so none is asked for; the form sent twice adds one; the new casebook opens (B.3.14.0100)."""
    watch(study_database)
    li_wen = signed_in(app, "li.wen")
    page = opened(li_wen, "/participants/add")
    assert not page.xpath("//input[@type='radio']")
    fields = {one.get("name"): one.get("value") for one in page.xpath("//main//input[@type='hidden']")}
    assert fields["site"] == "YA"
    places = [li_wen.post("/participants/add", data=fields).headers["Location"] for _ in range(2)]
    assert places == ["/participants/1"] * 2
    assert asked(study_database, "SELECT code, site FROM subject") == [("YA-001", "YA")]
    assert "YA-001" in text(opened(li_wen, places[0]).xpath("//h1")[0])


def test_wang_lei_chooses_between_his_sites(app: Flask, study_database: Database) -> None:
    """Two sites are asked for; a site that is not his is not there, and the question is noted (REQ-04)."""
    watch(study_database)
    wang_lei = signed_in(app, "wang.lei")
    assert opened(wang_lei, "/participants/add").xpath("//input[@type='radio']/@value") == ["YA", "KM"]
    without = post(wang_lei, "/participants/add", request_key="a")
    assert (without.status_code, "Choose the site" in without.text) == (422, True)
    assert post(signed_in(app, "li.wen"), "/participants/add", site="KM", request_key="b").status_code == 404
    assert asked(study_database, "SELECT count(*) FROM subject") == [(0,)]
    assert asked(study_database, "SELECT person FROM access_event WHERE kind = 'refused'") == [("li.wen",)]
    assert post(wang_lei, "/participants/add", site="KM", request_key="c").status_code == 303
    assert signed_in(app, "zhao.rui").get("/participants/add").status_code == 403
