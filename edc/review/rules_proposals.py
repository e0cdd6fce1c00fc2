"""The life of a proposed study version: drawn up by one, approved by two others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from edc.review.rules_requests import Given, RequestState, Verdict

ProposalKind = Literal["amendment", "revision"]
"""The next version, which collects something else; or other words, ranges and checks of a published one."""

APPROVAL_NEEDS = frozenset({"principal_investigator", "statistician"})
"""Both approve a version. Who may at all is in ``edc.access.rules.POLICY``."""


def proposal_state(author: str, given: Iterable[Given]) -> RequestState:
    """Where a proposal stands. One refusal ends it; the approvals of both roles publish it.

    Nobody speaks twice (``rules_requests.verdict_refusal``), so two roles are two people;
    an approval of the author's own would not count.
    """
    verdicts = list(given)
    for verdict, state in ((Verdict.WITHDRAWN, RequestState.WITHDRAWN), (Verdict.DECLINED, RequestState.DECLINED)):
        if any(one.verdict is verdict for one in verdicts):
            return state
    roles = {one.role for one in verdicts if one.person != author}
    return RequestState.APPROVED if roles >= APPROVAL_NEEDS else RequestState.PENDING


def lacking(author: str, given: Iterable[Given]) -> frozenset[str]:
    """The roles whose approval a pending proposal still waits for."""
    return APPROVAL_NEEDS - {one.role for one in given if one.person != author}


def next_version(newest: str) -> str | None:
    """The number after *newest*; ``None`` where versions are not numbered and any new name will do."""
    return str(int(newest) + 1) if newest.isascii() and newest.isdecimal() else None
