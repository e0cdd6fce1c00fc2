"""Freezing: data closed, the rest goes on, and every chain it covers knows of it."""

from __future__ import annotations

import pytest

from edc.acts.add_subject import add_subject
from edc.acts.add_visit import add_visit
from edc.acts.freeze import freeze
from edc.acts.not_done import not_done
from edc.acts.reasons import Reason
from edc.acts.strike_out import strike_out
from edc.acts.unfreeze import unfreeze
from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.errors import Refusal
from edc.review.locks import hold_history
from edc.review.rules_holds import Place
from tests.acts.story import FULL, asked, begin, enter, flaws, give_signature, journal, page_of, state
from tests.people import actor

SUN_YAN, LI_WEN = actor("sun.yan"), actor("li.wen")
ABSENT, TYPING = Reason("absent"), Reason("typing")
STUDY: Place = ("study", "study")
YA: Place = ("site", "YA")


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    return begin(study_database)


def held(database: Database) -> dict[str, int]:
    """How many pages stand in which hold."""
    return dict(asked(database, "SELECT held, count(*) FROM page_state GROUP BY held"))


def refused(database: Database, place: Place, who: str = "sun.yan") -> str:
    with pytest.raises(Refusal) as caught:
        freeze(database, actor(who), place, "data review", request_key=None)
    return caught.value.code


def test_a_frozen_site_leaves_a_row_on_each_of_its_chains(study_database: Database, subject: SubjectRef) -> None:
    """REQ-62, REQ-39: the study's chain and every participant's of YA; KM is not touched."""
    second = begin(study_database)
    far = begin(study_database, "KM")
    freeze(study_database, SUN_YAN, YA, "data review", request_key="f")
    freeze(study_database, SUN_YAN, YA, "data review", request_key="f")
    assert journal(study_database, "study")[-1] == "freeze"
    assert [journal(study_database, one.chain) for one in (subject, second, far)] == [
        ["add_subject", "freeze"],
        ["add_subject", "freeze"],
        ["add_subject"],
    ]
    assert held(study_database) == {"frozen": 18, "open": 9}
    assert flaws(study_database) == []
    unfreeze(study_database, SUN_YAN, YA, "review is done", request_key=None)
    assert held(study_database) == {"open": 27}
    assert journal(study_database, second.chain)[-1] == "unfreeze"
    assert flaws(study_database) == []
    with study_database.reading() as connection:
        assert [(row.state, row.person, row.reason) for row in hold_history(connection, [STUDY, YA])] == [
            ("open", "sun.yan", "review is done"),
            ("frozen", "sun.yan", "data review"),
        ]


def test_a_freeze_closes_every_way_to_the_data(study_database: Database, subject: SubjectRef) -> None:
    """REQ-62: entry, marks, new visits and new participants are refused; signing goes on."""
    vital = page_of(study_database, subject, "W4", "VS")
    for form in ("SV", "VS", "RENAL"):
        enter(study_database, page_of(study_database, subject, "W4", form), FULL[form])
    freeze(study_database, SUN_YAN, STUDY, "data review", request_key=None)
    for act in (
        lambda: enter(study_database, vital, {"SBP": "130"}),
        lambda: not_done(study_database, LI_WEN, vital, ABSENT, request_key=None),
        lambda: strike_out(study_database, LI_WEN, vital, TYPING, request_key=None),
        lambda: add_visit(study_database, LI_WEN, subject, "UNS", request_key=None),
        lambda: add_subject(study_database, LI_WEN, "YA"),
    ):
        with pytest.raises(Refusal) as caught:
            act()
        assert caught.value.code == "held"
    give_signature(study_database, subject, "visit", vital.visit)
    assert flaws(study_database) == []


def test_holds_of_different_widths_do_not_lift_each_other(study_database: Database, subject: SubjectRef) -> None:
    """REQ-62: page, visit, subject, site and study each hold for themselves; the strongest counts."""
    vital = page_of(study_database, subject, "W4", "VS")
    places: list[Place] = [
        ("page", str(vital.id)),
        ("visit", str(vital.visit)),
        ("subject", str(subject.id)),
        YA,
        STUDY,
    ]
    expected = [1, 3, 9, 9, 9]
    for place, count in zip(places, expected, strict=True):
        freeze(study_database, SUN_YAN, place, "data review", request_key=None)
        assert held(study_database).get("frozen") == count
        assert refused(study_database, place) == "hold_step"
        assert flaws(study_database) == []
    for place, count in zip(reversed(places), [9, 9, 3, 1, 0], strict=True):
        unfreeze(study_database, SUN_YAN, place, "done", request_key=None)
        assert held(study_database).get("frozen", 0) == count
        assert flaws(study_database) == []
    with pytest.raises(Refusal) as caught:
        unfreeze(study_database, SUN_YAN, YA, "done", request_key=None)
    assert caught.value.code == "hold_step"


def test_a_correction_that_would_move_a_frozen_derived_value_is_refused(
    study_database: Database, subject: SubjectRef
) -> None:
    """REQ-57, REQ-62: the weight is open, the ratio that comes of it is on a frozen page, and that page is named."""
    weight, renal = page_of(study_database, subject, "SCN", "DM"), page_of(study_database, subject, "W4", "RENAL")
    enter(study_database, weight, FULL["DM"])
    enter(study_database, renal, FULL["RENAL"])
    freeze(study_database, SUN_YAN, ("page", str(renal.id)), "data review", request_key=None)
    with pytest.raises(Refusal) as caught:
        enter(study_database, weight, {"WEIGHT": "61"})
    assert (caught.value.code, caught.value.params["pages"]) == ("derived_held", "W4 RENAL")
    with pytest.raises(Refusal) as caught:
        strike_out(study_database, LI_WEN, weight, TYPING, request_key=None)
    assert caught.value.code == "derived_held"
    enter(study_database, weight, {"NOTE": "came by train"})
    assert state(study_database, renal, "held") == "frozen"
    assert flaws(study_database) == []


def test_who_may_freeze_and_what(study_database: Database, subject: SubjectRef) -> None:
    """REQ-03, REQ-62: the data manager, with a reason, something that exists."""
    for who in ("li.wen", "chen.jie", "zhang.min", "zhao.rui", "qian.hao", "he.ping", "wu.gang", "lin.tao"):
        assert refused(study_database, YA, who) == "not_permitted"
    for place in (("site", "XX"), ("subject", "404"), ("visit", "1999999"), ("page", "404000001")):
        assert refused(study_database, place) == "not_found"
    with pytest.raises(Refusal) as caught:
        freeze(study_database, SUN_YAN, YA, "　", request_key=None)
    assert caught.value.code == "reason_owed"
    assert held(study_database) == {"open": 9}
