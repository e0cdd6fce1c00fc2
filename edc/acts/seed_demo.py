"""Fill a demonstration database by the application's own acts, in simulated time.

What happens is told by a TOML file beside the study: people, and steps in the
order of their time, each in the words of the act it calls. The database is marked
as a demonstration first, and the mark can never be removed; simulated time
exists nowhere else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from edc import clock
from edc.access.rules import Role
from edc.access.statements import STATEMENTS
from edc.acts.accept_statement import accept_statements
from edc.acts.add_person import add_person
from edc.acts.add_site import add_site
from edc.acts.add_subject import add_subject
from edc.acts.change_password import change_password
from edc.acts.demo_steps import STEPS
from edc.acts.grant_role import grant_role
from edc.acts.publish_study import publish_study
from edc.casebook.reading import SubjectRef
from edc.db import Database, rows
from edc.errors import Refusal
from edc.study.definition import Study
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import SYSTEM, Actor, unit


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A demonstration person with the password that is shown beside the name."""

    username: str
    name: str
    role: str
    site: str | None
    password: str


@dataclass
class Stage:
    """What the steps act on."""

    database: Database
    study: Study
    people: Mapping[str, DemoPerson]
    folder: Path
    """Where the file lies, and what it names."""
    subjects: dict[int, SubjectRef] = field(default_factory=dict)
    """By their number in the file."""

    def actor(self, username: str) -> Actor:
        person = self.people[username]
        return Actor(username, person.role, person.site)


def read_people(file: Path) -> list[DemoPerson]:
    """The people of a demonstration."""
    told = tomllib.loads(file.read_text("utf-8"))
    return [
        DemoPerson(each["username"], each["name"], each["role"], each.get("site"), each["password"])
        for each in told["person"]
    ]


def is_demo(database: Database) -> bool:
    """Whether the database carries the mark of a demonstration."""
    with database.reading() as connection:
        return bool(rows(connection, "SELECT 1 FROM mark WHERE name = 'demo'"))


def seed_demo(database: Database, study: Study, file: Path) -> list[DemoPerson]:
    """Publish *study*, add its sites, play *file*, and return its people.

    Raises :class:`Refusal` (``not_empty``) where anything was done in the database
    before: a demonstration is never mixed with anything else.
    """
    told = tomllib.loads(file.read_text("utf-8"))
    zone = ZoneInfo(study.timezone)
    people = read_people(file)
    stage = Stage(database, study, {person.username: person for person in people}, file.parent)
    with clock.simulate(told["begins"].replace(tzinfo=zone).astimezone(UTC)):
        _mark(database)
        publish_study(database, SYSTEM, study)
        for site in study.sites:
            add_site(database, SYSTEM, site)
        for person in people:
            _welcome(database, person)
    for step in told["step"]:
        with clock.simulate(step["at"].replace(tzinfo=zone).astimezone(UTC)):
            _play(stage, step)
    return people


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


def _play(stage: Stage, step: Mapping[str, Any]) -> None:
    if step["act"] == "add_subject":
        actor = stage.actor(step["by"])
        stage.subjects[step["subject"]] = add_subject(stage.database, actor, step["site"])
        return
    STEPS[step["act"]](stage, step)
