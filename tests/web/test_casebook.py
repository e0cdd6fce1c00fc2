"""The casebook of one participant: who, how far, what is owed."""

from __future__ import annotations

import pytest
from flask import Flask
from lxml import html

from edc.acts.answer_query import answer_query
from edc.acts.raise_query import raise_query
from edc.acts.reasons import Reason
from edc.acts.strike_out import strike_out
from edc.db import Database
from tests.acts.story import FULL, enter, give_signature, page_of
from tests.people import actor
from tests.web.watched import (
    ago,
    book_of,
    cell,
    owed,
    participant,
    sign_of,
    signed_in,
    text,
    visit_of,
    visited,
    watch,
)

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def facts(tree: html.HtmlElement) -> list[str]:
    return [text(fact) for fact in tree.xpath("//ul[@class='facts']/li")]


def test_the_strip_says_who_this_is_without_a_name(app: Flask, study_database: Database) -> None:
    """Sex, age at consent, consent, last contact, study day; the monitor sees the age, never the birth date (REQ-60)."""
    watch(study_database)
    subject = participant(study_database)
    enter(study_database, page_of(study_database, subject, "SCN", "DM"), {"SEX": "F", "BRTHDT": "1970-06-15"})
    enter(study_database, page_of(study_database, subject, "LOG", "IC"), {"IC/1/ICFDT": "2025-06-14"}, finish=False)
    visited(study_database, subject, "W0", ago(15))
    li_wen = book_of(signed_in(app, "li.wen"), subject)
    assert facts(li_wen) == [
        "Female",
        "54 years at consent",
        "consent 2025-06-14",
        f"last contact {ago(15)}",
        "today day 16, week 2",
    ]
    assert text(li_wen.xpath("//span[@class='strip__state']")[0]) == "On treatment"
    zhao_rui = signed_in(app, "zhao.rui")
    assert "54 years at consent" in facts(book_of(zhao_rui, subject))
    for path in (f"/participants/{subject.id}", f"/visits/{visit_of(study_database, subject, 'SCN')}"):
        assert "1970-06-15" not in zhao_rui.get(path).text
    assert "1970-06-15" in signed_in(app, "wang.lei").get(f"/visits/{visit_of(study_database, subject, 'SCN')}").text


def test_only_pages_of_the_schedule_are_drawn(app: Flask, study_database: Database) -> None:
    """Demographics stand at screening alone; each page says how far it is (screens 3.3)."""
    watch(study_database)
    subject = participant(study_database)
    enter(study_database, page_of(study_database, subject, "SCN", "VS"), {"SBP": "190", "DBP": "80"}, finish=False)
    tree = book_of(signed_in(app, "li.wen"), subject)
    assert cell(tree, "The DM", "Week 0") is None and cell(tree, "The DM", "Screening") is not None
    vital = cell(tree, "Vital signs", "Screening")
    assert vital is not None
    assert vital.get("href") == f"/pages/{page_of(study_database, subject, 'SCN', 'VS').id}"
    assert sign_of(vital) == "In entry"
    assert "1 open query" in vital.get("data-card")
    assert "李雯 Li Wen" in vital.get("data-card")
    begun = cell(tree, "Vital signs", "Week 0")
    assert begun is not None and sign_of(begun) == "Not started"


def test_what_is_no_longer_expected_stays_in_reach(app: Flask, study_database: Database) -> None:
    """After a screen failure the later pages are marked as not expected, with the reason, and still open (trial 0.2)."""
    watch(study_database)
    subject = participant(study_database)
    enter(study_database, page_of(study_database, subject, "LOG", "DS"), {"DSDECOD": "SCREEN FAILURE"})
    later = cell(book_of(signed_in(app, "li.wen"), subject), "Vital signs", "Week 4")
    assert later is not None and sign_of(later) == "Not expected"
    assert "Not expected: Screen failed" in later.get("data-card")
    assert later.get("href").startswith("/pages/")


def test_logs_are_tables_with_what_was_struck_out_in_sight(app: Flask, study_database: Database) -> None:
    """A row struck out is never gone: it is shown as such. A serious event stands out (REQ-28, screens 3.3)."""
    watch(study_database)
    subject = participant(study_database)
    page = page_of(study_database, subject, "LOG", "AE")
    values = {
        "AE/1/AETERM": "Fever",
        "AE/1/AESER": "N",
        "AE/2/AETERM": "Pneumonia",
        "AE/2/AESER": "Y",
        "AE/3/AETERM": "Fvr",
    }
    enter(study_database, page, values, finish=False)
    strike_out(study_database, actor("li.wen"), page, Reason("typing"), row="AE/3", request_key=None)
    tree = book_of(signed_in(app, "chen.jie"), subject)
    rows = tree.xpath("//section[@id='log-AE']//tbody/tr")
    assert [[text(one) for one in row.xpath("./td")][:2] for row in rows] == [
        ["1", "Fever"],
        ["2", "Pneumonia"],
        ["3", "Fvr"],
    ]
    assert [row.get("class", "").split() for row in rows] == [[], ["is-sae"], ["is-struck"]]
    assert "No" in text(rows[0]) and "Yes" in text(rows[1])
    assert not book_of(signed_in(app, "zhao.rui"), subject).xpath("//section[@id='log-AE']//a[contains(., 'Add')]")


def test_the_time_line_counts_weeks_from_day_one(app: Flask, study_database: Database) -> None:
    """Visits stand where they took place, an adverse event from its begin to its end, today where it is."""
    watch(study_database)
    subject = participant(study_database)
    visited(study_database, subject, "SCN", ago(70))
    visited(study_database, subject, "W0", ago(56))
    enter(
        study_database,
        page_of(study_database, subject, "LOG", "AE"),
        {"AE/1/AETERM": "Fever", "AE/1/AESTDT": ago(49), "AE/1/AEENDT": ago(42), "AE/1/AESER": "N"},
        finish=False,
    )
    tree = book_of(signed_in(app, "li.wen"), subject)
    line = tree.xpath("//*[contains(@class, 'time-line')]")[0]
    places = {
        str(group.xpath("./title/text()")[0]): float(group.xpath("./rect")[0].get("x"))
        for group in line.xpath(".//a[rect]")
    }
    weeks = 1200 / (8 - -2 + 4)  # first tick at week -2, last at week 8, two weeks free at both ends
    assert places["Week 0: Finished"] == pytest.approx((0 + 4) * weeks - 8, abs=0.2)
    assert places["Screening: In entry"] == pytest.approx((-2 + 4) * weeks - 8, abs=0.2)
    assert places["Fever"] == pytest.approx((1 + 4) * weeks, abs=0.2)
    bar = line.xpath(".//*[@class='tl-ae']")[0]
    assert float(bar.get("width")) == pytest.approx(weeks, abs=0.2)
    assert line.xpath(".//*[@class='tl-now']")


def test_what_is_owed_here_is_counted(app: Flask, study_database: Database) -> None:
    """The rail counts what is missing, open, answered, unsigned and unverified, each with the way there (screens 3.3)."""
    watch(study_database)
    subject = participant(study_database)
    visited(study_database, subject, "W0", ago(10))
    enter(study_database, page_of(study_database, subject, "SCN", "SV"), {"SVDAT": ago(20)}, finish=False)
    page = page_of(study_database, subject, "W0", "VS")
    for item in ("SBP", "DBP"):
        query = raise_query(study_database, actor("zhao.rui"), page, item, "Check", request_key=None)
    answer_query(study_database, actor("li.wen"), query, Reason("checked"), request_key=None)
    li_wen = signed_in(app, "li.wen")
    assert owed(book_of(li_wen, subject)) == {
        "Pages missing": "2",
        "Pages in entry": "1",
        "Open queries": "1",
        "Answered queries": "1",
        "Visits to sign": "1",
        "Items to verify": "3",
    }
    give_signature(study_database, subject, "visit", visit_of(study_database, subject, "W0"))
    assert "Visits to sign" not in owed(book_of(li_wen, subject))
    enter(study_database, page, {"DBP": "82"})
    assert owed(book_of(li_wen, subject))["Visits to sign"] == "1"


def test_a_finished_casebook_owes_nothing(app: Flask, study_database: Database) -> None:
    """Every page finished, verified and signed: the rail says that nothing is owed."""
    watch(study_database)
    subject = participant(study_database)
    enter(study_database, page_of(study_database, subject, "LOG", "DS"), {"DSDECOD": "SCREEN FAILURE"})
    enter(study_database, page_of(study_database, subject, "LOG", "IC"), {"IC/1/ICFDT": "2025-06-14"})
    enter(
        study_database,
        page_of(study_database, subject, "LOG", "AE"),
        {"AE/1/AETERM": "Fever", "AE/1/AESTDT": "2025-06", "AE/1/AESER": "N"},
    )
    enter(study_database, page_of(study_database, subject, "SCN", "SV"), {"SVDAT": "2025-06-14"})
    enter(study_database, page_of(study_database, subject, "SCN", "DM"), {"SEX": "F", "BRTHDT": "1970-06-15"})
    enter(study_database, page_of(study_database, subject, "SCN", "VS"), FULL["VS"])
    for event in ("SCN", "LOG"):
        give_signature(study_database, subject, "visit", visit_of(study_database, subject, event))
    left = owed(book_of(signed_in(app, "li.wen"), subject))
    assert set(left) == {"Items to verify"}
