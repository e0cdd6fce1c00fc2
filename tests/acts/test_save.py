"""A save: once, whole, in order, and never at somebody else's cost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from edc.acts.add_site import add_site
from edc.acts.add_subject import add_subject
from edc.acts.publish_study import publish_study
from edc.acts.save import Conflicted, Entry, Saved, save
from edc.acts.verify_trail import verify_trail
from edc.acts.versions import ReasonsOwed
from edc.casebook.reading import PageRef, page_ref
from edc.db import Database, rows
from edc.errors import Refusal
from edc.study.document import Value, decode
from edc.trail.unit import SYSTEM
from tests.bench.study import ITEMS, SITE, bench_study
from tests.people import actor

LI_WEN = actor("li.wen")
WANG_LEI = actor("wang.lei", "YA")


def plain(**items: str | None) -> dict[str, Value | None]:
    return {path: None if text is None else Value(v=text) for path, text in items.items()}


@pytest.fixture
def vital(study_database: Database) -> PageRef:
    """The vital signs of week 4 of the first participant at YA."""
    return new_page(study_database, "W4", "VS")


def new_page(database: Database, event_name: str, form: str) -> PageRef:
    subject = add_subject(database, LI_WEN, "YA")
    with database.reading() as connection:
        sql = "SELECT page FROM page_state WHERE subject = ? AND event = ? AND form = ?"
        found = page_ref(connection, rows(connection, sql, (subject.id, event_name, form))[0][0])
    assert found is not None
    return found


def head(database: Database, page: PageRef) -> tuple[int, dict[str, Value | None]]:
    with database.reading() as connection:
        sql = "SELECT seq, data FROM page_version WHERE page = ? ORDER BY seq DESC LIMIT 1"
        found = rows(connection, sql, (page.id,))
    return (found[0][0], decode(found[0][1])) if found else (0, {})


def test_a_save_sent_twice_happens_once(study_database: Database, vital: PageRef) -> None:
    """Li Wen presses Save twice on a slow line. Architecture 3: an idempotency key."""
    entry = Entry(0, plain(SBP="128", DBP="82"))
    first = save(study_database, LI_WEN, vital, entry, request_key="k1")
    again = save(study_database, LI_WEN, vital, entry, request_key="k1")
    assert (first.seq, first.changed) == (1, True)
    assert (again.seq, again.changed) == (1, False)
    assert list(verify_trail(study_database)) == []


def test_sent_twice_at_the_same_moment_it_happens_once(study_database: Database, vital: PageRef) -> None:
    """Eight identical posts at once leave one version. The key is looked up under the lock."""
    entry, seen = Entry(0, plain(SBP="128")), []

    def post() -> None:
        seen.append(save(study_database, LI_WEN, vital, entry, request_key="same"))

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.seq for one in seen] == [1] * 8
    assert sum(one.changed for one in seen) == 1
    assert head(study_database, vital)[0] == 1


def test_a_key_used_for_another_page_is_refused(study_database: Database, vital: PageRef) -> None:
    """A key belongs to one request: reuse on another page changes nothing there."""
    other = PageRef(vital.id - 1, vital.subject, vital.visit, vital.event, 1, "SV", 1)
    save(study_database, LI_WEN, vital, Entry(0, plain(SBP="128")), request_key="k1")
    with pytest.raises(Refusal) as refused:
        save(study_database, LI_WEN, other, Entry(0, plain(SVDAT="2025-03-04")), request_key="k1")
    assert refused.value.code == "duplicate_request"


def test_two_people_on_different_items_are_merged_and_told(study_database: Database, vital: PageRef) -> None:
    """REQ-59, D.129.100: Li Wen enters SBP while Wang Lei enters DBP; both stay, the second is told."""
    save(study_database, LI_WEN, vital, Entry(0, plain(SBP="128", DBP=None)), request_key="a")
    told = save(study_database, WANG_LEI, vital, Entry(0, plain(SBP=None, DBP="82")), request_key="b")
    assert told.merged == ("SBP",)
    assert head(study_database, vital) == (2, plain(SBP="128", DBP="82"))


def test_two_people_on_the_same_item_choose(study_database: Database, vital: PageRef) -> None:
    """REQ-59: never last-write-wins. Wang Lei sees both values; nothing of his is stored yet."""
    save(study_database, LI_WEN, vital, Entry(0, plain(SBP="128")), request_key="a")
    with pytest.raises(Conflicted) as conflict:
        save(study_database, WANG_LEI, vital, Entry(0, plain(SBP="182", DBP="82")), request_key="b")
    assert [(c.path, c.theirs, c.mine) for c in conflict.value.conflicts] == [("SBP", Value(v="128"), Value(v="182"))]
    assert head(study_database, vital) == (1, plain(SBP="128"))


def test_a_correction_owes_its_reason_and_then_tells_it(study_database: Database, vital: PageRef) -> None:
    """REQ-24, REQ-27, D.113.400: exactly the changed items owe a reason, blanks are none."""
    save(study_database, LI_WEN, vital, Entry(0, plain(SBP="182", DBP="82")), request_key="a")
    with pytest.raises(ReasonsOwed) as owed:
        save(study_database, LI_WEN, vital, Entry(1, plain(SBP="128", DBP="82"), {"SBP": "　"}), request_key="b")
    assert owed.value.paths == ["SBP"]
    save(study_database, LI_WEN, vital, Entry(1, plain(SBP="128", DBP="82"), {"SBP": "typing"}), request_key="c")
    with study_database.reading() as connection:
        told = rows(connection, "SELECT path, old, new, reason FROM item_change WHERE seq = 2")
    assert told == [("SBP", '{"v":"182"}', '{"v":"128"}', "typing")]


def test_nothing_changed_means_no_version(study_database: Database, vital: PageRef) -> None:
    """Opening and saving a page leaves no trace in the trail."""
    save(study_database, LI_WEN, vital, Entry(0, plain(SBP="128")), request_key="a")
    assert save(study_database, LI_WEN, vital, Entry(1, plain(SBP="128")), request_key="b") == Saved(1, False)


def test_what_the_page_does_not_have_is_refused(study_database: Database, vital: PageRef) -> None:
    """REQ-57: neither unknown items nor marks can be slipped into a save."""
    for path in ("PULSE", "#finished", "#struck", "SBP/1/X"):
        with pytest.raises(Refusal) as refused:
            save(study_database, LI_WEN, vital, Entry(0, plain(**{path: "1"})), request_key=None)
        assert refused.value.code == "no_such_items"


def test_finish_releases_the_page_only_when_nothing_is_owed(study_database: Database, vital: PageRef) -> None:
    """REQ-56: what was typed is saved in any case; the page is finished when SBP is there."""
    early = save(study_database, LI_WEN, vital, Entry(0, plain(DBP="82")), request_key="a", finish=True)
    assert (early.changed, early.finished, [one.path for one in early.owed]) == (True, False, ["SBP"])
    done = save(study_database, LI_WEN, vital, Entry(1, plain(SBP="128")), request_key="b", finish=True)
    assert done.finished
    assert state(study_database, vital, "entry") == "finished"


def state(database: Database, page: PageRef, column: str) -> object:
    with database.reading() as connection:
        return rows(connection, f"SELECT {column} FROM page_state WHERE page = ?", (page.id,))[0][0]


def test_a_check_asks_is_confirmed_and_asks_again_when_the_value_changes(
    study_database: Database, vital: PageRef
) -> None:
    """REQ-38, C.4.18.0600: an extreme but true value is accepted once, not again until it changes."""
    save(study_database, LI_WEN, vital, Entry(0, plain(SBP="212")), request_key="a")
    assert state(study_database, vital, "open_queries") == 1
    confirmed = {("SBP", "RANGE.SBP"): ("checked", "")}
    save(study_database, LI_WEN, vital, Entry(1, {}, {}, confirmed), request_key="b")
    assert state(study_database, vital, "open_queries") == 0
    save(study_database, LI_WEN, vital, Entry(1, plain(DBP="90")), request_key="c")
    assert state(study_database, vital, "open_queries") == 0
    save(study_database, LI_WEN, vital, Entry(2, plain(SBP="221"), {"SBP": "source"}), request_key="d")
    assert state(study_database, vital, "open_queries") == 1
    save(study_database, LI_WEN, vital, Entry(3, plain(SBP="121"), {"SBP": "source"}), request_key="e")
    assert state(study_database, vital, "open_queries") == 0
    assert list(verify_trail(study_database)) == []


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements sent within the block."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def test_a_save_of_25_items_stays_within_its_budget_of_statements(database: Database) -> None:
    """Architecture 10: 20 statements on SQLite, 7 on PostgreSQL, first entry and correction."""
    publish_study(database, SYSTEM, bench_study())
    add_site(database, SYSTEM, SITE)
    page = new_page(database, "V3", "LAB1")
    budget = 20 if database.sqlite else 7
    first = {f"I{n}": Value(v=str(100 + n)) for n in range(ITEMS)}
    with counted(database) as sent:
        save(database, LI_WEN, page, Entry(0, first), request_key="a")
    assert len(sent) <= budget, sent
    second = {f"I{n}": Value(v=str(1000 + n)) for n in range(ITEMS)}
    with counted(database) as sent:
        save(database, LI_WEN, page, Entry(1, second, dict.fromkeys(second, "typing")), request_key="b")
    assert len(sent) <= budget, sent
    with database.reading() as connection:
        assert rows(connection, "SELECT count(*) FROM item_change") == [(2 * ITEMS,)]


@pytest.mark.parametrize("change", [lambda: plain(SBP="130"), lambda: plain(SBP=None)])
def test_an_error_on_the_way_leaves_nothing_behind(
    study_database: Database,
    vital: PageRef,
    change: Callable[[], dict[str, Value | None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """REQ-31: data and trail are one transaction; if the last row cannot be written, none is."""
    save(study_database, LI_WEN, vital, Entry(0, plain(SBP="128")), request_key="a")

    def fail(*_args: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("edc.trail.unit._write", fail)
    with pytest.raises(RuntimeError):
        save(study_database, LI_WEN, vital, Entry(1, change(), {"SBP": "typing"}), request_key="b")
    assert head(study_database, vital) == (1, plain(SBP="128"))
    assert list(verify_trail(study_database)) == []
