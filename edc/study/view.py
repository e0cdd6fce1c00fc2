"""What evaluation sees of one subject: pages as they stand, found quickly.

A view is handed in whole; nothing here reads a database. Struck-out pages stay
in ``pages`` but are never found by the look-ups: they are not operands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from edc.study.document import NOT_DONE, STRUCK, Document, recorded
from edc.study.ranges import NO_RANGES, Ranges

_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class PageView:
    """One page: ``page`` and ``visit`` are ids; the same visit has the same id.

    ``event`` and ``form`` are names; ``repeat`` numbers the pages of a repeating
    form within a visit. ``derived`` holds the derived values as stored, by path.
    """

    page: int
    visit: int
    event: str
    form: str
    repeat: int
    document: Document
    derived: Mapping[str, str | None]
    version: str = ""
    """Study version it is pinned to; empty before its first save, where its visit's or the site's holds."""
    signed_at: str | None = None
    """When its standing signature was given, as local time at the site; ``None``: no signature stands."""

    @property
    def struck(self) -> bool:
        return self.document.get(STRUCK) is not None

    @property
    def not_done(self) -> bool:
        return self.document.get(NOT_DONE) is not None

    @property
    def recorded(self) -> bool:
        """Whether an item has a value, or a code for none."""
        return recorded(self.document)


@dataclass(frozen=True)
class SubjectView:
    """All the pages of one subject that an evaluation needs, by page id."""

    pages: Mapping[int, PageView]
    ranges: Ranges = NO_RANGES
    """The approved laboratory ranges of the subject's site."""
    readings: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What evaluation has parsed of these pages so far, by study digest: a view never changes."""

    @cached_property
    def standing(self) -> tuple[PageView, ...]:
        """The pages that are not struck out, by repeat and id: the order of every look-up."""
        found = (page for page in self.pages.values() if not page.struck)
        return tuple(sorted(found, key=lambda page: (page.repeat, page.page)))

    @cached_property
    def by_form(self) -> Mapping[str, tuple[PageView, ...]]:
        return self._grouped(lambda page: page.form)

    @cached_property
    def by_visit(self) -> Mapping[tuple[int, str], tuple[PageView, ...]]:
        """By visit id and form name."""
        return self._grouped(lambda page: (page.visit, page.form))

    @cached_property
    def by_event(self) -> Mapping[tuple[str, str], tuple[PageView, ...]]:
        """By event name and form name."""
        return self._grouped(lambda page: (page.event, page.form))

    def with_pages(self, pages: Iterable[PageView]) -> SubjectView:
        """This view with *pages* added, each in place of the one with its id."""
        return replace(self, pages={**self.pages, **{page.page: page for page in pages}})

    def with_derived(self, values: Iterable[tuple[int, str, str | None]]) -> SubjectView:
        """This view with derived values replaced; each is page id, path and value."""
        derived: dict[int, dict[str, str | None]] = {}
        for page, path, value in values:
            derived.setdefault(page, dict(self.pages[page].derived))[path] = value
        return self.with_pages(replace(self.pages[page], derived=new) for page, new in derived.items())

    def _grouped(self, key: Callable[[PageView], _Key]) -> Mapping[_Key, tuple[PageView, ...]]:
        groups: defaultdict[_Key, list[PageView]] = defaultdict(list)
        for page in self.standing:
            groups[key(page)].append(page)
        return {found: tuple(pages) for found, pages in groups.items()}
