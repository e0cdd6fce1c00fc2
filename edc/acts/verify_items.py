"""Verify items against the source."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from edc.access.rules import Permission, Role
from edc.access.rules_grants import MASKED, verifying_refusal
from edc.acts.context import Context, open_context
from edc.acts.permitted import require
from edc.acts.refresh import refresh
from edc.acts.verification import append_mark, ready_marks
from edc.casebook.reading import PageRef
from edc.casebook.rules import EntryState, entry_state
from edc.db import Database, Locks, rows
from edc.errors import Refusal
from edc.study.document import Value
from edc.trail.unit import Actor, Unit, unit


@dataclass(frozen=True, slots=True)
class Verified:
    """Paths that were marked now, and masked ones whose typed value is not the stored one."""

    marked: tuple[str, ...]
    differing: tuple[str, ...]


def verify_items(
    database: Database,
    actor: Actor,
    page: PageRef,
    paths: Collection[str],
    *,
    opened_seq: int,
    typed: Mapping[str, Value] | None = None,
    request_key: str | None,
) -> Verified:
    """Mark that the values at *paths* agree with the source, as shown at version *opened_seq*.

    A mark names the version that gave the value, so that it lapses alone when only
    its item changes. An identifying item that is masked for the role is verified by
    typing it (*typed*); where it differs there is no mark, and the attempt is on
    record. Raises :class:`Refusal`: ``verify_unfinished``, ``verify_changed`` names
    items that changed meanwhile, ``own_entry``, ``locked``, ``no_such_items``.
    """
    require(actor, Permission.VERIFY, page.subject.site)
    locks, about = Locks(page.subject.site, page.subject.id), {"page": page.id}
    with unit(database, "verify_items", actor, locks=locks, request_id=request_key, about=about) as work:
        context = open_context(work, page.subject, {page.form})
        if context.repeated is not None:
            return _before(work, context)
        if entry_state(context.document(page.id), expected=True) is not EntryState.FINISHED:
            raise Refusal("verify_unfinished")
        last = ready_marks(work, context, page, paths)
        changed = sorted(path for path in paths if last[path] > opened_seq)
        if changed:
            raise Refusal("verify_changed", items=", ".join(changed))
        if code := verifying_refusal(actor.person, _entered_by(work, page, {last[path] for path in paths})):
            raise Refusal(code)
        differing = _differing(context, page, paths, actor, typed or {})
        due = [path for path in paths if context.marks[page.id].get(path) != last[path]]
        for path in sorted(due):
            append_mark(work, context, page, path, marked=path not in differing)
        if due:
            refresh(work, context, page.id)
        return Verified(tuple(sorted(set(due) - differing)), tuple(sorted(differing)))


def _entered_by(work: Unit, page: PageRef, seqs: set[int]) -> set[str]:
    """Who gave the values of these versions."""
    found = rows(work.connection, "SELECT seq, person FROM page_version WHERE page = ?", (page.id,))
    return {person for seq, person in found if seq in seqs}


def _differing(
    context: Context, page: PageRef, paths: Collection[str], actor: Actor, typed: Mapping[str, Value]
) -> set[str]:
    """Masked paths whose typed value is not the stored one."""
    if Role(actor.role) not in MASKED:
        return set()
    form, document = context.study_of(page.id).form_by_name[page.form], context.document(page.id)
    masked = {path for path in paths if form.by_name[path.rpartition("/")[2]][1].identifying}
    return {path for path in masked if not _same(document[path], typed.get(path))}


def _same(stored: Value | None, typed: Value | None) -> bool:
    return stored is not None and typed is not None and (stored.v, stored.m) == (typed.v, typed.m)


def _before(work: Unit, context: Context) -> Verified:
    """What this very request did when it was sent before."""
    sql = "SELECT path, marked FROM verification WHERE chain = ? AND act = ? ORDER BY path"
    found = rows(work.connection, sql, (context.subject.chain, context.repeated))
    return Verified(
        tuple(path for path, marked in found if marked), tuple(path for path, marked in found if not marked)
    )
