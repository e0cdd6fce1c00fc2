"""The documents there are: what each is made of, and what it is called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from edc import clock
from edc.errors import N_
from edc.exchange.paper import listings
from edc.exchange.paper.amended import amended
from edc.exchange.paper.annotations import Annotations
from edc.exchange.paper.blank import Pen, blank_form
from edc.exchange.paper.book import Book
from edc.exchange.paper.filled import Options, entry_word, filled_form
from edc.exchange.paper.places import Place, Printed, frame
from edc.exchange.paper.speech import Json, Speech, Text, joined
from edc.study.definition import Event, Form, Study

KINDS = {
    "blank": N_("Blank forms"),
    "annotated": N_("Annotated forms"),
    "checks": N_("Specification of edit checks"),
    "decisions": N_("What the program decides by itself"),
}
"""Documents of the definition."""

_COPY = N_("Copy of the electronic record, not the source")
_FOOT = {
    "blank": N_("Blank form"),
    "annotated": N_("Annotated form, not for entry"),
    "checks": N_("From the study definition"),
    "decisions": N_("From the study definition"),
}


def stamped(study: Study, what: Text, kind: Text, by: str, zone: str, at: datetime) -> Printed:
    """What every page says of a document printed now."""
    local = clock.local(clock.stamp(at), zone)
    return Printed(what, kind, f"{local:%Y-%m-%d %H:%M} {clock.zone_name(zone, local)}", by)


def study_document(
    study: Study,
    speech: Speech,
    kind: str,
    *,
    by: str,
    at: datetime,
    form: Form | None = None,
    event: Event | None = None,
    place: Place | None = None,
) -> Json:
    """A document of the definition: all of it, the forms of one *event*, or one *form* (of that event).

    *place*: where a blank form belongs, if a participant is known already.
    """
    what = speech(KINDS[kind])
    printed = stamped(study, what, speech(_FOOT[kind]), by, study.timezone, at)
    around = {"frame": frame(study, printed, speech)}
    if kind == "checks":
        return around | {"parts": [_listing(study, speech, what, listings.checks(study, speech))]}
    if kind == "decisions":
        return around | {"parts": [_listing(study, speech, what, listings.decided(study, speech))]}
    pen = Pen(study, speech, Annotations(study, speech) if kind == "annotated" else None)
    forms = [blank_form(pen, one, where) for one, where in _chosen(study, kind, form, event, place or Place())]
    whole = form is None and event is None
    fronted = [_front(study, speech, what, annotated=kind == "annotated")] if whole else []
    return around | {"parts": [*fronted, *forms]}


def differences_document(old: Study, new: Study, speech: Speech, *, by: str, at: datetime) -> Json:
    """What *new* says otherwise than *old*; the frame is that of *new*."""
    what = speech(N_("Differences between versions %(old)s and %(new)s"), old=old.version, new=new.version)
    printed = stamped(new, what, speech(N_("From the study definition")), by, new.timezone, at)
    before = speech(N_("SHA-256 of version %(version)s before: %(digest)s"), version=old.version, digest=old.digest)
    found = amended(old, new, speech) or [_same(speech)]
    part = _listing(new, speech, what, found)
    return {"frame": frame(new, printed, speech), "parts": [part | {"facts": [*part["facts"], before]}]}


def _same(speech: Speech) -> Json:
    return {"k": "heading", "text": speech(N_("There is no difference.")), "note": [], "code": ""}


def _chosen(
    study: Study, kind: str, form: Form | None, event: Event | None, place: Place
) -> Iterator[tuple[Form, Place]]:
    """The forms printed, each with its place: by schedule, annotated ones once."""
    if form is not None:
        yield form, _at(place, event)
    elif event is not None:
        yield from ((study.form_by_name[name], _at(place, event)) for name in event.forms)
    elif kind == "annotated":
        yield from ((one, place) for one in study.forms)
    else:
        for each in study.events:
            yield from ((study.form_by_name[name], _at(place, each)) for name in each.forms)
        scheduled = {name for each in study.events for name in each.forms}
        yield from ((one, place) for one in study.forms if one.name not in scheduled)


def _at(place: Place, event: Event | None) -> Place:
    return Place(event, place.repeat, place.page, place.subject, place.site)


def _listing(study: Study, speech: Speech, title: Text, blocks: list[Json]) -> Json:
    return {
        "k": "listing",
        "wide": True,
        "title": title,
        "facts": _facts(study, speech),
        "banners": [],
        "blocks": blocks,
    }


def _front(study: Study, speech: Speech, title: Text, *, annotated: bool) -> Json:
    blocks = listings.schedule(study, speech) + (listings.clarified(study, speech) if annotated else [])
    return _listing(study, speech, title, blocks) | {"wide": len(study.events) > 8}


def _facts(study: Study, speech: Speech) -> list[Text]:
    return [
        speech.label(study.label),
        joined([[study.oid], [study.protocol], speech(N_("Version %(n)s"), n=study.version)], " · "),
        _digest(study, speech),
    ]


def _digest(study: Study, speech: Speech) -> Text:
    return speech(N_("SHA-256 of the definition: %(digest)s"), digest=study.digest)


def casebook_document(
    book: Book,
    speech: Speech,
    options: Options,
    *,
    by: str,
    at: datetime,
    pages: Sequence[int] | None = None,
) -> Json:
    """Pages of the record of one participant (``None``: all that hold anything, with a table of contents)."""
    study = book.versions.newest
    what = speech(N_("Casebook of participant %(code)s"), code=book.subject.code)
    printed = stamped(study, what, speech(_COPY), by, book.zone, at)
    chosen = [page for page in _in_order(book) if pages is None or page in pages]
    parts = [filled_form(book, page, _place(book, page), speech, options) for page in chosen if book.pages[page].seq]
    fronted = [_contents(book, speech, what, chosen)] if pages is None else []
    around = frame(study, printed, speech) | _versions(book, speech, chosen) | {"chain": _chain(book, speech)}
    return {"frame": around, "parts": [*fronted, *parts]}


def _filled_by(book: Book, pages: Sequence[int]) -> list[Study]:
    """The versions that *pages* are filled by, the oldest first; the newest where none holds anything."""
    used = {book.study(page).version for page in pages if book.pages[page].seq}
    return [one for one in reversed(book.versions.studies) if one.version in used] or [book.versions.newest]


def _versions(book: Book, speech: Speech, pages: Sequence[int]) -> Json:
    """What the foot of each sheet says of the study: the version its pages are filled by; each names its own where several are."""
    used = _filled_by(book, pages)
    if len(used) == 1:
        version = speech(N_("Study version %(version)s"), version=used[0].version)
        return {"version": version, "digest": used[0].digest[:12]}
    every = speech(N_("Study versions %(versions)s"), versions=", ".join(one.version for one in used))
    return {"version": every, "digest": ", ".join(one.digest[:12] for one in used)}


def _chain(book: Book, speech: Speech) -> Text:
    number, digest = book.head
    return speech(N_("trail up to act %(n)s, %(digest)s"), n=number, digest=digest[:16])


def _place(book: Book, page: int) -> Place:
    row = book.pages[page]
    event = book.study(page).event_by_name.get(row.event)
    return Place(event, row.visit_repeat, row.repeat, book.subject.code, book.subject.site)


def _in_order(book: Book) -> list[int]:
    """Pages by visit as the schedule has them, logs last; forms in the study's order."""
    study = book.versions.newest
    events = {event.name: (event.kind == "log", n) for n, event in enumerate(study.events)}
    forms = {form.name: n for n, form in enumerate(study.forms)}
    last = (True, len(events))
    return sorted(
        book.pages,
        key=lambda page: (
            events.get(book.pages[page].event, last),
            book.pages[page].visit_repeat,
            forms.get(book.pages[page].form, len(forms)),
            book.pages[page].repeat,
        ),
    )


def _contents(book: Book, speech: Speech, title: Text, pages: Sequence[int]) -> Json:
    """The front of a casebook: every page there is, and how it stands."""
    study = book.versions.newest
    words = (N_("Visit"), N_("Form"), N_("State"), N_("Verified"), N_("Open queries"), N_("Signature"))
    rows = []
    for page in pages:
        state, row = book.states[page], book.pages[page]
        place = _place(book, page)
        form = book.study(page).form_by_name[row.form]
        visit = speech.label(place.event.label) if place.event else [row.event]
        if place.event is not None and place.event.repeating:
            visit = joined([visit, [str(row.visit_repeat)]], " ")
        rows.append(
            [
                visit,
                speech.label(form.label),
                entry_word(book, page, speech),
                [f"{state.verified} / {state.owed}" if state.owed else ""],
                [str(state.open + state.answered) if state.open + state.answered else ""],
                speech(_SIGNED[state.signed]) if state.head else [""],
            ]
        )
    legend = speech(
        N_("† corrected, listed at the end of the page · ticked box: verified against the source · Q: query")
    )
    number, digest = book.head
    facts = [
        speech.label(study.label),
        joined([[study.oid], [study.protocol]], " · "),
        *(
            joined([speech(N_("Version %(n)s"), n=used.version), _digest(used, speech)], " · ")
            for used in _filled_by(book, pages)
        ),
        speech(N_("Site %(site)s · participant %(code)s"), site=book.subject.site, code=book.subject.code),
        speech(N_("Trail up to act %(n)s, SHA-256 %(digest)s"), n=number, digest=digest),
        legend,
    ]
    blocks = [listings.table(speech(N_("Contents")), [speech(word) for word in words], rows, [56, 56, 24, 18, 18, 24])]
    return {"k": "listing", "wide": False, "title": title, "facts": facts, "banners": [], "blocks": blocks}


_SIGNED = {
    "unsigned": N_("Unsigned"),
    "signed": N_("Signed"),
    "again": N_("To be signed again"),
    "withdrawn": N_("Withdrawn"),
}
