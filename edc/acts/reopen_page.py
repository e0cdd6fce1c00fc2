"""Reopen a finished page: it is the site's work in progress again."""

from __future__ import annotations

from collections.abc import Mapping

from edc.access.rules import Permission
from edc.acts.context import Context
from edc.acts.marks import Marked, mark_page
from edc.acts.reasons import Reason, chosen
from edc.casebook.reading import PageRef
from edc.db import Database
from edc.errors import Refusal
from edc.study.definition import Form
from edc.study.document import FINISHED, Document, Value
from edc.trail.unit import Actor


def reopen_page(database: Database, actor: Actor, page: PageRef, reason: Reason, *, request_key: str | None) -> Marked:
    """Take *Finish* back. Queries for missing values close until the page is finished again.

    A correction of a finished page needs no reopening. Raises :class:`Refusal`:
    ``not_finished``, ``held``, or what is wrong with the reason.
    """

    def marks(context: Context, _form: Form, document: Document) -> tuple[Mapping[str, Value | None], str]:
        if document.get(FINISHED) is None:
            raise Refusal("not_finished")
        return {FINISHED: None}, chosen(context.study.reasons, reason).text

    return mark_page(database, actor, "reopen_page", Permission.DATA_ENTER, page, marks, request_key)
