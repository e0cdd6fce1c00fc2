"""Strike out a page or one of its rows: it no longer counts, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import Mapping

from edc.access.rules import Permission
from edc.acts.context import Context
from edc.acts.marks import Marked, mark_of, mark_page
from edc.acts.reasons import Reason, chosen
from edc.casebook.reading import PageRef
from edc.db import Database
from edc.errors import Refusal
from edc.study.definition import Form
from edc.study.document import STRUCK, Document, Value
from edc.trail.unit import Actor


def strike_out(
    database: Database,
    actor: Actor,
    page: PageRef,
    reason: Reason,
    *,
    row: str | None = None,
    request_key: str | None,
) -> Marked:
    """Strike out *page*, or its added row (``AE/7``), for one of the study's reasons (REQ-34).

    Raises :class:`Refusal`: ``nothing_to_strike``, ``marked_already``, ``no_such_place``,
    ``held``, or what is wrong with the reason.
    """

    def marks(context: Context, form: Form, document: Document) -> tuple[Mapping[str, Value | None], str]:
        if not document:
            raise Refusal("nothing_to_strike")
        path = mark_of(form, document, STRUCK, row)
        if document.get(path) is not None:
            raise Refusal("marked_already")
        why = chosen(context.study.reasons, reason)
        return {path: why.value}, why.text

    return mark_page(database, actor, "strike_out", Permission.DATA_STRIKE, page, marks, request_key)
