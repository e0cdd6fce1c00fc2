"""Home: what each person owes today, and nothing that is somebody else's."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from config import Config
from edc import create_app
from edc.access.rules import Role
from edc.acts.add_person import add_person
from edc.acts.draft import keep_draft
from edc.acts.grant_role import grant_role
from edc.acts.raise_query import raise_query
from edc.acts.seed_demo import seed_demo
from edc.clock import now, simulate
from edc.db import Database
from edc.study.loading import load
from edc.trail.unit import SYSTEM
from tests.acts.story import FULL, asked, enter, give_signature, page_of
from tests.people import PEOPLE, actor, csrf
from tests.web.watched import (
    ago,
    block_of,
    opened,
    participant,
    signed_in,
    text,
    today,
    visit_of,
    visited,
    watch,
)

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def test_li_wen_sees_who_is_waited_for(app: Flask, study_database: Database) -> None:
    """Overdue first, then due, then what opens within a week; not what lies further ahead (screens 3.1)."""
    watch(study_database)
    late, due, soon, new = (participant(study_database) for _ in range(4))
    participant(study_database, "KM")
    visited(study_database, late, "W0", ago(40))
    visited(study_database, due, "W0", ago(28))
    visited(study_database, soon, "W0", ago(20))
    rows = block_of(opened(signed_in(app, "li.wen"), "/"), "Today and this week")
    assert [(row[0], row[1], row[3]) for row in rows] == [
        (late.code, "Screening", "overdue by 41 days"),
        (due.code, "Screening", "overdue by 29 days"),
        (soon.code, "Screening", "overdue by 21 days"),
        (late.code, "Week 4", "overdue by 9 days"),
        (new.code, "Screening", "to begin"),
        (due.code, "Week 4", "3"),
        (soon.code, "Week 4", "opens in 5 days"),
    ]
    assert rows[5][2] == f"{_md(3)} – {_md(-3)}, day 29"


def _md(days: int) -> str:
    return (today() - timedelta(days=days)).strftime("%m-%d")


def test_a_page_left_in_entry_comes_back_after_a_day(app: Flask, study_database: Database) -> None:
    """Not before: it is work under way. Logs stay open until the end of the study and are no arrears (screens 3.1)."""
    watch(study_database)
    subject = participant(study_database)
    enter(study_database, page_of(study_database, subject, "SCN", "VS"), {"DBP": "80"}, finish=False)
    enter(study_database, page_of(study_database, subject, "LOG", "AE"), {"AE/1/AETERM": "Fever"}, finish=False)
    word = "In entry for more than a day, and drafts"
    assert block_of(opened(signed_in(app, "li.wen"), "/"), word) == []
    with simulate(now() + timedelta(hours=25)):
        rows = block_of(opened(signed_in(app, "li.wen"), "/"), word)
    assert [row[:3] for row in rows] == [[subject.code, "Vital signs, Screening", "1 day"]]


def test_a_draft_is_offered_to_whoever_typed_it(app: Flask, study_database: Database) -> None:
    """Two values typed and not saved: Li Wen is led back to them, Wang Lei is not (screens 3.1)."""
    watch(study_database)
    page = page_of(study_database, participant(study_database), "SCN", "VS")
    keep_draft(study_database, page.id, "li.wen", {"SBP": ["120"], "DBP": ["80"], "act": ["save"]})
    word = "In entry for more than a day, and drafts"
    tree = opened(signed_in(app, "li.wen"), "/")
    assert block_of(tree, word)[0][2].startswith("2 values typed at")
    assert tree.xpath(f"//a[@href='/pages/{page.id}?draft=1']")
    assert block_of(opened(signed_in(app, "wang.lei"), "/"), word) == []


def test_what_a_visit_still_lacks(app: Flask, study_database: Database) -> None:
    """Vital signs were not entered after week 0: both ways out stand in the row (screens 3.1)."""
    watch(study_database)
    subject = participant(study_database)
    enter(study_database, page_of(study_database, subject, "W0", "SV"), {"SVDAT": ago(3)})
    tree = opened(signed_in(app, "li.wen"), "/")
    assert block_of(tree, "Missing after the visit")[0][:3] == [subject.code, "Week 0", "Vital signs"]
    assert tree.xpath(f"//a[@href='/pages/{page_of(study_database, subject, 'W0', 'VS').id}' and text()='Enter']")
    visit = visit_of(study_database, subject, "W0")
    assert tree.xpath(f"//a[@href='/visits/{visit}#not-done' and text()='Not done']")


def test_queries_go_to_whom_they_are_for(app: Flask, study_database: Database) -> None:
    """The site's queries on the coordinator's home, the investigator's marked there and on his own (REQ-55)."""
    watch(study_database)
    subject = participant(study_database)
    visited(study_database, subject, "W0", ago(3))
    page = page_of(study_database, subject, "W0", "VS")
    raise_query(study_database, actor("zhao.rui"), page, "SBP", "Source says 130.", request_key=None)
    raise_query(
        study_database, actor("he.ping"), page, "DBP", "Is it significant?", audience="investigator", request_key=None
    )
    li_wen = block_of(opened(signed_in(app, "li.wen"), "/"), "Queries to answer")
    assert [row[1:] for row in li_wen] == [
        [subject.code, "Systolic blood pressure", "Source says 130."],
        [subject.code, "Diastolic blood pressure (for the investigator)", "Is it significant?"],
    ]
    chen_jie = block_of(opened(signed_in(app, "chen.jie"), "/"), "Medical queries")
    assert [row[3] for row in chen_jie] == ["Is it significant?"]


def test_chen_jie_signs_visits_and_judges(app: Flask, study_database: Database) -> None:
    """Finished visits wait for a signature, one that changed says by how much; grades owed are counted (screens 3.1)."""
    watch(study_database)
    subject = participant(study_database)
    visited(study_database, subject, "W0", ago(40))
    visited(study_database, subject, "W4", ago(12))
    give_signature(study_database, subject, "visit", visit_of(study_database, subject, "W0"), who="chen.jie")
    chen_jie = signed_in(app, "chen.jie")
    assert [row[:5] for row in block_of(opened(chen_jie, "/"), "To sign")] == [[subject.code, "Week 4", "2", "0", "0"]]
    enter(study_database, page_of(study_database, subject, "W0", "VS"), {"DBP": "84"})
    enter(study_database, page_of(study_database, subject, "LOG", "AE"), {"AE/1/AETERM": "Fever"}, finish=False)
    tree = opened(chen_jie, "/")
    assert [row[:5] for row in block_of(tree, "To sign")] == [
        [subject.code, "Week 0", "2", "1", "0"],
        [subject.code, "Week 4", "2", "0", "0"],
    ]
    assert [row[:3] for row in block_of(tree, "Judgements to make")] == [[subject.code, "The AE", "1"]]
    enter(study_database, page_of(study_database, subject, "LOG", "DS"), FULL["DS"])
    assert [row[:2] for row in block_of(opened(chen_jie, "/"), "Pages to sign")] == [[subject.code, "DS"]]


def test_zhang_min_is_told_of_every_change_of_roles(app: Flask, study_database: Database) -> None:
    """A coordinator was added at YA: it stands on the principal investigator's home, KM's does not (REQ-07)."""
    watch(study_database)
    for username, site in (("zhou.lan", "YA"), ("gu.wei", "KM")):
        add_person(study_database, SYSTEM, username, f"{username} by name")
        grant_role(study_database, SYSTEM, username, Role.COORDINATOR, site, trained=date(2025, 1, 6))
    zhang_min = signed_in(app, "zhang.min")
    changes = block_of(opened(zhang_min, "/?whole=roles"), "Roles given or ended since you were last here")
    told = [row[1:5] for row in changes]
    assert ["zhou.lan by name", "coordinator", "YA", "given"] in told
    assert all(row[2] != "KM" for row in told)
    visited(study_database, subject := participant(study_database), "W0", ago(5))
    give_signature(study_database, subject, "visit", visit_of(study_database, subject, "W0"))
    assert "5 days" in text(opened(zhang_min, "/").xpath("//dl[@class='figures']")[0])


def test_nothing_owed_says_what_comes_next(app: Flask, study_database: Database) -> None:
    """With everything done, home names the next visit and when its window opens (screens 3.1)."""
    watch(study_database)
    subject = participant(study_database)
    for form, values in (("SV", {"SVDAT": ago(12)}), ("DM", {"SEX": "F"}), ("VS", FULL["VS"])):
        enter(study_database, page_of(study_database, subject, "SCN", form), values)
    visited(study_database, subject, "W0", ago(10))
    said = text(opened(signed_in(app, "li.wen"), "/").xpath("//p[@class='nothing']")[0])
    opens = (today() + timedelta(days=28 - 10 - 3)).isoformat()
    assert said == f"Nothing is owed today. Next: {subject.code}, Week 4, window opens {opens}."


def test_seven_rows_and_the_rest_one_click_away(app: Flask, study_database: Database) -> None:
    """Nine participants to begin: seven are shown, and all nine once asked for (screens 3.1)."""
    watch(study_database)
    for _ in range(9):
        participant(study_database)
    li_wen = signed_in(app, "li.wen")
    tree = opened(li_wen, "/")
    assert len(block_of(tree, "Today and this week")) == 7
    more = tree.xpath("//a[text()='Show all (9)']/@href")[0]
    assert len(block_of(opened(li_wen, more.partition("#")[0]), "Today and this week")) == 9


def test_two_roles_see_the_blocks_of_both(app: Flask, study_database: Database) -> None:
    """Li Wen becomes an investigator as well, as in a small team: she sees what both owe (screens 3.1)."""
    watch(study_database)
    grant_role(study_database, SYSTEM, "li.wen", Role.INVESTIGATOR, "YA", trained=date(2025, 1, 6))
    tree = opened(signed_in(app, "li.wen"), "/")
    assert block_of(tree, "Queries to answer") == block_of(tree, "To sign") == []


def test_every_role_walks_the_demonstration(database: Database, tmp_path: Path) -> None:
    """The trial of this project, played to this day: everybody opens every screen they may, in both languages.

    Whoever may not see participants is refused, and nobody meets a fault.
    """
    study = load(STUDY / "1")
    seed_demo(database, study, STUDY / "demo.toml")
    flask = create_app(_settings(database, tmp_path), database)
    subjects = [row[0] for row in asked(database, "SELECT id FROM subject")]
    visits = [row[0] for row in asked(database, "SELECT id FROM visit ORDER BY id")]
    places = ["/participants", *(f"/participants/{one}" for one in subjects[::3])]
    places += [f"/visits/{one}" for one in visits[::20]]
    for username, (_name, role, _sites) in PEOPLE.items():
        client = signed_in(flask, username)
        sees = role not in (Role.ADMINISTRATOR, Role.STATISTICIAN)
        for language in ("en", "zh"):
            client.post("/language", data={"lang": language, "csrf_token": csrf(client, "/account/password")})
            assert client.get("/").status_code == 200, username
            for place in places:
                assert client.get(place).status_code == (200 if sees else 403), (username, place)


STUDY = Path(__file__).parents[2] / "forms" / "studies" / "ucmsc-dn"


def _settings(database: Database, folder: Path) -> Config:
    url = database.url.render_as_string(hide_password=False)
    return Config(database_url=url, owner_url=url, study=folder, secret_key="tests alone", secure_cookies=False)
