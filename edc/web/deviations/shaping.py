"""One notice as its screen shows it: what it is about, what was said of it, what may be done now."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Connection

from edc.review.notices import NoticeEventRow, NoticeRow, notice_events
from edc.review.rules_notices import NoticeState, NoticeStep
from edc.web.deviations.lines import Reader, role_for
from edc.web.keys import new_key
from edc.web.lot_links import recipients_links
from edc.web.notice_words import (
    category_words,
    cause_words,
    class_words,
    glyph_of,
    place_words,
    step_words,
)
from edc.web.shapes import Crumb, Link
from edc.web.shapes.notices import NoticeCard, NoticeForm, NoticeShape
from edc.web.spoken import moment, names, site_zones, who


def notice_shape(
    connection: Connection, reader: Reader, row: NoticeRow, problem: str = "", typed: tuple[str, str] = ("", "")
) -> NoticeShape:
    """*row* with its steps. *typed*: act and words of what was refused, which are kept."""
    study, language = reader.study, reader.language
    what = cause_words(study, row.rules, row.own, language)
    forms = tuple(_forms(reader, row, "" if row.own is None else what, typed))
    place = place_words(study, row, language)
    facts = [(_("Participant"), row.subject_code), (_("Page"), place)]
    if row.rules.kind == "deviation":
        facts += [
            (_("Category"), category_words(study, row.rules.category, language)),
            (_("Class as drafted"), class_words(study, row.rules.major, language)),
        ]
    if any(check.id == row.rules.check for form in study.forms for check in form.checks):
        facts.append((_("Edit check"), row.rules.check))
    return NoticeShape(
        crumbs=_crumbs(row),
        state=glyph_of(row.rules),
        what=what,
        facts=tuple(facts),
        cards=tuple(_cards(connection, row)),
        forms=forms,
        action_url=url_for("deviations.act", notice_id=row.id),
        request_key=new_key(),
        page=Link(_("Open the page"), url_for("crf.page", page_id=row.rules.page)),
        lots=recipients_links(study, row.form, row.rules.page) if row.rules.kind == "alert" else (),
        why_not="" if forms else _turn(row),
        problem=problem,
    )


def _crumbs(row: NoticeRow) -> tuple[Crumb, ...]:
    alert = row.rules.kind == "alert"
    over = (
        Crumb(_("Safety"), url_for("safety.board")) if alert else Crumb(_("Deviations"), url_for("deviations.listing"))
    )
    subject = Crumb(row.subject_code, url_for("casebook.subject", subject_id=row.subject))
    return over, subject, Crumb(_("Alert") if alert else _("Deviation"))


def _cards(connection: Connection, row: NoticeRow) -> list[NoticeCard]:
    people, zone = names(connection), site_zones(connection).get(row.site, "UTC")
    return [_card(row, event, who(people, event.person, event.role), moment(event.at, zone)) for event in
            notice_events(connection, row.id)]  # fmt: skip


def _card(row: NoticeRow, event: NoticeEventRow, person: str, at: str) -> NoticeCard:
    # the codes that the program noted are told by the words of the cause
    text = "" if event.step in (NoticeStep.DRAFTED, NoticeStep.RAISED, NoticeStep.FIRED_AGAIN) else event.text
    if event.step is NoticeStep.PROPOSED:
        text = row.own
    place = None
    if event.place:
        page, _colon, path = event.place.partition(":")
        place = Link(_("Row %(row)s", row=path), url_for("crf.page", page_id=int(page), _anchor=f"item-{path}"))
    return NoticeCard(at, person, step_words(event.step), _("removed") if text is None else text, place)


def _forms(reader: Reader, row: NoticeRow, what: str, typed: tuple[str, str]) -> list[NoticeForm]:
    """The steps this person may take now, the first of them the one that is wanted."""

    def text(step: NoticeStep, otherwise: str = "") -> str:
        return typed[1] if typed[0] == step.value else otherwise

    every = (
        NoticeForm(
            NoticeStep.FILED.value,
            _("File it"),
            _("A row is added to the deviation log. What the log needs besides is entered there."),
            _("What happened"),
            owed=True,
            text=text(NoticeStep.FILED, what),
            primary=True,
        ),
        NoticeForm(
            NoticeStep.DISMISSED.value,
            _("Dismiss"),
            _("The draft is kept with this reason. It comes back only when a value changes that it was drafted from."),
            _("Why this is no deviation"),
            owed=True,
            text=text(NoticeStep.DISMISSED),
        ),
        NoticeForm(
            NoticeStep.AGREED.value,
            _("Agree class"),
            _("The class that the investigator gave stands."),
            _("Remark (optional)"),
            text=text(NoticeStep.AGREED),
            primary=True,
        ),
        NoticeForm(
            NoticeStep.SENT_BACK.value,
            _("Ask about the class again"),
            _("The site is asked to look at the class again. The row of the log stays as it is."),
            _("What to look at"),
            owed=True,
            text=text(NoticeStep.SENT_BACK),
        ),
        NoticeForm(
            NoticeStep.SEEN.value,
            _("Seen"),
            _("Your name and the time are kept. The alert is settled for everybody."),
            _("Remark (optional)"),
            text=text(NoticeStep.SEEN),
            primary=True,
        ),
    )
    return [form for form in every if role_for(reader.me, row.rules, NoticeStep(form.act), row.site) is not None]


def _turn(row: NoticeRow) -> str:
    """Whose turn it is, where it is not this person's."""
    if row.rules.state is NoticeState.OPEN:
        return (
            _("An investigator or the safety physician has to see it.")
            if row.rules.kind == "alert"
            else _("The site files or dismisses it.")
        )
    if row.rules.state is NoticeState.FILED and row.rules.step is not NoticeStep.AGREED:
        return _("The data manager agrees the class or asks again.")
    return _("Nothing is left to do here.")
