"""Links and further pages leave as text and numbers, are explained, and come back the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from edc.acts.add_page import add_page
from edc.acts.import_data import import_data
from edc.casebook.reading import page_ref
from edc.db import Database
from tests.acts.story import asked, document, enter, flaws, page_of
from tests.acts.ward import LI_WEN, begin, ward_study
from tests.conftest import Template
from tests.exchange.shapes import exported, table
from tests.exchange.xsd import valid
from tests.people import furnish_study


@pytest.fixture
def ward(database: Database) -> Database:
    """Two events, a medication given for both, and two reports."""
    subject = begin(database)
    events, first = page_of(database, subject, "LOG", "AE"), page_of(database, subject, "LOG", "SAE")
    enter(database, events, {"AE/1/AETERM": "fever", "AE/2/AETERM": "rash", "AE/2/AESER": "Y"}, finish=False)
    enter(database, page_of(database, subject, "LOG", "CM"), {"CM/1/CMLNK": "AE/1 AE/2"}, finish=False)
    enter(database, first, {"SAELNK": "AE/2", "WHAT": "admitted"}, finish=False)
    second = add_page(database, LI_WEN, subject, first.visit, "SAE", request_key=None)
    with database.reading() as connection:
        page = page_ref(connection, second)
    assert page is not None
    enter(database, page, {"SAELNK": "AE/1"}, finish=False)
    return database


def test_a_link_is_a_text_that_the_codebook_explains(ward: Database) -> None:
    """REQ-64, B.4.20.0300: Qian Hao finds the codes in one column, and what they name beside it."""
    files = exported(ward, "csv")
    (row,) = table(files["CM-CM.csv"])
    assert row["CMLNK"] == "AE/1 AE/2"
    assert [row["SAELNK"] for row in table(files["SAE.csv"])] == ["AE/2", "AE/1"]
    lines = [line for line in table(files["codebook.csv"]) if line["COLUMN"] == "CMLNK"]
    assert [(line["TYPE"], line["MEANING"]) for line in lines] == [
        ("link", "rows of AE that it names, as FORM/ROW, joined by blanks")
    ]


@pytest.mark.parametrize("kind", ["odm", "odm-history"])
def test_links_and_further_pages_come_back(
    ward: Database, sqlite_template: Template, tmp_path: Path, kind: str
) -> None:
    """REQ-65: what left as ODM is read into an empty ward: the same links, on the same pages."""
    (content,) = exported(ward, kind).values()
    valid(content)
    there, _ = sqlite_template.copy(tmp_path)
    furnish_study(there, ward_study())
    report = import_data(there, LI_WEN, content, "snapshot.xml", "YA")
    assert report.counts["refused"] == 0
    for database in (ward, there):
        found = asked(database, "SELECT form, repeat, id FROM page WHERE form IN ('CM', 'SAE') ORDER BY form, repeat")
        assert [(form, repeat) for form, repeat, _ in found] == [("CM", 1), ("SAE", 1), ("SAE", 2)]
    pages = "SELECT p.form, p.repeat, p.id FROM page p WHERE p.form IN ('CM', 'SAE') ORDER BY p.form, p.repeat"

    def links(database: Database) -> list[dict[str, str | None]]:
        with database.reading() as connection:
            refs = [page_ref(connection, number) for _, _, number in asked(database, pages)]
        return [
            {path: value.v for path, value in document(database, ref).items() if value is not None}
            for ref in refs
            if ref is not None
        ]

    assert links(there) == links(ward)
    assert flaws(there) == []
    sqlite_template.drop(there)
