"""Other rows, links between rows, and the time of a signature in expressions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from edc.study.checking import check_study
from edc.study.document import Value
from edc.study.evaluation import compiled, derive
from edc.study.expressions import ExpressionError
from edc.study.expressions.names import SIGNED, Ref
from tests.study.build import check, expression, page, subject, value_of
from tests.study.pages_study import AE, WHOLE, whole

EVENTS = page(
    1,
    "LOG",
    "AE",
    {
        "AE/1/AETERM": "fever",
        "AE/1/AESER": "Y",
        "AE/2/AETERM": "oedema",
        "AE/7/AETERM": "fever",
        "AE/9/AETERM": "fever",
        "AE/9/#struck": Value(v="error"),
    },
)
MEDICATION = page(
    2,
    "LOG",
    "CM",
    {"CM/1/CMLNK": "AE/1 AE/7", "CM/2/CMTRT": "furosemide", "CM/3/CMLNK": "AE/2", "CM/3/#struck": Value(v="error")},
)
REPORT = page(3, "LOG", "SAE", {"SAELNK": "AE/1"})
VIEW = subject(EVENTS, MEDICATION, REPORT, page(4, "SCN", "IE"))


@pytest.mark.parametrize(
    ("row", "text", "expected"),
    [
        ("AE/1", "any_other_row(AE.AETERM == AETERM)", True),
        ("AE/2", "any_other_row(AE.AETERM == AETERM)", False),
        ("AE/2", 'any_other_row(AE.AESER == "Y")', True),
        ("AE/7", 'any_other_row(AE.AETERM == "oedema" and AE.AESTDTM < AESTDTM)', None),
        ("AE/1", "ref()", "AE/1"),
        ("AE/1", "any_row(ref() in CM.CMLNK)", True),
        ("AE/2", "any_row(ref() in CM.CMLNK)", None),
        ("AE/1", "linked(CM.CMLNK)", True),
        ("AE/7", "linked(CM.CMLNK)", True),
        ("AE/2", "linked(CM.CMLNK)", False),
        ("AE/1", "linked(SAE.SAELNK)", True),
        ("AE/7", "linked(SAE.SAELNK)", False),
    ],
)
def test_rows_see_each_other(row: str, text: str, expected: object) -> None:
    """He Ping's checks compare an event with the others and follow links to it; struck rows link to nothing (REQ-51)."""
    assert value_of(text, VIEW, 1, row, WHOLE) == expected


def test_a_link_is_asked_for_a_row_like_a_multiple_choice() -> None:
    """``"AE/7" in CMLNK`` is true, false, or unknown where no link was entered (REQ-51)."""
    assert value_of('"AE/7" in CMLNK', VIEW, 2, "CM/1", WHOLE) is True
    assert value_of('"AE/2" in CMLNK', VIEW, 2, "CM/1", WHOLE) is False
    assert value_of('"AE/2" in CMLNK', VIEW, 2, "CM/2", WHOLE) is None


def test_linked_is_never_unknown() -> None:
    """Without any medication, nothing links: the check that misses a treatment may fire (REQ-51)."""
    assert value_of("linked(CM.CMLNK)", subject(EVENTS), 1, "AE/1", WHOLE) is False


def test_a_link_reaches_the_row_it_names() -> None:
    """Li Wen links a report to an event: the event's derived "reported" follows (REQ-51)."""
    rules = compiled(WHOLE)
    assert expression("linked(SAE.SAELNK)", "AE", "AE", WHOLE).reads == {Ref("SAE", "SAELNK", "subject")}
    found = {one.path: one.value for one in derive(rules, VIEW, [3])}
    assert found["AE/1/REPORTED"] == "true" and found["AE/7/REPORTED"] == "false"


def test_a_check_may_speak_of_its_row_by_its_links_alone() -> None:
    """A check that names no item of the row, only what links to it, is still about one row (REQ-52)."""
    rule = check("AE9", "not linked(CM.CMLNK)", items=("AETERM",))
    log = AE.model_copy(update={"checks": (rule,)})
    study = whole()
    study = study.model_copy(update={"forms": tuple(log if f.name == "AE" else f for f in study.forms)})
    (found,) = compiled(study).forms["AE"].rules
    assert check_study(study) == [] and found.group is not None and found.group.name == "AE"


def test_a_check_of_two_rows_refuses_nothing() -> None:
    """Which of two rows is wrong nobody knows: such a check may ask, never refuse (REQ-52)."""
    rule = check("AE9", 'any_other_row(AE.AETERM == "fever")', level="refuse")
    log = AE.model_copy(update={"checks": (rule,)})
    study = whole()
    (flaw,) = check_study(study.model_copy(update={"forms": tuple(log if f.name == "AE" else f for f in study.forms)}))
    assert (flaw.check, flaw.key) == ("AE9", "level")


@pytest.mark.parametrize(
    ("signed", "text", "expected"),
    [
        ("2025-03-16T14:05:30", 'signed_at("IE")', datetime(2025, 3, 16, 14, 5, 30)),
        ("2025-03-16T14:05", 'signed_at("IE") < AESTDTM', True),
        ("2025-03-18T09:00", 'signed_at("IE") < AESTDTM', False),
        (None, 'signed_at("IE") < AESTDTM', None),
        (None, 'missing(signed_at("IE"))', True),
    ],
)
def test_when_a_page_was_signed(signed: str | None, text: str, expected: object) -> None:
    """Zhang Min's decision counts from when it was signed; while no signature stands, nothing is known (REQ-62)."""
    event = page(1, "LOG", "AE", {"AE/1/AETERM": "fever", "AE/1/AESTDTM": "2025-03-17T10:00"})
    view = subject(event, replace(page(4, "SCN", "IE", {"ELIGDEC": "Y"}), signed_at=signed))
    assert value_of(text, view, 1, "AE/1", WHOLE) == expected


def test_a_signature_is_an_input() -> None:
    """What a value was derived from names the signature too, so that it is worked out again (REQ-57)."""
    found = expression('signed_at("IE")', "AE", "AE", WHOLE)
    assert found.reads == {Ref("IE", SIGNED, "subject")}
    view = subject(EVENTS, replace(page(4, "SCN", "IE"), signed_at="2025-03-16T14:05"))
    assert list(found.inputs(compiled(WHOLE).read(view).frame(1))) == [(4, SIGNED, "2025-03-16T14:05")]
    own = page(4, "SCN", "IE", {"ELIGDEC": "Y"})
    assert value_of('missing(signed_at("IE"))', subject(own), 4, of=WHOLE) is True


@pytest.mark.parametrize(
    ("text", "on", "group", "reason"),
    [
        ("any_other_row(AETERM == 'x')", "AE", "AE", "needs an item of the other row, as AE.AETERM"),
        ("any_other_row(AE.AETERM == 'x')", "AE", None, "known only in an expression about one row"),
        ("any_row(any_other_row(AE.AETERM == 'x'))", "AE", "AE", "cannot stand inside"),
        ("ref() == 'AE/1'", "INF", None, "known only in an expression about one added row"),
        ("ref(1) == 'AE/1'", "AE", "AE", "ref() takes no operand"),
        ("any_row(ref() in CM.CMLNK)", "INF", "REACT", "names rows of AE, not of this form"),
        ('any_row("MH/1" in CM.CMLNK)', "AE", "AE", 'names rows of AE, such as "AE/1"'),
        ('any_row("AE/0" in CM.CMLNK)', "AE", "AE", 'such as "AE/1"'),
        ('any_row(CM.CMLNK == "AE/1")', "AE", "AE", "a link is asked for one row"),
        ("linked(CM.CMTRT)", "AE", "AE", "CM.CMTRT is no link"),
        ("linked(CM.CMLNK)", "INF", "REACT", "links to AE, not to rows of INF"),
        ("linked()", "AE", "AE", "linked() is written linked(FORM.LINK)"),
        ('signed_at("XX") == None', "AE", "AE", "there is no form XX"),
        ('missing(signed_at("CM"))', "AE", "AE", "form CM is not signed as a page"),
        ('missing(signed_at("SAE"))', "AE", "AE", "SAE: form SAE has several pages at one visit"),
        ("signed_at(IE) == None", "AE", "AE", 'written signed_at("FORM")'),
    ],
)
def test_what_cannot_be_meant_is_explained(text: str, on: str, group: str | None, reason: str) -> None:
    """Sun Yan mistypes one of them: the message says what to write (REQ-52)."""
    with pytest.raises(ExpressionError) as refused:
        expression(text, on, group, WHOLE)
    assert reason in str(refused.value)
