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

from edc.casebook.rules import EntryState, entry_state
from edc.exchange.csv_layout import Layout
from edc.exchange.csv_values import Stored, protected
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

_DECODE = json.JSONDecoder().raw_decode
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
    """The lines of one file."""

    def __init__(
        self, reading: Reading, projection: Projection, layout: Layout, references: Mapping[int, Reference]
    ) -> None:
        self.whole = projection.whole
        self.layout = layout
        self.references = references
        form = layout.form.name
        self._pages = reading.pages(form=form)
        computed = any(item.type == "derived" for _, item in reading.source.study.form_by_name[form].items())
        self._derived = Beside(reading.derived(form=form) if computed else iter(()))
        self._signed = Beside(reading.signed(form=form))
        self._study = projection.study.oid
        self._number = {event.name: str(n) for n, event in enumerate(projection.study.events, 1)}
        self._items = [(filled.path, filled.part.take, filled.emit, filled.missing) for filled in layout.items]

    def all(self) -> Iterator[list[str]]:
        group = self.layout.group
        for page in self._pages:
            derived: dict[str, str | None] = dict(self._derived.of(page.page))
            computed = {path: {"v": value} for path, value in derived.items() if value is not None}
            signed = self._signed.of(page.page)
            if page.data is None and not computed:
                continue
            document: Raw = _DECODE(page.data)[0] if page.data is not None else {}
            values = {**document, **computed} if computed else document
            where = [self._study, page.site, protected(page.code), page.event, self._number.get(page.event, "")]
            where += [str(page.visit_repeat), str(page.repeat)]
            state = self._state(page, document, SignedRow._make(signed[0]) if signed else None, derived)
            reference = self.references.get(page.subject, Reference())
            if group is None:
                yield self._line(where, "", values, reference) + state
                continue
            for row in _rows(group, values):
                prefix = f"{group.name}/{row}/"
                line = self._line([*where, row], prefix, values, reference)
                struck = _mark(values, prefix + STRUCK) or state[2]
                yield [*line, *state[:2], struck, *state[3:]]

    def _line(self, line: list[str], prefix: str, values: Raw, reference: Reference) -> list[str]:
        find, append = values.get, line.append
        for path, take, emit, missing in self._items:
            stored = find(prefix + path)
            if take is not None and stored is not None:
                left = take(Value(**stored), reference)
                stored = None if left is None else {k: x for k, x in (("v", left.v), ("m", left.m)) if x is not None}
            if emit is not None:
                emit(line, stored)
            elif stored is None:
                append("")
                if missing:
                    append("")
            else:
                append(stored.get("v", ""))
                if missing:
                    append(stored.get("m", ""))
        for group in self.layout.marked:
            append(_mark(values, f"{group.name}/{NOT_DONE}"))
        return line

    def _state(
        self, page: PageRow, document: Raw, signed: SignedRow | None, derived: Mapping[str, str | None]
    ) -> list[str]:
        """The columns of ``csv_layout.STATE``."""
        at = ""
        if signed is not None and self.whole:
            at = signed.at
        elif signed is not None:
            day = self.references.get(page.subject, Reference()).day_of(signed.at)
            at = "" if day is None else str(day)
        return [
            _entry(page.data or "", document),
            _mark(document, NOT_DONE),
            _mark(document, STRUCK),
            "unsigned" if signed is None else page_signature(page, signed, derived).value,
            "" if signed is None else signed.person,
            at,
            _redacted(page, document),
            page.version or "",
            str(page.page),
            str(page.seq),
        ]


def _entry(data: str, document: Raw) -> str:
    """The state of entry; a page without any mark, and that is nearly every page in entry, needs no look."""
    if "#" not in data and ":{" in data:
        return EntryState.IN_ENTRY
    return entry_state(document, expected=True)  # type: ignore[arg-type]  # only whether a value is None is asked


def _mark(document: Raw, path: str) -> str:
    found = document.get(path)
    return "" if found is None else found.get("v", "")


def _redacted(page: PageRow, document: Raw) -> str:
    if page.data is None or REDACTED not in page.data:
        return ""
    return " ".join(sorted(path for path, value in document.items() if value == {"m": "REDACTED"}))


def _rows(group: Group, values: Raw) -> list[str]:
    """The rows of *group* that hold anything, in order."""
    start = f"{group.name}/"
    paths = (path.split("/") for path, value in values.items() if value is not None and path.startswith(start))
    held = {path[1] for path in paths if len(path) == 3}
    if group.repeat == "fixed":
        return [row.key for row in group.rows if row.key in held]
    return sorted(held, key=int)
