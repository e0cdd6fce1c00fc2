"""The life of a query and who leads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import product

import pytest

from edc.access.rules import Permission, Role, holders
from edc.review.rules_queries import (
    ANSWERERS,
    RAISERS,
    Finding,
    Key,
    Kind,
    QueryState,
    QueryStep,
    Thread,
    query_refusal,
    settle,
    state_after,
)

POSSIBLE = """
    -         raised        open
    open      answered      answered
    open      cancelled     cancelled
    open      accepted      accepted    check
    open      closed_itself closed      check
    answered  closed        closed
    answered  sent_back     open
    answered  cancelled     cancelled
    answered  accepted      accepted    check
    answered  closed_itself closed      check
    answered  fired_again   open        check
    accepted  closed_itself closed      check
    accepted  fired_again   open        check
    closed    fired_again   open        check
    cancelled fired_again   open        check
"""
"""Every possible step: state before, step, state after, and *check* where only an edit check's query takes it."""


@pytest.mark.parametrize("kind", ["check", "manual", "import"])
def test_a_query_takes_these_steps_and_no_others(kind: Kind) -> None:
    """The whole machine, illegal steps included (REQ-54, C.4.18.1700)."""
    lines = [line.split() for line in POSSIBLE.strip().splitlines()]
    table = {(line[0], line[1]): line[2] for line in lines if len(line) == 3 or kind == "check"}
    for state, step in product([None, *QueryState], QueryStep):
        assert state_after(state, step, kind) == table.get((state or "-", step)), (state, step)


LI_WEN, ZHANG_MIN, ZHAO_RUI, SUN_YAN = "li.wen", "zhang.min", "zhao.rui", "sun.yan"
MANUAL = Thread(1, 11, "CREAT", "manual", None, "site", Role.MONITOR, QueryStep.ANSWERED, answered_by=LI_WEN)
CHECK = replace(MANUAL, kind="check", check="EC10", raised_role="system", step=QueryStep.ANSWERED)


def _may(thread: Thread | None, step: QueryStep) -> set[Role]:
    return {role for role in Role if query_refusal(thread, step, "somebody", role) is None}


SITE = {Role.COORDINATOR, Role.INVESTIGATOR, Role.PRINCIPAL_INVESTIGATOR}


def test_who_may_raise_and_answer_agrees_with_the_policy() -> None:
    """The roles named here are those of the written table, no more and no fewer (REQ-03)."""
    assert set(holders(Permission.QUERY_ANSWER)) == ANSWERERS["site"]
    assert set(holders(Permission.QUERY_RAISE)) == set(holders(Permission.QUERY_CLOSE)) == RAISERS


def test_each_role_leads_its_own_queries_and_the_data_manager_any() -> None:
    """C.4.18.1600: role x step. The site answers; who raised a manual query closes it, so does the data manager."""
    open_one = replace(MANUAL, step=QueryStep.RAISED)
    assert _may(None, QueryStep.RAISED) == {Role.MONITOR, Role.DATA_MANAGER, Role.SAFETY_PHYSICIAN}
    assert _may(open_one, QueryStep.ANSWERED) == SITE
    for step in (QueryStep.CLOSED, QueryStep.SENT_BACK, QueryStep.CANCELLED):
        assert _may(MANUAL, step) == {Role.MONITOR, Role.DATA_MANAGER}
        assert _may(replace(MANUAL, raised_role=Role.SAFETY_PHYSICIAN), step) == {
            Role.SAFETY_PHYSICIAN,
            Role.DATA_MANAGER,
        }
        assert _may(CHECK, step) == {Role.DATA_MANAGER}
        assert _may(replace(MANUAL, kind="import", raised_role=Role.COORDINATOR), step) == {Role.DATA_MANAGER}
    assert _may(CHECK, QueryStep.ACCEPTED) == SITE
    assert _may(MANUAL, QueryStep.ACCEPTED) == set()


def test_a_medical_query_is_answered_by_an_investigator_alone() -> None:
    """Li Wen, coordinator, is told that the judgement is the investigator's; Zhang Min answers."""
    medical = replace(CHECK, audience="investigator", step=QueryStep.RAISED)
    for step in (QueryStep.ANSWERED, QueryStep.ACCEPTED):
        assert query_refusal(medical, step, LI_WEN, Role.COORDINATOR) == "query_investigator_only"
        assert query_refusal(medical, step, ZHAO_RUI, Role.MONITOR) == "query_role"
        assert query_refusal(medical, step, ZHANG_MIN, Role.PRINCIPAL_INVESTIGATOR) is None


def test_nobody_closes_what_they_answered() -> None:
    """Sun Yan once answered as a coordinator and may not close it as a data manager (REQ-55)."""
    own = replace(MANUAL, answered_by=SUN_YAN)
    assert query_refusal(own, QueryStep.CLOSED, SUN_YAN, Role.DATA_MANAGER) == "query_own_answer"
    assert query_refusal(own, QueryStep.CLOSED, ZHAO_RUI, Role.MONITOR) is None
    assert query_refusal(MANUAL, QueryStep.CLOSED, LI_WEN, Role.COORDINATOR) == "query_role"


def test_a_refusal_says_why() -> None:
    """A step out of order and a step that only a check takes are told apart (REQ-54)."""
    assert query_refusal(replace(MANUAL, step=QueryStep.CLOSED), QueryStep.ANSWERED, LI_WEN, Role.COORDINATOR) == (
        "query_step"
    )
    assert query_refusal(None, QueryStep.ANSWERED, LI_WEN, Role.COORDINATOR) == "query_step"
    assert query_refusal(MANUAL, QueryStep.RAISED, ZHAO_RUI, Role.MONITOR) == "query_step"
    assert query_refusal(CHECK, QueryStep.CLOSED_ITSELF, SUN_YAN, Role.DATA_MANAGER) == "query_automatic"


KEY = Key(11, "CREAT", "EC10")


def _steps(thread: Thread | None, *findings: Finding, confirmed: Iterable[Key] = ()) -> list[QueryStep]:
    acts = settle([] if thread is None else [thread], findings, set(confirmed))
    assert all(act.key == KEY and act.query == (None if thread is None else thread.query) for act in acts)
    return [act.step for act in acts]


SAME, CHANGED = Finding(KEY, changed=False), Finding(KEY, changed=True)


def test_a_check_that_fires_for_the_first_time_asks() -> None:
    """Li Wen types an implausible creatinine: one query, for the audience the check names (REQ-38, C.4.18.1000)."""
    assert _steps(None, CHANGED) == [QueryStep.RAISED]
    act = settle([], [Finding(KEY, changed=True, audience="investigator")])[0]
    assert (act.audience, act.query) == ("investigator", None)
    assert _steps(None) == []


def test_a_value_confirmed_while_saving_is_asked_and_accepted_at_once() -> None:
    """Li Wen confirms against the source with one key: both facts are in the trail, nothing stays open (REQ-38)."""
    assert _steps(None, CHANGED, confirmed=[KEY]) == [QueryStep.RAISED, QueryStep.ACCEPTED]
    open_one = replace(CHECK, step=QueryStep.RAISED)
    assert _steps(open_one, SAME, confirmed=[KEY]) == [QueryStep.ACCEPTED]
    accepted = replace(CHECK, step=QueryStep.ACCEPTED)
    assert _steps(accepted, SAME, confirmed=[KEY]) == []
    assert _steps(accepted, CHANGED, confirmed=[KEY]) == [QueryStep.FIRED_AGAIN, QueryStep.ACCEPTED]


@pytest.mark.parametrize(
    ("last", "silent", "changed", "gone"),
    [
        (QueryStep.RAISED, [], [], [QueryStep.CLOSED_ITSELF]),
        (QueryStep.SENT_BACK, [], [], [QueryStep.CLOSED_ITSELF]),
        (QueryStep.ANSWERED, [], [QueryStep.FIRED_AGAIN], [QueryStep.CLOSED_ITSELF]),
        (QueryStep.ACCEPTED, [], [QueryStep.FIRED_AGAIN], [QueryStep.CLOSED_ITSELF]),
        (QueryStep.CLOSED, [], [QueryStep.FIRED_AGAIN], []),
        (QueryStep.CANCELLED, [], [QueryStep.FIRED_AGAIN], []),
        (QueryStep.CLOSED_ITSELF, [QueryStep.FIRED_AGAIN], [QueryStep.FIRED_AGAIN], []),
    ],
)
def test_a_settled_question_stays_silent_until_its_value_changes(
    last: QueryStep, silent: list[QueryStep], changed: list[QueryStep], gone: list[QueryStep]
) -> None:
    """Columns: still firing on the same values, firing on a changed value, no longer firing (C.4.18.0600).

    What closed by itself asks again whenever it fires: nobody has settled it.
    """
    thread = replace(CHECK, step=last)
    assert (_steps(thread, SAME), _steps(thread, CHANGED), _steps(thread)) == (silent, changed, gone)


def test_rows_and_checks_have_threads_of_their_own() -> None:
    """Two adverse events, two checks: each keeps its thread, and manual queries are left to people (REQ-54)."""
    threads = [
        replace(CHECK, query=1, path="AE/1/AESTDT", step=QueryStep.RAISED),
        replace(CHECK, query=2, path="AE/2/AESTDT", step=QueryStep.RAISED),
        replace(MANUAL, query=3, path="AE/1/AESTDT", step=QueryStep.RAISED),
    ]
    findings = [Finding(Key(11, "AE/1/AESTDT", "EC10"), False), Finding(Key(11, "AE/2/AESTDT", "EC01"), True)]
    acts = [(act.step, act.key.path, act.key.check, act.query) for act in settle(threads, findings)]
    assert acts == [
        (QueryStep.RAISED, "AE/2/AESTDT", "EC01", None),
        (QueryStep.CLOSED_ITSELF, "AE/2/AESTDT", "EC10", 2),
    ]
