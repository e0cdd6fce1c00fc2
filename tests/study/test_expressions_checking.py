"""Everything that can be wrong with the expressions of a study, found when it loads."""

from __future__ import annotations

import pytest

from edc.study.checking import ExpressionFlaw, check_study
from edc.study.definition import Form, State, Study
from edc.study.evaluation import compiled
from edc.study.expressions.flaws import FlawedStudy
from tests.study.build import RENAL_ITEMS, check, form, group, item, study


def flaws_of(*forms: Form, **more: object) -> list[ExpressionFlaw]:
    return check_study(study(*forms, **more))


def one(of: Study) -> ExpressionFlaw:
    (flaw,) = check_study(of)
    return flaw


def test_the_kidney_study_has_no_flaw() -> None:
    """A study that may run has an empty list, and compiles once for its digest (REQ-52)."""
    assert flaws_of() == []
    assert compiled(study()) is compiled(study())


@pytest.mark.parametrize(
    ("item_more", "key", "message"),
    [
        ({"type": "derived", "value": "CREAT +"}, "value", "not an expression"),
        ({"type": "derived"}, "value", "a derived item needs a value"),
        ({"type": "derived", "value": "NOTE"}, "value", "it gives a text, not a number"),
        ({"type": "derived", "value": "CREAT", "result": "date"}, "value", "it gives a number, not a date"),
        ({"required": "CREAT"}, "required", "it gives a number, not true or false"),
        ({"show_if": "CREATT > 1"}, "show_if", "form RENAL has no item CREATT"),
    ],
)
def test_a_flaw_names_item_and_key(item_more: dict[str, str], key: str, message: str) -> None:
    """Sun Yan finds the line at once: form, item and key are named (REQ-52)."""
    flaw = one(study(form("RENAL", group("RENALG", *RENAL_ITEMS, item("NEW", **item_more)))))
    assert (flaw.form, flaw.item, flaw.key) == ("RENAL", "NEW", key)
    assert message in flaw.message


def test_a_formula_may_give_a_whole_number_a_text_or_nothing() -> None:
    """An integer is a number; a formula may leave a value out with None (REQ-57)."""
    items = (item("A", "derived", value="1", result="integer"), item("B", "derived", value="None", result="text"))
    assert flaws_of(form("RENAL", group("RENALG", *RENAL_ITEMS, *items))) == []


@pytest.mark.parametrize(
    ("rule", "key", "message"),
    [
        (check("EC11", "SEX == 1"), "when", "form RENAL has no item SEX"),
        (check("EC11", "CREAT"), "when", "it gives a number, not true or false"),
        (check("EC11", "CREAT > 1", items=("NOBODY",)), "items", "form RENAL has no item NOBODY"),
        (check("EC10", "CREAT > 1"), "id", "form RENAL has a check EC10 already"),
        (check("VS01", "CREAT > 1"), "id", "form RENAL has a check VS01 already"),
        (check("RANGE.CREAT", "CREAT > 1"), "id", "RANGE.CREAT is kept for a built-in check"),
        (check("EC11", "CREAT > EGFR", level="refuse"), "level", "only what is wrong with one item alone is refused"),
        (check("EC11", "DM.SEX == 'M'", level="refuse"), "level", "only what is wrong with one item alone is refused"),
    ],
)
def test_a_flaw_of_a_check_names_it(rule: object, key: str, message: str) -> None:
    """Ids are unique in the study, checks are true or false, and comparisons never refuse (trial.md 0.2)."""
    renal = form("RENAL", group("RENALG", *RENAL_ITEMS), checks=[check("EC10", "EGFR > 1"), rule])
    (flaw,) = flaws_of(renal)
    assert flaw.key == key
    assert message in flaw.message


def test_a_check_on_one_item_may_refuse() -> None:
    """What can be no value of its own kind may be refused by a check too (trial.md 0.2)."""
    renal = form("RENAL", group("RENALG", *RENAL_ITEMS), checks=[check("EC11", "CREAT < 0", level="refuse")])
    assert flaws_of(renal) == []


@pytest.mark.parametrize(
    ("rule", "key", "message"),
    [
        (check("X1", "A > B"), "when", "a check speaks of one row: ONE and TWO repeat apart"),
        (
            check("X1", "A > 1", items=("P",)),
            "items",
            "a check that speaks of a row of ONE points at an item of that row",
        ),
        (
            check("X1", "A > 1", items=("B",)),
            "items",
            "a check that speaks of a row of ONE points at an item of that row",
        ),
    ],
)
def test_a_check_about_a_row_speaks_of_one(rule: object, key: str, message: str) -> None:
    """Its query has to stand beside one row, so it cannot speak of two groups at once (REQ-52)."""
    groups = (group("ONE", item("A"), repeat="added"), group("TWO", item("B"), repeat="added"), group("P1", item("P")))
    (flaw,) = flaws_of(form("VS", *groups, checks=[rule]))
    assert (flaw.form, flaw.check, flaw.key) == ("VS", "X1", key)
    assert message in flaw.message


def test_a_value_derived_from_itself_is_a_flaw() -> None:
    """A cycle over two forms is named whole (VAL-05)."""
    renal = form("RENAL", group("RENALG", item("A", "derived", value="VS.B + 1")))
    vs = form("VS", group("VSG", item("B", "derived", value='at("W0", RENAL.A)')))
    whole = study(renal, vs, forms=(renal, vs), states=(), visit_date=None)
    flaw = one(whole)
    assert flaw.key == "value"
    assert "RENAL.A -> VS.B" in flaw.message or "VS.B -> RENAL.A" in flaw.message


def test_states_are_expressions_of_the_subject() -> None:
    """A state names the page it means; on several pages it has to say which (trial.md 0.4.3)."""
    states = (State(name="odd", label={}, when="RENAL.CREAT > 1"), State(name="fine", label={}, when='DM.SEX == "M"'))
    flaw = one(study(states=states))
    assert (flaw.form, flaw.check, flaw.key) == (None, "odd", "when")
    assert "at(event, RENAL.CREAT)" in flaw.message


def test_a_group_says_when_it_is_shown() -> None:
    """A flaw of a group's condition names the group (D.9.200)."""
    flaw = one(study(form("VS", group("VSG", item("SBP"), item("DBP"), item("WEIGHT"), show_if="SBP"))))
    assert (flaw.form, flaw.group, flaw.item, flaw.key) == ("VS", "VSG", None, "show_if")


def test_items_that_the_study_names_are_there() -> None:
    """A visit date that no form collects would leave every window without its day (trial.md 3)."""
    flaw = one(study(sex="DM.GENDER"))
    assert (flaw.form, flaw.key, flaw.message) == (None, "sex", "there is no item DM.GENDER: write FORM.ITEM")


def test_a_flawed_study_does_not_run() -> None:
    """Nothing is evaluated with part of its checks missing: all flaws come at once (REQ-52)."""
    checks = [check("A", "NOBODY > 1"), check("B", "CREAT")]
    with pytest.raises(FlawedStudy) as refused:
        compiled(study(form("RENAL", group("RENALG", *RENAL_ITEMS), checks=checks)))
    assert [flaw.check for flaw in refused.value.flaws] == ["A", "B"]
    assert "form RENAL has no item NOBODY" in str(refused.value)
