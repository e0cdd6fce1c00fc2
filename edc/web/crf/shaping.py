"""The whole page as its template receives it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from flask import url_for
from flask_babel import gettext as _

from edc.access.rules import Permission
from edc.casebook.rules import EntryState, entry_state
from edc.casebook.states import to_verify
from edc.review.rules import SignatureState, signature_state
from edc.study.definition import say
from edc.study.document import FINISHED, NOT_DONE, STRUCK
from edc.study.schedule import Window, deviation_days, study_day, window_of
from edc.study.values import as_date
from edc.web.cells import add_another, form_word
from edc.web.crf.blank import blank_items
from edc.web.crf.groups import group_shape
from edc.web.crf.items import page_asks
from edc.web.crf.older import kept_values, move_link
from edc.web.crf.release import notices_here, propose_url, release_shapes
from edc.web.crf.sheet import Sheet
from edc.web.crf.struck import struck_shape
from edc.web.punctuation import clause
from edc.web.saying import say_reason
from edc.web.shapes import Banner, Crumb, DraftShape, Glyph, Link, PageShape, PageState, Rail, Sibling, Trouble
from edc.web.shapes.page import May
from edc.web.study.clarifications import open_on

Held = Literal["open", "frozen", "locked"]


def page_shape(
    sheet: Sheet,
    *,
    request_key: str,
    siblings: tuple[Sibling, ...] = (),
    rail: Rail | None = None,
    troubles: Sequence[Trouble] = (),
    reasons_owed: frozenset[str] = frozenset(),
    added: frozenset[str] = frozenset(),
    others: tuple[str, ...] = (),
    differing: tuple[str, ...] = (),
    saved_at: str = "",
    draft: DraftShape | None = None,
    opened_seq: int | None = None,
) -> PageShape:
    """Everything the page shows to this person now."""
    ref = sheet.ref
    when, late = _when(sheet)
    return PageShape(
        crumbs=page_crumbs(sheet),
        state=_state(sheet),
        groups=tuple(group_shape(sheet, group, reasons_owed, added) for group in sheet.form.groups),
        action_url=url_for("crf.post", page_id=ref.id),
        live_url=url_for("crf.live", page_id=ref.id),
        draft_url=url_for("crf.draft", page_id=ref.id),
        cancel_url=url_for("casebook.subject", subject_id=ref.subject.id),
        print_url=url_for("paper.page", page_id=ref.id),
        request_key=request_key,
        opened_seq=sheet.seq if opened_seq is None else opened_seq,
        may=_may(sheet),
        when=when,
        late=late,
        siblings=siblings,
        banner=_banner(sheet),
        draft=draft,
        troubles=tuple(troubles),
        unsaved=bool(troubles) and bool(sheet.raw),
        asks=tuple(page_asks(sheet, "")) if sheet.seq or sheet.raw else (),
        others=others,
        differing=differing,
        saved_at=saved_at,
        rail=rail or Rail(notes=sheet.form.notes or None),
        sign=_sign(sheet),
        raise_url=url_for("queries.ask", page_id=ref.id) if sheet.may(Permission.QUERY_RAISE) else "",
        reasons=sheet.study.reasons,
        confirmations=sheet.study.confirmations,
        not_done_reasons=sheet.study.not_done_reasons,
        blank_items=blank_items(sheet),
        kept=kept_values(sheet),
        move=move_link(sheet),
        another=add_another(sheet.form, ref.visit, sheet.language) if _may_add(sheet) else None,
        struck=struck_shape(sheet),
        clarifications=open_on(sheet.study, ref.form, sheet.language),
        releases=release_shapes(sheet),
        notices=notices_here(sheet),
        propose_url=propose_url(sheet),
    )


def _may_add(sheet: Sheet) -> bool:
    """Whether this person may add a further page of the form."""
    free = sheet.context.held(sheet.ref.id).state == "open" and not sheet.context.struck
    return free and sheet.form.repeating and sheet.may(Permission.DATA_ENTER)


def page_crumbs(sheet: Sheet) -> tuple[Crumb, ...]:
    ref = sheet.ref
    event = sheet.study.event_by_name[ref.event]
    word = say(event.label, sheet.language) + (f" {ref.visit_repeat}" if event.repeating else "")
    return (
        Crumb(ref.subject.code, url_for("casebook.subject", subject_id=ref.subject.id)),
        Crumb(word, url_for("casebook.visit", visit_id=ref.visit)),
        Crumb(form_word(sheet.form, sheet.language, ref.repeat)),
    )


def _state(sheet: Sheet) -> PageState:
    ref, context = sheet.ref, sheet.context
    stored = context.document(ref.id)
    now = context.pages[ref.id]
    held: Held = context.held(ref.id).state.value
    owed = to_verify(sheet.form, stored)
    standing = [
        path
        for path in owed
        if context.marks.get(ref.id, {}).get(path) == context.last_change.get(ref.id, {}).get(path, -1)
    ]
    signed = context.signed.get(ref.id)
    state = signature_state(
        {ref.id: signed.then} if signed else None,
        {ref.id: context.signable_now(ref.id, now.seq, now.digest)},
        withdrawn=bool(signed and signed.withdrawn),
    ).state
    states = [thread.state for thread in context.threads.get(ref.id, {}).values()]
    return PageState(
        entry=entry_glyph(entry_state(stored if now.seq else None, ref.form not in sheet.left_out), held),
        open=states.count("open"),  # type: ignore[arg-type]  # QueryState is a str
        answered=states.count("answered"),  # type: ignore[arg-type]  # QueryState is a str
        verified=len(standing),
        to_verify=len(owed),
        signed=_("as it stands") if state is SignatureState.SIGNED else "",
        sign_again=state is SignatureState.AGAIN,
        held="" if held == "open" else held,
        version=context.version_of(ref.id),
    )


def entry_glyph(entry: EntryState | str, held: str = "open") -> Glyph:
    """The one sign that speaks for a page: locked, frozen, struck, not done, then the state of entry."""
    if held in ("locked", "frozen"):
        return held  # type: ignore[return-value]  # both are glyphs
    return str(entry)  # type: ignore[return-value]  # the states of entry are glyphs of the same name


def _may(sheet: Sheet) -> frozenset[May]:
    may: set[May] = set()
    stored = sheet.context.document(sheet.ref.id)
    enters = sheet.may(Permission.DATA_ENTER)
    free = sheet.context.held(sheet.ref.id).state == "open" and not sheet.context.struck
    if enters and sheet.open:
        may |= {"enter"}
        if stored.get(FINISHED) is not None:
            may |= {"reopen"}
        if not any(value is not None for path, value in stored.items() if "#" not in path):
            may |= {"not_done"}
    if sheet.may(Permission.DATA_STRIKE) and free:
        if stored.get(STRUCK) is not None or stored.get(NOT_DONE) is not None:
            may |= {"restore"}
        elif sheet.seq:
            may |= {"strike"}
    if sheet.may(Permission.VERIFY) and stored.get(FINISHED) is not None:
        may |= {"verify"}
    if sheet.may(Permission.QUERY_RAISE):
        may |= {"query"}
    return frozenset(may)


def _banner(sheet: Sheet) -> Banner | None:
    held = sheet.context.held(sheet.ref.id).state.value
    if sheet.context.struck:
        return Banner("todo", _("This participant was struck out as created in error. Nothing more is entered."))
    if held == "locked":
        return Banner("lock", _("Locked: nothing here can be changed."))
    if held == "frozen":
        return Banner("lock", _("Frozen: data closed, queries go on."), icon="frozen")
    mark = sheet.context.document(sheet.ref.id).get(NOT_DONE)
    if mark is not None:
        why = say_reason(sheet.study, mark.v, sheet.language)
        return Banner("todo", _("This page was not done: %(reason)s. Restore it to enter values.", reason=clause(why)))
    signed = sheet.context.signed.get(sheet.ref.id)
    if signed and _state(sheet).sign_again:
        if not sheet.may(Permission.PAGE_SIGN):
            return Banner("sign", _("The signature no longer covers what stands here."))
        text = _("The signature no longer covers what stands here. See the difference and sign again.")
        return Banner("sign", text, Link(_("Sign the visit"), url_for("signing.visit", visit_id=sheet.ref.visit)))
    if entry_state(sheet.context.document(sheet.ref.id), expected=False) is EntryState.NOT_EXPECTED:
        why = sheet.left_out_words
        return Banner("todo", _("%(why)s. It may be recorded all the same.", why=clause(why))) if why else None
    return None


def _sign(sheet: Sheet) -> Link | None:
    if sheet.context.struck or not (sheet.form.sign and sheet.may(Permission.PAGE_SIGN)):
        return None
    return Link(_("Sign page ..."), url_for("signing.page", page_id=sheet.ref.id))


def visit_dates(sheet: Sheet) -> tuple[dict[str, date], date | None]:
    """The date of each event that took place (first of its name), and of consent."""
    study = sheet.study
    dates: dict[str, date] = {}
    consent: date | None = None
    for page in sheet.view.standing:
        for named, take in ((study.visit_date, "visit"), (study.consent_date, "consent")):
            form, _dot, item = (named or "").partition(".")
            if page.form != form:
                continue
            found = [
                as_date(value) for path, value in page.document.items() if value and path.rpartition("/")[2] == item
            ]
            days = [day for day in found if day]
            if days and take == "visit":
                dates.setdefault(page.event, days[0])
            elif days:
                consent = min([*days, *([consent] if consent else [])])
    return dates, consent


def _when(sheet: Sheet) -> tuple[tuple[str, ...], bool]:
    """The line under the title: date of the visit, study day, window."""
    dates, consent = visit_dates(sheet)
    event = sheet.study.event_by_name[sheet.ref.event]
    window = window_of(sheet.study, event, dates, consent)
    actual = dates.get(event.name) if not event.repeating else None
    parts = []
    if actual:
        parts.append(_("Visit date %(date)s", date=actual.isoformat()))
        if event.anchor and event.anchor in dates:
            parts.append(_("day %(n)s", n=study_day(actual, dates[event.anchor])))
    elif window:
        parts.append(_("Window %(first)s to %(last)s", first=window.first.isoformat(), last=window.last.isoformat()))
    return _with_window(parts, window, actual)


def _with_window(parts: list[str], window: Window | None, actual: date | None) -> tuple[tuple[str, ...], bool]:
    if window is None or actual is None:
        return tuple(parts), False
    apart = deviation_days(window, actual)
    if apart == 0:
        return (*parts, _("window kept")), False
    return (*parts, _("out of window (%(days)s d)", days=f"{apart:+d}")), True
