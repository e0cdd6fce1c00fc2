"""The gate: who gets in, to which site, in which role, and what a refusal says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask, g, jsonify
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue

from config import Config
from edc import create_app
from edc.access import reading
from edc.access.rules import POLICY, Permission, Role
from edc.acts.add_subject import add_subject
from edc.acts.grant_role import grant_role
from edc.db import Database, rows
from edc.web.gate import UngatedRoute, check_routes, needs, public
from tests.people import PEOPLE, actor, csrf, sign_in

LOADED = ("page_id", "visit_id", "subject_id")


@dataclass(frozen=True, slots=True)
class Numbers:
    """One participant of a site, with a visit and a page."""

    subject_id: int
    visit_id: int
    page_id: int


def shown() -> ResponseReturnValue:
    """What the gate found out."""
    return jsonify(person=g.actor.person, role=g.actor.role, at=g.actor.site, site=g.site)


def probe(app: Flask, name: str, permission: Permission, argument: str = "", *, study: bool = False) -> None:
    """Add a route that needs *permission*, with an argument that the gate turns into a site."""
    part = {"": "", "site": "/<site>"}.get(argument, f"/<int:{argument}>")

    def view(**_arguments: object) -> ResponseReturnValue:
        return shown()

    app.add_url_rule(
        f"/probe/{name}{part}", f"probe_{name}", needs(permission, study=study)(view), methods=["GET", "POST"]
    )


@pytest.fixture
def app(settings: Config, study_database: Database) -> Flask:
    """The application with a route for each kind of argument."""
    flask = create_app(settings, study_database)
    flask.testing = True
    for argument in LOADED:
        probe(flask, argument, Permission.DATA_VIEW, argument)
    probe(flask, "at", Permission.DATA_VIEW, "site")
    probe(flask, "sign", Permission.PAGE_SIGN, "page_id")
    probe(flask, "enter", Permission.DATA_ENTER, "page_id")
    probe(flask, "list", Permission.DATA_VIEW)
    probe(flask, "lock", Permission.LOCK_REQUEST, study=True)
    check_routes(flask)
    return flask


@pytest.fixture
def numbers(study_database: Database) -> dict[str, Numbers]:
    """A participant at each site."""
    found = {}
    for site in ("YA", "KM"):
        subject = add_subject(study_database, actor("wang.lei", site), site)
        with study_database.reading() as connection:
            visit, page = rows(connection, "SELECT min(visit), min(id) FROM page WHERE subject = ?", (subject.id,))[0]
        found[site] = Numbers(subject.id, visit, page)
    return found


def refusals(database: Database, username: str) -> int:
    with database.reading() as connection:
        return sum(row.kind == "refused" for row in reading.events(connection, username))


def test_a_route_that_says_nothing_stops_the_start(settings: Config, study_database: Database) -> None:
    """Exactly one of @needs and @public on every route, or the application does not start (REQ-01, REQ-03)."""
    for view in (lambda: "", public(needs(Permission.DATA_VIEW)(lambda: ""))):
        flask = create_app(settings, study_database)
        flask.add_url_rule("/open", "open", view)
        with pytest.raises(UngatedRoute, match="open"):
            check_routes(flask)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_nobody_gets_anywhere_without_signing_in(client: FlaskClient) -> None:
    """Every route but the few public ones answers a stranger with the sign-in (REQ-01)."""
    opened = set()
    for rule in client.application.url_map.iter_rules():
        values = dict.fromkeys(rule.arguments, 1)
        path = client.application.url_map.bind("localhost").build(rule.endpoint, values, force_external=False)
        for method in (rule.methods or set()) & {"GET", "POST"}:
            answer = client.open(path, method=method)
            if (answer.status_code == 302 and "/sign-in" in answer.location) or answer.status_code == 401:
                continue
            opened.add((rule.endpoint, method, answer.status_code))
    # 400: a public form without its token
    assert {entry for entry in opened if not entry[0].startswith("static")} == {
        ("access.sign_in", "GET", 200),
        ("access.begin", "POST", 400),
        ("access.sign_out", "POST", 400),
        ("access.language", "POST", 400),
        ("access.stay", "POST", 400),
    }


def test_another_sites_pages_are_not_there(
    client: FlaskClient, numbers: dict[str, Numbers], study_database: Database
) -> None:
    """Own site: shown. Another site's or unknown: 404, and the attempt is kept (REQ-04, B.2.10.0400)."""
    sign_in(client, "li.wen")
    for argument in LOADED:
        own = client.get(f"/probe/{argument}/{getattr(numbers['YA'], argument)}")
        assert own.json == {"person": "li.wen", "role": "coordinator", "at": "YA", "site": "YA"}
        for number in (getattr(numbers["KM"], argument), 77, 2**63, 10**30):
            assert client.get(f"/probe/{argument}/{number}").status_code == 404
    assert client.get("/probe/at/KM").status_code == 404
    assert client.get("/probe/at/YA").status_code == 200
    assert client.get("/probe/at/YA' OR 1=1").status_code == 404
    assert refusals(study_database, "li.wen") == 4 * len(LOADED) + 2
    with study_database.reading() as connection:
        about = rows(connection, "SELECT about, person FROM journal WHERE name = 'refuse_access' ORDER BY n LIMIT 1")
    assert tuple(about[0]) == (f'{{"path":"/probe/page_id/{numbers["KM"].page_id}"}}', "li.wen")


def test_a_person_of_two_sites_acts_at_the_one_asked_for(client: FlaskClient, numbers: dict[str, Numbers]) -> None:
    """Wang Lei works at both sites, and each act names its own (B.2.10.0300)."""
    sign_in(client, "wang.lei")
    for site in ("YA", "KM"):
        answer = client.get(f"/probe/enter/{numbers[site].page_id}").json
        assert answer == {"person": "wang.lei", "role": "coordinator", "at": site, "site": site}


@pytest.mark.parametrize("username", PEOPLE)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_roles_open_what_the_policy_says(client: FlaskClient, numbers: dict[str, Numbers], username: str) -> None:
    """Each role x seeing, entering, signing x own and foreign site, against the written table (REQ-03, REQ-05, REQ-06)."""
    sign_in(client, username)
    _, role, sites = PEOPLE[username]
    for name, permission in (
        ("page_id", Permission.DATA_VIEW),
        ("enter", Permission.DATA_ENTER),
        ("sign", Permission.PAGE_SIGN),
    ):
        for site in ("YA", "KM"):
            here = None in sites or site in sites
            expected = 404 if not here else (200 if permission in POLICY[role] else 403)
            assert client.get(f"/probe/{name}/{numbers[site].page_id}").status_code == expected


def test_a_refusal_says_why(client: FlaskClient, numbers: dict[str, Numbers]) -> None:
    """403 names who may, in the reader's language (REQ-46)."""
    sign_in(client, "li.wen")
    path = f"/probe/sign/{numbers['YA'].page_id}"
    assert "only an investigator of this site signs" in client.get(path).text
    client.post("/language", data={"lang": "zh", "csrf_token": csrf(client, "/account")})
    assert "您无此权限：仅本中心研究者可签名" in client.get(path).text
    answer = client.get("/probe/lock", headers={"Accept": "application/json"})
    assert answer.status_code == 403
    assert "数据管理员" in (answer.json or {})["problem"]


def test_several_roles_act_in_the_one_that_gives_the_right(
    client: FlaskClient, numbers: dict[str, Numbers], study_database: Database
) -> None:
    """Coordinator and investigator in one person: signs, and enters, as investigator (REQ-24: the role is in the trail)."""
    sign_in(client, "li.wen")
    path = f"/probe/sign/{numbers['YA'].page_id}"
    assert client.get(path).status_code == 403
    grant_role(study_database, actor("lin.tao"), "li.wen", Role.INVESTIGATOR, "YA", trained=date(2025, 1, 6))
    # rights are read at each request: no new sign-in is needed, and none keeps old ones
    assert (client.get(path).json or {})["role"] == "investigator"
    assert (client.get(f"/probe/enter/{numbers['YA'].page_id}").json or {})["role"] == "investigator"


def test_lists_and_study_acts_without_a_site(client: FlaskClient, numbers: dict[str, Numbers]) -> None:
    """A list takes the permission at any site; an act on the whole study takes it for all sites (REQ-04)."""
    sign_in(client, "zhao.rui")
    assert (client.get("/probe/list").json or {})["at"] == "YA"
    assert client.get("/probe/lock").status_code == 403
    other = client.application.test_client()
    sign_in(other, "sun.yan")
    assert other.get("/probe/lock").json == {"person": "sun.yan", "role": "data_manager", "at": None, "site": None}


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_form_without_its_token_changes_nothing(client: FlaskClient, numbers: dict[str, Numbers]) -> None:
    """Every state change takes the token of the session, as field or header; also JSON (REQ-19)."""
    sign_in(client, "li.wen")
    path = f"/probe/enter/{numbers['YA'].page_id}"
    token = csrf(client, "/account")
    assert client.post(path, data={"SBP": "120"}).status_code == 400
    assert client.post(path, json={"SBP": "120"}).status_code == 400
    assert client.post(path, data={"csrf_token": token}).status_code == 200
    assert client.post(path, json={}, headers={"X-CSRFToken": token}).status_code == 200
    sign_in(client, "li.wen")
    assert client.post(path, data={"csrf_token": token}).status_code == 400


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_stale_form_of_ours_is_given_back_and_a_strangers_is_not(
    client: FlaskClient, numbers: dict[str, Numbers]
) -> None:
    """What was typed comes back in a form with a good token, but only if our own page sent it (REQ-19)."""
    sign_in(client, "li.wen")
    path = f"/probe/enter/{numbers['YA'].page_id}"
    form = {"NOTE": "头晕 <b>", "csrf_token": "old"}
    ours = client.post(path, data=form, headers={"Origin": "http://localhost"})
    assert ours.status_code == 400
    assert "头晕 &lt;b&gt;" in ours.text
    assert f'action="{path}"' in ours.text
    for headers in (
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://localhost.evil"},
    ):
        assert "头晕" not in client.post(path, data=form, headers=headers).text


@pytest.mark.parametrize("backend", ["sqlite"])
def test_trouble_pages_speak_and_leak_nothing(settings: Config, study_database: Database) -> None:
    """404, 405 and a fault of ours are pages in our words; a fault has a number, not a traceback."""
    flask = create_app(settings, study_database)

    def broken() -> str:
        raise ZeroDivisionError("secret detail")

    flask.add_url_rule("/broken", "broken", public(broken))
    client = flask.test_client()
    assert "There is nothing here that you may see." in client.get("/nowhere").text
    sign_in(client, "li.wen")
    assert "李雯 Li Wen" in client.get("/nowhere").text
    answer = client.get("/language")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    fault = client.get("/broken")
    assert fault.status_code == 500
    assert "Number of this request" in fault.text
    assert "secret detail" not in fault.text
