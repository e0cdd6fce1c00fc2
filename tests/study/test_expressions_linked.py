"""``any_linked``: what stands in the rows that a link names."""

from __future__ import annotations

from datetime import date

import pytest

from edc.study.checking import check_study
from edc.study.document import Value
from edc.study.evaluation import compiled, findings, forms_needed, questions
from edc.study.expressions import ExpressionError
from edc.study.expressions.names import Ref
from edc.study.view import PageView, SubjectView
from tests.study.build import AE_ITEMS, EVENTS, check, expression, form, group, item, page, study, subject, value_of

NEAR = "any_linked(LBLNK, abs(days(AE.AESTDT, LBDT)) <= 7)"
LAB = form(
    "LAB",
    group("LABG", item("LBDT", "date", sample_time=True), item("LBLNK", "link", links=("AE", "MH"))),
    checks=[check("L1", f"known(LBLNK) and not {NEAR}", items=("LBLNK",))],
)
AE = form("AE", group("AE", *AE_ITEMS, item("AEPREV", "link", links=("AE",)), repeat="added"))
MH = form(
    "MH",
    group("ASK", item("MHASK", "choice", codelist="YN")),
    group("MH", item("MHTERM", "text"), repeat="added"),
)
WHOLE = study(
    LAB,
    AE,
    MH,
    events=tuple(
        each.model_copy(update={"forms": (*each.forms, *(("MH",) if each.kind == "log" else ("LAB",)))})
        for each in EVENTS
    ),
)
RULES = compiled(WHOLE)
ROWS = {
    "AE/1/AETERM": "fever",
    "AE/1/AESTDT": "2025-03-10",
    "AE/2/AETERM": "oedema",
    "AE/2/AESTDT": "2025-01",
    "AE/3/AETERM": "rash",
    "AE/3/AESTDT": "2025-03",
    "AE/4/AETERM": "cough",
    "AE/5/AETERM": "fever",
    "AE/5/AESTDT": "2025-03-17",
    "AE/5/#struck": Value(v="error"),
    "AE/6/AETERM": "fall",
    "AE/6/AESTDT": "2025-03-25",
}


def view_of(link: str | None, sampled: str | None = "2025-03-17", **rows: str) -> SubjectView:
    return subject(
        page(1, "W0", "LAB", {"LBDT": sampled, "LBLNK": link}),
        page(2, "W4", "LAB", {"LBDT": "2025-04-14"}),
        page(3, "LOG", "AE", {**ROWS, **{path.replace("_", "/"): text for path, text in rows.items()}}),
        page(4, "LOG", "MH", {"MHASK": "Y", "MH/1/MHTERM": "gout"}),
    )


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("AE/1", True),  # seven days before
        ("AE/6", False),  # eight days after
        ("AE/2", False),  # in January, whichever day it was
        ("AE/3", None),  # in March: the days between are from none to 16
        ("AE/4", None),  # nobody said when
        ("AE/2 AE/1", True),
        ("AE/2 AE/4", None),
        ("AE/5", False),  # struck out
        ("AE/9", False),  # not there
        ("MH/1", False),  # a condition on events looks at events
        ("MH/1 AE/1", True),
        (None, False),
    ],
)
def test_a_condition_is_asked_of_the_rows_that_a_link_names(link: str | None, found: bool | None) -> None:
    """He Ping asks whether the linked event began within a week of the sample; what is not known decides nothing
    (REQ-51, EC11)."""
    assert value_of(NEAR, view_of(link), 1, of=WHOLE) is found


@pytest.mark.parametrize(
    ("text", "link", "found"),
    [
        ('any_linked(LBLNK, MH.MHTERM == "gout")', "AE/1 MH/1", True),
        ('any_linked(LBLNK, MH.MHTERM == "gout")', "AE/1", False),
        # what does not stand in the rows is of the one page that there is
        ('any_linked(LBLNK, MH.MHASK == "Y" and known(MH.MHTERM))', "MH/1", True),
        # other rows may be gone through for each that is linked
        ('any_linked(LBLNK, not any_row(CM.CMTRT == "aspirin") and AE.AETERM == "fever")', "AE/1", True),
        ('any_linked(LBLNK, coded(AE.AESTDT, "NA"))', "AE/4", False),
        (f"{NEAR} or any_linked(LBLNK, known(MH.MHTERM))", "MH/1", True),
    ],
)
def test_names_inside_are_of_the_linked_row(text: str, link: str, found: bool) -> None:
    """Of the forms a link may name, a condition looks at the one it speaks of (REQ-51)."""
    assert value_of(text, view_of(link), 1, of=WHOLE) is found


def test_a_sample_without_a_date_is_unknown() -> None:
    """Both sides of the comparison may be missing (REQ-51)."""
    assert value_of(NEAR, view_of("AE/1", None), 1, of=WHOLE) is None


def test_a_row_may_link_to_rows_of_its_own_log() -> None:
    """``AE.AESTDT`` is the event that is linked, ``AESTDT`` that of the row (REQ-51)."""
    text = "any_linked(AEPREV, AE.AESTDT > AESTDT)"
    view = view_of(None, AE_1_AEPREV="AE/6", AE_6_AEPREV="AE/1")
    assert value_of(text, view, 3, "AE/1", WHOLE) is True
    assert value_of(text, view, 3, "AE/6", WHOLE) is False
    log = AE.model_copy(update={"checks": (check("A1", text, items=("AEPREV",)),)})
    changed = WHOLE.model_copy(update={"forms": tuple(log if one.name == "AE" else one for one in WHOLE.forms)})
    changed = type(WHOLE)(**{name: getattr(changed, name) for name in type(WHOLE).model_fields})
    (rule,) = compiled(changed).forms["AE"].rules
    assert check_study(changed) == [] and rule.group is not None and rule.group.name == "AE"


def test_what_was_read_are_the_linked_rows_alone() -> None:
    """A query that was settled is asked again when a linked event is corrected, not when another one is (REQ-54)."""
    found = expression(NEAR, "LAB", None, WHOLE)
    assert found.reads == {Ref("LAB", "LBLNK", "page"), Ref("LAB", "LBDT", "page"), Ref("AE", "AESTDT", "subject")}
    read = list(found.inputs(RULES.read(view_of("AE/1 MH/1")).frame(1)))
    assert read == [(1, "LBLNK", "AE/1 MH/1"), (3, "AE/1/AESTDT", "2025-03-10"), (1, "LBDT", "2025-03-17")]


def test_a_correction_of_the_event_asks_the_pages_that_link_again() -> None:
    """Wang Lei corrects when the event began: the check on the sample is run again, and nothing else (REQ-51)."""
    assert "AE" in forms_needed(RULES, "LAB") and "LAB" in forms_needed(RULES, "AE", {"AESTDT"})
    view = view_of("AE/6")
    assert questions(RULES, view, {3: {"AESTDT"}})[1] == {"L1"}
    assert questions(RULES, view, {3: {"AETERM"}}).keys() == {3}

    def asked(view: SubjectView) -> list[str]:
        return [one.check for one in findings(RULES, view, 1, date(2025, 9, 1))]

    assert asked(view) == ["L1"]
    assert asked(view_of("AE/6", AE_6_AESTDT="2025-03-24")) == []
    assert asked(view_of("AE/3")) == [] and asked(view_of(None)) == []


def test_an_event_that_was_struck_out_is_no_longer_linked() -> None:
    """The row is struck out: the page is asked again at once (REQ-34, REQ-51)."""
    struck = PageView(3, 9, "LOG", "AE", 1, {"AE/1/AESTDT": Value(v="2025-03-10"), "AE/1/#struck": Value(v="x")}, {})
    before, after = view_of("AE/1"), subject(view_of("AE/1").pages[1], struck)
    assert value_of(NEAR, before, 1, of=WHOLE) is True and value_of(NEAR, after, 1, of=WHOLE) is False


@pytest.mark.parametrize(
    ("text", "on", "within", "reason"),
    [
        ("any_linked(LBLNK)", "LAB", None, "any_linked() is written any_linked(LINK, condition)"),
        ("any_linked(LBDT, known(AE.AETERM))", "LAB", None, "LBDT is no link"),
        ("any_linked(LBLNK, known(LBDT))", "LAB", None, "needs an item of the rows that LBLNK names, as AE.ITEM"),
        ("any_linked(LBLNK, known(CM.CMTRT))", "LAB", None, "needs an item of the rows that LBLNK names, as AE.ITEM"),
        ("any_linked(LBLNK, known(AE.AETERM) or known(MH.MHTERM))", "LAB", None, "not of several: AE, MH"),
        ("any_linked(LBLNK, AE.AETERM)", "LAB", None, "a text"),
        ("any_linked(LBLNK, known(AE.NOBODY))", "LAB", None, "form AE has no item NOBODY"),
        ("any_linked(AEPREV, known(AE.AETERM))", "AE", None, "AE.AEPREV stands in rows"),
        ("any_row(any_linked(AEPREV, known(AE.AETERM)))", "AE", None, "cannot stand inside"),
        ("any_linked(LBLNK, any_linked(LBLNK, known(AE.AETERM)))", "LAB", None, "cannot stand inside"),
        ("any_linked(LBLNK, known(AE.AETERM) and any_page(LAB.LBDT == LBDT))", "LAB", None, "cannot stand inside"),
    ],
)
def test_what_cannot_be_meant_is_explained(text: str, on: str, within: str | None, reason: str) -> None:
    """Sun Yan writes it wrongly: the message says what to write (REQ-52)."""
    with pytest.raises(ExpressionError) as refused:
        expression(text, on, within, WHOLE)
    assert reason in str(refused.value)
