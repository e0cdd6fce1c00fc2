"""``deviations.csv``: what was drafted, proposed, filed and dismissed leaves with the data."""

from __future__ import annotations

import pytest

from edc.acts.dismiss_deviation import dismiss_deviation
from edc.acts.file_deviation import file_deviation
from edc.acts.propose_deviation import propose_deviation
from edc.acts.redact import redact
from edc.casebook.reading import page_ref
from edc.db import Database, rows
from edc.study.definition import Deviation
from tests.acts.noticing import dose_study, number_of
from tests.acts.story import begin, enter, page_of
from tests.exchange.shapes import exported, table
from tests.people import actor

SAID = "Zhou Gui's second check is missing."


@pytest.fixture
def told(study_database: Database) -> Database:
    """A dose with fever, dismissed by Chen Jie; a proposal of Zhao Rui, filed by Li Wen."""
    subject = begin(study_database, study=dose_study())
    page = page_of(study_database, subject, "W0", "DOSE")
    enter(study_database, page, {"GIVEN": "Y", "TEMP": "38.2"})
    draft = number_of(study_database, "deviation", "RELEASE.GIVE")
    dismiss_deviation(study_database, actor("chen.jie"), draft, "measured under a blanket", request_key=None)
    proposal = propose_deviation(
        study_database, actor("zhao.rui"), page, Deviation(category="DOSE"), SAID, request_key=None
    )
    file_deviation(study_database, actor("li.wen"), proposal, "No second check.", request_key=None)
    return study_database


def test_every_step_of_every_notice_is_a_line(told: Database) -> None:
    """REQ-36, REQ-64: dismissed drafts keep their reason on the way out too."""
    lines = table(exported(told, "csv", profile="full")["deviations.csv"])
    assert [(line["KIND"], line["CHECK"], line["STEP"], line["WORDS"], line["FILED_ROW"]) for line in lines] == [
        ("alert", "RELEASE.GIVE", "raised", "consent warm", ""),
        ("deviation", "RELEASE.GIVE", "drafted", "consent warm", ""),
        ("deviation", "RELEASE.GIVE", "dismissed", "measured under a blanket", ""),
        ("deviation", "", "proposed", SAID, ""),
        ("deviation", "", "filed", "", "PD/1"),
    ]
    assert {(line["SUBJID"], line["VISIT"], line["FORM"]) for line in lines} == {("YA-001", "W0", "DOSE")}


def test_without_identifiers_no_words_of_people_leave(told: Database) -> None:
    """REQ-65, trial 0.8: words may name anybody; codes of what lacked name nobody."""
    content = exported(told, "csv", profile="deidentified")["deviations.csv"]
    assert b"Zhou Gui" not in content
    assert b"blanket" not in content
    assert b"consent warm" in content


def test_removed_words_leave_as_removed(told: Database) -> None:
    """REQ-41, REQ-64: the step is in the file; where its words stood, the file says that they were removed."""
    with told.reading() as connection:
        sql = "SELECT e.notice, o.page FROM notice_event e JOIN notice o ON o.id = e.notice WHERE e.name = 'proposed'"
        notice, number = rows(connection, sql)[0]
        page = page_ref(connection, number)
    assert page is not None
    redact(told, actor("sun.yan"), page, 1, f"notice/{notice}", asked_by="zhang.min", reason="a name", request_key=None)
    content = exported(told, "csv", profile="full")["deviations.csv"]
    assert b"Zhou Gui" not in content
    assert [line["WORDS"] for line in table(content) if line["STEP"] == "proposed"] == ["REDACTED"]
    hidden = table(exported(told, "csv", profile="deidentified")["deviations.csv"])
    assert [line["WORDS"] for line in hidden if line["STEP"] == "proposed"] == [""]
