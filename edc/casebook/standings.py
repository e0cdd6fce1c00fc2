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
from edc.casebook.pinning import begun_visits, versions_and_starts
from edc.casebook.rules import EntryState, VisitState, expected, visit_state
from edc.casebook.rules_versions import Pinning, Start, effective_version
from edc.casebook.standing import Standing, VisitStanding
from edc.study.definition import Event, State, Study
from edc.study.document import Value
from edc.study.evaluation import CompiledStudy, SubjectView, forms_of_expectations, forms_of_states, subject_state
from edc.study.schedule import window_of
from edc.study.values import as_date
from edc.study.versions import Versions
from edc.study.view import PageView


def standings(connection: Connection, subjects: Sequence[SubjectRow], forms: Collection[str] = ()) -> list[Standing]:
    """Where *subjects* stand, in their order; documents of *forms* are read as well.

    States, and what is still to come, are those of the version in use at the site today;
    a visit that was begun is asked for what its own version has and expects.

    A process remembers what it worked out. An act that changes anything of a
    participant adds a row to their chain, so what is remembered holds for as long as the
    chain has the same head, on the same day, under the same versions.
    """
    versions, starts = versions_and_starts(connection)
    today = {zone: clock.today(zone) for zone in {one.timezone for one in subjects}}
    effective = {one.id: effective_version(versions, starts.get(one.site, ()), today[one.timezone]) for one in subjects}
    used = [versions.rules[version] for version in set(effective.values())]
    needed = frozenset(forms).union(*({*forms_of_states(rules), *_consent_forms(rules.study)} for rules in used))
    # the visits of one participant may be of any version, and each is asked for what its own expects
    needed = needed.union(*(forms_of_expectations(rules) for rules in versions.rules.values()))
    heads = listing.chain_heads(connection, [one.id for one in subjects])
    memory = _memory.setdefault(connection.engine, {})
    digests = tuple(study.digest for study in versions.studies)
    keys = {one.id: (digests, effective[one.id], one, heads.get(one.id, 0), today[one.timezone]) for one in subjects}
    found = {}
    for one in subjects:
        known = memory.get(one.id)
        if known is not None and known.key == keys[one.id] and known.forms >= needed:
            found[one.id] = known.standing
    if len(memory) > MOST:
        memory.clear()
    left = [one for one in subjects if one.id not in found]
    for standing in _work_out(connection, versions, starts, effective, left, needed, today):
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
    versions: Versions,
    starts: Mapping[str, Sequence[Start]],
    effective: Mapping[int, str],
    subjects: Sequence[SubjectRow],
    forms: Collection[str],
    today: Mapping[str, date],
) -> Iterator[Standing]:
    ids = [one.id for one in subjects]
    derived = any(_reads_derived(rules) for rules in versions.rules.values())
    documents = listing.documents(connection, ids, forms, derived=derived)
    visits = listing.visits(connection, ids)
    begun = begun_visits(connection, subjects, versions, starts, today) if versions.several else {}
    shared: dict[tuple[str, str, str, bool], frozenset[str]] = {}
    for one in subjects:
        found = _Found(Pinning(versions, effective[one.id], begun), today[one.timezone], shared)
        yield found.standing(one, documents.get(one.id, ()), visits.get(one.id, ()))


def _consent_forms(study: Study) -> set[str]:
    """The form of consent, where some visit is expected so many days after it."""
    named = study.consent_date if any(event.until for event in study.events) else None
    return {named.partition(".")[0]} if named else set()


def _reads_derived(rules: CompiledStudy) -> bool:
    """Whether states, expected forms or judgements owed (of a flagged result, say) hang on derived values;
    so do signals, which the documents of standings are read for too."""
    forms = rules.study.form_by_name
    conditions = (each for form in rules.forms.values() for each in (*form.required, *form.shown) if each.item.medical)
    owed = (each.compiled for each in conditions if each.compiled is not None)
    counted = (each for _, each in rules.signals)
    expressions = (*(state for _, state in rules.states), *rules.expected.values(), *owed, *counted)
    read = (forms[ref.form].by_name.get(ref.item) for each in expressions for ref in each.reads)
    return any(found is not None and not found[1].stored for found in read)


@dataclass(frozen=True, slots=True)
class _Found:
    """What is known before the pages of a participant are looked at."""

    pinning: Pinning
    today: date
    forms: dict[tuple[str, str, str, bool], frozenset[str]]
    """Version, state, event and whether it took place, to the forms expected then."""

    def standing(self, subject: SubjectRow, pages: Iterable[PageView], visits: Iterable[VisitRow]) -> Standing:
        read = tuple(pages)
        view = SubjectView({page.page: page for page in read})
        rules, versions = self.pinning.rules, self.pinning.versions
        name = subject_state(rules, view)
        state = next((one for one in rules.study.states if one.name == name), None)
        dates: dict[str, date] = {}
        known = []
        for row in visits:
            event = versions.event(row.event, self._version(row)) or _unknown(row.event)
            actual = as_date(Value(v=row.dated)) if row.dated else None
            known.append((row, event, actual))
            if actual:
                dates.setdefault(event.name, actual)
        consent = consent_date(rules, view)
        order = {event.name: n for n, event in enumerate(versions.events)}
        known.sort(key=lambda one: (one[1].kind == "unscheduled", order.get(one[1].name, len(order)), one[0].repeat))
        return Standing(
            subject,
            self.today,
            state,
            tuple(
                self._visit(subject, row, event, actual, state, dates, consent, view) for row, event, actual in known
            ),
            () if subject.struck else self._wanted(state, {event.name for _, event, _ in known}),
            consent,
            read,
        )

    def _visit(
        self,
        subject: SubjectRow,
        row: VisitRow,
        event: Event,
        actual: date | None,
        state: State | None,
        dates: dict[str, date],
        consent: date | None,
        view: SubjectView,
    ) -> VisitStanding:
        version = self._version(row)
        study = self.pinning.versions.study(version)
        left_out = self.pinning.versions.unexpected(version, view, row.visit, row.event)
        wanted = self._expected(study, state, event, actual is not None) - left_out
        if subject.struck:
            wanted = frozenset()
        awaited = tuple(form for form in row.blank if form in wanted)
        entries = (
            *[EntryState.IN_ENTRY] * row.in_entry,
            *[EntryState.FINISHED] * row.finished,
            *[EntryState.NOT_DONE] * row.not_done,
            *[EntryState.STRUCK] * row.struck,
            *[EntryState.NOT_STARTED] * len(awaited),
        )
        window = None if event.repeating else window_of(study, event, dates, consent)
        found = visit_state(event, entries, window, self.today, retrospective=study.retrospective)
        if event.kind == "unscheduled" and found is VisitState.NOT_EXPECTED:
            # it was added because it happened; which of its forms are filled in is the site's choice
            found = VisitState.NOT_STARTED
        return VisitStanding(row, event, found, window, actual, awaited, left_out, version, self._older(study))

    def _older(self, study: Study) -> str:
        order = list(self.pinning.versions.rules)
        effective = self.pinning.effective
        return effective if order.index(study.version) < order.index(effective) else ""

    def _version(self, row: VisitRow) -> str:
        return self.pinning.visit(row.visit, row.event)

    def _expected(self, study: Study, state: State | None, event: Event, took_place: bool) -> frozenset[str]:
        key = (study.version, state.name if state else "", event.name, took_place)
        if key not in self.forms:
            forms = (study.form_by_name[name] for name in event.forms if name in study.form_by_name)
            wanted = (form.name for form in forms if expected(study, state, event, form, took_place=took_place))
            self.forms[key] = frozenset(wanted)
        return self.forms[key]

    def _wanted(self, state: State | None, there: set[str]) -> tuple[Event, ...]:
        named = state.expects if state else None
        events = self.pinning.study.event_by_name
        absent = (events[name] for name in named or () if name not in there)
        return tuple(event for event in absent if event.kind == "unscheduled")


def _unknown(name: str) -> Event:
    """An event that no version has: what was recorded at it stays in sight."""
    return Event(oid=name, name=name, label={"en": name}, kind="unscheduled", repeating=True)


def consent_date(rules: CompiledStudy, view: SubjectView) -> date | None:
    """The day of the first consent, as expressions see it; ``None`` where it is not fully known."""
    day = rules.read(view).consent_date()
    return day if isinstance(day, date) else None
