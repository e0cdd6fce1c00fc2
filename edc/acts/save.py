"""Save a page: the act everything else is built around.

Under the subject's lock: was this request sent before; merge with what others
saved meanwhile, item by item; one version, whose item changes the database
writes; derived values; the queries of edit checks; the state cache; the journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from edc.acts.consequences import settle_consequences
from edc.acts.context import Context, open_context, read_more
from edc.acts.correcting import answer_with
from edc.acts.versions import add_version
from edc.casebook.reading import PageRef
from edc.casebook.rules_saving import Conflict, allot_rows, beside_removed, clean_reason, merge
from edc.db import Database, Locks, rows
from edc.errors import Refusal
from edc.study.definition import Form
from edc.study.document import FINISHED, NOT_DONE, STRUCK, Document, Value, changed, decode
from edc.study.evaluation import Owed, moved_items
from edc.trail.unit import Actor, Unit, unit


class Conflicted(Refusal):
    """Others changed the same items since the page was opened.

    ``conflicts`` says which; ``seq`` is the head now, ``opened`` the document both began from.
    """

    def __init__(self, conflicts: tuple[Conflict, ...], seq: int, opened: Document) -> None:
        self.conflicts = conflicts
        self.seq = seq
        self.opened = opened
        super().__init__("stale")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person gives to a save. ``values`` are parsed by ``study.values``, never raw.

    ``opened_seq``: the version the form was opened at. ``reasons``: path to reason.
    ``confirmed``: (path, check id) of asks confirmed, to (code, words).
    """

    opened_seq: int
    values: Document
    reasons: Mapping[str, str] = field(default_factory=dict)
    confirmed: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Saved:
    """How a page stands after a save.

    ``seq``: its head; ``changed``: this save added it (a request sent twice, or one
    that changed nothing, did not). ``merged``: paths others had changed meanwhile.
    ``owed``: what kept *Finish* from finishing.
    """

    seq: int
    changed: bool
    merged: tuple[str, ...] = ()
    finished: bool = False
    owed: tuple[Owed, ...] = ()


def save(
    database: Database,
    actor: Actor,
    page: PageRef,
    entry: Entry,
    *,
    request_key: str | None,
    finish: bool = False,
    origin: str = "direct",
    answering: int | None = None,
) -> Saved:
    """Save what was entered on *page*; with *finish*, release it too if nothing is owed.

    *answering*: the query that asked for the correction, which answers it.
    Raises :class:`Conflicted`, :class:`ReasonsOwed`, ``CheckRefused`` or another
    :class:`Refusal`; then nothing was changed.
    """
    name = "finish" if finish else "save"
    locks = Locks(page.subject.site, page.subject.id)
    with unit(database, name, actor, locks=locks, request_id=request_key, about={"page": page.id}) as work:
        context = open_context(work, page.subject, (), page.id)
        if context.repeated is not None:
            return _as_before(work, context, page)
        study = context.study_of(page.id)
        form = study.form_by_name[page.form]
        document, merged = _merged(work, context, page, form, entry)
        changes = changed(context.document(page.id), document)
        if not (changes or finish or entry.confirmed):
            return Saved(context.pages[page.id].seq, False, merged, _finished(context, page))
        # what else is read depends on what changed: of hundreds of pages most have nothing to do with it
        moved = moved_items(form, context.document(page.id), document, changes)
        read_more(work.connection, context, context.rules.forms_needed(page.form, moved), page.id)
        due: tuple[Owed, ...] = ()
        if finish:
            view = context.view({page.id: document})
            # what is owed may hang on what is derived of these very values, such as the flag of a result
            derived = context.rules.derive(view, [page.id], only=context.rules.shown(page.form).derived)
            view = view.with_derived((one.page, one.path, one.value) for one in derived)
            due = tuple(context.rules.owed(view, page.id))
            if not due:
                document = {**document, FINISHED: Value(v="Y")}
        reasons = {path: text for path, given in entry.reasons.items() if (text := clean_reason(given))}
        added = add_version(work, context, page.id, document, reasons, origin)
        finished = _finished(context, page) or document.get(FINISHED) is not None
        if added is not None and answering is not None:
            answer_with(work, context, page.id, answering, form, added)
        if added is None and not entry.confirmed:
            return Saved(context.pages[page.id].seq, False, merged, finished, due)
        settle_consequences(work, context, [added] if added else [], page.id, entry.confirmed)
        return Saved(added.seq if added else context.pages[page.id].seq, added is not None, merged, finished, due)


def _finished(context: Context, page: PageRef) -> bool:
    return context.document(page.id).get(FINISHED) is not None


def _as_before(work: Unit, context: Context, page: PageRef) -> Saved:
    """The answer to a request that was sent before: what it did then, not again."""
    sql = "SELECT seq FROM page_version WHERE chain = ? AND act = ? AND page = ?"
    found = rows(work.connection, sql, (page.subject.chain, context.repeated, page.id))
    if not found:
        raise Refusal("duplicate_request")
    return Saved(found[0][0], False, (), _finished(context, page))


def _merged(
    work: Unit, context: Context, page: PageRef, form: Form, entry: Entry
) -> tuple[dict[str, Value | None], tuple[str, ...]]:
    """The whole document to save, and the paths that others changed meanwhile."""
    now = context.pages[page.id]
    opened = now.document
    if entry.opened_seq != now.seq:
        opened = _opened(work, page, entry.opened_seq)
    unknown = [path for path in entry.values if not _enterable(form, path)]
    if unknown:
        raise Refusal("no_such_items", items=", ".join(sorted(unknown)[:5]))
    growing = [group.name for group in form.groups if group.repeat == "added"]
    given = beside_removed(opened, entry.values)
    mine = {**opened, **allot_rows(opened, now.document, {**opened, **given}, growing)} if growing else given
    if any(now.document.get(mark) is not None for mark in (STRUCK, NOT_DONE)):
        raise Refusal("page_marked")
    outcome = merge(opened, now.document, mine)
    if outcome.conflicts:
        raise Conflicted(outcome.conflicts, now.seq, opened)
    return outcome.result, outcome.merged_from_theirs


def _enterable(form: Form, path: str) -> bool:
    """Whether people enter *path*: an item that is not derived, or the order of added rows."""
    group, _, mark = path.rpartition("/")
    if mark == "#order":
        return any(one.name == group and one.repeat == "added" for one in form.groups)
    at = form.at(path)
    return at is not None and at[2].stored


def _opened(work: Unit, page: PageRef, seq: int) -> Document:
    """The version the form was opened at."""
    if seq == 0:
        return {}
    found = rows(work.connection, "SELECT data FROM page_version WHERE page = ? AND seq = ?", (page.id, seq))
    if not found:
        raise Refusal("stale")
    return decode(found[0][0])
