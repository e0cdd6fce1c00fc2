"""Whatever the life of participants and versions writes stands in a chain: an edited row is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from edc.acts.ask_subject_strike import ask_subject_strike
from edc.acts.decide_range import decide_range
from edc.acts.propose_ranges import propose_ranges
from edc.acts.rescreen import rescreen
from edc.acts.see_alert import see_alert
from edc.db import Database
from tests.acts.noticing import dose_study, number_of
from tests.acts.story import begin, enter, flaws, page_of
from tests.acts.test_verify_trail import tamper
from tests.lab_study import lab_study
from tests.people import actor, furnish_study

LI_WEN, CHEN_JIE, ZHANG_MIN, SUN_YAN = actor("li.wen"), actor("chen.jie"), actor("zhang.min"), actor("sun.yan")


def ask_and_rescreen(database: Database) -> None:
    """The study is amended, YA-001 is added, screened again, and asked to be struck out."""
    subject = begin(database, study=dose_study())
    rescreen(database, LI_WEN, subject, request_key=None)
    ask_subject_strike(database, CHEN_JIE, subject, "added twice", request_key=None)


def see(database: Database) -> None:
    """A dose was given that was not cleared, and Chen Jie saw the alert."""
    subject = begin(database, study=dose_study())
    enter(database, page_of(database, subject, "W0", "DOSE"), {"GIVEN": "Y"}, finish=False)
    see_alert(database, CHEN_JIE, number_of(database, "alert", "RELEASE.GIVE"), request_key=None)


@pytest.mark.parametrize(
    ("life", "statement"),
    [
        (ask_and_rescreen, "UPDATE rescreening SET previous = subject"),
        (ask_and_rescreen, "UPDATE subject_strike SET person = 'he.ping'"),
        (see, "UPDATE notice SET major = 0 WHERE kind = 'deviation'"),
        (see, "UPDATE notice_event SET person = 'he.ping' WHERE name = 'seen'"),
        (ask_and_rescreen, "UPDATE study_proposal SET ethics = 'EC 2'"),
        (ask_and_rescreen, "UPDATE study_verdict SET person = 'chen.jie' WHERE person = 'zhang.min'"),
        (ask_and_rescreen, "UPDATE site_version SET first = '2024-01-01'"),
    ],
)
def test_an_edited_row_is_found(
    study_database: Database, study_owner_url: str, life: Callable[[Database], None], statement: str
) -> None:
    """REQ-30: somebody with the owner's rights edits one row; verifying names the chain."""
    life(study_database)
    assert flaws(study_database) == []
    tamper(study_owner_url, statement)
    assert any(flaw.startswith("journal") for flaw in flaws(study_database))


@pytest.mark.parametrize(
    "statement",
    ["UPDATE lab_range SET high = '9.9'", "UPDATE lab_range_step SET person = 'chen.jie'"],
)
def test_an_edited_range_is_found(
    database: Database, owner_url: str, tmp_path_factory: pytest.TempPathFactory, statement: str
) -> None:
    """REQ-30: limits, and who approved them, cannot be changed unseen."""
    furnish_study(database, lab_study(tmp_path_factory.mktemp("labs")))
    cells = {"laboratory": "CENTRAL", "analyte": "K", "low": "3.5", "high": "5.3", "unit": "mmol/L"}
    row = (1, cells | {"first": "2025-01-01", "certificate": "MT0123"})
    numbers = propose_ranges(database, SUN_YAN, "YA", [row], request_key=None)
    decide_range(database, ZHANG_MIN, numbers, "approved", request_key=None)
    assert flaws(database) == []
    tamper(owner_url, statement)
    assert any(flaw.startswith("journal") for flaw in flaws(database))
