"""YA-001 in a database: every page entered and finished through the act of saving."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from edc.acts.add_subject import add_subject
from edc.acts.save import Entry, save
from edc.casebook.reading import PageRef, SubjectRef, page_ref
from edc.db import Database, rows
from edc.study.document import Value, decode
from edc.study.values import read
from tests.people import actor
from tests.trial.participant import STUDY, TODAY, YA_001, Typed

CHEN_JIE = actor("chen.jie")
"""An investigator: what waits for a judgement can be finished too."""


@dataclass(frozen=True)
class Entered:
    """One participant of the trial. ``pages`` by event and form, as ``W8.RENAL``; of several the first."""

    database: Database
    subject: SubjectRef
    pages: Mapping[str, PageRef]

    def head(self, page: PageRef) -> tuple[int, dict[str, Value | None]]:
        """The number and the document of its last version."""
        sql = "SELECT seq, data FROM page_version WHERE page = ? ORDER BY seq DESC LIMIT 1"
        with self.database.reading() as connection:
            found = rows(connection, sql, (page.id,))
        return (found[0][0], decode(found[0][1])) if found else (0, {})

    def enter(self, page: PageRef, typed: Mapping[str, Typed], *, finish: bool = False) -> None:
        """Save what was typed on *page*; what would be refused is left out."""
        values = {path: value for path, text in typed.items() for value in _values(page.form, path, text)}
        seq, _ = self.head(page)
        entry = Entry(seq, values, dict.fromkeys(values, "typing"))
        save(self.database, CHEN_JIE, page, entry, request_key=None, finish=finish)


def enter_participant(database: Database) -> Entered:
    """Add a participant at YA and enter all that is told of YA-001."""
    subject = add_subject(database, actor("li.wen"), "YA")
    sql = (
        "SELECT p.id, v.event, p.form FROM page p JOIN visit v ON v.id = p.visit WHERE p.subject = ? ORDER BY p.id DESC"
    )
    with database.reading() as connection:
        every = rows(connection, sql, (subject.id,))
        found = {f"{event}.{form}": page_ref(connection, page) for page, event, form in every}
    entered = Entered(database, subject, {name: page for name, page in found.items() if page is not None})
    told: dict[str, dict[str, Typed]] = {}
    for key, typed in YA_001.items():
        event, form, path = key.split(".")
        told.setdefault(f"{event}.{form}", {})[path] = typed
    for name, values in told.items():
        if name in entered.pages:
            entered.enter(entered.pages[name], values, finish=True)
    return entered


def _values(form: str, path: str, typed: Typed) -> Iterator[Value | None]:
    at = STUDY.form_by_name[form].at(path)
    assert at is not None, f"{form} has no {path}"
    if typed is None:
        yield None
        return
    text, unit = typed if isinstance(typed, tuple) else (typed, None)
    missing = text[1:] if text.startswith("=") else None
    reading = read(at[2], "" if missing else text, study=STUDY, today=TODAY, unit=unit, missing=missing)
    if reading.problem is None:
        yield reading.value
