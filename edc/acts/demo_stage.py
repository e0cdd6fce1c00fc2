"""What the steps of a demonstration act on: its people, its participants, their pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from edc.acts.demo_told import DemoPerson, Step, WrongStep
from edc.acts.reasons import Reason
from edc.casebook.reading import PageRef, SubjectRef, page_ref
from edc.db import Database, rows
from edc.study.definition import Study
from edc.study.document import Document, decode
from edc.trail.unit import Actor


@dataclass
class Stage:
    """The database in which a file is played, and what is known of it."""

    database: Database
    study: Study
    people: Mapping[str, DemoPerson]
    sheets: Mapping[str, Sequence[str]]
    folder: Path
    """Where the file lies, and what it names."""
    subjects: dict[int, SubjectRef] = field(default_factory=dict)
    """By their number in the file."""

    def actor(self, username: str) -> Actor:
        person = self.people[username]
        return Actor(username, person.role, person.site)

    def page(self, step: Step) -> PageRef:
        """The page of ``form`` at ``event``; the ``repeat``-th such visit, the ``page``-th such page of it."""
        sql = (
            "SELECT p.id FROM page p JOIN visit v ON v.id = p.visit"
            " WHERE p.subject = ? AND v.event = ? AND p.form = ? AND v.repeat = ? AND p.repeat = ?"
        )
        place = (self._subject(step).id, step["event"], step["form"], step.get("repeat", 1), step.get("page", 1))
        with self.database.reading() as connection:
            found = rows(connection, sql, place)
            page = page_ref(connection, found[0][0]) if found else None
        if page is None:
            raise WrongStep(f"{step}: there is no such page")
        return page

    def visit(self, step: Step) -> int:
        """The number of the ``repeat``-th visit of ``event``."""
        sql = "SELECT id FROM visit WHERE subject = ? AND event = ? AND repeat = ?"
        with self.database.reading() as connection:
            found = rows(connection, sql, (self._subject(step).id, step["event"], step.get("repeat", 1)))
        if not found:
            raise WrongStep(f"{step}: there is no such visit")
        return int(found[0][0])

    def head(self, page: PageRef) -> tuple[int, Document]:
        """The number of the page's last version, and its document."""
        sql = "SELECT seq, data FROM page_version WHERE page = ? ORDER BY seq DESC LIMIT 1"
        with self.database.reading() as connection:
            found = rows(connection, sql, (page.id,))
        return (found[0][0], decode(found[0][1])) if found else (0, {})

    def number(self, sql: str, place: tuple[int | str, ...], step: Step) -> int:
        """The one number that *sql* finds; a step that finds none is wrong."""
        with self.database.reading() as connection:
            found = rows(connection, sql, place)[0][0]
        if found is None:
            raise WrongStep(f"{step}: there is nothing of the kind")
        return int(found)

    def _subject(self, step: Step) -> SubjectRef:
        return self.subjects[step["subject"]]


def reason_of(told: str) -> Reason:
    """A reason as it is stored: ``code``, or ``code: words``."""
    code, _, words = told.partition(":")
    return Reason(code.strip(), words.strip())
