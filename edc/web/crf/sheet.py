"""A page with everything known of it, read in one statement, ready to be drawn or judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from edc import clock
from edc.access.rules import Permission
from edc.access.rules_grants import is_masked
from edc.acts.context import Context, read_context
from edc.casebook.reading import PageRef, current_study, page_ref
from edc.db import rows
from edc.errors import Refusal
from edc.study.definition import Form, Item, Study
from edc.study.document import NOT_DONE, STRUCK, Document
from edc.study.evaluation import CompiledStudy, Finding, SubjectView, compiled, derive, findings, forms_needed, hidden
from edc.study.values import Reading
from edc.web.person import Me
from forms.crf import Here


@dataclass
class Sheet:
    """One page for one person. ``post`` overlays what they typed on what is stored."""

    ref: PageRef
    context: Context
    me: Me
    language: str
    timezone: str
    document: Document = field(default_factory=dict)
    """The page as stored, or as it would be with what was typed."""
    typed: Mapping[str, Reading] = field(default_factory=dict)
    raw: Mapping[str, str] = field(default_factory=dict)
    """Field name to text, as posted; empty when the page is opened."""

    @property
    def study(self) -> Study:
        return self.context.study_of(self.ref.id)

    @property
    def rules(self) -> CompiledStudy:
        return compiled(self.study)

    @property
    def form(self) -> Form:
        return self.study.form_by_name[self.ref.form]

    @property
    def seq(self) -> int:
        return self.context.pages[self.ref.id].seq

    @cached_property
    def view(self) -> SubjectView:
        """The subject with this page as typed, derived values included."""
        view = self.context.view({self.ref.id: self.document})
        if not self.raw:
            return view
        return view.with_derived((one.page, one.path, one.value) for one in derive(self.rules, view, [self.ref.id]))

    @cached_property
    def hidden(self) -> frozenset[str]:
        return hidden(self.rules, self.view, self.ref.id)

    @cached_property
    def findings(self) -> list[Finding]:
        return findings(self.rules, self.view, self.ref.id, self.context.today)

    @property
    def here(self) -> Here:
        now = clock.now().astimezone(ZoneInfo(self.timezone))
        return Here(self.study, self.context.today, datetime.combine(now.date(), now.time()), self.language)

    def may(self, permission: Permission) -> bool:
        return self.me.may(permission, self.ref.subject.site)

    @property
    def open(self) -> bool:
        """Whether its data may be changed now, by those who may."""
        stored = self.context.document(self.ref.id)
        marked = stored.get(STRUCK) is not None or stored.get(NOT_DONE) is not None
        return self.context.held(self.ref.id).state == "open" and not marked

    def masked(self, item: Item) -> bool:
        """Whether this person may not see the item's value."""
        return is_masked(item, self.me.grants, self.ref.subject.site, self.me.today)


def open_sheet(connection: Connection, page: int, me: Me, language: str) -> Sheet:
    """The page as stored. Raises :class:`Refusal` (``not_found``) if there is none of that number."""
    ref = page_ref(connection, page)
    if ref is None:
        raise Refusal("not_found")
    study = current_study(connection)
    needed = forms_needed(compiled(study), ref.form) | _visit_forms(study)
    context = read_context(connection, ref.subject, needed, page)
    zone = rows(connection, "SELECT timezone FROM site WHERE code = ?", (ref.subject.site,))[0][0]
    return Sheet(ref, context, me, language, zone, context.document(page))


def _visit_forms(study: Study) -> set[str]:
    """The forms that say when a visit took place and when consent was given: the line under the title."""
    return {named.partition(".")[0] for named in (study.visit_date, study.consent_date) if named}
