"""The screen before a signature as its template receives it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Connection

from edc.access.rules import Permission
from edc.acts.context import Context, read_context
from edc.acts.reasons import Reason
from edc.acts.sign import ToSign, to_sign
from edc.db import rows
from edc.review.rules import SignatureState
from edc.review.rules_holds import Activity, closes
from edc.review.rules_queries import Key
from edc.review.signatures import SignatureRow, signatures, signatures_naming
from edc.study.definition import Study, say
from edc.web.cells import query_lines
from edc.web.keys import new_key
from edc.web.shapes import Link
from edc.web.shapes.review import SignatureLine, SignShape
from edc.web.signing.asking import question_shapes
from edc.web.signing.place import Place
from edc.web.signing.through import Through
from edc.web.spoken import moment, role_words


def sign_shape(
    connection: Connection,
    study: Study,
    place: Place,
    language: str,
    *,
    problem: str = "",
    picked: str = "",
    typed_name: str = "",
    explained: Mapping[Key, Reason] | None = None,
    withdraw: str = "",
) -> SignShape:
    """Everything that a signature given now would cover. Read in one moment (``database.snapshot``)."""
    shown = to_sign(connection, place.subject, place.scope, place.key)
    context = read_context(connection, place.subject, study.form_by_name)
    given = signatures(connection, place.scope, place.key)
    covered = frozenset(given[0].pages) if given and given[0].state is not SignatureState.WITHDRAWN else None
    chosen = {*shown.pages, *shown.unfinished}
    blocks = Through(connection, context, language, covered).blocks(chosen, by_visit=place.scope == "subject")
    return SignShape(
        crumbs=place.crumbs,
        blocks=blocks,
        action_url=place.url,
        request_key=new_key(),
        seen=shown.seen,
        meanings=study.meanings,
        first=not g.me.session.signed,
        user_name=g.me.username,
        signer=g.me.name,
        back=place.back,
        pages=len(shown.pages),
        blocked=tuple(_blocked(context, place, shown)),
        questions=question_shapes(context, shown.questions, explained or {}, language),
        confirmations=study.confirmations,
        warned=tuple(_warned(context, place, shown)),
        queries=_queries(place) if shown.open_queries else None,
        past=_past(connection, study, place, language, given),
        stands=bool(given) and given[0].state is SignatureState.SIGNED,
        problem=problem,
        picked=picked,
        typed_name=typed_name,
        withdraw_problem=withdraw,
    )


def _blocked(context: Context, place: Place, shown: ToSign) -> list[str]:
    """Why nothing can be signed now."""
    found = []
    if any(closes(context.held(page).state, Activity.SIGN) for page in shown.pages):
        found.append(_("Locked: nothing here can be signed."))
    if place.scope == "page":
        form = context.study_of(place.key).form_by_name[context.pages[place.key].form]
        if not form.sign:
            found.append(_("In this study this page is signed with its visit."))
    if shown.unfinished:
        found.append(
            ngettext(
                "%(num)s page is not finished. Finish it or mark it as not done, then sign.",
                "%(num)s pages are not finished. Finish them or mark them as not done, then sign.",
                len(shown.unfinished),
            )
        )
    elif not shown.pages:
        found.append(_("Nothing is recorded here yet."))
    if "sign_open_queries" in shown.signable.blocked:
        found.append(
            ngettext(
                "%(num)s query is not closed. A casebook is signed once all of them are.",
                "%(num)s queries are not closed. A casebook is signed once all of them are.",
                shown.open_queries,
            )
        )
    return found


def _warned(context: Context, place: Place, shown: ToSign) -> list[str]:
    """What the signer is told before signing all the same."""
    if "sign_open_queries" not in shown.signable.warned:
        return []
    threads = [thread.state for page in shown.pages for thread in context.threads.get(page, {}).values()]
    lines = query_lines(threads.count("open"), threads.count("answered"))  # type: ignore[arg-type]  # states are str
    return [_("%(queries)s. A correction will ask for a new signature.", queries=", ".join(lines))]


def _queries(place: Place) -> Link:
    if place.scope == "page":
        return Link(_("Show the queries"), url_for("queries.listing", page=place.key))
    return Link(_("Show the queries"), url_for("queries.listing", participant=place.subject.code, state="all"))


def _past(
    connection: Connection, study: Study, place: Place, language: str, given: list[SignatureRow]
) -> tuple[SignatureLine, ...]:
    """Every signature of this place; of a page, also those of its visit and its casebook that name it."""
    named = signatures_naming(connection, place.key) if place.scope == "page" else given
    zone = rows(connection, "SELECT timezone FROM site WHERE code = ?", (place.subject.site,))[0][0]
    may = g.me.may(Permission.SIGNATURE_WITHDRAW, place.subject.site)
    return tuple(_line(study, place, one, zone, language, may) for one in named)


def _line(study: Study, place: Place, one: SignatureRow, zone: str, language: str, may: bool) -> SignatureLine:
    meaning = next((say(each.label, language) for each in study.meanings if each.code == one.meaning), one.meaning)
    mine = may and one.person == g.me.username and one.withdrawn_at is None
    return SignatureLine(
        name=one.name,
        role=role_words(one.role),
        at=moment(one.at, zone, seconds=True),
        meaning=meaning,
        covers=ngettext("%(num)s page", "%(num)s pages", len(one.pages)),
        state=one.state.value,  # type: ignore[arg-type]  # a signature that was given is never "unsigned"
        why=_why(one, zone),
        withdraw_url=url_for("signing.withdraw", subject_id=place.subject.id, signature=one.id) if mine else "",
    )


def _why(one: SignatureRow, zone: str) -> str:
    if one.withdrawn_at is not None:
        return _("Withdrawn %(at)s: %(why)s", at=moment(one.withdrawn_at, zone), why=one.withdrawn_reason)
    if one.state is SignatureState.AGAIN:
        return ngettext("%(num)s page changed since", "%(num)s pages changed since", len(one.changed))
    return ""
