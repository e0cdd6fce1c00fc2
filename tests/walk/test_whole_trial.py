"""One participant's whole trial in Chinese, from consent to the printed casebook, by the people whose job it is.

One page of every form is entered on its screen; the others, and what others of these walks are
about, come through the acts. The clock of the house goes from day to day as the trial did, so
that what is due, late, cleared or running is what people would have seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from edc.acts.verify_trail import verify_trail
from edc.study.definition import Study
from tests.people import PASSWORD
from tests.walk.hands import Person
from tests.walk.house import House
from tests.walk.questions import ANSWERED, WATCH, questions
from tests.walk.story import told
from tests.walk.ward import Ward
from tests.walk.whole import ELSE, WHOLE

CONFIRMED = 1
"""Questions about data that are right, which somebody had to confirm: the one before eligibility is signed."""
PASSING = 1
"""Questions that came and went while somebody typed: an event is over, and its outcome is the next field."""


def test_one_participants_whole_trial(long_house: House, enter: Callable[..., Person], trial: Study) -> None:
    """Everything that happens on a ward has its place, and the program asks little in vain (REQ-01 to REQ-66).

    Counted is every question of a check that stood on a form while somebody typed, that a save
    opened as a query, or that the signer was asked: each once for its page, item and check,
    however often it was shown. What data managers and monitors ask of their own is not counted.
    """
    ward = Ward(long_house, trial, "zh", lambda *who: enter(*who, watch=WATCH, patient=ANSWERED), WHOLE)
    consent_and_screen(ward)
    decide_eligibility(ward)
    infuse(ward)
    see_a_fever(ward)
    report_a_serious_event(ward)
    give_no_third_infusion(ward)
    follow_up(ward)
    miss_a_visit(ward)
    end_the_study(ward)
    enter_on_the_wrong_participant(ward)
    review(ward)
    sign_and_print(ward)
    assert list(verify_trail(long_house.database)) == []
    assert ward.english() == {}
    asked = questions(ward.tale, ward.inside.values())
    print(asked)
    assert asked.waiting == ()
    assert len(asked.confirmed) == CONFIRMED, str(asked)
    assert len(asked.passing) == PASSING, str(asked)


def consent_and_screen(ward: Ward) -> None:
    """Li Wen logs consent and history, then all of screening; Chen Jie judges flagged results in one act a page."""
    ward.house.wall.set("2025-03-02 10:30")
    li = ward.person("li.wen")
    li.follow("main a[href='/participants/add']")
    li.follow("main form button.btn-primary")
    expect(li.page.locator("h1")).to_have_text("YA-001")
    ward.enter("LOG", "IC", "MH")
    medicate(ward, "CM/1/", "CM/2/", "CM/3/")
    ward.house.wall.set("2025-03-04 14:00")
    ward.enter("SCN", *(form for form in ward.study.event_by_name["SCN"].forms if form != "IE"))
    chen = ward.open("chen.jie", "SCN", "TM")
    expect(chen.item("CA199")).to_contain_text("↑H")
    expect(li.page.locator("body")).not_to_contain_text("系统错误")


def medicate(ward: Ward, *rows: str) -> None:
    """Li Wen enters rows of the medication log."""
    li = ward.open("li.wen", "LOG", "CM")
    li.fill({path: typed for path, typed in ward.told("LOG", "CM").items() if path.startswith(rows)})
    li.act("finish")


def decide_eligibility(ward: Ward) -> None:
    """Chen Jie answers the criteria, explains the one that the record contradicts, and signs; only then he is eligible."""
    ward.house.wall.set("2025-03-11 09:00")
    chen = ward.open("chen.jie", "SCN", "IE")
    expect(chen.page.locator(".clarifications")).to_contain_text("X2")
    chen.fill(ward.told("SCN", "IE"))
    expect(chen.item("X13C").locator("[data-differs]")).to_be_visible()
    chen.act("finish")
    chen.follow(".foot a[href$='/sign']")
    expect(chen.page.locator(".signing__ask")).to_have_count(1)
    chen.page.select_option("select[name^='explain/']", "explained")
    chen.page.fill("input[name^='words/']", "仅对虾类过敏，无血液制品及药物过敏")
    sign(chen)
    chen.go("/participants/1")
    expect(chen.page.locator(".strip__state")).to_contain_text("符合入组条件")


def sign(person: Person) -> None:
    """Sign what stands there, with the name too where it is the first time."""
    if person.page.locator(".signing__form #name").count():
        person.page.fill(".signing__form #name", person.username)
    person.page.check("[name=meaning][value=responsible]")
    person.page.fill(".signing__form #password", PASSWORD)
    with person.arriving():
        person.page.keyboard.press("Enter")
    expect(person.page.locator(".banner-sign")).to_be_visible()


def infuse(ward: Ward) -> None:
    """Week 0: not cleared while an answer is missing, cleared once it is given, and recorded with its observations."""
    ward.house.wall.set("2025-03-17 17:30")
    ward.rest("W0", "CP", "INF", "OBS", "INFS", "IMM")
    ward.enter("W0", "CP")
    chen = ward.open("chen.jie", "W0", "INF")
    expect(chen.page.locator(".release-no")).to_contain_text("尚不具备条件")
    chen.fill({"PREINFEC": "N", "PRECHK": "Y"})
    expect(chen.page.locator(".release-ok")).to_be_visible()
    chen.act("save")
    ward.enter("W0", "INF", "OBS", "INFS", "IMM")
    page = ward.open("li.wen", "W0", "INF").page
    expect(page.locator(".release-ok")).to_be_visible()
    expect(page.locator("#i-DOSEKG")).to_have_text("1.00")


def see_a_fever(ward: Ward) -> None:
    """Fever after the second infusion: two days later leucocytes are raised, and event, medicine and result are linked."""
    ward.house.wall.set("2025-04-14 17:30")
    ward.rest("W4")
    assert ward.tale.asked() == ["W4.OBS OBDT EC14"]
    ward.house.wall.set("2025-04-16 10:00")
    li = ward.person("li.wen")
    li.go("/participants/1")
    li.page.click(".strip details.menu > summary")
    li.page.select_option("#add-event", "UNS")
    with li.arriving():
        li.page.click(".strip form.menu__box button")
    ward.rest("UNS", "HEM")
    fever = {path: typed for path, typed in ward.told("LOG", "AE").items() if path.startswith("AE/1/")}
    fever.pop("AE/1/AECMLNK")  # the medicine is not entered yet; it will name the event
    chen = ward.open("chen.jie", "LOG", "AE")
    chen.fill(fever)
    chen.act("finish")
    medicate(ward, "CM/4/")
    count = ward.told("UNS", "HEM")
    judged = [path for path in count if path.endswith("CS")]
    ward.open("li.wen", "UNS", "HEM")
    li.fill({path: typed for path, typed in count.items() if path not in (*judged, "LBLINK")})
    li.act("save")
    ward.open("chen.jie", "UNS", "HEM")
    chen.fill({path: count[path] for path in (*judged, "LBLINK")})
    chen.act("finish")
    assert ward.tale.asked() == []


def report_a_serious_event(ward: Ward) -> None:
    """Pneumonia: four answers notify, He Ping sees the clock run, and the rest follows on another day."""
    ward.house.wall.set("2025-04-28 10:00")
    event = {path: typed for path, typed in ward.told("LOG", "AE").items() if path.startswith("AE/2/")}
    begun = event | {"AE/2/AEONGO": "Y", "AE/2/AEOUT": "NOT RECOVERED/NOT RESOLVED"}
    chen = ward.open("chen.jie", "LOG", "AE")
    chen.fill({path: typed for path, typed in begun.items() if path not in ("AE/2/AEENDT", "AE/2/AECMLNK")})
    chen.act("save")
    report = ward.told("LOG", "SAE")
    first = {path: report[path] for path in ("SAETERM", "AWDTM", "SAECRIT", "SAEREL")}
    ward.open("chen.jie", "LOG", "SAE")
    chen.fill(first)
    chen.act("save")
    he = ward.person("he.ping")
    he.go("/")
    expect(he.page.locator("main")).to_contain_text("社区获得性肺炎")
    he.go("/safety")
    clock = he.page.locator("tr", has_text="获知至上报")
    expect(clock).to_contain_text("尚未记录")
    ward.house.wall.set("2025-05-09 16:00")
    ward.open("chen.jie", "LOG", "SAE")
    chen.fill({path: typed for path, typed in report.items() if path not in first})
    chen.act("finish")
    medicate(ward, "CM/5/")
    recover(ward)
    he.go("/safety")
    expect(clock).not_to_contain_text("尚未记录")


def recover(ward: Ward) -> None:
    """The event is over: what changes says why, once for all."""
    chen = ward.open("chen.jie", "LOG", "AE")
    if chen.page.locator("details.stack[data-row='2']:not([open])").count():
        chen.page.click("details.stack[data-row='2'] > summary")
    over = ("AE/2/AEONGO", "AE/2/AEENDT", "AE/2/AEOUT", "AE/2/AECMLNK")
    chen.fill({path: ward.tells[f"LOG.AE.{path}"] for path in over})
    chen.page.select_option("[name='AE/2/AEONGO@reason']", "later")
    chen.page.select_option("[name='AE/2/AEOUT@reason']", "later")
    chen.act("finish")
    states = ward.tale.state("entry")
    assert {states[f"LOG.{form}"] for form in ("AE", "CM", "SAE")} == {"finished"}


def give_no_third_infusion(ward: Ward) -> None:
    """Week 8: no infusion, its laboratory tests all the same; what belongs to a dose is not waited for, follow-up goes on."""
    ward.house.wall.set("2025-05-12 16:00")
    ward.rest("W8", "INF")
    ward.enter("W8", "INF")
    states = ward.tale.state("entry")
    assert {states[f"W8.{form}"] for form in ("CP", "OBS", "INFS", "IMM")} == {"not_started"}
    li = ward.open("li.wen", "W8", "OBS")
    expect(li.page.locator("main")).to_contain_text("不要求（是否输注：否）")
    li.go(f"/visits/{ward.tale.page('W8', 'SV').visit}")
    expect(li.page.locator(".page-head .chip").first).to_contain_text("录入完成")
    expect(li.page.locator("#not-done")).to_have_count(0)
    assert {states[f"W8.{form}"] for form in ("HEM", "CHEM", "RENAL", "UP24")} == {"finished"}
    chen = ward.open("chen.jie", "LOG", "EOT")
    chen.fill(ward.told("LOG", "EOT"))
    chen.act("finish")
    chen.go("/participants/1")
    expect(chen.page.locator(".strip__state")).to_contain_text("随访中")


def mark_visit(ward: Ward, event: str, reason: str) -> None:
    """Li Wen marks what is empty of a visit as not done."""
    li = ward.person("li.wen")
    li.go(f"/visits/{ward.tale.page(event, 'SV').visit}")
    li.page.click("#not-done > summary")
    li.page.select_option("#not-done-code", reason)
    with li.arriving():
        li.page.click("#not-done button")


def follow_up(ward: Ward) -> None:
    """Weeks 20 and 32; his partner is pregnant, which has a report of its own."""
    ward.house.wall.set("2025-08-04 16:00")
    ward.rest("W20")
    ward.house.wall.set("2025-10-27 16:00")
    ward.rest("W32")


def miss_a_visit(ward: Ward) -> None:
    """Week 48 did not take place: one act closes it, and the deviation it drafts is filed and completed."""
    ward.house.wall.set("2026-03-10 09:00")
    mark_visit(ward, "W48", "absent")
    assert {state for page, state in ward.tale.state("entry").items() if page.startswith("W48.")} == {"not_done"}
    li = ward.person("li.wen")
    li.go("/deviations")
    lines = li.page.locator("table.list tbody tr", has_text="第48周")
    expect(lines).to_have_count(1)
    with li.arriving():
        lines.locator("a[href^='/deviations/']").first.click()
    li.page.fill("#filed-text", str(ward.tells["LOG.PD.PD/1/PDDESC"]))
    with li.arriving():
        li.page.click("button[value=filed]")
    deviation = ward.told("LOG", "PD")
    ward.open("li.wen", "LOG", "PD")
    li.fill({f"PD/1/{name}": deviation[f"PD/1/{name}"] for name in ("PDDT", "PDACT", "PDECYN")})
    li.act("save")
    chen = ward.open("chen.jie", "LOG", "PD")
    chen.fill({"PD/1/PDEFF": deviation["PD/1/PDEFF"]})
    chen.act("finish")
    assert ward.tale.state("entry")["LOG.PD"] == "finished"


def end_the_study(ward: Ward) -> None:
    """Week 60, the outcome of the pregnancy, and the end of the study."""
    ward.house.wall.set("2026-05-13 15:00")
    ward.rest("W60")
    ward.enter("LOG", "PR", "DS")
    li = ward.person("li.wen")
    li.go("/participants/1")
    expect(li.page.locator(".strip__state")).to_contain_text("完成研究")


def enter_on_the_wrong_participant(ward: Ward) -> None:
    """Somebody else's death is entered on YA-001 and struck out: he is not dead any more, and nothing is erased."""
    ward.house.wall.set("2026-05-22 11:00")
    chen = ward.open("chen.jie", "LOG", "DD")
    chen.fill(told("LOG", "DD", ELSE))
    chen.act("finish")
    chen.go("/participants/1")
    expect(chen.page.locator(".strip__state")).to_contain_text("死亡")
    ward.open("chen.jie", "LOG", "DD")
    chen.page.click(".foot details.menu:has(#aside-strike-code) > summary")
    chen.page.select_option("#aside-strike-code", "other")
    chen.page.fill("#aside-strike-text", "误录到其他试验参与者名下")
    with chen.arriving():
        chen.page.click("button[form=aside][value=strike]")
    chen.go("/participants/1")
    expect(chen.page.locator(".strip__state")).to_contain_text("完成研究")


def review(ward: Ward) -> None:
    """Zhao Rui verifies a page and asks about another; Sun Yan agrees the class of the deviation."""
    zhao = ward.open("zhao.rui", "W0", "INF")
    zhao.page.check("[data-all=verify]")
    zhao.act("verify")
    zhao.item("VOLINF").locator("[data-rail=query]").click()
    zhao.page.fill("#raise-text", "请核对实际输注体积")
    with zhao.arriving():
        zhao.page.click(".rail__raise button")
    query = str(zhao.page.locator(".rail-query", has_text="请核对实际输注体积").get_attribute("href"))
    li = ward.person("li.wen")
    li.go(query)
    li.page.select_option("#answer-code", "checked")
    with li.arriving():
        li.page.click("button[name=act][value=answer]")
    zhao.go(query)
    with zhao.arriving():
        zhao.page.click(".panes__thread button[value=close]")
    sun = ward.person("sun.yan")
    sun.go("/deviations?state=filed")
    sun.follow("table.list tbody a[href^='/deviations/'] >> nth=0")
    with sun.arriving():
        sun.page.click("button[value=agreed]")
    sun.go("/deviations?state=all")
    expect(sun.page.locator("main tr", has_text="第48周")).to_contain_text("分级已同意")
    ward.tale.settle_notices()


def sign_and_print(ward: Ward) -> None:
    """Chen Jie signs the visits, Zhang Min the casebook; what is printed is a PDF of all of it."""
    events = ("SCN", "W4", "UNS", "W8", "W20", "W32", "W48", "W60", "LOG")
    ward.tale.sign(*events)
    chen = ward.person("chen.jie")
    chen.go(f"/visits/{ward.tale.page('W0', 'SV').visit}/sign")
    sign(chen)
    zhang = ward.person("zhang.min")
    zhang.go("/participants/1/sign")
    sign(zhang)
    zhang.go("/participants/1/paper")
    with zhang.page.expect_download() as coming:
        zhang.page.click(".papers button")
    printed = coming.value.path().read_bytes()
    assert printed.startswith(b"%PDF")
    pages = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert pages > 100, pages
