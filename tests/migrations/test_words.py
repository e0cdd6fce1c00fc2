"""Revision 0003 with words in the database: what was written before verifies as before, what comes after can go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from edc.acts.agree_deviation import agree_deviation
from edc.acts.ask_subject_strike import ask_subject_strike
from edc.acts.decide_subject_strike import decide_subject_strike
from edc.acts.redact import redact
from edc.casebook.reading import PageRef, SubjectRef
from edc.casebook.rules_strikes import StrikeStep
from edc.casebook.strikes import strikes
from edc.casebook.tables import SPAN
from edc.cli import main
from edc.db import Database, Locks, rows
from edc.errors import Refusal
from edc.review.checking import kept_for_good
from edc.review.notices import notice, notice_events
from edc.trail import unit as units
from edc.trail.migrate import MigrationError, migrate
from edc.trail.unit import Actor, unit
from tests.acts.noticing import dose_study, steps
from tests.acts.story import asked, begin, flaws, page_of
from tests.acts.test_redact import NAME, places_of
from tests.acts.test_verify_trail import tamper
from tests.conftest import APP_ROLE
from tests.people import actor

LI_WEN, CHEN_JIE, ZHAO_RUI, SUN_YAN = actor("li.wen"), actor("chen.jie"), actor("zhao.rui"), actor("sun.yan")
OLD = SPAN + 1
"""Number of the deviation that Zhao Rui proposed under revision 0002."""


def moved(database: Database, owner_url: str, revision: str, *, down: bool = False) -> None:
    database.engine.dispose()
    migrate(owner_url, revision, app_role=None if database.sqlite else APP_ROLE, down=down)


@contextmanager
def as_of_0002(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The unit of work as it was: no salt, no commitment, and every column under the digest."""

    def columns(table: str) -> list[str]:
        new = {"salt", "commitment"} if table in ("notice_event", "subject_strike") else set()
        return [name for name in as_ever(table) if name not in new]

    as_ever = units.columns
    with monkeypatch.context() as patch:
        for name, instead in (
            ("columns", columns),
            ("committed", lambda _table, row: row),
            ("uncovered", lambda _table, _row: ()),
        ):
            patch.setattr(units, name, instead)
        _forget()
        yield
    _forget()


def _forget() -> None:
    units._insert.cache_clear()
    units.columns_of.cache_clear()


@pytest.fixture
def written(
    study_database: Database, study_owner_url: str, monkeypatch: pytest.MonkeyPatch
) -> tuple[SubjectRef, PageRef]:
    """Under 0002, Zhao Rui proposed a deviation that was filed, Chen Jie asked to strike YA-001 out; then the database was migrated."""
    subject = begin(study_database, study=dose_study())
    page = page_of(study_database, subject, "W0", "DOSE")
    moved(study_database, study_owner_url, "0002", down=True)
    with as_of_0002(monkeypatch), unit(study_database, "x", CHEN_JIE, locks=Locks("YA", subject.id)) as work:
        row = {"id": OLD, "page": page.id, "path": "", "kind": "deviation", "check_id": "", "category": "DOSE"}
        work.append("notice", subject.chain, row | {"major": 0, "text": f"{NAME} says so"})
        told = (("proposed", "open", ""), ("filed", "filed", ""), ("sent_back", "filed", f"{NAME} again"))
        for n, (name, state, text) in enumerate(told, start=1):
            row = {"notice": OLD, "n": n, "name": name, "state": state, "text": text, "place": None}
            work.append("notice_event", subject.chain, row | by(ZHAO_RUI, work.at))
        row = {"subject": subject.id, "n": 1, "step": "asked", "reason": f"{NAME} was added twice"}
        work.append("subject_strike", subject.chain, row | by(CHEN_JIE, work.at))
    moved(study_database, study_owner_url, "head")
    return subject, page


def by(who: Actor, at: str) -> dict[str, str]:
    return {"person": who.person, "role": who.role, "at": at}


def test_what_was_written_before_verifies_and_is_said_to_stay(
    study_database: Database, study_owner_url: str, written: tuple[SubjectRef, PageRef]
) -> None:
    """REQ-41, REQ-68: the digests of old rows cover their words; they are read as ever, and a redaction says why not."""
    subject, page = written
    assert flaws(study_database) == []
    with study_database.reading() as connection:
        assert kept_for_good(connection) == 3
        proposal = notice(connection, OLD)
        assert proposal is not None
        assert proposal.own == f"{NAME} says so"
        assert [event.text for event in notice_events(connection, OLD)] == ["", "", f"{NAME} again"]
        assert [one.reason for one in strikes(connection, subject.id)] == [f"{NAME} was added twice"]
    for path, n in ((f"notice/{OLD}", 1), (f"notice/{OLD}", 3), (f"strike/{subject.id}", 1)):
        with pytest.raises(Refusal) as refused:
            redact(study_database, SUN_YAN, page, n, path, asked_by="zhang.min", reason="a name", request_key=None)
        assert refused.value.code == "redact_plain"
    assert asked(study_database, "SELECT count(*) FROM redaction") == [(0,)]
    for statement in (
        "UPDATE subject_strike SET reason = 'another'",
        f"UPDATE notice_event SET text = 'another' WHERE notice = {OLD} AND n = 3",
        f"UPDATE notice SET text = 'another' WHERE id = {OLD}",
    ):
        tamper(study_owner_url, statement)
        assert [flaw.partition(" ")[0] for flaw in flaws(study_database)] == ["journal"]


def test_the_database_keeps_old_words_whatever_names_them(
    study_database: Database, written: tuple[SubjectRef, PageRef]
) -> None:
    """REQ-41, REQ-30: a program that goes past the act is refused too, or the chain would be broken for good."""
    subject, page = written
    here = Locks("YA", subject.id)
    with unit(study_database, "redact", SUN_YAN, locks=here) as work:
        row = {"page": page.id, "seq": 1, "path": f"strike/{subject.id}", "asked_by": "zhang.min", "reason": "a name"}
        work.append("redaction", subject.chain, row)
    with pytest.raises(Refusal) as refused, study_database.writing(here) as connection:
        rows(connection, "UPDATE subject_strike SET reason = NULL, salt = NULL RETURNING n")
    assert refused.value.code == "not_redactable"
    assert flaws(study_database) == []


def test_old_words_cannot_be_passed_off_as_new_ones(
    study_database: Database, study_owner_url: str, written: tuple[SubjectRef, PageRef]
) -> None:
    """REQ-30: a commitment given to an old row later is found, for its digest knows of none."""
    subject, _page = written
    tamper(study_owner_url, "UPDATE subject_strike SET salt = 'aa'")
    assert flaws(study_database) == [
        f"subject_strike strike {subject.id} step 1: it has a salt and no commitment",
    ]
    tamper(study_owner_url, "UPDATE subject_strike SET commitment = 'aa', salt = NULL, reason = NULL")
    assert [flaw.partition(" ")[0] for flaw in flaws(study_database)] == ["journal", "subject_strike"]


def test_what_is_written_after_can_go_beside_what_stays(
    study_database: Database, study_owner_url: str, written: tuple[SubjectRef, PageRef]
) -> None:
    """REQ-41: the next steps of the same threads are committed to; they go, and what stood before them stands."""
    subject, page = written
    agree_deviation(study_database, SUN_YAN, OLD, f"{NAME} was late", request_key=None)
    decline = StrikeStep.DECLINED
    decide_subject_strike(study_database, SUN_YAN, subject, decline, f"{NAME} is right", request_key=None)
    ask_subject_strike(study_database, CHEN_JIE, subject, f"{NAME}, really", request_key=None)
    for path, n in ((f"notice/{OLD}", 4), (f"strike/{subject.id}", 2), (f"strike/{subject.id}", 3)):
        redact(study_database, SUN_YAN, page, n, path, asked_by="zhang.min", reason="a name", request_key=None)
    assert [text for _, text, _ in steps(study_database, OLD)] == ["", "", f"{NAME} again", None]
    reasons = asked(study_database, "SELECT reason FROM subject_strike ORDER BY n")
    assert reasons == [(f"{NAME} was added twice",), (None,), (None,)]
    assert places_of(study_database, study_owner_url, NAME) == {"notice", "notice_event", "subject_strike"}
    assert flaws(study_database) == []


def test_rows_with_commitments_are_not_taken_back(
    study_database: Database, study_owner_url: str, written: tuple[SubjectRef, PageRef]
) -> None:
    """REQ-68: without its commitment a row could not be verified; the way down is refused and nothing is changed."""
    agree_deviation(study_database, SUN_YAN, OLD, request_key=None)
    with pytest.raises(MigrationError, match="notice_event"):
        moved(study_database, study_owner_url, "0002", down=True)
    assert flaws(study_database) == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_verifying_tells_how_many_texts_stay(
    study_database: Database, study_owner_url: str, written: tuple[SubjectRef, PageRef]
) -> None:
    """REQ-41: `edc audit verify` ends well and names the number, so that nobody believes all of them can go."""
    told = CliRunner().invoke(main, ["audit", "verify"], env={"EDC_DATABASE_URL": study_owner_url})
    assert told.exit_code == 0, told.output
    assert "3 texts were written before" in told.output
