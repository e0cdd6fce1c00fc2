"""Screen a participant again: a new number, linked to the previous one."""

from __future__ import annotations

from edc.access.rules import Permission
from edc.acts.add_subject import added_before, append_subject
from edc.acts.permitted import require
from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.trail.unit import Actor, unit


def rescreen(database: Database, actor: Actor, previous: SubjectRef, *, request_key: str | None = None) -> SubjectRef:
    """Add the same person at their site under the next number, and return it.

    Both chains have the act. That the previous screening failed is asked on screen and
    never required: what happened is recorded. Raises :class:`edc.errors.Refusal` as
    ``add_subject`` does.
    """
    require(actor, Permission.SUBJECT_CREATE, previous.site)
    about = {"site": previous.site, "previous": previous.id, "previous_code": previous.code}
    with unit(database, "rescreen", actor, request_id=request_key, about=about) as work:
        if request_key and (before := added_before(work, request_key)):
            return before
        subject = append_subject(work, previous.site)
        work.append("rescreening", subject.chain, {"subject": subject.id, "previous": previous.id})
        work.note(previous.chain)
        return subject
