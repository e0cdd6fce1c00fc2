"""What follows from changed data, in the same unit: derived values, queries, states.

Every act that adds a version ends here, so that no channel can skip it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from edc.acts.context import Context
from edc.acts.notices import settle_not_done, settle_page_notices
from edc.acts.queries import take_steps
from edc.acts.refresh import refresh
from edc.acts.versions import Added
from edc.errors import Refusal
from edc.review.rules_queries import ANSWERERS, Audience, Key, Thread, settle
from edc.review.rules_queries import Finding as Firing
from edc.study.document import NOT_DONE, STRUCK, Document
from edc.study.evaluation import (
    CompiledStudy,
    DerivedChange,
    Finding,
    asked_under,
    findings,
    moved_items,
    signing_findings,
)
from edc.study.expressions.names import SIGNED
from edc.study.expressions.parts import EXPECTED
from edc.study.view import SubjectView
from edc.trail import digests
from edc.trail.unit import Unit


class CheckRefused(Refusal):
    """A check of level *refuse* fires on what was entered. ``findings`` says which."""

    def __init__(self, found: Sequence[Finding]) -> None:
        self.findings = found
        super().__init__("check_refused")


def settle_consequences(
    work: Unit,
    context: Context,
    added: Sequence[Added],
    page: int,
    confirmed: Mapping[tuple[str, str], tuple[str, str]] | None = None,
) -> None:
    """Bring everything that hangs on the *added* versions up to date.

    *page* is the one the person works on, *confirmed* the asks they confirmed on it.
    Raises :class:`CheckRefused`, or :class:`Refusal` (``derived_held``) where a
    derived value would change on a page that is frozen or locked.
    """
    changed = {one.page: set(one.changes) for one in added}
    _settle(work, context, changed, {page, *changed}, added, page, confirmed)


def settle_signed(work: Unit, context: Context, pages: Iterable[int]) -> None:
    """The same after a signature of *pages* was given or withdrawn, where expressions read it."""
    readers = context.rules.readers
    changed = {page: {SIGNED} for page in pages if SIGNED in readers.get(context.pages[page].form, {})}
    if changed:
        _settle(work, context, changed, set(), ())


def settle_ranges(work: Unit, context: Context, pages: Iterable[int]) -> None:
    """The same after laboratory ranges changed: limits and flags on *pages*, and what hangs on those."""
    _settle(work, context, {page: set() for page in pages}, set(), ())


def settle_moved(work: Unit, context: Context, added: Sequence[Added]) -> None:
    """The same after pages were moved to another version, which *added* say. What is stored is not refused any more."""
    changed = {one.page: set(one.changes) for one in added}
    _settle(work, context, changed, set(changed), added, stored=True)


def settle_rules(work: Unit, context: Context, pages: Collection[int]) -> None:
    """The same after the rules of *pages* changed. What is stored is not refused any more: it is asked about."""
    _settle(work, context, {page: set() for page in pages}, set(pages), (), stored=True)


def _settle(
    work: Unit,
    context: Context,
    changed: dict[int, set[str]],
    concerned: set[int],
    added: Sequence[Added],
    page: int = 0,
    confirmed: Mapping[tuple[str, str], tuple[str, str]] | None = None,
    *,
    stored: bool = False,
) -> None:
    """*changed*: page to paths; *concerned*: pages to look at again whole; *stored*: nothing was entered."""
    documents: dict[int, Document] = {one.page: one.document for one in added}
    revised = frozenset(changed) if stored else frozenset()
    view = context.view(documents)
    items = _items(context, changed, added)
    before = _Before(context)
    derived = context.rules.derive(view, list(changed), {one: items[one] for one, paths in changed.items() if paths})
    before.keep(derived)
    _append_derived(work, context, derived)
    view = context.view(documents) if derived else view
    for change in derived:
        changed.setdefault(change.page, set()).add(change.path)
        _move(items, change.page, change.path.rpartition("/")[2])
    for one in [page for page, paths in changed.items() if paths and page in context.signed]:
        changed[one].add(SIGNED)
        _move(items, one, SIGNED)
    moved = frozenset((one, path) for one, paths in changed.items() for path in _moved(view, one, paths))
    reached = context.rules.questions(view, items)
    asked: dict[int, set[str] | None] = {**reached, **dict.fromkeys(concerned)}
    for one, names in sorted(asked.items()):
        given = confirmed if one == page else None
        anew = partial(before.differs, moved)
        if _settle_queries(work, context, view, one, names, anew, given, stored, one in revised):
            concerned.add(one)
    marked = [one.page for one in added if {NOT_DONE, STRUCK} & one.changes.keys()]
    # other rules may expect otherwise, and so may other values
    waited_for = {*revised, *(one for one, names in reached.items() if EXPECTED in names)}
    settle_not_done(work, context, view, documents, marked, waited_for)
    versions = {one.page: (one.seq, one.document, one.digest) for one in added}
    for one in sorted(concerned | {change.page for change in derived}):
        refresh(work, context, one, saved=versions.get(one))


class _Before:
    """The subject as it was before an act: looked at only where something already settled may be asked again."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._derived: list[tuple[int, str, str | None]] = []

    def keep(self, derived: Iterable[DerivedChange]) -> None:
        """Remember the derived values that *derived* are about to replace."""
        self._derived = [(one.page, one.path, self._context.derived[one.page].get(one.path)) for one in derived]

    @cached_property
    def _view(self) -> SubjectView:
        return self._context.view().with_derived(self._derived)

    def differs(self, moved: frozenset[tuple[int, str]], finding: Finding) -> bool:
        """Whether what *finding* rests on is another since: an operand, or what a function makes of many places."""
        if not finding.inputs & moved:
            return False
        if finding.grounds is None or finding.page not in self._view.pages:
            return True
        study, names = self._context.rules.of(self._view.pages[finding.page]), {asked_under(finding.check)}
        then = findings(study, self._view, finding.page, self._context.today, names)
        return all((one.check, one.path, one.grounds) != (finding.check, finding.path, finding.grounds) for one in then)


Items = dict[int, set[str] | None]
"""Page to names of the items of it that moved; ``None``: all of them may have."""


def _items(context: Context, changed: Mapping[int, Collection[str]], added: Sequence[Added]) -> Items:
    """Of each page that *added* changed; what changes may no longer be what was signed."""
    items: Items = {one: set(paths) for one, paths in changed.items()}
    for one in added:
        form = context.study_of(one.page).form_by_name[context.pages[one.page].form]
        found = moved_items(form, context.document(one.page), one.document, one.changes)
        items[one.page] = None if found is None else {*found, SIGNED}
    return items


def _move(items: Items, page: int, name: str) -> None:
    if (known := items.setdefault(page, set())) is not None:
        known.add(name)


def _append_derived(work: Unit, context: Context, derived: Iterable[DerivedChange]) -> None:
    derived = list(derived)
    held = sorted({change.page for change in derived if context.held(change.page).state != "open"})
    if held:
        names = ", ".join(f"{context.pages[page].event} {context.pages[page].form}" for page in held)
        raise Refusal("derived_held", pages=names)
    for change in derived:
        n = context.derived_n.get((change.page, change.path), 0) + 1
        context.derived_n[change.page, change.path] = n
        context.derived[change.page][change.path] = change.value
        row = {
            "page": change.page,
            "path": change.path,
            "n": n,
            "value": change.value,
            "formula": change.formula,
            "inputs": digests.canonical([f"{source}:{path}" for source, path, _ in change.inputs]),
        }
        work.append("derived", context.subject.chain, row)


def _settle_queries(
    work: Unit,
    context: Context,
    view: SubjectView,
    page: int,
    names: Container[str] | None,
    anew: Callable[[Finding], bool],
    confirmed: Mapping[tuple[str, str], tuple[str, str]] | None,
    stored: bool,
    revised: bool,
) -> bool:
    """Ask, or cease to ask, what goes under *names* (``None``: everything). Whether a query took a step."""
    study = context.rules.of(view.pages[page])
    found = findings(study, view, page, context.today, names)
    refused = [one for one in found if one.level == "refuse"]
    if refused and not stored:
        raise CheckRefused(refused)
    settle_page_notices(work, context, page, found, anew, names)
    firing = []
    for one in found:
        if one.level == "ask" or (stored and one.level == "refuse"):
            # silence after a confirmation lasts until what the check rests on changes
            audience: Audience = "investigator" if one.medical else "site"
            firing.append(Firing(Key(page, one.path, one.check), anew(one), audience))
    given = {Key(page, path, check): words for (path, check), words in (confirmed or {}).items()}
    # what asks for an investigator's judgement is confirmed by nobody else (REQ-55)
    others = {one.key for one in firing if work.actor.role not in ANSWERERS[one.audience]}
    keys = {key: words for key, words in given.items() if key not in others}
    threads = _asked_by_a_save(context, study, view, page, names)
    steps = settle(threads, firing, keys)
    take_steps(work, context, steps, keys, revised=revised)
    return bool(steps)


def _asked_by_a_save(
    context: Context, study: CompiledStudy, view: SubjectView, page: int, names: Container[str] | None
) -> list[Thread]:
    """The threads of *page* that go under *names*, without those whose check still fires and asks the signer alone."""
    threads = [one for one in context.threads[page].values() if names is None or asked_under(one.check or "") in names]
    alone = {check.id for check in study.forms[context.pages[page].form].form.checks if check.at == "sign"}
    if not any(thread.check in alone for thread in threads):
        return threads
    firing = {(one.path, one.check) for one in signing_findings(study, view, page)}
    return [thread for thread in threads if (thread.path, thread.check) not in firing]


def _moved(view: SubjectView, page: int, paths: Iterable[str]) -> Iterator[str]:
    """Paths of *page* that have another value now: a mark that voids, or its going, moves all beneath it."""
    for path in paths:
        yield path
        above, _, mark = path.rpartition("/")
        if mark in (STRUCK, NOT_DONE):
            yield from (each for each in view.pages[page].document if each.startswith(f"{above}/" if above else ""))
