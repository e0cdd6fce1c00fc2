"""Paper through the browser: who may print what, and that the record taken away is noted."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from edc.acts.add_subject import add_subject
from edc.acts.save import Entry, save
from edc.casebook.reading import SubjectRef, page_ref
from edc.db import Database, rows
from tests.acts.test_save import plain
from tests.people import PEOPLE, actor, sign_in

ONE_DATABASE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
"""What is asked here is the gate and the printer; they ask either database the same."""


@pytest.fixture
def printed(study_database: Database) -> tuple[SubjectRef, int, int]:
    """A participant of YA with a saved page, and its visit."""
    subject = add_subject(study_database, actor("li.wen", "YA"), "YA")
    with study_database.reading() as connection:
        sql = "SELECT page, visit FROM page_state WHERE subject = ? AND event = 'W4' AND form = 'VS'"
        page, visit = rows(connection, sql, (subject.id,))[0]
        ref = page_ref(connection, page)
    assert ref is not None
    save(study_database, actor("li.wen", "YA"), ref, Entry(0, plain(SBP="128")), request_key=None)
    return subject, visit, page


def browser(app: Flask, username: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, username)
    return client


def notes(database: Database, subject: SubjectRef) -> list[str]:
    with database.reading() as connection:
        sql = "SELECT person FROM journal WHERE chain = ? AND name = 'print_record' ORDER BY n"
        return [row[0] for row in rows(connection, sql, (subject.chain,))]


@ONE_DATABASE
def test_li_wen_prints_a_page_a_visit_and_the_casebook_and_each_is_noted(
    app: Flask, study_database: Database, printed: tuple[SubjectRef, int, int]
) -> None:
    """REQ-39, REQ-64, D.115.100: PDF under a name of its own; taking it away leaves a row of the trail."""
    subject, visit, page = printed
    client = browser(app, "li.wen")
    for path in (f"/participants/{subject.id}", f"/visits/{visit}", f"/pages/{page}"):
        screen = client.get(f"{path}/paper")
        assert screen.status_code == 200 and f"{path}/paper.pdf" in screen.text
        answer = client.get(f"{path}/paper.pdf?language=both")
        assert answer.mimetype == "application/pdf" and answer.data.startswith(b"%PDF-")
        assert subject.code in re.findall(r'filename="?([^";]+)', answer.headers["Content-Disposition"])[0]
    assert notes(study_database, subject) == ["li.wen"] * 3
    assert "Printed the record" in client.get(f"/participants/{subject.id}/trail").text


@ONE_DATABASE
def test_a_blank_form_for_a_participant_is_no_part_of_the_record(
    app: Flask, study_database: Database, printed: tuple[SubjectRef, int, int]
) -> None:
    """A sheet to be written on shows nothing that was answered, so nothing is noted."""
    subject, visit, page = printed
    client = browser(app, "wang.lei")
    for path in (f"/visits/{visit}/paper.pdf?blank=1", f"/pages/{page}/paper.pdf?blank=1"):
        assert client.get(path).data.startswith(b"%PDF-")
    assert notes(study_database, subject) == []


@ONE_DATABASE
@pytest.mark.parametrize("username", PEOPLE)
def test_the_definition_prints_for_everybody_and_the_record_for_those_who_see_it(
    app: Flask, username: str, printed: tuple[SubjectRef, int, int]
) -> None:
    """REQ-03: documents of the definition show no data; a statistician and an administrator print no casebook."""
    subject, visit, page = printed
    client = browser(app, username)
    assert client.get("/study/paper").status_code == 200
    assert client.get("/study/paper/blank.pdf?form=VS&language=zh").data.startswith(b"%PDF-")
    sees = username not in ("qian.hao", "lin.tao")
    for path in (f"/participants/{subject.id}", f"/visits/{visit}", f"/pages/{page}"):
        assert client.get(f"{path}/paper.pdf").status_code == (200 if sees else 403), f"{username} {path}"


@ONE_DATABASE
def test_the_casebook_of_another_site_is_not_there(app: Flask, study_database: Database) -> None:
    """REQ-04: Li Wen of YA asks for a participant of KM and is told there is none; nothing is noted."""
    other = add_subject(study_database, actor("wang.lei", "KM"), "KM")
    client = browser(app, "li.wen")
    assert client.get(f"/participants/{other.id}/paper").status_code == 404
    assert client.get(f"/participants/{other.id}/paper.pdf").status_code == 404
    assert notes(study_database, other) == []


@ONE_DATABASE
def test_every_document_of_the_definition_prints_and_unknown_ones_are_not_there(app: Flask) -> None:
    """REQ-52: the specification of checks and what the program decides come from the study itself."""
    client = browser(app, "sun.yan")
    for kind in ("blank", "annotated", "checks", "decisions"):
        answer = client.get(f"/study/paper/{kind}.pdf?language=both")
        assert answer.data.startswith(b"%PDF-"), kind
    for wrong in ("casebook.pdf", "blank.pdf?form=NONE", "blank.pdf?visit=NONE"):
        assert client.get(f"/study/paper/{wrong}").status_code == 404


@ONE_DATABASE
def test_what_the_program_decides_is_a_screen_in_both_languages(app: Flask) -> None:
    """Windows are listed, and what the study has none of is left out."""
    client = browser(app, "zhao.rui")
    shown = client.get("/study/decisions").text
    assert "Visit windows" in shown and "Week 4" in shown and "Clocks" not in shown
