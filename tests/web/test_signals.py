"""Signals: counted over all participants one sees, shown from their number on, and closing nothing."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from edc.db import Database
from edc.study.definition import Signal, Study
from tests.acts.noticing import dose_study
from tests.acts.story import asked, begin, enter, page_of
from tests.web.watched import opened, signed_in, text

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def signalling(**more: str) -> Study:
    """The small study with a rule nobody approved: two participants with a potassium of 6.0 or more."""
    high = Signal(
        name="K",
        label={"en": "Participants with high potassium", "zh": "高钾的试验参与者"},
        count="1 if count_pages(DOSE.K >= 6.0) > 0 else 0",
        at_least=2,
        text={"en": "The study would pause", "zh": "研究应暂停"},
        basis="proposed",
    )
    return dose_study(signals=(high.model_copy(update=more),))


def shown(client: FlaskClient) -> list[list[str]]:
    (section,) = opened(client, "/safety").xpath("//section[@aria-labelledby='s-signals']")
    return [[text(cell) for cell in row.xpath("./td")] for row in section.xpath(".//tbody/tr")]


def dose(database: Database, site: str, study: Study, **values: str) -> None:
    subject = begin(database, site, study=study)
    who = "li.wen" if site == "YA" else "wang.lei"
    enter(database, page_of(database, subject, "W0", "DOSE"), {"GIVEN": "Y", **values}, who=who, finish=False)
    enter(database, page_of(database, subject, "W4", "DOSE"), {"GIVEN": "Y", "K": "6.4"}, who=who, finish=False)


def test_two_participants_make_a_signal_and_one_with_two_events_does_not(app: Flask, study_database: Database) -> None:
    """Trial 0.7: "signal for review (rule not approved)" with those concerned; it is kept nowhere and tells nobody."""
    study = signalling()
    he_ping = signed_in(app, "he.ping")
    dose(study_database, "YA", study, K="6.2")
    assert shown(he_ping) == []
    dose(study_database, "KM", study)
    (line,) = shown(he_ping)
    assert line[1:] == [
        "signal for review (rule not approved)",
        "2 (from 2 on)",
        "KM-001 , YA-001",
        "The study would pause",
    ]
    told = asked(study_database, "SELECT DISTINCT check_id FROM notice ORDER BY check_id")
    assert told == [("K01",), ("RELEASE.GIVE",)]


def test_a_site_counts_its_own_and_is_told_so(app: Flask, study_database: Database) -> None:
    """REQ-04: another site's participants are neither named nor counted for Li Wen."""
    study = signalling()
    dose(study_database, "YA", study)
    dose(study_database, "KM", study)
    li_wen = signed_in(app, "li.wen")
    assert shown(li_wen) == []
    assert "these sites alone: YA" in text(
        opened(li_wen, "/safety").xpath("//section[@aria-labelledby='s-signals']")[0]
    )


def test_events_are_summed_where_the_rule_counts_events(app: Flask, study_database: Database) -> None:
    """Trial 2: two thromboembolic events count as two, also of one participant; an unknown value counts as none."""
    dose(study_database, "YA", signalling(count="count_pages(DOSE.K >= 6.0)"), K="6.2")
    (line,) = shown(signed_in(app, "he.ping"))
    assert line[2:4] == ["2 (from 2 on)", "YA-001"]
