"""Beside the items of a page: the release check of what it records, and the notices that stand on it."""

from __future__ import annotations

from flask import render_template, url_for
from flask_babel import gettext as _

from edc.access.rules import Permission
from edc.review.rules_notices import Notice, NoticeState
from edc.study.definition import Condition, say
from edc.study.document import STRUCK
from edc.study.evaluation_release import ConditionState, ReleaseState, release_states
from edc.web.crf.sheet import Sheet
from edc.web.lot_links import recipients_links
from edc.web.notice_words import category_words, cause_words
from edc.web.shapes import Link
from edc.web.shapes.release import ConditionShape, NoticeHere, ReleaseShape


def release_shapes(sheet: Sheet) -> tuple[ReleaseShape, ...]:
    """The release checks of a page as it stands, or as it was typed; most pages have none."""
    return tuple(_shape(sheet, one) for one in release_states(sheet.rules, sheet.view, sheet.ref.id))


def live_releases(sheet: Sheet) -> dict[str, str]:
    """Name of each release check to its panel, drawn anew for what was typed."""
    return {one.name: render_template("crf/release.html", it=one) for one in release_shapes(sheet)}


def _shape(sheet: Sheet, state: ReleaseState) -> ReleaseShape:
    pairs = zip(state.release.conditions, state.states, strict=True)
    return ReleaseShape(
        name=state.release.name,
        word=say(state.release.label, sheet.language),
        cleared=state.cleared,
        given=state.given,
        lacking=len(state.lacking),
        conditions=tuple(_condition(sheet, condition, found) for condition, found in pairs),
    )


def _condition(sheet: Sheet, condition: Condition, state: ConditionState) -> ConditionShape:
    return ConditionShape(say(condition.label, sheet.language), state.value, _settled_at(sheet, condition))


def _settled_at(sheet: Sheet, condition: Condition) -> str:
    """The page where a condition is settled: of this visit, else the participant's last one of that form."""
    if condition.form is None or condition.form == sheet.ref.form:
        return ""
    pages = [
        now for now in sheet.context.pages.values() if now.form == condition.form and now.document.get(STRUCK) is None
    ]
    pages.sort(key=lambda now: (now.visit == sheet.ref.visit, now.seq > 0, now.page))
    if not pages:
        return url_for("casebook.subject", subject_id=sheet.ref.subject.id)
    return url_for("crf.page", page_id=pages[-1].page)


def notices_here(sheet: Sheet) -> tuple[NoticeHere, ...]:
    """Open alerts and deviations of the page, those of one cause together, alerts first."""
    causes: dict[str, list[Notice]] = {}
    for one in sorted(sheet.context.notices.get(sheet.ref.id, {}).values(), key=lambda one: (one.kind, one.notice)):
        if one.state is NoticeState.OPEN:
            words = cause_words(sheet.study, one, "", sheet.language)
            what = words or _("proposed: %(what)s", what=category_words(sheet.study, one.category, sheet.language))
            causes.setdefault(what, []).append(one)
    return tuple(
        NoticeHere(what, _links(sheet, some), any(one.kind == "alert" for one in some)) for what, some in causes.items()
    )


def _links(sheet: Sheet, some: list[Notice]) -> tuple[Link, ...]:
    """The notices themselves and, where one of them alerts on a page that names a lot, who received it."""
    alert = any(one.kind == "alert" for one in some)
    lots = recipients_links(sheet.study, sheet.ref.form, sheet.ref.id) if alert else ()
    return (*(_link(one) for one in some), *lots)


def _link(notice: Notice) -> Link:
    word = _("Alert") if notice.kind == "alert" else _("Deviation")
    return Link(word, url_for("deviations.notice", notice_id=notice.notice))


def propose_url(sheet: Sheet) -> str:
    """Where a deviation is proposed about this page, by those who may; empty for others."""
    if not sheet.may(Permission.DEVIATION_PROPOSE):
        return ""
    return url_for("deviations.propose", page_id=sheet.ref.id)
