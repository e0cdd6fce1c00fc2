"""A data manager proposes a version on screen: a ZIP of its folder comes in, the published one goes out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from edc.db import Database
from edc.study.loading import load
from tests.acts.amended import first_version
from tests.acts.story import asked
from tests.people import SITES, furnish_study
from tests.web.record import browser, form, tree, words

on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
pytestmark = on_sqlite

AT = "/study/versions/propose"
ONE = first_version(sites=tuple(site.model_copy(update={"label": {"en": site.code}}) for site in SITES))
AMENDED = {
    "study.toml": 'base = "1"\nversion = "2"\n',
    "vs.toml": 'form = "VS"\nextends = true\n[[group]]\nname = "VS"\n[[group.item]]\noid = "I.PULSE"\nname = "PULSE"\nlabel = { en = "Pulse" }\n'
    'type = "integer"\nunit = "/min"\n',
}
"""Version 2 asks the pulse; everything else is as published."""


@pytest.fixture
def study_database(database: Database) -> Database:
    """A study of which version 1 is published."""
    furnish_study(database, study=ONE)
    return database


@pytest.fixture
def sun_yan(app: Flask, study_database: Database) -> FlaskClient:
    return browser(app, "sun.yan")


def packed(files: Mapping[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


def send(client: FlaskClient, content: bytes, act: str = "check", **typed: str) -> TestResponse:
    """Choose the ZIP on the screen, type, and press a button."""
    data = form(tree(client, AT), AT) | {"act": act} | typed
    answer = client.post(AT, data=data | {"file": (io.BytesIO(content), "two.zip")})
    # the test client leaves what it sent open, a file on disk where that is large
    answer.request.environ["wsgi.input"].close()
    return answer


def send_again(client: FlaskClient, page: TestResponse, **typed: str) -> TestResponse:
    """Press *Propose* on the page that came back, without choosing the file again."""
    return client.post(AT, data=form(html.document_fromstring(page.text), AT) | {"act": "propose"} | typed)


def published_files(client: FlaskClient) -> dict[str, str]:
    """The published version 1 as it is downloaded."""
    answer = client.get("/study/versions/1/folder.zip")
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def proposed(database: Database) -> list[tuple[str, str, str, str]]:
    return [tuple(row) for row in asked(database, "SELECT kind, version, reason, ethics FROM study_proposal")]


def test_everybody_takes_the_published_version_away(app: Flask, study_database: Database, tmp_path: Path) -> None:
    """REQ-50, REQ-52: the ZIP is a folder that loads as the very definition; a version that is none is not there."""
    wu_gang = browser(app, "wu.gang")
    assert "Version 1 (ZIP)" in words(wu_gang.get("/study/versions").text)
    files = published_files(wu_gang)
    (tmp_path / "1").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    assert load(tmp_path / "1").digest == ONE.digest
    assert wu_gang.get("/study/versions/9/folder.zip").status_code == 404


def test_a_revision_of_a_label_is_looked_through_and_proposed(sun_yan: FlaskClient, study_database: Database) -> None:
    """REQ-50: she changes one word of the downloaded folder; the ZIP need not be chosen twice, no approval is owed."""
    files = published_files(sun_yan)
    files["1/vs.toml"] = files["1/vs.toml"].replace('label = { en = "SBP" }', 'label = { en = "Systolic pressure" }')
    looked = send(sun_yan, packed(files), reason="clearer words")
    assert looked.status_code == 200 and 'value="clearer words"' in looked.text
    assert "Revision of version 1 · 3 forms · 6 items · 1 check" in words(looked.text)
    assert proposed(study_database) == []
    answer = send_again(sun_yan, looked)
    assert answer.status_code == 303
    said = words(sun_yan.get(answer.location).text)
    for text in ("clearer words", "Systolic pressure", "Dry run", "Still to approve"):
        assert text in said
    assert proposed(study_database) == [("revision", "1", "clearer words", "")]


def test_an_amendment_builds_on_what_is_published(sun_yan: FlaskClient, study_database: Database) -> None:
    """REQ-50: ``base`` is the version of the database; reason and approval are asked for with the ZIP kept."""
    refused = send(sun_yan, packed(AMENDED), "propose", reason="pulse asked")
    assert refused.status_code == 422 and "approval of the ethics committee" in words(refused.text)
    assert 'value="pulse asked"' in refused.text and "two.zip is still here" in words(refused.text)
    again = send_again(sun_yan, refused, reason="", ethics="EC 2025-17")
    assert again.status_code == 422 and 'value="EC 2025-17"' in again.text
    answer = send_again(sun_yan, again, reason="pulse asked")
    assert answer.status_code == 303
    said = words(sun_yan.get(answer.location).text)
    for text in ("Amendment: version 2", "Differences from version 1.1", "PULSE", "EC 2025-17"):
        assert text in said
    assert proposed(study_database) == [("amendment", "2", "pulse asked", "EC 2025-17")]
    waits = send(sun_yan, packed(AMENDED))
    assert waits.status_code == 409 and "waits for approval" in words(waits.text)


def test_every_flaw_is_listed_with_file_line_and_key(sun_yan: FlaskClient, study_database: Database) -> None:
    """REQ-50: as the command line does; what was typed is kept, and the folder has to be chosen again."""
    broken = AMENDED["vs.toml"].replace('"integer"', '"whole"')
    check = '[[check]]\nid = "EC9"\nwhen = "SBP >"\nmessage = { en = "High" }\n'
    files = AMENDED | {"vs.toml": broken, "ae.toml": f'form = "AE"\nextends = true\n{check}'}
    latin = 'form = "X" # \xe9'.encode("latin-1")
    answer = send(sun_yan, packed(files | {"x.toml": latin}), "propose", reason="pulse", ethics="EC 1")
    assert answer.status_code == 422
    page = html.document_fromstring(answer.text)
    lines = {tuple(cell.text_content() for cell in row.xpath("td")[:3]) for row in page.xpath("//tbody/tr")}
    assert ("vs.toml", "9", "group[VS].item[PULSE].type") in lines
    assert ("x.toml", "1", "–") in lines
    assert 'value="pulse"' in answer.text and 'value="EC 1"' in answer.text
    assert page.xpath("//input[@type='file']/@required") and not page.xpath("//input[@name='kept']")[0].get("value")
    assert proposed(study_database) == []


@pytest.mark.parametrize("base", ["/etc", "..", ".", "../1", "(ZIP)", "", "7", "1/../1", "x" * 5000])
def test_a_base_is_a_published_version_and_no_path(sun_yan: FlaskClient, study_database: Database, base: str) -> None:
    """REQ-50: what ``base`` names is never looked for on the server's disk; that there is none is said at its line."""
    answer = send(
        sun_yan, packed(AMENDED | {"study.toml": f'version = "2"\nbase = "{base}"\n'}), reason="x", ethics="x"
    )
    assert answer.status_code == 422
    row = html.document_fromstring(answer.text).xpath("//tbody/tr[td[3]='base']/td/text()")
    assert row[:2] == ["study.toml", "2"]


def test_a_bomb_and_a_path_that_climbs_out_change_nothing(
    sun_yan: FlaskClient, study_database: Database, tmp_path: Path
) -> None:
    """REQ-50: more than 10 MB unpacked, or a name above the folder: a sentence, the words kept, nothing written."""
    bomb = send(sun_yan, packed(AMENDED | {"a.toml": " " * 11_000_000}), "propose", reason="bomb", ethics="none")
    assert bomb.status_code == 413 and "larger than 10 MB. Nothing was proposed" in words(bomb.text)
    assert 'value="bomb"' in bomb.text
    climbing = send(sun_yan, packed(AMENDED | {"../../evil.toml": "x = 1"}), "propose", reason="up", ethics="none")
    assert climbing.status_code == 422
    assert "../../evil.toml leads out of the version folder" in words(climbing.text)
    assert not re.search("evil", " ".join(str(path) for path in tmp_path.rglob("*")))
    assert proposed(study_database) == []


def test_nothing_chosen_and_nothing_readable(sun_yan: FlaskClient) -> None:
    """REQ-50: no file, a file that is no ZIP, one that is too large, and a page that was tampered with."""
    data = form(tree(sun_yan, AT), AT) | {"act": "check"}
    assert "No file was chosen" in words(sun_yan.post(AT, data=data).text)
    assert "not a ZIP that can be read" in words(send(sun_yan, b"form = 1").text)
    assert "not a ZIP that can be read" in words(sun_yan.post(AT, data=data | {"kept": "%%%"}).text)
    large = send(sun_yan, bytes(2 * 1024 * 1024 + 1))
    assert large.status_code == 413 and "larger than 2 MB" in words(large.text)


def test_the_monitor_may_not(app: Flask, sun_yan: FlaskClient, study_database: Database) -> None:
    """REQ-03, REQ-50: Zhao Rui reads and downloads; neither the way in nor the form is there for him."""
    zhao_rui = browser(app, "zhao.rui")
    assert "Propose a version" not in words(zhao_rui.get("/study/versions").text)
    assert "Propose a version" in words(sun_yan.get("/study/versions").text)
    assert zhao_rui.get(AT).status_code == 403
    token = form(tree(zhao_rui, "/study/versions"), "/")["csrf_token"]
    data = {"csrf_token": token, "act": "propose", "reason": "x", "ethics": "x"}
    assert zhao_rui.post(AT, data=data | {"file": (io.BytesIO(packed(AMENDED)), "two.zip")}).status_code == 403
    assert proposed(study_database) == []
