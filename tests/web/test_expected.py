"""A page that nobody waits for because of its visit says so, with the reason, and is recorded all the same."""

from __future__ import annotations

import pytest
from flask import Flask

from edc.acts.not_done import not_done
from edc.acts.reasons import Reason
from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.exchange.paper.book import open_book
from edc.exchange.paper.filled import entry_word
from edc.study.document import Value
from edc.web.words import speech
from tests.acts.expecting import expecting_study
from tests.acts.story import asked, begin, document, enter, page_of
from tests.people import actor
from tests.review.locking import gaps
from tests.web.watched import block_of, book_of, cell, matrix_row, opened, post, sign_of, signed_in, text

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
WHY = "Not expected (GIVEN item: No)"


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    """YA-001, who came to week 4 and was given nothing; OBS, CP and week 0 are empty."""
    found = begin(study_database, study=expecting_study())
    enter(study_database, page_of(study_database, found, "W4", "SV"), {"SVDAT": "2025-04-01"})
    enter(study_database, page_of(study_database, found, "W4", "DOSE"), {"GIVEN": "N"})
    return found


def test_every_screen_says_so_and_why(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """REQ-56: sign and words in the casebook, at the visit, on the page and beside it; the matrix calls the visit finished."""
    li_wen = signed_in(app, "li.wen")
    visit, page = page_of(study_database, subject, "W4", "OBS").visit, page_of(study_database, subject, "W4", "OBS").id
    shown = cell(book_of(li_wen, subject), "Page OBS", "Week 4")
    assert shown is not None and sign_of(shown) == "Not expected" and WHY in shown.get("data-card", "")
    assert sign_of(cell(book_of(li_wen, subject), "Page OBS", "Week 0")) == "Not started"
    assert sign_of(matrix_row(opened(li_wen, "/participants"), subject.code)["Week 4"]) == "Finished"
    read = opened(li_wen, f"/visits/{visit}")
    assert text(read.xpath("//section[.//h2/a='Page OBS']/header")[0]) == "Page OBS Not expected GIVEN item: No"
    assert not read.xpath("//details[@id='not-done']")
    tree = opened(li_wen, f"/pages/{page}")
    assert f"{WHY}. It may be recorded all the same." in text(tree.xpath("//p[@role='status']")[0])
    assert text(tree.xpath("//div[@class='chips']/span")[0]) == "Not expected"
    beside = [(text(one), sign_of(one)) for one in tree.xpath("//details//a[contains(@href, '/pages/')]")]
    assert {sign for word, sign in beside if word.endswith("Page CP")} == {"Not expected"}
    assert {sign for word, sign in beside if word.endswith("Dose")} == {"Finished"}


def test_it_is_recorded_all_the_same(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """Never refuse a fact: a product that was thawed in vain is entered on its page, which is an ordinary one then."""
    li_wen, page = signed_in(app, "li.wen"), page_of(study_database, subject, "W4", "CP")
    tree = opened(li_wen, f"/pages/{page.id}")
    assert tree.xpath("//input[@name='LOT']")
    enter(study_database, page, {"LOT": "UC-11"})
    assert document(study_database, page)["LOT"] == Value(v="UC-11")
    assert text(opened(li_wen, f"/pages/{page.id}").xpath("//div[@class='chips']/span")[0]) == "Finished"
    assert sign_of(cell(book_of(li_wen, subject), "Page CP", "Week 4")) == "Finished"


def test_finish_and_next_passes_by_what_nobody_waits_for(
    app: Flask, study_database: Database, subject: SubjectRef
) -> None:
    """REQ-60: after the dose of week 4 there is no page to go on to; after that of week 0 there is."""
    li_wen, leads = signed_in(app, "li.wen"), {}
    for event, given in (("W4", "N"), ("W0", "Y")):
        page = page_of(study_database, subject, event, "DOSE")
        seq = asked(study_database, "SELECT head FROM page_state WHERE page = ?", page.id)[0][0]
        answer = post(li_wen, f"/pages/{page.id}", GIVEN=given, act="finish_next", opened_seq=str(seq))
        assert answer.status_code == 303
        leads[event] = answer.headers["Location"]
    assert leads["W0"].startswith(f"/pages/{page_of(study_database, subject, 'W0', 'CP').id}")
    assert not leads["W4"].startswith(f"/pages/{page_of(study_database, subject, 'W4', 'CP').id}")


def test_lists_checklist_and_paper_agree(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """REQ-56, REQ-63, REQ-64: home, the lock checklist and the printed contents miss the pages of week 0 and none of week 4."""
    missing = block_of(opened(signed_in(app, "li.wen"), "/"), "Missing after the visit")
    assert not any("Week 4" in line for line in missing)
    assert {gap.event for gap in gaps(study_database) if gap.form in ("CP", "OBS")} <= {"W0"}
    with study_database.reading() as connection:
        book = open_book(connection, subject, lambda _item: False)
    words = {
        (row.event, row.form): entry_word(book, page, speech("en"))[0]
        for page, row in book.pages.items()
        if row.form in ("CP", "OBS")
    }
    assert {words["W4", form] for form in ("CP", "OBS")} == {"Not expected"}
    assert {words["W0", form] for form in ("CP", "OBS")} == {"Not started"}


def test_a_page_that_was_marked_as_not_done_says_that(
    app: Flask, study_database: Database, subject: SubjectRef
) -> None:
    """REQ-53: what somebody recorded is shown, whether or not anybody waited for it."""
    page = page_of(study_database, subject, "W4", "OBS")
    not_done(study_database, actor("li.wen"), page, Reason("absent"), request_key=None)
    li_wen = signed_in(app, "li.wen")
    assert "This page was not done" in text(opened(li_wen, f"/pages/{page.id}").xpath("//p[@role='status']")[0])
    assert sign_of(cell(book_of(li_wen, subject), "Page OBS", "Week 4")) == "Not done"
