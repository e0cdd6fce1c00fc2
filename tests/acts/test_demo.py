"""The demonstration tells the whole trial, and every story of it is in the record.

It is played once for the module: eleven participants through all forms of the study.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edc import clock
from edc.access.rules_grants import Sites
from edc.acts.demo_told import WrongStep, read_told
from edc.acts.lock_checklist import lock_gaps
from edc.acts.seed_demo import seed_demo
from edc.acts.verify_trail import verify_trail
from edc.acts.version_dry_run import dry_run
from edc.casebook import listing
from edc.casebook.rules import VisitState
from edc.casebook.standing import Standing
from edc.casebook.standings import standings
from edc.casebook.strikes import strikes
from edc.db import Database
from edc.review.checklist import GapKind
from edc.review.proposals import proposals, proposed_study
from edc.study.loading import load
from tests.acts.noticing import notices
from tests.acts.story import asked
from tests.conftest import Template, close

FOLDER = Path(__file__).parents[2] / "forms" / "studies" / "ucmsc-dn"
EVERYWHERE = Sites(everywhere=True)
TODAY = datetime(2026, 11, 23, 2, tzinfo=UTC)
"""The day after the last step: what is due then is the same whenever this runs."""


@pytest.fixture(scope="module")
def demo(sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database, _ = sqlite_template.copy(tmp_path_factory.mktemp("demo"))
    seed_demo(database, load(FOLDER / "1"), FOLDER / "demo.toml")
    with clock.simulate(TODAY):
        yield database
    close(database)


def test_the_record_holds_what_was_told(demo: Database) -> None:
    """Every act went through the house: the trail verifies, and no page says otherwise (REQ-30, REQ-39)."""
    assert list(verify_trail(demo)) == []


def test_every_form_is_filled_somewhere(demo: Database) -> None:
    """A newcomer finds each of the trial's forms as it looks when it is filled."""
    filled = {form for (form,) in asked(demo, "SELECT DISTINCT form FROM page_state WHERE entry = 'finished'")}
    assert {form.name for form in load(FOLDER / "1").forms} - filled == {"PR"}
    assert asked(demo, "SELECT event, entry FROM page_state WHERE form = 'PR' AND head > 0") == [("LOG", "in_entry")]


def test_where_everybody_stands(demo: Database) -> None:
    """Completed, dead, lost, failed at screening and screened again, struck out, and those under way (REQ-34)."""
    found = standing_of(demo)
    assert {code: one.state.name if one.state else "" for code, one in found.items()} == {
        "YA-001": "completed",
        "YA-002": "completed",
        "YA-003": "in_follow_up",
        "YA-004": "lost",
        "YA-005": "dead",
        "YA-006": "screen_failed",
        "YA-007": "in_follow_up",
        "YA-008": "in_follow_up",
        "YA-009": "in_follow_up",
        "YA-011": "screening",
    }
    assert asked(demo, "SELECT subject, previous FROM rescreening") == [(7, 6)]
    with demo.reading() as connection:
        assert [one.step for one in strikes(connection, 10)] == ["asked", "confirmed", "struck"]


def test_a_visit_waits_to_be_typed_today(demo: Database) -> None:
    """Week 20 of YA-008 is due and nothing of it is entered; week 60 of YA-003 too, who had two infusions of three:
    nothing of the third is waited for, and nobody had to say so.

    YA-011 is in screening, so that week 0 may come any day.
    """
    found = standing_of(demo)
    due = {
        (code, visit.event.name)
        for code, one in found.items()
        for visit in one.visits
        if visit.state in (VisitState.DUE, VisitState.OVERDUE)
    }
    assert due == {("YA-003", "W60"), ("YA-008", "W20"), ("YA-011", "W0")}
    week_8 = next(visit for visit in found["YA-003"].visits if visit.event.name == "W8")
    assert (week_8.state, week_8.awaited, week_8.row.not_done) == (VisitState.FINISHED, (), 0)
    assert set(week_8.row.blank) == {"CP", "OBS", "INFS", "IMM"} == week_8.left_out
    eot = "SELECT path, new FROM item_change WHERE page IN (SELECT page FROM page_state WHERE subject = 3 AND form = 'EOT')"
    assert ("EOTREAS", "ADVERSE EVENT") in [(path, _text(value)) for path, value in asked(demo, eot)]


def test_few_questions_are_open_and_each_is_a_story(demo: Database) -> None:
    """Three wait for the site, one of them for its investigator; one answer waits for the monitor (REQ-54)."""
    sql = (
        "SELECT q.subject, v.event, p.form, q.path, q.check_id, e.state FROM query q JOIN query_event e ON e.query = q.id"
        " AND e.n = (SELECT max(l.n) FROM query_event l WHERE l.query = q.id) JOIN page p ON p.id = q.page"
        " JOIN visit v ON v.id = p.visit WHERE e.state IN ('open', 'answered') ORDER BY q.id"
    )
    assert asked(demo, sql.replace("q.subject", "p.subject")) == [
        (7, "W8", "UP24", "UVOL", None, "open"),
        (9, "W4", "CHEM", "K", "CH02", "open"),
        (9, "W4", "SV", "INSDOSE", None, "answered"),
        (11, "SCN", "UP24", "UP24LAB", "SLIP.UP24LAB", "open"),
    ]


def test_deviations_and_alerts(demo: Database) -> None:
    """Filed and agreed, dismissed with a reason, proposed; doses that were not cleared, seen and not (REQ-56)."""
    assert {subject: notices(demo, subject) for subject in range(1, 12) if notices(demo, subject)} == {
        2: [("deviation", "EC03", "SV", "filed"), ("deviation", "NOT_DONE.VISIT", "SV", "filed")],
        3: [("deviation", "CM03", "CM", "dismissed")],
        4: [("alert", "RELEASE.dose", "INF", "seen"), ("deviation", "RELEASE.dose", "INF", "filed")],
        5: [("alert", "EC13", "SAE", "seen"), ("deviation", "EC13", "SAE", "filed")],
        7: [("deviation", "", "OBS", "open")],
        9: [
            ("alert", "CH02", "CHEM", "seen"),
            ("alert", "RELEASE.dose", "INF", "open"),
            ("deviation", "RELEASE.dose", "INF", "open"),
        ],
    }


def test_eligibility_is_signed_with_one_contradiction_explained(demo: Database) -> None:
    """The signer of YA-001 says why an answer holds against the record; nobody else had to (REQ-46)."""
    sql = (
        "SELECT p.subject, q.check_id, e.state FROM query q JOIN page p ON p.id = q.page JOIN query_event e ON e.query = q.id"
        " AND e.n = (SELECT max(l.n) FROM query_event l WHERE l.query = q.id) WHERE p.form = 'IE'"
    )
    assert asked(demo, sql) == [(1, "EC05-X7", "accepted")]
    signed = "SELECT subject FROM page_state WHERE form = 'IE' AND signed = 'signed' ORDER BY subject"
    assert [subject for (subject,) in asked(demo, signed)] == [1, 2, 3, 4, 5, 6, 7, 8, 9]


def test_a_correction_after_the_signature_shows(demo: Database) -> None:
    """YA-001's UACR of week 20 has to be signed and verified again; everything else of his stays signed (REQ-45)."""
    sql = "SELECT event, form FROM page_state WHERE subject = 1 AND signed NOT IN ('signed', 'unsigned')"
    assert ("W20", "UACR") in asked(demo, sql)


def test_the_repeat_counts_for_week_4(demo: Database) -> None:
    """The potassium of the haemolysed sample stays, and the repeat is declared the analysis value."""
    sql = (
        "SELECT s.event, c.new FROM item_change c JOIN page_state s ON s.page = c.page"
        " WHERE s.subject = 9 AND s.form = 'CHEM' AND c.path IN ('K', 'ANLVIS') ORDER BY c.page, c.path"
    )
    found = [(event, _text(value)) for event, value in asked(demo, sql)]
    assert ("W4", "6.1") in found and found[-2:] == [("UNS", "W4"), ("UNS", "5.0")]


def test_the_amendment_waits_for_the_statistician(demo: Database) -> None:
    """Version 2 is proposed and approved by one of two: everything else is still of version 1 (REQ-50)."""
    with demo.reading() as connection:
        (asking,) = proposals(connection)
        assert (asking.version, asking.state, [one.role for one in asking.given]) == (
            "2",
            "pending",
            ["principal_investigator"],
        )
        every = dry_run(connection, proposed_study(connection, asking.id), TODAY.date())
    assert "YA-008" in {one.subject.code for one in every if one.touched}
    assert asked(demo, "SELECT DISTINCT version FROM study_version") == [("1",)]


def test_what_a_lock_would_still_want(demo: Database) -> None:
    """No finished page owes anything, no rule speaks that nobody heard, and nobody waits for the completed ones (REQ-63)."""
    with demo.snapshot() as connection:
        gaps = lock_gaps(connection)
    assert {gap.kind for gap in gaps} & {GapKind.MISSING, GapKind.RULE, GapKind.TRAIL} == set()
    waited = {gap.subject for gap in gaps if gap.kind in (GapKind.VISIT, GapKind.PAGE)}
    assert waited == {"YA-003", "YA-007", "YA-008", "YA-009", "YA-011"}


def test_steps_are_played_in_the_order_of_their_time() -> None:
    """The file tells by participant; pages of one step follow each other."""
    steps = read_told(FOLDER / "demo.toml").steps
    times = [step["at"] for step in steps]
    assert times == sorted(times) and len(set(times)) > len(times) / 2


def test_a_file_that_cannot_be_is_refused(sqlite_template: Template, tmp_path: Path) -> None:
    """A step that would finish a page with something owed stops the play and says what."""
    told = (FOLDER / "demo.toml").read_text("utf-8")
    wrong = tmp_path / "demo.toml"
    wrong.write_text(told.replace('LBNAM = "YA-LAB"\n', "", 1).replace('table = "1/', f'table = "{FOLDER}/1/'), "utf-8")
    database, _ = sqlite_template.copy(tmp_path)
    with pytest.raises(WrongStep, match=r"HEM SCN: \['LBNAM'"):
        seed_demo(database, load(FOLDER / "1"), wrong)
    close(database)


def standing_of(demo: Database) -> dict[str, Standing]:
    with demo.reading() as connection:
        found = standings(connection, listing.subjects(connection, EVERYWHERE))
    return {one.subject.code: one for one in found}


def _text(stored: str) -> str:
    """The text of a stored value."""
    return str(json.loads(stored)["v"])
