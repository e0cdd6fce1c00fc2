"""What tests of screens start from: participants, saved pages, browsers somebody signed in with, forms as they are sent."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from edc.acts.add_subject import add_subject
from edc.acts.save import Entry, save
from edc.casebook.reading import PageRef, SubjectRef, page_ref
from edc.db import Database, rows
from edc.study.document import Value
from tests.people import actor, sign_in

SCREENING = {"SV": {"SVDAT": "2025-03-04"}, "DM": {"BRTHDT": "1974-05-06"}, "VS": {"SBP": "128", "DBP": "82"}}
WEEK_4 = {"SV": {"SVDAT": "2025-04-01"}, "VS": {"SBP": "131", "DBP": "84"}}


def participant(database: Database, site: str = "YA") -> SubjectRef:
    """The next participant of *site*, added by a coordinator of it."""
    return add_subject(database, actor("wang.lei", site), site)


def page_at(database: Database, subject: SubjectRef, event: str, form: str) -> PageRef:
    """The page of *form* at *event*."""
    with database.reading() as connection:
        sql = "SELECT page FROM page_state WHERE subject = ? AND event = ? AND form = ?"
        found = page_ref(connection, rows(connection, sql, (subject.id, event, form))[0][0])
    assert found is not None
    return found


def enter(
    database: Database, page: PageRef, who: str = "wang.lei", *, why: str = "typing", finish: bool = False, **items: str
) -> None:
    """*who* types *items*; whatever stood there changes for the reason *why*."""
    with database.reading() as connection:
        found = rows(connection, "SELECT head FROM page_state WHERE page = ?", (page.id,))
    values = {path: Value(v=text) for path, text in items.items()}
    entry = Entry(found[0][0], values, dict.fromkeys(items, why))
    save(database, actor(who, page.subject.site), page, entry, request_key=None, finish=finish)


def fill(database: Database, subject: SubjectRef, event: str, pages: dict[str, dict[str, str]]) -> int:
    """Fill and finish the pages of a visit; returns the visit's number."""
    visit = 0
    for form, items in pages.items():
        page = page_at(database, subject, event, form)
        enter(database, page, finish=True, **items)
        visit = page.visit
    return visit


def browser(app: Flask, username: str) -> FlaskClient:
    """A browser that *username* has signed in with."""
    client = app.test_client()
    assert sign_in(client, username).status_code == 303
    return client


def tree(client: FlaskClient, path: str) -> html.HtmlElement:
    """The page at *path*."""
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status}"
    return html.document_fromstring(answer.text)


def form(page: html.HtmlElement, action: str) -> dict[str, str]:
    """What the form that is sent to *action* carries before anybody types: hidden fields, first choices."""
    found = page.xpath("//form[@method='post'][starts-with(@action, $action)]", action=action)
    assert found, f"no form for {action}"
    return {name: value for name, value in found[0].form_values() if name != "act"}


def words(text: str) -> str:
    """The readable text of an answer, blanks folded."""
    page: html.HtmlElement = html.document_fromstring(text)
    return " ".join(page.get_element_by_id("main").text_content().split())
