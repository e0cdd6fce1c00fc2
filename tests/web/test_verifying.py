"""The list of what is to be verified against the source."""

from __future__ import annotations

import pytest
from flask import Flask

from edc.acts.verify_items import verify_items
from edc.db import Database
from tests.people import actor
from tests.web.record import WEEK_4, browser, enter, fill, page_at, participant, tree

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def test_finished_pages_are_listed_until_every_item_is_verified(app: Flask, study_database: Database) -> None:
    """Zhao Rui verifies one page; when its value changes, it is back and marked as changed (D.106.600)."""
    subject = participant(study_database)
    fill(study_database, subject, "W4", WEEK_4)
    fill(study_database, participant(study_database, "KM"), "W4", WEEK_4)
    page, client = page_at(study_database, subject, "W4", "VS"), browser(app, "zhao.rui")

    def listed(asked: str = "") -> list[str]:
        return [link.rpartition("/")[2] for link in tree(client, f"/verification{asked}").xpath("//tbody//a/@href")]

    other = str(page_at(study_database, subject, "W4", "SV").id)
    assert listed() == [other, str(page.id)]
    verify_items(study_database, actor("zhao.rui"), page, ["SBP"], opened_seq=2, request_key=None)
    assert listed() == [other]
    enter(study_database, page, SBP="113")
    assert listed("?changed=1") == [str(page.id)]


def test_the_list_is_the_monitors(app: Flask) -> None:
    """A coordinator has nothing to verify."""
    assert browser(app, "li.wen").get("/verification").status_code == 403
