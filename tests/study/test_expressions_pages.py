"""Functions over the pages of a form: ``any_page``, ``count_pages``, ``max_pages``, ``min_pages``."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from edc.study.document import NOT_DONE, STRUCK, Value
from edc.study.evaluation import compiled, derive, findings, forms_needed
from edc.study.expressions import ExpressionError
from edc.study.expressions.names import Ref
from edc.study.view import SubjectView
from tests.study.build import check, expression, page, subject, value_of
from tests.study.pages_study import WHOLE, infusion, whole

FIRST, SECOND = "2025-03-17T10:00", "2025-04-14T09:30"


def given(*more: object) -> SubjectView:
    """Two infusions given, an adverse event between them."""
    event = {"AE/1/AETERM": "fever", "AE/1/AESTDTM": "2025-03-20T08:00"}
    pages = [infusion(1, "W0", "Y", FIRST, DOSE="1.0"), infusion(2, "W4", "Y", SECOND, DOSE="1.4")]
    return subject(*pages, page(3, "LOG", "AE", event), page(4, "SCN", "IE"), page(5, "SCN", "RENAL"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('any_page(INF.INFYN == "Y")', True),
        ('any_page(INF.INFYN == "N")', False),
        ('count_pages(INF.INFYN == "Y")', 2),
        ("count_pages(INF.DOSE > 1.2)", 1),
        ("max_pages(INF.STDTM)", datetime(2025, 4, 14, 9, 30)),
        ("min_pages(INF.STDTM)", datetime(2025, 3, 17, 10, 0)),
        ("max_pages(INF.DOSE, INF.DOSE < 1.2)", Decimal("1.0")),
        ("max_pages(INF.DOSE, INF.DOSE > 9)", None),
        ("any_page(any_row(INF.GRADE >= 3))", False),
        ("max_pages(INF.STDTM, INF.STDTM < at('W4', INF.STDTM))", datetime(2025, 3, 17, 10, 0)),
    ],
)
def test_pages_of_another_form(text: str, expected: object) -> None:
    """Chen Jie's check asks whether, how often and when infusions were given, whichever visit they belong to (REQ-51)."""
    assert value_of(text, given(), 5, of=WHOLE) == expected


def test_what_is_not_qualified_means_the_row_one_stands_in() -> None:
    """An event after one infusion and before the next counts one: its own time against each page's (REQ-51)."""
    text = "count_pages(INF.STDTM <= AESTDTM)"
    assert value_of(text, given(), 3, "AE/1", WHOLE) == 1


@pytest.mark.parametrize(
    ("pages", "asked", "counted"),
    [
        ([infusion(1, "W0", None, None)], False, 0),
        ([infusion(1, "W0", None, FIRST)], None, 0),
        ([infusion(1, "W0", None, FIRST), infusion(2, "W4", "Y", None)], True, 1),
        ([page(1, "W0", "INF", {"INFYN": "Y", STRUCK: Value(v="error")})], False, 0),
        ([page(1, "W0", "INF", {"INFYN": "Y", NOT_DONE: Value(v="OTHER")})], False, 0),
        ([], False, 0),
    ],
)
def test_pages_that_count(pages: list[object], asked: bool | None, counted: int) -> None:
    """A blank page is no page, a page struck out or not done is none either; an unanswered one leaves it open (REQ-51)."""
    view = subject(*pages, page(9, "SCN", "RENAL"))  # type: ignore[arg-type]  # pages, as parametrised
    assert value_of('any_page(INF.INFYN == "Y")', view, 9, of=WHOLE) is asked
    assert value_of('count_pages(INF.INFYN == "Y")', view, 9, of=WHOLE) == counted


def test_on_its_own_form_the_page_itself_is_left_out() -> None:
    """Li Wen's second infusion counts the first and not itself: its number is 2 (REQ-51)."""
    rules = compiled(WHOLE)
    changes = {(one.page, one.path): one.value for one in derive(rules, given(), [1, 2])}
    assert changes[1, "NUMBER"] == "1" and changes[2, "NUMBER"] == "2"


def test_the_subject_is_asked_without_a_page() -> None:
    """States and expectations stand at no page, and see all of them (REQ-56)."""
    assert value_of('any_page(INF.INFYN == "Y")', given(), None, of=WHOLE) is True


def test_a_change_of_one_page_reaches_those_that_look_at_it() -> None:
    """Wang Lei corrects the time of an infusion: events and the other infusions are worked out again (REQ-51)."""
    rules = compiled(WHOLE)
    assert expression("any_page(INF.STDTM <= AESTDTM)", "AE", "AE", WHOLE).reads == {
        Ref("INF", "STDTM", "subject"),
        Ref("AE", "AESTDTM", "page"),
    }
    assert {"INF", "AE"} <= forms_needed(rules, "INF") and "INF" in forms_needed(rules, "AE")
    assert {one.page for one in derive(rules, given(), [1])} >= {1, 2, 3}
    before = given().with_derived([(3, "AE/1/PHASE", "AFTER")])
    late = before.with_pages([infusion(1, "W0", "Y", "2025-03-22T10:00")])
    assert ("AE/1/PHASE", "BEFORE") in [(one.path, one.value) for one in derive(rules, late, [1])]


def test_a_check_asks_with_all_it_read() -> None:
    """A settled question comes back when any page it looked at changes: each is among its inputs (REQ-54)."""
    rule = check("INF9", "DOSE > 1.2 * min_pages(INF.DOSE)")
    study = whole()
    infused = study.form_by_name["INF"].model_copy(update={"checks": (rule,)})
    study = study.model_copy(update={"forms": tuple(infused if f.name == "INF" else f for f in study.forms)})
    view = given()
    (asked,) = (one for one in findings(compiled(study), view, 2, date(2025, 5, 1)) if one.kind == "check")
    assert asked.path == "DOSE" and {(1, "DOSE"), (2, "DOSE")} <= asked.inputs


@pytest.mark.parametrize(
    ("text", "on", "reason"),
    [
        ("any_page(DOSE > 1)", "INF", "needs an item of the pages to look at, as FORM.ITEM"),
        ("any_page(INF.DOSE > RENAL.CREAT)", "VS", "goes through the pages of one form, not of several: INF, RENAL"),
        ("any_page(INF.DOSE)", "RENAL", "stands where true or false is needed"),
        ("max_pages(INF.INFYN)", "RENAL", "stands where a number or a date"),
        ("any_page(INF.GRADE > 3)", "RENAL", "INF.GRADE stands in rows: use any_row()"),
        ("any_page(any_page(INF.DOSE > 1))", "RENAL", "cannot stand inside a function over pages or rows"),
        ("any_row(AE.AESER == 'Y' and any_page(INF.DOSE > 1))", "RENAL", "cannot stand inside a function"),
        ("any_page(INFF.DOSE > 1)", "RENAL", "there is no form INFF; did you mean INF?"),
        ("count_pages()", "RENAL", "count_pages() is written count_pages(condition)"),
        ("max_pages(INF.DOSE, True, True)", "RENAL", "max_pages() is written max_pages(ITEM)"),
    ],
)
def test_what_cannot_be_meant_is_explained(text: str, on: str, reason: str) -> None:
    """Sun Yan mistypes a function over pages: the message says what to write (REQ-52)."""
    with pytest.raises(ExpressionError) as refused:
        expression(text, on, of=WHOLE)
    assert reason in str(refused.value)
