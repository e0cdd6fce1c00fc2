"""Links, further pages, and what was not done, as they are on the screen of a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from edc.casebook.reading import PageRef, SubjectRef
from edc.db import Database
from edc.study.document import Value
from tests.acts.story import asked, document, enter, page_of, queries
from tests.acts.ward import application, begin
from tests.people import csrf
from tests.web.record import browser, form, tree

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def subject(database: Database) -> SubjectRef:
    return begin(database)


@pytest.fixture
def app(database: Database, owner_url: str, subject: SubjectRef, tmp_path: Path) -> Iterator[Flask]:
    with application(database, owner_url, tmp_path) as made:
        yield made


def post(client: FlaskClient, path: str, fields: Mapping[str, object]) -> TestResponse:
    """What a button of the page sends, without any script."""
    token = {"csrf_token": csrf(client, "/account")}
    return client.post(path, data=token | dict(fields), headers={"Sec-Fetch-Site": "same-origin"})


def on_page(client: FlaskClient, page: PageRef, act: str, **fields: object) -> TestResponse:
    found = tree(client, f"/pages/{page.id}")
    seq = found.xpath("//form[@id='aside']//input[@name='opened_seq']/@value")[0]
    keyed = {"request_key": f"k-{act}-{seq}", "opened_seq": seq, "act": act}
    return post(client, f"/pages/{page.id}", keyed | fields)


def text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_a_link_is_ticked_among_the_rows_that_stand(app: Flask, database: Database, subject: SubjectRef) -> None:
    """REQ-51: Li Wen sees each event with term and start, ticks two of them, and no script is needed."""
    li_wen = browser(app, "li.wen")
    medications, events = page_of(database, subject, "LOG", "CM"), page_of(database, subject, "LOG", "AE")
    empty = tree(li_wen, f"/pages/{medications.id}").get_element_by_id("item-CM/1/CMLNK")
    assert "Nothing to link to yet" in text(empty)
    assert empty.xpath(".//a/@href") == [f"/pages/{events.id}"]

    enter(database, events, {"AE/1/AETERM": "Fever", "AE/1/AESTDT": "2025-03-18", "AE/2/AETERM": "Rash"}, finish=False)
    item = tree(li_wen, f"/pages/{medications.id}").get_element_by_id("item-CM/1/CMLNK")
    assert [text(label) for label in item.xpath(".//label[input]")] == ["AE/1 · Fever · 2025-03-18", "AE/2 · Rash"]
    answer = on_page(li_wen, medications, "save", **{"CM/1/CMTRT": "Drug", "CM/1/CMLNK": ["", "AE/2", "AE/1"]})
    assert answer.status_code == 303
    assert document(database, medications)["CM/1/CMLNK"] == Value(v="AE/1 AE/2")
    item = tree(li_wen, f"/pages/{medications.id}").get_element_by_id("item-CM/1/CMLNK")
    assert item.xpath(".//input[@checked]/@value") == ["AE/1", "AE/2"]

    # who only reads sees the rows in words; one that was never there stays in sight
    zhao_rui = browser(app, "zhao.rui")
    enter(database, medications, {"CM/1/CMLNK": "AE/1 AE/9"}, finish=False)
    item = tree(zhao_rui, f"/pages/{medications.id}").get_element_by_id("item-CM/1/CMLNK")
    assert "AE/1 · Fever · 2025-03-18; AE/9 · not there, or struck out" in text(item)
    refused = on_page(li_wen, medications, "save", **{"CM/1/CMLNK": "MH/1"})
    assert refused.status_code == 422 and "does not name an entry of AE" in refused.text


def test_several_items_are_not_done_in_one_act(app: Flask, database: Database, subject: SubjectRef) -> None:
    """REQ-53: two results that were not taken are ticked once; the finished page no longer asks for the one it owes."""
    li_wen, page = browser(app, "li.wen"), page_of(database, subject, "W4", "LAB")
    enter(database, page, {"NA": "140", "K": "4.1", "PROT": "1"})
    enter(database, page, {"NA": None, "PROT": None}, finish=False)
    assert queries(database, page)["REQUIRED.NA"][1] == "open"
    boxes = tree(li_wen, f"/pages/{page.id}").xpath("//input[@name='nd']")
    assert [box.get("value") for box in boxes] == ["NA", "PROT", "PH"]
    assert {box.get("form") for box in boxes} == {"aside"}
    refused = on_page(li_wen, page, "items_not_done", nd=["NA", "PH"])
    assert refused.status_code == 422 and document(database, page)["NA"] is None
    answer = on_page(li_wen, page, "items_not_done", nd=["NA", "PH"], **{"nd@reason": "typing"})
    assert answer.status_code == 303
    assert document(database, page)["NA"] == Value(m="ND") == document(database, page)["PH"]
    assert queries(database, page)["REQUIRED.NA"][1] == "closed"
    assert asked(database, "SELECT name FROM journal ORDER BY at DESC, n DESC LIMIT 1")[0][0] == "not_done"


def test_a_group_is_not_done_and_taken_back(app: Flask, database: Database, subject: SubjectRef) -> None:
    """REQ-53: no urine was taken: one reason closes its items and their queries; restored, they are asked for again."""
    li_wen, page = browser(app, "li.wen"), page_of(database, subject, "W4", "LAB")
    enter(database, page, {"NA": "140", "PROT": "1"})
    enter(database, page, {"PROT": None}, finish=False)
    assert queries(database, page)["REQUIRED.PROT"][1] == "open"
    refused = on_page(li_wen, page, "not_done:URINE")
    assert refused.status_code == 422 and "URINE/#notdone" not in document(database, page)
    assert on_page(li_wen, page, "not_done:URINE", **{"URINE/#notdone": "absent"}).status_code == 303
    assert queries(database, page)["REQUIRED.PROT"][1] == "closed"
    shown = tree(li_wen, f"/pages/{page.id}")
    (group,) = shown.xpath("//section[@data-group='URINE']")
    assert "absent" in text(group) and not group.xpath(".//input[@name='PROT']")
    assert shown.xpath("//input[@name='NA']")
    back = on_page(li_wen, page, "restore_group:URINE", **{"URINE/#notdone@reason": "typing"})
    assert back.status_code == 303
    assert queries(database, page)["REQUIRED.PROT"][1] == "open"


def test_a_further_report_is_added_from_the_page_and_from_the_visit(
    app: Flask, database: Database, subject: SubjectRef
) -> None:
    """REQ-50: "Add another", on the page and on its visit; pages are numbered; who may not enter has no button."""
    li_wen, page = browser(app, "li.wen"), page_of(database, subject, "LOG", "SAE")
    shown = tree(li_wen, f"/pages/{page.id}")
    assert "Add another: SAE" in text(shown.xpath("//button[@form='another']")[0])
    answer = post(li_wen, f"/visits/{page.visit}/pages", form(shown, f"/visits/{page.visit}/pages"))
    assert answer.status_code == 303
    second = tree(li_wen, answer.headers["Location"])
    assert "SAE 2" in text(second.xpath("//title")[0])
    visit = tree(li_wen, f"/visits/{page.visit}")
    assert [text(one) for one in visit.xpath("//section[contains(@class, 'read-page')]//h2")][-2:] == ["SAE 1", "SAE 2"]
    third = post(li_wen, f"/visits/{page.visit}/pages", form(visit, f"/visits/{page.visit}/pages"))
    assert third.status_code == 303 and third.headers["Location"] != answer.headers["Location"]
    single = post(li_wen, f"/visits/{page.visit}/pages", {"form": "AE", "request_key": "x"})
    assert single.status_code == 422 and "filled once at a visit" in single.text
    assert not tree(browser(app, "zhao.rui"), f"/visits/{page.visit}").xpath("//form[contains(@action, '/pages')]")


def test_a_page_nobody_waits_for_is_muted_and_open(app: Flask, database: Database, subject: SubjectRef) -> None:
    """REQ-56: without a serious event the report is shown as not expected, and leads to its page all the same."""
    li_wen, page = browser(app, "li.wen"), page_of(database, subject, "LOG", "SAE")
    (cell,) = tree(li_wen, f"/participants/{subject.id}").xpath(f"//td//a[@href='/pages/{page.id}']")
    assert "Not expected" in html.tostring(cell, encoding="unicode")
    assert tree(li_wen, f"/pages/{page.id}").xpath("//input[@name='WHAT']")
    enter(database, page_of(database, subject, "LOG", "AE"), {"AE/1/AETERM": "Fever", "AE/1/AESER": "Y"}, finish=False)
    (cell,) = tree(li_wen, f"/participants/{subject.id}").xpath(f"//td//a[@href='/pages/{page.id}']")
    assert "Not expected" not in html.tostring(cell, encoding="unicode")


def test_the_trail_says_it_in_words(app: Flask, database: Database, subject: SubjectRef) -> None:
    """REQ-30: finishing a page, and adding one, read as sentences, not as codes."""
    li_wen, page = browser(app, "li.wen"), page_of(database, subject, "LOG", "SAE")
    shown = tree(li_wen, f"/pages/{page.id}")
    assert post(li_wen, f"/visits/{page.visit}/pages", form(shown, f"/visits/{page.visit}/pages")).status_code == 303
    enter(database, page_of(database, subject, "W4", "VS"), {"SBP": "120"})
    said = text(tree(li_wen, f"/participants/{subject.id}/trail").xpath("//main")[0])
    assert "Added a page" in said and "SAE 2" in said
    assert "Finished" in said and " Y " not in said
