"""One participant through the main job with five people, from consent to the downloaded locked dataset.

What the story is about is entered on the screens; other pages, whose screens are looked at
in ``test_whole_trial`` and ``test_every_form``, are finished through the acts. Everything else
is done by keyboard and mouse: reviewing, correcting, signing, locking, exporting.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import expect

from edc.acts.verify_trail import verify_trail
from edc.study.definition import Study
from tests.people import PASSWORD
from tests.walk.hands import Person
from tests.walk.house import House
from tests.walk.story import LATE, Tale, told
from tests.walk.words import NAMES, english

LATER = ("W8", "W20", "W48", "W60")
SIGNED = ("W0", "W4", "W20", "W32", "W48", "W60", "LOG")
NOT_EXPECTED = {"LOG.SAE", "LOG.PR", "LOG.DD"}
"""Nothing happened that they are for."""
BORN = "1972-04-30"
"""The birth date as it really is: six weeks and a day earlier than was typed."""

SAYS = {
    "en": {
        "offer": "Record 1.58 mg/dL (= 139.7 μmol/L)",
        "extreme": "Outside the expected range 80–200",
        "late": "out of window (+2 d)",
        "saved": "Nothing is lost if you leave",
        "masked": "masked",
        "lapsed": "changed after verification",
        "again": "The signature no longer covers",
        "blocked": "Cannot be signed yet",
        "gaps": "gaps remain before lock",
        "locked": "Locked: nothing here can be changed.",
        "completed": "Completed",
        "source": "Source corrected",
    },
    "zh": {
        "offer": "1.58 mg/dL",
        "extreme": "超出预期范围80–200",
        "late": "超窗",
        "saved": "可放心离开",
        "masked": "已遮蔽",
        "lapsed": "核查后有修改",
        "again": "签名后变更",
        "blocked": "尚不可签名",
        "gaps": "锁库前尚有",
        "locked": "已锁定",
        "completed": "完成研究",
        "source": "源记录已更正",
    },
}
"""Words that must stand on the screens."""


@dataclass
class Walk:
    """The house, its people and the one participant."""

    house: House
    study: Study
    language: str
    come: Callable[..., Person]
    inside: dict[str, Person] = field(default_factory=dict)

    @property
    def says(self) -> dict[str, str]:
        return SAYS[self.language]

    @property
    def tale(self) -> Tale:
        return Tale(self.house, self.study)

    def person(self, username: str) -> Person:
        """Somebody at their window; they sign in when they are first wanted."""
        if username not in self.inside:
            self.inside[username] = self.come(self.house, username, self.language)
        return self.inside[username]

    def open(self, username: str, event: str, form: str) -> Person:
        """Somebody goes to the casebook and from there to a page."""
        person = self.person(username)
        person.go("/participants/1")
        person.follow(f".matrix-forms a[href='/pages/{self.tale.page(event, form).id}']")
        return person


@pytest.mark.parametrize("language", ["en", "zh"])
def test_from_consent_to_the_locked_dataset(
    long_house: House, enter: Callable[..., Person], trial: Study, language: str, tmp_path: Path
) -> None:
    """The whole of section 9.1 and 9.2 for YA-001 (REQ-01 to REQ-66)."""
    walk = Walk(long_house, trial, language, enter)
    long_house.wall.set("2025-03-11 15:00")
    add_and_screen(walk)
    long_house.wall.set("2026-06-01 09:00")
    infuse(walk)
    come_late(walk)
    ask_and_correct(walk)
    go_on_to_the_end(walk)
    sign_visits(walk)
    correct_the_birth_date(walk)
    query = refuse_the_lock(walk)
    sign_the_casebook(walk, query)
    lock(walk)
    take_the_data_away(walk, tmp_path)
    assert list(verify_trail(long_house.database)) == []
    read_the_trail(walk)
    if language == "zh":
        left: dict[str, str] = {}
        for person in walk.inside.values():
            left |= english(person.read, NAMES)
        assert left == {}


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
    for form in ("SV", "DM"):
        assert li.page.url.split("?")[0].endswith(f"/pages/{walk.tale.page('SCN', form).id}")
        li.fill(told("SCN", form))
        with li.arriving():
            li.page.keyboard.press("Control+Enter")
    assert walk.tale.state("entry")["SCN.SV"] == walk.tale.state("entry")["SCN.DM"] == "finished"
    walk.open("li.wen", "SCN", "VS")
    li.fill(told("SCN", "VS"))
    li.act("finish_next")
    screened = [form for form in walk.study.event_by_name["SCN"].forms if form not in ("SV", "DM", "VS")]
    walk.tale.enter("SCN", *screened)
    walk.tale.enter("LOG", "MH")
    walk.tale.sign_page("SCN", "IE")
    assert walk.tale.derived("EGFR") == {"SCN": "49.8"}


def infuse(walk: Walk) -> None:
    """At week 0 an extreme pressure is true and confirmed in place; creatinine comes in mg/dL and is recorded so.

    It lies above the laboratory's range: Chen Jie says in one act that it means nothing new.
    """
    walk.tale.enter("W0", "SV")
    li = walk.open("li.wen", "W0", "VS")
    vitals = told("W0", "VS")
    li.fill({path: typed for path, typed in vitals.items() if path not in ("SBP2", "DBP2")})
    expect(li.said("SBP")).to_contain_text(walk.says["extreme"])
    li.fill({path: vitals[path] for path in ("SBP2", "DBP2")})
    for path in ("SBP", "DBP", "SBP2", "DBP2"):
        li.page.select_option(f"[name='{path}@confirm:RANGE.{path}']", "repeated")
    li.type("TEMP", "36.6")  # the confirmations stay while she goes on typing
    li.act("finish_next")
    walk.open("li.wen", "W0", "RENAL")
    renal = told("W0", "RENAL")
    li.fill({path: typed for path, typed in renal.items() if path != "CREATCS"} | {"CREAT": renal["CREAT"][0]})
    offer = li.said("CREAT").locator("[data-offer]:visible")
    expect(offer).to_contain_text(walk.says["offer"])
    offer.click()
    expect(li.item("CREAT").locator("[data-echo]").first).to_have_text("= 139.7 μmol/L")
    expect(li.said("CREAT").locator("[data-ask]")).to_have_count(0)
    li.act("save")
    chen = walk.open("chen.jie", "W0", "RENAL")
    chen.follow("button[value^='bulk:']")
    chen.act("finish")
    done = {"SV", "VS", "RENAL"}
    walk.tale.enter("W0", *(form for form in walk.study.event_by_name["W0"].forms if form not in done))
    assert walk.tale.derived("EGFR")["W0"] == "49.6"
    assert walk.tale.asked() == []


def come_late(walk: Walk) -> None:
    """Week 4 is two days late: the page, the visit and the matrix say so, a deviation is drafted, nothing is refused."""
    li = walk.open("li.wen", "W4", "SV")
    li.fill(told("W4", "SV"))
    li.page.select_option("[name='SVDAT@confirm:EC03']", "checked")
    li.act("finish")
    expect(li.page.locator(".page-when")).to_contain_text(LATE)
    expect(li.page.locator(".page-when .t-warn")).to_contain_text(walk.says["late"])
    walk.tale.enter("W4", *walk.study.event_by_name["W4"].forms[1:])
    li.go("/participants")
    expect(li.page.locator(".m-out small")).to_have_text("+2")


def raise_query(person: Person, path: str, text: str) -> str:
    """Somebody asks about an item from the page they are on; returns the address of the query."""
    person.item(path).locator("[data-rail=query]").click()
    person.page.fill("#raise-text", text)
    with person.arriving():
        person.page.click(".rail__raise button")
    asked = person.page.locator(".rail-query", has_text=text)
    expect(asked).to_have_count(1)
    return str(asked.get_attribute("href"))


def ask_and_correct(walk: Walk) -> None:
    """Zhao Rui verifies screening; a correction answers her query, and the mark of that value lapses alone."""
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
    walk.tale.enter("LOG", "AE", "CM")
    for event in LATER:
        walk.tale.enter(event, *walk.study.event_by_name[event].forms)
    walk.tale.enter("LOG", "EOT", "DS", "PD")
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
    assert {states[f"W32.{form}"] for form in walk.study.event_by_name["W32"].forms} == {"not_done"}
    walk.tale.settle_notices()
    assert walk.tale.asked() == []


def sign_visits(walk: Walk) -> None:
    """Chen Jie signs screening with name and password, week 8 with the password alone, and the other visits."""
    chen = walk.person("chen.jie")
    chen.go("/")
    chen.go(f"/visits/{walk.tale.page('SCN', 'SV').visit}/sign")
    chen.page.fill(".signing__form #name", "chen.jie")
    chen.page.fill(".signing__form #password", "not the password")
    with chen.arriving():
        chen.page.keyboard.press("Enter")
    expect(chen.page.locator("#sign-problem")).to_be_visible()
    for event in ("SCN", "W8"):
        chen.go(f"/visits/{walk.tale.page(event, 'SV').visit}/sign")
        if chen.page.locator(".signing__form #name").count():
            chen.page.fill(".signing__form #name", "chen.jie")
        chen.page.check("[name=meaning][value=responsible]")
        chen.page.fill(".signing__form #password", PASSWORD)
        with chen.arriving():
            chen.page.keyboard.press("Enter")
        expect(chen.page.locator(".banner-sign")).to_contain_text("Chen Jie")
    walk.tale.sign(*SIGNED)
    signed = walk.tale.state("signed")
    assert {page for page, state in signed.items() if state != "signed"} == NOT_EXPECTED


def correct_the_birth_date(walk: Walk) -> None:
    """Corrected after signing: eGFR changes where the age changes, and exactly those pages ask to be signed again."""
    before = walk.tale.derived("EGFR")
    li = walk.open("li.wen", "SCN", "DM")
    li.type("BRTHDT", BORN)
    li.page.keyboard.press("Tab")
    expect(li.said("BRTHDT").locator("[data-new]")).to_have_text(BORN)
    li.act("save")
    expect(li.page.locator("#summary")).to_be_focused()
    li.page.select_option("[name='BRTHDT@reason']", "source")
    li.act("save")
    after = walk.tale.derived("EGFR")
    assert {event for event in after if after[event] != before[event]} == {"W8", "W60"}
    signed = walk.tale.state("signed")
    lapsed = {page for page, state in signed.items() if state != "signed"} - NOT_EXPECTED
    assert lapsed == {"SCN.DM", "W8.RENAL", "W60.RENAL"}
    assert walk.tale.state("verified")["SCN.DM"] == int(walk.tale.state("owed")["SCN.DM"]) - 1
    chen = walk.person("chen.jie")
    for event in ("SCN", "W8", "W60"):
        chen.go(f"/visits/{walk.tale.page(event, 'SV').visit}/sign")
        expect(chen.page.locator(".banner-sign")).to_contain_text(walk.says["again"])
        assert chen.page.locator(".is-changed").count() == (1 if event == "SCN" else 2)
        chen.page.check("[name=meaning][value=responsible]")
        chen.page.fill(".signing__form #password", PASSWORD)
        with chen.arriving():
            chen.page.keyboard.press("Enter")
    assert {page for page, state in walk.tale.state("signed").items() if state != "signed"} == NOT_EXPECTED


def refuse_the_lock(walk: Walk) -> str:
    """Sun Yan asks for the lock while a query is open: the checklist names it, and nothing is locked."""
    walk.tale.verify(page for page, owed in walk.tale.state("owed").items() if owed)
    zhao = walk.open("zhao.rui", "W20", "VS")
    query = raise_query(zhao, "PULSE", "80?")
    sun = walk.person("sun.yan")
    sun.go("/lock")
    sun.follow("a[href*='run=1']")
    sun.page.fill("#lock-reason", "10")
    with sun.arriving():
        sun.page.click(".lock__ask button.btn-primary")
    expect(sun.page.locator("main tr", has_text=query.rpartition("/")[2])).to_have_count(1)
    expect(sun.page.locator(".banner-bad")).to_contain_text(walk.says["gaps"])
    assert set(walk.tale.state("held").values()) == {"open"}
    return query


def sign_the_casebook(walk: Walk, query: str) -> None:
    """Zhang Min cannot sign while the query is open; it is answered and closed, and then she does."""
    zhang = walk.person("zhang.min")
    zhang.go("/participants/1/sign")
    expect(zhang.page.locator(".signing__box")).to_contain_text(walk.says["blocked"])
    li = walk.person("li.wen")
    li.go(query)
    li.page.select_option("#answer-code", "checked")
    with li.arriving():
        li.page.click("button[name=act][value=answer]")
    zhao = walk.person("zhao.rui")
    zhao.go(query)
    with zhao.arriving():
        zhao.page.click(".panes__thread button[value=close]")
    zhang.go("/participants/1/sign")
    zhang.page.check("[name=meaning][value=responsible]")
    zhang.page.fill(".signing__form #name", "zhang.min")
    zhang.page.fill(".signing__form #password", PASSWORD)
    with zhang.arriving():
        zhang.page.keyboard.press("Enter")
    expect(zhang.page.locator(".banner-sign")).to_contain_text("Zhang Min")


def lock(walk: Walk) -> None:
    """Sun Yan requests the lock; the principal investigator and the statistician approve it."""
    sun, zhang, qian = (walk.person(name) for name in ("sun.yan", "zhang.min", "qian.hao"))
    sun.go("/lock?run=1")
    sun.page.fill("#lock-reason", "10")
    with sun.arriving():
        sun.page.click(".lock__ask button.btn-primary")
    for approver in (zhang, qian):
        approver.go("/lock")
        with approver.arriving():
            approver.page.click("button[name=verdict][value=approved]")
    assert set(walk.tale.state("held").values()) == {"locked"}
    li = walk.open("li.wen", "SCN", "VS")
    expect(li.page.locator(".banner-lock")).to_contain_text(walk.says["locked"])
    assert li.page.locator("#crf button, .foot button").count() == 0


def take_the_data_away(walk: Walk, folder: Path) -> None:
    """The export is made and downloaded: each file has the SHA-256 of the manifest, and the values are in it."""
    sun = walk.person("sun.yan")
    sun.go("/exports")
    with sun.arriving():
        sun.page.click(".exports aside button.btn-primary")
    with sun.page.expect_download() as coming:
        sun.page.click("a[href$='.zip']")
    kept = folder / "export.zip"
    coming.value.save_as(kept)
    with zipfile.ZipFile(kept) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest["lock"] == 1
    assert {one["name"]: one["sha256"] for one in manifest["files"]} == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()
    }
    renal = {row["VISIT"]: row for row in csv.DictReader(io.StringIO(files["RENAL.csv"].decode("utf-8-sig")))}
    assert (renal["W0"]["CREAT"], renal["W0"]["CREAT_TYPED"], renal["W0"]["CREAT_UNIT"]) == ("139.672", "1.58", "mg/dL")
    assert {visit: row["EGFR"] for visit, row in renal.items() if row["EGFR"]} == walk.tale.derived("EGFR")
    assert renal["W32"]["NOTDONE"]
    vitals = {row["VISIT"]: row for row in csv.DictReader(io.StringIO(files["VS.csv"].decode("utf-8-sig")))}
    assert (vitals["SCN"]["PULSE"], vitals["W0"]["SBP"]) == ("78", "236")
    assert BORN.encode() not in b"".join(files.values())


def read_the_trail(walk: Walk) -> None:
    """Li Wen reads what happened to the birth date: before, after, who and why."""
    li = walk.person("li.wen")
    li.go("/participants/1")
    li.follow("a[href$='/trail']")
    told_there = li.page.locator("tr", has=li.page.locator("ins", has_text=BORN))
    while not told_there.count():
        li.follow(".pager a[rel=next]")
    for word in ("1972-06-15", "Li Wen", walk.says["source"]):
        expect(told_there).to_contain_text(word)
