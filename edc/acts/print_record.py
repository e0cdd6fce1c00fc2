"""Print the record of a participant: it leaves the house on paper, and that is noted on their chain (REQ-39, REQ-64)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from edc import clock
from edc.access.rules import Permission
from edc.acts.permitted import require
from edc.casebook.reading import SubjectRef
from edc.db import Database, Locks, rows
from edc.exchange.paper.book import open_book
from edc.exchange.paper.documents import casebook_document
from edc.exchange.paper.filled import Options
from edc.exchange.paper.rendering import pdf
from edc.exchange.paper.speech import Speech
from edc.study.definition import Item
from edc.trail.unit import Actor, unit


def print_record(
    database: Database,
    actor: Actor,
    subject: SubjectRef,
    speech: Speech,
    *,
    pages: Sequence[int] | None,
    masked: Callable[[Item], bool],
    options: Options,
) -> bytes:
    """Pages of *subject* (``None``: the whole casebook) as PDF, and a note that *actor* took them.

    *masked*: items whose values this reader may not see. Raises :class:`Refusal`: where the role
    may not see the site's data, or ``paper_not_installed``.
    """
    require(actor, Permission.DATA_VIEW, subject.site)
    at = clock.now()
    with database.snapshot() as connection:
        found = rows(connection, "SELECT name FROM person WHERE username = ?", (actor.person,))
        book = open_book(connection, subject, lambda item: masked(item) or _left_out(item, options))
    by = found[0][0] if found else actor.person
    made = pdf(casebook_document(book, speech, options, by=by, at=at, pages=pages), at)
    about = {
        "pages": None if pages is None else sorted(pages),
        "language": list(speech.languages),
        "queries": options.queries,
        "deidentified": options.deidentified,
    }
    with unit(database, "print_record", actor, locks=Locks(subject.site, subject.id), about=about) as work:
        work.note(subject.chain)
    return made


def _left_out(item: Item, options: Options) -> bool:
    return options.deidentified and (item.identifying or item.type == "file")
