"""Paper: what stands on blank, annotated and filled forms, and that nobody's words are read as markup."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from edc.acts.reasons import Reason
from edc.acts.strike_out import strike_out
from edc.casebook.reading import SubjectRef
from edc.cli import main
from edc.db import Database
from edc.exchange.paper.annotations import Annotations, sdtm
from edc.exchange.paper.blank import Pen, blank_form
from edc.exchange.paper.book import open_book
from edc.exchange.paper.conditions import in_words
from edc.exchange.paper.documents import KINDS, casebook_document, differences_document, study_document
from edc.exchange.paper.filled import Options
from edc.exchange.paper.places import Place, file_name
from edc.exchange.paper.rendering import pdf, printable
from edc.exchange.paper.speech import LANGUAGES, Json
from edc.exchange.study_in import study_of
from edc.study.definition import Item, Study
from edc.study.loading import load
from edc.web.words import speech
from tests.exchange.shapes import LI_WEN, casebook, enter, furnish, page_of, shapes

ROOT = Path(__file__).resolve().parents[2]
TRIAL = ROOT / "forms" / "studies" / "ucmsc-dn" / "1"
FOREIGN = ROOT / "tests" / "study" / "odm" / "no_visits.xml"
AT = datetime(2026, 3, 4, 8, 5, tzinfo=UTC)
EN, ZH, BOTH = (speech(*LANGUAGES[name]) for name in ("en", "zh", "both"))
HOSTILE = '#panic("x") *b* _i_ $frac(1, 0)$ `c` \\ @ref <label> // /* #read("/etc/passwd") "'


def texts(value: Any) -> Iterator[str]:
    """Every text of a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for each in value.values() for text in texts(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in texts(each))


def items_of(form: Json) -> Counter[str]:
    """Names of the items that stand on an annotated form."""
    found: Counter[str] = Counter()
    for block in form["blocks"]:
        for row in block.get("rows", []) if block["k"] in ("rows", "card") else []:
            found.update([row["code"], *(one["code"] for one in row["beside"])])
        if block["k"] == "grid":
            found.update(one["code"] for one in (*block["columns"], *block["lines"]) if one.get("code"))
    return found


def every_study() -> list[Study]:
    return [shapes(), load(TRIAL), study_of(FOREIGN.read_bytes())[0]]


def nothing(item: Item) -> bool:
    return False


@pytest.mark.parametrize("study", every_study(), ids=lambda study: study.oid)
def test_every_item_of_every_form_stands_once_on_the_blank_form(study: Study) -> None:
    """D.115.100: conditional items too; nothing is left out for want of room, and nothing is asked twice."""
    for form in study.forms:
        pen = Pen(study, EN, Annotations(study, EN))
        assert items_of(blank_form(pen, form, Place())) == Counter(item.name for _, item in form.items()), form.name


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("study", every_study(), ids=lambda study: study.oid)
def test_documents_of_the_definition_print(study: Study, kind: str) -> None:
    """Our own study and one of others, side by side in both languages, come out as PDF."""
    document = study_document(study, BOTH, kind, by="Li Wen", at=AT)
    assert pdf(document, AT).startswith(b"%PDF-")


def test_conditions_are_said_in_words_and_never_left_out() -> None:
    """What a coordinator reads beside a conditional item; what has no words is printed as it stands."""
    study = load(TRIAL)
    events = study.form_by_name["AE"]
    assert in_words(study, events, 'AEONGO == "N"', EN) == ['"Ongoing" is No']
    assert in_words(study, events, 'AEONGO == "N"', ZH) == ["“是否持续”为否"]
    odd = "abs(days(AESTDT, AEENDT)) // 7"
    assert in_words(study, events, odd, EN) == [odd]


def test_annotations_name_domain_variable_and_test() -> None:
    """Where an item goes in SDTM, as its table says; what goes nowhere is marked so."""
    study = load(TRIAL)
    form = study.form_by_name["VS"]
    group, item = form.by_name["SBP"]
    assert sdtm(form, group, item) == "VS.VSORRES when VSTESTCD = SYSBP"
    shown = list(texts(study_document(study, EN, "annotated", by="", at=AT, form=form)))
    assert "VS.VSORRES when VSTESTCD = SYSBP" in shown and any("VS01" in text for text in shown)


def test_conversions_and_what_checks_read_of_a_link_are_printed() -> None:
    """HbA1c in mmol/mol has its line, factor and offset; a check that follows a link stands as it is written."""
    study = load(TRIAL)
    form = study.form_by_name["GLU"]
    shown = "".join(texts(study_document(study, EN, "annotated", by="", at=AT, form=form)))
    assert "mmol/mol × 0.0915 + 2.15 = %" in shown and "1 mg/dL = 0.0555 mmol/L" in shown
    specified = "".join(texts(study_document(study, EN, "checks", by="", at=AT, form=form)))
    assert "any_linked(LBLINK, abs(days(AE.AESTDT, LBDT)) <= 7" in specified


@pytest.fixture
def subject(database: Database) -> SubjectRef:
    furnish(database)
    return casebook(database)


def printed(database: Database, subject: SubjectRef, options: Options | None = None, **more: Any) -> Json:
    options = options or Options()
    with database.snapshot() as connection:
        book = open_book(connection, subject, more.pop("masked", nothing))
    return casebook_document(book, EN, options, by="Li Wen", at=AT, **more)


ONE_DATABASE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def test_a_casebook_shows_values_corrections_and_what_was_struck_out(database: Database, subject: SubjectRef) -> None:
    """REQ-64: typed and standard value, missing code in words, correction with reason, row struck through with why."""
    document = printed(database, subject)
    shown = list(texts(document))
    assert "1.2 mg/dL" in shown and "= 106.1 umol/L" in shown
    assert "nd" in shown, "why there is no value, in words"
    assert "头痛 → 头痛，剧烈" in shown and "Other: the daughter of Wang Fang said so" in shown
    assert any(text.startswith("Struck out: ") for text in shown)
    assert [part for part in every_map(document) if part.get("struck") is True and part["text"] == ["fever"]]
    assert any(text.startswith("Trail up to act ") for text in shown)
    assert pdf(document, AT).startswith(b"%PDF-")


def every_map(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from every_map(each)


@ONE_DATABASE
def test_what_identifies_is_masked_and_own_words_stay_out(database: Database, subject: SubjectRef) -> None:
    """REQ-60: by the reader's rights, and on request: birth date, name, file name, words in reasons."""
    with_all = json.dumps(printed(database, subject), ensure_ascii=False)
    assert "1960-05-17" in with_all and "Wang Fang" in with_all
    masked = printed(database, subject, masked=lambda item: item.identifying)
    assert "1960-05-17" not in json.dumps(masked) and "masked" in list(texts(masked))
    left = printed(
        database,
        subject,
        Options(deidentified=True),
        masked=lambda item: item.identifying or item.type == "file",
    )
    assert "Wang Fang" not in json.dumps(left, ensure_ascii=False)


@ONE_DATABASE
@pytest.mark.parametrize("text", [HOSTILE, "x" * 2000, "😀 👩\u200d⚕️ \u202eevil", "𠮷野家", "tab\tand\nline"])
def test_what_people_write_is_never_read_as_markup(database: Database, subject: SubjectRef, text: str) -> None:
    """Marks of the layout language, a very long word, signs that no font has: printed, none of it run or lost."""
    page = page_of(database, subject, "SCN", "DM")
    enter(database, page, {"NOTE": text}, reasons={"NOTE": "typing"})
    document = printed(database, subject, pages=[page.id])
    assert text in list(texts(document))
    assert pdf(document, AT).startswith(b"%PDF-")


def test_a_sign_that_no_font_has_is_printed_as_its_number() -> None:
    """Nothing disappears from a copy: what cannot be drawn is named."""
    assert printable(["a😀b"], frozenset("😀")) == ["a⟨U+1F600⟩b"]
    assert printable({"t": "a\u202eb"}, frozenset()) == {"t": "a⟨U+202E⟩b"}


@ONE_DATABASE
def test_a_page_that_was_struck_out_says_so_first(database: Database, subject: SubjectRef) -> None:
    """A reader of one sheet must not take it for valid."""
    page = page_of(database, subject, "W0", "RENAL")
    strike_out(database, LI_WEN, page, Reason("typing"), request_key=None)
    (form,) = printed(database, subject, pages=[page.id])["parts"]
    assert form["banners"][0]["title"] == ["This page was struck out."]


def test_a_file_name_has_plain_characters_alone() -> None:
    """Whatever a study or a participant is called, the file can be stored anywhere."""
    assert file_name(shapes(oid="S/研究 1"), "YA-001", "", "zh") == "s----1-1-YA-001-zh.pdf"


def test_the_difference_of_two_versions_is_a_document() -> None:
    """REQ-50: an amendment is filed with what it changes, form by form; two alike say that nothing differs."""
    old = shapes()
    new = shapes(version="2", forms=(*[form for form in old.forms if form.name != "EXTRA"],))
    document = differences_document(old, new, BOTH, by="Sun Yan", at=AT)
    assert "form taken out" in list(texts(document)) and "EXTRA" in " ".join(texts(document))
    assert pdf(document, AT).startswith(b"%PDF-")
    assert "There is no difference." in list(texts(differences_document(old, old, EN, by="", at=AT)))


def test_a_study_is_printed_from_its_folder(tmp_path: Path) -> None:
    """A data manager prints forms before the study is published: no database is needed."""
    file = tmp_path / "vs.pdf"
    command = ["study", "print", "blank", "--from", str(TRIAL), "--form", "VS", "--language", "zh", "--into", str(file)]
    answer = CliRunner().invoke(main, command)
    assert answer.exit_code == 0 and file.read_bytes().startswith(b"%PDF-")
    wrong = CliRunner().invoke(main, [*command[:-4], "--form", "NONE", "--into", str(file)])
    assert wrong.exit_code == 1 and "Error" in wrong.output


def test_the_specification_names_the_category_in_words() -> None:
    """The check of the visit window drafts a deviation: its category is said as the log says it, not by its code."""
    study = load(TRIAL)
    said = "".join(texts(study_document(study, ZH, "checks", by="", at=AT, form=study.form_by_name["SV"])))
    assert "起草方案偏离（访视超窗）" in said and "VISIT WINDOW" not in said
