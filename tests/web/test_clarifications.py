"""Open questions about the protocol stand on the pages they bear on, and in a register."""

from __future__ import annotations

import pytest
from flask import Flask

from edc.db import Database
from edc.exchange.whole import altered
from edc.study.definition import Clarification
from tests.people import amend, small_study
from tests.web.record import browser, page_at, participant, tree, words

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

OPEN = Clarification(
    id="PC-01",
    forms=("VS",),
    date="2026-11-22",
    criterion="X6",
    text={"en": "Either value, or both?", "zh": "任一值还是两者？"},
    effect={"en": "Shown for either value.", "zh": "任一值即提示。"},
)
DECIDED = altered(OPEN, id="PC-02", status="decided", decided_by="Sponsor, letter of 3 May")


def publish(database: Database, *clarifications: Clarification) -> None:
    amend(database, altered(small_study(), clarifications=clarifications))


def test_an_open_question_is_a_banner_on_its_forms_and_a_decided_one_is_not(
    app: Flask, study_database: Database
) -> None:
    """Id, criterion, text and effect in both languages, with the way to the register; other pages are quiet (trial 0.3)."""
    publish(study_database, OPEN, DECIDED)
    subject = participant(study_database)
    li_wen = browser(app, "li.wen")
    vital, visit = (page_at(study_database, subject, "W4", form) for form in ("VS", "SV"))
    said = words(li_wen.get(f"/pages/{vital.id}").text)
    assert (
        "1 protocol clarification is open: shown, not decided. X6 PC-01 X6: Either value, or both? Shown for either value."
        in said
    )
    assert "PC-02" not in said
    assert "PC-01" not in words(li_wen.get(f"/pages/{visit.id}").text)
    link = tree(li_wen, f"/pages/{vital.id}").xpath("//aside[contains(@class, 'clarifications')]//a/@href")[0]
    assert link == "/study/clarifications#PC-01"
    token = tree(li_wen, "/").xpath("//input[@name='csrf_token']/@value")[0]
    li_wen.post("/language", data={"csrf_token": token, "lang": "zh"})
    assert "任一值即提示。" in words(li_wen.get(f"/pages/{vital.id}").text)


def test_the_register_says_what_is_open_and_who_decided(app: Flask, study_database: Database) -> None:
    """Whoever sees the study sees it: open ones first, decided ones with who decided."""
    publish(study_database, DECIDED, OPEN)
    for name in ("li.wen", "qian.hao", "wu.gang"):
        register = words(browser(app, name).get("/study/clarifications").text)
        assert register.index("PC-01") < register.index("PC-02")
        assert "Open question" in register and "Decided Sponsor, letter of 3 May" in register
