"""A save reads, derives and asks again no more than it must: what it leaves out would have changed nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from edc.acts.context import Context, read_context
from edc.acts.not_done import not_done
from edc.acts.notices import causes_of
from edc.acts.reasons import Reason
from edc.acts.restore import restore
from edc.acts.strike_out import strike_out
from edc.acts.verify_trail import verify_trail
from edc.casebook.pinning import published
from edc.db import Database
from edc.errors import Refusal
from edc.review.rules_notices import NoticeState
from edc.review.rules_queries import QueryState
from edc.study.definition import Item
from edc.study.document import NOT_DONE, STRUCK, Value
from tests.people import furnish_study
from tests.trial.entered import CHEN_JIE, Entered, enter_participant
from tests.trial.participant import STUDY, Typed

WHY = Reason("typing", "a wrong page")
STEPS = 120


@pytest.fixture
def entered(database: Database) -> Entered:
    """YA-001 as the trial's tests know him."""
    furnish_study(database, STUDY)
    return enter_participant(database)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seed", [1, 2])
def test_what_a_save_leaves_out_would_have_changed_nothing(entered: Entered, seed: int) -> None:
    """REQ-51, C.4.18.1000: whatever is corrected, cleared, struck out or restored on any page, the queries and
    notices of all pages are those of the checks that fire, and derived values and states those worked out anew."""
    chance = random.Random(seed)  # noqa: S311  # which item is corrected next is no secret
    for step in range(STEPS):
        _do(entered, chance)
        if step % 20 == 19:
            assert _astray(entered) == []
    assert [str(flaw) for flaw in verify_trail(entered.database)] == []


def _do(entered: Entered, chance: random.Random) -> None:
    """Somebody does something to some page; a refusal is an answer like any other."""
    page = entered.pages[chance.choice(sorted(entered.pages))]
    _, document = entered.head(page)
    voided = next((mark for mark in (STRUCK, NOT_DONE) if document.get(mark) is not None), None)
    what = chance.choice(["correct"] * 12 + ["strike", "not_done", "row"])
    try:
        if voided:
            restore(entered.database, CHEN_JIE, page, voided, WHY, request_key=None)
        elif what == "strike":
            strike_out(entered.database, CHEN_JIE, page, WHY, request_key=None)
        elif what == "not_done":
            not_done(entered.database, CHEN_JIE, page, Reason("OTHER", "fell ill"), request_key=None)
        elif what == "row":
            held = {path.rpartition("/")[0] for path in document if path.count("/") == 2}
            row = chance.choice(sorted(held)) if held else None
            strike_out(entered.database, CHEN_JIE, page, WHY, row=row, request_key=None)
        else:
            entered.enter(page, _corrections(page.form, document, chance))
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


def _astray(entered: Entered) -> list[str]:
    """Where a query or a notice is not what the checks of its page, all run anew, call for."""
    with entered.database.reading() as connection:
        context = read_context(connection, entered.subject, published(connection).forms)
    return [one for page in context.pages for one in _of_page(context, page)]


def _of_page(context: Context, page: int) -> Iterator[str]:
    found = context.rules.findings(context.view(), page, context.today)
    where = f"{context.pages[page].event} {context.pages[page].form}"
    asking = {(one.path, one.check) for one in found if one.level == "ask"}
    waiting = {(each.path, each.check) for each in context.threads[page].values() if each.state is QueryState.OPEN}
    yield from (f"query {where} {path} {check}" for path, check in asking ^ waiting)
    causes = {(one.key.path, one.key.check, one.key.kind) for one in causes_of(page, found)}
    noted = context.notices[page].values()
    noticed = {(n.path, n.check, n.kind) for n in noted if n.state is NoticeState.OPEN and n.check[:8] != "NOT_DONE"}
    yield from (f"{kind} {where} {path} {check}" for path, check, kind in causes ^ noticed)
