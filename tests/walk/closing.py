"""The second half of the main job: signatures, a late correction, the lock, and the data taken away."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path

from playwright.sync_api import expect

from tests.people import PASSWORD
from tests.walk.walk import Walk, raise_query

BORN = "1972-04-30"
"""The birth date as it really is: six weeks and a day earlier than was typed."""


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
    walk.tale.sign("W0", "W4", "W20", "W32", "W48", "W60", "LOG")
    signed = walk.tale.state("signed")
    assert {page for page, state in signed.items() if state != "signed"} == set()


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
    assert {page for page, state in signed.items() if state != "signed"} == {"SCN.DM", "W8.RENAL", "W60.RENAL"}
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
    assert set(walk.tale.state("signed").values()) == {"signed"}


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
    for word in ("1972-06-15", "Li Wen", walk.says["source"]):
        expect(told_there).to_contain_text(word)
