"""Requests to lock and unlock, and the locks that came of them, as their template receives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Connection

from edc.access.rules import Permission, Role
from edc.acts.decide_lock import APPROVE
from edc.casebook.reading import page_ref
from edc.review.checklist import GapKind
from edc.review.locks import LockRow, RequestRow
from edc.review.rules_holds import LOCK_NEEDS
from edc.review.rules_requests import Kind, RequestState, Verdict
from edc.study.definition import Study, say
from edc.trail.digests import seal_root
from edc.trail.unit import Actor
from edc.web.cells import event_word
from edc.web.locking.gaps import kind_word
from edc.web.person import Me, widest_actor
from edc.web.punctuation import listed
from edc.web.shapes import Link
from edc.web.shapes.locking import LockLine, RequestShape, VerdictLine
from edc.web.spoken import moment, role_words, who

UNLOCK_NEEDS = 2
"""People other than the one who asked who must approve an unlock."""


def approver(me: Me, kind: Kind) -> Actor:
    """The person in the role in which their approval counts.

    A lock wants a principal investigator and a statistician: somebody who is data
    manager too approves as the statistician they are.
    """
    permission = APPROVE[kind]
    counting = [grant for grant in me.grants if grant.role.value in LOCK_NEEDS and grant.holds(me.today)]
    if kind == "lock" and counting:
        return widest_actor(me.username, counting, permission, None, me.today)
    return me.actor(permission, None)


@dataclass(frozen=True)
class Telling:
    """What requests are told with."""

    connection: Connection
    study: Study
    people: Mapping[str, str]
    zone: str
    language: str

    def request(self, row: RequestRow, *, problem: str = "", typed: str = "") -> RequestShape:
        """One request with what was said to it and what this person may say."""
        pending = row.state is RequestState.PENDING
        mine = row.person == g.me.username
        spoke = any(given.person == g.me.username for given in row.verdicts)
        decides = pending and not mine and not spoke and g.me.may(Permission.LOCK_APPROVE)
        return RequestShape(
            number=row.id,
            word=_("Lock of the study") if row.kind == "lock" else _("Unlock of named pages"),
            who=who(self.people, row.person, row.role),
            at=moment(row.at, self.zone),
            reason=row.reason,
            state=_state(row.state),
            pending=pending,
            verdicts=tuple(
                VerdictLine(
                    who(self.people, one.person, one.role), moment(one.at, self.zone), _verdict(one.verdict), one.text
                )
                for one in row.verdicts
            ),
            pages=tuple(self._page(page) for page in row.pages),
            justified=_justified(row.justified),
            needs=_needs(row) if pending else "",
            decide_url=url_for("locking.decide", request_id=row.id) if decides else "",
            withdraw_url=url_for("locking.withdraw", request_id=row.id) if pending and mine else "",
            problem=problem,
            typed=typed,
        )

    def lock(self, row: LockRow, asked: Sequence[RequestRow]) -> LockLine:
        """One lock: who asked, who approved, and the root over the heads of all chains."""
        request = next(one for one in asked if one.id == row.request)
        approved = [
            who(self.people, one.person, one.role) for one in request.verdicts if one.verdict is Verdict.APPROVED
        ]
        sees = any(
            g.me.may(one) for one in (Permission.EXPORT_DATA, Permission.SNAPSHOT_VIEW, Permission.EXPORT_OWN_SITE)
        )
        return LockLine(
            number=row.n,
            at=moment(row.at, self.zone),
            version=row.study_version,
            pages=row.pages,
            asked=who(self.people, request.person, request.role),
            approved="; ".join(approved),
            heads=len(row.heads),
            root=seal_root(row.heads),
            superseded=row.superseded,
            url=url_for("exports.index") if sees else "",
        )

    def _page(self, number: int) -> Link:
        ref = page_ref(self.connection, number)
        if ref is None or not g.me.may(Permission.DATA_VIEW, ref.subject.site):
            return Link(ref.subject.code if ref else str(number), "")
        event = event_word(self.study.event_by_name[ref.event], self.language, ref.visit_repeat)
        form = say(self.study.form_by_name[ref.form].label, self.language)
        return Link(f"{ref.subject.code} › {event} › {form}", url_for("crf.page", page_id=number))


def _justified(given: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Reasons by kind of gap: the same words for many gaps are said once, with how many."""
    found: dict[tuple[str, str], int] = {}
    for key, why in given.items():
        pair = (key.partition("/")[0], why)
        found[pair] = found.get(pair, 0) + 1
    return tuple((f"{kind_word(GapKind(kind))} ({count})", why) for (kind, why), count in found.items())


def _needs(row: RequestRow) -> str:
    """Whose approval is still wanted."""
    approved: Iterable[str] = [one.role for one in row.verdicts if one.verdict is Verdict.APPROVED]
    if row.kind == "lock":
        missing = [role for role in Role if role.value in LOCK_NEEDS - set(approved)]
        return _("Still to approve: %(roles)s.", roles=listed(role_words(role.value) for role in missing))
    left = UNLOCK_NEEDS - len(list(approved))
    return ngettext("Still to approve: %(num)s more person.", "Still to approve: %(num)s more people.", left)


def _state(state: RequestState) -> str:
    return {
        RequestState.PENDING: _("Waits for a decision"),
        RequestState.APPROVED: _("Carried out"),
        RequestState.DECLINED: _("Declined"),
        RequestState.WITHDRAWN: _("Withdrawn"),
    }[state]


def _verdict(verdict: Verdict) -> str:
    return {
        Verdict.APPROVED: _("approved"),
        Verdict.DECLINED: _("declined"),
        Verdict.WITHDRAWN: _("withdrew"),
    }[verdict]
