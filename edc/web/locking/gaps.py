"""The lock checklist in words: what is missing, where it is, and the way there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Connection

from edc.access.rules import Permission
from edc.casebook.rules import EntryState
from edc.db import rows
from edc.review.checklist import Gap, GapKind
from edc.review.rules import SignatureState
from edc.study.definition import Study, say
from edc.web.notice_words import source_words
from edc.web.punctuation import named
from edc.web.queries.saying import check_words
from edc.web.shapes.locking import GapBlock, GapLine
from edc.web.spoken import path_words


def gap_blocks(
    connection: Connection,
    study: Study,
    gaps: Collection[Gap],
    language: str,
    given: Mapping[str, str],
    owed: Collection[str] = (),
) -> tuple[GapBlock, ...]:
    """Gaps by kind. *given*: words per key of a gap and per kind; *owed*: keys that were asked for in vain.

    Gaps at sites whose data the reader may not see are counted, not shown.
    """
    teller = Teller(study, language, dict(map(tuple, rows(connection, "SELECT id, site FROM subject"))))
    blocks = []
    for kind in GapKind:
        of_kind = [gap for gap in gaps if gap.kind is kind]
        seen = [gap for gap in of_kind if teller.sees(gap)]
        if of_kind:
            lines = tuple(teller.line(gap, given.get(gap.key, ""), gap.key in owed) for gap in seen)
            blocks.append(GapBlock(kind.value, kind_word(kind), lines, len(of_kind) - len(seen), given.get(kind, "")))
    return tuple(blocks)


def kind_word(kind: GapKind) -> str:
    """What gaps of a kind have in common, as a heading."""
    return {
        GapKind.QUERY: _("Queries not closed"),
        GapKind.DEVIATION: _("Deviations not filed or dismissed"),
        GapKind.ALERT: _("Alerts nobody has seen"),
        GapKind.VISIT: _("Visits without any record"),
        GapKind.PAGE: _("Pages not finished"),
        GapKind.MISSING: _("Values owed"),
        GapKind.RULE: _("Edit checks nobody has answered"),
        GapKind.VERIFICATION: _("Source data verification not complete"),
        GapKind.SIGNATURE: _("Casebooks not signed"),
        GapKind.TRAIL: _("The trail does not verify"),
    }[kind]


@dataclass(frozen=True)
class Teller:
    """Says gaps to the person who asks. ``sites``: participant to site."""

    study: Study
    language: str
    sites: Mapping[int, str]

    def sees(self, gap: Gap) -> bool:
        """Whether the reader may know where it is: by the site's data, or by the whole study's snapshots."""
        if not gap.subject_id:
            return True
        seen = g.me.sites(Permission.DATA_VIEW), g.me.sites(Permission.SNAPSHOT_VIEW)
        return any(self.sites[gap.subject_id] in sites for sites in seen)

    def line(self, gap: Gap, why: str, owed: bool) -> GapLine:
        return GapLine(gap.key, self.where(gap), self.what(gap), self._url(gap), why, owed)

    def where(self, gap: Gap) -> str:
        """``YA-001 › Week 20 › Renal function``."""
        event, form = self.study.event_by_name.get(gap.event), self.study.form_by_name.get(gap.form)
        words = (
            gap.subject,
            say(event.label, self.language) if event else "",
            say(form.label, self.language) if form else "",
        )
        return " › ".join(word for word in words if word) or gap.path

    def what(self, gap: Gap) -> str:
        """What is missing there."""
        match gap.kind:
            case GapKind.QUERY:
                word = _("answered") if gap.detail == "answered" else _("open")
                return _(
                    "%(item)s: query %(n)s is %(state)s", item=self._item(gap.form, gap.path), n=gap.number, state=word
                )
            case GapKind.DEVIATION | GapKind.ALERT:
                where = self._item(gap.form, gap.path)
                return named(where, source_words(self.study, gap.detail, self.language)) if gap.detail else where
            case GapKind.VISIT:
                return _("Nothing is recorded")
            case GapKind.PAGE:
                return _("In entry") if gap.detail == EntryState.IN_ENTRY else _("Not started")
            case GapKind.MISSING:
                return _("%(item)s is owed", item=self._item(gap.form, gap.path))
            case GapKind.RULE:
                return self._rule(gap)
            case GapKind.VERIFICATION:
                return ngettext("%(num)s item not verified", "%(num)s items not verified", int(gap.detail))
            case GapKind.SIGNATURE:
                return {
                    SignatureState.AGAIN.value: _("Changed since it was signed"),
                    SignatureState.WITHDRAWN.value: _("The signature was withdrawn"),
                }.get(gap.detail, _("Not signed"))
            case _:
                return named(gap.path, gap.detail)

    def _item(self, form: str, path: str) -> str:
        known = self.study.form_by_name.get(form)
        if known is None or not path:
            return say(known.label, self.language) if known else path
        return path_words(known, path, self.language)

    def _rule(self, gap: Gap) -> str:
        check, _blank, path = gap.path.partition(" ")
        form = self.study.form_by_name.get(gap.form)
        asks = check_words(self.study, form, check, path, None, g.me.today, self.language) if form else check
        return named(f"{self._item(gap.form, path)} ({check})", asks)

    def _url(self, gap: Gap) -> str:
        if not gap.subject_id or not g.me.may(Permission.DATA_VIEW, self.sites[gap.subject_id]):
            return ""
        match gap.kind:
            case GapKind.QUERY:
                return url_for("queries.thread", query_id=gap.number)
            case GapKind.DEVIATION | GapKind.ALERT:
                return url_for("deviations.notice", notice_id=gap.number)
            case GapKind.VISIT:
                return url_for("casebook.visit", visit_id=gap.number)
            case GapKind.SIGNATURE:
                signs = g.me.may(Permission.CASEBOOK_SIGN, self.sites[gap.subject_id])
                return url_for("signing.casebook" if signs else "casebook.subject", subject_id=gap.subject_id)
            case _:
                path = gap.path.rpartition(" ")[2]
                return url_for("crf.page", page_id=gap.page, _anchor=f"i-{path}" if path else None)
