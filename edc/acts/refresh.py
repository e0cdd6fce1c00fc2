"""The cache ``page_state``: where each page stands, from the pure rules and nothing else."""

from __future__ import annotations

from typing import Any

from edc.acts.context import Context
from edc.casebook.rules import entry_state
from edc.casebook.states import to_verify, visit_date
from edc.review.rules import signature_state, verified_state
from edc.review.rules_queries import QueryState
from edc.study.document import Document
from edc.trail.unit import Unit


def refresh(work: Unit, context: Context, page: int, *, saved: tuple[int, Document, str] | None = None) -> None:
    """Write the state of *page* as it will be when this act is done.

    *saved*: the (seq, document, digest) this act gave the page, where it did. Call
    it last, when threads, marks, signatures and holds in *context* are up to date.
    """
    now = context.pages[page]
    seq, document, digest = saved or (now.seq, now.document, now.digest)
    work.set_state(state_row(context, page, seq, document, digest))


def state_row(context: Context, page: int, seq: int, document: Document, digest: str) -> dict[str, Any]:
    """The row of ``page_state`` for *page*."""
    now = context.pages[page]
    study = context.study_of(page)
    form = study.form_by_name[now.form]
    states = [thread.state for thread in context.threads.get(page, {}).values()]
    planned = to_verify(form, document)
    verified = verified_state(planned, context.marks.get(page, {}), context.last_change.get(page, {}))
    signed = context.signed.get(page)
    signature = signature_state(
        {page: signed.then} if signed else None,
        {page: context.signable_now(page, seq, digest)},
        withdrawn=bool(signed and signed.withdrawn),
    )
    return {
        "page": page,
        "subject": context.subject.id,
        "visit": now.visit,
        "site": context.subject.site,
        "event": now.event,
        "form": now.form,
        "head": seq,
        # whether an empty page is expected depends on the subject's state and is decided when read
        "entry": entry_state(document if seq else None, expected=True).value,
        "dated": visit_date(study, form, document),
        "open_queries": states.count(QueryState.OPEN),
        "answered_queries": states.count(QueryState.ANSWERED),
        "owed": len(planned),
        "verified": len(verified.standing),
        "signed": signature.state.value,
        "held": context.held(page).state.value,
    }
