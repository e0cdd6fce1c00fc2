"""The case report form page: what each item offers, and what its form sends."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import html

from edc.web.shapes import GroupShape, ItemShape
from tests.web.rendering import crf
from tests.web.samples import pages
from tests.web.samples.parts import MISSING, both


def sent(tree: html.HtmlElement) -> dict[str, str]:
    """What a browser without scripts would send when Enter is pressed in the page's form."""
    form = tree.get_element_by_id("crf")
    for hidden in form.xpath(".//*[@hidden]//input | .//*[@hidden]//select"):
        assert not hidden.get("disabled")
    first = form.xpath(".//button[@name]")[0]
    return {**dict(form.form_values()), first.get("name"): first.get("value")}


def row(tree: html.HtmlElement, path: str) -> html.HtmlElement:
    return tree.get_element_by_id(f"item-{path}")


def test_the_form_sends_what_was_agreed() -> None:
    """Li Wen types a page and presses Enter: fields are named by path, and the default act is to save."""
    form = sent(crf(pages.CHEMISTRY_PAGE))
    assert form["CREAT"] == "1.72"
    assert form["CREAT@unit"] == "mg/dL"
    assert form["HCO3@missing"] == "ND"
    assert form["FASTING"] == "true"
    assert form["K@confirm:soft"] == ""
    assert form["TG@confirm:EC21"] == "SOURCE"
    assert {"CREAT@reason", "CREAT@reason_text"} <= form.keys()
    assert (form["request_key"], form["opened_seq"], form["csrf_token"]) == ("k-1", "3", "token")
    assert form["act"] == "save"


def test_a_derived_value_is_shown_and_never_sent() -> None:
    """The derived eGFR has no field: nobody can post it by accident (REQ-57)."""
    tree = crf(pages.CHEMISTRY_PAGE)
    assert "EGFR" not in sent(tree)
    assert tree.get_element_by_id("i-EGFR").tag == "output"
    assert "CKD-EPI 2009" in row(tree, "EGFR").text_content()


def test_a_changed_value_shows_old_new_and_asks_why() -> None:
    """Wang Lei corrects a stored creatinine: old and new stand beside the reasons (REQ-27)."""
    tree = crf(pages.CHEMISTRY_PAGE)
    said = row(tree, "CREAT").text_content()
    assert "172 μmol/L" in said and "1.72 mg/dL" in said
    codes = row(tree, "CREAT").xpath(".//select[@name='CREAT@reason']/option/@value")
    assert codes == ["", "TYPING", "SOURCE", "QUERY", "LATER", "OTHER"]
    assert row(tree, "CREAT").xpath(".//input[@name='@reason_all']/@value") == ["CREAT"]
    assert row(tree, "UREA").xpath(".//*[@data-reason]") == []


def test_a_stored_value_can_be_told_from_a_new_one() -> None:
    """Scripts ask for a reason only where something was stored."""
    tree = crf(pages.CHEMISTRY_PAGE)
    assert row(tree, "CREAT").get("data-stored") == "172"
    assert row(tree, "HCO3").get("data-stored") is None


def test_a_refused_value_is_kept_and_explained() -> None:
    """ "1e" is not a number: it stays in its field, marked, with the sentence that says what to do."""
    tree = crf(pages.CHEMISTRY_PAGE)
    field = tree.get_element_by_id("i-GGT")
    assert (field.get("value"), field.get("aria-invalid")) == ("1e", "true")
    said = tree.get_element_by_id(field.get("aria-describedby")).text_content()
    assert "This is not a number" in said


def test_a_slip_of_unit_is_offered_as_a_button() -> None:
    """1.72 looks like mg/dL: without scripts the offer is a button that sends the unit."""
    button = crf(pages.SLIP_PAGE).xpath("//button[@data-offer and ancestor::*[@id='item-CREAT']]")[0]
    assert (button.get("name"), button.get("value")) == ("act", "record_as:CREAT:mg/dL")


def test_missing_is_chosen_without_scripts() -> None:
    """Not done, unknown and not applicable are told apart in a list behind a sign (REQ-53)."""
    tree = crf(pages.CHEMISTRY_PAGE)
    fold = row(tree, "HCO3").xpath(".//details[@class='nd']")[0]
    assert fold.get("open") is not None
    assert fold.xpath(".//option/@value") == ["", *(code.code for code in MISSING)]


def test_few_choices_stand_in_a_line_and_can_be_cleared() -> None:
    """Five relations fit a line of radio buttons, with a way back to blank (B.3.14.0300)."""
    radios = row(crf(pages.AE_PAGE), "AE/2/AEREL").xpath(".//input[@type='radio']/@value")
    assert radios == ["D", "P", "O", "U", "N", ""]


def test_many_choices_are_a_list_with_a_blank() -> None:
    codelist = replace(pages.AE_PAGE.groups[0].items[3], path="C", choices=tuple(c for c in MANY))
    select = crf(pages.make_page(GroupShape("G", (codelist,)))).get_element_by_id("i-C")
    assert select.tag == "select"
    assert select.xpath("option/@value")[0] == ""


MANY = (*pages.AE_PAGE.groups[0].items[3].choices, *pages.AE_PAGE.groups[0].items[4].choices)


def test_an_item_that_does_not_apply_is_hidden_but_sent() -> None:
    """A hidden item keeps its value until somebody decides: it is still in the form (D.113.300)."""
    tree = crf(pages.SLIP_PAGE)
    assert row(tree, "LACT").get("hidden") is not None
    assert "LACT" in tree.get_element_by_id("crf").fields


@pytest.mark.parametrize("path", ["BRTHDT", "SEX", "HEIGHT"])
def test_a_monitor_reads_and_does_not_write(path: str) -> None:
    """Zhao Rui sees values as text; there is no field to change them with (REQ-06)."""
    tree = crf(pages.MONITOR_PAGE)
    assert path not in tree.get_element_by_id("crf").fields
    assert tree.xpath("//form[@data-live-url or @data-draft-url] | //button[@value='save' or @value='finish']") == []


def test_a_monitor_ticks_what_agrees_with_the_source() -> None:
    """Items of the plan have a box; verified ones a mark; changed ones say so and have a box again. All but the
    masked one, which is typed, are verified at once."""
    tree = crf(pages.MONITOR_PAGE)
    assert tree.xpath("//input[@name='verify']/@value") == ["BRTHDT", "SEX", "WEIGHT"]
    assert row(tree, "HEIGHT").xpath(".//title[text()='Verified']")
    assert "Verify 2 items and next" in tree.xpath("string(//footer)")


def test_a_masked_value_is_nowhere_on_the_page() -> None:
    """The birth date is masked for the monitor: she types it from the source instead (0.8 of the trial)."""
    page = pages.make_page(
        GroupShape(
            "DM",
            (ItemShape("BRTHDT", both("Born|出生"), "date", "1974-02-03", "1974-02-03", "1974-02-03", masked=True),),
        )
    )
    monitor = replace(page, may=frozenset({"verify"}))
    for tree in (crf(page), crf(monitor)):
        assert "masked" in row(tree, "BRTHDT").text_content()
        assert "i-BRTHDT" not in tree.xpath("//@id")
    typed = crf(pages.MONITOR_PAGE).xpath("//input[@name='BRTHDT@typed']")
    assert len(typed) == 1


def test_rows_are_struck_out_through_a_form_of_their_own() -> None:
    """Striking out row 1 sends its reason apart from what is typed on the page (REQ-34)."""
    tree = crf(pages.AE_PAGE)
    button = tree.xpath("//button[@value='strike:AE/1']")[0]
    assert button.get("form") == "aside"
    assert tree.xpath("//select[@form='aside'][@name='AE/1/#struck@reason']")
    assert tree.xpath("//button[@value='restore:AE/3']")
    assert tree.xpath("//*[contains(@name, '#struck')][not(@form='aside')]") == []


def test_a_new_row_has_a_button_and_a_pattern() -> None:
    """Without scripts the server adds the row; with them the pattern is cloned under the server's next key."""
    tree = crf(pages.AE_PAGE)
    button = tree.xpath("//button[@data-add='AE']")[0]
    assert (button.get("value"), button.get("data-next")) == ("add_row:AE", "4")
    assert tree.xpath("//template[@id='new-AE']//input[@name='AE/__KEY__/AETERM']")


def test_a_grid_has_rows_and_columns_that_name_its_cells() -> None:
    """Each cell of the infusion day is named by its time point and its column."""
    tree = crf(pages.INFUSION_PAGE)
    cell = tree.get_element_by_id("i-OBS/T45/TEMP")
    named = " ".join(tree.get_element_by_id(each).text_content() for each in cell.get("aria-labelledby").split())
    assert "+45 min" in named and "Temp." in named


def test_summary_after_trouble_comes_first_and_leads_on() -> None:
    """ "2 things to settle": the list is focused and leads to the rows."""
    tree = crf(pages.TROUBLED_PAGE)
    summary = tree.get_element_by_id("summary")
    assert summary.get("autofocus") is not None
    assert "2 things to settle before this page can be finished" in summary.text_content()
    assert summary.xpath(".//a/@href") == ["#i-CREAT"]
    assert "i-CREAT" in tree.xpath("//@id")


@pytest.mark.parametrize(("language", "word"), [("en", "Serum creatinine"), ("zh", "血清肌酐")])
def test_study_texts_follow_the_reader(language: str, word: str) -> None:
    assert word in crf(pages.CHEMISTRY_PAGE, language).xpath("string(//label[@for='i-CREAT'])")


def test_twenty_five_plain_items_stand_in_two_columns() -> None:
    """A laboratory panel fits a laptop: twenty-five items in two halves, in order down each."""
    halves = crf(pages.CHEMISTRY_PAGE).xpath("//*[contains(@class, 'items-two')]/div")
    counts = [len(half.xpath(".//div[@data-item]")) for half in halves]
    assert counts == [13, 12]


def test_a_page_carries_one_banner() -> None:
    """Struck out is said first; what else is true of the page waits."""
    banners = crf(pages.STRUCK_PAGE).xpath("//p[contains(@class, 'banner')]")
    assert [banner.text_content().strip() for banner in banners] == [
        "Struck outStruck out (Entered for the wrong participant) by Li Wen, 2025-08-21."
    ]


def test_a_change_after_verification_is_said_beside_the_item() -> None:
    """The weight changed after Zhao Rui had verified it: only that item asks again (SDV-02)."""
    tree = crf(pages.MONITOR_PAGE)
    assert "changed after verification" in row(tree, "WEIGHT").text_content()
    assert "changed after verification" not in row(tree, "HEIGHT").text_content()
