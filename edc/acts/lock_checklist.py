"""The lock checklist, whole: what is read from the record and what is worked out from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Connection

from edc.acts.context import Context, read_context
from edc.acts.notices import causes_of
from edc.acts.standing import SETTLED, entry_states
from edc.acts.verify_trail import check_trail
from edc.casebook.pinning import published
from edc.casebook.reading import SubjectRef
from edc.casebook.rules import EntryState
from edc.casebook.strikes import STRUCK_SUBJECTS
from edc.db import rows
from edc.review.checklist import Gap, GapKind, recorded_gaps
from edc.review.rules_notices import settle_notices
from edc.review.rules_queries import Finding as Firing
from edc.review.rules_queries import Key, settle
from edc.study.evaluation import Finding


def lock_gaps(connection: Connection) -> list[Gap]:
    """Everything that keeps the study from being locked now, in the order of the list.

    Rules are run again on every page, and every chain is verified.
    """
    gaps = recorded_gaps(connection)
    forms = published(connection).forms
    for row in rows(connection, f"SELECT id, code, site FROM subject WHERE id NOT IN {STRUCK_SUBJECTS} ORDER BY id"):
        context = read_context(connection, SubjectRef(*row), forms)
        gaps += _unfinished(context)
        gaps += _evaluated(context)
    gaps += [Gap(GapKind.TRAIL, path=f"{flaw.table} {flaw.row}", detail=flaw.what) for flaw in check_trail(connection)]
    order = list(GapKind)
    return sorted(gaps, key=lambda gap: order.index(gap.kind))


def _unfinished(context: Context) -> Iterator[Gap]:
    """Pages expected and not settled; one gap for a visit in which nothing was recorded at all."""
    states = entry_states(context)
    visits: dict[int, list[int]] = defaultdict(list)
    for page in sorted(states):
        visits[context.pages[page].visit].append(page)
    for visit, pages in visits.items():
        due = [page for page in pages if states[page] not in SETTLED]
        if due and all(states[page] in (EntryState.NOT_STARTED, EntryState.NOT_EXPECTED) for page in pages):
            event = context.pages[due[0]].event
            yield Gap(GapKind.VISIT, context.subject.code, context.subject.id, event, number=visit)
            continue
        for page in due:
            yield _gap(context, GapKind.PAGE, page, detail=states[page].value)


def _evaluated(context: Context) -> Iterator[Gap]:
    """Items a finished page owes, and findings that no query has taken up."""
    view = context.view()
    for page in sorted(context.pages):
        if not context.pages[page].seq:
            continue
        found = context.rules.findings(view, page, context.today)
        if any(one.kind == "required" for one in found):
            for due in context.rules.owed(view, page):
                yield _gap(context, GapKind.MISSING, page, path=due.path)
        for one in _not_taken_up(context, page, found):
            yield _gap(context, GapKind.RULE, page, path=f"{one.check} {one.path}".strip(), detail=one.check)


def _not_taken_up(context: Context, page: int, found: list[Finding]) -> Iterator[Finding]:
    """Findings that should have refused, asked or been put before people, had they been looked at."""
    asks = {Key(page, one.path, one.check): one for one in found if one.level == "ask"}
    threads = context.threads.get(page, {}).values()
    for step in settle(threads, [Firing(key, changed=False) for key in asks]):
        if step.key in asks:
            yield asks[step.key]
    yield from (one for one in found if one.level == "refuse")
    by_check = {(one.check, one.path): one for one in found}
    for act in settle_notices(context.notices.get(page, {}).values(), causes_of(page, found)):
        missed = by_check.get((act.cause.key.check, act.cause.key.path))
        if missed is not None and missed.level != "ask":
            yield missed


def _gap(context: Context, kind: GapKind, page: int, *, path: str = "", detail: str = "") -> Gap:
    now, subject = context.pages[page], context.subject
    return Gap(kind, subject.code, subject.id, now.event, now.form, page, path, page, detail)
