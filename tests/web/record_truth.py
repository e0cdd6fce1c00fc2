"""What the matrix must show, worked out from the record alone: versions, events, marks, signatures.

Written apart from the code it checks, on purpose: nothing here reads ``page_state``
or calls the rules, and what the watched study says is told again in plain words.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from edc.db import Database
from tests.acts.story import asked

VISITS = {"SCN": "Screening", "W0": "Week 0", "W4": "Week 4", "W8": "Week 8"}
FORMS = {"SCN": ("SV", "DM", "VS"), "W0": ("SV", "VS"), "W4": ("SV", "VS"), "W8": ("SV", "VS")}
PLANNED = {"SV": {"SVDAT"}, "VS": {"SBP"}, "DM": set[str]()}
"""Items that are verified: those always owed."""


@dataclass
class Cell:
    """One visit of one participant."""

    expected: bool
    entry: str
    date: str
    open: int
    answered: int
    owed: int
    verified: int
    begun: int
    signed: int
    again: int

    def shown(self, show: str) -> tuple[str, ...]:
        """Sign, date, queries and corner, as the matrix shows them."""
        if not self.expected:
            return ("Not expected",)
        sign = self.entry
        if show == "verification" and self.owed:
            sign = "Verified" if self.verified == self.owed else "Partly verified" if self.verified else "Not verified"
        signed = self.begun > 0 and self.signed == self.begun
        if show == "signature" and self.begun:
            sign = "Sign again" if self.again else "Signed" if signed else "Not signed"
        corner = ""
        if show != "signature":
            corner = "Sign again" if self.again else "Signed" if signed else ""
        if not corner and show != "verification" and self.owed and self.owed == self.verified:
            corner = "Verified"
        return (sign, self.date, str(self.open or self.answered or ""), corner)


@dataclass
class Row:
    state: str
    cells: dict[str, Cell] = field(default_factory=dict)


@dataclass
class _Page:
    """A page as its last version has it."""

    event: str
    form: str
    head: int
    data: dict[str, Any]
    open: int = 0
    answered: int = 0
    verified: int = 0
    signed: str = ""

    @property
    def entry(self) -> str:
        held = {path for path, value in self.data.items() if value is not None}
        for mark, word in (("#struck", "struck"), ("#notdone", "not_done"), ("#finished", "finished")):
            if mark in held:
                return word
        return "in_entry" if held else "empty"

    @property
    def owed(self) -> set[str]:
        if self.entry == "struck":
            return set()
        return {item for item in PLANNED.get(self.form, set()) if self.data.get(item)}

    def standing(self, item: str) -> str | None:
        value = self.data.get(item)
        return value.get("v") if value and self.entry not in ("struck", "not_done") else None


def record_truth(database: Database, today: date) -> dict[str, Row]:
    """Code to what the matrix must show today."""
    found = {}
    for number, code in asked(database, "SELECT id, code FROM subject"):
        pages = [_page(database, *row) for row in asked(database, _PAGES, number)]
        found[code] = _row(pages, today)
    return found


_PAGES = "SELECT p.id, v.event, p.form FROM page p JOIN visit v ON v.id = p.visit WHERE p.subject = ?"


def _page(database: Database, page: int, event: str, form: str) -> _Page:
    versions = asked(database, "SELECT seq, data, digest FROM page_version WHERE page = ? ORDER BY seq", page)
    head, data, digest = versions[-1] if versions else (0, "{}", "")
    made = _Page(event, form, head, json.loads(data))
    states = asked(
        database,
        "SELECT (SELECT e.state FROM query_event e WHERE e.query = q.id ORDER BY e.n DESC LIMIT 1)"
        " FROM query q WHERE q.page = ?",
        page,
    )
    made.open, made.answered = states.count(("open",)), states.count(("answered",))
    for item in made.owed:
        last = asked(database, "SELECT max(seq) FROM item_change WHERE page = ? AND path = ?", page, item)[0][0]
        marks = asked(
            database,
            "SELECT marked FROM verification WHERE page = ? AND path = ? AND seq = ? ORDER BY n DESC",
            page,
            item,
            last,
        )
        made.verified += bool(marks and marks[0][0])
    named = asked(
        database, "SELECT seq, digest FROM signature_page WHERE page = ? ORDER BY signature DESC LIMIT 1", page
    )
    made.signed = ("signed" if named[0] == (head, digest) else "again") if named else ""
    return made


def _row(pages: list[_Page], today: date) -> Row:
    ends = [word for page in pages if page.form == "DS" and (word := page.standing("DSDECOD"))]
    dates = {
        page.event: date.fromisoformat(day) for page in pages if page.form == "SV" and (day := page.standing("SVDAT"))
    }
    first = dates.get("W0")
    if ends:
        state = "Screen failed" if ends[0] == "SCREEN FAILURE" else "Withdrawn"
    else:
        state = "On treatment" if first else "Screening"
    row = Row(state)
    for event, word in VISITS.items():
        mine = [page for page in pages if page.event == event]
        row.cells[word] = _cell(event, mine, state, dates.get(event), first, today)
    return row


def _cell(event: str, pages: list[_Page], state: str, day: date | None, first: date | None, today: date) -> Cell:
    over = state in ("Screen failed", "Withdrawn")
    wanted = set(FORMS[event]) if day or event == "SCN" or not over else set()
    if event == "SCN" and state == "Screen failed":
        wanted = {"SV", "DM"}
    entries = [page.entry for page in pages if page.entry != "empty" or page.form in wanted]
    counted = [entry for entry in entries if entry != "struck"]
    target = _target(event, first)
    if not counted or all(entry == "empty" for entry in counted):
        entry, shown = _by_the_clock(event, first, today), target
    elif all(entry == "not_done" for entry in counted):
        entry, shown = "Not done", target
    elif all(entry in ("finished", "not_done") for entry in counted):
        entry, shown = "Finished", None
    else:
        entry, shown = "In entry", None
    shown = day or shown
    return Cell(
        expected=bool(entries),
        entry=entry,
        date=f"{shown:%m-%d}" if shown else "",
        open=sum(page.open for page in pages),
        answered=sum(page.answered for page in pages),
        owed=sum(len(page.owed) for page in pages),
        verified=sum(page.verified for page in pages),
        begun=sum(page.head > 0 for page in pages),
        signed=sum(page.signed == "signed" for page in pages),
        again=sum(page.signed == "again" for page in pages),
    )


AFTER = {"SCN": -28, "W0": 0, "W4": 28, "W8": 56}
WINDOW = {"SCN": (0, 27), "W0": (0, 0), "W4": (3, 3), "W8": (3, 3)}


def _target(event: str, first: date | None) -> date | None:
    return first + timedelta(days=AFTER[event]) if first else None


def _by_the_clock(event: str, first: date | None, today: date) -> str:
    target = _target(event, first)
    if target is None:
        return "Not yet due"
    before, after = WINDOW[event]
    if today < target - timedelta(days=before):
        return "Not yet due"
    return "Due" if today <= target + timedelta(days=after) else "Overdue"
