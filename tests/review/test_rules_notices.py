"""The life of a notice, by rules alone: who may take which step, and what happens by itself."""

from __future__ import annotations

import pytest

from edc.review.rules_notices import (
    NOT_DONE_PAGE,
    NOT_DONE_VISIT,
    Cause,
    Notice,
    NoticeKey,
    NoticeKind,
    NoticeStep,
    not_done_causes,
    notice_refusal,
    settle_notices,
)

STEP = NoticeStep
KEY = NoticeKey(7, "SVDAT", "SV01", "deviation")


def notice(step: NoticeStep, *, kind: NoticeKind = "deviation", major: bool = False, detail: str = "") -> Notice:
    return Notice(1, 7, "SVDAT", kind, "SV01", "VISIT", major, step, detail)


@pytest.mark.parametrize(
    ("now", "step", "role", "code"),
    [
        (STEP.DRAFTED, STEP.FILED, "coordinator", None),
        (STEP.PROPOSED, STEP.FILED, "investigator", None),
        (STEP.FIRED_AGAIN, STEP.DISMISSED, "coordinator", None),
        (STEP.DRAFTED, STEP.FILED, "monitor", "notice_role"),
        (STEP.DRAFTED, STEP.LAPSED, "data_manager", "notice_role"),
        (STEP.FILED, STEP.FILED, "coordinator", "notice_step"),
        (STEP.LAPSED, STEP.FILED, "coordinator", "notice_step"),
        (STEP.DRAFTED, STEP.AGREED, "data_manager", "notice_step"),
        (STEP.FILED, STEP.AGREED, "data_manager", None),
        (STEP.FILED, STEP.AGREED, "principal_investigator", "notice_role"),
        (STEP.SENT_BACK, STEP.AGREED, "data_manager", None),
        (STEP.AGREED, STEP.AGREED, "data_manager", "notice_step"),
        (STEP.FILED, STEP.DISMISSED, "investigator", "notice_step"),
        (STEP.DRAFTED, STEP.SEEN, "investigator", "notice_step"),
    ],
)
def test_who_may_take_which_step_of_a_deviation(now: NoticeStep, step: NoticeStep, role: str, code: str | None) -> None:
    """Architecture 5, trial 0.4.7: the site files and dismisses, the data manager agrees, the program does the rest."""
    assert notice_refusal(notice(now), step, role) == code


@pytest.mark.parametrize(
    ("role", "code"),
    [("investigator", None), ("principal_investigator", None), ("safety_physician", None), ("coordinator", "notice_role")],
)  # fmt: skip
def test_whom_an_alert_is_for(role: str, code: str | None) -> None:
    """D.102.300: investigators and the safety physician see alerts; whoever sees one first settles it."""
    assert notice_refusal(notice(STEP.RAISED, kind="alert"), STEP.SEEN, role) == code
    assert notice_refusal(notice(STEP.SEEN, kind="alert"), STEP.SEEN, role) == "notice_step"


def test_a_major_draft_is_dismissed_by_an_investigator_alone() -> None:
    """Architecture 5: the class of a deviation is the investigator's."""
    draft = notice(STEP.DRAFTED, major=True)
    assert notice_refusal(draft, STEP.DISMISSED, "coordinator") == "dismiss_major"
    assert notice_refusal(draft, STEP.DISMISSED, "investigator") is None


def test_only_the_sponsor_proposes() -> None:
    """Architecture 5: monitor, data manager and safety physician propose; the site files what it finds itself."""
    may = [role for role in ("coordinator", "investigator", "monitor", "data_manager", "safety_physician", "inspector")
           if notice_refusal(None, STEP.PROPOSED, role) is None]  # fmt: skip
    assert may == ["monitor", "data_manager", "safety_physician"]


@pytest.mark.parametrize(
    ("before", "fires", "changed", "wanted"),
    [
        (None, True, True, STEP.DRAFTED),
        (STEP.DRAFTED, True, True, None),
        (STEP.DRAFTED, False, True, STEP.LAPSED),
        (STEP.FILED, False, True, None),
        (STEP.FILED, True, True, None),
        (STEP.SENT_BACK, True, True, None),
        (STEP.DISMISSED, True, False, None),
        (STEP.DISMISSED, True, True, STEP.FIRED_AGAIN),
        (STEP.DISMISSED, False, True, None),
        (STEP.LAPSED, True, False, STEP.FIRED_AGAIN),
        (STEP.LAPSED, False, False, None),
    ],
)
def test_what_a_deviation_does_by_itself(
    before: NoticeStep | None, fires: bool, changed: bool, wanted: NoticeStep | None
) -> None:
    """Trial 0.4.7: filed stays filed, dismissed stays dismissed until a value changes, corrected lapses."""
    known = [] if before is None else [notice(before)]
    acts = settle_notices(known, [Cause(KEY, changed, "VISIT")] if fires else [])
    assert [act.step for act in acts] == ([] if wanted is None else [wanted])


@pytest.mark.parametrize(("lacked", "again"), [("consent warm", False), ("warm", True)])
def test_a_seen_release_alert_comes_back_only_when_something_else_lacks(lacked: str, again: bool) -> None:
    """Trial 0.7, less noise: other values that a release check reads may move; what lacked decides."""
    seen = notice(STEP.SEEN, kind="alert", detail="consent warm")
    cause = Cause(NoticeKey(7, "SVDAT", "SV01", "alert"), True, detail=lacked)
    assert [act.step for act in settle_notices([seen], [cause])] == ([STEP.FIRED_AGAIN] if again else [])


def test_what_a_person_proposed_never_lapses_by_itself() -> None:
    """Trial 0.4.7: a proposal has no check behind it; people settle it."""
    proposed = Notice(1, 7, "", "deviation", "", "DOSE", False, STEP.PROPOSED)
    assert settle_notices([proposed], []) == []


@pytest.mark.parametrize(
    ("pages", "whole", "drafted", "wanted"),
    [
        ({1: False, 2: False}, False, False, []),
        ({1: False, 2: True}, False, False, [(2, NOT_DONE_PAGE)]),
        ({1: True, 2: True}, False, False, [(1, NOT_DONE_VISIT)]),
        ({1: False, 2: True}, True, False, [(1, NOT_DONE_VISIT)]),
        ({1: False, 2: True}, False, True, [(1, NOT_DONE_VISIT)]),
        ({1: False, 2: False}, False, True, []),
    ],
)
def test_a_missed_visit_speaks_once(
    pages: dict[int, bool], whole: bool, drafted: bool, wanted: list[tuple[int, str]]
) -> None:
    """Trial 0.4.2: one draft for a visit that was not done, on its first page; else one for each page."""
    causes = not_done_causes(pages, whole=whole, drafted=drafted, category="MISSED", major=False)
    assert [(cause.key.page, cause.key.check) for cause in causes] == wanted
