"""The read-through: every value of what is to be signed, in words, and what changed since it was signed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Connection

from edc.acts.context import Context
from edc.acts.standing import entry_states
from edc.casebook.states import row_mark
from edc.review.rules_queries import QueryState
from edc.study.definition import Form, Group, Item, Study, say
from edc.study.document import NOT_DONE, STRUCK, Document, Value
from edc.web.cells import event_word
from edc.web.crf.shaping import entry_glyph
from edc.web.punctuation import named
from edc.web.saying import say_reason
from edc.web.shapes.review import ReadBlock, ReadPage, ReadRow
from edc.web.signing.changes import changes_since
from edc.web.spoken import value_words


@dataclass
class Through:
    """Reads the pages of one subject through, in the order of the schedule."""

    connection: Connection
    context: Context
    language: str
    covered: frozenset[int] | None
    """Pages that the last signature of what is read names; ``None``: never signed."""
    _form: Form = field(init=False)
    _study: Study = field(init=False)

    def blocks(self, chosen: set[int], *, by_visit: bool) -> tuple[ReadBlock, ...]:
        """*chosen* pages as one block; with *by_visit*, a block for each visit, under its name."""
        states = entry_states(self.context)
        visits: dict[int, list[int]] = {}
        for page in sorted(chosen, key=self._order):
            visits.setdefault(self.context.pages[page].visit if by_visit else 0, []).append(page)
        return tuple(
            ReadBlock(
                self._visit(pages[0]) if by_visit else "",
                tuple(
                    self._page(page, entry_glyph(states[page], self.context.held(page).state.value)) for page in pages
                ),
                all(self._stands(page) for page in pages),
            )
            for pages in visits.values()
        )

    def _visit(self, page: int) -> str:
        now = self.context.pages[page]
        event = self.context.rules.event(now.event, self.context.version_of(page))
        return event_word(event, self.language, self._repeat(now.visit)) if event else now.event

    def _stands(self, page: int) -> bool:
        now, last = self.context.pages[page], self.context.signed.get(page)
        covered = last is not None and last.then == self.context.signable_now(page, now.seq, now.digest)
        return not now.seq or (covered and last is not None and not last.withdrawn)

    def _order(self, page: int) -> tuple[int, int, int, int]:
        now, rules = self.context.pages[page], self.context.rules
        event = rules.event(now.event, self.context.version_of(page))
        events = [one.name for one in rules.events]
        forms = event.forms if event else ()
        place = forms.index(now.form) if now.form in forms else len(forms)
        return (events.index(now.event) if event else len(events), now.visit, place, page)

    def _repeat(self, visit: int) -> int:
        """Visits of one event are numbered in the order they were added."""
        event = next(now.event for now in self.context.pages.values() if now.visit == visit)
        visits = sorted({now.visit for now in self.context.pages.values() if now.event == event})
        return visits.index(visit) + 1

    def _page(self, page: int, glyph: str) -> ReadPage:
        now = self.context.pages[page]
        self._study = self.context.study_of(page)
        self._form = self._study.form_by_name[now.form]
        was = changes_since(self.connection, self.context, page)
        mark = now.document.get(STRUCK) or now.document.get(NOT_DONE)
        rows: Iterable[ReadRow] = self._rows(page, now.document, was) if now.seq else ()
        if now.document.get(NOT_DONE):
            # nothing stands on a page that was not done: only what changed or is asked about is to be read
            rows = (row for row in rows if row.changed or row.queries)
        return ReadPage(
            word=say(self._form.label, self.language),
            url=url_for("crf.page", page_id=page),
            glyph=glyph,  # type: ignore[arg-type]  # entry_glyph gives glyphs
            rows=tuple(rows),
            note=say_reason(self._study, mark.v, self.language) if mark else "",
            changes=sum(1 for path in was if "#" not in path) or len(was),
            new=self.covered is not None and page not in self.covered and bool(now.seq),
        )

    def _rows(self, page: int, document: Document, was: Mapping[str, Value | None]) -> Iterator[ReadRow]:
        view = self.context.view()
        out = self.context.rules.hidden(view, page)
        for group in self._form.groups:
            if (mark := document.get(f"{group.name}/{NOT_DONE}")) is not None:
                reason = say_reason(self._study, mark.v, self.language)
                yield ReadRow(say(group.label, self.language) or _("Group"), _("Not done: %(why)s", why=reason))
            elif group.repeat == "none":
                yield from self._plain(page, group, document, was, out)
            else:
                yield from self._repeated(page, group, document, was)
        for path, study, item in self.context.rules.unasked(self._form.name, self._study.version, document):
            word = _("%(item)s (no longer asked)", item=say(item.label, self.language))
            yield ReadRow(word, value_words(item, document.get(path), study, self.language))

    def _plain(
        self, page: int, group: Group, document: Document, was: Mapping[str, Value | None], out: frozenset[str]
    ) -> Iterator[ReadRow]:
        for item in group.items:
            value = self._value(page, item, item.name, document)
            if item.beside is not None or (value is None and item.name in out):
                continue
            beside = [each for each in group.items if each.beside == item.name and each.name not in out]
            changed = [each for each in (item, *beside) if each.name in was]
            told = (self._beside(item, each, self._value(page, each, each.name, document)) for each in beside)
            yield ReadRow(
                say(item.label, self.language),
                " · ".join(word for word in (self._say(item, value) or "–", *told) if word),
                changed=bool(changed),
                was=" · ".join(self._say(each, was[each.name]) or "–" for each in changed),
                queries=sum(self._queries(page, each.name) for each in (item, *beside)),
                derived=item.type == "derived",
            )

    def _beside(self, main: Item, item: Item, value: Value | None) -> str:
        """What stands in the line of *main*, not named after it again: a computed answer is told although unknown."""
        if value is None and item.stored:
            return ""
        label = say(item.label, self.language).removeprefix(say(main.label, self.language)).lstrip(" :：")
        return named(label, self._say(item, value) or _("not known"))

    def _repeated(
        self, page: int, group: Group, document: Document, was: Mapping[str, Value | None]
    ) -> Iterator[ReadRow]:
        """One line a row: what is filled in, item by item."""
        for key in _keys(group, document):
            prefix = f"{group.name}/{key}/"
            filled, changed = [], []
            for item in group.items:
                path = prefix + item.name
                word, value = say(item.label, self.language), self._value(page, item, path, document)
                if value is not None:
                    filled.append(named(word, self._say(item, value)))
                if path in was:
                    changed.append(named(word, self._say(item, was[path]) or "–"))
            fixed = next((say(row.label, self.language) for row in group.rows if row.key == key), "")
            yield ReadRow(
                fixed or _("No. %(n)s", n=key),
                " · ".join(filled),
                changed=any(path.startswith(prefix) for path in was),
                was=" · ".join(changed),
                queries=sum(self._queries(page, prefix + item.name) for item in group.items),
                struck=document.get(row_mark(f"{prefix}-")) is not None,
                wide=True,
            )

    def _value(self, page: int, item: Item, path: str, document: Document) -> Value | None:
        if item.stored:
            return document.get(path)
        derived = self.context.derived.get(page, {}).get(path)
        return None if derived is None else Value(v=derived)

    def _say(self, item: Item, value: Value | None) -> str:
        return value_words(item, value, self._study, self.language)

    def _queries(self, page: int, path: str) -> int:
        under_way = (QueryState.OPEN, QueryState.ANSWERED)
        threads = self.context.threads.get(page, {}).values()
        return sum(thread.path == path and thread.state in under_way for thread in threads)


def _keys(group: Group, document: Document) -> list[str]:
    """Rows of a group that hold anything, in their order."""
    held = {path.split("/")[1] for path, value in document.items() if value and path.startswith(f"{group.name}/")}
    if group.repeat == "fixed":
        return [row.key for row in group.rows if row.key in held]
    order = document.get(f"{group.name}/#order")
    first = [key for key in (order.v or "").split() if key in held] if order else []
    return first + sorted((key for key in held if key.isdecimal() and key not in first), key=int)
