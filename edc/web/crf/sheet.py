"""A page with everything known of it, read in one statement, ready to be drawn or judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from zoneinfo import ZoneInfo

from flask import url_for

from edc import clock
from edc.access.rules import Permission, holders
from edc.access.rules_grants import is_masked
from edc.acts.context import Context, read_context
from edc.casebook.pinning import EntryPlace, entry_place
from edc.casebook.reading import PageRef, entered_by
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
from edc.web.expecting import not_expected, why_not
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
    def left_out(self) -> frozenset[str]:
        """Forms of which nobody waits for a page at this visit: of this page, and of those beside it."""
        found = self.context.rules.unexpected(self._visit_version, self.context.view(), self.ref.visit, self.ref.event)
        return found.intersection(_beside(self.study, self.ref))

    @property
    def left_out_words(self) -> str:
        """That nobody waits for this page, and why; empty where somebody does."""
        if self.ref.form not in self.left_out:
            return ""
        place = (self.ref.form, self.ref.visit, self.ref.event)
        rules = self.context.rules.rules[self._visit_version]
        return not_expected(why_not(rules, self.context.view(), place, self.language, self.masked))

    @property
    def _visit_version(self) -> str:
        return self.context.pinning.visit(self.ref.visit, self.ref.event)

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
    def found_at(self) -> dict[str, list[Finding]]:
        """Path to what is found there: a page has hundreds of items, and most are asked nothing."""
        found: dict[str, list[Finding]] = {}
        for one in self.findings:
            found.setdefault(one.path, []).append(one)
        return found

    @cached_property
    def history_start(self) -> str:
        """What the address of an item's history begins with; its path follows. Each is not built by itself."""
        return url_for("crf.page", page_id=self.ref.id, history="")

    @cached_property
    def raise_start(self) -> str:
        """The same for asking about an item; empty for those who ask nothing."""
        return url_for("queries.ask", page_id=self.ref.id, path="") if self.may(Permission.QUERY_RAISE) else ""

    @cached_property
    def asked_at_signing(self) -> list[Finding]:
        """What whoever signs the page as it is typed would have to explain."""
        return signing_findings(self.rules, self.view, self.ref.id)

    @cached_property
    def transcribed(self) -> frozenset[str]:
        """Paths whose stored value was last entered by somebody who may not judge; none once a signature covers them."""
        if self.view.pages[self.ref.id].signed_at is not None:
            return frozenset()
        with edc().database.reading() as connection:
            return entered_by(connection, self.ref.id, but=holders(Permission.MEDICAL_DECIDE))

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
        needed |= place.versions.forms_of_expectations(_beside(place.study, place.ref))
        return read_context(connection, place.ref.subject, needed, place.ref.id)


def _beside(study: Study, ref: PageRef) -> tuple[str, ...]:
    """The forms of which it is told whether they are expected; of a log, where that may hang on all visits, its own."""
    event = study.event_by_name.get(ref.event)
    return (ref.form,) if event is None or event.kind == "log" else event.forms


def _visit_forms(study: Study) -> set[str]:
    """The forms that say when a visit took place and when consent was given: the line under the title."""
    return {named.partition(".")[0] for named in (study.visit_date, study.consent_date) if named}
