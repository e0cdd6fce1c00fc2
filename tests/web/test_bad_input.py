"""Whatever arrives, the answer says what happened, what is kept and what to do, and nothing is changed by it."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from edc.access.sessions import Limits
from edc.acts.add_subject import add_subject
from edc.acts.freeze import freeze
from edc.acts.save import Entry, save
from edc.acts.sign_out import time_out
from edc.casebook.reading import PageRef
from edc.db import Database
from edc.study.document import Value
from tests.acts.story import page_of
from tests.people import PASSWORD, actor, csrf, sign_in
from tests.web.every_type import TYPES, begun, counts, fields_of, keeps_its_word, parsed, post, told

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

BAD = {
    "garbage": "~ not \\ a ' value \" ~",
    "control characters": "12\x0734",
    "a right-to-left mark": "\u202e1234",
    "a byte order mark inside": "1\ufeff2",
    "a formula": "=1+1",
    "a script": "<script>alert(1)</script>",
    "forty digits": "1" * 40,
    "half a megabyte": "x" * 500_000,
}
AS_TEXT = {"garbage", "a byte order mark inside", "a formula", "a script", "forty digits"}
"""What is only text to a text item: stored as it is, and never markup."""
NOTED = {"journal", "access_event"}
"""Where a refused access leaves its trace."""


@pytest.fixture
def page(study_database: Database) -> PageRef:
    return begun(study_database)


@pytest.fixture
def li(client: FlaskClient, page: PageRef) -> FlaskClient:
    """Li Wen, signed in."""
    sign_in(client, "li.wen")
    return client


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
    """A text item stores a formula and a script as they are; no page ever takes them for more (REQ-58)."""
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
        {"number@missing": "XX", "number": ""},
        {"number@missing": "ND", "number": "3"},
        {"opened_seq": "one"},
        {"opened_seq": "99", "number": "3"},
        {"act": "strike:G/1"},
        {"act": "restore"},
        {"act": "save_and_more", "number": "4000000"},
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
    """Ten megabytes are refused like any text that is too long, and all of them are still there; more is not read."""
    before = counts(study_database)
    answer = post(li, page, {"text": "x" * 10_000_000})
    assert (answer.status_code, counts(study_database)) == (422, before)
    assert keeps_its_word(told(answer)), told(answer)
    assert "x" * 10_000_000 in answer.text
    answer = post(li, page, {"text": "x" * 25_000_000})
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


def test_a_good_file_is_kept_beside_a_bad_value(li: FlaskClient, page: PageRef, study_database: Database) -> None:
    """The number is refused; the file that came with it is offered again and is there after the correction."""
    upload = (io.BytesIO(b"%PDF-1.7 a report"), "report.pdf")
    answer = post(li, page, {"integer": "4x", "file": upload}, content_type="multipart/form-data")
    assert answer.status_code == 422
    kept = parsed(answer).xpath("//input[@type='hidden'][@name='file']/@value")
    assert len(kept) == 1 and kept[0].endswith(":report.pdf")
    assert post(li, page, {"integer": "4", "file": kept[0]}).status_code == 303
    assert "report.pdf" in li.get(f"/pages/{page.id}").text


def test_blanks_are_no_reason(li: FlaskClient, page: PageRef, study_database: Database) -> None:
    """A changed value with blanks for its reason is not saved; both are asked for again (REQ-27)."""
    before = counts(study_database)
    for reason in ("", "   ", "\u3000", "\u200b", "other"):  # "other" needs words of its own
        answer = post(
            li, page, {"number": "13", "number@reason": reason, "number@reason_text": reason.replace("other", " ")}
        )
        assert (answer.status_code, counts(study_database)) == (422, before), repr(reason)
        assert "Say why the stored value changes" in answer.text
        assert keeps_its_word(told(answer)) or "Say why" in told(answer)
        assert 'value="13"' in answer.text


def test_a_stale_page(li: FlaskClient, page: PageRef, study_database: Database) -> None:
    """The page was opened before somebody else saved the same item: both values stand side by side."""
    save(
        study_database,
        actor("wang.lei"),
        page,
        Entry(1, {"number": Value(v="15")}, {"number": "typing"}),
        request_key=None,
    )
    before = counts(study_database)
    answer = post(li, page, {"number": "14", "text": "<b>mine</b>", "number@reason": "typing"})
    assert (answer.status_code, counts(study_database)) == (409, before)
    row = " ".join(parsed(answer).xpath("//table//tbody//tr")[0].text_content().split())
    assert "12" in row and "15" in row and "14" in row
    assert str(escape("<b>mine</b>")) in answer.text
    assert "nothing has been overwritten" in answer.text


def test_an_expired_session(li: FlaskClient, page: PageRef, study_database: Database) -> None:
    """The session ran out before the save: after the password, what was typed is there to be sent again (REQ-17)."""
    form = {"csrf_token": csrf(li, "/account"), "opened_seq": "1", "act": "save", "text": "<i>kept</i>"}
    time_out(study_database, Limits(timedelta(0), timedelta(0)))
    before = counts(study_database)
    answer = li.post(f"/pages/{page.id}", data=form)
    assert (answer.status_code, counts(study_database)) == (401, before)
    assert "Typed values are kept" in told(answer)
    again = li.post("/sign-in", data=fields_of(answer) | {"password": PASSWORD})
    assert str(escape("<i>kept</i>")) in again.text
    assert counts(study_database)["page_version"] == before["page_version"]
    assert li.post(f"/pages/{page.id}", data=fields_of(again)).status_code == 303
    assert counts(study_database)["page_version"] == before["page_version"] + 1


def test_a_form_without_its_token(li: FlaskClient, page: PageRef, study_database: Database) -> None:
    """A form from before the last sign-in is offered again with what was typed; a stranger's is not (REQ-22)."""
    before = counts(study_database)
    fields = {"csrf_token": "of yesterday", "text": "<u>old</u>"}
    answer = post(li, page, fields)
    assert (answer.status_code, counts(study_database)) == (400, before)
    assert keeps_its_word(told(answer)), told(answer)
    assert str(escape("<u>old</u>")) in answer.text
    foreign = li.post(f"/pages/{page.id}", data=fields, headers={"Sec-Fetch-Site": "cross-site"})
    assert (foreign.status_code, counts(study_database)) == (400, before)
    assert str(escape("<u>old</u>")) not in foreign.text


def test_another_sites_page(client: FlaskClient, page: PageRef, study_database: Database) -> None:
    """A page of Kunming is not there for Li Wen, however it is asked for; that she asked is noted (REQ-04)."""
    subject = add_subject(study_database, actor("wang.lei", "KM"), "KM")
    other = page_of(study_database, subject, "X", "ALL")
    sign_in(client, "li.wen")
    before = counts(study_database)
    for answer in (client.get(f"/pages/{other.id}"), post(client, other, {"text": "mine"})):
        assert answer.status_code == 404
        assert "nothing here that you may see" in told(answer)
    after = counts(study_database)
    assert {name for name, n in after.items() if n != before[name]} <= NOTED
    assert after["access_event"] == before["access_event"] + 2


def test_a_page_frozen_meanwhile(li: FlaskClient, page: PageRef, study_database: Database) -> None:
    """Sun Yan froze the page while Li Wen typed: nothing is saved, and what she typed stands beside the reason."""
    freeze(study_database, actor("sun.yan"), ("page", str(page.id)), "cleaning", request_key=None)
    before = counts(study_database)
    answer = post(li, page, {"text": "<s>typed</s>"})
    assert (answer.status_code, counts(study_database)) == (403, before)
    assert "frozen or locked" in told(answer)
    assert str(escape("<s>typed</s>")) in answer.text
