"""What a file gives for one page, set against what stands there. Nothing is written here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from edc.acts.context import Context
from edc.exchange.import_report import Outcome
from edc.exchange.odm_in import Given
from edc.review.rules_holds import Activity, closes
from edc.study.definition import Item
from edc.study.document import Document, Value
from edc.study.values import as_typed, read

Verdict = tuple[Given, Outcome, str, dict[str, str]]
"""What becomes of one value: outcome, and the code and parameters of the sentence that says why."""


@dataclass
class Decided:
    """The page as it is to be saved, what is to be asked, and what became of each value."""

    document: dict[str, Value | None]
    verdicts: list[Verdict] = field(default_factory=list)
    queries: list[tuple[str, str]] = field(default_factory=list)
    """Path, and the file's value in words."""

    def add(self, given: Given, outcome: Outcome, why: str = "", /, **params: str) -> None:
        self.verdicts.append((given, outcome, why, params))


def decide(
    context: Context, page: int, given: Sequence[Given], refused: Mapping[str, str], asked: Collection[tuple[str, str]]
) -> Decided:
    """Fill blanks; where something else stands, or was cleared by somebody, ask.

    *refused*: path to the check that refuses what the file has there; *asked*: path and
    value of the import queries this page had before.
    """
    decided = Decided(dict(context.document(page)))
    for one in given:
        _decide(context, page, one, decided, refused, asked)
    return decided


def _decide(
    context: Context,
    page: int,
    given: Given,
    decided: Decided,
    refused: Mapping[str, str],
    asked: Collection[tuple[str, str]],
) -> None:
    study = context.study_of(page)
    if given.path.rpartition("/")[2].startswith("#"):
        _mark(context, page, given, decided)
        return
    found = study.form_by_name[context.pages[page].form].at(given.path)
    if found is None:
        decided.add(given, Outcome.REFUSED, "import_no_item", version=study.version)
        return
    item = found[2]
    if item.type == "derived":
        # compared once everything is stored
        decided.add(given, Outcome.UNCHANGED, "import_computed")
        return
    reading = read(item, given.text, study=study, today=context.today, unit=given.unit, missing=given.missing)
    if reading.problem is not None:
        decided.add(given, Outcome.REFUSED, reading.problem.code, **reading.problem.params)
    elif reading.value is None:
        decided.add(given, Outcome.UNCHANGED, "import_blank")
    elif given.path in refused:
        decided.add(given, Outcome.REFUSED, "import_check", check=refused[given.path])
    else:
        _value(context, page, given, item, reading.value, decided, asked)


def _value(
    context: Context,
    page: int,
    given: Given,
    item: Item,
    value: Value,
    decided: Decided,
    asked: Collection[tuple[str, str]],
) -> None:
    document = context.document(page)
    stored = document.get(given.path)
    state = context.held(page).state
    if stored is not None and (stored.v, stored.m) == (value.v, value.m):
        decided.add(given, Outcome.UNCHANGED, "import_same")
    elif given.path not in document:
        if closes(state, Activity.DATA):
            decided.add(given, Outcome.REFUSED, "import_held")
            return
        decided.document[given.path] = value
        decided.add(given, Outcome.ACCEPTED)
    else:
        words = in_words(item, value)
        if (given.path, words) in asked or (given.path, words) in decided.queries:
            decided.add(given, Outcome.DIFFERS, "import_differs_known", stored=in_words(item, stored))
        elif closes(state, Activity.QUERY):
            decided.add(given, Outcome.REFUSED, "import_held")
        else:
            decided.queries.append((given.path, words))
            decided.add(given, Outcome.DIFFERS, "import_differs", stored=in_words(item, stored))


def _mark(context: Context, page: int, given: Given, decided: Decided) -> None:
    """A mark that our own export wrote. Marks are no values: what differs is told, not asked."""
    document: Document = context.document(page)
    stored = document.get(given.path)
    value = Value(v=given.text, t=given.words)
    if not given.text or not given.text.isprintable():
        decided.add(given, Outcome.REFUSED, "import_no_mark")
    elif stored == value:
        decided.add(given, Outcome.UNCHANGED, "import_same")
    elif given.path in document:
        decided.add(given, Outcome.UNCHANGED, "import_mark_differs", stored=stored.v or "-" if stored else "-")
    elif closes(context.held(page).state, Activity.DATA):
        decided.add(given, Outcome.REFUSED, "import_held")
    else:
        decided.document[given.path] = value
        decided.add(given, Outcome.ACCEPTED)


def in_words(item: Item, value: Value | None) -> str:
    """A value for a query: as typed, with its unit; ``-`` for none."""
    typed = as_typed(value)
    if typed.missing is not None:
        return typed.missing
    unit = typed.unit or item.unit
    return f"{typed.text} {unit}" if typed.text and unit else typed.text or "-"
