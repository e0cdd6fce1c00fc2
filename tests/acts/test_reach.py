"""A save reads, derives and asks again no more than it must: what it leaves out would have changed nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from edc.acts.add_subject import add_subject
from edc.acts.context import Context, read_context
from edc.acts.not_done import not_done
from edc.acts.notices import causes_of
from edc.acts.reasons import Reason
from edc.acts.restore import restore
from edc.acts.save import Entry, save
from edc.acts.strike_out import strike_out
from edc.acts.verify_trail import verify_trail
from edc.casebook.pinning import published
from edc.casebook.reading import PageRef, SubjectRef, page_ref
from edc.db import Database, rows
from edc.errors import Refusal
from edc.review.rules_notices import NoticeState
from edc.review.rules_queries import QueryState
from edc.study.definition import Item
from edc.study.document import NOT_DONE, STRUCK, Value, decode
from edc.study.values import read
from tests.people import actor, furnish_study
from tests.trial.participant import STUDY, YA_001, Typed

CHEN_JIE = actor("chen.jie")
TODAY = date(2026, 6, 1)
WHY = Reason("typing", "a wrong page")
STEPS = 120


@dataclass(frozen=True)
class Told:
    """YA-001 in a database, as far as he has come."""

    database: Database
    subject: SubjectRef
    pages: dict[str, PageRef]

    def head(self, page: PageRef) -> tuple[int, dict[str, Value | None]]:
        sql = "SELECT seq, data FROM page_version WHERE page = ? ORDER BY seq DESC LIMIT 1"
        with self.database.reading() as connection:
            found = rows(connection, sql, (page.id,))
        return (found[0][0], decode(found[0][1])) if found else (0, {})

    def enter(self, page: PageRef, typed: dict[str, Typed], *, finish: bool = False) -> None:
        values = {path: value for path, text in typed.items() for value in _values(page.form, path, text)}
        seq, _ = self.head(page)
        reasons = dict.fromkeys(values, "typing")
        save(self.database, CHEN_JIE, page, Entry(seq, values, reasons), request_key=None, finish=finish)


def _values(form: str, path: str, typed: Typed) -> Iterator[Value | None]:
    """What is made of what was typed; nothing where it is refused."""
    at = STUDY.form_by_name[form].at(path)
    assert at is not None, f"{form} has no {path}"
    if typed is None:
        yield None
        return
    text, unit = typed if isinstance(typed, tuple) else (typed, None)
    missing = text[1:] if text.startswith("=") else None
    reading = read(at[2], "" if missing else text, study=STUDY, today=TODAY, unit=unit, missing=missing)
    if reading.problem is None:
        yield reading.value


@pytest.fixture
def told(database: Database) -> Told:
    """YA-001 as the trial's tests know him, entered and finished page by page."""
    furnish_study(database, STUDY)
    subject = add_subject(database, actor("li.wen"), "YA")
    with database.reading() as connection:
        sql = "SELECT p.id, v.event, p.form FROM page p JOIN visit v ON v.id = p.visit WHERE p.subject = ? ORDER BY p.id DESC"
        found = rows(connection, sql, (subject.id,))
        pages = {f"{event}.{form}": page_ref(connection, page) for page, event, form in found}
    whole = Told(database, subject, {name: page for name, page in pages.items() if page})
    for name in dict.fromkeys(key.rpartition(".")[0] for key in YA_001):
        if name in whole.pages:
            typed = {key[len(name) + 1 :]: text for key, text in YA_001.items() if key.startswith(f"{name}.")}
            whole.enter(whole.pages[name], typed, finish=True)
    return whole


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seed", [1, 2])
def test_what_a_save_leaves_out_would_have_changed_nothing(told: Told, seed: int) -> None:
    """REQ-51, C.4.18.1000: whatever is corrected, cleared, struck out or restored on any page, the queries and
    notices of all pages are those of the checks that fire, and derived values and states those worked out anew."""
    chance = random.Random(seed)  # noqa: S311  # which item is corrected next is no secret
    for step in range(STEPS):
        _do(told, chance)
        if step % 20 == 19:
            assert _astray(told) == []
    assert [str(flaw) for flaw in verify_trail(told.database)] == []


def _do(told: Told, chance: random.Random) -> None:
    """Somebody does something to some page; a refusal is an answer like any other."""
    page = told.pages[chance.choice(sorted(told.pages))]
    _, document = told.head(page)
    voided = next((mark for mark in (STRUCK, NOT_DONE) if document.get(mark) is not None), None)
    what = chance.choice(["correct"] * 12 + ["strike", "not_done", "row"])
    try:
        if voided:
            restore(told.database, CHEN_JIE, page, voided, WHY, request_key=None)
        elif what == "strike":
            strike_out(told.database, CHEN_JIE, page, WHY, request_key=None)
        elif what == "not_done":
            not_done(told.database, CHEN_JIE, page, Reason("OTHER", "fell ill"), request_key=None)
        elif what == "row":
            held = {path.rpartition("/")[0] for path in document if path.count("/") == 2}
            row = chance.choice(sorted(held)) if held else None
            strike_out(told.database, CHEN_JIE, page, WHY, row=row, request_key=None)
        else:
            told.enter(page, _corrections(page.form, document, chance))
    except Refusal as refused:
        assert refused.status in (403, 404, 409, 422), refused


def _corrections(form: str, document: dict[str, Value | None], chance: random.Random) -> dict[str, Typed]:
    """New values for a few items of a page: of those it holds, of those it might, and of a row more."""
    known = STUDY.form_by_name[form]
    paths = [path for path in document if (at := known.at(path)) is not None and at[2].stored]
    for group in known.groups:
        rows_ = [""] if group.repeat == "none" else [f"{group.name}/{row.key}/" for row in group.rows] or []
        rows_ = [f"{group.name}/{chance.randint(1, 9)}/"] if group.repeat == "added" else rows_
        paths += [chance.choice(rows_) + item.name for item in group.items if item.stored]
    chosen = chance.sample(sorted(set(paths)), min(len(set(paths)), chance.randint(1, 3)))
    return {path: _typed(known.by_name[path.rpartition("/")[2]][1], chance) for path in chosen}


def _typed(item: Item, chance: random.Random) -> Typed:
    if chance.random() < 0.2:
        return None
    day = f"2025-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    codes = STUDY.codelist_by_oid[item.codelist].choices if item.codelist else ()
    return {
        "number": str(chance.choice([0, 1, 4, 36, 142, 9000])),
        "integer": str(chance.choice([0, 1, 4, 36, 142])),
        "date": day,
        "partial_date": chance.choice([day, f"{day[:8]}UN"]),
        "time": f"{chance.randint(0, 23):02}:10",
        "datetime": f"{day} {chance.randint(0, 23):02}:10",
        "boolean": chance.choice(["true", "false"]),
        "link": chance.choice([f"{form}/{row}" for form in item.links or ("AE",) for row in (1, 2, 9)]),
    }.get(item.type, chance.choice(codes).code if codes else "x")


def _astray(told: Told) -> list[str]:
    """Where a query or a notice is not what the checks of its page, all run anew, call for."""
    with told.database.reading() as connection:
        context = read_context(connection, told.subject, published(connection).forms)
    return [one for page in context.pages for one in _of_page(context, page)]


def _of_page(context: Context, page: int) -> Iterator[str]:
    found = context.rules.findings(context.view(), page, context.today)
    where = f"{context.pages[page].event} {context.pages[page].form}"
    asking = {(one.path, one.check) for one in found if one.level == "ask"}
    waiting = {(each.path, each.check) for each in context.threads[page].values() if each.state is QueryState.OPEN}
    yield from (f"query {where} {path} {check}" for path, check in asking ^ waiting)
    causes = {(one.key.path, one.key.check, one.key.kind) for one in causes_of(page, found, frozenset())}
    noted = context.notices[page].values()
    noticed = {(n.path, n.check, n.kind) for n in noted if n.state is NoticeState.OPEN and n.check[:8] != "NOT_DONE"}
    yield from (f"{kind} {where} {path} {check}" for path, check, kind in causes ^ noticed)
