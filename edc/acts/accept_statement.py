"""Accept the statements of a first sign-in: one person, one account; what a signature binds to."""

from __future__ import annotations

from collections.abc import Mapping

from edc.access.statements import STATEMENTS
from edc.db import Database, rows
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Actor, unit


def accept_statements(database: Database, actor: Actor, shown: Mapping[str, str], language: str) -> None:
    """Keep that the actor accepted every statement, in the words *shown* (REQ-21, REQ-49).

    Accepting twice changes nothing. Raises :class:`KeyError` where one was not shown.
    """
    about = {"language": language, "shown": {code: shown[code] for code in STATEMENTS}}
    with unit(database, "accept_statement", actor, about=about) as work:
        sql = "SELECT statement FROM acceptance WHERE person = ?"
        before = {row[0] for row in rows(work.connection, sql, (actor.person,))}
        for code in STATEMENTS:
            if code not in before:
                work.append("acceptance", STUDY_CHAIN, {"person": actor.person, "statement": code})
