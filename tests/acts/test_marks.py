"""Not done, struck out, reopened: marks are ordinary changes with a way back."""

from __future__ import annotations

import pytest

from edc.acts.add_visit import add_visit
from edc.acts.not_done import items_not_done, not_done, visit_not_done
from edc.acts.reasons import Reason
from edc.acts.reopen_page import reopen_page
from edc.acts.restore import restore, restore_visit
from edc.acts.strike_out import strike_out
from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.errors import Refusal
from edc.study.document import Value
from tests.acts.story import FULL, asked, begin, document, enter, flaws, head, page_of, queries, state
from tests.people import actor

LI_WEN = actor("li.wen")
ABSENT, TYPING = Reason("absent"), Reason("typing")


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    return begin(study_database)


def changes(database: Database, page: int) -> list[tuple[int, str, str | None]]:
    """Seq, path and reason of every change that carries a mark."""
    sql = "SELECT seq, path, reason FROM item_change WHERE page = ? AND path LIKE '%#%' ORDER BY seq, path"
    return asked(database, sql, page)


def test_a_page_not_done_closes_what_was_asked_for_and_can_be_restored(
    study_database: Database, subject: SubjectRef
) -> None:
    """REQ-53, REQ-34: the participant did not come; one reason says so once, and takes nothing away.

    The finished page owes a value that was cleared; *not done* settles the query, restoring asks again.
    """
    page = page_of(study_database, subject, "SCN", "RENAL")
    enter(study_database, page, FULL["RENAL"])
    enter(study_database, page, {"CYST": None}, finish=False)
    assert queries(study_database, page)["REQUIRED.CYST"][1] == "open"

    marked = not_done(study_database, LI_WEN, page, Reason("other", "machine down"), request_key="k1")
    assert document(study_database, page)["#notdone"] == Value(v="other", t="machine down")
    assert state(study_database, page, "entry") == "not_done"
    assert queries(study_database, page)["REQUIRED.CYST"][1] == "closed"
    assert document(study_database, page)["CREAT"] == Value(v="120")
    again = not_done(study_database, LI_WEN, page, ABSENT, request_key="k1")
    assert (again.seq, again.changed, head(study_database, page)) == (marked.seq, False, marked.seq)

    restore(study_database, LI_WEN, page, "#notdone", TYPING, request_key="k2")
    assert state(study_database, page, "entry") == "finished"
    assert queries(study_database, page)["REQUIRED.CYST"][1] == "open"
    assert changes(study_database, page.id)[-1] == (marked.seq + 1, "#notdone", "typing")
    assert flaws(study_database) == []


def test_a_group_not_done_is_no_longer_owed(study_database: Database, subject: SubjectRef) -> None:
    """REQ-53: one mark for the group settles everything required in it."""
    page = page_of(study_database, subject, "SCN", "RENAL")
    assert enter(study_database, page, {"CREAT": "120"}).owed
    not_done(study_database, LI_WEN, page, ABSENT, group="EXTRA", request_key=None)
    assert enter(study_database, page, {"UREA": "7"}).finished
    restore(study_database, LI_WEN, page, "EXTRA/#notdone", TYPING, request_key=None)
    assert {name for name, (_, now) in queries(study_database, page).items() if now == "open"} == {
        "REQUIRED.CYST",
        "REQUIRED.URATE",
    }
    assert flaws(study_database) == []


def test_items_not_done_are_coded_missing_values(study_database: Database, subject: SubjectRef) -> None:
    """REQ-53, REQ-27: one version for all of them; a stored value makes way only with a reason."""
    page = page_of(study_database, subject, "SCN", "RENAL")
    enter(study_database, page, {"CREAT": "120", "CYST": "1.1"}, finish=False)
    with pytest.raises(Refusal) as refused:
        items_not_done(study_database, LI_WEN, page, ["CYST", "URATE"], request_key=None)
    assert refused.value.code == "reason_owed"
    done = items_not_done(study_database, LI_WEN, page, ["CYST", "URATE"], reason=TYPING, request_key=None)
    assert done.seq == 2
    assert {path: document(study_database, page)[path] for path in ("CYST", "URATE")} == {
        "CYST": Value(m="ND"),
        "URATE": Value(m="ND"),
    }
    for path in ("UREA", "RATIO", "NOBODY"):
        with pytest.raises(Refusal) as refused:
            items_not_done(study_database, LI_WEN, page, [path], reason=TYPING, request_key=None)
        assert refused.value.code == "not_done_items"
    assert flaws(study_database) == []


def test_a_visit_not_done_marks_its_empty_pages_in_one_act(study_database: Database, subject: SubjectRef) -> None:
    """REQ-53, trial 0.4.2: one act, one reason; what was recorded is never voided in passing.

    Li Wen had marked vital signs already and entered the visit page of week 4. Restoring
    the visit leaves her earlier mark alone.
    """
    visit_page, vital, renal = (page_of(study_database, subject, "W4", form) for form in ("SV", "VS", "RENAL"))
    enter(study_database, visit_page, FULL["SV"], finish=False)
    not_done(study_database, LI_WEN, vital, ABSENT, request_key=None)
    result = visit_not_done(study_database, LI_WEN, subject, renal.visit, ABSENT, request_key="v")
    assert result.marked == (renal.id,)
    assert set(result.left) == {visit_page.id, vital.id}
    assert visit_not_done(study_database, LI_WEN, subject, renal.visit, ABSENT, request_key="v") == result
    with pytest.raises(Refusal) as refused:
        visit_not_done(study_database, LI_WEN, subject, renal.visit, ABSENT, request_key=None)
    assert refused.value.code == "visit_recorded"

    whole = page_of(study_database, subject, "SCN", "SV")
    result = visit_not_done(study_database, LI_WEN, subject, whole.visit, ABSENT, request_key=None)
    assert len(result.marked) == 4
    acts = (
        "SELECT count(DISTINCT act) FROM page_version WHERE chain = ? AND page IN (SELECT id FROM page WHERE visit = ?)"
    )
    assert asked(study_database, acts, subject.chain, whole.visit) == [(1,)]

    assert restore_visit(study_database, LI_WEN, subject, renal.visit, TYPING, request_key=None) == (renal.id,)
    assert (state(study_database, renal, "entry"), state(study_database, vital, "entry")) == ("not_started", "not_done")
    assert flaws(study_database) == []


def test_a_page_struck_out_is_no_operand_and_comes_back_whole(study_database: Database, subject: SubjectRef) -> None:
    """REQ-34: the weight was another person's; what was derived and asked from it goes, and returns with it."""
    weight, renal = page_of(study_database, subject, "SCN", "DM"), page_of(study_database, subject, "SCN", "RENAL")
    enter(study_database, weight, FULL["DM"])
    enter(study_database, renal, {**FULL["RENAL"], "CREAT": "290"})
    latest = "SELECT value FROM derived WHERE page = ? AND path = 'RATIO' ORDER BY n DESC LIMIT 1"
    assert asked(study_database, latest, renal.id) == [("4.83",)]
    assert queries(study_database, renal)["EC1"][1] == "open"

    strike_out(study_database, LI_WEN, weight, Reason("other", "another person's page"), request_key=None)
    assert state(study_database, weight, "entry") == "struck"
    assert asked(study_database, latest, renal.id) == [(None,)]
    assert queries(study_database, renal)["EC1"][1] == "closed"
    with pytest.raises(Refusal) as refused:
        strike_out(study_database, LI_WEN, weight, TYPING, request_key=None)
    assert refused.value.code == "marked_already"

    restore(study_database, LI_WEN, weight, "#struck", TYPING, request_key=None)
    assert asked(study_database, latest, renal.id) == [("4.83",)]
    assert queries(study_database, renal)["EC1"][1] == "open"
    assert flaws(study_database) == []


def test_a_row_struck_out_keeps_its_number_and_its_values(study_database: Database, subject: SubjectRef) -> None:
    """REQ-34, B.2.23.0400: row 1 was entered twice; it stays, struck out, and the next row is 3."""
    log = page_of(study_database, subject, "LOG", "AE")
    enter(study_database, log, {"AE/1/AETERM": "Headache", "AE/2/AETERM": "Headache"}, finish=False)
    strike_out(study_database, LI_WEN, log, TYPING, row="AE/1", request_key=None)
    assert document(study_database, log)["AE/1/AETERM"] == Value(v="Headache")
    assert document(study_database, log)["AE/1/#struck"] == Value(v="typing")
    enter(study_database, log, {"AE/3/AETERM": "Fever"}, finish=False)
    assert "AE/3/AETERM" in document(study_database, log)
    for place in ("AE/7", "AE", "NOBODY/1"):
        with pytest.raises(Refusal) as refused:
            strike_out(study_database, LI_WEN, log, TYPING, row=place, request_key=None)
        assert refused.value.code == "no_such_place"
    restore(study_database, LI_WEN, log, "AE/1/#struck", TYPING, request_key=None)
    assert document(study_database, log)["AE/1/#struck"] is None
    assert flaws(study_database) == []


def test_a_finished_page_is_reopened_with_a_reason(study_database: Database, subject: SubjectRef) -> None:
    """REQ-27: taking the finish back is a change like any other."""
    page = page_of(study_database, subject, "SCN", "VS")
    with pytest.raises(Refusal) as refused:
        reopen_page(study_database, LI_WEN, page, TYPING, request_key=None)
    assert refused.value.code == "not_finished"
    enter(study_database, page, FULL["VS"])
    with pytest.raises(Refusal) as refused:
        reopen_page(study_database, LI_WEN, page, Reason("other"), request_key=None)
    assert refused.value.code == "words_owed"
    reopen_page(study_database, LI_WEN, page, Reason("other", "more to come"), request_key=None)
    assert state(study_database, page, "entry") == "in_entry"
    assert changes(study_database, page.id)[-1][2] == "other: more to come"
    assert flaws(study_database) == []


@pytest.mark.parametrize("who", ["zhao.rui", "sun.yan", "he.ping", "lin.tao", "wu.gang"])
def test_nobody_of_the_sponsor_marks_pages(study_database: Database, subject: SubjectRef, who: str) -> None:
    """REQ-06: monitor, data manager and safety physician change nothing of the site's, nor do the others."""
    page = page_of(study_database, subject, "SCN", "VS")
    enter(study_database, page, FULL["VS"])
    for act in (
        lambda: not_done(study_database, actor(who), page, ABSENT, request_key=None),
        lambda: strike_out(study_database, actor(who), page, TYPING, request_key=None),
        lambda: reopen_page(study_database, actor(who), page, TYPING, request_key=None),
        lambda: add_visit(study_database, actor(who), subject, "UNS", request_key=None),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.status == 403
    assert head(study_database, page) == 1


def test_another_sites_page_is_not_there(study_database: Database, subject: SubjectRef) -> None:
    """REQ-04: Wang Lei, acting at KM, finds nothing of YA."""
    page = page_of(study_database, subject, "SCN", "VS")
    with pytest.raises(Refusal) as refused:
        not_done(study_database, actor("wang.lei", "KM"), page, ABSENT, request_key=None)
    assert refused.value.status == 404


def test_an_unscheduled_visit_is_added_as_often_as_it_happens(study_database: Database, subject: SubjectRef) -> None:
    """REQ-59: a request sent twice adds one visit; one that does not repeat is added once."""
    first = add_visit(study_database, LI_WEN, subject, "UNS", request_key="a")
    assert add_visit(study_database, LI_WEN, subject, "UNS", request_key="a") == first
    second = add_visit(study_database, LI_WEN, subject, "UNS", request_key="b")
    assert second != first
    renal = page_of(study_database, subject, "UNS", "RENAL", visit_repeat=2)
    enter(study_database, renal, FULL["RENAL"])
    add_visit(study_database, LI_WEN, subject, "ET", request_key=None)
    for event, code in (("ET", "visit_exists"), ("W4", "visit_scheduled"), ("NOBODY", "visit_scheduled")):
        with pytest.raises(Refusal) as refused:
            add_visit(study_database, LI_WEN, subject, event, request_key=None)
        assert refused.value.code == code
    assert flaws(study_database) == []
