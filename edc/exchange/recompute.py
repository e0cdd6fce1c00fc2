"""Derived values computed anew from the heads of a source: stored ones must be the same."""

from __future__ import annotations

from collections.abc import Iterator

from edc.exchange.rows import Reading
from edc.study.document import decode
from edc.study.evaluation import compiled, derive
from edc.study.view import PageView, SubjectView


def disagreements(reading: Reading) -> Iterator[str]:
    """Where a stored derived value is not what its formula gives; nothing, if all agree."""
    study = compiled(reading.source.current)
    if not study.derivations:
        return
    needed = {derivation.form for derivation in study.derivations}
    needed |= {ref.form for derivation in study.derivations for ref in derivation.compiled.reads}
    for number, code, _ in reading.subjects():
        views = {
            row.page: PageView(
                page=row.page,
                visit=row.visit,
                event=row.event,
                form=row.form,
                repeat=row.repeat,
                document=decode(row.data) if row.data is not None else {},
                derived={},
            )
            for row in reading.pages_then(subject=number)
            if row.form in needed
        }
        computed = {(one.page, one.path): one.value for one in derive(study, SubjectView(views), list(views))}
        stored = {(page, path): value for page, path, value in reading.derived(subject=number) if page in views}
        for page, path in sorted(computed.keys() | stored.keys()):
            if computed.get((page, path)) != stored.get((page, path)):
                yield f"{code} {views[page].event} {views[page].form} {path}"
