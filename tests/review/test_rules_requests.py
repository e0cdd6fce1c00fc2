"""Requests to lock and unlock, decided from what was said to them."""

from __future__ import annotations

import pytest

from edc.review.checklist import Gap, GapKind, unjustified
from edc.review.rules_requests import Given, RequestState, Verdict, request_state, verdict_refusal

APPROVED, DECLINED, WITHDRAWN = Verdict.APPROVED, Verdict.DECLINED, Verdict.WITHDRAWN
SUN_YAN = "sun.yan"


def given(*said: tuple[str, str, Verdict]) -> list[Given]:
    return [Given(*one) for one in said]


PI = ("zhang.min", "principal_investigator", APPROVED)
STATISTICIAN = ("qian.hao", "statistician", APPROVED)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ([], RequestState.PENDING),
        ([PI], RequestState.PENDING),
        ([PI, STATISTICIAN], RequestState.APPROVED),
        ([PI, ("qian.hao", "statistician", DECLINED)], RequestState.DECLINED),
        ([PI, (SUN_YAN, "data_manager", WITHDRAWN)], RequestState.WITHDRAWN),
        ([PI, (SUN_YAN, "statistician", APPROVED)], RequestState.PENDING),
    ],
)
def test_where_a_request_of_sun_yans_stands(said: list[tuple[str, str, Verdict]], state: RequestState) -> None:
    """REQ-62: one refusal ends it, enough approvals carry it out, her own never counts."""
    assert request_state("lock", SUN_YAN, given(*said)) is state


@pytest.mark.parametrize(
    ("person", "verdict", "code"),
    [
        ("qian.hao", APPROVED, None),
        ("qian.hao", DECLINED, None),
        (SUN_YAN, APPROVED, "own_request"),
        (SUN_YAN, DECLINED, "own_request"),
        (SUN_YAN, WITHDRAWN, None),
        ("qian.hao", WITHDRAWN, "withdraw_other"),
        ("zhang.min", APPROVED, "approved_already"),
        ("zhang.min", DECLINED, "approved_already"),
    ],
)
def test_who_may_say_what(person: str, verdict: Verdict, code: str | None) -> None:
    """REQ-62: nobody decides on their own request, nobody else withdraws it, nobody speaks twice."""
    assert verdict_refusal(SUN_YAN, given(PI), person, verdict) == code


def test_a_gap_is_closed_or_justified_with_words() -> None:
    """REQ-63: a justification names one gap, and blanks are none."""
    first, second = Gap(GapKind.QUERY, number=7, path="SBP"), Gap(GapKind.MISSING, number=7, path="SBP")
    assert first.key != second.key
    assert unjustified([first, second], {first.key: "agreed"}) == [second]
    assert unjustified([first], {first.key: " "}) == [first]
    assert Gap(GapKind.VERIFICATION, number=7, detail="2").key == Gap(GapKind.VERIFICATION, number=7, detail="1").key
