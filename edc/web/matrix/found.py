"""The participants a view of the matrix shows, and how many there are in each state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection

from edc.access.rules_grants import Sites
from edc.casebook import listing
from edc.casebook.listing import SubjectRow
from edc.casebook.standing import Standing
from edc.casebook.standings import standings
from edc.study.definition import Study
from edc.web.matrix.asked import A_PAGE, Asked

FEW = 200
"""Up to so many participants all of them are looked at, so that chips can carry counts."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is listed. ``counts`` and ``overdue`` are ``None`` where not everybody was looked at."""

    shown: Sequence[Standing]
    total: int
    """Of all pages of the list."""
    everybody: int
    """Before any filter."""
    counts: dict[str, int] | None
    """State to participants, under the other filters."""
    overdue: int | None
    """Overdue visits of all that are listed."""
    page: int
    """The page shown: the last one where a later one was asked for."""

    @property
    def several_pages(self) -> bool:
        return self.total > A_PAGE


def find(connection: Connection, study: Study, sites: Sites, asked: Asked, forms: Sequence[str]) -> Found:
    """The participants that *asked* names; documents of *forms* are read with them."""
    chosen = Sites(False, frozenset({asked.site})) if asked.site and asked.site in sites else sites
    every = listing.subjects(
        connection,
        chosen,
        search=asked.search,
        queries=asked.queries,
        unsigned=asked.unsigned,
        struck=asked.struck,
    )
    everybody = len(listing.subjects(connection, sites)) if asked.narrowed else len(every)
    few = len(every) <= FEW
    if not few and not (asked.state or asked.overdue):
        page, some = _page(every, asked.page)
        return Found(standings(connection, some, forms), len(every), everybody, None, None, page)
    looked = standings(connection, every, forms if few else ())
    if asked.overdue:
        looked = [one for one in looked if one.overdue]
    counts = Counter(one.state.name for one in looked if one.state)
    if asked.state:
        looked = [one for one in looked if one.state and one.state.name == asked.state]
    overdue = sum(len(one.overdue) for one in looked)
    page, shown = _page(looked, asked.page)
    if not few:
        shown = standings(connection, [one.subject for one in shown], forms)
    return Found(shown, len(looked), everybody, counts if few else None, overdue, page)


Row = TypeVar("Row")


def _page(rows: Sequence[Row], wanted: int) -> tuple[int, Sequence[Row]]:
    """The page of that number, or the last one there is."""
    page = min(wanted, max(1, -(-len(rows) // A_PAGE)))
    return page, rows[(page - 1) * A_PAGE : page * A_PAGE]


def who(connection: Connection, sites: Sites, typed: str) -> SubjectRow | None:
    """The one participant that *typed* means: a code, its end (``003``) or its number (``3``)."""
    sought = typed.strip().upper()
    if not sought:
        return None
    every = listing.subjects(connection, sites, struck=None)
    whole = [one for one in every if one.code.upper() == sought]
    ends = [one for one in every if one.code.upper().endswith(f"-{sought}")]
    numbers = [one for one in every if sought.isdecimal() and _number(one.code) == int(sought)]
    for found in (whole, ends, numbers):
        if len(found) == 1:
            return found[0]
    return None


def _number(code: str) -> int | None:
    """The digits a code ends with."""
    head = code.rstrip("0123456789")
    digits = code[len(head) :]
    return int(digits) if digits else None
