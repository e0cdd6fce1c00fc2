"""Signing on screen: what is read is what is signed, by the person who sits there."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from edc.acts.raise_query import raise_query
from edc.casebook.reading import SubjectRef
from edc.db import Database, rows
from edc.exchange.whole import altered
from edc.study.definition import Coded
from tests.people import PASSWORD, actor, amend, small_study
from tests.web.record import SCREENING, WEEK_4, browser, enter, fill, form, page_at, participant, tree, words

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

RESPONSIBLE = Coded(code="responsible", label={"en": "I take responsibility for these data", "zh": "本人负责"})


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    """YA-001, whose visits are both entered and finished."""
    found = participant(study_database)
    fill(study_database, found, "SCN", SCREENING)
    fill(study_database, found, "W4", WEEK_4)
    return found


@pytest.fixture
def visit(study_database: Database, subject: SubjectRef) -> str:
    """Where week 4 of YA-001 is signed."""
    return f"/visits/{page_at(study_database, subject, 'W4', 'SV').visit}/sign"


def ready(client: FlaskClient, path: str, **typed: str) -> dict[str, str]:
    """The form at *path* as it is sent, with what is *typed*."""
    return form(tree(client, path), path) | {"name": "chen.jie", "password": PASSWORD} | typed


def signatures(database: Database) -> list[tuple[str, str, int]]:
    """Who signed what scope, and how many pages each names."""
    sql = (
        "SELECT g.person, g.scope, (SELECT count(*) FROM signature_page p WHERE p.signature = g.id)"
        " FROM signature g ORDER BY g.id"
    )
    with database.reading() as connection:
        return [tuple(row) for row in rows(connection, sql)]


def test_the_read_through_shows_every_value_in_words(app: Flask, visit: str) -> None:
    """Chen Jie sees what she signs, with units (REQ-43, REQ-44)."""
    shown = " ".join(tree(browser(app, "chen.jie"), visit).text_content().split())
    assert "2025-04-01" in shown and "131 mmHg" in shown and "84 mmHg" in shown


def test_a_visit_is_signed_with_user_name_and_password_at_first(
    app: Flask, study_database: Database, visit: str
) -> None:
    """The first signing of a session takes both parts, the next the password alone (REQ-42)."""
    chen_jie = browser(app, "chen.jie")
    sent = ready(chen_jie, visit)
    refused = chen_jie.post(visit, data=sent | {"name": ""})
    assert refused.status_code == 422 and "your user name and your password" in refused.text
    assert chen_jie.post(visit, data=ready(chen_jie, visit)).status_code == 303
    page = tree(chen_jie, visit)
    assert "陈洁 Chen Jie" in page.text_content() and "covers everything as it stands" in page.text_content()
    again = form(page, visit)
    assert "name" not in again
    assert chen_jie.post(visit, data=again | {"password": PASSWORD}).status_code == 303
    assert signatures(study_database) == [("chen.jie", "visit", 2)] * 2


def test_a_wrong_password_signs_nothing_and_counts_towards_the_lockout(
    app: Flask, study_database: Database, visit: str
) -> None:
    """Five wrong ones lock the account as at sign-in; then the right one is refused too (REQ-13, REQ-42)."""
    chen_jie = browser(app, "chen.jie")
    for _try in range(5):
        refused = chen_jie.post(visit, data=ready(chen_jie, visit, password="wrong lantern"))
        assert refused.status_code == 422 and signatures(study_database) == []
    assert "The account is locked" in chen_jie.post(visit, data=ready(chen_jie, visit)).text
    assert signatures(study_database) == []
    with study_database.reading() as connection:
        sql = "SELECT count(*) FROM access_event WHERE kind = 'failed_signature' AND person = 'chen.jie'"
        assert rows(connection, sql)[0][0] == 5


def test_nobody_signs_under_another_name(app: Flask, study_database: Database, visit: str) -> None:
    """Zhang Min's name and password in Chen Jie's session: nothing is signed (REQ-48)."""
    chen_jie = browser(app, "chen.jie")
    refused = chen_jie.post(visit, data=ready(chen_jie, visit, name="zhang.min"))
    assert refused.status_code == 422 and "Nothing was signed" in refused.text
    assert signatures(study_database) == []


def test_what_changed_after_it_was_shown_is_not_signed(
    app: Flask, study_database: Database, subject: SubjectRef, visit: str
) -> None:
    """Li Wen corrects the pressure while Chen Jie reads: she is shown it again (REQ-44)."""
    chen_jie = browser(app, "chen.jie")
    sent = ready(chen_jie, visit)
    enter(study_database, page_at(study_database, subject, "W4", "VS"), SBP="113")
    refused = chen_jie.post(visit, data=sent)
    assert refused.status_code == 409 and "Something changed after it was shown to you." in refused.text
    assert "113 mmHg" in refused.text and signatures(study_database) == []


def test_a_change_after_signing_shows_the_difference_and_asks_again(
    app: Flask, study_database: Database, subject: SubjectRef, visit: str
) -> None:
    """The signature stays in the record and no longer covers one value (REQ-45)."""
    chen_jie = browser(app, "chen.jie")
    chen_jie.post(visit, data=ready(chen_jie, visit))
    enter(study_database, page_at(study_database, subject, "W4", "VS"), SBP="113")
    page = tree(chen_jie, visit)
    changed = page.xpath("//div[contains(@class, 'is-changed')]")
    assert [" ".join(row.text_content().split()) for row in changed] == [
        "Systolic blood pressure 113 mmHg Changed since the last signature signed: 131 mmHg"
    ]
    assert "no longer covers 1 value" in page.text_content() and "1 page changed since" in page.text_content()
    chen_jie.post(visit, data=form(page, visit) | {"password": PASSWORD})
    assert "covers everything as it stands" in tree(chen_jie, visit).text_content()


def test_an_unfinished_visit_cannot_be_signed(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """No signature on an unfinished page: there is no form, and a forged post is refused (REQ-56)."""
    fresh = participant(study_database)
    page = page_at(study_database, fresh, "W4", "VS")
    enter(study_database, page, SBP="131")
    path, chen_jie = f"/visits/{page.visit}/sign", browser(app, "chen.jie")
    shown = tree(chen_jie, path)
    assert "2 pages are not finished" in shown.text_content()
    assert not shown.xpath("//main//input[@name='password']")
    token = shown.xpath("//input[@name='csrf_token']/@value")[0]
    forged = {"csrf_token": token, "name": "chen.jie", "password": PASSWORD, "seen": "0"}
    assert chen_jie.post(path, data=forged).status_code == 409
    assert signatures(study_database) == []


def test_open_queries_warn_at_a_visit_and_block_the_casebook(
    app: Flask, study_database: Database, subject: SubjectRef, visit: str
) -> None:
    """Zhang Min may sign the visit over an open query, not the casebook (REQ-47, REQ-56)."""
    raise_query(
        study_database, actor("zhao.rui"), page_at(study_database, subject, "W4", "VS"), "SBP", "?", request_key=None
    )
    zhang_min, casebook = browser(app, "zhang.min"), f"/participants/{subject.id}/sign"
    assert "1 open query. A correction will ask for a new signature." in tree(zhang_min, visit).text_content()
    blocked = tree(zhang_min, casebook)
    assert "1 query is not closed" in blocked.text_content() and not blocked.xpath("//main//input[@name='password']")


def test_a_casebook_is_the_principal_investigators(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """Zhang Min signs five pages; Chen Jie is told whose it is (REQ-46)."""
    path = f"/participants/{subject.id}/sign"
    refused = browser(app, "chen.jie").get(path)
    assert (
        refused.status_code == 403 and "only the principal investigator of this site signs a casebook" in refused.text
    )
    zhang_min = browser(app, "zhang.min")
    assert zhang_min.post(path, data=ready(zhang_min, path, name="zhang.min")).status_code == 303
    assert signatures(study_database) == [("zhang.min", "subject", 5)]


@pytest.mark.parametrize(("who", "status"), [("li.wen", 403), ("zhao.rui", 403), ("sun.yan", 403), ("lin.tao", 403)])
def test_nobody_else_signs(app: Flask, study_database: Database, visit: str, who: str, status: int) -> None:
    """Coordinator, monitor, data manager and administrator are told that an investigator signs (REQ-46)."""
    client = browser(app, who)
    refused = client.get(visit)
    assert refused.status_code == status and "only an investigator of this site signs" in words(refused.text)
    token = tree(client, "/account").xpath("//input[@name='csrf_token']/@value")[0]
    assert client.post(visit, data={"csrf_token": token, "password": PASSWORD}).status_code == status
    assert signatures(study_database) == []


def test_another_sites_visit_is_not_there(app: Flask, study_database: Database) -> None:
    """Chen Jie is investigator of YA alone (REQ-04)."""
    elsewhere = participant(study_database, "KM")
    number = fill(study_database, elsewhere, "W4", WEEK_4)
    chen_jie = browser(app, "chen.jie")
    assert chen_jie.get(f"/visits/{number}/sign").status_code == 404
    assert chen_jie.get(f"/participants/{elsewhere.id}/sign").status_code in (403, 404)


def test_a_signature_is_withdrawn_by_its_signer_with_a_reason(
    app: Flask, study_database: Database, subject: SubjectRef, visit: str
) -> None:
    """Chen Jie withdraws; both facts stay. Zhang Min cannot do it for her (REQ-45)."""
    chen_jie, zhang_min = browser(app, "chen.jie"), browser(app, "zhang.min")
    chen_jie.post(visit, data=ready(chen_jie, visit))
    withdraw = tree(chen_jie, visit).xpath("//form[contains(@action, '/withdraw')]/@action")[0]
    assert not tree(zhang_min, visit).xpath("//form[contains(@action, '/withdraw')]")
    token = form(tree(zhang_min, visit), visit)
    forged = zhang_min.post(withdraw, data={"csrf_token": token["csrf_token"], "reason": "Not mine"})
    assert forged.status_code == 403 and "only your own signature" in forged.text
    sent = form(tree(chen_jie, visit), withdraw)
    assert chen_jie.post(withdraw, data=sent | {"reason": " "}).status_code == 422
    assert chen_jie.post(withdraw, data=sent | {"reason": "Signed the wrong visit"}).status_code == 303
    assert "Signed the wrong visit" in tree(chen_jie, visit).text_content()


def test_a_signature_prints_its_meaning_and_a_page_that_is_signed_by_itself(
    app: Flask, study_database: Database, subject: SubjectRef
) -> None:
    """The study has meanings and signs the vital signs as a page: a meaning must be chosen, and is shown (REQ-43, REQ-47)."""
    study = small_study()
    forms = tuple(altered(one, sign=one.name == "VS") for one in study.forms)
    amend(
        study_database,
        altered(study, meanings=(RESPONSIBLE, Coded(code="x", label={"en": "Other"})), forms=forms),
    )
    page = page_at(study_database, subject, "W4", "VS")
    path, chen_jie = f"/pages/{page.id}/sign", browser(app, "chen.jie")
    assert "Choose what your signature means." in chen_jie.post(path, data=ready(chen_jie, path)).text
    assert chen_jie.post(path, data=ready(chen_jie, path, meaning="responsible")).status_code == 303
    assert "I take responsibility for these data" in words(chen_jie.get(path).text)
    other = page_at(study_database, subject, "W4", "SV")
    assert "this page is signed with its visit" in tree(chen_jie, f"/pages/{other.id}/sign").text_content()
