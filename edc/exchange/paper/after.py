"""What stands at the end of a filled page: corrections with their reasons, queries, signatures."""

from __future__ import annotations

from collections.abc import Iterator

from edc.access.rules import Role
from edc.errors import N_
from edc.exchange.odm_record import Event
from edc.exchange.paper.book import Book, Corrected
from edc.exchange.paper.listings import table
from edc.exchange.paper.speech import Json, Speech, Text, joined
from edc.exchange.paper.values import written
from edc.problem_texts import PROBLEM_TEXTS
from edc.review.rules_queries import MOVES, QueryStep
from edc.study.definition import Form, Study
from edc.study.document import FINISHED, NOT_DONE, STRUCK, VERSION, Value
from edc.trail.unit import SYSTEM

_MARKS = {
    FINISHED: N_("Finished"),
    NOT_DONE: N_("Not done"),
    STRUCK: N_("Struck out"),
    VERSION: N_("Study version"),
    "#order": N_("Order of rows"),
}


def daggers(book: Book, page: int) -> dict[str, list[int]]:
    """Path to the numbers of its corrections, as they are listed."""
    found: dict[str, list[int]] = {}
    for number, one in _corrected(book, page):
        found.setdefault(one.path, []).append(number)
    return found


def _corrected(book: Book, page: int) -> Iterator[tuple[int, Corrected]]:
    """Changes of what was there, and every mark but *finished*, numbered in the order they happened."""
    listed = [
        one
        for one in book.changes.get(page, ())
        if one.path != FINISHED and (one.old is not None or one.path.rpartition("/")[2] in (STRUCK, NOT_DONE, VERSION))
    ]
    return ((number, one) for number, one in enumerate(listed, 1))


def corrections(book: Book, page: int, form: Form, speech: Speech, *, own_words: bool) -> list[Json]:
    """The corrections of a page: old and new, who, when, why."""
    study = book.study(page)
    lines = []
    for number, one in _corrected(book, page):
        old, new = (_told(book, study, form, one.path, value, speech, own_words) for value in (one.old, one.new))
        who = [f"{book.moment(one.change.at)} · {book.name(one.change.person)}"]
        reason = (
            said_reason(study, Value(v=one.change.reason), speech, own_words=own_words) if one.change.reason else [""]
        )
        place = place_words(form, one.path, speech)
        lines.append([[f"†{number}"], place, joined([old, ["→"], new], " "), reason, who])
    if not lines:
        return []
    heads = [[""], *(speech(word) for word in (N_("Item"), N_("Correction"), N_("Reason"), N_("When and who")))]
    return [table(speech(N_("Corrections")), heads, lines, [9, 42, 58, 40, 38])]


def _told(book: Book, study: Study, form: Form, path: str, value: Value | None, speech: Speech, own: bool) -> Text:
    if value is None:
        return ["—"]
    name = path.rpartition("/")[2]
    if name in (STRUCK, NOT_DONE):
        return said_reason(study, value, speech, own_words=own)
    if name == VERSION:
        return [f"{value.v}: {value.t}" if own and value.t else value.v or ""]
    at = form.at(path)
    if at is None:
        return [value.t or value.v or value.m or ""]
    return speech(N_("masked")) if book.masked(at[2]) else written(study, at[2], value, speech)


def place_words(form: Form, path: str, speech: Speech) -> Text:
    """What a path is called: *Creatinine*, *No. 7: Term*, *2 h: Pulse*, *No. 7: Struck out*."""
    above, _, name = path.rpartition("/")
    at = form.at(path)
    label = speech(_MARKS[name]) if name in _MARKS else speech.label(at[2].label) if at else [name]
    group, _, key = above.partition("/")
    if not key:
        return label
    rows = next((each.rows for each in form.groups if each.name == group), ())
    row = next((speech.label(each.label) for each in rows if each.key == key), speech(N_("No. %(n)s"), n=key))
    return joined([row, label], ": ")


def said_reason(study: Study, mark: Value, speech: Speech, *, own_words: bool) -> Text:
    """A stored reason in words; people's own only where they are printed."""
    text = mark.v or ""
    if not own_words:
        text = text.partition(": ")[0]
    elif mark.t:
        text = f"{text}: {mark.t}"
    return speech.coded((*study.reasons, *study.not_done_reasons, *study.confirmations), text)


def query_numbers(book: Book, page: int) -> dict[str, list[str]]:
    """Path to the numbers of its queries, as they are listed: ``Q3``."""
    found: dict[str, list[str]] = {}
    for number, path, _ in _threads(book, page):
        found.setdefault(path, []).append(number)
    return found


def _threads(book: Book, page: int) -> Iterator[tuple[str, str, list[Event]]]:
    threads = [
        (query, path, events)
        for (at, path), found in book.record.queries.items()
        if at == page
        for query, events in found.items()
    ]
    for number, (_, path, events) in enumerate(sorted(threads, key=lambda one: one[0]), 1):
        yield f"Q{number}", path, events


_STATES = {
    "open": N_("Open"),
    "answered": N_("Answered"),
    "closed": N_("Closed"),
    "cancelled": N_("Cancelled"),
    "accepted": N_("Confirmed"),
}


def queries(book: Book, page: int, form: Form, speech: Speech, *, own_words: bool) -> list[Json]:
    """The queries of a page: what was asked, what was said, where each stands."""
    lines = []
    for number, path, events in _threads(book, page):
        state = MOVES[QueryStep(events[-1].name)].after.value
        at = form.at(path)
        hides = at is not None and book.masked(at[2])
        said = [_spoken(book, form, one, speech, hides=hides, own_words=own_words) for one in events]
        place = place_words(form, path, speech) if path else speech(N_("the page"))
        lines.append([[number], place, joined([text for text in said if any(text)], " ▸ "), speech(_STATES[state])])
    if not lines:
        return []
    heads = [[""], *(speech(word) for word in (N_("Item"), N_("Question and answers"), N_("State")))]
    return [table(speech(N_("Queries")), heads, lines, [9, 42, 114, 22])]


def _spoken(book: Book, form: Form, event: Event, speech: Speech, *, hides: bool, own_words: bool) -> Text:
    study = book.study(event.page)
    words: list[Text] = []
    if event.name in (QueryStep.RAISED, QueryStep.FIRED_AGAIN) and event.check:
        words.append(check_message(study, form, event.check, speech))
    if event.code:
        words.append(speech.coded(study.confirmations, event.code))
    if event.text and own_words:
        words.append(speech(N_("masked")) if hides else [event.text])
    elif event.text is None:
        words.append(speech(N_("removed")))
    if not words:
        words.append(speech(_STATES[MOVES[QueryStep(event.name)].after.value]))
    who = speech(N_("the program")) if event.person == SYSTEM.person else [book.name(event.person)]
    return joined([joined(words, ". "), [f"({book.moment(event.at)}"], [f"{each})" for each in who]], " ")


def check_message(study: Study, form: Form, check: str, speech: Speech) -> Text:
    """What a check asks: its own message, or the sentence of a built-in one."""
    own = next((each.message for each in form.checks if each.id == check), None)
    if own is not None:
        return speech.label(own)
    kind = check.partition(".")[0]
    return speech(PROBLEM_TEXTS[_BUILT_IN[kind]]) if kind in _BUILT_IN else [check]


_BUILT_IN = {
    "RANGE": "soft_range",
    "SLIP": "slip_hint",
    "FUTURE": "future_ask",
    "DECIMALS": "decimals",
    "PERSONAL": "personal",
    "REQUIRED": "required",
    "HIDDEN": "hidden_value",
    "UNFIT": "unfit",
    "LIMITS": "limits",
}

_ROLES = {
    Role.INVESTIGATOR: N_("investigator"),
    Role.PRINCIPAL_INVESTIGATOR: N_("principal investigator"),
}
_SCOPES = {"page": N_("of this page"), "visit": N_("of the visit"), "subject": N_("of the casebook")}
_WORTH = {
    "signed": N_("covers what is printed here"),
    "again": N_("something was changed after it: to be signed again"),
    "withdrawn": N_("withdrawn by the signer"),
    "unsigned": N_("something was changed after it: to be signed again"),
}


def signatures(book: Book, page: int, study: Study, speech: Speech) -> list[Json]:
    """The electronic signatures that concern a page: name, role, moment, meaning, worth (REQ-43)."""
    row = book.pages[page]
    lines = []
    for scope, key in (("page", page), ("visit", row.visit), ("subject", row.subject)):
        one = book.signed.get((scope, key))
        if one is not None:
            role = speech(_ROLES[Role(one.role)]) if one.role in _ROLES else [one.role]
            meaning = speech.coded(study.meanings, one.meaning)
            lines.append(
                [speech(_SCOPES[scope]), [one.name], role, [book.moment(one.at)], meaning, speech(_WORTH[one.state])]
            )
    if not lines:
        return []
    words = (N_("Signature"), N_("Name"), N_("Role"), N_("When"), N_("Meaning"), N_("Standing"))
    return [
        table(speech(N_("Electronic signatures")), [speech(word) for word in words], lines, [24, 30, 26, 34, 50, 36])
    ]
