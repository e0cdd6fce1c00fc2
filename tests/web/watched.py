"""A study with windows, states and logs, and how its screens are read back from their HTML.

Week 0 is day 1. A participant who fails screening owes no later visit; one who
withdraws owes an early termination visit, which somebody adds.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from edc import clock
from edc.acts.add_subject import add_subject
from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.study.definition import Choice, Codelist, Event, Form, Group, Item, State, Study
from tests.acts.story import FULL, asked, enter, page_of, story_study, study_with
from tests.people import actor, amend, csrf, sign_in

SITE_ZONE = "Asia/Shanghai"
EVERYTHING = ("SCN", "W0", "W4", "W8", "LOG")


def watched_study() -> Study:
    """Version 2 of the small study: four visits with windows, two unscheduled ones, three logs."""
    story = story_study()
    return study_with(
        story,
        consent_date="IC.ICFDT",
        birth_date="DM.BRTHDT",
        sex="DM.SEX",
        codelists=(_codes("SEX", M="Male", F="Female"), _codes("YN", Y="Yes", N="No")),
        forms=(
            story.form_by_name["SV"],
            _form("DM", _items("DM", _item("BRTHDT", "date", identifying=True), _item("SEX", "choice", codelist="SEX"))),
            story.form_by_name["VS"],
            _form("IC", _items("IC", _item("ICFDT", "date", required=True), repeat="added")),
            _form(
                "AE",
                _items(
                    "AE",
                    _item("AETERM", "text", required=True, sdtm={"variable": "AETERM"}),
                    _item("AESTDT", "partial_date", required=True, sdtm={"variable": "AESTDTC"}),
                    _item("AEENDT", "partial_date", sdtm={"variable": "AEENDTC"}),
                    _item("AESER", "choice", codelist="YN", required=True, medical=True, sdtm={"variable": "AESER"}),
                    repeat="added",
                ),
                domain="AE",
            ),
            story.form_by_name["DS"],
        ),
        events=(
            Event(oid="SCN", name="SCN", label={"en": "Screening", "zh": "筛选"}, day=-28, anchor="W0", after=27, forms=("SV", "DM", "VS")),
            Event(oid="W0", name="W0", label={"en": "Week 0"}, week=0, anchor="W0", after=28, until="W0", forms=("SV", "VS")),
            Event(oid="W4", name="W4", label={"en": "Week 4"}, week=4, anchor="W0", before=3, after=3, forms=("SV", "VS")),
            Event(oid="W8", name="W8", label={"en": "Week 8"}, week=8, anchor="W0", before=3, after=3, forms=("SV", "VS")),
            Event(oid="ET", name="ET", label={"en": "Early termination"}, kind="unscheduled", forms=("SV",)),
            Event(oid="UNS", name="UNS", label={"en": "Unscheduled"}, kind="unscheduled", repeating=True, forms=("SV", "VS")),
            Event(oid="LOG", name="LOG", label={"en": "Logs"}, kind="log", forms=("IC", "AE", "DS")),
        ),
        states=(
            _state("screen_failed", "Screen failed", 'latest(DS.DSDECOD) == "SCREEN FAILURE"', ("SCN", "LOG"), ("SV", "DM", "IC", "AE", "DS")),
            _state("withdrawn", "Withdrawn", "known(latest(DS.DSDECOD))", ("SCN", "ET", "LOG")),
            _state("on_treatment", "On treatment", 'known(at("W0", SV.SVDAT))', EVERYTHING),
            _state("screening", "Screening", "True", EVERYTHING),
        ),
    )  # fmt: skip


def _codes(oid: str, **words: str) -> Codelist:
    return Codelist(oid=oid, choices=tuple(Choice(code=code, label={"en": word}) for code, word in words.items()))


def _state(name: str, word: str, when: str, expects: tuple[str, ...], forms: tuple[str, ...] | None = None) -> State:
    return State(name=name, label={"en": word, "zh": word}, when=when, expects=expects, forms=forms)


def _form(name: str, group: Group, **more: Any) -> Form:
    return Form(oid=f"F.{name}", name=name, label={"en": f"The {name}"}, groups=(group,), **more)


def _items(name: str, *items: Item, repeat: str = "none") -> Group:
    return Group(oid=f"G.{name}", name=name, items=items, repeat=repeat)  # type: ignore[arg-type]  # one of its words


def _item(name: str, kind: str, **more: Any) -> Item:
    return Item.model_validate({"oid": f"I.{name}", "name": name, "label": {"en": name}, "type": kind} | more)


def today() -> date:
    return clock.today(SITE_ZONE)


def ago(days: int) -> str:
    """The day that many days ago, as it is stored."""
    return (today() - timedelta(days=days)).isoformat()


def watch(database: Database) -> None:
    """The study of this file is published."""
    amend(database, watched_study())


def participant(database: Database, site: str = "YA") -> SubjectRef:
    return add_subject(database, actor("li.wen" if site == "YA" else "wang.lei", site), site)


def visited(database: Database, subject: SubjectRef, event: str, day: str, *, who: str = "li.wen") -> None:
    """The visit took place on *day*: its visit page and vital signs are entered and finished."""
    enter(database, page_of(database, subject, event, "SV"), {"SVDAT": day}, who=who)
    enter(database, page_of(database, subject, event, "VS"), FULL["VS"], who=who)


def visit_of(database: Database, subject: SubjectRef, event: str, repeat: int = 1) -> int:
    sql = "SELECT id FROM visit WHERE subject = ? AND event = ? AND repeat = ?"
    return int(asked(database, sql, subject.id, event, repeat)[0][0])


def signed_in(app: Flask, username: str) -> FlaskClient:
    """A browser in which *username* has signed in."""
    client = app.test_client()
    assert sign_in(client, username).status_code == 303
    return client


def opened(client: FlaskClient, path: str, status: int = 200) -> html.HtmlElement:
    """The page at *path* as a tree."""
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return html.document_fromstring(answer.text)


def text(element: html.HtmlElement) -> str:
    """What stands in *element*, without the titles of its signs and with single blanks."""
    return " ".join(" ".join(element.xpath(".//text()[not(ancestor::title)]")).split())


def matrix_row(tree: html.HtmlElement, code: str) -> dict[str, html.HtmlElement]:
    """Column word to cell, of one participant."""
    words = [text(head).split(" day ")[0] for head in tree.xpath("//table[@data-matrix]/thead//th")]
    rows = [row for row in tree.xpath("//table[@data-matrix]/tbody/tr") if row.xpath("./th//b/text()") == [code]]
    assert len(rows) == 1, f"{code} is listed {len(rows)} times"
    return dict(zip(words, rows[0], strict=True))


def codes(tree: html.HtmlElement) -> list[str]:
    """The participants a matrix lists."""
    return [str(code) for code in tree.xpath("//table[@data-matrix]/tbody/tr/th//b/text()")]


def sign_of(cell: html.HtmlElement) -> str:
    """The word of the sign that speaks for a cell."""
    return str(cell.xpath("(.//svg//title)[1]/text()")[0])


def block_of(tree: html.HtmlElement, word: str) -> list[list[str]]:
    """The rows of the block of home with that heading, as text; a block with nothing owed has none."""
    for section in tree.xpath("//section[contains(@class, 'owed')]"):
        heading = section.xpath(".//h2/text()")
        if heading and heading[0].strip() == word:
            return [[text(cell) for cell in row.xpath("./td")] for row in section.xpath(".//tbody/tr")]
    quiet = [text(line) for line in tree.xpath("//p[contains(@class, 'owed-none')]/b")]
    assert word in quiet, f"no block {word}: {quiet}"
    return []


def book_of(client: FlaskClient, subject: Any) -> html.HtmlElement:
    return opened(client, f"/participants/{subject.id}")


def cell(tree: html.HtmlElement, form: str, visit: str) -> html.HtmlElement | None:
    """The page of *form* at *visit*; ``None`` where the schedule has none."""
    heads = [text(head) for head in tree.xpath("//table[@data-matrix]/thead//th")]
    column = next(n for n, word in enumerate(heads) if word.startswith(visit))
    row = next(row for row in tree.xpath("//table[@data-matrix]//tr") if text(row[0]) == form)
    links = row[column].xpath("./a")
    return links[0] if links else None


def owed(tree: html.HtmlElement) -> dict[str, str]:
    lines = tree.xpath("//ul[@class='owes']/li/a")
    return {text(line.xpath("./span")[0]): text(line.xpath("./b")[0]) for line in lines}


def post(client: FlaskClient, path: str, **fields: str) -> Any:
    return client.post(path, data={"csrf_token": csrf(client, "/account/password"), **fields})
