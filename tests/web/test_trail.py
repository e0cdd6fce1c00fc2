"""The audit trail on screen and as a file, and the study definition that names what it speaks of."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask

from edc.acts.answer_query import answer_query
from edc.acts.raise_query import raise_query
from edc.acts.reasons import Reason
from edc.casebook.reading import SubjectRef
from edc.db import Database, rows
from tests.people import actor, sign_in
from tests.web.record import SCREENING, WEEK_4, browser, enter, fill, page_at, participant, tree, words

one_database = pytest.mark.parametrize("backend", ["sqlite"])
"""For what depends on no database."""


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    """YA-001: entered, one value corrected by Li Wen, one query answered."""
    found = participant(study_database)
    fill(study_database, found, "SCN", SCREENING)
    fill(study_database, found, "W4", WEEK_4)
    page = page_at(study_database, found, "W4", "VS")
    enter(study_database, page, "li.wen", why="source: the monitor's copy", SBP="113")
    query = raise_query(study_database, actor("zhao.rui"), page, "DBP", "Seated?", request_key=None)
    answer_query(study_database, actor("li.wen"), query, Reason("", "Yes"), request_key=None)
    return found


def table(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))


def test_the_trail_says_who_when_what_and_why(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """Old and new in words with unit, role, time with zone, reason; newest first (REQ-26, REQ-32, REQ-35)."""
    page = tree(browser(app, "wu.gang"), f"/participants/{subject.id}/trail")
    lines = [" ".join(row.text_content().split()) for row in page.xpath("//table[contains(@class, 'trail')]/tbody/tr")]
    assert "Answered a query" in lines[0] and "Raised a query" in lines[1]
    correction = lines[2]
    assert "Systolic blood pressure: 131 mmHg → 113 mmHg · source: the monitor's copy" in correction
    assert "李雯 Li Wen" in correction and "coordinator" in correction and "UTC+8" in correction
    assert "Added the participant" in lines[-1]


def test_filters_by_form_person_day_and_act(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """Each filter leaves what it names, and the file follows it (REQ-36)."""
    client, path = browser(app, "wu.gang"), f"/participants/{subject.id}/trail"

    def numbers(asked: str) -> list[str]:
        return [cell.strip() for cell in tree(client, f"{path}?{asked}").xpath("//tbody/tr/td[1]/text()")]

    every = numbers("")
    assert set(numbers("form=DM")) < set(every) and len(numbers("form=DM")) == 1
    assert len(numbers("person=li.wen")) == 2
    assert len(numbers("act=raise_query")) == 1
    assert numbers("since=2025-01-01&until=2025-01-02") == []
    assert numbers("since=nonsense") == every
    file = table(client.get(f"{path}.csv?person=li.wen&act=save").data)
    assert [row["PERSON"] for row in file] == ["li.wen"]


def test_the_file_has_every_change_there_is(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """As many rows of changes as the record has, first entries included (REQ-36)."""
    file = table(browser(app, "wu.gang").get(f"/participants/{subject.id}/trail.csv").data)
    changes = [
        row for row in file if row["ACT_CODE"] in ("save", "finish") and row["ITEM"] and "Query" not in row["ITEM"]
    ]
    with study_database.reading() as connection:
        assert len(changes) == rows(connection, "SELECT count(*) FROM item_change")[0][0]
    assert all(row["AT_UTC"].endswith("Z") and "+08:00" in row["AT_SITE"] for row in file)


@one_database
def test_no_spreadsheet_runs_a_cell_of_the_file(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """A remark that begins like a formula comes out as text; a number stays a number."""
    enter(study_database, page_at(study_database, subject, "SCN", "DM"), why="@home", NOTE="=cmd|' /C calc'!A0")
    file = table(browser(app, "wu.gang").get(f"/participants/{subject.id}/trail.csv").data)
    cells = {row["NEW"] for row in file} | {row["REASON"] for row in file}
    assert "'=cmd|' /C calc'!A0" in cells
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "@")]


@one_database
def test_identifying_values_are_masked_for_the_monitor(
    app: Flask, study_database: Database, subject: SubjectRef
) -> None:
    """Zhao Rui sees that the birth date was entered, not what; Li Wen sees it (REQ-60)."""
    path = f"/participants/{subject.id}/trail"
    monitor, site = browser(app, "zhao.rui"), browser(app, "li.wen")
    for address in (path, f"{path}.csv"):
        assert "1974" not in monitor.get(address).text and "masked" in monitor.get(address).text
        assert "1974-05-06" in site.get(address).text


@one_database
def test_another_sites_trail_is_not_there(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """The monitor of YA asks for a participant of KM, as a page and as a file (REQ-04)."""
    elsewhere = participant(study_database, "KM")
    client = browser(app, "zhao.rui")
    for file in ("trail", "trail.csv"):
        assert client.get(f"/participants/{elsewhere.id}/{file}").status_code == 404


def test_the_studys_trail_has_people_roles_sign_ins_and_versions(app: Flask, study_database: Database) -> None:
    """Who got which role, who signed in and who could not, which version was published (REQ-07)."""
    sign_in(app.test_client(), "li.wen", "not her password")
    client = browser(app, "lin.tao")
    granted = words(client.get("/trail?act=grant_role").text)
    assert "zhao.rui: monitor at YA" in granted
    assert "li.wen: Wrong password" in words(client.get("/trail?act=sign_in_refused").text)
    assert "Study version 1, revision 1" in words(client.get("/trail?act=publish_study").text)
    assert {row["ACT_CODE"] for row in table(client.get("/trail.csv").data)} >= {"add_person", "sign_in"}


@one_database
@pytest.mark.parametrize("who", ["li.wen", "zhang.min", "zhao.rui", "qian.hao"])
def test_the_studys_trail_is_not_everybodys(app: Flask, who: str) -> None:
    """Access events are for administrator, data manager, safety physician and inspector."""
    client = browser(app, who)
    assert client.get("/trail").status_code == 403 and client.get("/trail.csv").status_code == 403


@one_database
def test_the_administrator_reads_no_clinical_trail(app: Flask, subject: SubjectRef) -> None:
    """An administrator has no clinical data (REQ-05)."""
    assert browser(app, "lin.tao").get(f"/participants/{subject.id}/trail").status_code == 403


@one_database
def test_the_annotated_form_names_items_rules_and_answers(app: Flask) -> None:
    """What the trail speaks of: names, types, units, ranges, what identifies."""
    client = browser(app, "lin.tao")
    shown = words(client.get("/study/forms/VS").text)
    assert "SBP" in shown and "expected: 80–180 mmHg" in shown and "possible: 0–300 mmHg" in shown
    assert "identifying" in words(client.get("/study/annotated").text)
    assert client.get("/study/forms/NONE").status_code == 404


@one_database
def test_the_list_of_checks_is_numbered_and_exported(app: Flask) -> None:
    """Every bound of every item is in the specification, on screen and as a file (REQ-52)."""
    client = browser(app, "sun.yan")
    page = tree(client, "/study/checks")
    numbers = [cell.text_content().split()[0] for cell in page.xpath("//tbody/tr/td[1]")]
    file = table(client.get("/study/checks.csv").data)
    assert numbers == [row["CHECK"] for row in file]
    assert {"RANGE.SBP", "HARD.DBP", "REQUIRED.SBP", "FUTURE.SVDAT"} <= set(numbers)


@one_database
def test_the_first_page_of_the_definition_shows_schedule_and_versions(app: Flask) -> None:
    """Which forms are expected at which visits, and from which version the study runs."""
    page = tree(browser(app, "li.wen"), "/study")
    assert "Screening" in page.text_content() and "In use" in page.text_content()
    row = page.xpath("//tr[th//a[text()='Demographics']]")[0]
    assert [bool(cell.xpath(".//title")) for cell in row.xpath("./td")[-2:]] == [True, False]


def test_the_studys_trail_speaks_in_words(app: Flask, study_database: Database) -> None:
    """Wu Gang reads what was accepted and of what somebody was told, and no word of the program (REQ-35)."""
    said = words(browser(app, "wu.gang").get("/trail").text)
    assert "My electronic signature in this system binds me" in said and "signature/1" not in said
    assert "Told to: principal investigator: role granted" in said and "role_granted" not in said
    assert "the system" in said and "system system" not in said
