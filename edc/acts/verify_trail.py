"""Verify the trail: every chain, version, difference, derived value and cached state.

Reads one moment of the database and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Connection

from edc.acts.context import Context, read_context
from edc.acts.refresh import state_row
from edc.casebook.checking import check_versions
from edc.casebook.pinning import published
from edc.casebook.reading import SubjectRef
from edc.db import Database, rows
from edc.review.checking import check_texts, kept_for_good
from edc.trail.checking import Flaw, check_chains


def verify_trail(database: Database) -> Iterator[Flaw]:
    """Every flaw found, in the order of the checks: the first is the first bad row."""
    with database.snapshot() as connection:
        yield from check_trail(connection)


def count_kept_for_good(database: Database) -> int:
    """How many texts the trail itself covers, so that they can never be redacted: a fact to know, not a flaw."""
    with database.reading() as connection:
        return kept_for_good(connection)


def check_trail(connection: Connection) -> Iterator[Flaw]:
    """:func:`verify_trail` on a connection that sees one moment, such as that of an act with the study to itself."""
    yield from check_chains(connection)
    yield from check_versions(connection)
    yield from check_texts(connection)
    if not rows(connection, "SELECT 1 FROM study_version LIMIT 1"):
        return
    forms = published(connection).forms
    for row in rows(connection, "SELECT id, code, site FROM subject ORDER BY id"):
        subject = SubjectRef(*row)
        context = read_context(connection, subject, forms)
        yield from _check_derived(context)
        yield from _check_states(connection, context)


def _check_derived(context: Context) -> Iterator[Flaw]:
    """Stored derived values against those computed anew from nothing."""
    view = context.view()
    saved = [page for page, now in context.pages.items() if now.seq]
    bare = view.with_pages(replace(page, derived={}) for page in view.pages.values())
    computed = {(one.page, one.path): one.value for one in context.rules.derive(bare, saved)}
    # a page that was never saved derives nothing; an earlier release derived on some of those, and its rows stay
    stored = {(page, path): value for page in saved for path, value in context.derived.get(page, {}).items()}
    for page, path in sorted(computed.keys() | stored.keys()):
        if computed.get((page, path)) != stored.get((page, path)):
            yield Flaw("derived", f"page {page} {path}", "the stored value is not what its formula gives")


def _check_states(connection: Connection, context: Context) -> Iterator[Flaw]:
    found = connection.exec_driver_sql(f"SELECT * FROM page_state WHERE subject = {context.subject.id}").mappings()
    cached = {row["page"]: dict(row) for row in found}
    for page, now in context.pages.items():
        true = state_row(context, page, now.seq, now.document, now.digest)
        wrong = [name for name, value in true.items() if cached.get(page, {}).get(name) != value]
        if wrong:
            yield Flaw("page_state", f"page {page}", f"{', '.join(wrong)} is not what the record says")
    heads = (
        "SELECT s.page FROM page_state s JOIN page_version v ON v.page = s.page AND v.seq > s.head WHERE s.subject = ?"
    )
    for (page,) in rows(connection, heads, (context.subject.id,)):
        yield Flaw("page_state", f"page {page}", "head is not the last version")
