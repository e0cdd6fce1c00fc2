"""A participant as a whole on screen: created in error, screened again."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from edc.acts.rescreen import rescreen
from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.study.definition import State
from tests.acts.story import story_study, study_with
from tests.people import actor, amend
from tests.web.record import SCREENING, browser, fill, form, page_at, participant, tree, words

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    """YA-001, whose screening visit is entered."""
    found = participant(study_database)
    fill(study_database, found, "SCN", SCREENING)
    return found


def post(client: FlaskClient, subject: SubjectRef, act: str, **typed: str) -> int:
    """Press the button *act* of the box "Created in error"."""
    page = tree(client, f"/participants/{subject.id}")
    forms = page.xpath("//details[@id='created-in-error']//form[.//input[@name='act' and @value=$act]]", act=act)
    assert forms, f"no button {act}"
    sent = dict(forms[0].form_values()) | typed
    return client.post(forms[0].get("action"), data=sent).status_code


def test_chen_jie_asks_and_two_others_decide(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """Both see it on home, confirm on the casebook, and YA-001 leaves lists, found again by a filter (REQ-34)."""
    chen_jie, zhang_min, sun_yan = (browser(app, name) for name in ("chen.jie", "zhang.min", "sun.yan"))
    assert post(chen_jie, subject, "ask", reason=" ") == 422
    assert post(chen_jie, subject, "ask", reason="Added twice") == 303
    for client in (zhang_min, sun_yan):
        home = words(client.get("/").text)
        assert "Created in error: to decide" in home and "Added twice" in home
        assert post(client, subject, "confirm") == 303
    assert "Created in error: to decide" not in words(zhang_min.get("/").text)
    book = words(chen_jie.get(f"/participants/{subject.id}").text)
    assert "Struck out" in book and "Added twice" in book and "张敏 Zhang Min" in book and "孙燕 Sun Yan" in book
    everybody = words(sun_yan.get("/participants").text)
    assert "YA-001" not in everybody and "Created in error 1" in everybody
    assert "YA-001" in words(sun_yan.get("/participants?struck=1").text)
    assert sun_yan.get("/jump?subject=1").headers["Location"].endswith(f"/participants/{subject.id}")
    trail = words(sun_yan.get(f"/participants/{subject.id}/trail").text)
    assert "strike-out asked for" in trail and "struck out as created in error" in trail


def test_nothing_is_offered_about_a_struck_participant_but_the_way_back(
    app: Flask, study_database: Database, subject: SubjectRef
) -> None:
    """Pages and casebook are read only, a forged post is refused with the reason, and the same two restore (REQ-34)."""
    chen_jie, zhang_min, sun_yan = (browser(app, name) for name in ("chen.jie", "zhang.min", "sun.yan"))
    wang_lei = browser(app, "wang.lei")
    page = page_at(study_database, subject, "W4", "VS")
    sent = form(tree(wang_lei, f"/pages/{page.id}"), f"/pages/{page.id}")
    post(chen_jie, subject, "ask", reason="Added twice")
    post(zhang_min, subject, "confirm")
    post(sun_yan, subject, "confirm")
    refused = wang_lei.post(f"/pages/{page.id}", data=sent | {"SBP": "120", "act": "save"})
    assert refused.status_code == 409 and "struck out as created in error" in refused.text
    shown = tree(wang_lei, f"/pages/{page.id}")
    assert not shown.xpath("//button[@value='save' or @value='finish']")
    assert "Nothing more is entered" in shown.text_content()
    book = tree(chen_jie, f"/participants/{subject.id}")
    assert not book.xpath("//a[contains(@href, '/sign')]") and not book.xpath("//select[@id='add-event']")
    assert post(zhang_min, subject, "restore", reason="The number was right") == 303
    assert post(sun_yan, subject, "restore", reason="The number was right") == 303
    assert tree(wang_lei, f"/pages/{page.id}").xpath("//button[@value='save']")
    assert "YA-001" in words(sun_yan.get("/participants").text)


def test_a_screen_failure_is_screened_again(app: Flask, study_database: Database) -> None:
    """Li Wen goes from the casebook to a new number; both casebooks and the trail name the other (trial 0.4.4)."""
    failed = State(name="failed", label={"en": "Screen failed"}, when="known(DM.NOTE)", rescreen=True)
    amend(study_database, study_with(story_study(), states=(failed,)))
    subject = participant(study_database)
    fill(study_database, subject, "SCN", {"DM": {"WEIGHT": "60", "NOTE": "eGFR 72"}})
    li_wen = browser(app, "li.wen")
    link = tree(li_wen, f"/participants/{subject.id}").xpath("//a[contains(@href, '/rescreen')]/@href")[0]
    asked = tree(li_wen, link)
    assert not asked.xpath("//input[@name='sure']")
    added = li_wen.post(link, data=form(asked, link))
    assert added.status_code == 303
    assert "Screened before as YA-001" in words(li_wen.get(added.headers["Location"]).text)
    before = words(li_wen.get(f"/participants/{subject.id}").text)
    assert "Screened again as YA-002" in before
    assert "Screened again as YA-002" in words(li_wen.get(f"/participants/{subject.id}/trail").text)


def test_what_speaks_against_it_is_told_and_never_refused(
    app: Flask, study_database: Database, subject: SubjectRef
) -> None:
    """YA-001 did not fail: Li Wen, who began at "Add participant", confirms and gets the number all the same."""
    li_wen = browser(app, "li.wen")
    start = form(tree(li_wen, "/participants/add"), "/participants/add")
    wrong = li_wen.post("/participants/add", data=start | {"previous": "YA-999"})
    assert wrong.status_code == 422 and "no participant YA-999" in wrong.text
    link = li_wen.post("/participants/add", data=start | {"previous": "ya-001"}).headers["Location"]
    sent = form(tree(li_wen, link), link)
    refused = li_wen.post(link, data=sent)
    assert refused.status_code == 422 and "not recorded as failed" in refused.text
    assert li_wen.post(link, data=sent | {"sure": "yes"}).status_code == 303
    again = words(li_wen.get(link).text)
    assert "was screened again already, as YA-002" in again


def test_a_third_number_leads_back_step_by_step(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """Each casebook names the number before it (REQ-24)."""
    second = rescreen(study_database, actor("li.wen"), subject)
    third = rescreen(study_database, actor("li.wen"), second)
    li_wen = browser(app, "li.wen")
    book = words(li_wen.get(f"/participants/{second.id}").text)
    assert "Screened before as YA-001" in book and "Screened again as YA-003" in book
    assert "Screened before as YA-002" in words(li_wen.get(f"/participants/{third.id}").text)
