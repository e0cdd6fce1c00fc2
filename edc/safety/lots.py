"""Lots: who was given what from which of them, and of what a result is still awaited.

Which item names the lot, and what counts as awaited, is the study's to say (``[[release]]``).
A lot belongs to nobody: its recipients are looked for over all participants one may see.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from edc.study.definition import Release, Study
from edc.study.document import Document
from edc.study.evaluation_release import given_at
from edc.study.expressions.operands import live_rows
from edc.study.versions import Versions
from edc.study.view import PageView, SubjectView


@dataclass(frozen=True, slots=True)
class Receipt:
    """One lot named at one visit of one participant.

    ``page`` names the lot, as ``lot`` (empty: none is recorded); ``dose`` records the act,
    where there is such a page. ``given``: ``None`` where nobody recorded whether it took
    place. ``awaited``: a result of what was given is still to come.
    """

    release: Release
    page: PageView
    dose: PageView | None
    lot: str
    given: bool | None
    awaited: bool

    @property
    def pages(self) -> frozenset[int]:
        """Ids of the pages that say so."""
        return frozenset({self.page.page} if self.dose is None else {self.page.page, self.dose.page})


def lot_key(text: str) -> str:
    """What two spellings of one lot have in common: neither case nor full width nor blanks tell lots apart."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def receipts_of(versions: Versions, view: SubjectView) -> Iterator[Receipt]:
    """Every lot named in *view*, by each release check of the newest version, in the order pages were added.

    An act at a visit that names no lot is told too, with none: it may have been of any.
    *view* must hold the pages of :func:`forms_of_lots`.
    """
    for release in versions.newest.releases:
        if release.lot is None:
            continue
        form, _, item = release.lot.partition(".")
        named: set[int] = set()
        for page in sorted(view.by_form.get(form, ()), key=lambda each: each.page):
            lots = [] if page.not_done else list(_lots(versions.of(page).study, page, item))
            doses = (page,) if form == release.form else view.by_visit.get((page.visit, release.form), ())
            told = [(dose, *given_at(versions.of(dose), view, dose.page, release.name)) for dose in doses]
            # of several pages at one visit the one that records the act speaks
            dose, given, awaited = max(told, key=lambda each: _RANK[each[1]], default=(None, None, False))
            named |= {each.page for each in doses} if lots else set()
            yield from (Receipt(release, page, dose, lot, given, awaited) for lot in lots)
        for page in sorted(view.by_form.get(release.form, ()), key=lambda each: each.page):
            given, awaited = given_at(versions.of(page), view, page.page, release.name)
            if given is True and page.page not in named:
                yield Receipt(release, page, page, "", given, awaited)


_RANK = {True: 2, None: 1, False: 0}


def forms_of_lots(versions: Versions) -> frozenset[str]:
    """Names of the forms that name lots, record acts, or say whether either took place or is awaited."""
    found: set[str] = set()
    for rules in versions.rules.values():
        for check in (each for form in rules.forms.values() for each in form.releases):
            compiled = (check.given, *([check.awaits] if check.awaits else ()))
            found |= {check.release.form, *(ref.form for each in compiled for ref in each.reads)}
            found |= {check.release.lot.partition(".")[0]} if check.release.lot else set()
    return frozenset(found & versions.forms)


def _lots(study: Study, page: PageView, item: str) -> Iterator[str]:
    """What stands on *page* as a lot, as it was written; nothing where its version has no such item."""
    form = study.form_by_name.get(page.form)
    found = form.by_name.get(item) if form is not None else None
    if found is None:
        return
    group, _ = found
    rows = (f"{group.name}/{key}/" for key in live_rows(group, page.document)) if group.repeat != "none" else ("",)
    for row in rows:
        lot = _text(page.document, row + item)
        if lot:
            yield lot


def _text(document: Document, path: str) -> str:
    value = document.get(path)
    return (value.v or "").strip() if value is not None else ""
