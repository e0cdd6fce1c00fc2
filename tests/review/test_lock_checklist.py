"""The lock checklist: every gap is found where it is, and closed or justified."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine

from edc.acts.add_visit import add_visit
from edc.acts.lock_requests import LockGaps
from edc.acts.not_done import not_done
from edc.acts.publish_study import append_version
from edc.acts.raise_query import raise_query
from edc.acts.reasons import Reason
from edc.casebook.reading import PageRef, SubjectRef
from edc.db import Database
from edc.review.checklist import GapKind, unjustified
from edc.review.locks import requests
from edc.study.definition import Check, State
from edc.trail.unit import SYSTEM, unit
from tests.acts.story import (
    asked,
    begin,
    enter,
    enter_all,
    flaws,
    page_of,
    story_study,
    study_with,
)
from tests.review.locking import (
    LI_WEN,
    QIAN_HAO,
    ZHANG_MIN,
    ZHAO_RUI,
    approve,
    ask,
    complete,
    gaps,
    verify_all,
)


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    return complete(study_database)


def test_every_kind_of_gap_is_found_where_it_is(study_database: Database) -> None:
    """REQ-56, REQ-63: queries, pages, missing items, rules, verification, signature; each closed or justified."""
    subject = begin(study_database)

    def page(event: str, form: str) -> PageRef:
        return page_of(study_database, subject, event, form)

    kinds = [(gap.kind, gap.event) for gap in gaps(study_database)]
    assert kinds == [(GapKind.VISIT, "SCN"), (GapKind.VISIT, "W4"), (GapKind.VISIT, "LOG")]

    enter_all(study_database, subject)
    verify_all(study_database, subject)
    visit = page("W4", "SV").visit
    enter(study_database, page("W4", "RENAL"), {"UREA": "8"})
    query = raise_query(study_database, ZHAO_RUI, page("SCN", "RENAL"), "UREA", "Unit?", request_key=None)
    enter(study_database, page("SCN", "VS"), {"SBP": None}, finish=False)
    enter(study_database, page("SCN", "RENAL"), {"CREAT": "121"})
    not_done(study_database, LI_WEN, page("W4", "VS"), Reason("absent"), request_key=None)
    unscheduled = add_visit(study_database, LI_WEN, subject, "UNS", request_key=None)
    renal = page("UNS", "RENAL")
    enter(study_database, renal, {"CREAT": "120"}, finish=False)

    found = {(gap.kind, gap.event, gap.form, gap.path, gap.detail) for gap in gaps(study_database)}
    assert found == {
        (GapKind.QUERY, "SCN", "RENAL", "UREA", "open"),
        (GapKind.QUERY, "SCN", "VS", "SBP", "open"),
        (GapKind.PAGE, "UNS", "RENAL", "", "in_entry"),
        (GapKind.MISSING, "SCN", "VS", "SBP", ""),
        (GapKind.VERIFICATION, "SCN", "RENAL", "", "1"),
        (GapKind.VERIFICATION, "UNS", "RENAL", "", "1"),
        (GapKind.SIGNATURE, "", "", "", "unsigned"),
    }
    assert {gap.subject for gap in gaps(study_database)} == {subject.code}
    assert visit != unscheduled

    with pytest.raises(LockGaps) as caught:
        ask(study_database)
    assert len(caught.value.gaps) == len(found)
    first = next(gap for gap in caught.value.gaps if gap.number == query)
    with pytest.raises(LockGaps) as caught:
        ask(study_database, {first.key: "the monitor agreed by telephone", "query/404": "no such gap", "x": " "})
    assert first not in caught.value.gaps and len(caught.value.gaps) == len(found) - 1
    assert unjustified([first], {first.key: " "}) == [first]

    reasons = {gap.key: "agreed with the sponsor" for gap in gaps(study_database)}
    request = ask(study_database, {**reasons, "query/404": "no such gap"})
    with study_database.reading() as connection:
        assert requests(connection, request)[0].justified == reasons
    assert approve(study_database, request, ZHANG_MIN, QIAN_HAO).lock == 1
    assert flaws(study_database) == []


def test_a_rule_that_was_never_run_is_a_gap(study_database: Database, subject: SubjectRef) -> None:
    """REQ-63: rules are run again; a revision whose check nobody ran, because the power failed, shows."""
    study = story_study()
    stricter = Check(id="EC2", when="SBP > 110", message={"en": "High"}, items=("SBP",))
    forms = tuple(
        form.model_copy(update={"checks": (stricter,)}) if form.name == "VS" else form for form in study.forms
    )
    with unit(study_database, "publish_study", SYSTEM) as work:
        append_version(work, study_with(study, forms=forms))
    assert [(gap.kind, gap.event, gap.detail) for gap in gaps(study_database)] == [
        (GapKind.RULE, "SCN", "EC2"),
        (GapKind.RULE, "W4", "EC2"),
    ]


def test_a_participant_owes_what_their_state_expects(study_database: Database) -> None:
    """REQ-63, trial 0.4.3: who failed screening has no week 4 to be missing from the data."""
    failed = State(name="failed", label={"en": "Failed"}, when='latest(DS.DSDECOD) == "FAILED"', expects=("SCN", "LOG"))
    subject = begin(study_database, study=study_with(story_study(), states=(failed,)))

    def events() -> list[str]:
        return [gap.event for gap in gaps(study_database) if gap.kind is GapKind.VISIT]

    end = page_of(study_database, subject, "LOG", "DS")
    enter(study_database, end, {"DSDECOD": "COMPLETED"})
    assert events() == ["SCN", "W4"]
    enter(study_database, end, {"DSDECOD": "FAILED"})
    assert events() == ["SCN"]


def test_a_broken_chain_is_a_gap(study_database: Database, study_owner_url: str, subject: SubjectRef) -> None:
    """REQ-30, REQ-63: somebody with the database's own password changed a row; no lock rests on it unseen."""
    engine = create_engine(study_owner_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        if study_database.sqlite:
            connection.exec_driver_sql("DROP TRIGGER verification_on_update")
        else:
            connection.exec_driver_sql("ALTER TABLE verification DISABLE TRIGGER ALL")
        connection.exec_driver_sql("UPDATE verification SET person = 'nobody'")
    engine.dispose()
    assert {gap.kind for gap in gaps(study_database)} == {GapKind.TRAIL}
    with pytest.raises(LockGaps):
        ask(study_database)


def test_what_came_up_since_the_request_is_nobodys_to_approve(study_database: Database, subject: SubjectRef) -> None:
    """REQ-63: the checklist is run again at each approval."""
    request = ask(study_database)
    approve(study_database, request, ZHANG_MIN)
    raise_query(
        study_database, ZHAO_RUI, page_of(study_database, subject, "SCN", "VS"), "SBP", "Sure?", request_key=None
    )
    with pytest.raises(LockGaps) as caught:
        approve(study_database, request, QIAN_HAO)
    assert [gap.kind for gap in caught.value.gaps] == [GapKind.QUERY]
    assert asked(study_database, "SELECT count(*) FROM data_lock") == [(0,)]
