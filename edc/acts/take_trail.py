"""Take the trail away as a file: somebody did, and that is noted where the trail is kept (REQ-39)."""

from __future__ import annotations

from collections.abc import Mapping

from edc.access.rules import Permission
from edc.acts.permitted import require
from edc.casebook.reading import SubjectRef
from edc.db import STUDY, Database, Locks
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Actor, unit


def take_trail(database: Database, actor: Actor, subject: SubjectRef | None, asked: Mapping[str, str]) -> None:
    """Note that *actor* takes the trail of *subject*, or (``None``) of the study, filtered as *asked*.

    Raises :class:`edc.errors.Refusal` where the role may not read it.
    """
    permission = Permission.ACCESS_TRAIL_READ if subject is None else Permission.TRAIL_READ
    require(actor, permission, subject.site if subject else None)
    locks = STUDY if subject is None else Locks(subject.site, subject.id)
    with unit(database, "take_trail", actor, locks=locks, about={"asked": dict(asked)}) as work:
        work.note(STUDY_CHAIN if subject is None else subject.chain)
