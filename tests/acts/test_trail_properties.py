"""What must always hold of the trail, whatever people do in whatever order."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edc.acts.not_done import not_done
from edc.acts.reasons import Reason
from edc.acts.restore import restore
from edc.acts.save import Conflicted, Entry, save
from edc.acts.strike_out import strike_out
from edc.acts.verify_trail import verify_trail
from edc.acts.versions import ReasonsOwed
from edc.casebook.reading import PageRef
from edc.db import Database, rows
from edc.errors import Refusal
from edc.study.document import Value, decode, decode_value
from tests.acts.test_save import new_page
from tests.people import actor

LI_WEN, WANG_LEI = actor("li.wen"), actor("wang.lei", "YA")


@dataclass(frozen=True)
class Step:
    """Somebody does something, with the form opened some versions ago."""

    who: str
    what: str
    item: str
    value: str | None
    behind: int
    reason: str


STEPS = st.builds(
    Step,
    who=st.sampled_from(["li.wen", "wang.lei"]),
    what=st.sampled_from(["save", "save", "save", "finish", "strike", "not_done", "restore"]),
    item=st.sampled_from(["SBP", "DBP"]),
    value=st.sampled_from(["80", "120", "200", None]),
    behind=st.integers(0, 2),
    reason=st.sampled_from(["", "typing"]),
)


@pytest.mark.parametrize("backend", ["sqlite", "postgres"], indirect=True)
def test_the_trail_replays_to_the_data_whatever_was_done(study_database: Database) -> None:
    """REQ-24, REQ-25, REQ-34: no order of saves, corrections, strike-outs, not-dones and conflicts
    loses or doubles a change, and item changes equal version differences."""
    examples = 40 if study_database.sqlite else 15

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(STEPS, min_size=1, max_size=8))
    def play(steps: list[Step]) -> None:
        page = new_page(study_database, "W4", "VS")
        for step in steps:
            _do(study_database, page, step)
        _replay(study_database, page.id)

    play()
    assert [str(flaw) for flaw in verify_trail(study_database)] == []


def _do(database: Database, page: PageRef, step: Step) -> None:
    """One step; a refusal is an answer like any other, and must change nothing."""
    who = LI_WEN if step.who == "li.wen" else WANG_LEI
    with database.reading() as connection:
        seq = rows(connection, "SELECT head FROM page_state WHERE page = ?", (page.id,))[0][0]
    try:
        if step.what in ("save", "finish"):
            value = None if step.value is None else Value(v=step.value)
            entry = Entry(max(0, seq - step.behind), {step.item: value}, {step.item: step.reason})
            save(database, who, page, entry, request_key=None, finish=step.what == "finish")
        elif step.what == "strike":
            strike_out(database, who, page, Reason("typing", "wrong page"), request_key=None)
        elif step.what == "not_done":
            not_done(database, who, page, Reason("other", "fell ill"), request_key=None)
        else:
            mark = "#struck" if step.item == "SBP" else "#notdone"
            restore(database, who, page, mark, Reason("typing", "was right"), request_key=None)
    except (Conflicted, ReasonsOwed):
        return
    except Refusal as refused:
        assert refused.status in (403, 409, 422)


def _replay(database: Database, page: int) -> None:
    """Old and new of every change link up, version by version, and end at the head."""
    with database.reading() as connection:
        versions = rows(connection, "SELECT seq, data FROM page_version WHERE page = ? ORDER BY seq", (page,))
        changes = rows(connection, "SELECT seq, path, old, new FROM item_change WHERE page = ? ORDER BY seq", (page,))
    document: dict[str, Value | None] = {}
    for seq, data in versions:
        for _, path, old, new in [change for change in changes if change[0] == seq]:
            assert document.get(path) == decode_value(old)
            document[path] = decode_value(new)
        assert document == decode(data)
    assert [seq for seq, _ in versions] == list(range(1, len(versions) + 1))
    assert {change[0] for change in changes} == {seq for seq, _ in versions}
