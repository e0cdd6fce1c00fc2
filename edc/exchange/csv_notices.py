"""``deviations.csv``: every step of every deviation and alert, as the record has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from edc.exchange.csv_data import Tally, csv_bytes
from edc.exchange.csv_values import protected
from edc.exchange.profiles import Projection
from edc.exchange.references import Reference
from edc.exchange.rows import Reading

HEADING = (
    *("STUDYID", "SITEID", "SUBJID", "VISIT", "VISITREP", "FORM", "PAGEREP", "PATH", "NOTICE", "KIND", "CHECK"),
    *("CATEGORY", "MAJOR", "STEP", "STATE", "WORDS", "FILED_ROW", "PERSON", "ROLE", "AT", "ACT"),
)
"""``FILED_ROW``: the row of the deviation log. ``WORDS``: people's own, in the full profile alone; ``REDACTED``
where they were removed."""

_STEPS = (
    "SELECT s.id, s.site, s.code, v.event, v.repeat, p.form, p.repeat, o.path, o.id, o.kind, o.check_id, o.category,"
    " o.major, e.name, e.state, CASE WHEN o.text <> '' AND e.name = 'proposed' THEN o.text ELSE e.text END, e.place, e.person, e.role,"
    " e.at, e.act"
    " FROM page p JOIN heads h ON h.chain = p.chain JOIN subject s ON s.id = p.subject JOIN visit v ON v.id = p.visit"
    " JOIN notice o ON o.page = p.id JOIN notice_event e ON e.notice = o.id AND e.act <= h.n"
)
_GONE = "REDACTED"
_OWN_WORDS = frozenset({"proposed", "dismissed", "agreed", "sent_back", "seen"})
"""Steps whose text somebody typed; that of the others is codes."""


def notices_csv(
    reading: Reading, projection: Projection, references: Mapping[int, Reference], tally: Tally
) -> Iterator[bytes]:
    """All steps up to the heads of the source, by notice."""
    lines = (_line(projection, references, *row) for row in reading.then(_STEPS, "o.id, e.n"))
    return csv_bytes(HEADING, lines, tally)


def _line(projection: Projection, references: Mapping[int, Reference], subject: int, *columns: object) -> list[str]:
    site, code, *place, number, kind, check, category, major, step, state, text, filed, person, role, at, act = columns
    event, visit_repeat, form, page_repeat, path = place
    own, words = step in _OWN_WORDS, _GONE if text is None else str(text)
    moved = str(at) if projection.whole else references.get(subject, Reference()).moved(str(at))
    return [
        *(projection.study.oid, str(site), protected(str(code)), str(event), str(visit_repeat), str(form)),
        *(str(page_repeat), str(path), str(number), str(kind), str(check), str(category), str(major)),
        *(str(step), str(state), protected(words) if projection.whole or not own else ""),
        *(str(filed or "").partition(":")[2], str(person), str(role), moved, str(act)),
    ]
