"""What verification and signatures are worth after a change."""

from __future__ import annotations

import pytest

from edc.review.rules import (
    SignatureState,
    SignedPage,
    VerifiedState,
    signable,
    signature_state,
    verified_state,
)

PLAN = ["CREAT", "K", "LBDT"]


@pytest.mark.parametrize(
    ("marks", "state"),
    [
        ({}, VerifiedState.NONE),
        ({"CREAT": 1}, VerifiedState.PARTLY),
        ({"CREAT": 1, "K": 1, "LBDT": 1}, VerifiedState.ALL),
        ({"NOTE": 1}, VerifiedState.NONE),
    ],
)
def test_verification_is_counted_over_the_plan(marks: dict[str, int], state: VerifiedState) -> None:
    """Zhao Rui has verified none, some or all of what the plan names; an item outside it does not count."""
    found = verified_state(PLAN, marks, {"CREAT": 1, "K": 1, "LBDT": 1, "NOTE": 1})
    assert found.state is state
    assert (len(found.owed), found.standing) == (3, frozenset(marks) & set(PLAN))


def test_a_later_change_voids_exactly_the_mark_it_touches() -> None:
    """Li Wen corrects creatinine after verification: that tick drops, the other two stand (D.106.600).

    Zhao Rui verifies it anew, and all is verified again.
    """
    marks = {"CREAT": 1, "K": 1, "LBDT": 1}
    found = verified_state(PLAN, marks, {"CREAT": 2, "K": 1, "LBDT": 1})
    assert found.state is VerifiedState.PARTLY
    assert (set(found.changed), set(found.standing)) == ({"CREAT"}, {"K", "LBDT"})
    assert verified_state(PLAN, {**marks, "CREAT": 2}, {"CREAT": 2, "K": 1, "LBDT": 1}).state is VerifiedState.ALL


def test_what_was_never_entered_is_not_owed() -> None:
    """An empty page shows no tick that nobody set; an item entered later brings *all* back to *partly*."""
    assert verified_state(PLAN, {}, {}).state is VerifiedState.NONE
    assert verified_state([], {}, {"CREAT": 1}).state is VerifiedState.NONE
    assert verified_state(PLAN, {"CREAT": 1}, {"CREAT": 1}).state is VerifiedState.ALL
    assert verified_state(PLAN, {"CREAT": 1}, {"CREAT": 1, "K": 2}).state is VerifiedState.PARTLY


WEEK_20 = {11: SignedPage(2, "d11", "x"), 12: SignedPage(1, "d12", "")}


def test_a_signature_stands_while_nothing_changed() -> None:
    """Zhang Min signed week 20 and nobody touched it since (REQ-43); before, it was unsigned."""
    found = signature_state(WEEK_20, dict(WEEK_20))
    assert (found.state, found.changed) == (SignatureState.SIGNED, ())
    assert signature_state(None, WEEK_20).state is SignatureState.UNSIGNED


@pytest.mark.parametrize(
    ("now", "page"),
    [
        ({**WEEK_20, 11: SignedPage(3, "d11b", "x")}, 11),
        ({**WEEK_20, 11: SignedPage(2, "d11", "y")}, 11),
        ({**WEEK_20, 11: SignedPage(2, "other", "x")}, 11),
        ({**WEEK_20, 13: SignedPage(1, "d13", "")}, 13),
        ({11: WEEK_20[11]}, 12),
    ],
    ids=["a new version", "a derived value alone", "other content", "a page added", "a page gone"],
)
def test_any_change_asks_for_a_new_signature_and_names_the_page(now: dict[int, SignedPage], page: int) -> None:
    """After Zhang Min signed, something changed: the signature no longer covers it (REQ-44, REQ-45)."""
    found = signature_state(WEEK_20, now)
    assert (found.state, found.changed) == (SignatureState.AGAIN, (page,))


def test_withdrawn_by_the_signer_is_not_voided_by_a_change() -> None:
    """Zhang Min withdrew the signature; that a page changed as well is shown beside it (REQ-45)."""
    changed = {**WEEK_20, 12: SignedPage(2, "d12b", "")}
    assert signature_state(WEEK_20, WEEK_20, withdrawn=True).state is SignatureState.WITHDRAWN
    found = signature_state(WEEK_20, changed, withdrawn=True)
    assert (found.state, found.changed) == (SignatureState.WITHDRAWN, (12,))


def test_open_queries_warn_at_a_visit_and_block_the_casebook() -> None:
    """Zhang Min may sign week 20 with a query open, not the casebook; an unfinished page never (REQ-47, REQ-56)."""
    for scope in ("page", "visit"):
        found = signable(scope, unfinished_pages=0, open_queries=1)
        assert (found.blocked, found.warned) == ((), ("sign_open_queries",))
        assert signable(scope, 1, 0).blocked == ("sign_unfinished",)
    assert signable("subject", 0, 1).blocked == ("sign_open_queries",)
    assert signable("subject", 2, 1).blocked == ("sign_unfinished", "sign_open_queries")
    assert signable("subject", 0, 0).blocked == ()
