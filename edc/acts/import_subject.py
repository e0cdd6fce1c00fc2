"""What an import does to one participant: the same machinery as a save, in one unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from edc.acts.add_subject import append_page, append_visit
from edc.acts.consequences import CheckRefused, settle_consequences
from edc.acts.context import Context, open_context
from edc.acts.holds import refuse_new
from edc.acts.import_page import Decided, Verdict, decide
from edc.acts.queries import append_event, open_thread
from edc.acts.versions import Added, add_version
from edc.casebook.pinning import published, published_at
from edc.casebook.reading import SubjectRef
from edc.db import Database, Locks, rows
from edc.errors import Refusal
from edc.exchange.import_report import ImportLine, Outcome
from edc.exchange.odm_in import Given, Place
from edc.review.rules_queries import Audience, Key, QueryState, QueryStep
from edc.trail.unit import Actor, Unit, unit

ORIGIN = "import"
DIFFERS = "import_differs"
"""Message id of the query that an import raises; its words are the file's value."""


@dataclass
class _Run:
    """One participant's part of a file. ``refused``: page and path to the check that refuses what is given there."""

    actor: Actor
    subject: SubjectRef
    given: Sequence[Given]
    about: Mapping[str, Any]
    pages: Mapping[Place, int] = field(default_factory=dict)
    refused: dict[tuple[int, str], str] = field(default_factory=dict)

    @property
    def locks(self) -> Locks:
        return Locks(self.subject.site, self.subject.id)


def import_subject(
    database: Database, actor: Actor, subject: SubjectRef, given: Sequence[Given], about: Mapping[str, Any]
) -> list[ImportLine]:
    """Bring what is *given* into the pages of *subject* and tell what became of each value, in order."""
    run = _Run(actor, subject, given, about)
    try:
        run.pages = _open_pages(database, run)
        while True:
            try:
                return _lines(run, _attempt(database, run))
            except CheckRefused as error:
                more = {(one.page, path): one.check for one in error.findings for path in one.paths}
                if more.keys() <= run.refused.keys():
                    raise
                run.refused |= more
    except Refusal as refusal:
        return refuse_subject(subject.code, given, refusal)


def refuse_subject(code: str, given: Sequence[Given], refusal: Refusal) -> list[ImportLine]:
    """Nothing of one participant was stored, and why; the others are none the worse for it."""
    why = "import_held" if refusal.code in ("held", "locked") else refusal.code
    return [_line(code, one, Outcome.REFUSED, why, refusal.params) for one in given]


def _lines(run: _Run, verdicts: Sequence[Verdict]) -> list[ImportLine]:
    place = {id(given): (given, outcome, why, params) for given, outcome, why, params in verdicts}
    return [_line(run.subject.code, *place[id(given)]) for given in run.given]


def _line(code: str, given: Given, outcome: Outcome, why: str, params: dict[str, str]) -> ImportLine:
    value = given.missing or given.text
    text = f"{value} {given.unit}" if given.unit and given.text else value
    where = given.place
    return ImportLine(given.line, code, where.event, where.form, given.path, text, outcome, why, params, given.source)


def _open_pages(database: Database, run: _Run) -> dict[Place, int]:
    """The pages the file speaks of; visits nobody owed and further pages of a form are added."""
    wanted = dict.fromkeys(one.place for one in run.given)
    subject = run.subject
    with unit(database, "import_visits", run.actor, locks=run.locks, about=dict(run.about)) as work:
        pages = _pages(work, subject)
        missing = [place for place in wanted if place not in pages]
        if not missing:
            return pages
        work.touch(subject.chain)
        refuse_new(work.connection, subject.site, subject.id)
        pinning = published_at(work.connection, subject.site)
        found = rows(work.connection, "SELECT event, repeat, id FROM visit WHERE subject = ?", (subject.id,))
        visits: dict[tuple[str, int], int] = {(event, repeat): visit for event, repeat, visit in found}
        for place in missing:
            if (place.event, place.event_repeat) not in visits:
                event = pinning.versions.event(place.event, pinning.effective)
                if event is None:
                    raise Refusal("not_found")
                number = append_visit(work, pinning.study, subject, event, place.event_repeat)
                visits[place.event, place.event_repeat] = number
        work.flush()
        opened = _pages(work, subject)
        for place in missing:
            if place not in opened:
                visit = visits[place.event, place.event_repeat]
                append_page(work, subject, visit, place.event, place.form, place.form_repeat)
        work.flush()
        return _pages(work, subject)


def _pages(work: Unit, subject: SubjectRef) -> dict[Place, int]:
    sql = (
        "SELECT v.event, v.repeat, p.form, p.repeat, p.id FROM page p JOIN visit v ON v.id = p.visit"
        " WHERE p.subject = ? ORDER BY p.id"
    )
    return {Place(*row[:4]): row[4] for row in rows(work.connection, sql, (subject.id,))}


def _attempt(database: Database, run: _Run) -> list[Verdict]:
    """One unit: a version of each page that gains anything, queries about what differs, and what follows."""
    given: dict[int, list[Given]] = defaultdict(list)
    for one in run.given:
        given[run.pages[one.place]].append(one)
    with unit(database, "import_data", run.actor, locks=run.locks, about=dict(run.about)) as work:
        context = open_context(work, run.subject, published(work.connection).forms)
        asked = _asked_before(work, run.subject)
        before = dict(context.steps)
        decided: dict[int, Decided] = {}
        settled: list[Added] = []
        for page, some in given.items():
            refused = {path: check for (number, path), check in run.refused.items() if number == page}
            decided[page] = decide(context, page, some, refused, asked.get(page, ()))
            settled += _bring_in(work, context, page, decided[page])
        if settled:
            settle_consequences(work, context, settled, settled[0].page)
        return [verdict for page, one in decided.items() for verdict in _judged(context, page, one, before)]


def _bring_in(work: Unit, context: Context, page: int, decided: Decided) -> list[Added]:
    """Append what was decided for one page."""
    for path, words in decided.queries:
        found = context.study_of(page).form_by_name[context.pages[page].form].at(path)
        audience: Audience = "investigator" if found is not None and found[2].medical else "site"
        query = context.next_number("query")
        open_thread(work, context, query, Key(page, path, ""), "import", audience, work.actor.role)
        append_event(work, context, query, QueryStep.RAISED, work.actor, code=DIFFERS, text=words)
    added = add_version(work, context, page, decided.document, {}, ORIGIN)
    if added is None and decided.queries:
        # nothing new on the page itself: it is settled as it stands, so that its state shows the query
        now = context.pages[page]
        added = Added(page, now.seq, now.document, now.digest, {})
    return [added] if added is not None else []


def _judged(context: Context, page: int, decided: Decided, before: Mapping[int, int]) -> list[Verdict]:
    """The verdicts, now that checks have run and derived values are known."""
    asking: dict[str, list[str]] = defaultdict(list)
    for thread in context.threads.get(page, {}).values():
        fresh = context.steps[thread.query] != before.get(thread.query)
        if fresh and thread.kind == "check" and thread.state is QueryState.OPEN:
            asking[thread.path].append(thread.check or "")
    judged: list[Verdict] = []
    for given, outcome, why, params in decided.verdicts:
        if outcome is Outcome.ACCEPTED and given.path in asking:
            checks = ", ".join(sorted(asking[given.path]))
            judged.append((given, Outcome.QUERIED, "import_asked", {"checks": checks}))
        elif why == "import_computed" and given.text != (context.derived.get(page, {}).get(given.path) or ""):
            stored = context.derived.get(page, {}).get(given.path) or "-"
            judged.append((given, Outcome.UNCHANGED, "import_computed_differs", {"stored": stored}))
        else:
            judged.append((given, outcome, why, params))
    return judged


def _asked_before(work: Unit, subject: SubjectRef) -> dict[int, set[tuple[str, str]]]:
    """Path and value of every query an import ever raised, by page: the same is not asked twice."""
    sql = (
        "SELECT q.page, q.path, e.text FROM page p JOIN query q ON q.page = p.id AND q.kind = 'import'"
        " JOIN query_event e ON e.query = q.id AND e.n = 1 WHERE p.subject = ?"
    )
    asked: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for page, path, text in rows(work.connection, sql, (subject.id,)):
        asked[page].add((path, text or ""))
    return asked
