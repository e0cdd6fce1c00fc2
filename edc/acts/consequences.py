"""What follows from changed data, in the same unit: derived values, queries, states.

Every act that adds a version ends here, so that no channel can skip it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from edc.acts.context import Context
from edc.acts.queries import append_event, open_thread
from edc.acts.refresh import refresh
from edc.acts.versions import Added
from edc.errors import Refusal
from edc.review.rules_queries import ANSWERERS, Audience, Key, QueryStep, settle
from edc.review.rules_queries import Finding as Firing
from edc.study.document import NOT_DONE, STRUCK, Document
from edc.study.evaluation import CompiledStudy, DerivedChange, Finding, compiled, derive, findings, touched
from edc.study.view import SubjectView
from edc.trail import digests
from edc.trail.unit import SYSTEM, Unit


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
    documents: dict[int, Document] = {one.page: one.document for one in added}
    study = compiled(context.study)
    view = context.view(documents)
    derived = derive(study, view, list(documents))
    _append_derived(work, context, derived)
    view = context.view(documents)
    changed = {one.page: set(one.changes) for one in added}
    for change in derived:
        changed.setdefault(change.page, set()).add(change.path)
    moved = frozenset((one, path) for one, paths in changed.items() for path in _moved(view, one, paths))
    items = {(context.pages[one].form, path.rpartition("/")[2]) for one, path in moved}
    concerned = {page, *changed}
    concerned |= {one for one in touched(study, view, changed) if _reads(study, context.pages[one].form) & items}
    for one in sorted(concerned):
        _settle_queries(work, context, view, one, moved, confirmed if one == page else None)
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
) -> None:
    study = compiled(context.study)
    found = findings(study, view, page, context.today)
    refused = [one for one in found if one.level == "refuse"]
    if refused:
        raise CheckRefused(refused)
    firing = []
    for one in found:
        if one.level == "ask":
            # silence after a confirmation lasts until a value that the check read changes
            audience: Audience = "investigator" if one.medical else "site"
            firing.append(Firing(Key(page, one.path, one.check), bool(one.inputs & moved), audience))
    given = {Key(page, path, check): words for (path, check), words in (confirmed or {}).items()}
    # what asks for an investigator's judgement is confirmed by nobody else (REQ-55)
    others = {one.key for one in firing if work.actor.role not in ANSWERERS[one.audience]}
    keys = {key: words for key, words in given.items() if key not in others}
    for step in settle(context.threads[page].values(), firing, keys):
        code, text = keys.get(step.key, ("", "")) if step.step is QueryStep.ACCEPTED else ("", "")
        actor = work.actor if step.step is QueryStep.ACCEPTED else SYSTEM
        query = step.query or _thread_of(context, step.key)
        if query is None:
            query = context.next_number("query")
            open_thread(work, context, query, step.key, "check", step.audience, "system")
        append_event(work, context, query, step.step, actor, code=code, text=text)


_known_reads: dict[tuple[str, str], frozenset[tuple[str, str]]] = {}


def _reads(study: CompiledStudy, form: str) -> frozenset[tuple[str, str]]:
    """The (form, item) pairs that the expressions of *form* read."""
    key = (study.study.digest, form)
    if key not in _known_reads:
        refs = (ref for each in study.forms[form].every() for ref in each.reads)
        _known_reads[key] = frozenset((ref.form, ref.item) for ref in refs)
    return _known_reads[key]


def _moved(view: SubjectView, page: int, paths: Iterable[str]) -> Iterator[str]:
    """Paths of *page* that have another value now: a mark that voids, or its going, moves all beneath it."""
    for path in paths:
        yield path
        above, _, mark = path.rpartition("/")
        if mark in (STRUCK, NOT_DONE):
            yield from (each for each in view.pages[page].document if each.startswith(f"{above}/" if above else ""))


def _thread_of(context: Context, key: Key) -> int | None:
    """The thread begun earlier in this very act, for its next step."""
    for number, thread in context.threads[key.page].items():
        if (thread.path, thread.check) == (key.path, key.check):
            return number
    return None
