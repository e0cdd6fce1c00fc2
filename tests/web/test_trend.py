"""The trend on the casebook: numbers that the study names, over the weeks of their visits."""

from __future__ import annotations

import pytest
from flask import Flask
from lxml import html

from edc.db import Database
from tests.acts.story import enter, page_of, study_with
from tests.people import amend
from tests.web.watched import ago, book_of, participant, signed_in, text, watched_study

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def lines(tree: html.HtmlElement) -> list[str]:
    return [text(line) for line in tree.xpath("//section[contains(@class,'trend')]//figcaption")]


def table(tree: html.HtmlElement) -> list[list[str]]:
    rows = tree.xpath("//section[contains(@class,'trend')]//tbody/tr")
    return [[text(cell) for cell in row.xpath("td")] for row in rows]


def marks(tree: html.HtmlElement) -> list[str]:
    return [text(mark) for mark in tree.xpath("//*[contains(@class,'tr-mark')]")]


def test_two_values_make_a_line_with_its_unit_and_its_ends(app: Flask, study_database: Database) -> None:
    """The monitor sees the pressure of two visits with weeks, lowest and highest value; one value is no line."""
    amend(study_database, study_with(watched_study(), trend=("VS.SBP",)))
    subject = participant(study_database)
    zhao_rui = signed_in(app, "zhao.rui")
    for event, day, pressure in (("W0", ago(29), "150"), ("W4", ago(1), "118")):
        assert lines(book_of(zhao_rui, subject)) == []
        enter(study_database, page_of(study_database, subject, event, "SV"), {"SVDAT": day})
        enter(study_database, page_of(study_database, subject, event, "VS"), {"SBP": pressure, "DBP": "80"})
    tree = book_of(zhao_rui, subject)
    assert lines(tree) == ["Systolic blood pressure mmHg 118"]
    assert table(tree) == [["0", "150"], ["4", "118"]]
    assert marks(tree) == ["150", "118"]


def test_a_line_of_many_folds_has_a_log_axis(app: Flask, study_database: Database) -> None:
    """From tenfold on the axis is logarithmic, and says so: the middle of 30 and 300 in folds is halfway up."""
    amend(study_database, study_with(watched_study(), trend=("VS.DBP",)))
    subject = participant(study_database)
    for event, day, pressure in (("W0", ago(57), "30"), ("W4", ago(29), "95"), ("W8", ago(1), "300")):
        enter(study_database, page_of(study_database, subject, event, "SV"), {"SVDAT": day})
        enter(study_database, page_of(study_database, subject, event, "VS"), {"SBP": "120", "DBP": pressure})
    tree = book_of(signed_in(app, "li.wen"), subject)
    assert lines(tree) == ["Diastolic blood pressure mmHg · log axis 300"]
    heights = [float(dot.get("cy")) for dot in tree.xpath("//*[contains(@class,'tr-dot')]")]
    assert heights == pytest.approx([46, 25, 4], abs=0.2)
