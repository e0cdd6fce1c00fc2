"""Whether a page is expected is asked of each visit: what names mean there, what is unknown, and what a change reaches."""

from __future__ import annotations

import pytest

from edc.study.definition import Deviation, Deviations, Event, Study
from edc.study.document import NOT_DONE, STRUCK, Value
from edc.study.evaluation import (
    CompiledStudy,
    because,
    compiled,
    forms_needed,
    forms_of_expectations,
    questions,
    unexpected,
)
from edc.study.expressions import compile_expression
from edc.study.expressions.names import ExpressionError
from edc.study.expressions.parts import EXPECTED
from edc.study.view import PageView
from tests.study.build import CODELISTS, EVENTS, VISITS, form, group, item, page, study, subject

INF = form("INF", group("INFG", item("INFYN", "choice", codelist="YN"), item("VOLUME")))
POSITIVE = 'missing(INF.INFYN) or INF.INFYN == "Y"'
NEGATIVE = 'not (known(INF.INFYN) and INF.INFYN == "N")'
GIVEN = 'INF.INFYN == "Y"'


def infusions(expected_if: str, **more: object) -> Study:
    """Infusions at weeks 0 and 4 and at unscheduled visits, each with an observation log that hangs on it."""
    obs = form("OBS", group("OBSG", item("PULSE")), expected_if=expected_if)
    events = tuple(
        each.model_copy(update={"forms": (*each.forms, "INF", "OBS")}) if each.name in ("W0", "W4", "UNS") else each
        for each in EVENTS
    )
    return study(INF, obs, events=events, codelists=CODELISTS, **more)


def run(expected_if: str) -> CompiledStudy:
    return compiled(infusions(expected_if))


def infusion(number: int, event: str, given: str | None, *marks: str, visit: int | None = None) -> PageView:
    values: dict[str, str | Value | None] = {} if given is None else {"INFYN": given}
    return page(number, event, "INF", values | dict.fromkeys(marks, Value(v="x")), visit=visit)


@pytest.mark.parametrize(
    ("pages", "while_unknown", "left_out"),
    [
        ([], True, False),
        ([infusion(1, "W4", None)], True, False),
        ([infusion(1, "W4", "Y")], False, False),
        ([infusion(1, "W4", "N")], False, True),
        ([infusion(1, "W4", "N", NOT_DONE)], True, False),
        ([infusion(1, "W4", "N", STRUCK)], True, False),
        # what another visit says is no matter
        ([infusion(1, "W0", "N")], True, False),
    ],
)
def test_a_page_hangs_on_the_page_of_its_own_visit(pages: list[PageView], while_unknown: bool, left_out: bool) -> None:
    """REQ-51, REQ-56: the observation of week 4 is left out once week 4 says that nothing was given; a bare comparison
    is unknown before that, and what is unknown is not waited for."""
    view = subject(*pages)
    for text in (POSITIVE, NEGATIVE):
        assert unexpected(run(text), view, VISITS["W4"], "W4") == ({"OBS"} if left_out else set())
    assert unexpected(run(GIVEN), view, VISITS["W4"], "W4") == ({"OBS"} if left_out or while_unknown else set())


def test_visits_of_one_event_are_judged_one_by_one() -> None:
    """REQ-56: of two unscheduled visits the second had no infusion."""
    view = subject(infusion(1, "UNS", "Y", visit=20), infusion(2, "UNS", "N", visit=21))
    assert [unexpected(run(POSITIVE), view, visit, "UNS") for visit in (20, 21, 22)] == [set(), {"OBS"}, set()]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ('event() == "W4"', {"W4"}),
        ("latest(RENAL.CREAT) > 100", {"W0", "W4"}),
        ('at("W0", INF.INFYN) == "N"', {"W0", "W4"}),
        ('count_pages(INF.INFYN == "N") == 1', {"W0", "W4"}),
        ('any_row(AE.AETERM == "Fever")', {"W0", "W4"}),
        ('DM.SEX == "M"', {"W0", "W4"}),
        ("known(visit_date())", {"W0"}),
    ],
)
def test_the_rest_of_the_language_means_what_it_means(text: str, at: set[str]) -> None:
    """REQ-52: the visit is known, the subject's pages are all looked at, and ``latest`` has no page to be earlier than."""
    view = subject(
        infusion(1, "W0", "N"),
        page(2, "W4", "RENAL", {"LBDT": "2025-04-14", "CREAT": "139"}),
        page(3, "LOG", "AE", {"AE/1/AETERM": "Fever"}),
        page(4, "SCN", "DM", {"SEX": "M"}),
        page(5, "W0", "SV", {"SVDAT": "2025-03-17"}),
    )
    assert {event for event in ("W0", "W4") if not unexpected(run(text), view, VISITS[event], event)} == at


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("INFYN == 'Y'", "name its form too, as FORM.INFYN"),
        ("OBS.PULSE > 60", "whether a page is expected is not for itself to say: write at(event, OBS.PULSE)"),
        ("DOSE.WATCHED > 1", "DOSE.WATCHED is not collected at UNS"),
        ("known(prior(INF.VOLUME))", "prior() needs a page"),
        ("row() == 1", "row() is known only in an expression about one row"),
    ],
)
def test_what_cannot_be_meant_is_explained(text: str, reason: str) -> None:
    """Sun Yan is told which page nobody could mean (REQ-52)."""
    whole = infusions(POSITIVE)
    repeated = whole.event_by_name["UNS"].model_copy(update={"kind": "scheduled"})
    events: tuple[Event, ...] = tuple(repeated if each.name == "UNS" else each for each in whole.events)
    whole = infusions(POSITIVE).model_copy(update={"events": events})
    with pytest.raises(ExpressionError) as refused:
        compile_expression(text, whole, None, visits_of=whole.form_by_name["OBS"])
    assert reason in str(refused.value)


def test_a_save_reaches_what_hangs_on_the_item_and_nothing_else() -> None:
    """REQ-51: where drafts about what was not done are kept, the answer whether it was given reaches the observation of
    that visit; the volume reaches nothing, and without such drafts nothing is stored that could be reached."""
    rules = run(POSITIVE)
    assert forms_of_expectations(rules) == {"INF"} and forms_of_expectations(rules, ["INF"]) == set()
    assert forms_needed(rules, "INF", {"INFYN"}) == set() == rules.deciding
    drafting = Deviations(form="AE", fill={}, not_done=Deviation(category="MISSED"))
    kept = compiled(infusions(POSITIVE, deviations=drafting))
    assert forms_needed(kept, "INF", {"INFYN"}) == {"INF", "OBS"}
    assert forms_needed(kept, "INF", {"VOLUME"}) == set()
    view = subject(infusion(1, "W4", "N"), page(2, "W4", "OBS"), page(3, "W0", "OBS"))
    assert questions(kept, view, {1: {"INFYN"}}) == {1: {""}, 2: {EXPECTED}}
    assert questions(kept, view, {1: {"VOLUME"}}) == {1: {""}}


def test_the_reason_is_told_by_the_values_of_the_visit_or_of_an_only_page() -> None:
    """REQ-56: that no infusion was given, that the participant is a man; not what stands on other visits or in rows."""
    view = subject(infusion(1, "W0", "Y"), infusion(2, "W4", "N"), page(4, "SCN", "DM", {"SEX": "M"}))
    assert because(run(POSITIVE), view, "OBS", VISITS["W4"], "W4") == [(2, "INFYN")]
    assert because(run('DM.SEX == "F"'), view, "OBS", VISITS["W4"], "W4") == [(4, "SEX")]
    assert because(run('at("W0", INF.INFYN) == "N"'), view, "OBS", VISITS["W4"], "W4") == []
    assert because(run('any_row(AE.AETERM == "Fever")'), view, "OBS", VISITS["W4"], "W4") == []
