"""A study whose pages of a dose hang on the dose of the same visit, and what is waited for in it."""

from __future__ import annotations

from typing import Any

from edc.acts.context import read_context
from edc.acts.standing import entry_states
from edc.casebook import listing
from edc.casebook.pinning import published
from edc.casebook.reading import SubjectRef
from edc.casebook.rules import EntryState
from edc.casebook.standing import VisitStanding
from edc.casebook.standings import standings
from edc.db import Database
from edc.study.definition import Event, Form, Group, Item, Study
from tests.acts.noticing import dose_study
from tests.acts.story import study_with

GIVEN = 'missing(DOSE.GIVEN) or DOSE.GIVEN == "Y"'
Awaited = dict[tuple[str, int], set[str]]
"""Event and number of the visit to the forms of which a page is waited for."""


def expecting_study(expected_if: str | None = GIVEN, *, more: str = "", **parts: Any) -> Study:
    """The study of ``noticing`` with a product and an observation of each dose, and unscheduled visits with a dose.

    *more*: a further item of the product and the observation, which another version may ask for.
    """
    known = dose_study()
    added = tuple(_form(name, (item, more), expected_if) for name, item in (("CP", "LOT"), ("OBS", "PULSE")))
    forms = ("SV", "DOSE", "CP", "OBS")
    events = [
        each.model_copy(update={"forms": forms}) if each.name in ("W0", "W4") else each
        for each in known.events
        if each.kind != "log"
    ]
    unscheduled = Event(
        oid="E.UNS", name="UNS", label={"en": "Unscheduled"}, kind="unscheduled", repeating=True, forms=forms
    )
    every = (*events, unscheduled, known.event_by_name["LOG"])
    return study_with(known, **{"forms": (*known.forms, *added), "events": every} | parts)


def _form(name: str, named: tuple[str, ...], expected_if: str | None) -> Form:
    items = tuple(
        Item.model_validate({"oid": f"I.{item}", "name": item, "label": {"en": item}, "type": "text"})
        for item in named
        if item
    )
    group = Group(oid=f"G.{name}", name=f"{name}_G", items=items)
    label = {"en": f"Page {name}", "zh": f"{name} 页"}
    return Form(oid=f"F.{name}", name=name, label=label, groups=(group,), expected_if=expected_if)


def visits(database: Database, subject: SubjectRef) -> dict[tuple[str, int], VisitStanding]:
    """Every visit as the matrix, home and the lists have it, by event and number."""
    with database.reading() as connection:
        known = listing.subject(connection, subject.id)
        assert known is not None
        (found,) = standings(connection, [known])
    return {(visit.row.event, visit.row.repeat): visit for visit in found.visits}


def awaited(database: Database, subject: SubjectRef) -> Awaited:
    """What the lists wait for, with nothing in it that signing, locking and the checklist do not wait for as well."""
    found = {place: set(visit.awaited) for place, visit in visits(database, subject).items()}
    numbers = {visit.row.visit: place for place, visit in visits(database, subject).items()}
    with database.reading() as connection:
        context = read_context(connection, subject, published(connection).forms)
    by_acts: Awaited = {place: set() for place in found}
    for page, state in entry_states(context).items():
        if state is EntryState.NOT_STARTED:
            by_acts[numbers[context.pages[page].visit]].add(context.pages[page].form)
    assert by_acts == found
    return found
