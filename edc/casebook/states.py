"""The row of ``page_state`` that a page's record amounts to."""

from __future__ import annotations

from collections.abc import Collection

from edc.study.definition import Form, Study
from edc.study.document import STRUCK, Document


def to_verify(form: Form, document: Document, hidden: Collection[str] = ()) -> frozenset[str]:
    """Paths of the verification plan that hold a value or a missing code.

    Rows struck out and items that are hidden are not owed, and what is blank has
    nothing to be compared with the source.
    """
    return frozenset(
        path
        for path, value in document.items()
        if value is not None
        and path not in hidden
        and (found := form.at(path)) is not None
        and found[2].verified
        and document.get(row_mark(path)) is None
    )


def row_mark(path: str) -> str:
    """The path of the strike-out mark that covers *path*: its row's, or its page's."""
    above, _, _ = path.rpartition("/")
    return f"{above}/{STRUCK}" if above else STRUCK


def visit_date(study: Study, form: Form, document: Document) -> str | None:
    """The date of the visit, where *form* is the one that says it (``study.visit_date``)."""
    if study.visit_date is None:
        return None
    name, _, item = study.visit_date.partition(".")
    value = document.get(item) if form.name == name else None
    return value.v if value else None
