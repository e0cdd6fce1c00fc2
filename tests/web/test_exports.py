"""Exports on screen: made of a lock or as a draft, taken away by those who may, each time on record."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from flask import Flask
from flask.testing import FlaskClient

from edc.acts.decide_lock import decide_lock
from edc.acts.export import export
from edc.acts.lock_checklist import lock_gaps
from edc.acts.request_lock import request_lock
from edc.casebook.reading import SubjectRef
from edc.db import Database, rows
from edc.review.rules_requests import Verdict
from tests.people import actor
from tests.web.record import SCREENING, WEEK_4, browser, fill, form, participant, tree, words

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    """YA-001, entered and finished."""
    found = participant(study_database)
    fill(study_database, found, "SCN", SCREENING)
    fill(study_database, found, "W4", WEEK_4)
    return found


@pytest.fixture
def locked(study_database: Database, subject: SubjectRef) -> int:
    """The number of a lock over it."""
    with study_database.snapshot() as connection:
        gaps = lock_gaps(connection)
    justified = {gap.key: "Pilot" for gap in gaps}
    number = request_lock(study_database, actor("sun.yan"), "Pilot", justified, request_key=None)
    for who in ("zhang.min", "qian.hao"):
        decide_lock(study_database, actor(who), number, Verdict.APPROVED, request_key=None)
    return 1


def downloads(database: Database) -> list[tuple[str, str]]:
    with database.reading() as connection:
        return [tuple(row) for row in rows(connection, "SELECT person, file FROM download ORDER BY id")]


def take(client: FlaskClient, path: str) -> bytes:
    answer = client.get(path, buffered=True)
    assert answer.status_code == 200, f"{path}: {answer.status}"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return bytes(answer.data)


def test_an_export_of_a_lock_is_made_and_taken_by_the_statistician(
    app: Flask, study_database: Database, locked: int
) -> None:
    """De-identified unless said otherwise; each file taken leaves a row (REQ-39, REQ-67)."""
    sun_yan = browser(app, "sun.yan")
    sent = form(tree(sun_yan, "/exports"), "/exports")
    assert sent["lock"] == str(locked) and sent["profile"] == "deidentified"
    assert sun_yan.post("/exports", data={**sent, "format": ["csv", "odm"]}).status_code == 303
    qian_hao = browser(app, "qian.hao")
    page = tree(qian_hao, "/exports")
    assert "De-identified" in page.text_content() and "Lock 1" in page.text_content()
    data = take(qian_hao, next(link for link in page.xpath("//main//a/@href") if link.endswith("/VS.csv")))
    assert data.startswith(b"\xef\xbb\xbf") and b"131" in data
    assert downloads(study_database) == [("qian.hao", "VS.csv")]


def test_the_zip_holds_the_manifest_and_every_file(app: Flask, study_database: Database, locked: int) -> None:
    """The manifest names lock, study and SHA-256 of each file (REQ-67)."""
    number = export(study_database, actor("sun.yan"), lock=locked, formats=["csv"])
    data = take(browser(app, "qian.hao"), f"/exports/{number}/export-{number}.zip")
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        manifest = json.loads(packed.read("manifest.json"))
        assert {entry["name"] for entry in manifest["files"]} | {"manifest.json"} == set(packed.namelist())
    assert manifest["lock"] == locked and manifest["study"]["oid"] == "S.SMALL"


def test_the_full_profile_needs_a_reason_and_is_not_the_statisticians(
    app: Flask, study_database: Database, locked: int
) -> None:
    """What was chosen stays where the reason is missing; a statistician takes de-identified data only."""
    sun_yan = browser(app, "sun.yan")
    sent = form(tree(sun_yan, "/exports"), "/exports") | {"profile": "full", "format": "csv"}
    refused = sun_yan.post("/exports", data=sent)
    assert refused.status_code == 422 and "The reason is missing." in refused.text
    assert 'value="full" checked' in refused.text
    assert sun_yan.post("/exports", data=sent | {"reason": "Hospital archive"}).status_code == 303
    qian_hao = browser(app, "qian.hao")
    page = tree(qian_hao, "/exports")
    assert "Your role takes de-identified data only." in page.text_content()
    assert not page.xpath("//main//a[contains(@href, '/exports/')]")
    assert qian_hao.get("/exports/1/VS.csv").status_code == 403
    assert downloads(study_database) == []


def test_a_draft_says_what_it_is_and_a_later_lock_supersedes_it(
    app: Flask, study_database: Database, subject: SubjectRef, request: pytest.FixtureRequest
) -> None:
    """Files of a draft begin with DRAFT; once locked, the page says which lock supersedes it."""
    export(study_database, actor("sun.yan"), lock=None, formats=["csv"])
    sun_yan = browser(app, "sun.yan")
    page = tree(sun_yan, "/exports")
    assert "not for a final analysis" in page.text_content()
    assert all("DRAFT-" in link for link in page.xpath("//table//a/@href"))
    request.getfixturevalue("locked")
    assert "Lock 1 supersedes this." in tree(sun_yan, "/exports").text_content()


def test_an_investigator_takes_the_own_sites_copy_and_no_other(
    app: Flask, study_database: Database, locked: int
) -> None:
    """Zhang Min makes and takes the copy of YA, also after the lock; KM's and the whole are not there (REQ-04, REQ-66)."""
    whole = export(study_database, actor("sun.yan"), lock=locked, formats=["csv"])
    zhang_min = browser(app, "zhang.min")
    page = tree(zhang_min, "/exports")
    assert "Nothing was exported yet." in page.text_content()
    sent = form(page, "/sites/YA/exports") | {"profile": "full", "reason": "Site file", "format": "csv"}
    assert zhang_min.post("/sites/YA/exports", data=sent).status_code == 303
    assert b"1974-05-06" in take(zhang_min, f"/exports/{whole + 1}/DM.csv")
    assert zhang_min.get(f"/exports/{whole}/DM.csv").status_code == 404
    assert zhang_min.post("/sites/KM/exports", data=sent).status_code == 404
    assert zhang_min.post("/exports", data=sent).status_code == 403
    assert downloads(study_database) == [("zhang.min", "DM.csv")]


@pytest.mark.parametrize("who", ["li.wen", "zhao.rui", "he.ping", "lin.tao"])
def test_others_take_nothing(app: Flask, study_database: Database, locked: int, who: str) -> None:
    """The page says who makes exports; files and forms are not theirs (REQ-03)."""
    export(study_database, actor("sun.yan"), lock=locked, formats=["csv"])
    client = browser(app, who)
    page = tree(client, "/exports")
    assert "Your role takes no exports." in page.text_content()
    assert not page.xpath("//main//form") and not page.xpath("//main//a[contains(@href, '/exports/')]")
    assert client.get("/exports/1/VS.csv").status_code == 404
    token = page.xpath("//input[@name='csrf_token']/@value")[0]
    assert client.post("/exports", data={"csrf_token": token, "format": "csv"}).status_code == 403


@pytest.mark.parametrize("name", ["nothing.csv", "..%2Fconfig.py", "manifest.xml"])
def test_a_file_that_is_none_is_not_found(app: Flask, study_database: Database, locked: int, name: str) -> None:
    """Only what the manifest names is handed out."""
    export(study_database, actor("sun.yan"), lock=locked, formats=["csv"])
    sun_yan = browser(app, "sun.yan")
    assert sun_yan.get(f"/exports/1/{name}").status_code == 404
    assert sun_yan.get("/exports/99/VS.csv").status_code == 404
    assert downloads(study_database) == []


def test_a_format_must_be_chosen(app: Flask, study_database: Database, locked: int) -> None:
    """Nothing ticked, or a lock that is none: nothing is made, and the sentence says so."""
    sun_yan = browser(app, "sun.yan")
    sent = form(tree(sun_yan, "/exports"), "/exports")
    sent.pop("format", None)
    assert sun_yan.post("/exports", data=sent).status_code == 422
    missing = sun_yan.post("/exports", data=sent | {"format": "csv", "lock": "7"})
    assert missing.status_code == 404 and "There is no lock number 7." in words(missing.text)
