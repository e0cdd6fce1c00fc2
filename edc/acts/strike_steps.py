"""One step about a participant created in error: what asking, deciding and restoring have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from edc.access.rules import Permission
from edc.acts.holds import refuse_new
from edc.acts.permitted import require
from edc.acts.reasons import said
from edc.casebook.reading import SubjectRef
from edc.casebook.rules_saving import clean_reason
from edc.casebook.rules_strikes import Strike, StrikeStep
from edc.casebook.strikes import strikes
from edc.db import Database, Locks, rows
from edc.errors import Refusal
from edc.trail.unit import Actor, Unit, unit

Decide = Callable[[Sequence[Strike]], StrikeStep]
"""The step to take after those that were taken. Raises :class:`Refusal` where it is not this person's."""


def take_strike_step(
    database: Database,
    actor: Actor,
    name: str,
    permission: Permission,
    subject: SubjectRef,
    decide: Decide,
    reason: str,
    *,
    owed: bool = True,
    request_key: str | None,
) -> StrikeStep:
    """Append the step that *decide* gives, with its reason, and return it.

    Raises :class:`Refusal`: what *decide* refuses, ``reason_owed`` where one is *owed*,
    ``held`` or ``locked`` where data are closed and the step would change what counts.
    """
    require(actor, permission, subject.site)
    locks, about = Locks(subject.site, subject.id), {"subject": subject.id}
    with unit(database, name, actor, locks=locks, request_id=request_key, about=about) as work:
        work.touch(subject.chain)
        before = strikes(work.connection, subject.id)
        if request_key and _sent_before(work, subject):
            return before[-1].step
        step = decide([one.rules for one in before])
        words = said(reason) if owed else clean_reason(reason) or ""
        if step in (StrikeStep.STRUCK, StrikeStep.RESTORED):
            refuse_new(work.connection, subject.site)
        row = {
            "subject": subject.id,
            "n": 1 + len(before),
            "step": step.value,
            "reason": words,
            "person": actor.person,
            "role": actor.role,
            "at": work.at,
        }
        work.append("subject_strike", subject.chain, row)
        return step


def refuse_with(code: str | None) -> None:
    """Raise the refusal of *code*, if there is one."""
    if code is not None:
        raise Refusal(code)


def _sent_before(work: Unit, subject: SubjectRef) -> bool:
    sql = "SELECT 1 FROM journal WHERE chain = ? AND request_id = ?"
    return bool(rows(work.connection, sql, (subject.chain, work.request_id)))
