"""What the signer is asked: checks of the pages to be signed about which nobody else was asked.

Each takes one explanation, which stands until a value that the check read changes, or
until the signature it was given with is withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from edc.acts.context import Context
from edc.acts.queries import take_steps
from edc.acts.reasons import Reason, chosen
from edc.db import rows
from edc.errors import Refusal
from edc.review.rules_queries import Finding as Firing
from edc.review.rules_queries import Key, QueryState, Thread, settle
from edc.study.evaluation import Finding, signing_findings
from edc.trail.unit import Unit


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to be explained before *key*'s page is signed."""

    key: Key
    finding: Finding


def questions(connection: Connection, context: Context, pages: Iterable[int]) -> tuple[Question, ...]:
    """What whoever signs *pages* now has to explain."""
    view, found = context.view(), []
    for page in sorted(pages):
        for one in signing_findings(context.rules.of(view.pages[page]), view, page):
            key = Key(page, one.path, one.check)
            if not _explained(connection, context, key, one):
                found.append(Question(key, one))
    return tuple(found)


def _explained(connection: Connection, context: Context, key: Key, finding: Finding) -> bool:
    """Whether an explanation given at an earlier signing still holds."""
    thread = next((one for one in context.threads[key.page].values() if _key(one) == key), None)
    if thread is None or thread.state is not QueryState.ACCEPTED:
        return False
    last = context.signed.get(key.page)
    if last is not None and last.withdrawn:
        return False
    sql = "SELECT max(act) FROM query_event WHERE query = ?"
    act, chain = rows(connection, sql, (thread.query,))[0][0], context.subject.chain
    sql = (
        "SELECT c.page, c.path FROM page_version v JOIN item_change c ON c.page = v.page AND c.seq = v.seq"
        " WHERE v.chain = ? AND v.act > ? UNION SELECT d.page, d.path FROM derived d WHERE d.chain = ? AND d.act > ?"
    )
    changed = {(page, path) for page, path in rows(connection, sql, (chain, act, chain, act))}
    return not changed & finding.inputs


def _key(thread: Thread) -> Key:
    return Key(thread.page, thread.path, thread.check or "")


def explain(work: Unit, context: Context, asked: Iterable[Question], given: Mapping[Key, Reason]) -> None:
    """Append what was asked and how the signer explained it, as accepted queries of those checks.

    Raises :class:`Refusal` (``sign_explain``) unless every question has one of the
    study's confirmations, with words where it wants them.
    """
    every = {question.key: given.get(question.key, Reason("")) for question in asked}
    said: dict[Key, tuple[str, str]] = {}
    for key, reason in every.items():
        try:
            clean = chosen(context.study.confirmations, reason)
        except Refusal:
            continue
        said[key] = (clean.code, clean.words)
    if len(said) < len(every):
        raise Refusal("sign_explain", count=len(every) - len(said))
    for page in sorted({key.page for key in every}):
        firing = [Firing(key, True, "investigator") for key in every if key.page == page]
        threads = [one for one in context.threads[page].values() if _key(one) in every]
        take_steps(work, context, settle(threads, firing, said), said)
