"""A version is drawn up by one and approved by two others; a revision then applies to all pages of its version."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from edc.acts.decide_version import decide_version
from edc.acts.propose_version import propose_version
from edc.acts.recheck import recheck
from edc.acts.version_dry_run import dry_run
from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.errors import Refusal
from edc.review.proposals import proposals
from edc.review.rules_requests import RequestState, Verdict
from edc.study.compare import changes_of_substance
from edc.study.definition import Check, Range, Study
from edc.trail.unit import Actor
from tests.acts.amended import (
    QIAN_HAO,
    SUN_YAN,
    ZHANG_MIN,
    approve,
    begin_two,
    event,
    first_version,
    form,
    item,
    propose,
    second_version,
)
from tests.acts.story import asked, enter, flaws, journal, page_of, queries, study_with
from tests.people import actor, furnish_study


@pytest.fixture
def subject(database: Database) -> SubjectRef:
    """YA-001's blood pressure was entered under version 1."""
    furnish_study(database, study=first_version())
    subject = begin_two(database)
    enter(database, page_of(database, subject, "SCN", "VS"), {"SBP": "170", "DBP": "80"})
    return subject


def stricter(study: Study, above: int) -> Study:
    """The same version; its check of the systolic pressure asks above another limit."""
    check = Check(id="EC1", when=f"SBP > {above}", message={"en": "High"}, items=("SBP",))
    forms = tuple(
        type(one).model_validate({name: getattr(one, name) for name in type(one).model_fields} | {"checks": (check,)})
        if one.name == "VS"
        else one
        for one in study.forms
    )
    return study_with(study, forms=forms)


def refusal(database: Database, study: Study, reason: str = "why", ethics: str = "EC 1", who: str = "sun.yan") -> str:
    with pytest.raises(Refusal) as refused:
        propose_version(database, actor(who), study, reason, ethics)
    return refused.value.code


def test_what_may_be_proposed(database: Database, subject: SubjectRef) -> None:
    """REQ-50, DES-02: by the data manager, with reason and the committee's letter, the next number, and one at a time."""
    two = second_version()
    assert refusal(database, two, who="zhang.min").startswith("not_permitted")
    assert refusal(database, two, reason=" ") == "reason_owed"
    assert refusal(database, two, ethics="") == "ethics_owed"
    assert refusal(database, study_with(two, version="3")) == "proposal_number"
    assert refusal(database, study_with(two, oid="S.OTHER")) == "study_differs"
    assert refusal(database, study_with(two, version="1")) == "version_pinned"
    assert refusal(database, study_with(first_version(), version="2")) == "proposal_words_only"
    assert refusal(database, first_version()) == "proposal_nothing"
    assert refusal(database, flawed(two)) == "proposal_flawed"
    assert refusal(database, in_kilopascal(two)) == "proposal_unit"
    propose(database, two)
    assert refusal(database, two) == "proposal_pending"


def flawed(study: Study) -> Study:
    return study_with(study, forms=(*study.forms, form("X", item("X", "derived", value="NOBODY + 1"))))


def in_kilopascal(study: Study) -> Study:
    pressure = form("VS", item("SBP", "number", unit="kPa"), item("POS", "choice", codelist="POS"))
    return study_with(study, forms=tuple(pressure if one.name == "VS" else one for one in study.forms))


def test_two_people_other_than_the_author_publish_it(database: Database, subject: SubjectRef) -> None:
    """REQ-50: a principal investigator and the statistician; nobody twice, nobody their own; then it is published."""
    number = propose(database, second_version())

    def said(who: str, verdict: Verdict = Verdict.APPROVED, text: str = "") -> str:
        with pytest.raises(Refusal) as refused:
            decide_version(database, actor(who), number, verdict, text, request_key=None)
        return refused.value.code

    assert said("sun.yan").startswith("not_permitted") and said("li.wen").startswith("not_permitted")
    assert said("qian.hao", Verdict.DECLINED) == "reason_owed"
    assert said("qian.hao", Verdict.WITHDRAWN).startswith("not_permitted")
    assert decide_version(database, ZHANG_MIN, number, Verdict.APPROVED, request_key=None).state is RequestState.PENDING
    assert said("zhang.min") == "approved_already"
    assert asked(database, "SELECT version FROM study_version") == [("1",)]
    decided = decide_version(database, QIAN_HAO, number, Verdict.APPROVED, request_key="k")
    assert (decided.state, decided.revision) == (RequestState.APPROVED, 1)
    assert decide_version(database, QIAN_HAO, number, Verdict.APPROVED, request_key="k").state is RequestState.APPROVED
    assert asked(database, "SELECT version, revision FROM study_version ORDER BY act") == [("1", 1), ("2", 1)]
    assert said("zhang.min") == "request_decided"
    assert journal(database, "study")[-3:] == ["propose_version", "decide_version", "publish_study"]
    assert flaws(database) == []


def test_two_approvals_of_one_role_are_not_enough(database: Database, subject: SubjectRef) -> None:
    """REQ-50: two principal investigators approve; the statistician has not looked yet."""
    number = propose(database, second_version())
    decide_version(database, ZHANG_MIN, number, Verdict.APPROVED, request_key=None)
    second = Actor("chen.jie", "principal_investigator", "YA")
    decided = decide_version(database, second, number, Verdict.APPROVED, request_key=None)
    assert decided.state is RequestState.PENDING


def test_a_proposal_is_declined_with_words_or_withdrawn(database: Database, subject: SubjectRef) -> None:
    """REQ-50: what was said stays on record, nothing was published, and the way is free for the next."""
    number = propose(database, second_version())
    decide_version(database, QIAN_HAO, number, Verdict.DECLINED, "the sample size", request_key=None)
    again = propose(database, second_version())
    decide_version(database, SUN_YAN, again, Verdict.WITHDRAWN, request_key=None)
    with database.reading() as connection:
        found = proposals(connection)
    assert [(one.id, one.state.value, [each.text for each in one.verdicts]) for one in found] == [
        (2, "withdrawn", [""]),
        (1, "declined", ["the sample size"]),
    ]
    assert asked(database, "SELECT version FROM study_version") == [("1",)]


def test_a_revision_runs_its_rules_on_every_page_of_its_version(database: Database, subject: SubjectRef) -> None:
    """REQ-50: a stricter check asks about what was entered before; a milder one closes its question; each by the house
    itself, in a unit of the participant that names the publication; running it again changes nothing."""
    page = page_of(database, subject, "SCN", "VS")
    assert queries(database, page) == {}
    decided = approve(database, propose(database, stricter(first_version(), 160), ethics=""))
    assert (decided.revision, decided.held) == (2, ())
    assert queries(database, page)["EC1"][1] == "open"
    last = "SELECT name, person, about FROM journal WHERE chain = ? ORDER BY n DESC LIMIT 1"
    assert asked(database, last, subject.chain) == [("recheck", "system", '{"revision":2,"version":"1"}')]
    approve(database, propose(database, stricter(first_version(), 175), ethics=""))
    assert queries(database, page)["EC1"][1] == "closed"
    steps = "SELECT count(*) FROM query_event"
    before = asked(database, steps)
    recheck(database, "1", 3)
    assert asked(database, steps) == before
    assert flaws(database) == []


def test_what_a_revision_would_refuse_it_asks_about(database: Database, subject: SubjectRef) -> None:
    """Trial 0.2: a value that stands is never refused after the fact; a question is opened."""
    study = first_version()
    check = Check(id="EC9", when="SBP > 160", level="refuse", message={"en": "No"}, items=("SBP",))
    forms = tuple(
        type(one).model_validate({name: getattr(one, name) for name in type(one).model_fields} | {"checks": (check,)})
        if one.name == "VS"
        else one
        for one in study.forms
    )
    approve(database, propose(database, study_with(study, forms=forms), ethics=""))
    assert queries(database, page_of(database, subject, "SCN", "VS"))["EC9"][1] == "open"


def test_a_range_may_be_revised_and_a_formula_may_not() -> None:
    """REQ-50: words, ranges and checks are revised; what is collected, or computed, takes the next version."""
    one = first_version()
    vital = one.form_by_name["VS"]

    def with_item(name: str, **changes: object) -> Study:
        items = tuple(
            type(each).model_validate({key: getattr(each, key) for key in type(each).model_fields} | changes)
            if each.name == name
            else each
            for _, each in vital.items()
        )
        changed = form("VS", *items, checks=vital.checks)
        return study_with(one, forms=tuple(changed if each.name == "VS" else each for each in one.forms))

    assert changes_of_substance(one, with_item("SBP", soft=Range(ge=Decimal(80)), label={"en": "Systolic"})) == []
    assert changes_of_substance(one, with_item("MAP", value="SBP")) == ["item VS.MAP: another"]
    assert changes_of_substance(one, with_item("MAP", decimals=1)) == ["item VS.MAP: another"]
    assert changes_of_substance(one, study_with(one, visit_date=None)) == ["visit_date: another"]


def test_the_dry_run_tells_who_is_concerned_before_anybody_approves(database: Database, subject: SubjectRef) -> None:
    """REQ-50, DES-03: visits that stay, visits that will use it, what is added, whose consent is older; nothing is written."""
    consent = form("IC", item("ICFDT", "date"), repeat="added")
    events = tuple(
        event("LOG", "AE", "DEV", "IC", kind="log") if one.name == "LOG" else one for one in second_version().events
    )
    study = study_with(
        second_version(), forms=(*second_version().forms, consent), events=events, consent_date="IC.ICFDT"
    )
    before = asked(database, "SELECT count(*) FROM journal")
    with database.reading() as connection:
        (found,) = dry_run(connection, study, date(2025, 3, 1))
        (revised,) = dry_run(connection, stricter(first_version(), 160), date(2025, 3, 1))
    assert asked(database, "SELECT count(*) FROM journal") == before
    gained = found.additions
    assert gained is not None and found.touched and found.reconsent
    assert [visit.event for visit in gained.keeps] == ["SCN"] and [visit.event for visit in gained.uses] == ["W0", "W4"]
    assert [event.name for event in gained.visits] == ["BL", "D1"]
    assert [(visit.event, form) for visit, form in gained.pages] == [
        ("W0", "ECG"),
        ("W4", "ECG"),
        ("LOG", "DEV"),
        ("LOG", "IC"),
    ]
    assert revised.asked == ("EC1",) and revised.settled == () and revised.additions is None
