"""Participants by visits: what the record says is what the matrix shows, for the sites one may see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event as listening

from edc import clock
from edc.access.rules_grants import Sites
from edc.acts.add_visit import add_visit
from edc.acts.raise_query import raise_query
from edc.acts.reasons import Reason
from edc.acts.strike_out import strike_out
from edc.casebook import listing
from edc.casebook.reading import SubjectRef
from edc.casebook.rules import VisitState
from edc.casebook.standing import Standing
from edc.casebook.standings import standings
from edc.db import Database
from tests.acts.story import FULL, enter, page_of
from tests.people import actor
from tests.web.watched import (
    ago,
    codes,
    matrix_row,
    opened,
    participant,
    sign_of,
    signed_in,
    text,
    visited,
    watch,
)

on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def standing_of(database: Database, subject: SubjectRef) -> Standing:
    with database.reading() as connection:
        row = listing.subject(connection, subject.id)
        assert row is not None
        return standings(connection, [row])[0]


@on_sqlite
def test_nobody_sees_another_site(app: Flask, study_database: Database) -> None:
    """Li Wen works at YA: the participant of KM is not listed, not counted, not found (REQ-04, B.2.10.0400)."""
    watch(study_database)
    mine, theirs = participant(study_database), participant(study_database, "KM")
    li_wen = signed_in(app, "li.wen")
    tree = opened(li_wen, "/participants")
    assert codes(tree) == [mine.code]
    assert "1 participant" in text(tree.xpath("//footer")[0])
    assert theirs.code not in li_wen.get("/participants?search=KM").text.replace("KM Kunming", "")
    assert li_wen.get("/participants?site=KM").text.count(theirs.code) == 0
    jumped = li_wen.get(f"/jump?subject={theirs.code}")
    assert jumped.headers["Location"].startswith("/participants?search=")
    assert codes(opened(signed_in(app, "wang.lei"), "/participants")) == [theirs.code, mine.code]


@on_sqlite
@pytest.mark.parametrize("typed", ["YA-002", "ya-002", "002", "2", " 02 "])
def test_the_jump_box_leads_to_one_participant(app: Flask, study_database: Database, typed: str) -> None:
    """Li Wen types what is on the folder before her, and is in the casebook (screens 3.0)."""
    watch(study_database)
    _first, second = participant(study_database), participant(study_database)
    answer = signed_in(app, "li.wen").get("/jump", query_string={"subject": typed})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/participants/{second.id}")


@on_sqlite
def test_filters_stand_in_the_address(app: Flask, study_database: Database) -> None:
    """Each filter lists exactly those it names, and goes along to the next one (screens 3.2)."""
    watch(study_database)
    late, asking, failed, quiet = (participant(study_database) for _ in range(4))
    visited(study_database, late, "W0", ago(100))
    enter(study_database, page_of(study_database, asking, "SCN", "VS"), {"SBP": "190", "DBP": "80"}, finish=False)
    enter(study_database, page_of(study_database, failed, "LOG", "DS"), {"DSDECOD": "SCREEN FAILURE"})
    manager = signed_in(app, "sun.yan")

    def listed(arguments: str) -> list[str]:
        return codes(opened(manager, f"/participants?{arguments}"))

    assert listed("overdue=1") == [late.code]
    assert listed("queries=1") == [asking.code]
    assert listed("unsigned=1") == [late.code, failed.code]
    assert listed("state=screen_failed") == [failed.code]
    assert listed("state=screening&unsigned=1") == []
    assert listed("search=00") == [late.code, asking.code, failed.code, quiet.code]
    assert listed("search=%25") == []
    assert listed("state=nonsense&show=nonsense&page=nonsense") == []
    tree = opened(manager, "/participants?overdue=1&show=signature")
    links = {text(chip): chip.get("href") for chip in tree.xpath("//a[contains(@class, 'filter')]")}
    assert links["Unsigned"] == "/participants?overdue=1&unsigned=1&show=signature"
    assert links["On treatment 1"] == "/participants?state=on_treatment&overdue=1&show=signature"
    kept = {one.get("name"): one.get("value") for one in tree.xpath("//form[@class='search']//input[@type='hidden']")}
    assert kept == {"overdue": "1", "show": "signature"}


@on_sqlite
def test_a_screen_failure_is_asked_for_nothing_more(app: Flask, study_database: Database) -> None:
    """After a failed screening no later visit is expected, and the cell says why (trial 0.4.4)."""
    watch(study_database)
    subject = participant(study_database)
    enter(study_database, page_of(study_database, subject, "LOG", "DS"), {"DSDECOD": "SCREEN FAILURE"})
    row = matrix_row(opened(signed_in(app, "li.wen"), "/participants"), subject.code)
    assert [row[word].get("title") for word in ("Week 0", "Week 4", "Week 8")] == ["Not expected: Screen failed"] * 3
    assert sign_of(row["Screening"]) == "Not yet due"


@on_sqlite
def test_windows_follow_the_calendar_of_the_site(study_database: Database) -> None:
    """Week 4 is 28 days after week 0, three days either way; the day begins when it does at the site.

    At 17:00 UTC it is already tomorrow in Shanghai (architecture 4: judged in the site's zone).
    """
    watch(study_database)
    subject = participant(study_database)
    visited(study_database, subject, "W0", "2030-03-01")

    def state_at(moment: str) -> VisitState:
        with clock.simulate(clock.parse(f"{moment}:00.000Z")):
            return next(one.state for one in standing_of(study_database, subject).visits if one.event.name == "W4")

    assert state_at("2030-03-25T15:59") is VisitState.NOT_YET_DUE
    assert state_at("2030-03-25T16:01") is VisitState.DUE
    assert state_at("2030-04-01T15:59") is VisitState.DUE
    assert state_at("2030-04-01T16:01") is VisitState.OVERDUE


@on_sqlite
def test_a_visit_outside_its_window_says_by_how_much(app: Flask, study_database: Database) -> None:
    """Week 4 took place on day 35 instead of 26 to 32: three days late, with a sign and a number (screens 3.2)."""
    watch(study_database)
    subject = participant(study_database)
    visited(study_database, subject, "W0", ago(60))
    visited(study_database, subject, "W4", ago(60 - 34))
    cell = matrix_row(opened(signed_in(app, "li.wen"), "/participants"), subject.code)["Week 4"]
    assert "+3" in text(cell)
    assert "Out of window (+3 d)" in cell.xpath("./a/@data-card")[0]


@on_sqlite
def test_what_a_process_remembers_is_never_old(app: Flask, study_database: Database) -> None:
    """Wang Lei saves between two looks of Sun Yan: the second look shows it (B.3.14.0800)."""
    watch(study_database)
    subject = participant(study_database)
    manager = signed_in(app, "sun.yan")
    assert sign_of(matrix_row(opened(manager, "/participants"), subject.code)["Week 0"]) == "Not yet due"
    visited(study_database, subject, "W0", ago(3), who="wang.lei")
    assert sign_of(matrix_row(opened(manager, "/participants"), subject.code)["Week 0"]) == "Finished"
    raise_query(
        study_database,
        actor("zhao.rui"),
        page_of(study_database, subject, "W0", "VS"),
        "SBP",
        "Check",
        request_key=None,
    )
    assert "1" in text(matrix_row(opened(manager, "/participants"), subject.code)["Week 0"])
    with clock.simulate(clock.now() + timedelta(days=60)):
        assert standing_of(study_database, subject).overdue


@on_sqlite
def test_an_owed_visit_that_nobody_added_is_counted_and_named(app: Flask, study_database: Database) -> None:
    """Withdrawal owes an early termination visit; unscheduled visits are counted, not drawn (screens 3.2)."""
    watch(study_database)
    subject = participant(study_database)
    add_visit(study_database, actor("li.wen"), subject, "UNS", request_key=None)
    enter(study_database, page_of(study_database, subject, "LOG", "DS"), {"DSDECOD": "WITHDRAWAL BY SUBJECT"})
    li_wen = signed_in(app, "li.wen")
    count = matrix_row(opened(li_wen, "/participants"), subject.code)["Other"].xpath("./a")[0]
    assert (text(count)[0], count.get("title")) == ("1", "Owed: Early termination")
    add_visit(study_database, actor("li.wen"), subject, "ET", request_key=None)
    count = matrix_row(opened(li_wen, "/participants"), subject.code)["Other"].xpath("./a")[0]
    assert (text(count)[0], count.get("title")) == ("2", "2 unscheduled visits")


@on_sqlite
def test_logs_are_counted_without_what_is_struck_out(app: Flask, study_database: Database) -> None:
    """Two adverse events, one of them entered by mistake and struck out: one counts."""
    watch(study_database)
    subject = participant(study_database)
    page = page_of(study_database, subject, "LOG", "AE")
    enter(study_database, page, {"AE/1/AETERM": "Fever", "AE/2/AETERM": "Fevr"}, finish=False)
    strike_out(study_database, actor("li.wen"), page, Reason("typing"), row="AE/2", request_key=None)
    count = matrix_row(opened(signed_in(app, "li.wen"), "/participants"), subject.code)["AE"]
    assert text(count).startswith("1 ")


@on_sqlite
def test_fifty_participants_a_page(app: Flask, study_database: Database) -> None:
    """The 51st stands on the second page; a page that does not exist shows the last (screens 3.2)."""
    watch(study_database)
    people = [participant(study_database) for _ in range(51)]
    manager = signed_in(app, "sun.yan")
    assert codes(opened(manager, "/participants")) == [one.code for one in people[:50]]
    assert codes(opened(manager, "/participants?page=2")) == [people[50].code]
    assert codes(opened(manager, "/participants?page=99")) == [people[50].code]
    assert "51 participants" in text(opened(manager, "/participants?page=2").xpath("//footer")[0])


@on_sqlite
def test_more_participants_ask_for_no_more_statements(study_database: Database) -> None:
    """The matrix of fifty is read in as many statements as that of one (architecture 3: index on the subject)."""
    watch(study_database)
    people = [participant(study_database) for _ in range(12)]
    for subject in people[:6]:
        enter(study_database, page_of(study_database, subject, "W0", "SV"), FULL["SV"])
    counted: list[str] = []

    @listening.listens_for(study_database.engine, "before_cursor_execute")
    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        counted.append(statement)

    with study_database.reading() as connection:
        every = listing.subjects(connection, Sites(True))
        counted.clear()
        standings(connection, every[:1])
        one = len(counted)
        counted.clear()
        standings(connection, every)
    assert len(counted) == one <= 5  # with several versions: which of them each visit was begun under


@on_sqlite
def test_the_first_participant_is_invited(app: Flask, study_database: Database) -> None:
    """An empty study says what comes first, with the button; filters that fit nobody say so instead."""
    watch(study_database)
    li_wen = signed_in(app, "li.wen")
    assert "created after the consent form is signed" in li_wen.get("/participants").text
    participant(study_database)
    assert "No participant fits these filters" in li_wen.get("/participants?search=zzz").text
    assert "/participants/add" not in signed_in(app, "zhao.rui").get("/participants").text
