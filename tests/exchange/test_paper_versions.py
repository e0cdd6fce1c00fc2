"""A casebook on paper names the versions that its pages are filled by, not the newest one there is."""

from __future__ import annotations

from datetime import UTC, date, datetime

from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.exchange.paper.book import open_book
from edc.exchange.paper.documents import casebook_document
from edc.exchange.paper.filled import Options
from edc.exchange.paper.speech import LANGUAGES, Json
from edc.web.words import speech
from tests.acts.amended import begin_two, first_version, publish, second_version, start
from tests.acts.story import enter, page_of
from tests.people import furnish_study

AT = datetime(2026, 3, 4, 8, 5, tzinfo=UTC)
EN = speech(*LANGUAGES["en"])


def printed(database: Database, subject: SubjectRef) -> Json:
    with database.snapshot() as connection:
        book = open_book(connection, subject, lambda item: False)
    return casebook_document(book, EN, Options(), by="Li Wen", at=AT)


def test_a_casebook_of_version_1_does_not_claim_version_2(database: Database) -> None:
    """Wu Gang files YA-001's casebook after the amendment: every sheet names version 1; once a visit is filled by
    version 2, the sheets name both with their digests (REQ-67)."""
    first, second = first_version(), second_version()
    furnish_study(database, study=first)
    subject = begin_two(database)
    enter(database, page_of(database, subject, "W0", "SV"), {"SVDAT": "2025-03-10"})
    publish(database, second)
    start(database, date(2020, 1, 1))
    before = printed(database, subject)
    assert before["frame"]["version"] == ["Study version 1"]
    assert before["frame"]["digest"] == first.digest[:12]
    said = str(before["parts"][0]["facts"])
    assert first.digest in said and second.digest not in said
    enter(database, page_of(database, subject, "W4", "SV"), {"SVDAT": "2025-04-07"})
    after = printed(database, subject)
    assert after["frame"]["version"] == ["Study versions 1, 2"]
    said = str(after["parts"][0]["facts"])
    assert first.digest in said and second.digest in said
