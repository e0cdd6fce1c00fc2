"""The worklist of deviations: chips, and lines with what may be done about each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Connection

from edc import clock
from edc.access.rules import Permission, Role
from edc.access.rules_grants import roles_at
from edc.db import rows
from edc.review.notices import NoticeFilter, NoticeRow, notice_list
from edc.review.rules_notices import Notice, NoticeState, NoticeStep, notice_refusal
from edc.study.definition import Study
from edc.web.notice_words import category_words, cause_words, class_words, glyph_of, place_words
from edc.web.person import Me
from edc.web.shapes import Filter, Link
from edc.web.shapes.notices import NoticeLine, NoticeListShape

LATE = 7
"""Days after which a draft is old."""
STATES: Mapping[str, tuple[NoticeState, ...]] = {
    "open": (NoticeState.OPEN,),
    "filed": (NoticeState.FILED,),
    "dismissed": (NoticeState.DISMISSED,),
    "lapsed": (NoticeState.LAPSED,),
}
CLASSES = "classes"
"""The chip of filed deviations whose class nobody agreed to yet, as on the home of a data manager."""
TO_AGREE = frozenset({NoticeStep.FILED, NoticeStep.SENT_BACK})


@dataclass(frozen=True)
class Reader:
    """Whoever looks, and what they asked for in the address."""

    me: Me
    study: Study
    language: str
    state: str = "open"
    site: str = ""
    subject: int | None = None

    @property
    def codes(self) -> frozenset[str] | None:
        """Sites shown; ``None``: all of them."""
        sites = self.me.sites(Permission.DATA_VIEW)
        if self.site:
            return frozenset({self.site}) if sites.everywhere or self.site in sites.codes else frozenset()
        return None if sites.everywhere else sites.codes


def list_shape(connection: Connection, reader: Reader) -> NoticeListShape:
    """The deviations that *reader* asked for, those to settle first, the oldest first among them."""
    every = notice_list(connection, NoticeFilter("deviation", sites=reader.codes, subject=reader.subject))
    shown = [row for row in every if _wanted(row, reader.state)]
    shown.sort(key=lambda row: (row.rules.state is not NoticeState.OPEN, row.opened_at, row.id))
    return NoticeListShape(
        lines=tuple(line(reader, row) for row in shown),
        filters=((_("State"), _state_chips(reader, every)), (_("Site"), _site_chips(connection, reader))),
        empty=_("No deviation waits to be filed.") if reader.state == "open" else _("No deviation is in this state."),
    )


def _wanted(row: NoticeRow, state: str) -> bool:
    """Whether a deviation belongs under the chip *state*; any other word shows all of them."""
    if state == CLASSES:
        return row.rules.step is NoticeStep.FILED
    return row.rules.state in STATES.get(state, tuple(NoticeState))


def line(reader: Reader, row: NoticeRow) -> NoticeLine:
    open_now = row.rules.state is NoticeState.OPEN
    age = (clock.now() - clock.parse(row.opened_at)).days
    return NoticeLine(
        url=url_for("deviations.notice", notice_id=row.id),
        state=glyph_of(row.rules),
        age=age,
        late=open_now and age > LATE and not reader.study.retrospective,
        subject=row.subject_code,
        subject_url=url_for("casebook.subject", subject_id=row.subject),
        place=place_words(reader.study, row, reader.language),
        place_url=url_for("crf.page", page_id=row.rules.page),
        what=cause_words(reader.study, row.rules, row.own, reader.language),
        category=category_words(reader.study, row.rules.category, reader.language),
        rank=class_words(reader.study, row.rules.major, reader.language),
        major=row.rules.major,
        acts=tuple(acts(reader.me, row)),
    )


def acts(me: Me, row: NoticeRow) -> list[Link]:
    """What this person may do about it now, each leading to its form."""
    url = url_for("deviations.notice", notice_id=row.id)
    words = {NoticeStep.FILED: _("File it"), NoticeStep.DISMISSED: _("Dismiss"), NoticeStep.AGREED: _("Agree class")}
    found = []
    for step, word in words.items():
        if role_for(me, row.rules, step, row.site) is not None:
            found.append(Link(word, f"{url}#{step.value}", primary=step is not NoticeStep.DISMISSED))
    return found


def role_for(me: Me, notice: Notice, step: NoticeStep, site: str) -> Role | None:
    """The role of *me* at *site* in which *step* may be taken; ``None`` where there is none."""
    held = roles_at(me.grants, site, me.today)
    return next((role for role in Role if role in held and notice_refusal(notice, step, role) is None), None)


def _state_chips(reader: Reader, every: list[NoticeRow]) -> tuple[Filter, ...]:
    words = {
        "open": _("To file"),
        CLASSES: _("Class to agree"),
        "filed": _("Filed"),
        "dismissed": _("Dismissed"),
        "lapsed": _("Lapsed"),
        "all": _("All"),
    }
    return tuple(
        Filter(
            word,
            _url(reader, state=key),
            on=reader.state == key,
            count=sum(_wanted(row, key) for row in every),
        )
        for key, word in words.items()
    )


def _site_chips(connection: Connection, reader: Reader) -> tuple[Filter, ...]:
    """One chip for each site, where there are several to choose from."""
    sites = reader.me.sites(Permission.DATA_VIEW)
    codes = [code for (code,) in rows(connection, "SELECT code FROM site ORDER BY code")]
    codes = [code for code in codes if sites.everywhere or code in sites.codes]
    if len(codes) < 2:
        return ()
    return tuple(
        Filter(code or _("All sites"), _url(reader, site=code), on=reader.site == code) for code in ("", *codes)
    )


def _url(reader: Reader, **instead: str) -> str:
    asked = {"state": reader.state, "site": reader.site} | instead
    return url_for(
        "deviations.listing",
        state=asked["state"] or None,
        site=asked["site"] or None,
        participant=reader.subject,
    )
