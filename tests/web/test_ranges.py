"""Laboratory ranges on screen: the list and its two persons, and range, flag and judgement on the page (REQ-03, REQ-51)."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml.html import HtmlElement, document_fromstring

from config import Config
from edc import create_app
from edc.acts.add_subject import add_subject
from edc.acts.decide_range import decide_range
from edc.acts.propose_ranges import propose_ranges
from edc.casebook.reading import PageRef
from edc.casebook.rules_ranges import COLUMNS
from edc.db import Database
from tests.acts.story import asked, document, enter, page_of
from tests.lab_study import lab_study
from tests.people import actor, csrf, furnish_study, sign_in

POTASSIUM = {
    "laboratory": "CENTRAL",
    "analyte": "K",
    "low": "3.5",
    "high": "5.3",
    "unit": "mmol/L",
    "first": "2025-01-01",
    "certificate": "ISO 15189 MT0123",
}
CREATININE = POTASSIUM | {"analyte": "CREA", "low": "0.5", "high": "1.0", "unit": "mg/dL"}
Browser = Callable[[str], FlaskClient]


@pytest.fixture
def labs(database: Database, tmp_path: Path) -> Database:
    furnish_study(database, lab_study(tmp_path / "labs"))
    return database


@pytest.fixture
def browser(labs: Database, owner_url: str, tmp_path: Path) -> Browser:
    """A browser in which the person named has signed in."""
    config = Config(
        database_url=labs.url.render_as_string(hide_password=False),
        owner_url=owner_url,
        study=tmp_path,
        secret_key="a secret of the tests alone",
        secure_cookies=False,
    )
    app = create_app(config, labs)
    app.testing = True

    def opened(username: str) -> FlaskClient:
        client = app.test_client()
        sign_in(client, username)
        return client

    return opened


@pytest.fixture
def sample(labs: Database) -> PageRef:
    """The screening sample of a woman, nothing entered on it yet; two ranges hold."""
    subject = add_subject(labs, actor("li.wen"), "YA")
    enter(labs, page_of(labs, subject, "SCN", "DM"), {"SEX": "F", "BRTHDT": "1975-03-04"})
    numbers = propose_ranges(labs, actor("sun.yan"), "YA", [(1, POTASSIUM), (2, CREATININE)], request_key=None)
    decide_range(labs, actor("zhang.min"), numbers, "approved", request_key=None)
    return page_of(labs, subject, "SCN", "BIO")


def _typed(client: FlaskClient, page: PageRef, act: str, **values: str) -> dict[str, str]:
    token = csrf(client, "/account")
    blank = {"LBDT": "2025-03-04", "LBNAM": "CENTRAL", "K": "", "CREA": "", "KCS": "", "CREACS": ""}
    return {"csrf_token": token, "opened_seq": "0", "request_key": "k", "act": act} | blank | values


def _tree(text: str) -> HtmlElement:
    return document_fromstring(text)


def test_two_people_make_a_range_hold(labs: Database, browser: Browser) -> None:
    """Sun Yan types a range and waits; Zhang Min sees it, ticks it and approves it."""
    sun, zhang = browser("sun.yan"), browser("zhang.min")
    form = POTASSIUM | {"csrf_token": csrf(sun, "/account"), "site": "YA", "act": "one"}
    refused = sun.post("/study/ranges/propose", data=form | {"low": "three"})
    assert refused.status_code == 422
    assert 'value="three"' in refused.text
    assert "Nothing was proposed" in refused.text
    assert sun.post("/study/ranges/propose", data=form).status_code == 303
    assert "Waits for another person" in sun.get("/study/ranges").text
    found = _tree(zhang.get("/study/ranges?state=proposed").text)
    (box,) = found.xpath("//input[@name='range']")
    decided = {"csrf_token": csrf(zhang, "/account"), "range": box.get("value"), "verdict": "approved"}
    assert zhang.post("/study/ranges/decide", data=decided).status_code == 303
    again = zhang.post("/study/ranges/decide", data=decided)
    assert (again.status_code, "decided or ended meanwhile" in again.text) == (409, True)


def test_a_table_is_looked_through_before_it_is_proposed(browser: Browser) -> None:
    """A pasted table shows what is wrong by line and column, a file is read in the encoding of spreadsheets here."""
    sun = browser("sun.yan")
    rows = [{name: cells.get(name, "") for name in COLUMNS} for cells in (POTASSIUM, CREATININE | {"low": "x"})]
    table = "\n".join(["\t".join(COLUMNS), *("\t".join(cells.values()) for cells in rows)])
    form = {"csrf_token": csrf(sun, "/account"), "site": "YA", "act": "check", "table": table}
    looked = sun.post("/study/ranges/propose", data=form)
    assert looked.status_code == 422
    assert "Line 3 · low" in _tree(looked.text).text_content()
    better = table.replace("\tx\t", "\t0.5\t").replace("CENTRAL", "中心实验室")
    file = (io.BytesIO(better.encode("gb18030")), "ranges.csv")
    looked = sun.post("/study/ranges/propose", data=form | {"table": "", "file": file})
    assert looked.status_code == 200
    assert "= 44.2–88.4 umol/L" in looked.text
    kept = _tree(looked.text).xpath("//textarea")[0].text
    assert sun.post("/study/ranges/propose", data=form | {"act": "table", "table": kept}).status_code == 303
    assert sun.get("/study/ranges?state=proposed&site=YA").text.count("ISO 15189") == 2


def test_a_range_is_ended_with_a_day_typed_in_any_way(sample: PageRef, browser: Browser) -> None:
    """Sun Yan ends the range of potassium with its last day; a day that is none is said, and nothing changes."""
    sun = browser("sun.yan")
    form = {"csrf_token": csrf(sun, "/account"), "reason": "New analyser"}
    assert sun.post("/study/ranges/1/end", data=form | {"last": "2025-02-31"}).status_code == 422
    assert sun.post("/study/ranges/1/end", data=form | {"last": ""}).status_code == 422
    assert sun.post("/study/ranges/1/end", data=form | {"last": "20250630"}).status_code == 303
    assert "2025-01-01 – 2025-06-30" in sun.get("/study/ranges?state=ended").text


def test_everybody_reads_and_nobody_else_decides(sample: PageRef, browser: Browser) -> None:
    """The statistician sees ranges and certificate, without a box or a button (REQ-03)."""
    qian = browser("qian.hao")
    seen = qian.get("/study/ranges")
    assert seen.status_code == 200
    assert "ISO 15189 MT0123" in seen.text
    assert not _tree(seen.text).xpath("//main//input|//main//button")
    form = {"csrf_token": csrf(qian, "/account"), "range": "1", "verdict": "declined", "reason": "x"}
    assert qian.post("/study/ranges/decide", data=form).status_code == 403


def test_range_and_flag_stand_in_the_line_of_the_result(labs: Database, sample: PageRef, browser: Browser) -> None:
    """No line of its own for limits and flag; the flag is sign, letter and word, the judgement is two radios."""
    enter(labs, sample, {"LBDT": "2025-03-04", "LBNAM": "CENTRAL", "K": "5.9", "CREA": "70"}, finish=False)
    page = _tree(browser("li.wen").get(f"/pages/{sample.id}").text)
    line = page.get_element_by_id("item-K")
    assert line.find_class("item__range")[0].text == "3.5–5.3"
    assert line.find_class("flag")[0].text_content() == "↑HAbove the reference range"
    assert [radio.get("value") for radio in line.xpath(".//input[@name='KCS']")] == ["NCS", "CS", ""]
    assert page.get_element_by_id("item-CREACS").get("hidden") is not None
    assert not page.xpath("//*[@id='item-KLO' or @id='item-KHI' or @id='item-KFL']")
    read = _tree(browser("zhao.rui").get(f"/pages/{sample.id}").text)
    assert read.get_element_by_id("item-K").find_class("flag")


def test_live_help_flags_what_is_typed_and_asks_for_the_judgement(sample: PageRef, browser: Browser) -> None:
    """On leaving the field: range, flag, and the judgement that is now owed (architecture 8)."""
    li = browser("li.wen")
    said = li.post(f"/pages/{sample.id}/live", data=_typed(li, sample, "save", K="3.0", CREA="70")).get_json()["items"]
    assert said["K"]["range"] == "3.5–5.3"
    assert said["K"]["flag"] == {"mark": "↓L", "word": "Below the reference range"}
    assert said["KCS"]["hidden"] is False
    assert (said["CREA"]["flag"], said["CREACS"]["hidden"]) == (None, True)


def test_all_flagged_results_are_judged_in_one_save(labs: Database, sample: PageRef, browser: Browser) -> None:
    """Chen Jie presses one button: what is flagged by what she typed and still empty is judged, nothing else (0.4.8)."""
    chen = browser("chen.jie")
    form = _typed(chen, sample, "bulk:BIO:NCS", K="5.9", CREA="100", KCS="CS")
    assert 'value="bulk:BIO:NCS"' in chen.get(f"/pages/{sample.id}").text
    assert chen.post(f"/pages/{sample.id}", data=form).status_code == 303
    kept = document(labs, sample)
    assert {name: value.v for name, value in kept.items() if value and name.endswith("CS")} == {
        "KCS": "CS",
        "CREACS": "NCS",
    }


def test_a_coordinator_transcribes_and_does_not_judge_in_bulk(
    labs: Database, sample: PageRef, browser: Browser
) -> None:
    """Li Wen may copy a judgement from paper, item by item; the button is the investigator's."""
    li = browser("li.wen")
    assert "bulk:" not in li.get(f"/pages/{sample.id}").text
    assert li.post(f"/pages/{sample.id}", data=_typed(li, sample, "bulk:BIO:NCS", K="5.9")).status_code == 403
    assert document(labs, sample) == {}
    assert li.post(f"/pages/{sample.id}", data=_typed(li, sample, "save", K="5.9", KCS="NCS")).status_code == 303
    assert _awaited(li, sample) == ["KCS"]


def test_a_judgement_the_investigator_gave_awaits_nobody(labs: Database, sample: PageRef, browser: Browser) -> None:
    """What Chen Jie answered herself, or answered anew, is not shown to Li Wen as waiting for her."""
    li, chen = browser("li.wen"), browser("chen.jie")
    assert li.post(f"/pages/{sample.id}", data=_typed(li, sample, "save", K="5.9", KCS="NCS")).status_code == 303
    said = {"opened_seq": "1", "request_key": "c", "KCS@reason_text": "misread", "CREACS": "CS", "CREA": "150"}
    assert (
        chen.post(f"/pages/{sample.id}", data=_typed(chen, sample, "save", K="5.9", KCS="CS") | said).status_code == 303
    )
    assert _awaited(li, sample) == []


def _awaited(client: FlaskClient, page: PageRef) -> list[str]:
    """The items of which the page says that they await the investigator."""
    tree = _tree(client.get(f"/pages/{page.id}").text)
    found = tree.xpath("//*[@data-item][.//title = 'Awaits the investigator'][not(.//*[@data-item])]/@data-item")
    return [str(path) for path in found]


def test_a_number_that_no_database_holds_is_no_range(labs: Database, browser: Browser) -> None:
    """B.2.10.0400: an address made up is answered like any other that leads nowhere."""
    sun = browser("sun.yan")
    form = {"csrf_token": csrf(sun, "/account"), "last": "2025-06-30", "reason": "new reagent"}
    for number in ("7", "9" * 30):
        assert sun.post(f"/study/ranges/{number}/end", data=form).status_code == 422


def test_ranges_of_another_site_are_not_there(labs: Database, browser: Browser) -> None:
    """REQ-04: Zhang Min of YA decides neither a range of KM nor one of each; both attempts are in the access log."""
    numbers = [
        propose_ranges(labs, actor("sun.yan"), site, [(1, POTASSIUM)], request_key=None) for site in ("YA", "KM")
    ]
    (mine,), (other,) = numbers
    zhang = browser("zhang.min")
    form = {"csrf_token": csrf(zhang, "/account"), "verdict": "approved"}
    for chosen in ([other], [mine, other]):
        answer = zhang.post("/study/ranges/decide", data=form | {"range": chosen})
        assert (answer.status_code, "nothing here that you may see" in answer.text) == (404, True)
    noted = asked(labs, "SELECT about FROM journal WHERE name = 'refuse_access' ORDER BY n")
    assert [str(other) in about and "/study/ranges/decide" in about for (about,) in noted] == [True, True]
    assert asked(labs, "SELECT count(*) FROM lab_range_step") == [(0,)]


def test_the_trail_says_which_range(sample: PageRef, browser: Browser) -> None:
    """Wu Gang reads in the study's trail which range was proposed, on which certificate, and that it was approved (REQ-35)."""
    said = " ".join(_tree(browser("wu.gang").get("/trail").text).text_content().split())
    assert "YA CENTRAL K: 3.5–5.3 mmol/L, 2025-01-01– · ISO 15189 MT0123" in said
    assert "YA CENTRAL K: approved · 3.5–5.3 mmol/L, 2025-01-01–" in said
