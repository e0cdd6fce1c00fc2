"""What happens at a desk: networks fail, sessions end, colleagues save first, and nothing typed is lost."""

from __future__ import annotations

import signal
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from edc.access.sessions import Limits
from edc.acts.sign_out import time_out
from edc.study.definition import Study
from tests.people import PASSWORD
from tests.walk.hands import Person
from tests.walk.house import House
from tests.walk.story import Tale, told

VITALS = {path: str(typed) for path, typed in told("SCN", "VS").items()}
ENDED = Limits(timedelta(0), timedelta(0))
"""Nobody may have been idle at all: every session has run out."""


@pytest.fixture(scope="module")
def house(new_house: Callable[..., House]) -> House:
    """One house for all: each test has a participant of its own."""
    return new_house()


@pytest.fixture
def tale(house: House, trial: Study) -> Tale:
    """A participant who consented; nothing is entered yet."""
    return Tale.begin(house, trial)


def vitals(person: Person, tale: Tale) -> str:
    """Open the vital signs of screening; returns their address."""
    path = f"/pages/{tale.page('SCN', 'VS').id}"
    person.go(path)
    return path


def wait_for_draft(person: Person) -> None:
    expect(person.page.locator("[data-unsaved]")).to_contain_text("draft kept", timeout=15_000)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name || document.activeElement.id"))


def test_a_server_that_dies_in_the_middle_of_a_save(tale: Tale, enter: Callable[..., Person]) -> None:
    """Li Wen presses Save and the server is killed: what she typed waits as a draft, and is saved once (REQ-17, ENT-05)."""
    li = enter(tale.house, "li.wen")
    path = vitals(li, tale)
    li.fill(VITALS)
    wait_for_draft(li)
    tale.house.pause()
    li.page.evaluate("document.querySelector('button[form=crf][value=save]').click()")
    tale.house.stop(signal.SIGKILL)
    tale.house.start()
    assert tale.text("SCN", "VS") == {}
    li.go(path)
    li.follow(".banner-warn .btn-primary")
    assert li.field("SBP").input_value() == VITALS["SBP"]
    li.act("save")
    assert tale.text("SCN", "VS") == VITALS
    li.go(path)
    expect(li.page.locator(".banner-warn")).to_have_count(0)


def test_an_answer_that_gets_lost_does_not_save_twice(tale: Tale, enter: Callable[..., Person]) -> None:
    """The save arrived, its answer did not: sent again with the same request key it changes nothing (REQ-17)."""
    li = enter(tale.house, "li.wen")
    path = vitals(li, tale)
    li.fill(VITALS)
    sent: list[str | None] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.post_data)
        if len(sent) != 1:
            route.continue_()
            return
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    li.page.route(f"**{path}", lose)
    li.page.evaluate("document.querySelector('button[form=crf][value=save]').click()")
    for _try in range(200):
        if li.page.url.startswith("chrome-error:"):
            break
        li.page.wait_for_timeout(50)
    assert tale.head(tale.page("SCN", "VS"))[0] == 1
    with li.arriving():
        li.page.reload()
    assert li.page.url.startswith(tale.house.url + path)
    assert len(sent) == 2 and sent[0] == sent[1]
    assert tale.head(tale.page("SCN", "VS"))[0] == 1
    assert tale.text("SCN", "VS") == VITALS


def test_the_session_ends_while_somebody_types(tale: Tale, enter: Callable[..., Person]) -> None:
    """The password box comes over the page; a wrong password changes nothing, the right one lets the save go on."""
    li = enter(tale.house, "li.wen")
    li.page.clock.install()
    vitals(li, tale)
    li.fill(VITALS)
    li.page.clock.fast_forward(10_000)  # help and draft are out, and the server has been heard
    wait_for_draft(li)
    li.page.clock.fast_forward(120_000)
    time_out(tale.house.database, ENDED)
    li.page.keyboard.press("Control+s")
    dialog = li.page.locator("#session-dialog")
    expect(dialog).to_be_visible()
    li.page.fill("#again-password", "not the password")
    dialog.locator("button").first.click()
    expect(li.page.locator("#again-problem")).to_be_visible()
    assert li.field("SBP").input_value() == VITALS["SBP"]
    li.page.fill("#again-password", PASSWORD)
    with li.arriving():
        dialog.locator("button").first.click()
    expect(li.page.locator("[data-saved-line]")).to_contain_text("Nothing is lost")
    assert tale.text("SCN", "VS") == VITALS
    assert tale.head(tale.page("SCN", "VS"))[0] == 1


def test_a_save_that_comes_too_late_is_carried_over_the_sign_in(tale: Tale, enter: Callable[..., Person]) -> None:
    """Without a warning before it, the post itself meets the end of the session: the values come back to be sent."""
    li = enter(tale.house, "li.wen")
    vitals(li, tale)
    li.fill(VITALS)
    time_out(tale.house.database, ENDED)
    li.act("save")
    li.page.fill("#password", PASSWORD)
    with li.arriving():
        li.page.keyboard.press("Enter")
    assert tale.text("SCN", "VS") == {}
    with li.arriving():
        li.page.click("form.door__box button")
    assert tale.text("SCN", "VS") == VITALS


def test_a_clinical_explanation_needs_words(tale: Tale, enter: Callable[..., Person]) -> None:
    """An extreme value is explained in place: without words nothing is saved, with them nobody is asked again."""
    li = enter(tale.house, "li.wen")
    vitals(li, tale)
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
    vitals(li, tale)
    li.type("PULSE", "70")
    li.page.keyboard.press("Tab")
    expect(li.page.locator("[data-unsaved]")).to_contain_text("1 value")
    expect(li.said("SBP").locator("[data-ask='RANGE.SBP']")).to_contain_text("Confirmed")


def test_a_medical_question_waits_for_the_investigator(tale: Tale, enter: Callable[..., Person]) -> None:
    """Fever without an adverse event: Li Wen is told who judges it, and what she forges is not taken (REQ-55)."""
    li = enter(tale.house, "li.wen")
    path = vitals(li, tale)
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


def test_two_people_on_one_page(tale: Tale, enter: Callable[..., Person]) -> None:
    """Wang Lei saved first: different items are merged, the same one is chosen, nothing is overwritten (REQ-24)."""
    li, wang = enter(tale.house, "li.wen"), enter(tale.house, "wang.lei")
    for person in (li, wang):
        vitals(person, tale)
    wang.fill({"SBP": "130", "DBP": "80", "TEMP": "36.4"})
    wang.act("save")
    li.fill({"SBP": "132", "DBP": "82", "PULSE": "76"})
    li.act("save")
    expect(li.page.locator(".banner-warn")).to_contain_text("Wang Lei")
    assert tale.text("SCN", "VS") == {"SBP": "130", "DBP": "80", "TEMP": "36.4"}
    rows = li.page.locator("table.conflict tbody tr")
    expect(rows).to_have_count(2)
    expect(li.page.locator(".merged")).to_contain_text("Pulse")
    li.page.check("[name='SBP@keep'][value=mine]")
    li.page.check("[name='DBP@keep'][value=saved]")
    with li.arriving():
        li.page.click("button[form=conflict][value=save]")
    li.page.select_option("[name='SBP@reason']", "typing")
    li.act("save")
    assert tale.text("SCN", "VS") == {"SBP": "132", "DBP": "80", "TEMP": "36.4", "PULSE": "76"}


def test_a_draft_waits_for_its_owner(tale: Tale, enter: Callable[..., Person]) -> None:
    """What was typed and not saved is offered on return, to be continued or dropped (ENT-05)."""
    li = enter(tale.house, "li.wen")
    path = vitals(li, tale)
    li.page.on("dialog", lambda dialog: dialog.accept())
    li.fill({"SBP": "134", "PULSE": "71"})
    wait_for_draft(li)
    li.go("/")
    expect(li.page.locator(f"main a[href^='{path}']").first).to_contain_text("Vital signs")
    li.go(path)
    assert li.field("SBP").input_value() == ""
    li.follow(".banner-warn .btn-primary")
    assert (li.field("SBP").input_value(), li.field("PULSE").input_value()) == ("134", "71")
    li.go(path)
    with li.arriving():
        li.page.click("button[value=discard_draft]")
    expect(li.page.locator(".banner-warn")).to_have_count(0)
    assert tale.text("SCN", "VS") == {}


def test_a_page_by_the_keyboard_alone(tale: Tale, enter: Callable[..., Person]) -> None:
    """From the jump box to the finished page without a mouse (WCAG 2.1.1)."""
    li = enter(tale.house, "li.wen")
    keys = li.page.keyboard
    keys.press("/")
    keys.type(str(tale.subject))
    with li.arriving():
        keys.press("Enter")
    page = f"/pages/{tale.page('SCN', 'VS').id}"
    for _press in range(60):
        keys.press("Tab")
        if li.page.evaluate("document.activeElement.getAttribute('href')") == page:
            break
    with li.arriving():
        keys.press("Enter")
    assert focused(li.page) == "VSDT", "the cursor waits in the first field of an empty page"
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
        assert focused(li.page) == path
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
    assert li.page.url.startswith(f"{tale.house.url}/pages/{tale.page('SCN', 'PE').id}")
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
        assert focused(li.page) == "AE/1/AETERM"
    composing.send("Input.insertText", {"text": "发热"})
    assert li.field("AE/1/AETERM").input_value() == "发热"
    assert tale.text("LOG", "AE") == {}
    with li.arriving():
        li.page.keyboard.press("Control+s")
    assert tale.text("LOG", "AE") == {"AE/1/AETERM": "发热"}


def test_without_scripts_everything_can_be_done(tale: Tale, enter: Callable[..., Person]) -> None:
    """No script runs: a refused value keeps all that was typed, a changed one asks why, and the page is saved."""
    li = enter(tale.house, "li.wen", java_script_enabled=False)
    vitals(li, tale)
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
