"""A log with many rows: a list that is read at a glance, and what was struck out of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml.html import HtmlElement, document_fromstring

from edc.acts.add_subject import add_subject
from edc.acts.draft import keep_draft
from edc.acts.reasons import Reason
from edc.acts.strike_out import strike_out
from edc.casebook.reading import PageRef
from edc.db import Database
from edc.study.loading import load
from tests.acts.story import enter, page_of
from tests.acts.ward import application
from tests.people import actor
from tests.walk.house import TRIAL, furnish
from tests.web.record import browser

ROW = {"CMTRT": "Metformin", "CMONGO": "Y", "CMSTDT": "2020-05-04", "CMENDT": "2025-03-03"}
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def medicines(database: Database, count: int) -> PageRef:
    """YA-001 with *count* medicines that are said to go on, and have ended: each asks."""
    furnish(database, load(TRIAL))
    page = page_of(database, add_subject(database, actor("li.wen"), "YA"), "LOG", "CM")
    typed = {f"CM/{n}/{name}": value for n in range(1, count + 1) for name, value in ROW.items()}
    enter(database, page, typed, finish=False)
    return page


def rows(database: Database, owner_url: str, folder: Path, page: PageRef) -> list[HtmlElement]:
    with application(database, owner_url, folder) as app:
        tree = document_fromstring(browser(app, "li.wen").get(f"/pages/{page.id}").text)
    return list(tree.xpath("//form[@id='crf']//details[contains(@class, 'stack')]"))


@pytest.mark.parametrize(("count", "open_rows"), [(3, [True, True, True]), (5, [False, False, False, False, True])])
def test_a_long_log_stays_a_list(
    database: Database, owner_url: str, tmp_path: Path, count: int, open_rows: list[bool]
) -> None:
    """Few rows that ask stand open; of many only the last, and the others say folded that they ask (REQ-56)."""
    page = medicines(database, count)
    found = rows(database, owner_url, tmp_path, page)
    assert [row.get("open") is not None for row in found] == open_rows
    assert all(row.xpath("./summary//*[contains(@class, 'i-warn')]") for row in found)
    assert found[0].get("id") == "item-CM/1"


def test_a_struck_row_says_why_by_whom_and_when_and_is_only_read(
    database: Database, owner_url: str, tmp_path: Path
) -> None:
    """Li Wen struck out the second medicine: nobody types in it, and nobody has to ask who did it (REQ-34)."""
    page = medicines(database, 2)
    strike_out(database, actor("li.wen"), page, Reason("typing"), row="CM/2", request_key=None)
    first, second = rows(database, owner_url, tmp_path, page)
    said = " ".join(second.xpath("./summary")[0].text_content().split())
    assert "Struck out Typing error · 李雯 Li Wen, coordinator · 20" in said
    fields = ".//*[starts-with(@name, 'CM/{}/CM')]"
    assert first.xpath(fields.format(1)) and not second.xpath(fields.format(2))


def test_a_draft_counts_what_differs(database: Database, owner_url: str, tmp_path: Path) -> None:
    """Li Wen changed one value of eight and left: one is what the page offers to go on with (REQ-56)."""
    page = medicines(database, 2)
    typed = {f"CM/{n}/{name}": [value] for n in (1, 2) for name, value in ROW.items()}
    with application(database, owner_url, tmp_path) as app:
        li_wen = browser(app, "li.wen")
        keep_draft(database, page.id, "li.wen", typed)
        assert "Draft from" not in li_wen.get(f"/pages/{page.id}").text
        keep_draft(database, page.id, "li.wen", typed | {"CM/2/CMENDT": ["2025-03-04"]})
        assert "It holds 1 value." in li_wen.get(f"/pages/{page.id}").text
