"""Whatever arrives, the answer says what happened, what is kept and what to do, and nothing is changed by it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from lxml import html
from markupsafe import escape
from sqlalchemy import text as sql
from werkzeug.test import TestResponse

from edc.access.sessions import Limits
from edc.acts.add_subject import add_subject
from edc.acts.publish_study import publish_study
from edc.acts.save import Entry, save
from edc.acts.sign_out import time_out
from edc.casebook.reading import PageRef
from edc.db import Database
from edc.study.definition import Choice, Codelist, Coded, Event, Form, Group, Item, Range, Study
from edc.study.document import Value
from edc.trail.unit import SYSTEM
from tests.acts.story import page_of, study_with
from tests.people import PASSWORD, actor, csrf, sign_in, small_study

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

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
BAD = {
    "garbage": "~ not \\ a ' value \" ~",
    "control characters": "12\x0734",
    "a right-to-left mark": "\u202e1234",
    "a zero-width space": "1\u200b2",
    "a formula": "=1+1",
    "a script": "<script>alert(1)</script>",
    "forty digits": "1" * 40,
    "half a megabyte": "x" * 500_000,
}
AS_TEXT = {"garbage", "a formula", "a script", "forty digits"}
"""What is only text to a text item: stored as it is, and never markup."""
NOTED = {"journal", "access_event"}
"""Where a refused access leaves its trace."""


def all_types() -> Study:
    """A study whose one form has an item of every type, one of them derived."""
    words = {"label": {"en": "x"}}
    items = [
        Item.model_validate(
            {
                "oid": f"I.{kind}",
                "name": kind,
                "label": {"en": f"The {kind}"},
                "type": kind,
                "length": 100 if kind == "text" else None,
                "codelist": "C" if kind in ("choice", "multi") else None,
                "hard": Range(ge=0, le=5000) if kind in ("number", "integer") else None,
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


@pytest.fixture
def page(study_database: Database) -> PageRef:
    """A page of every type at YA, with 12 stored as its number."""
    publish_study(study_database, SYSTEM, all_types())
    subject = add_subject(study_database, actor("li.wen"), "YA")
    found = page_of(study_database, subject, "X", "ALL")
    save(study_database, actor("li.wen"), found, Entry(0, {"number": Value(v="12")}), request_key=None)
    return found


@pytest.fixture
def li(client: FlaskClient, page: PageRef) -> FlaskClient:
    """Li Wen, signed in."""
    sign_in(client, "li.wen")
    return client


def counts(database: Database) -> dict[str, int]:
    """Rows of every table."""
    with database.engine.connect() as connection:
        tables = connection.execute(sql("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        return {name: connection.execute(sql(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in tables}


def post(client: FlaskClient, page: PageRef, fields: Mapping[str, object], **more: object) -> TestResponse:
    """What the page's form would send with these *fields* in it."""
    form = {"csrf_token": csrf(client, "/account"), "request_key": "k-1", "opened_seq": "1", "act": "save"}
    headers = {"Sec-Fetch-Site": "same-origin"}
    return client.post(f"/pages/{page.id}", data=form | dict(fields), headers=headers, **more)  # type: ignore[arg-type]


def told(answer: TestResponse) -> str:
    """The sentence beside the trouble, on whichever page it stands."""
    tree = html.fromstring(re.sub(r"[\x00-\x08\x0b-\x1f]", "", answer.text))
    found = tree.xpath("//*[@id='summary']//li | //*[@data-problem] | //*[@role='alert' and not(@hidden)] | //main")
    return " ".join(found[0].text_content().split())


def keeps_its_word(said: str) -> bool:
    """Whether a sentence says what happened, what is kept and what to do."""
    kept = re.search(r"not stored|[Nn]othing was|kept|not saved|No mark|below|does not exist", said)
    return bool(kept) and len(re.findall(r"[.:](?:\s|$)", said)) >= 2


@pytest.mark.parametrize("kind", TYPES)
def test_a_value_that_is_none(kind: str, li: FlaskClient, page: PageRef, study_database: Database) -> None:
    """Every type refuses what it cannot hold, with a sentence; the typed value and its neighbour are still there."""
    for name, typed in BAD.items():
        if kind == "text" and name in AS_TEXT:
            continue
        before = counts(study_database)
        answer = post(li, page, {kind: typed, "partial_date" if kind != "partial_date" else "date": "2025-01-02"})
        assert answer.status_code == 422, f"{name}: {answer.status}"
        assert counts(study_database) == before, name
        assert keeps_its_word(told(answer)), f"{name}: {told(answer)}"
        assert 'value="2025-01-02"' in answer.text, name
        if kind not in ("boolean", "choice", "multi", "file"):  # these have no field that could hold it
            assert str(escape(typed)) in answer.text, name
        assert "<script>alert" not in answer.text, name


@pytest.mark.parametrize("name", sorted(AS_TEXT))
def test_text_is_only_text(name: str, li: FlaskClient, page: PageRef, study_database: Database) -> None:
    """A text item stores a formula and a script as they are; no page ever takes them for more (REQ-37)."""
    typed = BAD[name]
    assert post(li, page, {"text": typed}).status_code == 303
    shown = li.get(f"/pages/{page.id}")
    assert str(escape(typed)) in shown.text
    assert "<script>alert" not in shown.text
    for path in (f"/visits/{page.visit}", f"/pages/{page.id}?history=text", f"/participants/{page.subject.id}/trail"):
        assert "<script>alert" not in li.get(path).text


def test_a_derived_value_is_not_taken(li: FlaskClient, page: PageRef, study_database: Database) -> None:
    """Nobody can post what the program computes (REQ-57)."""
    before = counts(study_database)
    answer = post(li, page, {"derived": "25"})
    assert (answer.status_code, counts(study_database)) == (422, before)
    assert keeps_its_word(told(answer)), told(answer)


@pytest.mark.parametrize(
    "fields",
    [
        {"nothing": "1"},
        {"number@unit": "stone", "number": "3"},
        {"number@missing": "XX"},
        {"number@missing": "ND", "number": "3"},
        {"opened_seq": "one"},
        {"opened_seq": "99", "number": "3"},
        {"act": "strike:G/1"},
        {"act": "restore"},
        {"act": "not_done", "#notdone": "absent"},
        {"act": "not_done", "#notdone": "no such reason"},
        {"act": "strike", "#struck@reason": "   "},
    ],
    ids=str,
)
def test_what_no_screen_sends(fields: dict[str, str], li: FlaskClient, page: PageRef, study_database: Database) -> None:
    """Unknown items, units, codes, versions, marks: refused in words, and nothing is changed."""
    before = counts(study_database)
    answer = post(li, page, fields)
    assert 400 <= answer.status_code < 500
    assert counts(study_database) == before
    assert keeps_its_word(told(answer)), told(answer)


def test_ten_megabytes(li: FlaskClient, page: PageRef, study_database: Database) -> None:
    """More than a page can be is not read at all, and it is said so."""
    before = counts(study_database)
    answer = post(li, page, {"text": "x" * 10_000_000})
    assert (answer.status_code, counts(study_database)) == (413, before)
    assert keeps_its_word(told(answer)), told(answer)


def test_a_file_of_the_wrong_kind(li: FlaskClient, page: PageRef, study_database: Database) -> None:
    """A program dressed as a PDF is refused; the values typed beside it are still there (B.2.22)."""
    before = counts(study_database)
    upload = (io.BytesIO(b"MZ\x90\x00 this program cannot be run"), "report.pdf")
    answer = post(li, page, {"integer": "41", "file": upload}, content_type="multipart/form-data")
    assert (answer.status_code, counts(study_database)) == (422, before)
    assert keeps_its_word(told(answer)), told(answer)
    assert 'value="41"' in answer.text
