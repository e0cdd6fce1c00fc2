"""Freeze and lock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

import pytest

from edc.access.rules import Permission, Role, holders
from edc.review.rules_holds import (
    LOCK_NEEDS,
    SCOPES,
    Activity,
    Approval,
    HoldState,
    HoldStep,
    Place,
    Scope,
    approved,
    closes,
    effective_hold,
    hold_after,
    opened,
)

OPEN, FROZEN, LOCKED = HoldState.OPEN, HoldState.FROZEN, HoldState.LOCKED


@pytest.mark.parametrize(
    ("holds", "state", "scope"),
    [
        ({}, OPEN, None),
        ({"page": OPEN, "study": OPEN}, OPEN, None),
        ({"page": FROZEN}, FROZEN, "page"),
        ({"page": FROZEN, "site": FROZEN}, FROZEN, "site"),
        ({"page": LOCKED, "study": FROZEN}, LOCKED, "page"),
        ({"subject": OPEN, "study": LOCKED}, LOCKED, "study"),
    ],
)
def test_locked_beats_frozen_at_whatever_scope(
    holds: dict[Scope, HoldState], state: HoldState, scope: Scope | None
) -> None:
    """The strongest hold counts, and Li Wen is told the widest scope that sets it (REQ-62)."""
    assert effective_hold(holds) == (state, scope)


def test_one_hold_at_any_scope_is_enough() -> None:
    """No scope is forgotten: page, visit, subject, site and study each hold a page (REQ-62)."""
    for scope, state in product(SCOPES, (FROZEN, LOCKED)):
        assert effective_hold({scope: state}) == (state, scope)


def test_a_freeze_closes_the_data_and_a_lock_everything() -> None:
    """While frozen, Zhao Rui verifies, Zhang Min signs and queries go on; locked, nothing does (REQ-62)."""
    assert [activity for activity in Activity if closes(OPEN, activity)] == []
    assert [activity for activity in Activity if closes(FROZEN, activity)] == [Activity.DATA]
    assert [activity for activity in Activity if closes(LOCKED, activity)] == list(Activity)


def test_a_hold_is_set_and_lifted_in_these_steps_only() -> None:
    """A lock is lifted by an unlock, never by an unfreeze; nothing is frozen twice (REQ-62)."""
    possible = {
        (OPEN, HoldStep.FREEZE): FROZEN,
        (FROZEN, HoldStep.UNFREEZE): OPEN,
        (OPEN, HoldStep.LOCK): LOCKED,
        (FROZEN, HoldStep.LOCK): LOCKED,
        (LOCKED, HoldStep.UNLOCK): OPEN,
    }
    for state, step in product(HoldState, HoldStep):
        assert hold_after(state, step) is possible.get((state, step))


SUN_YAN = "sun.yan"
PI = Approval("zhang.min", Role.PRINCIPAL_INVESTIGATOR)
STATISTICIAN = Approval("qian.hao", Role.STATISTICIAN)
MANAGER = Approval("second.manager", Role.DATA_MANAGER)


@pytest.mark.parametrize(
    ("step", "given", "enough"),
    [
        (HoldStep.LOCK, [PI, STATISTICIAN], True),
        (HoldStep.LOCK, [PI, STATISTICIAN, MANAGER], True),
        (HoldStep.LOCK, [PI], False),
        (HoldStep.LOCK, [PI, MANAGER], False),
        (HoldStep.LOCK, [PI, Approval(SUN_YAN, Role.STATISTICIAN)], False),
        (HoldStep.LOCK, [PI, Approval(PI.person, Role.STATISTICIAN)], False),
        (HoldStep.LOCK, [PI, Approval("chen.jie", Role.PRINCIPAL_INVESTIGATOR)], False),
        (HoldStep.UNLOCK, [PI, STATISTICIAN], True),
        (HoldStep.UNLOCK, [STATISTICIAN, MANAGER], True),
        (HoldStep.UNLOCK, [MANAGER], False),
        (HoldStep.UNLOCK, [MANAGER, MANAGER], False),
        (HoldStep.UNLOCK, [STATISTICIAN, Approval(SUN_YAN, Role.DATA_MANAGER)], False),
        (HoldStep.UNLOCK, [], False),
    ],
)
def test_sun_yan_asks_and_two_others_approve(step: HoldStep, given: list[Approval], enough: bool) -> None:
    """A lock needs principal investigator and statistician, an unlock any two; never the one who asked (REQ-62).

    Sun Yan is also statistician here, and that role of hers does not approve her own request.
    """
    assert approved(step, SUN_YAN, given) is enough


def test_who_must_approve_a_lock_may_approve_it() -> None:
    """The two roles a lock needs have the permission in the written table (REQ-03)."""
    assert set(holders(Permission.LOCK_APPROVE)) >= LOCK_NEEDS


STUDY: Place = ("study", "study")
TREE: dict[Place, list[Place]] = {
    STUDY: [("site", "YA"), ("site", "KM")],
    ("site", "YA"): [("subject", "1"), ("subject", "2")],
    ("site", "KM"): [("subject", "3")],
    ("subject", "1"): [("visit", "10"), ("visit", "11")],
    ("subject", "2"): [("visit", "20")],
    ("subject", "3"): [("visit", "30")],
    ("visit", "10"): [("page", "100"), ("page", "101")],
    ("visit", "11"): [("page", "110")],
    ("visit", "20"): [("page", "200")],
    ("visit", "30"): [("page", "300")],
}


def _children(place: Place) -> Iterable[Place]:
    return TREE.get(place, ())


def _line(place: Place) -> list[Place]:
    parents = [parent for parent, children in TREE.items() if place in children]
    return [*(_line(parents[0]) if parents else []), place]


def _pages(holds: Mapping[Place, HoldState]) -> dict[str, HoldState]:
    keys = [key for children in TREE.values() for scope, key in children if scope == "page"]
    lines = {key: _line(("page", key)) for key in keys}
    return {
        key: effective_hold({scope: holds.get((scope, k), OPEN) for scope, k in line}).state
        for key, line in lines.items()
    }


@pytest.mark.parametrize(
    ("named", "open_pages"),
    [
        ([("page", "101")], {"101"}),
        ([("visit", "10")], {"100", "101"}),
        ([("page", "101"), ("visit", "10")], {"100", "101"}),
        ([("page", "100"), ("page", "300")], {"100", "300"}),
        ([("subject", "1"), ("site", "KM")], {"100", "101", "110", "300"}),
        ([STUDY], {"100", "101", "110", "200", "300"}),
    ],
)
def test_an_unlock_opens_the_named_places_and_nothing_beside_them(named: list[Place], open_pages: set[str]) -> None:
    """He Ping learns of a serious event after the lock: its page opens, the rest of the study stays locked (REQ-62)."""
    holds = {STUDY: LOCKED}
    rows = opened([_line(place) for place in named], holds, _children)
    assert _pages({**holds, **rows}) == {
        key: OPEN if key in open_pages else LOCKED for key in ("100", "101", "110", "200", "300")
    }


def test_an_unlock_leaves_other_holds_as_they_are() -> None:
    """A page frozen for itself stays frozen when its visit is unlocked; what is open needs no row."""
    holds: dict[Place, HoldState] = {
        ("visit", "10"): LOCKED,
        ("page", "100"): FROZEN,
        ("visit", "11"): FROZEN,
    }
    rows = opened([_line(("visit", "10"))], holds, _children)
    assert rows == {("visit", "10"): OPEN}
    assert opened([_line(("page", "200"))], holds, _children) == {}
