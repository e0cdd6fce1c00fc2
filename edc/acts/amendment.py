"""What a study version would mean for one participant, worked out from their record."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from edc.acts.context import Context
from edc.casebook.rules_amendment import Additions, VisitNow, additions
from edc.casebook.standings import consent_date
from edc.casebook.states import visit_date
from edc.study.definition import State, Study
from edc.study.document import Value
from edc.study.evaluation import subject_state
from edc.study.values import as_date
from edc.study.versions import Versions


def additions_of(context: Context, versions: Versions, study: Study, first: date) -> Additions:
    """What the participant gains when their site uses *study*, one of *versions*, from *first* on.

    *context* must have all the participant's pages.
    """
    rules, view = versions.rules[study.version], context.view()
    consent = consent_date(rules, view)
    return additions(study, state_under(context, versions, study), visits_now(context), dates(context), consent, first)


def state_under(context: Context, versions: Versions, study: Study) -> State | None:
    """The participant's state as *study* defines states."""
    name = subject_state(versions.rules[study.version], context.view())
    return next((state for state in study.states if state.name == name), None)


def visits_now(context: Context) -> list[VisitNow]:
    """The participant's visits, in the order they were added."""
    pages: dict[int, list[int]] = defaultdict(list)
    for page, now in context.pages.items():
        pages[now.visit].append(page)
    found = []
    for visit, numbers in sorted(pages.items()):
        some = [context.pages[number] for number in numbers]
        closed = any(context.held(number).state != "open" for number in numbers)
        forms = frozenset(now.form for now in some)
        found.append(VisitNow(visit, some[0].event, 1, any(now.seq for now in some), forms, closed))
    return found


def dates(context: Context) -> dict[str, date]:
    """The actual date of each event that took place."""
    found: dict[str, date] = {}
    for page, now in sorted(context.pages.items()):
        study = context.study_of(page)
        said = visit_date(study, study.form_by_name[now.form], now.document)
        day = as_date(Value(v=said)) if said else None
        if day is not None:
            found.setdefault(now.event, day)
    return found
