"""Filled forms: what the record holds of a page, with every correction, query and signature beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from edc.errors import N_
from edc.exchange.paper.after import corrections, daggers, queries, query_numbers, said_reason, signatures
from edc.exchange.paper.book import Book
from edc.exchange.paper.layout import Line, blocks_of
from edc.exchange.paper.places import Place, head
from edc.exchange.paper.speech import Json, Speech, Text, joined
from edc.exchange.paper.values import standard, written
from edc.study.definition import Form, Group, Item, Study
from edc.study.document import NOT_DONE, STRUCK, Value


@dataclass(frozen=True, slots=True)
class Options:
    """What is printed besides the values.

    ``queries`` and their state; a block for a ``wet`` signature; ``deidentified``: without what
    says who somebody is, and without people's own words in reasons and messages.
    """

    queries: bool = True
    wet: bool = False
    deidentified: bool = False


@dataclass(frozen=True)
class Copy:
    """The record as the one that fills in a form."""

    book: Book
    page: int
    speech: Speech
    options: Options

    codes = False

    @cached_property
    def study(self) -> Study:
        return self.book.study(self.page)

    @cached_property
    def document(self) -> dict[str, Value | None]:
        return dict(self.book.documents.get(self.page, {}))

    @cached_property
    def derived(self) -> dict[str, str | None]:
        return self.book.derived(self.page)

    @cached_property
    def hidden(self) -> frozenset[str]:
        return self.book.versions.hidden(self.book.view, self.page)

    @cached_property
    def verified(self) -> frozenset[str]:
        return self.book.verified(self.page)

    @cached_property
    def daggers(self) -> dict[str, list[int]]:
        return daggers(self.book, self.page)

    @cached_property
    def queried(self) -> dict[str, list[str]]:
        return query_numbers(self.book, self.page) if self.options.queries else {}

    def lines(self, group: Group) -> list[Line]:
        if group.repeat == "fixed":
            return [Line(row.key, self.speech.label(row.label) if row.label else [row.key]) for row in group.rows]
        number = self.speech(N_("No."))
        return [Line(key, joined([number, [key]], " "), self._struck(group, key)) for key in self._keys(group)]

    def _keys(self, group: Group) -> list[str]:
        paths = (path.split("/") for path, value in self.document.items() if value is not None)
        found = {part[1] for part in paths if len(part) == 3 and part[0] == group.name}
        order = self.document.get(f"{group.name}/#order")
        first = [key for key in ((order.v or "").split() if order else []) if key in found]
        return first + sorted(found - set(first), key=lambda key: (len(key), key))

    def _struck(self, group: Group, key: str) -> Text:
        mark = self.document.get(f"{group.name}/{key}/{STRUCK}")
        if mark is None:
            return []
        return self.speech(N_("Struck out: %(reason)s"), reason=self.reason(mark))

    def reason(self, mark: Value) -> Text:
        return said_reason(self.study, mark, self.speech, own_words=not self.options.deidentified)

    def group_note(self, form: Form, group: Group) -> Text:
        mark = self.document.get(f"{group.name}/{NOT_DONE}")
        if mark is None:
            return []
        return self.speech(N_("Not done: %(reason)s"), reason=self.reason(mark))

    def shows(self, item: Item, path: str) -> bool:
        """What does not apply and holds nothing is left out."""
        return path not in self.hidden or self._value(item, path) is not None

    def notes(self, form: Form, item: Item) -> list[Text]:
        return []

    def missing(self, item: Item, path: str) -> list[Json]:
        return []

    def marks(self, form: Form, group: Group, item: Item) -> list[Json]:
        return []

    def small(self, item: Item, path: str) -> list[Json]:
        return self.answer(item, path) if self.shows(item, path) else [{"k": "none", "text": [""]}]

    def answer(self, item: Item, path: str) -> list[Json]:
        value = self._value(item, path)
        found: list[Json] = []
        if value is None:
            found.append({"k": "none", "text": ["—"]})
        elif self.book.masked(item):
            found.append({"k": "none", "text": self.speech(N_("masked"))})
        else:
            found.append(
                {
                    "k": "value",
                    "text": written(self.study, item, value, self.speech),
                    "more": standard(self.study, item, value, self.speech),
                    "soft": value.m is not None,
                    "struck": self._is_struck(path),
                }
            )
        found += [{"k": "mark", "text": f"†{n}"} for n in self.daggers.get(path, ())]
        if path in self.verified:
            found.append({"k": "verified"})
        return found + [{"k": "query", "text": number} for number in self.queried.get(path, ())]

    def _value(self, item: Item, path: str) -> Value | None:
        if item.type != "derived":
            return self.document.get(path)
        text = self.derived.get(path)
        return None if text is None else Value(v=text)

    def _is_struck(self, path: str) -> bool:
        marks = [STRUCK, f"{path.rpartition('/')[0]}/{STRUCK}"]
        return any(self.document.get(mark) is not None for mark in marks)


def filled_form(book: Book, page: int, place: Place, speech: Speech, options: Options) -> Json:
    """One page of the record, laid out."""
    copy = Copy(book, page, speech, options)
    form = copy.study.form_by_name[book.pages[page].form]
    blocks = blocks_of(form, copy)
    blocks += corrections(book, page, form, speech, own_words=not options.deidentified)
    if options.queries:
        blocks += queries(book, page, form, speech, own_words=not options.deidentified)
    blocks += signatures(book, page, copy.study, speech)
    return head(copy.study, form, place, speech) | {
        "wide": any(block.get("wide", False) for block in blocks),
        "banners": _marked(copy, book, page),
        "notes": [],
        "legend": _standing(copy, book, page),
        "blocks": blocks,
        "wet": "wet" if options.wet and form.sign else "",
    }


def _marked(copy: Copy, book: Book, page: int) -> list[Json]:
    """A page that was struck out, or not done: said before anything else."""
    titles = {STRUCK: N_("This page was struck out."), NOT_DONE: N_("This page was not done.")}
    return [
        {"title": copy.speech(title), "text": copy.reason(mark)}
        for path, title in titles.items()
        if (mark := copy.document.get(path)) is not None
    ]


_ENTRY = {
    "not_started": N_("Not started"),
    "in_entry": N_("In entry"),
    "finished": N_("Finished"),
    "not_done": N_("Not done"),
    "struck": N_("Struck out"),
}
_HELD = {"frozen": N_("Frozen"), "locked": N_("Locked")}


def entry_word(book: Book, page: int, speech: Speech) -> Text:
    return speech(_ENTRY[book.states[page].entry] if book.waits_for(page) else N_("Not expected"))


def _standing(copy: Copy, book: Book, page: int) -> Text:
    """State, verification, version of the page, who saved it last."""
    state, row = book.states[page], book.pages[page]
    told = [entry_word(book, page, copy.speech)]
    if state.held in _HELD:
        told.append(copy.speech(_HELD[state.held]))
    if state.owed:
        told.append(copy.speech(N_("verified %(n)s of %(of)s"), n=state.verified, of=state.owed))
    told.append(copy.speech(N_("study version %(version)s"), version=row.version or copy.study.version))
    changes = book.changes.get(page)
    if changes:
        last = changes[-1].change
        told.append(
            copy.speech(
                N_("record version %(seq)s, saved %(at)s by %(who)s"),
                seq=row.seq,
                at=book.moment(last.at),
                who=book.name(last.person),
            )
        )
    return joined(told, " · ")
