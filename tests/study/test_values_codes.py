"""Free text, coded answers, files and coded missing values."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from edc.study.definition import Choice, Coded, Codelist, Form, Group, Item, Study
from edc.study.document import Value
from edc.study.values import Reading, as_file, as_typed, codes, read, shown

STUDY = Study(
    oid="S",
    name="S",
    version="1",
    label={"en": "S"},
    languages=("en", "zh"),
    missing=(
        Coded(code="ND", label={"en": "Not done", "zh": "未做"}),
        Coded(code="UNK", label={"en": "Unknown", "zh": "不详"}),
    ),
    codelists=(
        Codelist(
            oid="SYMP",
            choices=(
                Choice(code="FEVER", label={"en": "Fever", "zh": "发热"}),
                Choice(code="CHEST PAIN", label={"en": "Chest pain", "zh": "胸痛"}),
                Choice(code="50%"),
                Choice(code="1"),
            ),
        ),
        Codelist(oid="MEDDRA", external={"Dictionary": "MedDRA"}),
    ),
    events=(),
    forms=(Form(oid="F", name="F", label={"en": "F"}, groups=(Group(oid="G", name="G", items=()),)),),
)
DIGEST = "ab" * 32


def item(kind: str, **changes: Any) -> Item:
    return Item.model_validate({"oid": "I", "name": "I", "label": {"en": "I"}, "type": kind, **changes})


def enter(one: Item, typed: str | Sequence[str], missing: str | None = None, unit: str | None = None) -> Reading:
    return read(one, typed, missing=missing, unit=unit, study=STUDY, today=date(2025, 8, 6))


def refusal(reading: Reading) -> str:
    assert reading.problem is not None and reading.value is None
    return reading.problem.code


def test_free_text_keeps_its_lines_and_loses_only_its_edges() -> None:
    """A narrative pasted by Chen Jie keeps its line breaks, composed as NFC (ENT-02, B.3.14.0200)."""
    reading = enter(item("text"), "  e\u0301 发热\r\n38.9\u2103\u2028ende\t.\u200b\n ")
    assert reading.value == Value(v="é 发热\n38.9\u2103\nende .")


@pytest.mark.parametrize("typed", ["", "   ", "\u3000\n", "\u200b\ufeff", [], ["", " "]])
def test_nothing_but_blanks_is_blank(typed: str | list[str]) -> None:
    """A required item cannot be satisfied with a zero-width space (B.6.7.1800)."""
    for kind in ("text", "number", "date", "boolean", "multi"):
        assert enter(item(kind), typed).blank


@pytest.mark.parametrize("char", ["\x00", "\x1b", "\x85", "\u202e", "\u2066", "\ud800", "\uffff"])
def test_characters_that_deceive_or_break_an_export_are_refused(char: str) -> None:
    """What is shown must be what is stored, and XML must be able to carry it (REQ-65)."""
    problem = enter(item("text"), f"Li{char}Wen").problem
    assert problem is not None and problem.code == "character"
    assert problem.params == {"character": f"U+{ord(char):04X}", "position": "3"}


def test_text_has_a_length() -> None:
    """The item's own length, else 10,000 characters (B.4.8.0200)."""
    assert refusal(enter(item("text", length=5), "六个字的文本")) == "too_long"
    assert enter(item("text", length=6), "六个字的文本").value == Value(v="六个字的文本")
    assert refusal(enter(item("text"), "a" * 10_001)) == "too_long"
    assert enter(item("text", length=20_000), "a" * 20_000).value is not None


@pytest.mark.parametrize("kind", ["text", "number", "date", "datetime", "duration", "choice", "multi", "file"])
def test_ten_megabytes_are_refused_at_once(kind: str) -> None:
    """A posted flood costs the server nothing worth measuring (REQ-51)."""
    one = item(kind, codelist="SYMP")
    start = time.perf_counter()
    for typed in ("A 9" * 3_500_000, ["A" * 10_000_000]):
        assert refusal(enter(one, typed)) == "too_long"
    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("Y", "true"), ("yes", "true"), ("１", "true"), ("是", "true"), ("N", "false"), ("False", "false")],
)
def test_yes_and_no(typed: str, stored: str) -> None:
    """Booleans are stored as ODM writes them (REQ-65)."""
    assert enter(item("boolean"), typed).value == Value(v=stored)
    assert refusal(enter(item("boolean"), "maybe")) == "boolean"


def test_a_choice_is_one_of_the_list() -> None:
    """A code outside the list is refused, on import as on screen (B.3.16.0400, REQ-51)."""
    one = item("choice", codelist="SYMP")
    assert enter(one, "CHEST PAIN").value == Value(v="CHEST PAIN")
    assert enter(one, ["", "１"]).value == Value(v="1")
    assert refusal(enter(one, "chest pain")) == "code"
    assert refusal(enter(one, ["FEVER", "1"])) == "one_value"
    assert shown(one, Value(v="FEVER"), STUDY, "zh") == "发热"
    assert shown(one, Value(v="50%"), STUDY, "zh") == "50%"
    assert refusal(enter(item("choice", codelist="GONE"), "FEVER")) == "code"


def test_an_external_dictionary_takes_any_text() -> None:
    """MedDRA's terms are not listed here; what was typed is kept (REQ-65)."""
    one = item("choice", codelist="MEDDRA")
    assert enter(one, " Pyrexia ").value == Value(v="Pyrexia")
    assert refusal(enter(one, "Py\x00rexia")) == "character"


def test_several_codes_stand_in_the_order_of_the_list() -> None:
    """Ticking in another order is no change; a blank inside a code survives (REQ-24)."""
    one = item("multi", codelist="SYMP")
    reading = enter(one, ["50%", "CHEST PAIN", "FEVER", "FEVER", ""])
    assert reading.value == Value(v="FEVER CHEST%20PAIN 50%25")
    assert codes(reading.value) == ("FEVER", "CHEST PAIN", "50%")
    assert enter(one, as_typed(reading.value).text).value == reading.value
    assert shown(one, reading.value, STUDY, "zh") == "发热; 胸痛; 50%"
    assert refusal(enter(one, ["FEVER", "COUGH"])) == "code"


def test_a_missing_code_is_a_value_of_its_own() -> None:
    """Not done, unknown and empty are three different things (REQ-53, D.113.100)."""
    one = item("number", missing=("ND",))
    assert enter(one, "", missing="ND").value == Value(m="ND")
    assert enter(one, "", missing=" ").blank
    assert refusal(enter(one, "", missing="UNK")) == "missing"
    assert refusal(enter(one, "5", missing="ND")) == "missing_and_value"
    assert enter(item("text"), "", missing="UNK").value == Value(m="UNK")
    assert shown(one, Value(m="ND"), STUDY, "zh") == "未做"


def test_a_file_is_named_by_its_digest() -> None:
    """Only the shape is judged here: a digest, a name, no path (A.3.28.1600)."""
    one = item("file")
    reading = enter(one, f"{DIGEST}:报告 1.pdf")
    assert as_file(reading.value) == (DIGEST, "报告 1.pdf")
    assert shown(one, reading.value, STUDY, "en") == "报告 1.pdf"
    for typed in (f"{DIGEST}:../etc/passwd", f"{DIGEST}:", "report.pdf", f"{DIGEST.upper()}:a.pdf"):
        assert refusal(enter(one, typed)) == "file"


def test_a_posted_derived_value_is_refused_even_when_blank() -> None:
    """What the program computes nobody types (REQ-57)."""
    one = item("derived", value="1")
    assert refusal(enter(one, "5")) == refusal(enter(one, "")) == "derived_posted"


def test_a_unit_sent_with_something_that_has_none_is_refused() -> None:
    """A unit on a yes/no answer is a forged or mistaken request (REQ-51)."""
    assert refusal(enter(item("boolean"), "Y", unit="mg/dL")) == "unit"


def test_what_a_sentence_repeats_is_short_and_printable() -> None:
    """A refusal quotes the input without carrying its tricks along (REQ-51)."""
    problem = enter(item("choice", codelist="SYMP"), "x\u202e" + "y" * 100).problem
    assert problem is not None and problem.params["typed"] == "x " + "y" * 38 + "…"
