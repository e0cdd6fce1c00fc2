"""Working out where participants stand: from counted pages, the few documents that states
are computed from, and what day it is at each site.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from edc import clock
from edc.casebook import listing
from edc.casebook.listing import SubjectRow, VisitRow
from edc.casebook.rules import EntryState, VisitState, expected, visit_state
from edc.casebook.standing import Standing, VisitStanding
from edc.study.definition import Event, State, Study
from edc.study.document import Value
from edc.study.evaluation import CompiledStudy, SubjectView, compiled, forms_of_states, subject_state
from edc.study.schedule import window_of
from edc.study.values import as_date
from edc.study.view import PageView


def standings(
    connection: Connection, study: Study, subjects: Sequence[SubjectRow], forms: Collection[str] = ()
) -> list[Standing]:
    """Where *subjects* stand, in their order; documents of *forms* are read as well.

    A process remembers what it worked out. An act that changes anything of a
    participant adds a row to their chain, so what is remembered holds for as long as the
    chain has the same head, on the same day.
    """
    needed = frozenset({*forms, *forms_of_states(compiled(study)), *_consent_forms(study)})
    today = {zone: clock.today(zone) for zone in {one.timezone for one in subjects}}
    heads = listing.chain_heads(connection, [one.id for one in subjects])
    memory = _memory.setdefault(connection.engine, {})
    keys = {one.id: (study.digest, one, heads.get(one.id, 0), today[one.timezone]) for one in subjects}
    found = {}
    for one in subjects:
        known = memory.get(one.id)
        if known is not None and known.key == keys[one.id] and known.forms >= needed:
            found[one.id] = known.standing
    if len(memory) > MOST:
        memory.clear()
    for standing in _work_out(connection, study, [one for one in subjects if one.id not in found], needed, today):
        number = standing.subject.id
        found[number], memory[number] = standing, _Known(keys[number], needed, standing)
    return [found[one.id] for one in subjects]


MOST = 10_000
"""Participants remembered by one process."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A standing that was worked out, of what, and with the documents of which forms."""

    key: tuple[object, ...]
    forms: frozenset[str]
    standing: Standing


_memory: WeakKeyDictionary[Engine, dict[int, _Known]] = WeakKeyDictionary()


def _work_out(
    connection: Connection,
    study: Study,
    subjects: Sequence[SubjectRow],
    forms: Collection[str],
    today: Mapping[str, date],
) -> Iterator[Standing]:
    rules = compiled(study)
    ids = [one.id for one in subjects]
    documents = listing.documents(connection, ids, forms, derived=_reads_derived(rules))
    visits = listing.visits(connection, ids)
    found = _Found(study, rules, today, {})
    for one in subjects:
        yield found.standing(one, documents.get(one.id, ()), visits.get(one.id, ()))


def _consent_forms(study: Study) -> set[str]:
    """The form of consent, where some visit is expected so many days after it."""
    named = study.consent_date if any(event.until for event in study.events) else None
    return {named.partition(".")[0]} if named else set()


def _reads_derived(rules: CompiledStudy) -> bool:
    forms = rules.study.form_by_name
    read = (ref for _, state in rules.states for ref in state.reads)
    return any(not forms[ref.form].by_name[ref.item][1].stored for ref in read)


@dataclass(frozen=True, slots=True)
class _Found:
    """What is the same for all participants of one request."""

    study: Study
    rules: CompiledStudy
    today: Mapping[str, date]
    forms: dict[tuple[str, str, bool], frozenset[str]]
    """State, event and whether it took place, to the forms expected then."""

    def standing(self, subject: SubjectRow, pages: Iterable[PageView], visits: Iterable[VisitRow]) -> Standing:
        read = tuple(pages)
        view = SubjectView({page.page: page for page in read})
        name = subject_state(self.rules, view)
        state = next((one for one in self.study.states if one.name == name), None)
        dates: dict[str, date] = {}
        known = []
        for row in visits:
            event = self.study.event_by_name.get(row.event) or _unknown(row.event)
            actual = as_date(Value(v=row.dated)) if row.dated else None
            known.append((row, event, actual))
            if actual:
                dates.setdefault(event.name, actual)
        today = self.today[subject.timezone]
        consent = consent_date(self.rules, view)
        order = {event.name: n for n, event in enumerate(self.study.events)}
        known.sort(key=lambda one: (one[1].kind == "unscheduled", order.get(one[1].name, len(order)), one[0].repeat))
        return Standing(
            subject,
            today,
            state,
            tuple(self._visit(row, event, actual, state, today, dates, consent) for row, event, actual in known),
            self._wanted(state, {event.name for _, event, _ in known}),
            consent,
            read,
        )

    def _visit(
        self,
        row: VisitRow,
        event: Event,
        actual: date | None,
        state: State | None,
        today: date,
        dates: dict[str, date],
        consent: date | None,
    ) -> VisitStanding:
        wanted = self._expected(state, event, actual is not None)
        awaited = tuple(form for form in row.blank if form in wanted)
        entries = (
            *[EntryState.IN_ENTRY] * row.in_entry,
            *[EntryState.FINISHED] * row.finished,
            *[EntryState.NOT_DONE] * row.not_done,
            *[EntryState.STRUCK] * row.struck,
            *[EntryState.NOT_STARTED] * len(awaited),
        )
        window = None if event.repeating else window_of(self.study, event, dates, consent)
        found = visit_state(event, entries, window, today)
        if event.kind == "unscheduled" and found is VisitState.NOT_EXPECTED:
            # it was added because it happened; which of its forms are filled in is the site's choice
            found = VisitState.NOT_STARTED
        return VisitStanding(row, event, found, window, actual, awaited)

    def _expected(self, state: State | None, event: Event, took_place: bool) -> frozenset[str]:
        key = (state.name if state else "", event.name, took_place)
        if key not in self.forms:
            forms = (self.study.form_by_name[name] for name in event.forms)
            wanted = (form.name for form in forms if expected(self.study, state, event, form, took_place=took_place))
            self.forms[key] = frozenset(wanted)
        return self.forms[key]

    def _wanted(self, state: State | None, there: set[str]) -> tuple[Event, ...]:
        named = state.expects if state else None
        absent = (self.study.event_by_name[name] for name in named or () if name not in there)
        return tuple(event for event in absent if event.kind == "unscheduled")


def _unknown(name: str) -> Event:
    """An event that the present version no longer has: what was recorded at it stays in sight."""
    return Event(oid=name, name=name, label={"en": name}, kind="unscheduled", repeating=True)


def consent_date(rules: CompiledStudy, view: SubjectView) -> date | None:
    """The day of the first consent, as expressions see it; ``None`` where it is not fully known."""
    day = rules.read(view).consent_date()
    return day if isinstance(day, date) else None
