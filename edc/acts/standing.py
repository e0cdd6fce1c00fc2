"""How far the pages of one subject have come, by what is expected of the subject now."""

from __future__ import annotations

from edc.acts.context import Context
from edc.casebook.reading import PageNow
from edc.casebook.rules import EntryState, entry_state, expected
from edc.casebook.states import visit_date
from edc.study.definition import State, Study
from edc.study.evaluation import subject_state

SETTLED = frozenset({EntryState.FINISHED, EntryState.NOT_DONE, EntryState.STRUCK, EntryState.NOT_EXPECTED})
"""Nothing is left to do on such a page."""


def state_of(context: Context) -> State | None:
    """The subject's state. *context* must have the pages of every form it is computed from."""
    name = subject_state(context.pinning.rules, context.view())
    return next((state for state in context.study.states if state.name == name), None)


def entry_states(context: Context) -> dict[int, EntryState]:
    """The state of entry of every page of *context*."""
    state, left_out = state_of(context), unexpected_pages(context)
    dated = {now.visit for page, now in context.pages.items() if _says_when(context.study_of(page), now)}
    states = {}
    for page, now in context.pages.items():
        # what a visit asks for is decided by its own version: a form that came later is not owed there
        study = context.rules.study(context.pinning.visit(now.visit, now.event))
        event, form = study.event_by_name.get(now.event), study.form_by_name.get(now.form)
        took_place = now.visit in dated
        wanted = (
            event is not None
            and form is not None
            and page not in left_out
            and expected(study, state, event, form, took_place=took_place)
        )
        states[page] = entry_state(now.document if now.seq else None, wanted)
    return states


def unexpected_pages(context: Context) -> frozenset[int]:
    """Pages that nobody waits for because of their visit: its own version says of which forms (``expected_if``)."""
    view, found = context.view(), dict[int, frozenset[str]]()
    for now in context.pages.values():
        if now.visit not in found:
            version = context.pinning.visit(now.visit, now.event)
            found[now.visit] = context.rules.unexpected(version, view, now.visit, now.event)
    return frozenset(page for page, now in context.pages.items() if now.form in found[now.visit])


def _says_when(study: Study, now: PageNow) -> bool:
    form = study.form_by_name.get(now.form)
    return form is not None and visit_date(study, form, now.document) is not None
