"""The trail in words: entries for the screen, rows for the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import Connection

from edc import clock
from edc.exchange.csv_values import protected
from edc.study.definition import Item, Study
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import SYSTEM
from edc.web.shapes.trail import TrailEntry, TrailLine
from edc.web.spoken import moment, names, person_words, role_words
from edc.web.trail.acts import Act, Asked, chunks
from edc.web.trail.data_lines import Chain, data_lines
from edc.web.trail.review_lines import review_lines
from edc.web.trail.study_lines import study_lines
from edc.web.trail.words import act_word

HEADING = (
    *("CHAIN", "ACT", "AT_UTC", "AT_SITE", "PERSON", "NAME", "ROLE", "WHAT_WAS_DONE", "ACT_CODE"),
    *("WHERE", "ITEM", "OLD", "NEW", "REASON", "CLOCK_BACK_MS"),
)
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


@dataclass
class Teller:
    """Tells acts of one chain. ``hidden``: identifying items are masked for the reader."""

    connection: Connection
    chain: str
    study: Study
    zone: str
    language: str
    hidden: bool = False
    people: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.people = names(self.connection)

    def entries(self, acts: Sequence[Act]) -> tuple[TrailEntry, ...]:
        """*acts* with all they did."""
        if not acts:
            return ()
        lines = self._lines(acts)
        return tuple(self._entry(act, lines.get(act.n, [])) for act in acts)

    def table(self, asked: Asked) -> Iterator[list[str]]:
        """Rows of the file, in the order things happened: one for each thing an act did."""
        for some in chunks(self.connection, self.chain, asked, self.zone):
            lines = self._lines(some)
            for act in some:
                for line in lines.get(act.n) or [TrailLine("")]:
                    yield self._row(act, line)

    def _lines(self, acts: Sequence[Act]) -> dict[int, list[TrailLine]]:
        chain = Chain(self.connection, self.chain, [act.n for act in acts], self.study, self.language, self._masked)
        reads = (study_lines,) if self.chain == STUDY_CHAIN else (data_lines, review_lines)
        found: dict[int, list[TrailLine]] = {}
        for read in reads:
            for act, lines in read(chain).items():
                found.setdefault(act, []).extend(lines)
        return found

    def _masked(self, item: Item) -> bool:
        return self.hidden and item.identifying

    def _entry(self, act: Act, lines: list[TrailLine]) -> TrailEntry:
        return TrailEntry(
            number=act.n,
            at=moment(act.at, self.zone, seconds=True),
            who=person_words(self.people, act.person),
            role="" if act.person == SYSTEM.person else role_words(act.role),
            word=act_word(act.name),
            lines=tuple(lines),
            clock=_("The clock had gone back by %(s)s s.", s=f"{act.clock / 1000:.1f}") if act.clock else "",
        )

    def _row(self, act: Act, line: TrailLine) -> list[str]:
        local = clock.local(act.at, self.zone)
        return [
            *(self.chain, str(act.n), act.at, local.isoformat(timespec="seconds")),
            *(act.person, cell(self.people.get(act.person, "")), act.role, act_word(act.name), act.name),
            *(cell(text) for text in (line.where, line.what, line.old, line.new, line.why)),
            str(act.clock or ""),
        ]


def cell(text: str) -> str:
    """A text as it stands in a cell: no spreadsheet runs it (a plain number stays one)."""
    return text if _NUMBER.fullmatch(text) else protected(text)
