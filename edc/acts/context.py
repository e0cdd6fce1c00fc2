"""What an act needs to know of a subject, read in one statement under its lock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from edc import clock
from edc.acts import context_rows
from edc.acts.context_rows import Signed
from edc.casebook.pinning import pinning
from edc.casebook.ranges import ranges_after
from edc.casebook.reading import PageNow, SubjectRef, chosen_pages, other_pages
from edc.casebook.rules_versions import Pinning
from edc.casebook.tables import SPAN
from edc.db import rows
from edc.review.rules import SignedPage
from edc.review.rules_holds import Held, HoldState, effective_hold
from edc.review.rules_notices import Notice
from edc.review.rules_queries import Thread
from edc.review.signatures import derived_digest
from edc.study.definition import Study
from edc.study.document import Document
from edc.study.ranges import NO_RANGES, Ranges
from edc.study.versions import Versions
from edc.study.view import PageView, SubjectView
from edc.trail.unit import NO_HEAD, Head, Unit


@dataclass
class Context:
    """One subject's pages of some forms, with all that is said of them."""

    subject: SubjectRef
    pinning: Pinning
    """Every published version, and which of them holds where."""
    repeated: int | None = None
    """The act this request already made, if it was sent before."""
    head: Head = NO_HEAD
    """The last journal row of the subject's chain."""
    today: date = date.min
    """The day at the site."""
    timezone: str = "UTC"
    """The site's."""
    struck: bool = False
    """Struck out as created in error: nothing more is entered of this participant."""
    top: dict[str, int] = field(default_factory=dict)
    """The highest number given to a ``query``, a ``notice`` and a ``signature`` of this subject."""
    pages: dict[int, PageNow] = field(default_factory=dict)
    derived: dict[int, dict[str, str | None]] = field(default_factory=lambda: defaultdict(dict))
    derived_n: dict[tuple[int, str], int] = field(default_factory=dict)
    threads: dict[int, dict[int, Thread]] = field(default_factory=lambda: defaultdict(dict))
    steps: dict[int, int] = field(default_factory=dict)
    """Query to the number of its last event."""
    notices: dict[int, dict[int, Notice]] = field(default_factory=lambda: defaultdict(dict))
    notice_steps: dict[int, int] = field(default_factory=dict)
    """Notice to the number of its last event."""
    marks: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    last_change: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    signed: dict[int, Signed] = field(default_factory=dict)
    holds: dict[tuple[str, str], HoldState] = field(default_factory=dict)
    ranges: Ranges = NO_RANGES
    """The laboratory ranges that hold at the site."""

    def next_number(self, kind: str) -> int:
        """A number for a new ``query``, ``notice`` or ``signature``, allotted under the subject's lock."""
        self.top[kind] = self.top.get(kind, self.subject.id * SPAN) + 1
        return self.top[kind]

    @property
    def study(self) -> Study:
        """The version in use at the site today: the one new visits are made of."""
        return self.pinning.study

    @property
    def rules(self) -> Versions:
        """All versions: what pages are evaluated by, each by its own."""
        return self.pinning.versions

    def version_of(self, page: int) -> str:
        """The version of a page: its head's; before its first save that of its visit, or of its site today."""
        now = self.pages[page]
        return self.pinning.page(now.study_version, now.visit, now.event, now.form)

    def study_of(self, page: int) -> Study:
        """The study as a page knows it: its version, at the last revision."""
        return self.rules.study(self.version_of(page))

    def document(self, page: int) -> Document:
        return self.pages[page].document

    def held(self, page: int) -> Held:
        """The strongest hold on a page and the scope that sets it."""
        now = self.pages[page]
        keys = {
            "study": "study",
            "site": self.subject.site,
            "subject": str(self.subject.id),
            "visit": str(now.visit),
            "page": str(page),
        }
        return effective_hold(
            {scope: self.holds[scope, key] for scope, key in keys.items() if (scope, key) in self.holds}  # type: ignore[misc]  # keys are the five scopes
        )

    def view(self, changed: Mapping[int, Document] | None = None) -> SubjectView:
        """The subject as expressions see it, with documents about to be saved in their place."""
        documents = changed or {}
        return SubjectView(
            {
                number: PageView(
                    page=number,
                    visit=now.visit,
                    event=now.event,
                    form=now.form,
                    repeat=now.repeat,
                    document=documents.get(number, now.document),
                    derived=self.derived.get(number, {}),
                    version=self.version_of(number),
                    signed_at=self._signed_at(now, documents.get(number)),
                )
                for number, now in self.pages.items()
            },
            self.ranges,
        )

    def _signed_at(self, now: PageNow, instead: Document | None) -> str | None:
        """When a page was first signed as it stands, or as it would with *instead*; ``None``: no signature covers it."""
        last = self.signed.get(now.page)
        if last is None or last.withdrawn or (instead is not None and instead != now.document):
            return None
        stands = last.then == self.signable_now(now.page, now.seq, now.digest)
        return clock.wall(last.at, self.timezone) if stands else None

    def signable_now(self, page: int, seq: int, digest: str) -> SignedPage:
        """A page as a signature would name it now."""
        return SignedPage(seq, digest, derived_digest(self.derived.get(page, {})))


def open_context(work: Unit, subject: SubjectRef, forms: Iterable[str], page: int = 0) -> Context:
    """:func:`read_context` under the lock of an act, which takes the subject's chain in."""
    context = read_context(work.connection, subject, forms, page, work.request_id)
    work.touch(subject.chain, context.head)
    return context


def read_context(
    connection: Connection, subject: SubjectRef, forms: Iterable[str], page: int = 0, request_id: str | None = None
) -> Context:
    """Everything about the subject's pages of *forms*, and about *page*, as it stands.

    Raises :class:`Refusal` (``no_study``) where no study was published.
    """
    found = rows(
        connection, *context_rows.whole(connection, subject, chosen_pages(subject.id, sorted(forms), page), request_id)
    )
    context = Context(subject, pinning(connection, found))
    for kind, *fields in found:
        if kind == "head":
            context.head = Head(int(fields[1]), fields[2], fields[3])
        elif kind == "repeated":
            context.repeated = int(fields[0])
        elif kind == "top" and fields[1]:
            context.top[fields[0]] = int(fields[1])
        elif kind == "site":
            context.timezone = fields[1]
            context.today = clock.today(context.timezone)
        elif kind == "struck":
            context.struck = fields[0] == "struck"
        elif kind == "ranges" and fields[0]:
            context.ranges = ranges_after(connection, subject.site, int(fields[0]))
        else:
            context_rows.take(context, kind, fields)
    return context


def read_more(connection: Connection, context: Context, forms: Collection[str], page: int) -> None:
    """Take in the pages of *forms* besides *page*, which alone *context* has: what a change of it turned out to need."""
    if forms:
        chosen = other_pages(context.subject.id, sorted(forms), page)
        for kind, *fields in rows(connection, *context_rows.of_pages(connection, chosen)):
            context_rows.take(context, kind, fields)
