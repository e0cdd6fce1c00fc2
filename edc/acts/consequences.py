"""What follows from changed data, in the same unit: derived values, queries, states.

Every act that adds a version ends here, so that no channel can skip it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from edc.acts.context import Context
from edc.acts.notices import settle_not_done, settle_page_notices
from edc.acts.queries import take_steps
from edc.acts.refresh import refresh
from edc.acts.versions import Added
from edc.errors import Refusal
from edc.review.rules_queries import ANSWERERS, Audience, Key, Thread, settle
from edc.review.rules_queries import Finding as Firing
from edc.study.document import NOT_DONE, STRUCK, VERSION, Document
from edc.study.evaluation import CompiledStudy, DerivedChange, Finding, findings, signing_findings
from edc.study.expressions.names import SIGNED
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
    every = context.rules.rules.values()
    read = {form for study in every for name in study.forms for form, item in _reads(study, name) if item == SIGNED}
    changed = {page: {SIGNED} for page in pages if context.pages[page].form in read}
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
    """*changed*: page to paths; *concerned*: pages to look at again in any case; *stored*: nothing was entered."""
    documents: dict[int, Document] = {one.page: one.document for one in added}
    revised = frozenset(changed) if stored else frozenset()
    view = context.view(documents)
    derived = context.rules.derive(view, list(changed))
    _append_derived(work, context, derived)
    view = context.view(documents)
    for change in derived:
        changed.setdefault(change.page, set()).add(change.path)
    for one in [page for page, paths in changed.items() if paths and page in context.signed]:
        changed[one].add(SIGNED)  # what changed may no longer be what was signed
    moved = frozenset((one, path) for one, paths in changed.items() for path in _moved(view, one, paths))
    paths_read = {*moved, *((one.page, path) for one in added if VERSION in one.changes for path in one.document)}
    items = {(context.pages[one].form, path.rpartition("/")[2]) for one, path in paths_read}
    concerned |= {change.page for change in derived}
    reached = (view.pages[one] for one in context.rules.touched(view, changed))
    concerned |= {one.page for one in reached if _reads(context.rules.of(one), one.form) & items}
    for one in sorted(concerned):
        _settle_queries(work, context, view, one, moved, confirmed if one == page else None, stored, one in revised)
    settle_not_done(work, context, documents, [one.page for one in added if {NOT_DONE, STRUCK} & one.changes.keys()])
    versions = {one.page: (one.seq, one.document, one.digest) for one in added}
    for one in sorted(concerned):
        refresh(work, context, one, saved=versions.get(one))


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
    moved: frozenset[tuple[int, str]],
    confirmed: Mapping[tuple[str, str], tuple[str, str]] | None,
    stored: bool,
    revised: bool,
) -> None:
    study = context.rules.of(view.pages[page])
    found = findings(study, view, page, context.today)
    refused = [one for one in found if one.level == "refuse"]
    if refused and not stored:
        raise CheckRefused(refused)
    settle_page_notices(work, context, page, found, moved)
    firing = []
    for one in found:
        if one.level == "ask" or (stored and one.level == "refuse"):
            # silence after a confirmation lasts until a value that the check read changes
            audience: Audience = "investigator" if one.medical else "site"
            firing.append(Firing(Key(page, one.path, one.check), bool(one.inputs & moved), audience))
    given = {Key(page, path, check): words for (path, check), words in (confirmed or {}).items()}
    # what asks for an investigator's judgement is confirmed by nobody else (REQ-55)
    others = {one.key for one in firing if work.actor.role not in ANSWERERS[one.audience]}
    keys = {key: words for key, words in given.items() if key not in others}
    threads = _asked_by_a_save(context, study, view, page)
    take_steps(work, context, settle(threads, firing, keys), keys, revised=revised)


def _asked_by_a_save(context: Context, study: CompiledStudy, view: SubjectView, page: int) -> list[Thread]:
    """The threads of *page* without those whose check still fires and asks the signer alone."""
    threads = list(context.threads[page].values())
    alone = {check.id for check in study.forms[context.pages[page].form].form.checks if check.at == "sign"}
    if not any(thread.check in alone for thread in threads):
        return threads
    firing = {(one.path, one.check) for one in signing_findings(study, view, page)}
    return [thread for thread in threads if (thread.path, thread.check) not in firing]


_known_reads: dict[tuple[str, str], frozenset[tuple[str, str]]] = {}


def _reads(study: CompiledStudy, form: str) -> frozenset[tuple[str, str]]:
    """The (form, item) pairs that the expressions and the links of *form* read."""
    key = (study.study.digest, form)
    if key not in _known_reads:
        _known_reads[key] = frozenset((ref.form, ref.item) for ref in study.forms[form].reads())
    return _known_reads[key]


def _moved(view: SubjectView, page: int, paths: Iterable[str]) -> Iterator[str]:
    """Paths of *page* that have another value now: a mark that voids, or its going, moves all beneath it."""
    for path in paths:
        yield path
        above, _, mark = path.rpartition("/")
        if mark in (STRUCK, NOT_DONE):
            yield from (each for each in view.pages[page].document if each.startswith(f"{above}/" if above else ""))
