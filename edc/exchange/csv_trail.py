"""``trail.csv``: every change of every item, first entries included, as the record has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from edc.exchange.csv_data import Tally, csv_bytes
from edc.exchange.csv_values import protected
from edc.exchange.profiles import Part, Projection
from edc.exchange.reasons import leaving_mark, leaving_reason
from edc.exchange.references import Reference
from edc.exchange.rows import Reading
from edc.study.document import Value, decode_value
from edc.study.values import as_typed

HEADING = (
    *("STUDYID", "SITEID", "SUBJID", "VISIT", "VISITREP", "FORM", "PAGEREP", "GROUP", "ROW", "ITEM"),
    *("OLD", "OLD_UNIT", "OLD_MISS", "NEW", "NEW_UNIT", "NEW_MISS", "REASON"),
    *("PERSON", "ROLE", "AT", "ORIGIN", "STUDYVER", "PAGEID", "PAGESEQ", "ACT"),
)
"""Values are as they were typed, with the unit; marks of a page, a group or a row begin with ``#``."""

_CHANGES = (
    "SELECT s.id, s.site, s.code, v.event, v.repeat, p.form, p.repeat, c.path, c.old, c.new, c.reason,"
    " d.person, d.role, d.saved_at, d.origin, d.study_version, d.page, d.seq, d.act"
    " FROM page p JOIN heads h ON h.chain = p.chain JOIN subject s ON s.id = p.subject JOIN visit v ON v.id = p.visit"
    " JOIN page_version d ON d.page = p.id AND d.act <= h.n JOIN item_change c ON c.page = d.page AND c.seq = d.seq"
)


class _Change(NamedTuple):
    subject: int
    site: str
    code: str
    event: str
    visit_repeat: int
    form: str
    repeat: int
    path: str
    old: str | None
    new: str | None
    reason: str | None
    person: str
    role: str
    at: str
    origin: str
    version: str
    page: int
    seq: int
    act: int


def trail_csv(
    reading: Reading, projection: Projection, references: Mapping[int, Reference], tally: Tally
) -> Iterator[bytes]:
    """All changes up to the heads of the source, by page, version and path."""
    found = reading.then(_CHANGES, "d.page, d.seq, c.path", everybody=True)
    lines = (
        line
        for change in map(_Change._make, found)
        for line in _lines(projection, change, references.get(change.subject, Reference()))
    )
    return csv_bytes(HEADING, lines, tally)


def _lines(projection: Projection, change: _Change, reference: Reference) -> Iterator[list[str]]:
    above, _, name = change.path.rpartition("/")
    group, _, row = above.partition("/")
    old, new = decode_value(change.old), decode_value(change.new)
    if name.startswith("#"):
        yield _line(projection, change, (group, row, name), old, new, reference)
        return
    for part in projection.parts.get((change.form, name), ()):
        left = (part.of(old, reference), part.of(new, reference))
        yield _line(projection, change, (group, row, part.item.name), *left, reference, part)


def _line(
    projection: Projection,
    change: _Change,
    place: tuple[str, str, str],
    old: Value | None,
    new: Value | None,
    reference: Reference,
    part: Part | None = None,
) -> list[str]:
    return [
        *(projection.study.oid, change.site, protected(change.code), change.event, str(change.visit_repeat)),
        *(change.form, str(change.repeat), *place),
        *(*_value(projection, old, part), *_value(projection, new, part)),
        protected(leaving_reason(projection, change.reason) or ""),
        *(change.person, change.role),
        change.at if projection.whole else reference.moved(change.at),
        *(change.origin, change.version, str(change.page), str(change.seq), str(change.act)),
    ]


def _value(projection: Projection, value: Value | None, part: Part | None) -> tuple[str, str, str]:
    if part is None:
        text = "" if value is None else leaving_mark(projection, value)
        return protected(text), "", ""
    typed = as_typed(value)
    unit = typed.unit or (part.item.unit if typed.text else None)
    free = part.item.type in ("text", "file")
    return protected(typed.text) if free else typed.text, unit or "", typed.missing or ""
