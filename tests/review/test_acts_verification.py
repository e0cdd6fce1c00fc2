"""Verification against the source: a mark belongs to the value it was set on."""

from __future__ import annotations

import pytest

from edc.acts.freeze import freeze
from edc.acts.not_done import not_done
from edc.acts.reasons import Reason
from edc.acts.unverify_items import unverify_items
from edc.acts.verify_items import Verified, verify_items
from edc.casebook.reading import PageRef, SubjectRef
from edc.db import Database
from edc.errors import Refusal
from edc.review.worklists import changed_after_verification, marks, to_verify_list
from edc.study.document import Value
from edc.trail.unit import Actor
from tests.acts.story import FULL, asked, begin, enter, flaws, head, page_of, state
from tests.people import actor

ZHAO_RUI, SUN_YAN, LI_WEN = actor("zhao.rui"), actor("sun.yan"), actor("li.wen")
PLAN = ("CREAT", "CYST", "URATE")


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    return begin(study_database)


@pytest.fixture
def renal(study_database: Database, subject: SubjectRef) -> PageRef:
    page = page_of(study_database, subject, "SCN", "RENAL")
    enter(study_database, page, FULL["RENAL"])
    return page


def verify(database: Database, page: PageRef, *paths: str, who: Actor = ZHAO_RUI, key: str | None = None) -> Verified:
    return verify_items(database, who, page, paths, opened_seq=head(database, page), request_key=key)


def verified(database: Database, page: PageRef) -> tuple[int, int]:
    return state(database, page, "verified"), state(database, page, "owed")


def test_a_mark_lapses_alone_when_only_its_item_changes(study_database: Database, renal: PageRef) -> None:
    """REQ-45, D.106.600: Li Wen corrects creatinine; the marks on the other items stand."""
    done = verify(study_database, renal, *PLAN, key="v")
    assert done == Verified(PLAN, ())
    assert verify(study_database, renal, *PLAN, key="v") == done
    assert verified(study_database, renal) == (3, 3)
    with study_database.reading() as connection:
        assert to_verify_list(connection) == []

    enter(study_database, renal, {"CREAT": "125"}, because="source")
    assert verified(study_database, renal) == (2, 3)
    with study_database.reading() as connection:
        assert changed_after_verification(connection, renal.id) == {renal.id: ("CREAT",)}
        (line,) = to_verify_list(connection, ["YA"])
        assert (line.page, line.owed, line.verified, line.changed) == (renal.id, 3, 2, 1)
        assert to_verify_list(connection, ["KM"]) == []
        standing = {mark.path for mark in marks(connection, renal.id) if mark.standing}
    assert standing == {"CYST", "URATE"}

    enter(study_database, renal, {"CREAT": "120"}, because="typing")
    assert verified(study_database, renal) == (2, 3), "the same value given anew is not the value that was verified"
    assert verify(study_database, renal, *PLAN) == Verified(("CREAT",), ())
    assert verified(study_database, renal) == (3, 3)
    with study_database.reading() as connection:
        assert changed_after_verification(connection) == {}
    assert flaws(study_database) == []


def test_a_mark_is_taken_back_and_set_again(study_database: Database, renal: PageRef) -> None:
    """REQ-39: both are on record."""
    verify(study_database, renal, "CREAT")
    assert unverify_items(study_database, ZHAO_RUI, renal, ["CREAT", "CYST"], request_key=None) == ("CREAT",)
    assert verified(study_database, renal) == (0, 3)
    assert flaws(study_database) == []
    verify(study_database, renal, "CREAT")
    assert verified(study_database, renal) == (1, 3)
    trail = "SELECT n, marked FROM verification WHERE page = ? ORDER BY n"
    assert asked(study_database, trail, renal.id) == [(1, 1), (2, 0), (3, 1)]
    assert flaws(study_database) == []


def test_what_changed_since_the_page_was_opened_is_not_verified_unseen(
    study_database: Database, renal: PageRef
) -> None:
    """REQ-59: Zhao Rui compared 120 with the source; it is 125 by the time he presses the button."""
    opened = head(study_database, renal)
    enter(study_database, renal, {"CREAT": "125"})
    with pytest.raises(Refusal) as refused:
        verify_items(study_database, ZHAO_RUI, renal, PLAN, opened_seq=opened, request_key=None)
    assert (refused.value.code, refused.value.params["items"]) == ("verify_changed", "CREAT")
    verify_items(study_database, ZHAO_RUI, renal, ["CYST"], opened_seq=opened, request_key=None)
    assert verified(study_database, renal) == (1, 3)


def test_nobody_verifies_what_they_entered_and_only_a_monitor_does(study_database: Database, renal: PageRef) -> None:
    """REQ-05: by person, whatever their role is now; REQ-06, REQ-03: by role."""
    formerly_coordinator = Actor("li.wen", "monitor", "YA")
    with pytest.raises(Refusal) as refused:
        verify(study_database, renal, "CREAT", who=formerly_coordinator)
    assert refused.value.code == "own_entry"
    enter(study_database, renal, {"CREAT": "125"}, who="chen.jie")
    verify(study_database, renal, "CREAT", who=formerly_coordinator)
    for who in (LI_WEN, SUN_YAN, actor("zhang.min"), actor("lin.tao")):
        with pytest.raises(Refusal) as refused:
            verify(study_database, renal, "CYST", who=who)
        assert refused.value.code == "not_permitted.verify.mark"
    assert verified(study_database, renal) == (1, 3)


def test_only_what_is_released_and_holds_a_value_is_verified(study_database: Database, subject: SubjectRef) -> None:
    """REQ-56: a page in entry is the site's work in progress; a blank has nothing to compare."""
    vital = page_of(study_database, subject, "SCN", "VS")
    enter(study_database, vital, {"SBP": "120"}, finish=False)
    with pytest.raises(Refusal) as refused:
        verify(study_database, vital, "SBP")
    assert refused.value.code == "verify_unfinished"
    enter(study_database, vital, {})
    for paths in (("DBP",), ("NOBODY",), ("#finished",), ()):
        with pytest.raises(Refusal) as refused:
            verify(study_database, vital, *paths)
        assert refused.value.code == ("no_such_items" if paths else "nothing_ticked")
    empty = page_of(study_database, subject, "W4", "VS")
    not_done(study_database, LI_WEN, empty, Reason("absent"), request_key=None)
    with pytest.raises(Refusal) as refused:
        verify(study_database, empty, "SBP")
    assert refused.value.code == "verify_unfinished"


def test_a_masked_birth_date_is_verified_by_typing_it(study_database: Database, subject: SubjectRef) -> None:
    """REQ-60: Zhao Rui may not see it; equal or not is what is shown and recorded."""
    person = page_of(study_database, subject, "SCN", "DM")
    enter(study_database, person, FULL["DM"])

    def attempt(typed: str | None) -> Verified:
        given = {} if typed is None else {"BRTHDT": Value(v=typed)}
        return verify_items(study_database, ZHAO_RUI, person, ["BRTHDT"], opened_seq=1, typed=given, request_key=None)

    assert attempt("1970-05-01") == Verified((), ("BRTHDT",))
    assert attempt(None) == Verified((), ("BRTHDT",))
    assert attempt("1970-01-05") == Verified(("BRTHDT",), ())
    trail = "SELECT n, marked FROM verification WHERE page = ? ORDER BY n"
    assert asked(study_database, trail, person.id) == [(1, 0), (2, 0), (3, 1)]
    assert flaws(study_database) == []


def test_verification_goes_on_while_data_are_frozen(study_database: Database, renal: PageRef) -> None:
    """REQ-62: and a correction does not."""
    freeze(study_database, SUN_YAN, ("visit", str(renal.visit)), "monitoring visit", request_key=None)
    verify(study_database, renal, *PLAN)
    assert verified(study_database, renal) == (3, 3)
    with pytest.raises(Refusal) as refused:
        enter(study_database, renal, {"CREAT": "125"})
    assert refused.value.code == "held"
    assert flaws(study_database) == []
