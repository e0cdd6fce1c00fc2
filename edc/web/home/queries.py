"""Queries on home: what waits for an answer, what waits to be closed."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from edc.access.rules import Permission
from edc.access.rules_grants import is_masked
from edc.review.rules_queries import Audience
from edc.review.worklists import QueryFilter, QueryRow, query_counts, query_list
from edc.study.definition import say
from edc.web.home.desk import SHOWN, Desk, block, number_cell, subject_cell
from edc.web.punctuation import shortened
from edc.web.queries.saying import check_words, last_words
from edc.web.shapes import Block, Owing, Said
from edc.web.spoken import path_words

LATE = 7
"""Days from which a query is old."""
LONGEST = 60
"""Characters of a message shown."""
MOST = 1000
"""Queries looked through for those of one role."""


def query_block(
    desk: Desk,
    permission: Permission,
    state: str,
    key: str,
    word: str,
    nothing: str,
    *,
    audience: Audience | None = None,
    raised_role: str | None = None,
) -> Block:
    """Queries in *state* at the sites where *permission* is held, the oldest first.

    *audience*: those for an investigator alone; *raised_role*: those a person in that role
    raised, who alone closes them.
    """
    chosen = QueryFilter(states=(state,), sites=desk.codes(permission), audience=audience)
    if raised_role is None:
        found = query_list(desk.connection, chosen, limit=SHOWN)
        total = sum(query_counts(desk.connection, chosen).values())
    else:
        every = query_list(desk.connection, chosen, limit=MOST)
        found = [row for row in every if row.raised_role == raised_role and row.kind != "check"]
        total = len(found)
    return block(
        desk,
        key,
        word,
        (_("Age (d)"), _("Participant"), _("Item"), _("Last message")),
        [_row(desk, row) for row in found[:SHOWN]],
        nothing,
        total=total,
        more=url_for("queries.listing", state=state, whom="investigator" if audience else None),
    )


def _row(desk: Desk, row: QueryRow) -> Owing:
    form = desk.study.form_by_name[row.form]
    at = form.at(row.path)
    masked = at is not None and is_masked(at[2], desk.me.grants, row.site, desk.me.today)
    value = None if masked else row.value
    asked = check_words(desk.study, form, row.check or "", row.path, value, desk.me.today, desk.language)
    said = last_words(desk.study, row.last_name, row.last_code, row.last_text, asked, desk.language)
    item = path_words(form, row.path, desk.language) if row.path else say(form.label, desk.language)
    if row.audience == "investigator":
        item = _("%(item)s (for the investigator)", item=item)
    age = desk.ago(row.opened_at)
    return Owing(
        (
            number_cell(age, late=age > LATE),
            subject_cell(row.subject_code, row.subject),
            Said(item, url_for("queries.thread", query_id=row.id)),
            shortened(said, LONGEST),
        )
    )
