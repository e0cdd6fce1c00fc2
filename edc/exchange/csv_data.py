"""The CSV file of a form, or of one of its repeating groups, row by row.

UTF-8 with a byte order mark (spreadsheets need it for Chinese), CRLF, quoted as
RFC 4180 says. The rows follow the numbers of the pages.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from edc.casebook.rules import entry_state
from edc.exchange.csv_layout import Filled, Layout
from edc.exchange.csv_values import Stored
from edc.exchange.profiles import Projection
from edc.exchange.references import Reference
from edc.exchange.rows import PageRow, Reading, SignedRow
from edc.exchange.signatures import page_signature
from edc.exchange.streaming import Beside
from edc.study.definition import Group
from edc.study.document import NOT_DONE, STRUCK, Value
from edc.trail.guards import REDACTED

CHUNK = 64 * 1024
"""Characters collected before they are handed on."""

Raw = Mapping[str, Stored | None]
"""A stored document, decoded but not read."""


@dataclass(slots=True)
class Tally:
    """Rows written so far, the heading not counted."""

    rows: int = 0


def csv_bytes(heading: Sequence[str], lines: Iterable[Sequence[str]], tally: Tally) -> Iterator[bytes]:
    """A whole CSV file."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow(heading)
    for line in lines:
        writer.writerow(line)
        tally.rows += 1
        if buffer.tell() > CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def form_csv(
    reading: Reading, projection: Projection, layout: Layout, references: Mapping[int, Reference], tally: Tally
) -> Iterator[bytes]:
    """The file of *layout*."""
    lines = _Lines(reading, projection, layout, references)
    return csv_bytes([column.name for column in layout.columns], lines.all(), tally)


class _Lines:
    def __init__(
        self, reading: Reading, projection: Projection, layout: Layout, references: Mapping[int, Reference]
    ) -> None:
        self.projection = projection
        self.layout = layout
        self.references = references
        form = layout.form.name
        computed = any(filled.part.source.type == "derived" for filled in layout.items)
        self._pages = reading.pages(form=form)
        self._derived = Beside(reading.derived(form=form)) if computed else None
        self._signed = Beside(reading.signed(form=form))
        self._study = projection.study.oid
        self._number = {event.name: str(n) for n, event in enumerate(projection.study.events, 1)}

    def all(self) -> Iterator[list[str]]:
        group = self.layout.group
        for page in self._pages:
            computed = {path: {"v": value} for path, value in self._computed(page.page) if value is not None}
            if page.data is None and not computed:
                continue
            document: Raw = json.loads(page.data) if page.data is not None else {}
            values = {**document, **computed} if computed else document
            where = [self._study, page.site, page.code, page.event, self._number.get(page.event, "")]
            where += [str(page.visit_repeat), str(page.repeat)]
            state = self._state(page, document)
            reference = self.references.get(page.subject, Reference())
            if group is None:
                yield self._line(where, "", values, reference, state)
                continue
            for row in _rows(group, values):
                prefix = f"{group.name}/{row}/"
                struck = values.get(prefix + STRUCK)
                if struck is not None:
                    state[2] = struck.get("v", "")
                yield self._line([*where, row], prefix, values, reference, state)
                state[2] = _mark(document, STRUCK)

    def _computed(self, page: int) -> Iterable[tuple[Any, ...]]:
        return self._derived.of(page) if self._derived is not None else ()

    def _line(
        self, line: list[str], prefix: str, values: Raw, reference: Reference, state: list[str]
    ) -> list[str]:
        for path, part, emit in self._items:
            stored = values.get(prefix + path)
            if part.take is not None and stored is not None:
                left = part.take(Value(**stored), reference)
                stored = None if left is None else _pairs(left)
            emit(line, stored)
        for group in self.layout.marked:
            line.append(_mark(values, f"{group.name}/{NOT_DONE}"))
        return line + state

    @property
    def _items(self) -> Iterator[tuple[str, Any, Any]]:
        return ((filled.path, filled.part, filled.emit) for filled in self.layout.items)

    def _state(self, page: PageRow, document: Raw) -> list[str]:
        """The columns of ``csv_layout.STATE``."""
        entry = entry_state(document, expected=True)  # type: ignore[arg-type]  # only whether a value is None is asked
        found = self._signed.of(page.page)
        signed = SignedRow._make(found[0]) if found else None
        at = ""
        if signed is not None:
            day = self.references.get(page.subject, Reference()).day_of(signed.at)
            at = signed.at if self.projection.whole else "" if day is None else str(day)
        return [
            entry.value,
            _mark(document, NOT_DONE),
            _mark(document, STRUCK),
            page_signature(page, signed, self._derived_now).value,
            signed.person if signed is not None else "",
            at,
            self._redacted(page, document),
            page.version or "",
            str(page.page),
            str(page.seq),
        ]

    def _redacted(self, page: PageRow, document: Raw) -> str:
        if page.data is None or REDACTED not in page.data:
            return ""
        return " ".join(sorted(path for path, value in document.items() if value == {"m": "REDACTED"}))
