"""The life of a notice: a deviation to be filed or dismissed, an alert to be seen.

::

    deviation:  drafted | proposed -> open -> filed (class agreed, or asked about again)
                                      open -> dismissed, with a reason, and kept
    alert:      raised -> open -> seen
    both:       lapsed when the cause was corrected; fired again in the same notice

The program drafts and people decide: nothing here changes data (REQ-52, REQ-54).
Roles are named as in ``edc.access.rules.Role``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple

NoticeKind = Literal["deviation", "alert"]

SITE = frozenset({"coordinator", "investigator", "principal_investigator"})
INVESTIGATORS = frozenset({"investigator", "principal_investigator"})
PROPOSERS = frozenset({"monitor", "data_manager", "safety_physician"})
SEERS = INVESTIGATORS | {"safety_physician"}
"""Whom an alert is for; the first of them to see it settles it."""

RELEASE = "RELEASE."
NOT_DONE_VISIT = "NOT_DONE.VISIT"
NOT_DONE_PAGE = "NOT_DONE.PAGE"
"""What drafts come from that no check of a form gives rise to."""


class NoticeState(StrEnum):
    OPEN = "open"
    FILED = "filed"
    DISMISSED = "dismissed"
    SEEN = "seen"
    LAPSED = "lapsed"


class NoticeStep(StrEnum):
    """One step of a notice, named by what happened."""

    DRAFTED = "drafted"
    PROPOSED = "proposed"
    RAISED = "raised"
    FILED = "filed"
    DISMISSED = "dismissed"
    AGREED = "agreed"
    SENT_BACK = "sent_back"
    SEEN = "seen"
    LAPSED = "lapsed"
    FIRED_AGAIN = "fired_again"


class _Move(NamedTuple):
    kinds: frozenset[str]
    before: frozenset[NoticeState | None]
    after: NoticeState
    roles: frozenset[str] = frozenset()
    """Who may take it; empty: nobody, the program takes it."""


_DEVIATION, _ALERT = frozenset({"deviation"}), frozenset({"alert"})
_NEW, _OPEN = frozenset({None}), frozenset({NoticeState.OPEN})
_FILED = frozenset({NoticeState.FILED})

MOVES: Mapping[NoticeStep, _Move] = {
    NoticeStep.DRAFTED: _Move(_DEVIATION, _NEW, NoticeState.OPEN),
    NoticeStep.PROPOSED: _Move(_DEVIATION, _NEW, NoticeState.OPEN, PROPOSERS),
    NoticeStep.RAISED: _Move(_ALERT, _NEW, NoticeState.OPEN),
    NoticeStep.FILED: _Move(_DEVIATION, _OPEN, NoticeState.FILED, SITE),
    NoticeStep.DISMISSED: _Move(_DEVIATION, _OPEN, NoticeState.DISMISSED, SITE),
    NoticeStep.AGREED: _Move(_DEVIATION, _FILED, NoticeState.FILED, frozenset({"data_manager"})),
    NoticeStep.SENT_BACK: _Move(_DEVIATION, _FILED, NoticeState.FILED, frozenset({"data_manager"})),
    NoticeStep.SEEN: _Move(_ALERT, _OPEN, NoticeState.SEEN, SEERS),
    NoticeStep.LAPSED: _Move(_DEVIATION | _ALERT, _OPEN | {NoticeState.SEEN}, NoticeState.LAPSED),
    NoticeStep.FIRED_AGAIN: _Move(
        _DEVIATION | _ALERT,
        frozenset({NoticeState.LAPSED, NoticeState.DISMISSED, NoticeState.SEEN}),
        NoticeState.OPEN,
    ),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as it stands. ``path`` with its row; ``check`` empty where a person proposed it."""

    notice: int
    page: int
    path: str
    kind: NoticeKind
    check: str
    category: str
    major: bool
    step: NoticeStep
    detail: str = ""
    """That of its cause when it last fired."""

    @property
    def state(self) -> NoticeState:
        return MOVES[self.step].after


def step_follows(notice: Notice | None, step: NoticeStep, kind: NoticeKind) -> bool:
    """Whether *step* may follow; *notice* is ``None`` before there is one. Nothing is agreed to twice."""
    move = MOVES[step]
    state = None if notice is None else notice.state
    return kind in move.kinds and state in move.before and (notice is None or notice.step is not step)


def notice_refusal(notice: Notice | None, step: NoticeStep, role: str) -> str | None:
    """Why a person in *role* may not take *step*, as a code; ``None`` if they may.

    With no *notice*, a deviation is proposed. A draft of a major deviation is
    dismissed by an investigator alone.
    """
    if not step_follows(notice, step, "deviation" if notice is None else notice.kind):
        return "notice_step"
    if role not in MOVES[step].roles:
        return "notice_role"
    if step is NoticeStep.DISMISSED and notice is not None and notice.major and role not in INVESTIGATORS:
        return "dismiss_major"
    return None


class NoticeKey(NamedTuple):
    """What one cause is put before people as: one notice for each, for good."""

    page: int
    path: str
    check: str
    kind: NoticeKind


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that gives rise to a notice now.

    ``changed``: a value it reads changed in this very act. ``detail``: codes that
    tell more of it, such as the conditions of a release check that lacked; where there
    are any, it is another cause when they differ, whatever else moved.
    """

    key: NoticeKey
    changed: bool
    category: str = ""
    major: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True)
class NoticeAct:
    """One step to append. ``notice`` is ``None`` for the one that this act begins."""

    step: NoticeStep
    notice: int | None
    cause: Cause


def settle_notices(notices: Iterable[Notice], causes: Iterable[Cause]) -> list[NoticeAct]:
    """Steps that notices take by themselves in one act, in order.

    *notices*: all that the causes looked at may have given rise to, whatever their
    state; *causes*: those that hold. What is filed stays filed: the log has it. What
    was dismissed or seen stays silent until a value it reads changes. What no
    longer has a cause lapses, unless it is filed or was dismissed with a reason.
    """
    known = {NoticeKey(n.page, n.path, n.check, n.kind): n for n in notices if n.check}
    holding = {cause.key: cause for cause in causes}
    acts = []
    for key in sorted(known.keys() | holding.keys()):
        notice, cause = known.get(key), holding.get(key)
        step = _step(notice, cause)
        if step is not None:
            acts.append(NoticeAct(step, None if notice is None else notice.notice, cause or Cause(key, True)))
    return acts


def _step(notice: Notice | None, cause: Cause | None) -> NoticeStep | None:
    if cause is None:
        lapses = notice is not None and notice.state in MOVES[NoticeStep.LAPSED].before
        return NoticeStep.LAPSED if lapses else None
    if notice is None:
        return NoticeStep.DRAFTED if cause.key.kind == "deviation" else NoticeStep.RAISED
    if notice.state not in MOVES[NoticeStep.FIRED_AGAIN].before:
        return None
    other = cause.detail != notice.detail if cause.detail else cause.changed
    return NoticeStep.FIRED_AGAIN if other or notice.state is NoticeState.LAPSED else None


def not_done_causes(
    pages: Mapping[int, bool], *, whole: bool, drafted: bool, category: str, major: bool
) -> list[Cause]:
    """Causes of the drafts about what was not done of one scheduled visit.

    *pages*: those of the visit in order, each with whether it was not done. *whole*:
    this act marked the visit; *drafted*: a draft about the whole visit is open. One
    draft speaks for the visit, on its first page, when the visit was not done as a
    whole; a page that was not done for itself has its own.
    """
    missed = [page for page, marked in pages.items() if marked]
    if missed and (whole or drafted or len(missed) == len(pages)):
        return [_missed(next(iter(pages)), NOT_DONE_VISIT, category, major)]
    return [_missed(page, NOT_DONE_PAGE, category, major) for page in missed]


def _missed(page: int, check: str, category: str, major: bool) -> Cause:
    return Cause(NoticeKey(page, "", check, "deviation"), False, category, major)
