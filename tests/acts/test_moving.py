"""A page is moved forward to the version in use: no value, no history, no question is lost on the way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edc.acts.add_subject import add_subject
from edc.acts.move_page import move_page, move_visit
from edc.acts.raise_query import raise_query
from edc.casebook.reading import PageRef, SubjectRef
from edc.db import Database
from edc.errors import Refusal
from edc.study.document import VERSION, Value
from tests.acts.amended import LI_WEN, begin_two, first_version, publish, second_version, start
from tests.acts.story import asked, document, enter, flaws, give_signature, page_of, queries, state
from tests.people import actor, furnish_study

EARLY = date(2020, 1, 1)
WHY = "the amendment applies from this visit on"


@pytest.fixture
def begun(database: Database) -> SubjectRef:
    """YA-001's W0 was begun under version 1; then the site started version 2."""
    furnish_study(database, study=first_version())
    subject = begin_two(database)
    enter(database, page_of(database, subject, "W0", "SV"), {"SVDAT": "2025-03-10"})
    enter(database, page_of(database, subject, "W0", "VS"), {"SBP": "160", "DBP": "80", "POS": "LYING"})
    publish(database, second_version())
    start(database, EARLY)
    return subject


def values(database: Database, page: PageRef) -> dict[str, Value | None]:
    return {path: value for path, value in document(database, page).items() if "#" not in path}


def test_every_value_stays_and_the_page_follows_the_new_rules(database: Database, begun: SubjectRef) -> None:
    """REQ-50: the diastolic pressure is kept though nobody asks it now; the new check, the pulse owed and a posture
    that is no longer one ask; what was derived is derived anew; the mark is an ordinary change with its reason."""
    page = page_of(database, begun, "W0", "VS")
    before = values(database, page)
    moved = move_page(database, LI_WEN, page, WHY, request_key="m1")
    assert (moved.version, moved.pages) == ("2", (page.id,))
    assert values(database, page) == before
    assert document(database, page)[VERSION] == Value(v="2", t=WHY)
    assert {check: now for check, (_, now) in queries(database, page).items()} == {
        "EC1": "open",
        "UNFIT.POS": "open",
        "REQUIRED.PULSE": "open",
    }
    derived = "SELECT path, value FROM derived WHERE page = ? ORDER BY act, path"
    assert asked(database, derived, page.id) == [("MAP", "107"), ("MAP", None)]
    enter(database, page, {"PULSE": "70", "POS": "SITTING"})
    assert {check: now for check, (_, now) in queries(database, page).items()} == {
        "EC1": "open",
        "UNFIT.POS": "closed",
        "REQUIRED.PULSE": "closed",
    }
    assert values(database, page)["DBP"] == Value(v="80")
    assert asked(database, derived, page.id)[-1] == ("PRODUCT", "11200")
    history = "SELECT seq, path FROM item_change WHERE page = ? AND path = '#version'"
    assert asked(database, history, page.id) == [(2, "#version")]
    assert flaws(database) == []


def test_a_question_of_the_monitor_stays_and_a_signature_is_given_again(database: Database, begun: SubjectRef) -> None:
    """REQ-44, REQ-50: Zhao Rui's query goes on; the signature named another page and needs to be given again."""
    page = page_of(database, begun, "W0", "VS")
    raise_query(database, actor("zhao.rui"), page, "DBP", "Which arm was it?", request_key=None)
    give_signature(database, begun, "visit", page.visit, who="chen.jie")
    assert state(database, page, "signed") == "signed"
    move_page(database, LI_WEN, page, WHY, request_key=None)
    assert state(database, page, "signed") == "again"
    assert queries(database, page)["DBP"][1] == "open"
    assert flaws(database) == []


def test_a_whole_visit_moves_with_its_blank_pages_and_gains_the_new_ones(database: Database, begun: SubjectRef) -> None:
    """REQ-50: W0 was begun; moved whole, it asks for the ECG too."""
    visit = page_of(database, begun, "W0", "SV").visit
    moved = move_visit(database, LI_WEN, begun, visit, WHY, request_key=None)
    assert len(moved.pages) == 2 and len(moved.added) == 1
    ecg = page_of(database, begun, "W0", "ECG")
    enter(database, ecg, {"QT": "400"})
    assert asked(database, "SELECT DISTINCT study_version FROM page_version WHERE page = ?", ecg.id) == [("2",)]
    assert flaws(database) == []


def test_what_cannot_move_is_refused_with_a_sentence(database: Database, begun: SubjectRef) -> None:
    """REQ-50, REQ-03: twice, blank, without a reason, by the sponsor; and sent twice it happens once."""
    page, blank = page_of(database, begun, "W0", "VS"), page_of(database, begun, "SCN", "VS")

    def code(who: str, of: PageRef, why: str) -> str:
        with pytest.raises(Refusal) as refused:
            move_page(database, actor(who), of, why, request_key=None)
        return refused.value.code

    assert code("li.wen", blank, WHY) == "move_nothing"
    assert code("li.wen", page, " ") == "reason_owed"
    assert code("sun.yan", page, WHY).startswith("not_permitted")
    for _ in range(2):
        move_page(database, LI_WEN, page, WHY, request_key="m1")
    assert state(database, page, "head") == 2
    assert code("li.wen", page, WHY) == "move_nothing"


numbers = st.one_of(st.none(), st.integers(0, 300).map(str))
posture = st.sampled_from([None, "SITTING", "LYING"])


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entered=st.fixed_dictionaries({"SBP": numbers, "DBP": numbers, "POS": posture}), later=numbers)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_moving_forward_never_loses_a_value(
    database: Database, begun: SubjectRef, entered: dict[str, str | None], later: str | None
) -> None:
    """REQ-50: whatever stood on a page stands there after the move, and after the next save."""
    days = len(asked(database, "SELECT 1 FROM site_version"))
    start(database, EARLY + timedelta(days), "1")
    page = page_of(database, add_subject(database, LI_WEN, "YA"), "W4", "VS")
    enter(database, page, entered, finish=False)
    before = values(database, page)
    start(database, EARLY + timedelta(days + 1), "2")
    if not before:
        return
    move_page(database, LI_WEN, page, WHY, request_key=None)
    assert values(database, page) == before
    enter(database, page, {"PULSE": later}, finish=False)
    assert values(database, page) == before | ({"PULSE": Value(v=later)} if later is not None else {})
    assert flaws(database) == []
