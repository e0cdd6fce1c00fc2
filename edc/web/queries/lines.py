"""The list of queries: rows, chips, lists to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Connection

from edc import clock
from edc.access.rules import Permission
from edc.access.rules_grants import Sites, is_masked
from edc.casebook import listing as casebook
from edc.review.rules_queries import QueryState, QueryStep, Thread
from edc.review.worklists import QueryFilter, QueryRow, query_counts, query_list
from edc.study.definition import Study, say
from edc.web import shapes
from edc.web.cells import event_word
from edc.web.keys import new_key
from edc.web.person import Me
from edc.web.queries.asked import A_PAGE, STATES, Asked
from edc.web.queries.chips import choices, filter_chips, pager
from edc.web.queries.saying import check_words, last_words, shown_state
from edc.web.queries.steps import actor_for
from edc.web.shapes import QueryListShape
from edc.web.spoken import path_words, value_words


@dataclass(frozen=True)
class Reader:
    """Whoever looks at the list."""

    me: Me
    study: Study
    language: str

    @property
    def sites(self) -> Sites:
        return self.me.sites(Permission.DATA_VIEW)

    @property
    def codes(self) -> frozenset[str] | None:
        """Their sites; ``None``: all of them."""
        return None if self.sites.everywhere else self.sites.codes

    @property
    def closes(self) -> bool:
        return self.me.may(Permission.QUERY_CLOSE)

    @property
    def first(self) -> str:
        """The state they look at first: who closes, at what was answered."""
        return "answered" if self.closes else "open"


def list_shape(connection: Connection, reader: Reader, asked: Asked, here: int | None = None) -> QueryListShape:
    """The list that *asked* names. *here*: the query whose thread is open beside it."""
    subjects = casebook.subjects(connection, reader.sites)
    chip = asked.shown(reader.first)
    wanted = asked.filter(STATES[chip], reader.codes, asked.subject(subjects), reader.me.username)
    every = asked.filter(STATES["all"], reader.codes, asked.subject(subjects), reader.me.username)
    counts = _counts(connection, every)
    found = query_list(connection, wanted, limit=A_PAGE, offset=(asked.n - 1) * A_PAGE)
    rows = tuple(_row(reader, row, asked, here) for row in found)
    return QueryListShape(
        rows=rows,
        filters=filter_chips(reader.me, asked, chip, counts),
        empty=_empty(asked, chip, counts),
        pager=pager(asked, counts[chip], len(rows)),
        close_url=url_for("queries.close_selected", **asked.pairs) if any(row.may_close for row in rows) else "",
        request_key=new_key(),
        choices=choices(reader.study, asked, subjects, reader.language),
        url=url_for("queries.listing"),
        kept=tuple(pair for pair in asked.pairs.items() if pair[0] not in ("participant", "visit", "form", "n")),
    )


def _counts(connection: Connection, every: QueryFilter) -> dict[str, int]:
    """Chip to how many queries it shows."""
    by_state = query_counts(connection, every)
    return {chip: sum(by_state.get(state, 0) for state in states) for chip, states in STATES.items()}


def _row(reader: Reader, row: QueryRow, asked: Asked, here: int | None) -> shapes.QueryRow:
    form = reader.study.form_by_name[row.form]
    at = form.at(row.path)
    item = f"{say(form.label, reader.language)} · {path_words(form, row.path, reader.language)}" if row.path else ""
    hidden = at is not None and is_masked(at[2], reader.me.grants, row.site, reader.me.today)
    # the sentence of a check may repeat the value
    about = None if hidden else row.value
    question = check_words(reader.study, form, row.check or "", row.path, about, reader.me.today, reader.language)
    return shapes.QueryRow(
        number=str(row.id),
        url=url_for("queries.thread", query_id=row.id, **asked.pairs),
        state=shown_state(row.state, row.last_name),
        age=(clock.now() - clock.parse(row.opened_at)).days,
        subject=row.subject_code,
        visit=event_word(reader.study.event_by_name[row.event], reader.language, row.visit_repeat, short=True),
        item=item or say(form.label, reader.language),
        value=_("masked") if hidden else value_words(at[2], row.value, reader.study, reader.language) if at else "",
        last=last_words(reader.study, row.last_name, row.last_code, row.last_text, question, reader.language),
        whom=_("investigator") if row.audience == "investigator" else "",
        here=row.id == here,
        may_close=reader.closes and _may_close(reader.me, row),
    )


def _may_close(me: Me, row: QueryRow) -> bool:
    """Whether the box stands before it. (Who answered last is seen by the act.)"""
    thread = Thread(
        row.id, row.page, row.path, row.kind, row.check, row.audience, row.raised_role, QueryStep(row.last_name)
    )
    return row.state is QueryState.ANSWERED and actor_for(me, thread, QueryStep.CLOSED, row.site) is not None


def _empty(asked: Asked, chip: str, counts: Mapping[str, int]) -> str:
    if asked.narrowed:
        return _("No query fits these filters.")
    if chip == "open":
        answered = counts["answered"]
        if not answered:
            return _("No open queries, and no answered ones.")
        return ngettext(
            "No open queries. %(num)s answered one waits for the monitor.",
            "No open queries. %(num)s answered ones wait for the monitor.",
            answered,
        )
    if chip == "answered":
        still = counts["open"]
        return ngettext(
            "No answered queries. %(num)s open one waits for the site.",
            "No answered queries. %(num)s open ones wait for the site.",
            still,
        )
    return _("No queries here.")
