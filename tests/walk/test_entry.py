"""How a page is entered: by keys alone, through an input method, without scripts, with words where they are owed."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.walk.hands import Person
from tests.walk.story import VITALS, Tale


def test_a_clinical_explanation_needs_words(tale: Tale, enter: Callable[..., Person]) -> None:
    """An extreme value is explained in place: without words nothing is saved, with them nobody is asked again."""
    li = enter(tale.house, "li.wen")
    tale.open_vitals(li)
    li.fill({"SBP": "236", "DBP": "150"})
    words = li.page.locator("[name='SBP@confirm_text:RANGE.SBP']")
    expect(li.page.locator("[name='SBP@confirm:RANGE.SBP']")).to_be_visible()
    expect(words).to_be_hidden()
    li.page.select_option("[name='SBP@confirm:RANGE.SBP']", "explained")
    expect(words).to_be_visible()
    li.act("save")
    expect(li.page.locator("#summary")).to_contain_text("needs words of its own")
    assert tale.text("SCN", "VS") == {}
    words.fill("hypertensive crisis")
    li.act("save")
    assert tale.text("SCN", "VS") == {"SBP": "236", "DBP": "150"}
    assert "SCN.VS SBP RANGE.SBP" not in tale.asked()
    expect(li.said("SBP").locator("[data-ask='RANGE.SBP']")).to_contain_text("Confirmed")
    tale.open_vitals(li)
    li.type("PULSE", "70")
    li.page.keyboard.press("Tab")
    expect(li.page.locator("[data-unsaved]")).to_contain_text("1 value")
    expect(li.said("SBP").locator("[data-ask='RANGE.SBP']")).to_contain_text("Confirmed")


def test_a_medical_question_waits_for_the_investigator(tale: Tale, enter: Callable[..., Person]) -> None:
    """Fever without an adverse event: Li Wen is told who judges it, and what she forges is not taken (REQ-55)."""
    li = enter(tale.house, "li.wen")
    path = tale.open_vitals(li)
    li.fill({"TEMP": "38.4"})
    asks = li.said("TEMP").locator("[data-ask=VS04]")
    expect(asks).to_contain_text("Needs the investigator's judgement")
    expect(asks.locator("select")).to_be_hidden()
    li.page.evaluate("document.querySelector(\"[name='TEMP@confirm:VS04']\").value = 'checked'")
    li.act("save")
    assert "SCN.VS TEMP VS04" in tale.asked()
    chen = enter(tale.house, "chen.jie")
    chen.go(path)
    chen.page.select_option("[name='TEMP@confirm:VS04']", "checked")
    chen.act("save")
    assert "SCN.VS TEMP VS04" not in tale.asked()


def test_a_page_by_the_keyboard_alone(tale: Tale, enter: Callable[..., Person]) -> None:
    """From the jump box to the finished page without a mouse (WCAG 2.1.1)."""
    li = enter(tale.house, "li.wen")
    keys = li.page.keyboard
    keys.press("/")
    keys.type("1")
    with li.arriving():
        keys.press("Enter")
    page = f"/pages/{tale.page('SCN', 'VS').id}"
    for _press in range(60):
        keys.press("Tab")
        if li.page.evaluate("document.activeElement.getAttribute('href')") == page:
            break
    with li.arriving():
        keys.press("Enter")
    for _press in range(30):
        keys.press("Tab")
        if li.focused() == "VSDT":
            break
    keys.press("Control+a")
    keys.type(VITALS["VSDT"])
    keys.press("Enter")
    keys.type(VITALS["VSTM"])
    keys.press("Enter")
    keys.press("Space")  # the first answer
    keys.press("Enter")
    keys.press("Space")
    for path in ("SBP", "DBP", "PULSE", "RESP", "TEMP"):
        keys.press("Enter")
        assert li.focused() == path
        keys.type(VITALS[path])
    with li.arriving():
        keys.press("Control+s")
    assert tale.text("SCN", "VS") == {
        path: VITALS[path] for path in VITALS if path not in ("TEMPLOC", "SPO2", "WEIGHT")
    }
    li.type("TEMPLOC", VITALS["TEMPLOC"])
    li.type("WEIGHT", VITALS["WEIGHT"])
    with li.arriving():
        keys.press("Control+Enter")
    assert li.page.url.startswith(f"{tale.house.url}/pages/{tale.page('SCN', 'RENAL').id}")
    assert tale.state("entry")["SCN.VS"] == "finished"


def test_shortcuts_sleep_while_a_word_is_composed(tale: Tale, enter: Callable[..., Person]) -> None:
    """Enter, slash, Ctrl+S and Ctrl+Enter belong to the input method while it composes (section 8)."""
    li = enter(tale.house, "li.wen", "zh")
    li.go(f"/pages/{tale.page('LOG', 'AE').id}")
    li.field("AE/1/AETERM").focus()
    composing = li.page.context.new_cdp_session(li.page)
    composing.send("Input.imeSetComposition", {"text": "fare", "selectionStart": 4, "selectionEnd": 4})
    press = """([key, ctrlKey]) => document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", {key, ctrlKey, isComposing: true, bubbles: true, cancelable: true}))"""
    for key, control in (("Enter", False), ("/", False), ("s", True), ("Enter", True)):
        assert li.page.evaluate(press, [key, control]), f"{key} was taken from the input method"
        assert li.focused() == "AE/1/AETERM"
    composing.send("Input.insertText", {"text": "发热"})
    assert li.field("AE/1/AETERM").input_value() == "发热"
    assert tale.text("LOG", "AE") == {}
    with li.arriving():
        li.page.keyboard.press("Control+s")
    assert tale.text("LOG", "AE") == {"AE/1/AETERM": "发热"}


def test_without_scripts_everything_can_be_done(tale: Tale, enter: Callable[..., Person]) -> None:
    """No script runs: a refused value keeps all that was typed, a changed one asks why, and the page is saved."""
    li = enter(tale.house, "li.wen", java_script_enabled=False)
    tale.open_vitals(li)
    for item, text in VITALS.items():
        if item in ("VSPOS", "VSREST", "TEMPLOC"):
            li.page.check(f"[name={item}][value={text}]")
        else:
            li.page.fill(f"[name={item}]", text)
    li.page.fill("[name=PULSE]", "seventy")
    li.act("save")
    expect(li.page.locator("#summary")).to_contain_text("Pulse")
    assert tale.text("SCN", "VS") == {}
    assert {item: li.field(item).input_value() for item in ("SBP", "PULSE", "WEIGHT")} == {
        "SBP": VITALS["SBP"],
        "PULSE": "seventy",
        "WEIGHT": VITALS["WEIGHT"],
    }
    li.page.fill("[name=PULSE]", "70")
    li.act("finish")
    assert tale.state("entry")["SCN.VS"] == "finished"
    li.page.fill("[name=PULSE]", "71")
    li.act("save")
    expect(li.said("PULSE")).to_contain_text("Say why the stored value changes")
    li.page.select_option("[name='PULSE@reason']", "typing")
    li.act("save")
    assert tale.text("SCN", "VS")["PULSE"] == "71"
    li.go(f"/pages/{tale.page('SCN', 'RENAL').id}")
    li.page.fill("[name=CREAT]", "1.58")
    li.act("save")
    with li.arriving():
        li.page.click("button[value='record_as:CREAT:mg/dL']")
    li.act("save")
    li.page.select_option("[name='CREAT@reason']", "typing")
    li.act("save")
    assert tale.text("SCN", "RENAL")["CREAT"] == "139.672"
    assert tale.asked() == []
