"""The casebook as its template receives it."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from edc.access.rules import Permission
from edc.casebook.rules import VisitState
from edc.casebook.standing import VisitStanding
from edc.study.definition import say
from edc.study.schedule import study_day
from edc.study.values import as_date
from edc.web.casebook.blocks import blocks_of, columns_of
from edc.web.casebook.opened import Opened
from edc.web.casebook.strikes import strike_shape
from edc.web.casebook.tables import logs_of
from edc.web.casebook.timeline import placed, ticks_of, weeks_of
from edc.web.casebook.trend import trend_of
from edc.web.cells import event_word
from edc.web.keys import new_key
from edc.web.punctuation import listed
from edc.web.shapes import AddVisit, CasebookShape, Link, Owed
from edc.web.spoken import value_words


def book_shape(book: Opened, problem: str = "", strike: tuple[str, str] = ("", "")) -> CasebookShape:
    """Everything of one participant that this person may see."""
    ticks = ticks_of(book)
    weeks = weeks_of(ticks)
    state = book.standing.state
    return CasebookShape(
        subject=book.standing.subject.code,
        facts=_facts(book),
        state=_("Struck out") if book.struck else say(state.label, book.language) if state else "",
        acts=_acts(book),
        ticks=placed(ticks, weeks),
        weeks=weeks,
        columns=columns_of(book),
        blocks=blocks_of(book),
        logs=logs_of(book),
        owed=_owed(book),
        trend=trend_of(book),
        add_visit=_add_visit(book),
        problem=problem,
        strike=strike_shape(book, *strike),
        screened=_screened(book),
    )


def _screened(book: Opened) -> tuple[Link, ...]:
    """The same person's other numbers."""
    found = []
    if book.before:
        url = url_for("casebook.subject", subject_id=book.before.subject)
        found.append(Link(_("Screened before as %(code)s", code=book.before.code), url))
    for one in book.after:
        url = url_for("casebook.subject", subject_id=one.subject)
        found.append(Link(_("Screened again as %(code)s", code=one.code), url))
    return tuple(found)


def _facts(book: Opened) -> tuple[str, ...]:
    """Who this is without saying who it is: sex, age, consent, last contact, how far along."""
    facts = []
    standing = book.standing
    sex, born, consent = (
        book.value(named) for named in (book.study.sex, book.study.birth_date, book.study.consent_date)
    )
    if sex and not book.masked(sex[0]):
        facts.append(value_words(*sex, book.study, book.language))
    consented = standing.consent or (as_date(consent[1]) if consent else None)
    birthday = as_date(born[1]) if born else None
    if birthday and consented:
        # an age is no date: it stays visible to those from whom the birth date is masked
        before = (consented.month, consented.day) < (birthday.month, birthday.day)
        facts.append(_("%(n)s years at consent", n=consented.year - birthday.year - before))
    if consented:
        facts.append(_("consent %(date)s", date=consented.isoformat()))
    facts += _doses(book)
    if standing.last_contact:
        facts.append(_("last contact %(date)s", date=standing.last_contact.isoformat()))
    anchor = next((one.actual for one in standing.visits if one.actual and one.event.anchor == one.event.name), None)
    if anchor and standing.today >= anchor and not (book.study.retrospective or standing.over or book.struck):
        day = study_day(standing.today, anchor)
        facts.append(_("today day %(day)s, week %(week)s", day=day, week=(day - 1) // 7))
    return tuple(facts)


def _doses(book: Opened) -> Iterator[str]:
    """Of each act that has a release check, how often it took place of how often it is planned."""
    sections = {section.code: section.label for section in book.study.sections}
    for release, given, planned in book.doses:
        form = book.study.form_by_name[release.form]
        word = say(sections.get(form.section or "") or form.label, book.language)
        yield f"{word} {given}/{planned}"


def _acts(book: Opened) -> tuple[Link, ...]:
    number = book.standing.subject.id
    acts = []
    if book.may(Permission.TRAIL_READ):
        acts.append(Link(_("Trail"), url_for("trail.subject", subject_id=number)))
    acts.append(Link(_("Print ..."), url_for("paper.subject", subject_id=number)))
    if book.may(Permission.CASEBOOK_SIGN):
        acts.append(Link(_("Sign ..."), url_for("signing.casebook", subject_id=number)))
    state = book.standing.state
    if state and state.rescreen and not book.struck and book.may(Permission.SUBJECT_CREATE):
        acts.append(Link(_("Screen again ..."), url_for("casebook.rescreen", subject_id=number)))
    return tuple(acts)


def _add_visit(book: Opened) -> AddVisit | None:
    """Unscheduled events that may be added now; those the state asks for come first."""
    if not book.may(Permission.DATA_ENTER):
        return None
    there = {visit.event.name for visit in book.standing.visits}
    events = [
        event
        for event in book.study.events
        if event.kind == "unscheduled" and (event.repeating or event.name not in there)
    ]
    events.sort(key=lambda event: event not in book.standing.wanted)
    if not events:
        return None
    return AddVisit(
        action_url=url_for("casebook.add_visit", subject_id=book.standing.subject.id),
        request_key=new_key(),
        events=tuple((event.name, say(event.label, book.language)) for event in events),
        wanted=listed(event_word(event, book.language) for event in book.standing.wanted),
    )


def _owed(book: Opened) -> tuple[Owed, ...]:
    """What is left to do here, each line leading to the first of it."""
    if book.struck:
        return ()
    visits = book.standing.visits
    empty = [visit for visit in visits if visit.state is VisitState.OVERDUE or visit in book.standing.gaps]
    due = [visit for visit in visits if visit.state is VisitState.DUE and visit not in empty]
    if not any(visit.row.begun for visit in visits):
        # just added: nobody knows yet when the first visit is wanted
        due = [visit for visit in visits if visit.awaited and visit.event.kind == "scheduled"][:1]
    # a log is finished at the end of the study, not before
    begun = [visit for visit in visits if visit.row.in_entry and (visit.event.kind != "log" or book.standing.over)]
    unsigned = [visit for visit in visits if visit.to_sign]
    unverified = [visit for visit in visits if visit.row.verified < visit.row.owed]
    code = book.standing.subject.code
    lines = (
        Owed(_("Pages missing"), sum(len(visit.awaited) for visit in empty), _first(book, empty), "warn"),
        Owed(_("Pages to enter"), sum(len(visit.awaited) for visit in due), _first(book, due)),
        Owed(_("Pages in entry"), sum(visit.row.in_entry for visit in begun), _first(book, begun), "part"),
        Owed(_("Open queries"), sum(one.row.open for one in visits), _queries(code, "open"), "query"),
        Owed(_("Answered queries"), sum(one.row.answered for one in visits), _queries(code, "answered"), "answered"),
        Owed(_("Deviations to file"), book.open_notices.get("deviation", 0), _deviations(book), "warn"),
        Owed(_("Alerts to see"), book.open_notices.get("alert", 0), url_for("safety.board"), "bad"),
        Owed(_("Visits to sign"), len(unsigned), _first(book, unsigned), "sign"),
        Owed(
            _("Items to verify"),
            sum(one.row.owed - one.row.verified for one in unverified),
            _first(book, unverified),
            "todo",
        ),
    )
    return tuple(line for line in lines if line.count)


def _deviations(book: Opened) -> str:
    return url_for("deviations.listing", participant=book.standing.subject.id)


def _queries(code: str, state: str) -> str:
    return url_for("queries.listing", participant=code, state=state)


def _first(book: Opened, visits: list[VisitStanding]) -> str:
    where = visits[0].row.visit if visits else None
    return url_for("casebook.visit", visit_id=where) if where else ""
