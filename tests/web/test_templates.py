"""What holds on every screen, whatever it shows: labels, words, signs, and nothing inline."""

from __future__ import annotations

import re
from itertools import chain

import pytest
from lxml import html

from tests.web.rendering import ROOT, STATIC, screen
from tests.web.samples import SCREENS

BOTH = [(name, language) for name in SCREENS for language in ("en", "zh")]


@pytest.fixture(scope="module", params=BOTH, ids=lambda pair: "-".join(pair))
def shown(request: pytest.FixtureRequest) -> html.HtmlElement:
    name, language = request.param
    tree = screen(name, language)
    tree.set("data-language", language)
    return tree


def _ids(tree: html.HtmlElement) -> set[str]:
    return set(tree.xpath("//@id"))


def _named(tree: html.HtmlElement, field: html.HtmlElement) -> str:
    """What names a field for somebody who cannot see it."""
    if field.get("aria-label"):
        return str(field.get("aria-label"))
    if field.get("aria-labelledby"):
        parts = [tree.get_element_by_id(each) for each in field.get("aria-labelledby").split()]
        return " ".join(str(part.text_content()) for part in parts).strip()
    bound = tree.xpath("//label[@for=$id]", id=field.get("id") or "none") or field.xpath("ancestor::label")
    return " ".join(str(label.text_content()) for label in bound).strip()


def test_every_field_has_a_label(shown: html.HtmlElement) -> None:
    """Wu Gang listens to the page instead of seeing it: every field says what it asks (WCAG 2.2, 1.3.1 and 4.1.2)."""
    fields = shown.xpath("//input[not(@type='hidden')] | //select | //textarea")
    assert [html.tostring(field) for field in fields if not _named(shown, field)] == []


def test_labels_and_descriptions_point_at_something(shown: html.HtmlElement) -> None:
    """A label for a field that is not there, or a description of nothing, helps nobody. Ids are used once."""
    every = shown.xpath("//@id")
    assert len(every) == len(set(every))
    there = _ids(shown)
    pointed = chain(
        shown.xpath("//label/@for"),
        *(value.split() for value in shown.xpath("//@aria-labelledby | //@aria-describedby")),
        shown.xpath("//@form"),
    )
    assert {name for name in pointed if name not in there} == set()


def test_nothing_is_inline(shown: html.HtmlElement) -> None:
    """The content security policy allows no script or style inside a page, and none is there (REQ-19)."""
    assert shown.xpath("//style | //script[not(@src)] | //@style") == []
    assert shown.xpath("//@*[starts-with(name(), 'on')]") == []
    assert [
        src for src in shown.xpath("//script/@src | //link/@href | //img/@src") if not src.startswith("/static/")
    ] == []


def test_every_sign_has_its_word(shown: html.HtmlElement) -> None:
    """State is never told by colour or shape alone: each sign carries a word, and is drawn in the sprite."""
    drawn = {f"#{each}" for each in shown.xpath("//svg[@class='sprite']//symbol/@id")}
    signs = shown.xpath("//svg[contains(concat(' ', @class), ' i i-')]")
    assert [html.tostring(sign) for sign in signs if not "".join(sign.xpath("title/text()")).strip()] == []
    assert set(shown.xpath("//use/@href")) <= drawn


def test_the_page_says_its_language_and_heading(shown: html.HtmlElement) -> None:
    """Both languages are named, so that a voice and a font can follow; one heading of the first rank."""
    assert shown.get("lang") == {"en": "en", "zh": "zh-CN"}[shown.get("data-language")]
    assert len(shown.xpath("//h1[not(ancestor::dialog)]")) == 1
    assert shown.xpath("//main[@id='main']") and shown.xpath("//a[@class='skip'][@href='#main']")
    assert shown.xpath("string(//title)").strip(" ·")


def test_messages_keep_the_house_tone(shown: html.HtmlElement) -> None:
    """No "please", no exclamation mark, no error by number."""
    text = shown.text_content()
    assert not re.search(r"[!！]|\bplease\b|请您|\berror (code|\d)", text, re.I)


def test_every_post_carries_its_token(shown: html.HtmlElement) -> None:
    """Every form that changes something carries the token against forged requests (REQ-19)."""
    forms = shown.xpath("//form[@method='post']")
    assert [html.tostring(form)[:200] for form in forms if form.xpath("count(.//input[@name='csrf_token'])") != 1] == []


def test_scripts_carry_no_words_and_build_no_markup() -> None:
    """Words come from the page, in the reader's language; server text is only ever put in as text."""
    for script in (STATIC / "js").glob("*.js"):
        code = re.sub(r"//.*", "", script.read_text("utf-8"))
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", code), (
            script.name
        )
        assert not re.search(r"(textContent|\.data) = \"[^\"{]", code), script.name
        for imported in re.findall(r"(?:from|import|import\() ?\"\./([\w.]+)\"", code):
            assert (STATIC / "js" / imported).exists(), imported


def test_templates_stay_small() -> None:
    """A template above 300 lines is split by meaning."""
    sheets = [*(ROOT / "templates").rglob("*.html"), *(STATIC / "css").glob("*.css"), *(STATIC / "js").glob("*.js")]
    assert [sheet.name for sheet in sheets if len(sheet.read_text("utf-8").splitlines()) > 300] == []
