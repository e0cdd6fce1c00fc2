"""A page with everything known of it, read in one statement, ready to be drawn or judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from zoneinfo import ZoneInfo

from edc import clock
from edc.access.rules import Permission
from edc.access.rules_grants import is_masked
from edc.acts.context import Context, read_context
from edc.casebook.pinning import EntryPlace, entry_place
from edc.casebook.reading import PageRef
from edc.errors import Refusal
from edc.study.definition import Form, Item, Study
from edc.study.document import NOT_DONE, STRUCK, Document
from edc.study.evaluation import (
    CompiledStudy,
    Finding,
    SubjectView,
    findings,
    hidden,
    hidden_groups,
    signing_findings,
)
from edc.study.values import Reading
from edc.web.gate import edc
from edc.web.person import Me
from forms.crf import Here


@dataclass
class Sheet:
    """One page for one person, read when it is first looked into: a clean save never does.

    ``raw``, ``typed`` and ``over`` overlay what they typed on what is stored.
    """

    ref: PageRef
    study: Study
    timezone: str
    me: Me
    language: str
    load: Callable[[], Context]
    over: Document | None = None
    """The page as it would be with what was typed."""
    typed: Mapping[str, Reading] = field(default_factory=dict)
    raw: Mapping[str, str] = field(default_factory=dict)
    """Field name to text, as posted; empty when the page is opened."""
    stored_view: SubjectView | None = None
    """The subject as stored, where several of the pages are shown together: what is read of it is read once."""
    linkable: dict[tuple[str, ...], dict[str, str]] = field(default_factory=dict, init=False)
    """Logs to the rows of them that a link may name, in words: every row of a log offers the same."""

    @cached_property
    def context(self) -> Context:
        return self.load()

    @property
    def document(self) -> Document:
        return self.context.document(self.ref.id) if self.over is None else self.over

    @property
    def rules(self) -> CompiledStudy:
        return self.context.rules.rules[self.context.version_of(self.ref.id)]

    @property
    def form(self) -> Form:
        return self.study.form_by_name[self.ref.form]

    @property
    def seq(self) -> int:
        return self.context.pages[self.ref.id].seq

    @cached_property
    def view(self) -> SubjectView:
        """The subject with this page as typed, derived values included."""
        if self.stored_view is not None and not self.raw and self.seq:
            return self.stored_view
        view = self.context.view({self.ref.id: self.document})
        if not self.raw and self.seq:
            return view
        # a page that was never saved shows what can be computed beside it already
        rules = self.context.rules
        changes = rules.derive(view, [self.ref.id], only=rules.shown(self.ref.form).derived)
        return view.with_derived((one.page, one.path, one.value) for one in changes)

    @cached_property
    def hidden(self) -> frozenset[str]:
        return hidden(self.rules, self.view, self.ref.id)

    @cached_property
    def hidden_groups(self) -> frozenset[str]:
        return hidden_groups(self.rules, self.view, self.ref.id)

    @cached_property
    def findings(self) -> list[Finding]:
        return findings(self.rules, self.view, self.ref.id, self.context.today)

    @cached_property
    def asked_at_signing(self) -> list[Finding]:
        """What whoever signs the page as it is typed would have to explain."""
        return signing_findings(self.rules, self.view, self.ref.id)

    @property
    def here(self) -> Here:
        now = clock.now().astimezone(ZoneInfo(self.timezone))
        return Here(self.study, now.date(), datetime.combine(now.date(), now.time()), self.language)

    def may(self, permission: Permission) -> bool:
        return self.me.may(permission, self.ref.subject.site)

    @property
    def open(self) -> bool:
        """Whether its data may be changed now, by those who may."""
        stored = self.context.document(self.ref.id)
        marked = stored.get(STRUCK) is not None or stored.get(NOT_DONE) is not None
        return self.context.held(self.ref.id).state == "open" and not marked and not self.context.struck

    def masked(self, item: Item) -> bool:
        """Whether this person may not see the item's value."""
        return is_masked(item, self.me.grants, self.ref.subject.site, self.me.today)


def open_sheet(page: int, me: Me, language: str) -> Sheet:
    """The page of that number. Raises :class:`Refusal` (``not_found``) if there is none."""
    with edc().database.reading() as connection:
        place = entry_place(connection, page)
    if place is None:
        raise Refusal("not_found")
    return Sheet(place.ref, place.study, place.timezone, me, language, partial(_read, place))


def _read(place: EntryPlace) -> Context:
    """Everything known of the page, in one statement."""
    with edc().database.reading() as connection:
        needed = place.versions.shown(place.ref.form).forms | _visit_forms(place.study)
        return read_context(connection, place.ref.subject, needed, place.ref.id)


def _visit_forms(study: Study) -> set[str]:
    """The forms that say when a visit took place and when consent was given: the line under the title."""
    return {named.partition(".")[0] for named in (study.visit_date, study.consent_date) if named}
