"""A participant created in error, on the casebook: what stands, what is asked, and what this person may do."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from edc.access.rules import Permission, Role
from edc.access.rules_grants import roles_at
from edc.casebook.rules_strikes import (
    StrikeStep,
    asking_refusal,
    is_struck,
    pending,
    restoring_refusal,
    verdict_refusal,
)
from edc.casebook.strikes import StrikeRow
from edc.web.casebook.opened import Opened
from edc.web.keys import new_key
from edc.web.punctuation import clause
from edc.web.shapes.life import StrikeForm, StrikeShape
from edc.web.spoken import moment, who


def strike_shape(book: Opened, problem: str = "", typed: str = "") -> StrikeShape:
    """Everything about a strike-out of this participant."""
    steps = book.strikes
    under_way = steps[len(steps) - len(pending([one.rules for one in steps])) :]
    return StrikeShape(
        struck=_struck(book),
        steps=tuple(_step(book, one) for one in under_way),
        forms=tuple(_forms(book)),
        problem=problem,
        typed=typed,
    )


def _struck(book: Opened) -> str:
    if not book.struck:
        return ""
    last = max(n for n, one in enumerate(book.strikes) if one.step is StrikeStep.STRUCK)
    asked = max(n for n, one in enumerate(book.strikes[:last]) if one.step is StrikeStep.ASKED)
    two = " · ".join(who(book.people, one.person, one.role) for one in book.strikes[asked + 1 : last + 1])
    return _(
        "Struck out %(at)s as created in error: %(why)s. Confirmed by %(two)s."
        " The participant counts nowhere and nothing more is entered; everything can be read.",
        at=moment(book.strikes[last].at, book.standing.subject.timezone),
        why=clause(reason_words(book.strikes[asked])),
        two=two,
    )


def _step(book: Opened, one: StrikeRow) -> str:
    at, by = moment(one.at, book.standing.subject.timezone), who(book.people, one.person, one.role)
    says = step_words(one.step, by)
    return f"{at} · {says} {reason_words(one)}".strip()


def reason_words(one: StrikeRow) -> str:
    """Why the step was taken, as it was said, unless that was removed."""
    return _("removed") if one.reason is None else one.reason


def step_words(step: StrikeStep, by: str) -> str:
    """One step in words."""
    return {
        StrikeStep.ASKED: _("%(who)s asked for the strike-out.", who=by),
        StrikeStep.CONFIRMED: _("%(who)s confirmed it.", who=by),
        StrikeStep.STRUCK: _("%(who)s confirmed it: struck out.", who=by),
        StrikeStep.DECLINED: _("%(who)s declined.", who=by),
        StrikeStep.WITHDRAWN: _("%(who)s withdrew what was asked.", who=by),
        StrikeStep.RESTORING: _("%(who)s asked to restore the participant.", who=by),
        StrikeStep.RESTORED: _("%(who)s agreed: restored.", who=by),
    }[step]


def _forms(book: Opened) -> Iterator[StrikeForm]:
    steps, me = [one.rules for one in book.strikes], book.me.username
    number, key = book.standing.subject.id, new_key()
    asking, deciding = (url_for(name, subject_id=number) for name in ("casebook.ask_strike", "casebook.decide_strike"))
    mine = bool(pending(steps)) and pending(steps)[0].person == me
    if book.me.may(Permission.SUBJECT_STRIKE_REQUEST, book.site):
        if asking_refusal(steps) is None:
            says = _("The principal investigator and the data manager are asked. Nothing changes until both confirm.")
            yield StrikeForm(asking, key, "ask", _("Created in error"), says)
        elif mine and not is_struck(steps):
            says = _("The question is taken back. The participant stays as before.")
            yield StrikeForm(asking, key, "withdraw", _("Withdraw"), says, reasoned=False)
    if not book.me.may(Permission.SUBJECT_STRIKE_CONFIRM, book.site):
        return
    role = _role(book)
    if verdict_refusal(steps, me, role, StrikeStep.CONFIRMED) is None:
        says = _("Once both confirmed, the participant counts nowhere. The number is never used again.")
        yield StrikeForm(deciding, key, "confirm", _("Confirm the strike-out"), says, reasoned=False)
    if restoring_refusal(steps, me, role) is None:
        says = _("It takes the principal investigator and the data manager. Then the participant counts again.")
        yield StrikeForm(deciding, key, "restore", _("Restore the participant"), says)
    if verdict_refusal(steps, me, role, StrikeStep.DECLINED) is None:
        yield StrikeForm(deciding, key, "decline", _("Decline"), _("What was asked ends here."))
    if mine and is_struck(steps):
        says = _("The question is taken back. The participant stays as before.")
        yield StrikeForm(deciding, key, "withdraw", _("Withdraw"), says, reasoned=False)


def _role(book: Opened) -> str:
    """The role in which this person confirms."""
    held = roles_at(book.me.grants, book.site, book.me.today)
    confirming = (Role.PRINCIPAL_INVESTIGATOR, Role.DATA_MANAGER)
    return next((role.value for role in confirming if role in held), "")
