"""The pages' own scripts in a real browser: quicker entry, nothing lost, nobody's focus moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import axe_core_python  # type: ignore[import-untyped]  # publishes no types
import pytest
from playwright.sync_api import Browser, Dialog, Page, expect, sync_playwright

from tests.web.rendering import ME, render
from tests.web.samples import SCREENS, pages
from tests.web.samples.desk import HOME
from tests.web.samples.subjects import MATRIX
from tests.web.stage import CHROMIUM, Stage, raised


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def stage() -> Iterator[Stage]:
    with raised() as stage:
        stage.pages["/page/7"] = render("crf/page.html", page=pages.CHEMISTRY_PAGE)
        stage.pages["/events"] = render("crf/page.html", page=pages.AE_PAGE)
        stage.pages["/infusion"] = render("crf/page.html", page=pages.INFUSION_PAGE)
        stage.pages["/matrix"] = render("casebook/matrix.html", matrix=MATRIX)
        stage.pages["/"] = render("home/home.html", home=HOME)
        yield stage


@pytest.fixture
def tab(browser: Browser, stage: Stage) -> Iterator[Page]:
    tab = browser.new_page(viewport={"width": 1366, "height": 768})
    faults: list[str] = []
    tab.on("pageerror", lambda fault: faults.append(str(fault)))
    tab.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)

    def leave(dialog: Dialog) -> None:
        dialog.accept()

    tab.on("dialog", leave)
    yield tab
    tab.close()
    assert faults == []


def focused(tab: Page) -> str:
    return str(tab.evaluate("document.activeElement.id"))


def test_live_help_stands_under_its_row_and_moves_nobody(tab: Page, stage: Stage) -> None:
    """Li Wen types sodium 190 and goes on: the question appears under sodium while she is in chloride."""
    stage.live = {
        "NA": {"asks": [{"check": "soft", "text": "Higher than expected (132–148)."}]},
        "EGFR": {"derived": "39.9"},
    }
    tab.goto(f"{stage.url}/page/7")
    tab.fill("#i-NA", "190")
    tab.press("#i-NA", "Enter")
    expect(tab.locator("#says-NA [data-say]")).to_have_text("Higher than expected (132–148).")
    expect(tab.locator("#announce")).to_have_text("Higher than expected (132–148).")
    expect(tab.locator("#i-EGFR")).to_have_text("39.9")
    assert focused(tab) == "i-CL"
    assert tab.locator("[name='NA@confirm:soft']").count() == 1


def test_flag_and_judgement_come_when_the_field_is_left(tab: Page, stage: Stage) -> None:
    """Potassium is back within its range: the flag goes and with it the judgement; sodium has a flag now, in a word too."""
    flag = {"mark": "↑H", "word": "Above the reference range"}
    stage.live = {
        "NA": {"range": "137–147", "flag": flag},
        "K": {"range": "3.5–5.3", "flag": None},
        "KCS": {"hidden": True},
    }
    tab.goto(f"{stage.url}/page/7")
    expect(tab.locator("#item-KCS")).to_be_visible()
    tab.fill("#i-NA", "150")
    tab.press("#i-NA", "Enter")
    expect(tab.locator("#item-NA .flag")).to_have_text("↑HAbove the reference range")
    expect(tab.locator("#item-K .flag")).to_have_count(0)
    expect(tab.locator("#item-KCS")).to_be_hidden()
    expect(tab.locator("#announce")).to_have_text("Above the reference range")


def test_server_text_is_never_markup(tab: Page, stage: Stage) -> None:
    """What the server says of a value is text, whatever it contains."""
    stage.live = {"NA": {"problem": "<img src=x onerror=alert(1)> is not a number."}}
    tab.goto(f"{stage.url}/page/7")
    tab.fill("#i-NA", "<img>")
    tab.press("#i-NA", "Tab")
    expect(tab.locator("#says-NA [data-problem]")).to_contain_text("<img src=x")
    assert tab.locator("#says-NA img").count() == 0
    assert tab.get_attribute("#i-NA", "aria-invalid") == "true"


def test_a_changed_stored_value_asks_why_at_once(tab: Page, stage: Stage) -> None:
    """Sodium was 139: typing 141 shows old, new and the reasons; typing 139 again takes them away (REQ-27)."""
    tab.goto(f"{stage.url}/page/7")
    tab.fill("#i-NA", "141")
    tab.press("#i-NA", "Tab")
    expect(tab.locator("#says-NA [data-old]")).to_have_text("139")
    expect(tab.locator("#says-NA [data-new]")).to_have_text("141")
    assert tab.locator("[name='NA@reason']").count() == 1
    tab.fill("#i-NA", "139")
    tab.press("#i-NA", "Tab")
    expect(tab.locator("#says-NA [data-reason]")).to_have_count(0)


def test_one_reason_for_all_changes(tab: Page, stage: Stage) -> None:
    """Three values came from a corrected report: one reason, given once."""
    tab.goto(f"{stage.url}/page/7")
    for path in ("NA", "CL"):
        tab.fill(f"#i-{path}", "100")
        tab.press(f"#i-{path}", "Tab")
    tab.select_option("[name='NA@reason']", "SOURCE")
    tab.check("#says-NA [name='@reason_all']")
    assert tab.input_value("[name='CL@reason']") == "SOURCE"
    assert tab.input_value("[name='CREAT@reason']") == "SOURCE"


def test_shortcuts_sleep_while_an_input_method_composes(tab: Page, stage: Stage) -> None:
    """Enter that chooses a Chinese word must not leave the field; Ctrl+S must not save half a word."""
    tab.goto(f"{stage.url}/page/7")
    tab.focus("#i-NA")
    press = """([key, ctrlKey]) => document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", {key, ctrlKey, isComposing: true, bubbles: true, cancelable: true}))"""
    assert tab.evaluate(press, ["Enter", False])
    assert tab.evaluate(press, ["s", True])
    assert focused(tab) == "i-NA"
    assert stage.posted("/page/7") == []


def test_ctrl_s_saves(tab: Page, stage: Stage) -> None:
    tab.goto(f"{stage.url}/page/7")
    tab.fill("#i-NA", "141")
    with tab.expect_navigation():
        tab.press("#i-NA", "Control+s")
    saved = stage.posted("/page/7")[0]
    assert (saved["act"], saved["NA"], saved["opened_seq"]) == (["save"], ["141"], ["3"])


def test_enter_walks_a_grid_and_arrows_its_columns(tab: Page, stage: Stage) -> None:
    """On the infusion day Enter goes right and on to the next time point; down stays in the column."""
    tab.goto(f"{stage.url}/infusion")
    tab.focus("[id='i-OBS/PRE/SPO2']")
    tab.keyboard.press("Enter")
    assert focused(tab) == "i-OBS/PRE/SYMP"
    tab.focus("[id='i-OBS/T45/TEMP']")
    tab.keyboard.press("ArrowDown")
    assert focused(tab) == "i-OBS/T60/TEMP"


def test_a_row_is_added_under_the_next_key(tab: Page, stage: Stage) -> None:
    """Rows added without a reload carry the keys the server set out, one after the other."""
    tab.goto(f"{stage.url}/events")
    tab.click("[data-add=AE]")
    tab.click("[data-add=AE]")
    assert focused(tab) == "i-AE/5/AETERM"
    assert tab.locator("[name='AE/4/AETERM']").count() == 1
    assert "__KEY__" not in str(tab.inner_html("#crf"))


def test_what_is_typed_is_kept_as_a_draft(tab: Page, stage: Stage) -> None:
    """The browser is closed in the middle of typing: the draft went out before (ENT-05)."""
    tab.goto(f"{stage.url}/page/7")
    tab.fill("#i-NA", "141")
    expect(tab.locator("[data-unsaved]")).to_contain_text("1 value not saved")
    tab.goto(f"{stage.url}/matrix")
    for _try in range(200):  # what is sent while a page is left arrives when it arrives
        if stage.posted("/page/7/draft"):
            break
        tab.wait_for_timeout(50)
    assert stage.posted("/page/7/draft")[-1]["NA"] == ["141"]


def test_an_expired_session_gives_the_page_back_and_saves_once(tab: Page, stage: Stage) -> None:
    """Signed out while typing: the password box comes over the page, a wrong password keeps everything,
    the right one lets the same save go out under the same request key (REQ-17)."""
    tab.clock.install()
    tab.goto(f"{stage.url}/page/7")
    tab.clock.fast_forward(120_000)
    stage.signed_in = False
    tab.fill("#i-NA", "141")
    tab.press("#i-NA", "Control+s")
    expect(tab.locator("#session-dialog")).to_be_visible()
    tab.fill("#again-password", "wrong")
    tab.click("#session-dialog button")
    expect(tab.locator("#again-problem")).to_have_text("Not right. Try again.")
    tab.fill("#again-password", "right")
    with tab.expect_navigation():
        tab.click("#session-dialog button")
    saved = stage.posted("/page/7")
    assert len(saved) == 1
    assert (saved[0]["NA"], saved[0]["request_key"], saved[0]["csrf_token"]) == (["141"], ["k-1"], ["fresh"])


def test_two_minutes_before_the_end_a_bar_offers_to_stay(tab: Page, stage: Stage) -> None:
    """The bar appears in time, and one press keeps the session (WCAG 2.2, 2.2.1)."""
    tab.clock.install()
    stage.pages["/short"] = render("home/home.html", me=replace(ME, session_seconds=100), home=HOME)
    tab.goto(f"{stage.url}/short")
    tab.clock.fast_forward(6_000)
    expect(tab.locator("#session-bar")).to_be_visible()
    tab.click("[data-stay]")
    expect(tab.locator("#session-bar")).to_be_hidden()
    assert len(stage.posted("/session")) == 1


def test_history_opens_beside_the_form_and_typing_stays(tab: Page, stage: Stage) -> None:
    """Alt+H shows the history of the item in hand; the value typed in it is still there."""
    tab.goto(f"{stage.url}/page/7")
    tab.fill("#i-NA", "141")
    tab.press("#i-NA", "Alt+h")
    expect(tab.locator("#rail")).to_be_visible()
    expect(tab.locator("#rail .past").first).to_contain_text("172 μmol/L")
    assert tab.input_value("#i-NA") == "141"
    tab.keyboard.press("Escape")
    expect(tab.locator("#rail")).to_be_hidden()


def test_the_card_of_a_visit_and_arrows_through_the_matrix(tab: Page, stage: Stage) -> None:
    tab.goto(f"{stage.url}/matrix")
    tab.focus("tr:has(b:text-is('YA-007')) td:nth-child(5) a")
    expect(tab.locator("#card")).to_contain_text("Window 2025-07-28")
    tab.keyboard.press("ArrowDown")
    assert str(tab.evaluate("document.activeElement.closest('tr').innerText")).startswith("YA-008")
    tab.keyboard.press("/")
    assert focused(tab) == "jump"


WIDE = ("trouble", "events", "infusion", "monitor", "conflict", "matrix", "casebook", "queries", "home", "password")
NARROW = ("sign_in", "home", "queries")


@pytest.mark.parametrize(("name", "width"), [*((name, 1366) for name in WIDE), *((name, 390) for name in NARROW)])
def test_axe_finds_nothing_to_object_to(browser: Browser, stage: Stage, name: str, width: int) -> None:
    """Screens pass axe's rules for WCAG 2.2 AA and its best practices, wide and narrow."""
    source = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text("utf-8")
    rules = "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    it = SCREENS[name]
    stage.pages["/screen"] = render(it.template, "zh", me=ME if it.signed_in else None, **it.shapes)
    tab = browser.new_page(bypass_csp=True, viewport={"width": width, "height": 768})  # for axe itself is put in
    tab.goto(f"{stage.url}/screen")
    tab.evaluate(source)
    found = [(each["id"], each["nodes"][0]["html"]) for each in tab.evaluate(rules)["violations"]]
    tab.close()
    assert found == []
