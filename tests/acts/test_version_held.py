"""A revision that would move derived values where data are frozen or locked: said before, refused, never silent."""

from __future__ import annotations

import pytest

from edc.acts.add_subject import add_subject
from edc.acts.decide_version import decide_version
from edc.acts.freeze import freeze
from edc.acts.unfreeze import unfreeze
from edc.acts.version_dry_run import dry_run
from edc.casebook.reading import SubjectRef
from edc.clock import today
from edc.db import Database
from edc.errors import Refusal
from edc.review.rules_requests import Verdict
from edc.study.definition import Study
from tests.acts.amended import QIAN_HAO, SUN_YAN, ZHANG_MIN, event, first_version, form, item, propose
from tests.acts.story import asked, enter, flaws, page_of
from tests.people import actor, furnish_study


def windowed(after: int, **more: object) -> Study:
    """Version 1 with the days by which a visit lies outside its window, which is *after* days long."""
    return first_version(
        events=(
            event("SCN", "SV", "VS"),
            event("W0", "SV", week=0, day=1, anchor="W0"),
            event("W4", "SV", "VS", week=4, anchor="W0", before=3, after=after),
        ),
        forms=(
            form("SV", item("SVDAT", "date"), item("LATE", "derived", value="outside_window()", decimals=0)),
            form("VS", item("SBP", "integer")),
        ),
        **more,
    )


@pytest.fixture
def subject(database: Database) -> SubjectRef:
    """YA-001's week 4 was two days late."""
    furnish_study(database, windowed(3))
    subject = add_subject(database, actor("li.wen"), "YA")
    enter(database, page_of(database, subject, "W0", "SV"), {"SVDAT": "2025-03-10"})
    enter(database, page_of(database, subject, "W4", "SV"), {"SVDAT": "2025-04-12"})
    assert late(database) == ["2"]
    return subject


def late(database: Database) -> list[str]:
    """What is derived of week 4, in the order it was."""
    sql = "SELECT d.value FROM derived d JOIN page_state s ON s.page = d.page WHERE s.event = 'W4' ORDER BY d.n"
    return [value for (value,) in asked(database, sql)]


def test_what_would_move_frozen_values_is_told_and_not_published(database: Database, subject: SubjectRef) -> None:
    """REQ-30, REQ-50, REQ-62: the dry run names the frozen page, the second approval is refused and leaves no trace, and
    once the page is opened the same proposal is published."""
    place = ("page", str(page_of(database, subject, "W4", "SV").id))
    freeze(database, SUN_YAN, place, "cleaning", request_key=None)
    number = propose(database, windowed(4), ethics="")
    with database.reading() as connection:
        (found,) = dry_run(connection, windowed(4), today("Asia/Shanghai"))
    assert (found.held, found.touched) == (("YA-001 W4 SV",), True)
    decide_version(database, ZHANG_MIN, number, Verdict.APPROVED, request_key=None)
    with pytest.raises(Refusal, match="YA-001 W4 SV") as refused:
        decide_version(database, QIAN_HAO, number, Verdict.APPROVED, request_key=None)
    assert refused.value.code == "revision_held"
    assert asked(database, "SELECT count(*) FROM study_version") == [(1,)]
    assert asked(database, "SELECT person FROM study_verdict") == [("zhang.min",)]
    assert (late(database), flaws(database)) == (["2"], [])
    unfreeze(database, SUN_YAN, place, "the revision", request_key=None)
    decide_version(database, QIAN_HAO, number, Verdict.APPROVED, request_key=None)
    assert (late(database), flaws(database)) == (["2", "1"], [])


def test_what_moves_nothing_of_the_frozen_is_published(database: Database, subject: SubjectRef) -> None:
    """REQ-50: the window of a visit nobody was outside of may be revised although data are frozen."""
    freeze(database, SUN_YAN, ("subject", str(subject.id)), "cleaning", request_key=None)
    number = propose(database, windowed(3, description={"en": "Other words"}), ethics="")
    for who in (ZHANG_MIN, QIAN_HAO):
        decide_version(database, who, number, Verdict.APPROVED, request_key=None)
    assert asked(database, "SELECT max(revision) FROM study_version") == [(2,)]
    assert flaws(database) == []
