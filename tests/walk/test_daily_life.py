"""What happens at a desk: networks fail, sessions end, colleagues save first, and nothing typed is lost."""

from __future__ import annotations

import signal
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Route, expect

from edc.access.sessions import Limits
from edc.acts.sign_out import time_out
from tests.people import PASSWORD
from tests.walk.hands import Person
from tests.walk.story import VITALS, Tale

ENDED = Limits(timedelta(0), timedelta(0))
"""Nobody may have been idle at all: every session has run out."""


def wait_for_draft(person: Person) -> None:
    expect(person.page.locator("[data-unsaved]")).to_contain_text("draft kept", timeout=15_000)


def test_a_server_that_dies_in_the_middle_of_a_save(tale: Tale, enter: Callable[..., Person]) -> None:
    """Li Wen presses Save and the server is killed: what she typed waits as a draft, and is saved once (REQ-17, ENT-05)."""
    li = enter(tale.house, "li.wen")
    path = tale.open_vitals(li)
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
    path = tale.open_vitals(li)
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
    tale.open_vitals(li)
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
    tale.open_vitals(li)
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


def test_two_people_on_one_page(tale: Tale, enter: Callable[..., Person]) -> None:
    """Wang Lei saved first: different items are merged, the same one is chosen, nothing is overwritten (REQ-24)."""
    li, wang = enter(tale.house, "li.wen"), enter(tale.house, "wang.lei")
    for person in (li, wang):
        tale.open_vitals(person)
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
    path = tale.open_vitals(li)
    li.page.on("dialog", lambda dialog: dialog.accept())
    li.fill({"SBP": "134", "PULSE": "71"})
    wait_for_draft(li)
    li.go("/")
    expect(li.page.locator("main")).to_contain_text("Vital signs")
    li.go(path)
    assert li.field("SBP").input_value() == ""
    li.follow(".banner-warn .btn-primary")
    assert (li.field("SBP").input_value(), li.field("PULSE").input_value()) == ("134", "71")
    li.go(path)
    with li.arriving():
        li.page.click("button[value=discard_draft]")
    expect(li.page.locator(".banner-warn")).to_have_count(0)
    assert tale.text("SCN", "VS") == {}
