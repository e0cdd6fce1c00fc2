"""Reference ranges inside an act: which are meant, what became of them, and what hangs on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from edc.access.rules_grants import Sites
from edc.acts.consequences import settle_ranges
from edc.acts.context import Context, read_context
from edc.casebook.pinning import published
from edc.casebook.ranges import LAST_ACT, RangeRow, range_rows, ranges_after
from edc.casebook.reading import SubjectRef
from edc.db import rows
from edc.errors import Refusal
from edc.study.ranges import LabRange, Ranges
from edc.study.versions import Versions
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import Unit


@dataclass(frozen=True, slots=True)
class Reached:
    """A participant whose limits or flags change, and the pages to look at."""

    context: Context
    pages: tuple[int, ...]


def asked_before(work: Unit) -> int:
    """The number of the act that this very request already made, or 0."""
    if work.request_id is None:
        return 0
    sql = "SELECT n FROM journal WHERE chain = ? AND request_id = ?"
    found = rows(work.connection, sql, (STUDY_CHAIN, work.request_id))
    return int(found[0][0]) if found else 0


def chosen_ranges(work: Unit, numbers: Sequence[int]) -> list[RangeRow]:
    """The ranges of *numbers*, which must be there and belong to one site. Raises :class:`Refusal` (``not_found``)."""
    found = range_rows(work.connection, Sites(True), numbers) if numbers else []
    if len(found) < len(set(numbers)) or len({row.site for row in found}) != 1:
        raise Refusal("not_found")
    return found


def ranges_at(work: Unit, site: str) -> list[RangeRow]:
    """Every range of *site*, whatever became of it."""
    return range_rows(work.connection, Sites(False, frozenset({site})))


def append_step(work: Unit, row: RangeRow, step: str, reason: str, last: date | None = None) -> None:
    """Append what became of a range. All chains the act touches must have been taken in before."""
    values = {
        "range": row.range.id,
        "n": 1 + len(row.steps),
        "step": step,
        "last": None if last is None else last.isoformat(),
        "reason": reason,
        "person": work.actor.person,
        "role": work.actor.role,
        "at": work.at,
    }
    work.append("lab_range_step", STUDY_CHAIN, values)


def reach(work: Unit, site: str, changed: Sequence[LabRange]) -> list[Reached]:
    """The participants of *site* of whom something is derived otherwise once *changed* ranges hold as given.

    Takes in their chains. Raises :class:`Refusal` (``derived_held``) with all the pages that
    would change although they are frozen or locked.
    """
    last = rows(work.connection, LAST_ACT)[0][0]
    numbers = {each.id for each in changed}
    unchanged = (each for each in ranges_after(work.connection, site, last or 0).every if each.id not in numbers)
    ranges = Ranges((*unchanged, *changed))
    versions = published(work.connection)
    forms = _forms_with(versions, {each.analyte for each in changed})
    needed = {name for form in forms for name in (form, *versions.forms_needed(form))}
    found: list[Reached] = []
    held: list[str] = []
    for row in rows(work.connection, "SELECT id, code, site FROM subject WHERE site = ? ORDER BY id", (site,)):
        context = read_context(work.connection, SubjectRef(*row), needed)
        context.ranges = ranges
        pages = tuple(page for page, now in context.pages.items() if now.form in forms)
        moved = {change.page for change in context.rules.derive(context.view(), pages)}
        closed = [page for page in sorted(moved) if context.held(page).state != "open"]
        held += [f"{context.subject.code} {context.pages[page].event} {context.pages[page].form}" for page in closed]
        if moved:
            found.append(Reached(context, pages))
    if held:
        raise Refusal("derived_held", pages=", ".join(held))
    for each in found:
        work.touch(each.context.subject.chain, each.context.head)
    return found


def follow(work: Unit, reached: Iterable[Reached]) -> None:
    """Derive anew what hangs on the changed ranges, and open or close what follows from it."""
    for each in reached:
        settle_ranges(work, each.context, each.pages)


def in_words(found: LabRange) -> str:
    """A range in one line of any language: ``K CENTRAL F 18–40 3.5–5.3 mmol/L 2025-01-01–``."""
    ages = "" if found.age_from is None and found.age_to is None else _between(found.age_from, found.age_to)
    parts = (
        found.analyte,
        found.laboratory,
        found.sex or "",
        ages,
        _between(found.low, found.high),
        found.unit,
        _between(found.first, found.last),
    )
    return " ".join(part for part in parts if part)


def _between(low: object, high: object) -> str:
    return f"{'' if low is None else low}–{'' if high is None else high}"


def _forms_with(versions: Versions, analytes: set[str]) -> set[str]:
    return {
        form.name
        for study in versions.studies
        for form in study.forms
        if any(item.analyte in analytes for _, item in form.items())
    }
