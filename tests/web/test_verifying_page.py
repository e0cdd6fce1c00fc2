"""A monitor goes through a visit: all items of a page in one act, and on to the next; a masked item is typed."""

from __future__ import annotations

import pytest
from flask import Flask

from edc.casebook.reading import PageRef
from edc.db import Database, rows
from tests.people import PASSWORD
from tests.web.record import SCREENING, WEEK_4, browser, enter, fill, form, page_at, participant, tree, words

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def pages(study_database: Database) -> tuple[PageRef, PageRef]:
    """Demographics and vital signs of YA-001 at screening, finished by Wang Lei."""
    subject = participant(study_database)
    fill(
        study_database,
        subject,
        "SCN",
        {"DM": {"BRTHDT": "1974-05-06"}, "VS": {"SBP": "131", "DBP": "84"}},
    )
    return page_at(study_database, subject, "SCN", "DM"), page_at(study_database, subject, "SCN", "VS")


def marked(database: Database, page: PageRef) -> tuple[int, int]:
    with database.reading() as connection:
        verified, owed = rows(connection, "SELECT verified, owed FROM page_state WHERE page = ?", (page.id,))[0]
        return int(verified), int(owed)


def test_one_button_verifies_a_page_and_goes_on(
    app: Flask, study_database: Database, pages: tuple[PageRef, PageRef]
) -> None:
    """Zhao Rui compared a page: one button marks what he sees and opens the next of the participant (D.106.600)."""
    demographics, vital_signs = pages
    fill(study_database, vital_signs.subject, "W4", WEEK_4)
    later = page_at(study_database, vital_signs.subject, "W4", "VS")
    zhao_rui, path = browser(app, "zhao.rui"), f"/pages/{vital_signs.id}"
    shown = tree(zhao_rui, path)
    assert "Verify 1 item and next" in shown.xpath("//button[@value='verify_all']")[0].text_content()
    here, seen = path, []
    while here.startswith("/pages/"):
        seen.append(here)
        answer = zhao_rui.post(here, data=form(tree(zhao_rui, here), here) | {"act": "verify_all"})
        assert answer.status_code == 303
        here = answer.location.partition("?")[0]
    assert here == "/verification" and f"/pages/{later.id}" in seen
    for page in (vital_signs, later):
        verified, owed = marked(study_database, page)
        assert verified == owed > 0
    assert marked(study_database, demographics) == (0, 1), "nobody verifies what he does not see (REQ-60)"
    assert not tree(zhao_rui, f"/pages/{demographics.id}").xpath("//button[@value='verify_all']")


def test_nothing_ticked_is_said_so(app: Flask, study_database: Database, pages: tuple[PageRef, PageRef]) -> None:
    """Zhao Rui presses the button for ticked items without a tick: the answer says that, and no mark is set (REQ-69)."""
    zhao_rui, path = browser(app, "zhao.rui"), f"/pages/{pages[1].id}"
    answer = zhao_rui.post(path, data=form(tree(zhao_rui, path), path) | {"act": "verify"})
    assert answer.status_code == 422 and "No item is ticked" in words(answer.text)
    assert marked(study_database, pages[1])[0] == 0


def test_a_masked_value_that_differs_is_named(
    app: Flask, study_database: Database, pages: tuple[PageRef, PageRef]
) -> None:
    """Zhao Rui types another birth date than the stored one: he stays, reads which item differs, and it has no mark (REQ-60)."""
    zhao_rui, path = browser(app, "zhao.rui"), f"/pages/{pages[0].id}"
    sent = form(tree(zhao_rui, path), path) | {"BRTHDT@typed": "1974-05-07", "act": "verify"}
    answer = zhao_rui.post(path, data=sent, follow_redirects=True)
    assert answer.request.path == path
    assert "What you typed differs from what is stored: Date of birth" in words(answer.text)
    assert "1974" not in answer.text
    sent = form(tree(zhao_rui, path), path) | {"BRTHDT@typed": "1974-05-06", "act": "verify"}
    told = words(zhao_rui.post(path, data=sent, follow_redirects=True).text)
    verified, owed = marked(study_database, pages[0])
    assert verified == owed and "differs" not in told


def test_a_page_in_entry_offers_no_mark(app: Flask, study_database: Database, pages: tuple[PageRef, PageRef]) -> None:
    """Li Wen reopened the page: Zhao Rui is offered no button that would only be refused (REQ-69)."""
    path = f"/pages/{pages[1].id}"
    li_wen = browser(app, "li.wen")
    sent = form(tree(li_wen, path), path) | {"act": "reopen", "#finished@reason": "entry_error"}
    assert li_wen.post(path, data=sent).status_code == 303
    assert not tree(browser(app, "zhao.rui"), path).xpath("//button[starts-with(@value, 'verify')]")


def test_only_who_signs_is_led_to_the_signature(app: Flask, study_database: Database) -> None:
    """A signed page changed: Chen Jie is led to sign again, Wu Gang reads it without a link that refuses him (REQ-69)."""
    subject = participant(study_database)
    fill(study_database, subject, "SCN", SCREENING)
    fill(study_database, subject, "W4", WEEK_4)
    page = page_at(study_database, subject, "W4", "VS")
    path, visit = f"/pages/{page.id}", f"/visits/{page.visit}/sign"
    chen_jie = browser(app, "chen.jie")
    signing = form(tree(chen_jie, visit), visit) | {"name": "chen.jie", "password": PASSWORD}
    assert chen_jie.post(visit, data=signing).status_code == 303
    enter(study_database, page, "li.wen", why="source: the monitor's copy", finish=True, SBP="113")
    assert visit in tree(chen_jie, path).xpath("//*[contains(@class, 'banner-sign')]//a/@href")
    banner = tree(browser(app, "wu.gang"), path).xpath("//*[contains(@class, 'banner-sign')]")
    assert banner and "no longer covers" in banner[0].text_content() and not banner[0].xpath(".//a")
