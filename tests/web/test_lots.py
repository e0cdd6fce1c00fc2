"""Lots: who received one, wherever they are; what is awaited; and the way there from an alert."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.safety.lots import lot_key
from edc.study.definition import Check, Choice, Codelist, Form, Group, Item, Study
from tests.acts.noticing import dose_study
from tests.acts.story import asked, begin, enter, page_of
from tests.web.watched import block_of, opened, signed_in, text

SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
"""What is asked here is what a screen shows; one statement reads it, and the first test asks both databases."""


def lot_study() -> Study:
    """The small study with a product beside each dose: its lot, and a test that may be awaited."""
    plain = dose_study()
    test = Codelist(
        oid="TEST",
        choices=tuple(Choice(code=code, label={"en": code, "zh": code}) for code in ("NEG", "POS", "PENDING")),
    )
    late = Check(
        id="P01",
        when='STERIL == "POS" or FINAL == "POS"',
        message={"en": "The product is contaminated", "zh": "制剂污染"},
        items=("FINAL",),
        alert=True,
    )
    product = form(
        "PROD",
        item("LOTNO", "text"),
        item("STERIL", "choice", codelist="TEST"),
        item("FINAL", "choice", codelist="TEST"),
    ).model_copy(update={"checks": (late,)})
    dose = next(each for each in plain.forms if each.name == "DOSE")
    group = dose.groups[0]
    dose = dose.model_copy(
        update={"groups": (group.model_copy(update={"items": (*group.items, item("CELLS", "number", unit="10^6"))}),)}
    )
    release = plain.releases[0].model_copy(
        update={
            "lot": "PROD.LOTNO",
            "amount": "CELLS",
            "awaits": 'PROD.STERIL == "PENDING" and missing(PROD.FINAL)',
        }
    )
    events = tuple(
        one.model_copy(update={"forms": (*one.forms, "PROD")}) if "DOSE" in one.forms else one for one in plain.events
    )
    return dose_study(
        codelists=(*plain.codelists, test),
        forms=(*(dose if each.name == "DOSE" else each for each in plain.forms), product),
        events=events,
        releases=(release,),
    )


def form(name: str, *items: Item) -> Form:
    group = Group(oid=f"G.{name}", name=f"{name}_G", items=items)
    return Form(oid=f"F.{name}", name=name, label={"en": "Product", "zh": "制剂"}, groups=(group,))


def item(name: str, kind: str, **more: Any) -> Item:
    label = {"en": f"{name} item", "zh": f"{name} 项"}
    return Item.model_validate({"oid": f"I.{name}", "name": name, "label": label, "type": kind} | more)


def dosed(
    database: Database, subject: SubjectRef, visit: str, product: Mapping[str, str], given: str = "Y", **dose: str
) -> int:
    """A product and what became of it at *visit*; the number of the product's page."""
    who = "li.wen" if subject.site == "YA" else "wang.lei"
    page = page_of(database, subject, visit, "PROD")
    enter(database, page, product, who=who, finish=False)
    if given:
        enter(database, page_of(database, subject, visit, "DOSE"), {"GIVEN": given, **dose}, who=who, finish=False)
    return page.id


def furnished(database: Database) -> dict[str, int]:
    """Lot L-7 at two sites in three spellings, its test pending; L-8 given to one alone; pages of the products."""
    study = lot_study()
    lin, zhao, gao = begin(database, study=study), begin(database, study=study), begin(database, "KM", study=study)
    enter(database, page_of(database, lin, "W0", "SV"), {"SVDAT": "2025-03-03"}, finish=False)
    return {
        "lin": dosed(database, lin, "W0", {"LOTNO": "L-7", "STERIL": "PENDING"}, CELLS="60"),
        "zhao": dosed(database, zhao, "W0", {"LOTNO": " l-7", "STERIL": "PENDING"}),
        "gao": dosed(database, gao, "W0", {"LOTNO": "Ｌ-７", "STERIL": "PENDING"}),
        "other": dosed(database, zhao, "W4", {"LOTNO": "L-8", "STERIL": "NEG"}),
        "not": dosed(database, lin, "W4", {"LOTNO": "L-7", "STERIL": "PENDING"}, given="N"),
    }


def table(client: FlaskClient, address: str, heading: str) -> list[list[str]]:
    sections = opened(client, address).xpath("//section[.//h2]")
    section = next((one for one in sections if text(one.xpath(".//h2")[0]).startswith(heading)), None)
    assert section is not None, [text(one.xpath(".//h2")[0]) for one in sections]
    return [[text(cell) for cell in row.xpath("./td")] for row in section.xpath(".//tbody/tr")]


def test_everybody_who_received_a_lot_is_found_however_it_was_written(app: Flask, study_database: Database) -> None:
    """Trial 0.6: a late positive result lists the lot's recipients, at every site the reader sees."""
    furnished(study_database)
    he_ping = signed_in(app, "he.ping")
    rows = table(he_ping, "/safety/lots?lot=l-7", "Lot")
    assert [(row[0], row[1], row[4], row[5]) for row in rows] == [
        ("KM-001", "Week 0", "recorded as given", "awaited"),
        ("YA-001", "Week 0", "recorded as given", "awaited"),
        ("YA-001", "Week 4", "recorded as not given", "awaited"),
        ("YA-002", "Week 0", "recorded as given", "awaited"),
    ]
    assert rows[1][2:4] == ["2025-03-03", "60 10^6"]
    assert "given to 3 participants" in text(opened(he_ping, "/safety/lots?lot=L-7").xpath("//main")[0])


@SQLITE
def test_zhao_rui_sees_the_recipients_of_his_site_and_is_told_so(app: Flask, study_database: Database) -> None:
    """REQ-04: another site's participants are not there, and the page says that there may be some."""
    pages = furnished(study_database)
    for who in ("zhao.rui", "li.wen"):
        client = signed_in(app, who)
        rows = table(client, "/safety/lots?lot=L-7", "Lot")
        assert {row[0] for row in rows} == {"YA-001", "YA-002"}
        assert "sites are listed: YA" in text(opened(client, "/safety/lots").xpath("//main")[0])
    said = text(opened(signed_in(app, "li.wen"), f"/safety/lots?page={pages['gao']}").xpath("//main")[0])
    assert "No lot is recorded there." in said


@SQLITE
def test_what_is_pending_stays_on_the_list_until_the_result_is_recorded(app: Flask, study_database: Database) -> None:
    """Trial 0.6: PENDING stays on the coordinator's and on the safety physician's list; what was not given does not."""
    furnished(study_database)
    li_wen, he_ping = signed_in(app, "li.wen"), signed_in(app, "he.ping")
    assert [row[0] for row in table(he_ping, "/safety/lots", "Results awaited")] == ["KM-001", "YA-001", "YA-002"]
    assert [row[:4] for row in block_of(opened(li_wen, "/"), "Results awaited")] == [
        ["YA-001", "Week 0", "2025-03-03", "L-7"],
        ["YA-002", "Week 0", "–", "l-7"],
    ]
    lin = known(study_database, "YA-001")
    enter(study_database, page_of(study_database, lin, "W0", "PROD"), {"FINAL": "NEG"}, finish=False)
    assert [row[0] for row in block_of(opened(li_wen, "/"), "Results awaited")] == ["YA-002"]
    assert [row[0] for row in block_of(opened(he_ping, "/"), "Results awaited")] == ["KM-001", "YA-002"]


@SQLITE
def test_a_late_positive_leads_from_its_alert_to_the_recipients(app: Flask, study_database: Database) -> None:
    """Trial 0.6, D.102.300: board, home, the alert and the product's page all lead to who received the lot."""
    pages = furnished(study_database)
    zhao = known(study_database, "YA-002")
    enter(study_database, page_of(study_database, zhao, "W0", "PROD"), {"FINAL": "POS"}, finish=False)
    he_ping = signed_in(app, "he.ping")
    board = opened(he_ping, "/safety")
    (alert,) = (row for row in board.xpath("//tr") if "contaminated" in text(row))
    assert "Lot l-7: given to 3 participants" in text(alert)
    assert alert.xpath(".//a[contains(@href, 'lots?lot=l-7')]")
    there = f"/safety/lots?page={pages['zhao']}"
    assert opened(he_ping, "/").xpath(f"//a[@href='{there}']")
    assert opened(he_ping, f"/pages/{pages['zhao']}").xpath(f"//a[@href='{there}']")
    (notice,) = alert.xpath(".//a[contains(@href, '/deviations/')]/@href")
    assert opened(he_ping, notice).xpath(f"//a[@href='{there}']")
    assert {row[0] for row in table(he_ping, there, "Lot")} == {"YA-001", "YA-002", "KM-001"}


@SQLITE
def test_a_dose_without_a_lot_is_told_and_so_is_a_lot_without_a_dose(app: Flask, study_database: Database) -> None:
    """Trial 0.6: what was given of no known lot may have been of any; nobody is left out by silence."""
    subject = begin(study_database, study=lot_study())
    enter(study_database, page_of(study_database, subject, "W0", "DOSE"), {"GIVEN": "Y"}, finish=False)
    dosed(study_database, subject, "W4", {"LOTNO": "L-9"}, given="")
    he_ping = signed_in(app, "he.ping")
    assert [row[:2] for row in table(he_ping, "/safety/lots", "Given, and no lot")] == [["YA-001", "Week 0"]]
    assert table(he_ping, "/safety/lots", "Lots") == [["L-9", "0", "1", "–"]]
    assert [row[4] for row in table(he_ping, "/safety/lots?lot=L-9", "Lot")] == ["not recorded whether it was given"]


def known(database: Database, code: str) -> SubjectRef:
    """The participant of that code."""
    number, site = asked(database, "SELECT id, site FROM subject WHERE code = ?", code)[0]
    return SubjectRef(number, code, site)


def test_spellings_of_one_lot_meet_and_different_lots_do_not() -> None:
    """Trial 0.6: neither case nor full width nor blanks tell two lots apart; a dash does."""
    assert len({lot_key(one) for one in ("L-7", "l-7 ", "Ｌ－７", "L- 7")}) == 1
    assert len({lot_key(one) for one in ("L-7", "L-8", "L7", "L-70")}) == 4
