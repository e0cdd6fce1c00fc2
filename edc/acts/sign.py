"""Sign a page, a visit or a casebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy import Connection

from edc import clock
from edc.access.reading import person
from edc.access.rules import Permission
from edc.access.statements import STATEMENTS
from edc.acts.consequences import settle_signed
from edc.acts.context import Context, open_context, read_context
from edc.acts.context_rows import Signed
from edc.acts.explaining import Question, explain, questions
from edc.acts.permitted import require
from edc.acts.reasons import Reason
from edc.acts.refresh import refresh
from edc.acts.standing import SETTLED, entry_states
from edc.casebook.pinning import published
from edc.casebook.reading import SubjectRef
from edc.db import Database, Locks, rows
from edc.errors import Refusal
from edc.review.rules import Signable, SignedPage, signable
from edc.review.rules_holds import Activity, closes
from edc.review.rules_queries import Key, QueryState
from edc.trail.digests import canonical, sha256
from edc.trail.unit import Actor, Unit, unit

Scope = Literal["page", "visit", "subject"]
PERMISSIONS: Mapping[Scope, Permission] = {
    "page": Permission.PAGE_SIGN,
    "visit": Permission.PAGE_SIGN,
    "subject": Permission.CASEBOOK_SIGN,
}
STATEMENT = next(code for code in STATEMENTS if code.startswith("signature/"))
"""What a person accepts before signing for the first time (REQ-49)."""
FRESH = timedelta(minutes=5)
"""How long after the password was checked a signature is still the same person's."""


@dataclass(frozen=True, slots=True)
class ToSign:
    """What a signature given now would name, and what stands in its way."""

    pages: Mapping[int, SignedPage]
    unfinished: tuple[int, ...]
    """Pages of the scope that are expected and not finished, or in entry."""
    open_queries: int
    """Open or answered, not closed."""
    signable: Signable
    questions: tuple[Question, ...] = ()
    """What the signer has to explain."""

    @property
    def seen(self) -> str:
        """A token of what is shown, which the signature gives back: the form carries it."""
        shown = [[page, one.seq, one.digest, one.derived] for page, one in sorted(self.pages.items())]
        return sha256(canonical(shown))


def to_sign(connection: Connection, subject: SubjectRef, scope: Scope, key: int) -> ToSign:
    """What :func:`sign` would sign now: for the screen before it. *key*: number of page, visit or subject."""
    return _to_sign(connection, read_context(connection, subject, published(connection).forms), scope, key)


def sign(
    database: Database,
    actor: Actor,
    subject: SubjectRef,
    scope: Scope,
    key: int,
    *,
    meaning: str,
    seen: str,
    identified_at: str,
    explained: Mapping[Key, Reason] | None = None,
    request_key: str | None,
) -> int:
    """Sign what was shown (*seen*), and nothing else; returns the signature's number.

    *identified_at*: when the password was checked, as ``edc.clock`` stamps it. Every
    page of the scope that holds anything is named with its version, that version's
    digest and its derived values (REQ-43, REQ-44). *explained*: an explanation for
    each of the checks that ask the signer. Raises :class:`Refusal`: ``sign_explain``,
    ``sign_identify``, ``sign_statement``, ``sign_meaning``, ``sign_changed`` where
    anything differs from what was shown, ``sign_unfinished``, ``sign_open_queries``
    (casebook), ``sign_no_page`` where the study does not have the page signed,
    ``sign_nothing``, ``locked``.
    """
    require(actor, PERMISSIONS[scope], subject.site)
    locks, about = Locks(subject.site, subject.id), {"scope": scope, "key": key}
    with unit(database, "sign", actor, locks=locks, request_id=request_key, about=about) as work:
        context = open_context(work, subject, published(work.connection).forms)
        if context.repeated is not None:
            return _before(work, context)
        name = _printed_name(work, actor, identified_at)
        if context.study.meanings and meaning not in {coded.code for coded in context.study.meanings}:
            raise Refusal("sign_meaning")
        shown = _to_sign(work.connection, context, scope, key)
        _refuse(context, scope, key, shown, seen)
        explain(work, context, shown.questions, explained or {})
        number = context.next_number("signature")
        row = {"id": number, "scope": scope, "key": key, "meaning": meaning, "person": actor.person, "name": name}
        work.append("signature", subject.chain, row | {"role": actor.role, "at": work.at})
        for page, one in sorted(shown.pages.items()):
            row = {"signature": number, "page": page, "seq": one.seq, "digest": one.digest, "derived": one.derived}
            work.append("signature_page", subject.chain, row)
            context.signed[page] = Signed(number, one, withdrawn=False, at=work.at)
        for page in shown.pages:
            refresh(work, context, page)
        settle_signed(work, context, shown.pages)
        return number


def _to_sign(connection: Connection, context: Context, scope: Scope, key: int) -> ToSign:
    chosen = [page for page, now in context.pages.items() if _in_scope(context, scope, key, page)]
    states = entry_states(context)
    open_queries = [
        thread
        for page in chosen
        for thread in context.threads.get(page, {}).values()
        if thread.state in (QueryState.OPEN, QueryState.ANSWERED)
    ]
    unfinished = tuple(page for page in chosen if states[page] not in SETTLED)
    recorded = {page: context.pages[page] for page in chosen if context.pages[page].seq}
    pages = {page: context.signable_now(page, now.seq, now.digest) for page, now in recorded.items()}
    asked = questions(connection, context, pages)
    return ToSign(pages, unfinished, len(open_queries), signable(scope, len(unfinished), len(open_queries)), asked)


def _in_scope(context: Context, scope: Scope, key: int, page: int) -> bool:
    return key == {"page": page, "visit": context.pages[page].visit, "subject": context.subject.id}[scope]


def _refuse(context: Context, scope: Scope, key: int, shown: ToSign, seen: str) -> None:
    if any(closes(context.held(page).state, Activity.SIGN) for page in shown.pages):
        raise Refusal("locked")
    if shown.seen != seen:
        raise Refusal("sign_changed")
    if shown.signable.blocked:
        raise Refusal(shown.signable.blocked[0])
    if not shown.pages:
        raise Refusal("sign_nothing")
    if scope == "page" and not context.study_of(key).form_by_name[context.pages[key].form].sign:
        raise Refusal("sign_no_page")


def _printed_name(work: Unit, actor: Actor, identified_at: str) -> str:
    """The signer's name, if it is really they who sign."""
    if not identified_at or abs(clock.parse(work.at) - clock.parse(identified_at)) > FRESH:
        raise Refusal("sign_identify")
    sql = "SELECT 1 FROM acceptance WHERE person = ? AND statement = ?"
    known = person(work.connection, actor.person)
    if known is None or not rows(work.connection, sql, (actor.person, STATEMENT)):
        raise Refusal("sign_statement")
    return known.name


def _before(work: Unit, context: Context) -> int:
    """The signature that this very request gave when it was sent before."""
    sql = "SELECT id FROM signature WHERE chain = ? AND act = ?"
    found = rows(work.connection, sql, (context.subject.chain, context.repeated))
    if not found:
        raise Refusal("duplicate_request")
    return int(found[0][0])
