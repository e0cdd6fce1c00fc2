"""What an act needs to know of a subject, read in one statement under its lock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from sqlalchemy import Connection

from edc import clock
from edc.casebook import reading as casebook
from edc.casebook.pinning import pinning, pinning_part
from edc.casebook.ranges import LAST_ACT, ranges_after
from edc.casebook.reading import PageNow, SubjectRef
from edc.casebook.rules_versions import Pinning
from edc.casebook.strikes import DECIDING
from edc.casebook.tables import SPAN
from edc.db import rows
from edc.review import reading as review
from edc.review.rules import SignedPage
from edc.review.rules_holds import Held, HoldState, effective_hold
from edc.review.rules_notices import Notice, NoticeStep
from edc.review.rules_queries import QueryStep, Thread
from edc.review.signatures import derived_digest
from edc.study.definition import Study
from edc.study.document import Document
from edc.study.ranges import NO_RANGES, Ranges
from edc.study.versions import Versions
from edc.study.view import PageView, SubjectView
from edc.trail.unit import NO_HEAD, Head, Unit


@dataclass(frozen=True, slots=True)
class Signed:
    """The last signature that names a page, as given then."""

    signature: int
    then: SignedPage
    withdrawn: bool
    at: str = ""
    """When it was given, UTC."""


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
        """When the signature of a page was given that covers it as it stands, or as it would with *instead*."""
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
    chosen = tuple(sorted(forms))
    found = rows(connection, _statement(len(chosen)), _parameters(subject, chosen, page, request_id))
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
            _take(context, kind, fields)
    return context


@lru_cache(maxsize=128)
def _statement(forms: int) -> str:
    placeholder = ("",) * forms
    return (
        casebook.context_part(0, placeholder, 0)[0]
        + " UNION ALL "
        + review.context_part(0, "", placeholder, 0)[0]
        + " UNION ALL "
        + pinning_part("?", "?", 10)
        + " UNION ALL SELECT 'head', j.chain, CAST(j.n AS TEXT), j.digest, j.at, NULL, NULL, NULL, NULL, NULL"
        " FROM journal j WHERE j.chain = ? AND j.n = (SELECT max(l.n) FROM journal l WHERE l.chain = ?)"
        " UNION ALL SELECT 'top', 'query', CAST(max(q.id) AS TEXT), NULL, NULL, NULL, NULL, NULL, NULL, NULL"
        " FROM query q WHERE q.id >= ? AND q.id < ?"
        " UNION ALL SELECT 'top', 'notice', CAST(max(o.id) AS TEXT), NULL, NULL, NULL, NULL, NULL, NULL, NULL"
        " FROM notice o WHERE o.id >= ? AND o.id < ?"
        " UNION ALL SELECT 'top', 'signature', CAST(max(g.id) AS TEXT), NULL, NULL, NULL, NULL, NULL, NULL, NULL"
        " FROM signature g WHERE g.id >= ? AND g.id < ?"
        f" UNION ALL SELECT 'ranges', CAST(({LAST_ACT}) AS TEXT), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL"
        " UNION ALL SELECT 'repeated', CAST(j.n AS TEXT), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL"
        " FROM journal j WHERE j.chain = ? AND j.request_id = ?"
        " UNION ALL SELECT 'struck', z.step, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM subject_strike z"
        f" WHERE z.subject = ? AND z.n = (SELECT max(y.n) FROM subject_strike y WHERE y.subject = z.subject AND {DECIDING})"
    )


def _parameters(subject: SubjectRef, forms: tuple[str, ...], page: int, request_id: str | None) -> list[object]:
    chain, first = subject.chain, subject.id * SPAN
    return [
        *casebook.context_part(subject.id, forms, page)[1],
        *review.context_part(subject.id, subject.site, forms, page)[1],
        *(subject.site, subject.site, subject.id),
        *(chain, chain, *(first, first + SPAN) * 3, chain, request_id or "", subject.id),
    ]


def _take(context: Context, kind: str, fields: list[str]) -> None:
    if kind == "page":
        page, visit, event, form, repeat, seq, data, digest, version = fields
        context.pages[int(page)] = PageNow(
            int(page), int(visit), event, form, int(repeat), int(seq), data or "{}", digest or "", version
        )
    elif kind == "derived":
        page, path, n, value = fields[:4]
        context.derived[int(page)][path] = value
        context.derived_n[int(page), path] = int(n)
    elif kind == "query":
        query, page, path, origin, check, audience, raised, last, answerer = fields
        step, n = last.split()
        thread = Thread(int(query), int(page), path, origin, check, audience, raised, QueryStep(step), answerer)  # type: ignore[arg-type]  # the columns hold these words
        context.threads[int(page)][int(query)] = thread
        context.steps[int(query)] = int(n)
    elif kind == "notice":
        notice, page, path, origin, check, category, major, last, detail = fields
        step, n = last.split()
        context.notices[int(page)][int(notice)] = Notice(
            int(notice),
            int(page),
            path,
            origin,  # type: ignore[arg-type]  # the column holds these words
            check,
            category,
            major == "1",
            NoticeStep(step),
            detail or "",
        )
        context.notice_steps[int(notice)] = int(n)
    elif kind == "mark":
        page, path, seq = fields[:3]
        context.marks[int(page)][path] = max(int(seq), context.marks[int(page)].get(path, 0))
    elif kind == "last":
        page, path, seq = fields[:3]
        context.last_change[int(page)][path] = int(seq)
    elif kind == "signed":
        signature, page, seq, digest, derived, withdrawn, at = fields[:7]
        named = SignedPage(int(seq), digest, derived)
        context.signed[int(page)] = Signed(int(signature), named, withdrawn is not None, at)
    elif kind == "hold":
        scope, key, state = fields[:3]
        context.holds[scope, key] = HoldState(state)
