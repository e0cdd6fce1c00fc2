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
from edc.casebook.reading import PageNow, SubjectRef, definition
from edc.casebook.tables import SPAN
from edc.db import rows
from edc.errors import Refusal
from edc.review import reading as review
from edc.review.rules import SignedPage
from edc.review.rules_holds import Held, HoldState, effective_hold
from edc.review.rules_queries import QueryStep, Thread
from edc.review.signatures import derived_digest
from edc.study.definition import Study
from edc.study.document import Document
from edc.study.view import PageView, SubjectView
from edc.trail.unit import NO_HEAD, Head, Unit


@dataclass(frozen=True, slots=True)
class Signed:
    """The last signature that names a page, as given then."""

    signature: int
    then: SignedPage
    withdrawn: bool


@dataclass
class Context:
    """One subject's pages of some forms, with all that is said of them."""

    subject: SubjectRef
    studies: Mapping[str, Study]
    """Version to its last published revision."""
    study: Study
    """The version new pages use."""
    repeated: int | None = None
    """The act this request already made, if it was sent before."""
    head: Head = NO_HEAD
    """The last journal row of the subject's chain."""
    today: date = date.min
    """The day at the site."""
    top: dict[str, int] = field(default_factory=dict)
    """The highest number given to a ``query`` and to a ``signature`` of this subject."""
    pages: dict[int, PageNow] = field(default_factory=dict)
    derived: dict[int, dict[str, str | None]] = field(default_factory=lambda: defaultdict(dict))
    derived_n: dict[tuple[int, str], int] = field(default_factory=dict)
    threads: dict[int, dict[int, Thread]] = field(default_factory=lambda: defaultdict(dict))
    steps: dict[int, int] = field(default_factory=dict)
    """Query to the number of its last event."""
    marks: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    last_change: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    signed: dict[int, Signed] = field(default_factory=dict)
    holds: dict[tuple[str, str], HoldState] = field(default_factory=dict)

    def next_number(self, kind: str) -> int:
        """A number for a new ``query`` or ``signature``, allotted under the subject's lock."""
        self.top[kind] = self.top.get(kind, self.subject.id * SPAN) + 1
        return self.top[kind]

    def study_of(self, page: int) -> Study:
        """The version a page is pinned to, or the current one before its first save."""
        return self.studies.get(self.pages[page].study_version or "", self.study)

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
                )
                for number, now in self.pages.items()
            }
        )

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
    versions = [row for row in found if row[0] == "study"]
    if not versions:
        raise Refusal("no_study")
    studies: dict[str, Study] = {}
    for _, version, _revision, digest, *_ in sorted(versions, key=lambda row: int(row[4])):
        studies[version] = definition(connection, digest)
    context = Context(subject, studies, list(studies.values())[-1])
    for kind, *fields in found:
        if kind == "head":
            context.head = Head(int(fields[1]), fields[2], fields[3])
        elif kind == "repeated":
            context.repeated = int(fields[0])
        elif kind == "top" and fields[1]:
            context.top[fields[0]] = int(fields[1])
        elif kind == "site":
            context.today = clock.today(fields[1])
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
        + " UNION ALL SELECT 'study', w.version, CAST(w.revision AS TEXT), w.digest, CAST(w.act AS TEXT),"
        " NULL, NULL, NULL, NULL, NULL FROM study_version w"
        " UNION ALL SELECT 'head', j.chain, CAST(j.n AS TEXT), j.digest, j.at, NULL, NULL, NULL, NULL, NULL"
        " FROM journal j WHERE j.chain = ? AND j.n = (SELECT max(l.n) FROM journal l WHERE l.chain = ?)"
        " UNION ALL SELECT 'site', t.code, t.timezone, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM site t WHERE t.code = ?"
        " UNION ALL SELECT 'top', 'query', CAST(max(q.id) AS TEXT), NULL, NULL, NULL, NULL, NULL, NULL, NULL"
        " FROM query q WHERE q.id >= ? AND q.id < ?"
        " UNION ALL SELECT 'top', 'signature', CAST(max(g.id) AS TEXT), NULL, NULL, NULL, NULL, NULL, NULL, NULL"
        " FROM signature g WHERE g.id >= ? AND g.id < ?"
        " UNION ALL SELECT 'repeated', CAST(j.n AS TEXT), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL"
        " FROM journal j WHERE j.chain = ? AND j.request_id = ?"
    )


def _parameters(subject: SubjectRef, forms: tuple[str, ...], page: int, request_id: str | None) -> list[object]:
    chain, first = subject.chain, subject.id * SPAN
    return [
        *casebook.context_part(subject.id, forms, page)[1],
        *review.context_part(subject.id, subject.site, forms, page)[1],
        *(chain, chain, subject.site, first, first + SPAN, first, first + SPAN, chain, request_id or ""),
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
    elif kind == "mark":
        page, path, seq = fields[:3]
        context.marks[int(page)][path] = max(int(seq), context.marks[int(page)].get(path, 0))
    elif kind == "last":
        page, path, seq = fields[:3]
        context.last_change[int(page)][path] = int(seq)
    elif kind == "signed":
        signature, page, seq, digest, derived, withdrawn = fields[:6]
        context.signed[int(page)] = Signed(int(signature), SignedPage(int(seq), digest, derived), withdrawn is not None)
    elif kind == "hold":
        scope, key, state = fields[:3]
        context.holds[scope, key] = HoldState(state)
