"""What takes a second person takes one below the acts as well: the database refuses the same person's word.

Sun Yan proposes, Chen Jie asks; each row is written as a careless program would write it.
"""

from __future__ import annotations

from typing import Any

import pytest

from edc.db import Database
from edc.errors import Refusal
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import unit
from tests.trail.record import CHAIN, LI_WEN, LOCKS, furnish

AT = "2025-03-01T00:00:00.000Z"
DATA_MANAGER, INVESTIGATOR = "data_manager", "principal_investigator"


def said(person: str, role: str) -> dict[str, str]:
    return {"person": person, "role": role, "at": AT}


@pytest.fixture
def record(database: Database) -> Database:
    """A participant, and a range and a study version that Sun Yan proposed."""
    furnish(database)
    with unit(database, "propose", LI_WEN) as work:
        one = {"id": 1, "site": "YA", "laboratory": "L", "analyte": "K", "sex": None, "age_from": None, "age_to": None}
        two = {"low": "3.5", "high": "5.3", "unit": "mmol/L", "first": "2025-01-01", "last": None, "certificate": "C"}
        work.append("lab_range", STUDY_CHAIN, one | two | said("sun.yan", DATA_MANAGER))
        proposal = {"id": 1, "kind": "amendment", "version": "2", "digest": "d", "definition": "{}"}
        why = {"reason": "why", "ethics": "EC 1"}
        work.append("study_proposal", STUDY_CHAIN, proposal | why | said("sun.yan", DATA_MANAGER))
    return database


def refusal(database: Database, table: str, row: dict[str, Any], chain: str = STUDY_CHAIN) -> str:
    """The code with which *row* is refused; empty where it was written."""
    try:
        locks = {} if chain == STUDY_CHAIN else {"locks": LOCKS}
        with unit(database, "decide", LI_WEN, **locks) as work:  # type: ignore[arg-type]  # the one keyword
            work.touch(chain)
            work.append(table, chain, row)
    except Refusal as refused:
        return refused.code
    return ""


def test_nobody_approves_their_own_range(record: Database) -> None:
    """REQ-05: Sun Yan proposed it; not even in another role may she approve it, and another data manager may."""
    row = {"range": 1, "n": 1, "step": "approved", "last": None, "reason": ""}
    assert refusal(record, "lab_range_step", row | said("sun.yan", INVESTIGATOR)) == "own_request"
    assert refusal(record, "lab_range_step", row | said("zhang.min", INVESTIGATOR)) == ""
    ended = row | {"n": 2, "step": "ended", "last": "2025-06-30", "reason": "new reagent"}
    assert refusal(record, "lab_range_step", ended | said("sun.yan", DATA_MANAGER)) == ""


def test_nobody_approves_their_own_version(record: Database) -> None:
    """REQ-05, REQ-50: its author may withdraw it; approving is for others, and each of them does it once."""
    row = {"proposal": 1, "verdict": "approved", "text": ""}
    assert refusal(record, "study_verdict", row | said("sun.yan", "statistician")) == "own_request"
    assert refusal(record, "study_verdict", row | said("zhang.min", INVESTIGATOR)) == ""
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        refusal(record, "study_verdict", row | said("zhang.min", "statistician"))
    assert refusal(record, "study_verdict", row | {"verdict": "withdrawn"} | said("sun.yan", DATA_MANAGER)) == ""


def test_a_participant_is_struck_out_by_two_who_did_not_ask(record: Database) -> None:
    """REQ-05, REQ-34: neither the asker confirms, nor the same person or role twice, nor anybody without the first."""

    def step(n: int, name: str, person: str, role: str) -> str:
        row = {"subject": 1, "n": n, "step": name, "reason": "added twice"}
        return refusal(record, "subject_strike", row | said(person, role), CHAIN)

    assert step(1, "struck", "zhang.min", INVESTIGATOR) == "approved_already"
    assert step(1, "asked", "chen.jie", "investigator") == ""
    assert step(2, "confirmed", "chen.jie", INVESTIGATOR) == "own_request"
    assert step(2, "struck", "zhang.min", INVESTIGATOR) == "approved_already"
    assert step(2, "confirmed", "sun.yan", DATA_MANAGER) == ""
    assert step(3, "struck", "chen.jie", INVESTIGATOR) == "own_request"
    assert step(3, "struck", "sun.yan", INVESTIGATOR) == "approved_already"
    assert step(3, "struck", "somebody.else", DATA_MANAGER) == "approved_already"
    assert step(3, "struck", "zhang.min", INVESTIGATOR) == ""
    assert step(4, "restored", "zhang.min", INVESTIGATOR) == "approved_already"
    assert step(4, "restoring", "zhang.min", INVESTIGATOR) == ""
    assert step(5, "restored", "zhang.min", DATA_MANAGER) == "approved_already"
    assert step(5, "restored", "sun.yan", DATA_MANAGER) == ""
