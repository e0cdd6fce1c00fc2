"""The lock: a checklist, one who asks and two who approve, and the way on after it."""

from __future__ import annotations

from typing import Any

import pytest

from edc.acts.add_subject import add_subject
from edc.acts.add_visit import add_visit
from edc.acts.decide_lock import decide_lock
from edc.acts.freeze import freeze
from edc.acts.lock_requests import LockGaps
from edc.acts.not_done import not_done, visit_not_done
from edc.acts.raise_query import raise_query
from edc.acts.reasons import Reason
from edc.acts.request_lock import request_lock
from edc.acts.request_unlock import request_unlock
from edc.acts.verify_items import verify_items
from edc.acts.withdraw_signature import withdraw_signature
from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.errors import Refusal
from edc.review.checklist import GapKind
from edc.review.locks import data_locks, locked_pages, requests
from edc.review.rules_requests import Verdict
from edc.trail.unit import Actor, unit
from tests.acts.story import (
    asked,
    begin,
    enter,
    enter_all,
    flaws,
    give_signature,
    journal,
    page_of,
    story_study,
)
from tests.people import actor
from tests.review.locking import (
    HE_PING,
    LI_WEN,
    QIAN_HAO,
    SUN_YAN,
    ZHANG_MIN,
    ZHAO_RUI,
    approve,
    ask,
    complete,
    gaps,
    lock,
)


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    return complete(study_database)


def code_of(caught: pytest.ExceptionInfo[Refusal]) -> str:
    return caught.value.code


def test_nothing_is_locked_until_two_others_have_approved(study_database: Database, subject: SubjectRef) -> None:
    """REQ-62: Sun Yan asks; Zhang Min and Qian Hao approve; the lock happens in the act of the second."""
    assert gaps(study_database) == []
    request = request_lock(study_database, SUN_YAN, "all is done", {}, request_key="r")
    assert request_lock(study_database, SUN_YAN, "all is done", {}, request_key="r") == request
    before = dict(asked(study_database, "SELECT chain, max(n) FROM journal GROUP BY chain"))
    first = decide_lock(study_database, ZHANG_MIN, request, Verdict.APPROVED, request_key="z")
    assert (first.state, first.lock) == ("pending", None)
    assert decide_lock(study_database, ZHANG_MIN, request, Verdict.APPROVED, request_key="z") == first
    assert asked(study_database, "SELECT DISTINCT held FROM page_state") == [("open",)]
    second = decide_lock(study_database, QIAN_HAO, request, Verdict.APPROVED, request_key="q")
    assert (second.state, second.lock) == ("approved", 1)
    assert decide_lock(study_database, QIAN_HAO, request, Verdict.APPROVED, request_key="q") == second

    assert asked(study_database, "SELECT DISTINCT held FROM page_state") == [("locked",)]
    assert journal(study_database, "study")[-3:] == ["request_lock", "decide_lock", "lock"]
    assert journal(study_database, subject.chain)[-1] == "lock"
    with study_database.reading() as connection:
        (row,) = data_locks(connection)
        pages = locked_pages(connection, 1)
    assert (row.n, row.pages, row.superseded, row.study_digest) == (1, len(pages), False, story_study().digest)
    assert row.heads[subject.chain][0] == before[subject.chain]
    assert row.heads["study"][0] == before["study"] + 1, "as they stood before the act that locks"
    assert pages == dict(asked(study_database, "SELECT page, head FROM page_state WHERE head > 0"))
    assert flaws(study_database) == []


def test_nobody_approves_their_own_request(study_database: Database, subject: SubjectRef) -> None:
    """REQ-62, REQ-05: in whatever role; nobody speaks twice; only its author withdraws it."""
    request = ask(study_database)
    with pytest.raises(Refusal) as caught:
        approve(study_database, request, SUN_YAN)
    assert code_of(caught) == "own_request"
    with pytest.raises(Refusal) as caught:
        approve(study_database, request, Actor("sun.yan", "statistician"))
    assert code_of(caught) == "own_request"
    with pytest.raises(Refusal) as caught:
        decide_lock(study_database, ZHANG_MIN, request, Verdict.WITHDRAWN, request_key=None)
    assert code_of(caught) == "not_permitted"
    approve(study_database, request, ZHANG_MIN)
    with pytest.raises(Refusal) as caught:
        approve(study_database, request, ZHANG_MIN)
    assert code_of(caught) == "approved_already"
    with pytest.raises(Refusal) as caught:
        ask(study_database)
    assert code_of(caught) == "request_pending"
    for who in ("li.wen", "chen.jie", "zhao.rui", "he.ping", "wu.gang", "lin.tao"):
        with pytest.raises(Refusal) as caught:
            approve(study_database, request, actor(who))
        assert code_of(caught) == "not_permitted"
    with pytest.raises(Refusal) as caught:
        decide_lock(study_database, QIAN_HAO, request, Verdict.DECLINED, request_key=None)
    assert code_of(caught) == "reason_owed"
    assert (
        decide_lock(study_database, QIAN_HAO, request, Verdict.DECLINED, "not yet", request_key=None).state
        == "declined"
    )
    with pytest.raises(Refusal) as caught:
        approve(study_database, request, Actor("second.statistician", "statistician"))
    assert code_of(caught) == "request_decided"

    second = ask(study_database)
    assert decide_lock(study_database, SUN_YAN, second, Verdict.WITHDRAWN, request_key=None).state == "withdrawn"
    with study_database.reading() as connection:
        assert [(row.id, row.state, row.lock) for row in requests(connection)] == [
            (second, "withdrawn", None),
            (request, "declined", None),
        ]
    assert asked(study_database, "SELECT count(*) FROM data_lock") == [(0,)]
    assert flaws(study_database) == []


def test_a_lock_needs_its_two_roles(study_database: Database, subject: SubjectRef) -> None:
    """REQ-62: a second data manager's approval does not stand for the statistician's."""
    request = ask(study_database)
    assert approve(study_database, request, Actor("second.manager", "data_manager"), ZHANG_MIN).state == "pending"
    assert approve(study_database, request, QIAN_HAO).lock == 1


def test_a_lock_closes_everything_on_every_route(study_database: Database, subject: SubjectRef) -> None:
    """REQ-62, B.3.16.0900: every act is refused, and so is SQL beside the acts, by the database itself."""
    vital = page_of(study_database, subject, "SCN", "VS")
    (signature,) = asked(study_database, "SELECT id FROM signature")[0]
    lock(study_database)
    for act in (
        lambda: enter(study_database, vital, {"SBP": "130"}),
        lambda: visit_not_done(study_database, LI_WEN, subject, vital.visit, Reason("absent"), request_key=None),
        lambda: not_done(study_database, LI_WEN, vital, Reason("absent"), request_key=None),
        lambda: raise_query(study_database, ZHAO_RUI, vital, "SBP", "Sure?", request_key=None),
        lambda: verify_items(study_database, ZHAO_RUI, vital, ["SBP"], opened_seq=1, request_key=None),
        lambda: give_signature(study_database, subject, "subject", subject.id),
        lambda: withdraw_signature(study_database, ZHANG_MIN, subject, signature, "changed my mind", request_key=None),
        lambda: add_visit(study_database, LI_WEN, subject, "UNS", request_key=None),
        lambda: add_subject(study_database, LI_WEN, "YA"),
        lambda: freeze(study_database, SUN_YAN, ("study", "study"), "again", request_key=None),
        lambda: ask(study_database),
    ):
        with pytest.raises(Refusal):
            act()

    by = {"person": "li.wen", "role": "coordinator"}
    at = "2099-01-01T00:00:00.000Z"
    direct: list[tuple[str, dict[str, Any]]] = [
        (
            "query",
            {
                "id": 1500000,
                "page": vital.id,
                "path": "SBP",
                "kind": "manual",
                "check_id": None,
                "audience": "site",
                "raised_role": "monitor",
            },
        ),
        ("verification", {"page": vital.id, "path": "SBP", "seq": 1, "n": 9, "marked": 0, "at": at, **by}),
        ("signature_page", {"signature": signature, "page": vital.id, "seq": 1, "digest": "", "derived": ""}),
        ("derived", {"page": vital.id, "path": "X", "n": 1, "value": "1", "formula": "", "inputs": "[]"}),
    ]
    for table, row in direct:
        with pytest.raises(Refusal) as caught, unit(study_database, "by_hand", LI_WEN) as work:
            work.append(table, subject.chain, row)
        assert code_of(caught) in ("held", "locked"), table
    version = asked(study_database, "SELECT * FROM page_version WHERE page = ?", vital.id)[-1]
    with pytest.raises(Refusal), study_database.writing() as connection:
        marks = ", ".join(["?" if study_database.sqlite else "%s"] * len(version))
        again = (version[0], version[1] + 1, *version[2:])
        connection.exec_driver_sql(f"INSERT INTO page_version VALUES ({marks})", again)
    assert flaws(study_database) == []


def test_one_page_is_unlocked_and_the_study_locked_again(study_database: Database, subject: SubjectRef) -> None:
    """REQ-62: He Ping learns of an event after the lock. One page opens; lock 1 stays what it was; lock 2 follows."""
    far = begin(study_database, "KM")
    enter_all(study_database, far, who="wang.lei")
    reasons = {gap.key: "this site closed early" for gap in gaps(study_database)}
    request = ask(study_database, reasons)
    assert approve(study_database, request, ZHANG_MIN, QIAN_HAO).lock == 1
    with study_database.reading() as connection:
        set_of_lock_1 = locked_pages(connection, 1)

    log = page_of(study_database, subject, "LOG", "AE")
    with pytest.raises(Refusal) as caught:
        request_unlock(study_database, HE_PING, [], "a serious event", request_key=None)
    assert code_of(caught) == "not_locked"
    unlock = request_unlock(study_database, HE_PING, [log.id], "a serious event", request_key="u")
    assert request_unlock(study_database, HE_PING, [log.id], "a serious event", request_key="u") == unlock
    with pytest.raises(Refusal) as caught:
        approve(study_database, unlock, HE_PING)
    assert code_of(caught) == "not_permitted"
    with pytest.raises(Refusal) as caught:
        approve(study_database, unlock, Actor("he.ping", "data_manager"))
    assert code_of(caught) == "own_request"
    assert approve(study_database, unlock, SUN_YAN).state == "pending"
    assert approve(study_database, unlock, ZHANG_MIN).state == "approved"
    assert asked(study_database, "SELECT page FROM page_state WHERE held = 'open'") == [(log.id,)]
    assert journal(study_database, far.chain)[-2:] == ["lock", "unlock"]
    assert flaws(study_database) == []

    enter(study_database, log, {"AE/2/AETERM": "Stroke"})
    with pytest.raises(Refusal):
        enter(study_database, page_of(study_database, subject, "SCN", "VS"), {"SBP": "130"})
    with pytest.raises(Refusal) as caught:
        add_subject(study_database, LI_WEN, "YA")
    assert code_of(caught) == "locked"

    assert {gap.kind for gap in gaps(study_database) if gap.key not in reasons} == {
        GapKind.VERIFICATION,
        GapKind.SIGNATURE,
    }
    with pytest.raises(LockGaps):
        ask(study_database, reasons)
    verify_items(study_database, ZHAO_RUI, log, ["AE/2/AETERM"], opened_seq=2, request_key=None)
    left = {gap.key: "the rest stayed locked" for gap in gaps(study_database)}
    assert approve(study_database, ask(study_database, left), ZHANG_MIN, QIAN_HAO).lock == 2
    with study_database.reading() as connection:
        second, first = data_locks(connection)
        assert (second.n, second.superseded, first.n, first.superseded) == (2, False, 1, True)
        assert locked_pages(connection, 1) == set_of_lock_1
        assert locked_pages(connection, 2) == {**set_of_lock_1, log.id: 2}
    assert asked(study_database, "SELECT DISTINCT held FROM page_state") == [("locked",)]
    assert flaws(study_database) == []
