"""How far a change reaches: what to read before a save, and what to derive and to ask again after it.

All of it goes item by item: of hundreds of pages, few have a formula or a check that reads
what moved, and only those are looked at again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from edc.study.definition import Form
from edc.study.document import FINISHED, STRUCK, Document, recorded
from edc.study.expressions.names import SIGNED, Scope
from edc.study.expressions.operands import ORDER
from edc.study.expressions.parts import CompiledStudy, Reader
from edc.study.view import PageView, SubjectView

Key = tuple[str, str]
"""Names of a form and an item of it."""
Moved = Mapping[int, Collection[str] | None]
"""Page id to names of the items of it that have another value; ``None``: all may have."""


class Reach(Protocol):
    """The dependencies of a study, or of several versions of it together."""

    @property
    def readers(self) -> Mapping[str, Mapping[str, tuple[Reader, ...]]]: ...
    @property
    def operands(self) -> Mapping[str, frozenset[str]]: ...


def readers_of(study: Reach, form: str, items: Collection[str] | None) -> Iterable[Reader]:
    """Everything that reads one of *items* of *form* (``None``: any of them)."""
    readers = study.readers.get(form, {})
    for item in readers if items is None else items:
        yield from readers.get(item, ())


def moved_items(form: Form, old: Document, new: Document, paths: Iterable[str]) -> frozenset[str] | None:
    """Names of the items that expressions see otherwise on a page of *form* once *paths* of it are as in *new*.

    ``None``: the whole page is, because it begins or ceases to count.
    """
    if recorded(old) != recorded(new):
        return None
    names, rows = set(), set()
    for path in paths:
        place, _, name = path.rpartition("/")
        if not name.startswith("#"):
            names.add(name)
            if place:
                rows.add(place)
        elif place and name != ORDER:
            names |= _whole(form, place)
        elif not place and name != FINISHED:
            return None
    for row in rows:
        if _holds(old, row) != _holds(new, row):
            names |= _whole(form, row)
    return frozenset(names)


def _whole(form: Form, place: str) -> set[str]:
    """What moves with a row, or with a group: all its items, and that the row is there."""
    group = place.partition("/")[0]
    return {STRUCK, *(item.name for each in form.groups if each.name == group for item in each.items)}


def _holds(document: Document, row: str) -> bool:
    return any(value is not None and path.startswith(f"{row}/") for path, value in document.items())


def forms_needed(study: Reach, form: str, items: Collection[str] | None = None) -> frozenset[str]:
    """Names of the forms whose other pages must be in the view when *items* of a page of *form* change (``None``: all).

    Empty for a form that reads no other page and is read by none: its save reads
    one page. *form* itself is among them only where its pages read each other.
    """
    # the page itself is evaluated whole; an operand left out would look missing and close a query
    found = set(study.operands.get(form, ()))
    return frozenset(found.union(*(reached_from(study, form, item) for item in items_of(study, form, items))))


def items_of(study: Reach, form: str, items: Collection[str] | None) -> Collection[str]:
    """*items*, or where they are ``None`` all that anything reads of *form*."""
    return study.readers.get(form, {}) if items is None else items


def reached_from(study: Reach, form: str, item: str) -> frozenset[str]:
    """Forms with something that reads *item* or what is derived of it, and the forms that this reads besides."""
    found: set[str] = set()
    # what changes may no longer be what was signed
    waiting = [(form, item), (form, SIGNED)]
    seen = set(waiting)
    while waiting:
        name, moved = waiting.pop()
        for reader in readers_of(study, name, (moved,)):
            found |= reader.operands
            if reader.scope != "page":
                found.add(reader.form)
            following = {(reader.form, reader.gives), (reader.form, SIGNED)} if reader.gives else set()
            waiting += following - seen
            seen |= following
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Shown:
    """What showing a page takes while it is typed: ``forms`` of other pages, and derived items by form and name."""

    forms: frozenset[str]
    derived: frozenset[Key]


def shown(study: Reach, form: str) -> Shown:
    """What a page of *form* takes to be shown while it is typed.

    Derived values of other pages are among it: what stands there may come from here, and be read here again.
    """
    onward: dict[Key, set[Key]] = {}
    back: dict[Key, set[Key]] = {}
    operands: dict[Key, set[str]] = {}
    read: set[Key] = set()
    for name, items in study.readers.items():
        for item, readers in items.items():
            for reader in readers:
                gives = (reader.form, reader.gives)
                if reader.gives:
                    onward.setdefault((name, item), set()).add(gives)
                    back.setdefault(gives, set()).add((name, item))
                    operands.setdefault(gives, {reader.form}).update(reader.operands)
                if reader.form == form:
                    read |= {(name, item), gives}
    typed = {(form, item) for item in items_of(study, form, None)}
    between = _closure(onward, typed) & _closure(back, read)
    derived = {key for key in back if key in between or key[0] == form}
    return Shown(study.operands.get(form, frozenset()).union(*(operands[key] for key in derived)), frozenset(derived))


def _closure(edges: Mapping[Key, set[Key]], start: set[Key]) -> set[Key]:
    found, waiting = set(start), list(start)
    while waiting:
        following = edges.get(waiting.pop(), set()) - found
        found |= following
        waiting += following
    return found


def forms_of_states(study: CompiledStudy) -> frozenset[str]:
    """Names of the forms that the subject's state is computed from."""
    return frozenset(ref.form for _, state in study.states for ref in state.reads)


def forms_of_expectations(study: CompiledStudy, forms: Collection[str] | None = None) -> frozenset[str]:
    """Names of the forms from which it is computed whether pages of *forms* (``None``: of any) are expected."""
    read = (each.reads for form, each in study.expected.items() if forms is None or form in forms)
    return frozenset(ref.form for refs in read for ref in refs)


def questions(study: Reach, view: SubjectView, moved: Moved) -> dict[int, set[str]]:
    """What is to be asked again, and of which pages, once items *moved*: page id to names.

    A name is the id of a check, of a release check (``RELEASE.name``), or one of
    :data:`LINKS` and :data:`BUILT_IN`, under which the built-in questions of a page go together.
    """
    found: defaultdict[int, set[str]] = defaultdict(set)
    for number, items in moved.items():
        page = view.pages[number]
        for reader in readers_of(study, page.form, items):
            if not reader.gives:
                for reached in pages_in(view, page, reader.scope, reader.form):
                    found[reached.page].add(reader.asks)
    return found


def pages_in(view: SubjectView, page: PageView, scope: Scope, form: str) -> tuple[PageView, ...]:
    """Pages of *form* that read *page* from that far."""
    if scope == "page":
        return (page,)
    if scope == "visit":
        return view.by_visit.get((page.visit, form), ())
    return view.by_form.get(form, ())
