"""What a folded row of a log says in its one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml.html import document_fromstring

from edc.acts.add_subject import add_subject
from edc.db import Database
from edc.study.loading import load
from tests.acts.story import enter, page_of
from tests.acts.ward import application
from tests.people import actor
from tests.walk.house import TRIAL, furnish
from tests.web.record import browser


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_folded_row_says_what_it_is_about_and_when(database: Database, owner_url: str, tmp_path: Path) -> None:
    """Li Wen looks for a medicine among many: its name, what it is and its dates, no bare "No" and no number (REQ-56)."""
    furnish(database, load(TRIAL))
    page = page_of(database, add_subject(database, actor("li.wen"), "YA"), "LOG", "CM")
    row = {"CMTRT": "Metformin", "CMDOSE": "0.5", "CMONGO": "N", "CMSTDT": "2020-05-04", "CMENDT": "2025-03-03"}
    enter(database, page, {f"CM/1/{name}": typed for name, typed in row.items()}, finish=False)
    with application(database, owner_url, tmp_path) as app:
        tree = document_fromstring(browser(app, "li.wen").get(f"/pages/{page.id}").text)
    assert tree.find_class("stack__sum")[0].text_content() == "Metformin · 2020-05-04 · 2025-03-03"
