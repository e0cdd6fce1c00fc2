"""Add a named person. Nobody is ever deleted, and a user name is never used again (REQ-02)."""

from __future__ import annotations

from edc.access import passwords, reading
from edc.acts.identify import USER_NAME, fold
from edc.db import Database
from edc.errors import Refusal
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Actor, unit


def add_person(database: Database, actor: Actor, username: str, name: str) -> str:
    """Add a person and return the temporary password, which is stored nowhere (REQ-09, REQ-11).

    *name* is what a signature prints. Raises :class:`Refusal`: ``name_unfit``,
    ``name_taken`` (in whatever capitals, active or not), ``no_full_name``.
    """
    folded = fold(username)
    if not USER_NAME.fullmatch(folded) or folded == "system":
        raise Refusal("name_unfit", name=folded)
    if not name.strip():
        raise Refusal("no_full_name")
    password = passwords.temporary()
    stored = passwords.hashed(password)
    with unit(database, "add_person", actor, about={"person": folded}) as work:
        if reading.person(work.connection, folded):
            raise Refusal("name_taken", name=folded)
        work.append("person", STUDY_CHAIN, {"username": folded, "name": name.strip()})
        work.append("person_state", STUDY_CHAIN, {"person": folded, "n": 1, "active": 1, "reason": ""})
        work.append("credential", STUDY_CHAIN, {"person": folded, "n": 1, "hash": stored, "temporary": 1})
    return password
