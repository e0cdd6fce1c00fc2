"""A study that came as ODM from elsewhere: each of its forms opens, takes a value for every item, and saves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from config import Config
from edc import create_app
from edc.access.rules import Role
from edc.access.statements import STATEMENTS
from edc.acts.accept_statement import accept_statements
from edc.acts.add_person import add_person
from edc.acts.add_site import add_site
from edc.acts.add_subject import add_subject
from edc.acts.add_visit import add_visit
from edc.acts.change_password import change_password
from edc.acts.grant_role import grant_role
from edc.acts.publish_study import publish_study
from edc.acts.verify_trail import verify_trail
from edc.db import Database, rows
from edc.exchange.study_in import study_of
from edc.study.definition import Form, Item, Site, Study
from edc.trail.unit import SYSTEM, Actor
from tests.people import PASSWORD, csrf, sign_in

OWN = Path(__file__).resolve().parents[1] / "study" / "odm" / "no_visits.xml"
"""Our own file of the same awkward shape; the published one is in a folder beside the project, where it is there."""
CDASH = Path(__file__).resolve().parents[3] / "shared" / "standards" / "odm" / "odmlib_cdash.odm_updated.xml"
LI_WEN = Actor("li.wen", Role.COORDINATOR.value, "YA")
TYPED = {
    "text": "as the source says",
    "number": "1",
    "integer": "1",
    "boolean": "true",
    "date": "2025-03-04",
    "time": "08:05",
    "datetime": "2025-03-04 08:05",
    "partial_date": "2025-03",
    "partial_time": "08",
    "partial_datetime": "2025-03",
    "duration": "P1D",
}


def typed(item: Item, study: Study) -> str:
    """Something that fits the item: the first code of its list, or a value of its type."""
    codelist = study.codelist_by_oid.get(item.codelist or "")
    if codelist and codelist.choices:
        return codelist.choices[0].code
    text = TYPED[item.type] if item.type in TYPED else TYPED["text"]
    return text[: item.length] if item.type == "text" and item.length else text


def page_of(form: Form, study: Study) -> dict[str, str]:
    """Every item of *form*, in row 1 of the groups that repeat."""
    posted = {}
    for group, item in form.items():
        if item.stored and item.type != "file":
            row = group.rows[0].key if group.repeat == "fixed" else "1"
            posted[item.name if group.repeat == "none" else f"{group.name}/{row}/{item.name}"] = typed(item, study)
    return posted


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "file",
    [OWN, pytest.param(CDASH, marks=pytest.mark.skipif(not CDASH.exists(), reason="the CDASH file is not here"))],
    ids=["own", "cdash"],
)
def test_every_form_of_a_foreign_study_renders_and_saves(database: Database, file: Path, tmp_path: Path) -> None:
    """B.3.14.0200, D.119.200: Li Wen fills every item of every form of a study without visits (22 forms of CDASH)."""
    study, _report = study_of(file.read_bytes())
    publish_study(database, SYSTEM, study)
    add_site(database, SYSTEM, Site(code="YA", label={"en": "Yan'an Hospital"}, prefix="YA", timezone="Asia/Shanghai"))
    given = add_person(database, SYSTEM, "li.wen", "李雯 Li Wen")
    grant_role(database, SYSTEM, "li.wen", Role.COORDINATOR, "YA", trained=date(2025, 1, 6))
    change_password(database, "li.wen", given, PASSWORD, address="tests", language="en", web=False)
    accept_statements(database, LI_WEN, STATEMENTS, "en")
    subject = add_subject(database, LI_WEN, "YA")
    for event in study.events:
        if event.kind == "unscheduled":
            add_visit(database, LI_WEN, subject, event.name, request_key=None)
    url = database.url.render_as_string(hide_password=False)
    client = create_app(Config(url, url, tmp_path, "s" * 40, secure_cookies=False), database).test_client()
    sign_in(client, "li.wen")
    token = csrf(client, "/account")
    with database.reading() as connection:
        pages = rows(connection, "SELECT page, form FROM page_state ORDER BY page")
    assert {form for _, form in pages} == {form.name for form in study.forms if any(True for _ in form.items())}
    for page, name in pages:
        shown = client.get(f"/pages/{page}")
        assert shown.status_code == 200, name
        form = page_of(study.form_by_name[name], study)
        answer = client.post(f"/pages/{page}", data=form | {"csrf_token": token, "opened_seq": "0", "act": "save"})
        assert answer.status_code == 303, f"{name}: {answer.status_code}"
        with database.reading() as connection:
            stored = rows(connection, "SELECT count(*) FROM item_change WHERE page = ? AND new IS NOT NULL", (page,))
        assert stored == [(len(form),)], name
        assert client.get(f"/pages/{page}").status_code == 200, name
    assert [str(flaw) for flaw in verify_trail(database)] == []
