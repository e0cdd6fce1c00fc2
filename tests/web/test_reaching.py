"""A page is typed from top to bottom: what lies ahead is not asked before the save, and then it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from edc.acts.add_subject import add_subject
from edc.casebook.reading import PageRef, SubjectRef
from edc.db import Database
from edc.study.loading import load
from tests.acts.story import enter, page_of, queries
from tests.acts.ward import application
from tests.people import actor, csrf
from tests.walk.house import TRIAL, furnish
from tests.web.record import browser

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def subject(database: Database) -> SubjectRef:
    furnish(database, load(TRIAL))
    return add_subject(database, actor("li.wen"), "YA")


@pytest.fixture
def app(database: Database, owner_url: str, subject: SubjectRef, tmp_path: Path) -> Iterator[Flask]:
    with application(database, owner_url, tmp_path) as made:
        yield made


def shown(app: Flask, page: PageRef, typed: Mapping[str, str], seq: int = 0) -> set[str]:
    """Checks that live help shows to Li Wen while *typed* stands on *page*."""
    client = browser(app, "li.wen")
    fields = {"csrf_token": csrf(client, "/account"), "opened_seq": str(seq), "request_key": "k"}
    answer = client.post(f"/pages/{page.id}/live", data=fields | dict(typed), headers={"Sec-Fetch-Site": "same-origin"})
    items: dict[str, Any] = answer.get_json()["items"]
    return {ask["check"] for said in items.values() for ask in said.get("asks", [])}


def test_rows_that_nobody_has_come_to_are_asked_by_the_save(
    app: Flask, database: Database, subject: SubjectRef
) -> None:
    """Li Wen says that he has hypertension: its row stands further down, and is asked once she has saved (REQ-51)."""
    page = page_of(database, subject, "LOG", "MH")
    typed = {"ASK/HTN/MHOCCUR": "Y"}
    assert "MH03" not in shown(app, page, typed)
    enter(database, page, typed, finish=False)
    assert queries(database, page)["MH03"][1] == "open"
    assert "MH03" in shown(app, page, typed, seq=1)


def test_an_empty_field_is_not_asked_about_while_it_lies_ahead(
    app: Flask, database: Database, subject: SubjectRef
) -> None:
    """A medicine for an event that is not linked yet: asked by the save; a value that contradicts is asked at once."""
    page = page_of(database, subject, "LOG", "CM")
    typed = {"CM/1/CMTRT": "Paracetamol", "CM/1/CMREAS": "AE"}
    assert "EC12-CM" not in shown(app, page, typed)
    enter(database, page, typed, finish=False)
    assert queries(database, page)["EC12-CM"][1] == "open"
    dates = {"CM/1/CMSTDT": "2025-03-04", "CM/1/CMONGO": "N", "CM/1/CMENDT": "2025-03-03"}
    assert shown(app, page, typed | dates, seq=1) >= {"EC12-CM", "CM01"}
