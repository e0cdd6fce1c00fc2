"""What was removed for good, on screen: the step stands, its words do not, and the trail says who asked for it and why."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from edc.acts.ask_subject_strike import ask_subject_strike
from edc.acts.dismiss_deviation import dismiss_deviation
from edc.acts.propose_deviation import propose_deviation
from edc.acts.raise_query import raise_query
from edc.acts.redact import redact
from edc.casebook.reading import PageRef
from edc.db import Database
from edc.study.definition import Deviation
from edc.study.document import Value
from tests.acts.noticing import dose_study
from tests.acts.story import begin, document, enter, flaws, page_of
from tests.people import actor
from tests.web.record import form
from tests.web.watched import opened, signed_in, text

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
NAME = "Wang Fang"


@pytest.fixture
def page(study_database: Database) -> PageRef:
    """Zhao Rui's proposal, Chen Jie's request and a query named the participant; so did a correction of Li Wen."""
    subject = begin(study_database, study=dose_study())
    page = page_of(study_database, subject, "W0", "DOSE")
    enter(study_database, page, {"TEMP": "36.9"}, finish=False)
    enter(study_database, page, {"TEMP": "36.8"}, because=f"other: {NAME} said so", finish=False)
    dose = Deviation(category="DOSE")
    notice = propose_deviation(study_database, actor("zhao.rui"), page, dose, f"{NAME} ate", request_key=None)
    query = raise_query(study_database, actor("zhao.rui"), page, "TEMP", f"{NAME}?", request_key=None)
    ask_subject_strike(study_database, actor("chen.jie"), subject, f"{NAME} twice", request_key=None)
    for path, seq in ((f"notice/{notice}", 1), (f"query/{query}", 1), ("strike/1", 1), ("?TEMP", 2)):
        redact(
            study_database, actor("sun.yan"), page, seq, path, asked_by="zhang.min", reason="a name", request_key=None
        )
    return page


def removed(client: FlaskClient, path: str) -> str:
    """The text of a screen, which says that something was removed and does not say what."""
    said = text(opened(client, path))
    assert NAME not in said
    assert "removed" in said, path
    return said


def test_no_screen_shows_what_was_removed(app: Flask, page: PageRef) -> None:
    """REQ-41: lists, the deviation, the page's questions, the casebook and Home name the gap instead."""
    notice = page.id // 1_000_000 * 1_000_000 + 1
    for path in ("/deviations", f"/deviations/{notice}", f"/pages/{page.id}?history=TEMP", "/queries"):
        removed(signed_in(app, "chen.jie"), path)
    removed(signed_in(app, "sun.yan"), f"/participants/{page.subject.id}")
    assert "Created in error" in removed(signed_in(app, "sun.yan"), "/")


def test_the_history_of_an_item_tells_who_removed_what_and_why(
    app: Flask, study_database: Database, page: PageRef
) -> None:
    """REQ-41: a value and a reason, each at the version that gave it; nothing of what they said."""
    redact(study_database, actor("lin.tao"), page, 1, "TEMP", asked_by="sun.yan", reason="no value", request_key=None)
    screen = opened(signed_in(app, "li.wen"), f"/pages/{page.id}?history=TEMP")
    newer, older = (text(one) for one in screen.xpath("//div[@class='past']"))
    assert NAME not in newer
    assert "removed → 36.8 removed Reason removed for good" in newer
    assert newer.endswith("asked for by 张敏 Zhang Min: a name")
    assert "Value removed for good" in older
    assert "by 林涛 Lin Tao, administrator, asked for by 孙燕 Sun Yan: no value" in older


def test_filing_a_proposal_without_words_asks_for_them(app: Flask, study_database: Database, page: PageRef) -> None:
    """REQ-41: the row of the log is not filled with the word that stands for the gap."""
    notice = page.id // 1_000_000 * 1_000_000 + 1
    screen = opened(signed_in(app, "chen.jie"), f"/deviations/{notice}")
    assert [(area.text or "").strip() for area in screen.xpath("//textarea")] == ["", ""]
    dismiss_deviation(study_database, actor("chen.jie"), notice, "nothing is known of it", request_key=None)


def test_the_trail_tells_what_was_removed_who_asked_and_why(app: Flask, page: PageRef) -> None:
    """REQ-41, REQ-36: each removal is an act with its reason; what it removed is named, never said; so in the file."""
    number = page.id // 1_000_000 * 1_000_000 + 1
    said = removed(signed_in(app, "wu.gang"), f"/participants/{page.subject.id}/trail")
    gone = "removed for good, asked for by zhang.min"
    for what in (f"Deviation {number}, step 1", f"Query {number}, step 1", "The participant, step 1"):
        assert f"{what}: {gone} · a name" in said.replace("  ", " "), said
    assert f"Reason for TEMP item: {gone}" in said
    file = signed_in(app, "wu.gang").get(f"/participants/{page.subject.id}/trail.csv").data.decode("utf-8-sig")
    assert NAME not in file
    lines = list(csv.DictReader(io.StringIO(file)))
    assert [line["REASON"] for line in lines if line["ACT_CODE"] == "redact"] == ["a name"] * 4
    told = {line["ACT_CODE"]: line["REASON"] for line in lines if line["REASON"] == "removed"}
    assert told.keys() == {"save", "propose_deviation", "raise_query", "ask_subject_strike"}


def test_a_page_goes_on_beside_a_value_that_was_removed(app: Flask, study_database: Database, page: PageRef) -> None:
    """REQ-41, REQ-27: Li Wen enters something else; the gap stays one and owes her no reason, until she fills it."""
    redact(study_database, actor("sun.yan"), page, 2, "TEMP", asked_by="zhang.min", reason="a name", request_key=None)
    li_wen, path = signed_in(app, "li.wen"), f"/pages/{page.id}"
    sent = form(opened(li_wen, path), path) | {"GIVEN": "N", "act": "save"}
    assert "removed" in text(opened(signed_in(app, "sun.yan"), path).xpath("//*[@id='item-TEMP']")[0])
    assert li_wen.post(path, data=sent).status_code == 303
    assert document(study_database, page)["TEMP"] == Value(m="REDACTED")
    assert flaws(study_database) == []
    sent = form(opened(li_wen, path), path) | {"TEMP": "36.7", "act": "save"}
    assert li_wen.post(path, data=sent).status_code == 422, "a reason is owed"
    assert li_wen.post(path, data=sent | {"TEMP@reason": "source"}).status_code == 303
    assert document(study_database, page)["TEMP"] == Value(v="36.7")
