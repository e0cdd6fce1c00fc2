"""Numbers that tell who a participant is are asked about in free texts and names of files."""

from __future__ import annotations

from datetime import date

import pytest

from edc.study.definition import Identifier
from edc.study.document import Value
from edc.study.evaluation import compiled, findings
from edc.study.values.privacy import personal
from tests.study.build import form, group, item, page, study, subject

EVERY: tuple[Identifier, ...] = ("identity_number", "mobile_number", "hospital_number")
NOTE = item("NOTE", "text")


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("家属电话13888123456", "mobile_number"),
        ("call +86 138 8812 3456 after six", "mobile_number"),
        ("１３８８８１２３４５６", "mobile_number"),
        ("530102196503041234", "identity_number"),
        ("身份证：53010219650304123x。", "identity_number"),
        ("住院号 0012345", "hospital_number"),
        ("见门诊号：A20251234", "hospital_number"),
    ],
)
def test_what_li_wen_copies_from_the_chart(typed: str, kind: str) -> None:
    """REQ-60: an identity, telephone or hospital number in a note is noticed, as it is typed on a ward."""
    assert personal(NOTE, Value(v=typed), EVERY) == (kind,)


@pytest.mark.parametrize(
    "typed",
    [
        "eGFR 45.2, Hb 132, 2025-03-04 10:30",
        "batch 20250304-001",
        "12345678901",
        "530102196513041234",  # no month is the thirteenth
        "住院三天",
        "28012345678901",
    ],
)
def test_what_tells_nobody(typed: str) -> None:
    """Dates, results, batches and sample numbers are no such numbers."""
    assert personal(NOTE, Value(v=typed), EVERY) == ()


def test_the_name_of_a_file() -> None:
    """A scan called after the patient's number is noticed too; a number item never is."""
    stored = Value(v=f"{'0' * 64}:住院号0012345.pdf")
    assert personal(item("SCAN", "file"), stored, EVERY) == ("hospital_number",)
    assert personal(item("COUNT", "integer"), Value(v="13888123456"), EVERY) == ()


@pytest.mark.parametrize(("kinds", "asked"), [((), []), (("mobile_number",), ["personal"]), (("hospital_number",), [])])
def test_a_study_says_what_is_looked_for(kinds: tuple[Identifier, ...], asked: list[str]) -> None:
    """REQ-60: a note with a telephone number is asked about where the study looks for those, and it is kept."""
    rules = compiled(study(form("VS", group("VSG", NOTE)), personal=kinds))
    view = subject(page(1, "W0", "VS", {"NOTE": "电话13888123456"}))
    assert [one.code for one in findings(rules, view, 1, date(2025, 3, 4))] == asked
