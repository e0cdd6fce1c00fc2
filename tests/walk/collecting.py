"""The first half of the main job: consent, visits, a query and its correction, a visit that was not done."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.walk.story import LATE, told
from tests.walk.walk import Walk, raise_query

SCREENING = ("SV", "DM", "VS", "RENAL", "UACR", "UP24")
LATER = ("W8", "W20", "W48", "W60")


def add_and_screen(walk: Walk) -> None:
    """Li Wen adds the participant from her home, logs the consent and enters the screening visit with the keys."""
    li = walk.person("li.wen")
    li.follow("main a[href='/participants/add']")
    li.follow("main form button.btn-primary")
    expect(li.page.locator("h1")).to_have_text("YA-001")
    li.follow("#log-IC .owed__head a")
    consents = told("LOG", "IC")
    li.fill({path: typed for path, typed in consents.items() if path.startswith("IC/1/")})
    li.page.click("[data-add=IC]")
    li.fill({path: typed for path, typed in consents.items() if path.startswith("IC/2/")})
    li.act("finish")
    expect(li.page.locator("[data-saved-line]")).to_contain_text(walk.says["saved"])
    walk.open("li.wen", "SCN", "SV")
    for form in SCREENING:
        assert li.page.url.split("?")[0].endswith(f"/pages/{walk.tale.page('SCN', form).id}")
        li.fill(told("SCN", form))
        with li.arriving():
            li.page.keyboard.press("Control+Enter")
    assert set(walk.tale.state("entry").values()) == {"finished", "not_started"}
    assert walk.tale.derived("EGFR") == {"SCN": "49.8"}


def infuse(walk: Walk) -> None:
    """At week 0 an extreme pressure is true and confirmed in place; creatinine comes in mg/dL and is recorded so."""
    li = walk.open("li.wen", "W0", "SV")
    li.fill(told("W0", "SV"))
    li.act("finish_next")
    vitals = told("W0", "VS")
    li.fill({path: typed for path, typed in vitals.items() if path not in ("SBP2", "DBP2")})
    expect(li.said("SBP")).to_contain_text(walk.says["extreme"])
    li.fill({path: vitals[path] for path in ("SBP2", "DBP2")})
    for path in ("SBP", "DBP", "SBP2", "DBP2"):
        li.page.select_option(f"[name='{path}@confirm:RANGE.{path}']", "repeated")
    li.type("TEMP", "36.6")  # the confirmations stay while she goes on typing
    li.act("finish_next")
    renal = told("W0", "RENAL")
    li.fill(renal | {"CREAT": renal["CREAT"][0]})
    offer = li.said("CREAT").locator("[data-offer]:visible")
    expect(offer).to_contain_text(walk.says["offer"])
    offer.click()
    expect(li.item("CREAT").locator("[data-echo]")).to_have_text("= 139.7 μmol/L")
    expect(li.said("CREAT").locator("[data-ask]")).to_have_count(0)
    li.act("finish_next")
    walk.tale.enter("W0", "UACR", "UP24")
    assert walk.tale.derived("EGFR")["W0"] == "49.6"
    assert walk.tale.asked() == []


def come_late(walk: Walk) -> None:
    """Week 4 is four days late: the page, the visit and the matrix say so, and nothing is refused."""
    li = walk.open("li.wen", "W4", "SV")
    li.fill(told("W4", "SV"))
    li.act("finish")
    expect(li.page.locator(".page-when")).to_contain_text(LATE)
    expect(li.page.locator(".page-when .t-warn")).to_contain_text(walk.says["late"])
    walk.tale.enter("W4", "VS", "RENAL", "UACR", "UP24")
    li.go("/participants")
    expect(li.page.locator(".m-out small")).to_have_text("+4")


def ask_and_correct(walk: Walk) -> None:
    """Zhao Rui verifies screening; her query leads to a correction, and the mark of that value lapses alone."""
    zhao = walk.open("zhao.rui", "SCN", "VS")
    zhao.page.check("[data-all=verify]")
    zhao.act("verify")
    assert walk.tale.state("verified")["SCN.VS"] == walk.tale.state("owed")["SCN.VS"] == 10
    query = raise_query(zhao, "PULSE", "78?")
    li = walk.person("li.wen")
    li.go("/")
    li.follow(f"main a[href*='{query}']")
    li.page.click("details.doing > summary")
    li.type("PULSE", "78")
    with li.arriving():
        li.page.click("button[value=correct]")
    expect(li.page.locator(".said-change")).to_contain_text("78")
    assert walk.tale.state("verified")["SCN.VS"] == 9
    li.page.fill("#answer-text", "78")
    with li.arriving():
        li.page.click("button[name=act][value=answer]")
    zhao.go(query)
    with zhao.arriving():
        zhao.page.click(".panes__thread button[value=close]")
    walk.open("zhao.rui", "SCN", "VS")
    expect(zhao.item("PULSE")).to_contain_text(walk.says["lapsed"])
    assert zhao.page.locator("input[name=verify]").count() == 1
    zhao.page.check("input[name=verify][value=PULSE]")
    zhao.act("verify")
    assert walk.tale.state("verified")["SCN.VS"] == 10
    walk.open("zhao.rui", "SCN", "DM")
    expect(zhao.item("BRTHDT")).to_contain_text(walk.says["masked"])
    assert "1972" not in zhao.look()
    zhao.page.fill("[name='BRTHDT@typed']", "1972-06-15")
    zhao.page.check("[data-all=verify]")
    zhao.act("verify")
    assert walk.tale.state("verified")["SCN.DM"] == walk.tale.state("owed")["SCN.DM"]


def go_on_to_the_end(walk: Walk) -> None:
    """Later visits come through the acts; week 32 did not take place, which is one act on the screen."""
    for event in LATER:
        walk.tale.enter(event, "SV", "VS", "RENAL", "UACR", "UP24")
    walk.tale.enter("LOG", "AE", "DS")
    li = walk.person("li.wen")
    li.go("/participants/1")
    expect(li.page.locator(".strip")).to_contain_text(walk.says["completed"])
    visit = walk.tale.page("W32", "SV").visit
    li.go(f"/visits/{visit}")
    li.page.click("#not-done > summary")
    li.page.select_option("#not-done-code", "absent")
    with li.arriving():
        li.page.click("#not-done button")
    states = walk.tale.state("entry")
    assert {states[f"W32.{form}"] for form in ("SV", "VS", "RENAL", "UACR", "UP24")} == {"not_done"}
