"""A study with an item of every type, and what a browser could send to its page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import text as sql
from werkzeug.test import TestResponse

from edc.acts.add_subject import add_subject
from edc.acts.save import Entry, save
from edc.casebook.reading import PageRef
from edc.db import Database
from edc.study.definition import Choice, Coded, Codelist, Event, Form, Group, Item, Range, Study
from edc.study.document import Value
from tests.acts.story import page_of, study_with
from tests.people import actor, amend, csrf, small_study

TYPES = (
    "text",
    "number",
    "integer",
    "boolean",
    "date",
    "time",
    "datetime",
    "partial_date",
    "partial_time",
    "partial_datetime",
    "duration",
    "choice",
    "multi",
    "file",
)
"""Every type that people enter; the derived one is refused for itself."""


def all_types() -> Study:
    """A study whose one form has an item of every type, one of them derived."""
    words: dict[str, Any] = {"label": {"en": "x"}}
    items = [
        Item.model_validate(
            {
                "oid": f"I.{kind}",
                "name": kind,
                "label": {"en": f"The {kind}"},
                "type": kind,
                "length": 100 if kind == "text" else None,
                "codelist": "C" if kind in ("choice", "multi") else None,
                "hard": Range(ge=Decimal(0), le=Decimal(5000)) if kind in ("number", "integer") else None,
            }
        )
        for kind in TYPES
    ]
    items.append(Item(oid="I.derived", name="derived", label={"en": "Derived"}, type="derived", value="number * 2"))
    form = Form(
        oid="F.ALL", name="ALL", label={"en": "All"}, groups=(Group(oid="G.ALL", name="G", items=tuple(items)),)
    )
    small = small_study()
    return study_with(
        small,
        version="2",
        codelists=(
            Codelist(oid="C", label={"en": "C"}, choices=(Choice(code="A", **words), Choice(code="B", **words))),
        ),
        missing=(Coded(code="ND", **words),),
        reasons=(Coded(code="typing", **words), Coded(code="other", text=True, **words)),
        not_done_reasons=(Coded(code="absent", **words),),
        forms=(*small.forms, form),
        events=(*small.events, Event(oid="E.X", name="X", label={"en": "X"}, forms=("ALL",))),
    )


def begun(database: Database) -> PageRef:
    """A page of every type at YA, with 12 stored as its number."""
    amend(database, all_types())
    subject = add_subject(database, actor("li.wen"), "YA")
    found = page_of(database, subject, "X", "ALL")
    save(database, actor("li.wen"), found, Entry(0, {"number": Value(v="12")}), request_key=None)
    return found


def counts(database: Database) -> dict[str, int]:
    """Rows of every table."""
    with database.engine.connect() as connection:
        tables = connection.execute(sql("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        return {name: connection.execute(sql(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in tables}


def post(client: FlaskClient, page: PageRef, fields: Mapping[str, Any], **more: Any) -> TestResponse:
    """What the page's form would send with these *fields* in it."""
    form: dict[str, Any] = {
        "csrf_token": csrf(client, "/account"),
        "request_key": "k-1",
        "opened_seq": "1",
        "act": "save",
    }
    headers = {"Sec-Fetch-Site": "same-origin"}
    return client.post(f"/pages/{page.id}", data=form | dict(fields), headers=headers, **more)


def parsed(answer: TestResponse) -> Any:
    """The page of an answer."""
    return html.fromstring(re.sub(r"[\x00-\x08\x0b-\x1f]", "", answer.text))


def told(answer: TestResponse) -> str:
    """The sentence beside the trouble, on whichever page it stands."""
    found = parsed(answer).xpath(
        "//*[@id='summary']//li | //*[@data-problem] | //*[@role='alert' and not(@hidden)] | //main"
    )
    return " ".join(found[0].text_content().split())


def keeps_its_word(said: str) -> bool:
    """Whether a sentence says what happened, what is kept and what to do."""
    kept = re.search(r"not stored|[Nn]othing was|kept|not saved|No mark|below|does not exist", said)
    return bool(kept) and len(re.findall(r"[.:](?:\s|$)", said)) >= 2


def fields_of(answer: TestResponse) -> dict[str, str]:
    """What the last form of an answer would send, blanks left out."""
    return {name: value for name, value in parsed(answer).forms[-1].form_values() if value}
