"""Matrix, casebook, queries, home, doors and trouble pages: what they must show and offer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edc.web.shapes import ProblemShape
from tests.web.rendering import ME, STUDY, page, screen
from tests.web.samples import SCREENS, desk, subjects


def test_the_matrix_has_one_cell_for_each_visit() -> None:
    """Fifteen participants x eight visits and four counts, each leading somewhere or saying why not (ENT-08)."""
    tree = screen("matrix")
    rows = tree.xpath("//table[@data-matrix]/tbody/tr")
    assert [len(row.xpath("./td")) for row in rows] == [len(subjects.COLUMNS)] * 15
    for cell in tree.xpath("//table[@data-matrix]//td[not(contains(@class, 'm-na'))]"):
        assert cell.xpath("./a/@href")


def test_a_visit_that_is_not_expected_says_why() -> None:
    """YA-004 failed screening: her later visits are dashes with the reason, not gaps."""
    dashes = screen("matrix").xpath("//td[@class='m-na']/@title")
    assert dashes == [subjects.SCREEN_FAILED] * 7


def test_corner_marks_never_replace_the_sign() -> None:
    """A finished visit with a signature that no longer covers it shows both."""
    row = screen("matrix").xpath("//tr[.//b='YA-005']")[0]
    assert row.xpath("./td[2]//title/text()") == ["Finished", "Sign again"]


def test_empty_lists_say_what_comes_next() -> None:
    assert "No participants yet" in screen("no_subjects").text_content()
    assert "3 answered ones wait for the monitor" in screen("no_queries").text_content()
    assert "window opens 28 July" in screen("nothing_owed").text_content()


def test_a_form_outside_the_schedule_is_blank() -> None:
    """The infusion forms exist at the three infusions only."""
    row = screen("casebook").xpath("//tr[th='Cell product']")[0]
    assert [bool(cell.xpath("./a")) for cell in row.xpath("./td")] == [False, True, True, True, *[False] * 4]


def test_struck_rows_stay_in_the_log() -> None:
    """A struck out adverse event is shown as such, not left out (REQ-34)."""
    assert screen("casebook").xpath("//tr[contains(@class, 'is-struck')]/td[2]/text()") == ["Fever"]


def test_the_site_answers_and_never_closes() -> None:
    """Li Wen may answer and correct; closing is offered to the monitor alone (REQ-55)."""
    site = screen("queries").xpath("//button[@name='act']/@value")
    assert {"answer", "correct"} <= set(site) and "close" not in site
    monitor = screen("monitor_queries").xpath("//button[@name='act']/@value")
    assert {"close", "send_back", "cancel"} <= set(monitor) and "answer" not in monitor


def test_only_closable_queries_can_be_ticked() -> None:
    assert screen("monitor_queries").xpath("//input[@name='query']/@value") == ["18"]
    assert screen("queries").xpath("//input[@name='query']") == []


def test_a_correction_in_a_thread_sends_the_item_and_what_it_was_opened_at() -> None:
    """The value is corrected where the question stands; the save still knows its place (REQ-59)."""
    form = screen("queries").xpath("//form[.//button[@value='correct']]")[0]
    sent = dict(form.form_values())
    assert (sent["CREAT"], sent["CREAT@unit"], sent["opened_seq"], sent["request_key"]) == ("139", "umol/L", "4", "k-9")


def test_a_conflict_is_decided_item_by_item() -> None:
    """Nothing is chosen for Li Wen, nothing she typed is lost, and what could be merged is listed (REQ-59)."""
    tree = screen("conflict")
    sent = dict(tree.get_element_by_id("conflict").form_values())
    assert "K@keep" not in sent and sent["ALB@keep"] == "mine"
    assert (sent["CREAT"], sent["request_key"], sent["opened_seq"]) == ("172", "k-2", "4")
    assert "nothing has been overwritten" in tree.text_content()
    assert "Chloride" in tree.xpath("string(//ul[@class='merged'])")


def test_a_block_with_nothing_owed_is_one_line() -> None:
    tree = screen("home")
    assert "none is drafted." in tree.xpath("string(//p[@class='owed-none'])")
    assert len(tree.xpath("//section[@class='owed']")) == 3
    assert "Show all (9)" in tree.text_content()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 422, 500])
def test_a_problem_says_what_happened_what_is_kept_and_what_to_do(status: int) -> None:
    """Every refusal has the three sentences, and a way on."""
    tree = screen(f"problem_{status}")
    sentences = [tree.xpath("string(//h1)"), *(each.text_content() for each in tree.xpath("//dd"))]
    assert len(sentences) == 3
    assert all(sentence.strip().endswith(".") for sentence in sentences)
    assert tree.xpath("//*[@class='trouble__acts']/a/@href")


def test_a_problem_uses_better_words_where_somebody_has_them() -> None:
    own = "You may not do this: only an investigator of this site signs."
    tree = page("errors/problem.html", problem=ProblemShape(403, happened=own))
    assert tree.xpath("//h1/text()") == [own]


def test_sign_in_tells_password_managers_what_it_asks() -> None:
    """User name and password can be filled by a manager; the way back is kept."""
    form = screen("sign_in").xpath("//form[@class='door__box']")[0]
    assert form.xpath(".//input/@autocomplete") == ["username", "current-password"]
    assert form.fields["next"] == "/page/7"
    assert screen("second_step").xpath("//input[@name='password']") == []


def test_nobody_signed_in_sees_no_frame() -> None:
    tree = screen("sign_in")
    assert tree.xpath("//nav | //dialog | //body[@data-session-url]") == []


def test_the_frame_shows_environment_person_and_running_clock() -> None:
    """Training data can never be taken for real ones; a running SAE clock is on every page (REQ-61)."""
    me = replace(ME, sae="SAE YA-001: 17 h since aware", sae_url="/sae")
    screen_ = SCREENS["home"]
    tree = page(screen_.template, me=me, **screen_.shapes)
    assert tree.xpath("string(//*[@class='ribbon'])") == "Synthetic demonstration data"
    assert "SAE YA-001" in tree.xpath("string(//*[@class='sae-bar'])")
    production = page("home/home.html", study=replace(STUDY, ribbon=""), home=desk.HOME)
    assert production.xpath("//*[@class='ribbon']") == []
