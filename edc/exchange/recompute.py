"""Derived values computed anew from the heads of a source: stored ones must be the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from edc import clock
from edc.casebook.ranges import ranges_after
from edc.db import rows
from edc.exchange.rows import PageRow, Reading, SignedRow
from edc.exchange.signatures import page_signature
from edc.review.rules import SignatureState
from edc.study.document import decode
from edc.study.view import PageView, SubjectView
from edc.trail.tables import STUDY_CHAIN


def disagreements(reading: Reading) -> Iterator[str]:
    """Where a stored derived value is not what its formula gives; nothing, if all agree."""
    versions = reading.source.versions
    formulas = [derivation for study in versions.rules.values() for derivation in study.derivations]
    if not formulas:
        return
    needed = {derivation.form for derivation in formulas}
    needed |= {ref.form for derivation in formulas for ref in derivation.compiled.reads}
    zones = dict(map(tuple, rows(reading.connection, "SELECT code, timezone FROM site")))
    for number, code, site in reading.subjects():
        page_rows = [row for row in reading.pages_then(subject=number) if row.form in needed]
        stored = _by_page(reading, number)
        signed = {page: SignedRow(*row) for page, *row in reading.signed(subject=number)}
        views = {
            row.page: PageView(
                page=row.page,
                visit=row.visit,
                event=row.event,
                form=row.form,
                repeat=row.repeat,
                document=decode(row.data) if row.data is not None else {},
                derived={},
                version=row.version or "",
                signed_at=_signed_at(row, signed.get(row.page), stored.get(row.page, {}), zones[site]),
            )
            for row in page_rows
        }
        ranges = ranges_after(reading.connection, site, reading.source.heads[STUDY_CHAIN][0])
        saved = [page for page, shown in views.items() if shown.document]
        changes = versions.derive(SubjectView(views, ranges), saved)
        computed = {(one.page, one.path): one.value for one in changes}
        # as in acts.verify_trail: what an earlier release derived on a page that was never saved is nothing's value
        known = {(page, path): value for page in saved for path, value in stored.get(page, {}).items()}
        for page, path in sorted(computed.keys() | known.keys()):
            if computed.get((page, path)) != known.get((page, path)):
                yield f"{code} {views[page].event} {views[page].form} {path}"


def _by_page(reading: Reading, subject: int) -> dict[int, dict[str, str | None]]:
    """The derived values of a participant as they are stored."""
    found: dict[int, dict[str, str | None]] = defaultdict(dict)
    for page, path, value in reading.derived(subject=subject):
        found[page][path] = value
    return found


def _signed_at(row: PageRow, signed: SignedRow | None, derived: Mapping[str, str | None], zone: str) -> str | None:
    """When the signature was given that covered the page as it stood."""
    if signed is None or page_signature(row, signed, derived) is not SignatureState.SIGNED:
        return None
    return clock.wall(signed.first_at, zone) if signed.first_at else None
