"""The safety board as its template receives it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Connection

from edc import clock
from edc.access.rules import Permission
from edc.casebook import listing
from edc.casebook.logs import adverse_events, logs_of
from edc.casebook.pinning import published
from edc.casebook.standing import Standing
from edc.casebook.standings import standings
from edc.review.notices import NoticeFilter, NoticeRow, notice_list
from edc.review.rules_notices import NoticeState, NoticeStep
from edc.safety.clocks import Timed, clocks_of
from edc.safety.doses import Dose, doses_of, forms_of_releases
from edc.safety.lots import forms_of_lots
from edc.safety.signals import forms_of_signals, signals_raised
from edc.study.definition import Release, Study, say
from edc.study.versions import Versions
from edc.study.view import SubjectView
from edc.web.cells import event_word
from edc.web.deviations.lines import role_for
from edc.web.keys import new_key
from edc.web.notice_words import cause_words
from edc.web.person import Me
from edc.web.punctuation import listed
from edc.web.safety.lots import Lots, given_to, named_links
from edc.web.shapes import Link
from edc.web.shapes.notices import AlertLine, BoardShape, ClockLine, DoseLine, DoseState, EventLine, SignalLine
from edc.web.spoken import every_study, moment, site_zones


def board_shape(connection: Connection, study: Study, me: Me, language: str) -> BoardShape:
    """Everything the board shows to this person."""
    sites = me.sites(Permission.DATA_VIEW)
    codes = None if sites.everywhere else sites.codes
    rules = published(connection)
    forms = {clock.form for clock in study.clocks} | set(forms_of_releases(rules))
    forms |= {form.name for form in study.forms if form.domain == "AE"}
    forms |= forms_of_lots(rules) | forms_of_signals(rules)
    found = standings(connection, listing.subjects(connection, sites), forms)
    lots = Lots.of(rules, found)
    zones = site_zones(connection)
    open_alerts = notice_list(connection, NoticeFilter("alert", states=(NoticeState.OPEN,), sites=codes))
    # an alert may come from a check that only an earlier version has
    named = every_study(connection)
    alerts = tuple(
        replace(_alert(named, me, row, zones, language), lots=given_to(lots, row.rules.page)) for row in open_alerts
    )
    return BoardShape(
        alerts=alerts,
        clocks=tuple(_clocks(study, found, language)),
        events=tuple(_events(study, found)),
        doses=tuple((say(one.label, language), _doses(rules, one, found, lots, language)) for one in study.releases),
        request_key=new_key(),
        deviations=Link(_("Deviations"), url_for("deviations.listing")),
        signals=tuple(_signals(rules, found, language)),
        counts_signals=bool(rules.newest.signals),
        sites="" if sites.everywhere else ", ".join(sorted(sites.codes)),
        lots=Link(_("Lots"), url_for("safety.lots")) if any(one.lot for one in study.releases) else None,
        retrospective=study.retrospective,
        sees=any(line.see_url for line in alerts),
    )


def _signals(rules: Versions, found: Sequence[Standing], language: str) -> Iterator[SignalLine]:
    views = ((one, SubjectView({page.page: page for page in one.pages})) for one in found)
    for raised in signals_raised(rules, views):
        proposed = raised.signal.basis == "proposed"
        yield SignalLine(
            word=say(raised.signal.label, language),
            state=_("signal for review (rule not approved)") if proposed else _("signal for review"),
            text=say(raised.signal.text, language),
            total=_("%(n)s (from %(least)s on)", n=f"{raised.total.normalize():f}", least=raised.signal.at_least),
            who=tuple(
                Link(one.subject.code, url_for("casebook.subject", subject_id=one.subject.id))
                for one, _number in raised.by
            ),
        )


def _alert(study: Study, me: Me, row: NoticeRow, zones: dict[str, str], language: str) -> AlertLine:
    may = role_for(me, row.rules, NoticeStep.SEEN, row.site) is not None
    return AlertLine(
        subject=row.subject_code,
        subject_url=url_for("casebook.subject", subject_id=row.subject),
        what=cause_words(study, row.rules, row.own, language),
        url=url_for("deviations.notice", notice_id=row.id),
        since=moment(row.opened_at, zones.get(row.site, "UTC")),
        elapsed=duration(clock.now() - clock.parse(row.opened_at)),
        see_url=url_for("deviations.act", notice_id=row.id) if may else "",
    )


def _clocks(study: Study, found: Sequence[Standing], language: str) -> list[ClockLine]:
    """Running clocks first, the longest first among them."""
    lines = []
    for standing in found:
        now = clock.now().astimezone(ZoneInfo(standing.subject.timezone)).replace(tzinfo=None)
        for timed in clocks_of(study, standing.pages):
            lines.append((not timed.ended, timed.since, _clock(study, standing, timed, now, language)))
    lines.sort(key=lambda one: (not one[0], one[1]))
    return [line for _running, _since, line in lines]


def _clock(study: Study, standing: Standing, timed: Timed, now: datetime, language: str) -> ClockLine:
    # years later a running clock says nothing: what is known of both ends is still told
    muted = study.retrospective and not timed.ended
    elapsed = None if muted else timed.elapsed(now)
    source = say(timed.clock.source, language)
    rule = _("%(hours)s h", hours=timed.clock.hours)
    anchor = f"item-{timed.row}" if timed.row else None
    return ClockLine(
        subject=standing.subject.code,
        url=url_for("crf.page", page_id=timed.page, _anchor=anchor),
        event=_about(study, standing, timed),
        word=say(timed.clock.label, language),
        since=_wall(timed.since),
        until=_wall(timed.until) if timed.until else _("recorded without a time of day") if timed.ended else "",
        elapsed=duration(elapsed) if elapsed is not None else "–",
        running=not timed.ended and not muted,
        rule=_("%(rule)s, source: %(source)s", rule=rule, source=source) if source else rule,
    )


def _about(study: Study, standing: Standing, timed: Timed) -> str:
    """Which event a clock is about: the terms of the rows linked there, else its number."""
    terms = {}
    for log in logs_of(study):
        for page in (one for one in standing.pages if one.form == log.form.name):
            for event in adverse_events(study, (page,)):
                terms[log.form.name, event.row] = event.term
    named = [terms.get(place) or "/".join(place) for place in dict.fromkeys(timed.about)]
    return listed(named) or _("No. %(n)s", n=timed.row.rpartition("/")[2] or timed.repeat)


def _wall(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M}"


def duration(elapsed: timedelta) -> str:
    """Elapsed time as people say it: minutes, then hours and minutes, then days and hours."""
    minutes = int(abs(elapsed) / timedelta(minutes=1))
    sign = "−" if elapsed < timedelta(0) and minutes else ""
    if minutes < 60:
        said = _("%(m)s min", m=minutes)
    elif minutes < 72 * 60:
        said = _("%(h)s h %(m)s min", h=minutes // 60, m=f"{minutes % 60:02d}")
    else:
        said = _("%(d)s d %(h)s h", d=minutes // 1440, h=minutes % 1440 // 60)
    return sign + said


def _events(study: Study, found: Sequence[Standing]) -> list[EventLine]:
    """Serious events of every log, those that have not ended first."""
    lines = [
        (
            event.last is not None,
            EventLine(
                subject=standing.subject.code,
                url=url_for("crf.page", page_id=event.page),
                term=event.term or _("not yet named"),
                grade=event.grade or "–",
                began=event.first.isoformat() if event.first else "–",
                ended=event.last.isoformat() if event.last else "",
            ),
        )
        for standing in found
        for event in adverse_events(study, standing.pages)
        if event.serious
    ]
    return [line for _ended, line in sorted(lines, key=lambda one: one[0])]


def _doses(
    rules: Versions, release: Release, found: Sequence[Standing], lots: Lots, language: str
) -> tuple[DoseLine, ...]:
    lines = []
    for standing in found:
        doses = doses_of(rules, SubjectView({page.page: page for page in standing.pages}), release)
        if doses:
            lines.append(
                DoseLine(
                    subject=standing.subject.code,
                    subject_url=url_for("casebook.subject", subject_id=standing.subject.id),
                    state=say(standing.state.label, language) if standing.state else "",
                    doses=tuple((*_dose(rules, standing, dose, language), named_links(lots, dose)) for dose in doses),
                    given=sum(dose.state.given is True for dose in doses),
                )
            )
    return tuple(lines)


def _dose(rules: Versions, standing: Standing, dose: Dose, language: str) -> tuple[str, str, DoseState]:
    visit = next((one for one in standing.visits if one.row.visit == dose.page.visit), None)
    repeat = visit.row.repeat if visit else 1
    event = rules.event(dose.page.event, dose.page.version)
    word = event_word(event, language, repeat) if event is not None else dose.page.event
    happened: DoseState = "not_given"
    if dose.state.given is True:
        happened = "given" if dose.state.cleared else "not_cleared"
    return word, url_for("crf.page", page_id=dose.page.page), happened
