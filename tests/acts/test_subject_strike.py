"""A participant created in error: asked by an investigator, struck out by two others, out of every count, restorable."""

from __future__ import annotations

import csv
import io
import json

import pytest

from edc.access.rules_grants import Sites
from edc.acts.add_subject import add_subject
from edc.acts.add_visit import add_visit
from edc.acts.ask_subject_strike import ask_subject_strike
from edc.acts.decide_subject_strike import decide_subject_strike
from edc.acts.export import export
from edc.acts.lock_checklist import lock_gaps
from edc.acts.restore_subject import restore_subject
from edc.casebook import listing
from edc.casebook.reading import SubjectRef
from edc.casebook.rules_strikes import StrikeStep
from edc.casebook.strikes import asked as waiting
from edc.db import Database
from edc.errors import Refusal
from edc.exchange.csv_data import Tally
from edc.exchange.files import files
from edc.exchange.source import as_they_stand
from edc.review.worklists import QueryFilter, query_list, to_verify_list
from edc.trail.unit import Actor
from tests.acts.story import asked, begin, enter, flaws, journal, page_of
from tests.people import actor

CHEN_JIE, ZHANG_MIN, SUN_YAN, LI_WEN = actor("chen.jie"), actor("zhang.min"), actor("sun.yan"), actor("li.wen")
EVERYWHERE = Sites(True)
CONFIRMED, DECLINED, WITHDRAWN = StrikeStep.CONFIRMED, StrikeStep.DECLINED, StrikeStep.WITHDRAWN


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    """YA-001 was added by mistake; Li Wen finished two pages, one of which asks."""
    subject = begin(study_database)
    enter(study_database, page_of(study_database, subject, "SCN", "DM"), {"WEIGHT": "20"})
    renal = {"CREAT": "310", "UREA": "7", "CYST": "1.1", "URATE": "300"}
    enter(study_database, page_of(study_database, subject, "SCN", "RENAL"), renal)
    return subject


def ask(database: Database, subject: SubjectRef, who: Actor = CHEN_JIE) -> StrikeStep:
    return ask_subject_strike(database, who, subject, "Added twice", request_key=None)


def decide(
    database: Database, subject: SubjectRef, who: Actor, verdict: StrikeStep = CONFIRMED, reason: str = ""
) -> StrikeStep:
    return decide_subject_strike(database, who, subject, verdict, reason, request_key=None)


def strike(database: Database, subject: SubjectRef) -> None:
    ask(database, subject)
    decide(database, subject, SUN_YAN)
    assert decide(database, subject, ZHANG_MIN) is StrikeStep.STRUCK


def refusal(act: object, *arguments: object, **more: object) -> str:
    with pytest.raises(Refusal) as refused:
        act(*arguments, **more)  # type: ignore[operator]  # an act, whichever
    return refused.value.code


def codes(database: Database, struck: bool | None = False) -> list[str]:
    with database.reading() as connection:
        return [one.code for one in listing.subjects(connection, EVERYWHERE, struck=struck)]


def test_two_others_confirm_what_an_investigator_asks(study_database: Database, subject: SubjectRef) -> None:
    """Chen Jie asks; neither she nor one of the two alone strikes anybody out (REQ-05, REQ-34)."""
    assert refusal(ask, study_database, subject, LI_WEN).startswith("not_permitted")
    assert refusal(ask_subject_strike, study_database, CHEN_JIE, subject, " ", request_key=None) == "reason_owed"
    assert refusal(decide, study_database, subject, SUN_YAN) == "strike_not_asked"
    assert ask(study_database, subject) is StrikeStep.ASKED
    assert refusal(ask, study_database, subject) == "request_pending"
    with study_database.reading() as connection:
        (found,) = waiting(connection, EVERYWHERE)
    assert found.code == "YA-001" and [step.person for step in found.steps] == ["chen.jie"]
    assert decide(study_database, subject, SUN_YAN) is CONFIRMED and codes(study_database) == ["YA-001"]
    assert refusal(decide, study_database, subject, SUN_YAN) == "approved_already"
    assert decide(study_database, subject, ZHANG_MIN) is StrikeStep.STRUCK
    assert codes(study_database) == [] and codes(study_database, True) == codes(study_database, None) == ["YA-001"]
    assert refusal(ask, study_database, subject) == "struck_already"
    assert journal(study_database, subject.chain)[-3:] == ["ask_subject_strike", *["decide_subject_strike"] * 2]
    assert flaws(study_database) == []


def test_a_request_is_declined_or_withdrawn(study_database: Database, subject: SubjectRef) -> None:
    """Zhang Min declines with a reason; Chen Jie withdraws her second one; others withdraw nothing (REQ-34)."""
    ask(study_database, subject)
    assert refusal(decide, study_database, subject, ZHANG_MIN, DECLINED) == "reason_owed"
    assert refusal(decide, study_database, subject, ZHANG_MIN, WITHDRAWN) == "withdraw_other"
    assert decide(study_database, subject, ZHANG_MIN, DECLINED, "Consent was signed") is DECLINED
    ask(study_database, subject)
    decide(study_database, subject, SUN_YAN)
    assert decide(study_database, subject, CHEN_JIE, WITHDRAWN) is WITHDRAWN
    assert refusal(decide, study_database, subject, ZHANG_MIN) == "strike_not_asked"
    assert codes(study_database) == ["YA-001"]


def test_a_struck_participant_counts_nowhere(study_database: Database, subject: SubjectRef) -> None:
    """Queries, worklists, the lock checklist and drafts of data leave YA-001 out; the trail keeps it (REQ-34, REQ-63)."""
    with study_database.reading() as connection:
        assert query_list(connection, QueryFilter()) and to_verify_list(connection)
        assert {gap.subject for gap in lock_gaps(connection)} == {"YA-001"}
    strike(study_database, subject)
    with study_database.reading() as connection:
        assert not query_list(connection, QueryFilter()) and not to_verify_list(connection)
        assert query_list(connection, QueryFilter(subject=subject.id)), "it can still be read"
        assert lock_gaps(connection) == []
    with study_database.snapshot() as connection:
        made = {
            file.name: b"".join(file.make(Tally())).decode("utf-8-sig")
            for file in files(connection, as_they_stand(connection), ["csv", "trail", "odm"], "full")
        }
    (line,) = csv.DictReader(io.StringIO(made["DRAFT-subjects.csv"]))
    assert (line["SUBJID"], line["STRUCK"]) == ("YA-001", "1")
    assert "YA-001" not in made["DRAFT-DM.csv"] and "YA-001" not in made["DRAFT-odm-snapshot.xml"]
    assert "YA-001" in made["DRAFT-trail.csv"], "the trail is whole"
    number = export(study_database, SUN_YAN, lock=None, formats=["csv"])
    manifest = json.loads(asked(study_database, "SELECT manifest FROM export WHERE id = ?", number)[0][0])
    assert manifest["struck"] == ["YA-001"]


def test_nothing_more_is_entered_and_the_number_is_never_used_again(
    study_database: Database, subject: SubjectRef
) -> None:
    """Li Wen can neither correct nor add a visit, and the next participant is YA-002 (REQ-34)."""
    strike(study_database, subject)
    page = page_of(study_database, subject, "SCN", "DM")
    assert refusal(enter, study_database, page, {"WEIGHT": "61"}) == "subject_struck"
    assert refusal(add_visit, study_database, LI_WEN, subject, "UNS", request_key=None) == "subject_struck"
    assert add_subject(study_database, LI_WEN, "YA").code == "YA-002"


def test_the_same_two_restore(study_database: Database, subject: SubjectRef) -> None:
    """Zhang Min and Sun Yan each say so; then YA-001 counts again and data may be entered (REQ-34)."""
    assert refusal(restore_subject, study_database, SUN_YAN, subject, "x", request_key=None) == "not_struck"
    strike(study_database, subject)
    assert refusal(restore_subject, study_database, CHEN_JIE, subject, "x", request_key=None).startswith(
        "not_permitted"
    )
    reason = "The number was right"
    assert restore_subject(study_database, ZHANG_MIN, subject, reason, request_key=None) is StrikeStep.RESTORING
    assert codes(study_database) == []
    assert refusal(restore_subject, study_database, ZHANG_MIN, subject, reason, request_key=None) == "approved_already"
    assert restore_subject(study_database, SUN_YAN, subject, reason, request_key=None) is StrikeStep.RESTORED
    assert codes(study_database) == ["YA-001"]
    enter(study_database, page_of(study_database, subject, "SCN", "DM"), {"WEIGHT": "61"})
    strike(study_database, subject)
    assert codes(study_database) == [] and flaws(study_database) == []
