"""Fill a demonstration database by the application's own acts, in simulated time.

What happens is told by a TOML file beside the study: people, and steps in the
order of their time, each in the words of the act it calls. The database is marked
as a demonstration first, and the mark can never be removed; simulated time
exists nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

from edc import clock
from edc.access import passwords
from edc.access.rules import Role
from edc.access.statements import STATEMENTS
from edc.acts.accept_statement import accept_statements
from edc.acts.add_person import add_person
from edc.acts.add_site import add_site
from edc.acts.change_password import change_password
from edc.acts.demo_stage import Stage
from edc.acts.demo_steps import STEPS
from edc.acts.demo_told import DemoPerson, read_told
from edc.acts.grant_role import grant_role
from edc.acts.publish_study import publish_study
from edc.db import Database, rows
from edc.errors import Refusal
from edc.study.definition import Study
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import SYSTEM, Actor, unit


def is_demo(database: Database) -> bool:
    """Whether the database carries the mark of a demonstration."""
    with database.reading() as connection:
        return bool(rows(connection, "SELECT 1 FROM mark WHERE name = 'demo'"))


def seed_demo(
    database: Database, study: Study, file: Path, played: Callable[[int, int], None] | None = None
) -> list[DemoPerson]:
    """Publish *study*, add its sites, play *file*, and return its people.

    *played* is told after each step how many are done, and how many there are. Raises
    :class:`Refusal` (``not_empty``) where anything was done in the database before: a
    demonstration is never mixed with anything else.
    """
    told = read_told(file)
    zone = ZoneInfo(study.timezone)
    stage = Stage(database, study, {person.username: person for person in told.people}, told.sheets, file.parent)
    with clock.simulate(told.begins.replace(tzinfo=zone).astimezone(UTC)):
        _mark(database)
        publish_study(database, SYSTEM, study)
        for site in study.sites:
            add_site(database, SYSTEM, site)
        with passwords.no_secret():
            for person in told.people:
                _welcome(database, person)
    for n, step in enumerate(told.steps, 1):
        with clock.simulate(step["at"].replace(tzinfo=zone).astimezone(UTC)):
            STEPS[step["act"]](stage, step)
        if played is not None:
            played(n, len(told.steps))
    return list(told.people)


def _mark(database: Database) -> None:
    with unit(database, "mark_demo", SYSTEM) as work:
        if rows(work.connection, "SELECT 1 FROM journal LIMIT 1"):
            raise Refusal("not_empty")
        work.append("mark", STUDY_CHAIN, {"name": "demo", "value": "synthetic data"})


def _welcome(database: Database, person: DemoPerson) -> None:
    given = add_person(database, SYSTEM, person.username, person.name)
    today = clock.now().date()
    grant_role(database, SYSTEM, person.username, Role(person.role), person.site, trained=today)
    change_password(database, person.username, given, person.password, address="", language="en", web=False)
    accept_statements(database, Actor(person.username, person.role), STATEMENTS, "en")
