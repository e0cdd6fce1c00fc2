"""Deviations on screen: what the program drafts, who files and dismisses it, and the release check of a page."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from edc.acts.file_deviation import file_deviation
from edc.acts.not_done import visit_not_done
from edc.acts.propose_deviation import propose_deviation
from edc.acts.reasons import Reason
from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.study.definition import Deviation
from edc.web.keys import new_key
from tests.acts.noticing import dose_study, notices, number_of, steps
from tests.acts.story import begin, document, enter, page_of
from tests.people import actor, csrf
from tests.review.locking import gaps
from tests.web.watched import block_of, opened, signed_in, text

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def subject(study_database: Database) -> SubjectRef:
    """YA-001, who was given a dose with fever and without consent, and whose week 4 was missed."""
    found = begin(study_database, study=dose_study())
    enter(study_database, page_of(study_database, found, "W0", "SV"), {"SVDAT": "2025-03-04"})
    dose = page_of(study_database, found, "W0", "DOSE")
    enter(study_database, dose, {"GIVEN": "Y", "TEMP": "38.2"}, finish=False)
    visit = page_of(study_database, found, "W4", "SV").visit
    visit_not_done(study_database, actor("li.wen"), found, visit, Reason("absent"), request_key=None)
    return found


def lines(client: FlaskClient, path: str = "/deviations") -> list[list[str]]:
    """The rows of the worklist, without its last column."""
    return [[text(cell) for cell in row.xpath("./td")][:-1] for row in opened(client, path).xpath("//tbody/tr")]


def post(client: FlaskClient, path: str, **form: str) -> tuple[int, str, html.HtmlElement]:
    """Status, where it leads, and the page that came back."""
    answer = client.post(path, data={"csrf_token": csrf(client, "/account"), "request_key": new_key(), **form})
    return answer.status_code, answer.headers.get("Location", ""), html.document_fromstring(answer.text or "<p></p>")


def panel(client: FlaskClient, path: str) -> tuple[str, list[tuple[str, str]]]:
    """Heading of the release check on a page, and its conditions with what is said of each."""
    found = opened(client, path).xpath("//section[@data-release='GIVE']")[0]
    said = [
        (text(one.xpath("./a|./span[1]")[0]), text(one.xpath("./span[@class='soft']")[0])) for one in found.iter("li")
    ]
    return text(found.xpath("./h2")[0]), said


def test_the_worklist_shows_what_waits_and_what_became_of_it(
    app: Flask, study_database: Database, subject: SubjectRef
) -> None:
    """Trial 0.4.7: drafts of the program in words, by state; Chen Jie may dismiss the major one, Li Wen may not."""
    li_wen = signed_in(app, "li.wen")
    assert [row[3:] for row in lines(li_wen)] == [
        [
            "Dose, Week 0",
            "Given although not cleared. Before the dose: Consent · Temperature below 37.5",
            "Dosing",
            "Major",
        ],
        ["Visit, Week 4", "The visit was not done.", "Not done", "Minor"],
    ]
    tree = opened(li_wen, "/deviations")
    acts = [[text(link) for link in row.xpath(".//td[last()]/a")] for row in tree.xpath("//tbody/tr")]
    assert acts == [["File it"], ["File it", "Dismiss"]]
    assert lines(li_wen, "/deviations?state=dismissed") == []
    draft = number_of(study_database, "deviation", "RELEASE.GIVE")
    chen_jie = signed_in(app, "chen.jie")
    status, leads, _ = post(chen_jie, f"/deviations/{draft}", act="dismissed", text="measured under a blanket")
    assert (status, leads) == (303, "/deviations")
    assert [row[4] for row in lines(chen_jie, "/deviations?state=dismissed")] == [
        "Given although not cleared. Before the dose: Consent · Temperature below 37.5"
    ]


def test_filing_leads_to_the_row_that_was_made(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """Trial 0.4.7: Li Wen files in her own words; the row is there, and what only she knows is still to enter."""
    li_wen = signed_in(app, "li.wen")
    draft = number_of(study_database, "deviation", "NOT_DONE.VISIT")
    form = opened(li_wen, f"/deviations/{draft}").xpath("//form[@id='filed']//textarea")[0]
    assert form.text == "The visit was not done."
    status, leads, _ = post(li_wen, f"/deviations/{draft}", act="filed", text="Travelling, could not come.")
    log = page_of(study_database, subject, "LOG", "PD")
    assert (status, leads) == (303, f"/pages/{log.id}#item-PD/1")
    words = document(study_database, log)["PD/1/PDTXT"]
    assert words is not None
    assert words.v == "Travelling, could not come."
    assert notices(study_database, subject.id)[-1] == ("deviation", "NOT_DONE.VISIT", "SV", "filed")


def test_what_is_refused_keeps_what_was_typed(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """Screens 3.6: a refusal says what happened and keeps the words; nothing changed."""
    draft = number_of(study_database, "deviation", "RELEASE.GIVE")
    status, _, page = post(signed_in(app, "li.wen"), f"/deviations/{draft}", act="dismissed", text="typed wrongly")
    assert status == 403
    assert "Only an investigator says" in text(page.xpath("//p[@id='problem']")[0])
    status, _, page = post(signed_in(app, "zhao.rui"), f"/deviations/{draft}", act="filed", text="late")
    assert status == 403
    assert [name for name, _, _ in steps(study_database, draft)] == ["drafted"]


def test_zhao_rui_proposes_from_the_page_and_li_wen_finds_it_at_home(
    app: Flask, study_database: Database, subject: SubjectRef
) -> None:
    """Architecture 5: the monitor proposes where the page is; the site finds it among what it owes."""
    zhao_rui, page = signed_in(app, "zhao.rui"), page_of(study_database, subject, "W0", "DOSE")
    link = opened(zhao_rui, f"/pages/{page.id}").xpath("//footer//a[.='Propose deviation']/@href")
    assert link == [f"/pages/{page.id}/deviation"]
    status, _, again = post(zhao_rui, link[0], category="DOSE", text="")
    assert status == 422
    assert again.xpath("//option[@selected]/@value") == ["DOSE"]
    status, leads, _ = post(zhao_rui, link[0], category="DOSE", major="yes", text="No second check was signed.")
    assert (status, leads.rpartition("/")[0]) == (303, "/deviations")
    rows = block_of(opened(signed_in(app, "li.wen"), "/"), "Deviations to file")
    assert ["No second check was signed.", "Dosing", "Major"] in [row[2:5] for row in rows]
    assert len(block_of(opened(zhao_rui, "/"), "Deviations proposed, not yet filed")) == 1
    assert signed_in(app, "li.wen").get(link[0]).status_code == 403


def test_sun_yan_agrees_the_class_and_it_leaves_her_home(
    app: Flask, study_database: Database, subject: SubjectRef
) -> None:
    """Trial 0.4.7: the class is agreed by the data manager, or asked about again; the site sees that."""
    draft = number_of(study_database, "deviation", "NOT_DONE.VISIT")
    file_deviation(study_database, actor("li.wen"), draft, "Could not come.", request_key=None)
    sun_yan = signed_in(app, "sun.yan")
    assert len(block_of(opened(sun_yan, "/"), "Classes of deviations to agree")) == 1
    assert post(sun_yan, f"/deviations/{draft}", act="sent_back", text="Why minor?")[0] == 303
    assert block_of(opened(sun_yan, "/"), "Classes of deviations to agree") == []
    assert "Visit, Week 4" in [row[1] for row in block_of(opened(signed_in(app, "li.wen"), "/"), "Deviations to file")]
    assert post(sun_yan, f"/deviations/{draft}", act="agreed", text="")[0] == 303
    assert [row[0] for row in lines(sun_yan, "/deviations?state=filed")] == ["Filed, class agreed"]
    assert not lines(sun_yan, "/deviations?state=classes")


def test_the_release_check_says_what_lacks_and_where_it_is_settled(
    app: Flask, study_database: Database, subject: SubjectRef
) -> None:
    """REQ-56: on the page and on the visit before the dose; it clears or not, and never closes the record."""
    li_wen, page = signed_in(app, "li.wen"), page_of(study_database, subject, "W0", "DOSE")
    consent = page_of(study_database, subject, "SCN", "IC")
    said = [("Consent", "not met"), ("Temperature below 37.5", "not met")]
    assert panel(li_wen, f"/pages/{page.id}") == ("Before the dose: given although not cleared, 2 reasons", said)
    assert panel(li_wen, f"/visits/{page.visit}")[1] == said
    tree = opened(li_wen, f"/pages/{page.id}")
    assert tree.xpath("//section[@data-release]//a/@href") == [f"/pages/{consent.id}"]
    assert "can always be recorded" in text(tree.xpath("//section[@data-release]/p")[0])
    assert tree.xpath("//footer//button[@value='save']"), "what happened can be recorded whatever lacks"
    enter(study_database, consent, {"ICDT": "2025-02-20"})
    enter(study_database, page, {"GIVEN": None, "TEMP": None}, finish=False)
    assert panel(li_wen, f"/pages/{page.id}") == (
        "Before the dose: not cleared, 1 reason",
        [("Consent", "met"), ("Temperature below 37.5", "not known: a value is missing")],
    )
    enter(study_database, page, {"GIVEN": "N"}, finish=False)
    assert panel(li_wen, f"/pages/{page.id}") == ("Before the dose: not given, nothing to clear", [])


def test_live_help_draws_the_check_anew_for_what_is_typed(
    app: Flask, study_database: Database, subject: SubjectRef
) -> None:
    """REQ-56: before anything is saved, the check answers to the temperature in the field."""
    li_wen, page = signed_in(app, "li.wen"), page_of(study_database, subject, "W0", "DOSE")
    enter(study_database, page_of(study_database, subject, "SCN", "IC"), {"ICDT": "2025-02-20"})
    typed = {"csrf_token": csrf(li_wen, "/account"), "opened_seq": "1", "GIVEN": "Y", "TEMP": "36.6"}
    drawn = li_wen.post(f"/pages/{page.id}/live", data=typed).get_json()["releases"]["GIVE"]
    assert text(html.fragment_fromstring(drawn).xpath("./h2")[0]) == "Before the dose: cleared"
    assert panel(li_wen, f"/pages/{page.id}")[0] == "Before the dose: given although not cleared, 1 reason"


def test_open_drafts_stand_in_the_way_of_a_lock(study_database: Database, subject: SubjectRef) -> None:
    """REQ-56, REQ-63: what nobody filed or dismissed is a gap, and so is an alert nobody saw."""
    found = [(gap.kind.value, gap.detail) for gap in gaps(study_database) if gap.kind in ("deviation", "alert")]
    assert found == [("deviation", "RELEASE.GIVE"), ("deviation", "NOT_DONE.VISIT"), ("alert", "RELEASE.GIVE")]


def test_the_trail_tells_every_step(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """REQ-39: drafting, proposing and filing are read in words in the participant's trail."""
    page = page_of(study_database, subject, "W0", "DOSE")
    proposal = propose_deviation(
        study_database, actor("zhao.rui"), page, Deviation(category="DOSE"), "No second check.", request_key=None
    )
    file_deviation(study_database, actor("li.wen"), proposal, "No second check.", request_key=None)
    said = text(opened(signed_in(app, "zhao.rui"), f"/participants/{subject.id}/trail").xpath("//main")[0])
    for words in (
        "drafted by the program",
        "proposed as a deviation · No second check.",
        "filed in the deviation log (PD/1)",
    ):
        assert words in said


def test_the_casebook_counts_what_waits(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """Screens 3.3: what is owed here names open deviations and alerts, each leading to them."""
    tree = opened(signed_in(app, "chen.jie"), f"/participants/{subject.id}")
    owed = {text(link.xpath("./span")[0]): (text(link.xpath("./b")[0]), link.get("href")) for link in
            tree.xpath("//ul[@class='owes']/li/a")}  # fmt: skip
    assert owed["Deviations to file"] == (
        "2",
        f"/deviations?state=open&participant={subject.id}".replace("state=open&", ""),
    )
    assert owed["Alerts to see"] == ("1", "/safety")


def test_the_worklist_speaks_chinese(app: Flask, study_database: Database, subject: SubjectRef) -> None:
    """Trial 0.9: 方案偏离 and the study's own words, no English left among them."""
    client = signed_in(app, "li.wen")
    client.post("/language", data={"lang": "zh", "csrf_token": csrf(client, "/account")})
    row = lines(client)[0]
    assert row[4:] == ["未通过放行核查仍已给予。给药前：知情同意 · 体温低于37.5", "给药", "重大"]
