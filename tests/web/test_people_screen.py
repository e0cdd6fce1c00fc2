"""People and roles on screen: who sees them, and who changes them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from edc import clock
from edc.acts.set_active import set_active
from edc.db import Database
from tests.people import actor, csrf, sign_in

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def post(client: FlaskClient, path: str, **form: str) -> str:
    """Post a form of the people screen and return the page one lands on."""
    return client.post(path, data=form | {"csrf_token": csrf(client, "/people")}, follow_redirects=True).text


def test_lin_tao_adds_a_monitor_and_hands_over_the_password(client: FlaskClient) -> None:
    """The administrator adds a person, gives a role after training, ends it, and closes the account (REQ-07, REQ-22)."""
    sign_in(client, "lin.tao")
    page = post(client, "/people", username="xu.fang", name="徐芳 Xu Fang")
    given = page.split("<code>")[1].split("</code>")[0]
    assert len(given) == 19
    assert "This is missing." in post(client, "/people/xu.fang/grant", role="monitor", site="YA")
    page = post(client, "/people/xu.fang/grant", role="monitor", site="YA", trained="2025-01-06", reason="new")
    assert "2025-01-06" in page
    assert "monitor" in page
    assert "has this role already" in post(
        client, "/people/xu.fang/grant", role="monitor", site="YA", trained="2025-01-06"
    )
    number = page.split("/people/xu.fang/end/")[1].split('"')[0]
    assert "The reason is missing." in post(client, f"/people/xu.fang/end/{number}", reason=" ")
    assert "lin.tao: moved" in post(client, f"/people/xu.fang/end/{number}", reason="moved")
    assert "Account closed" in post(client, "/people/xu.fang/active", active="no", reason="moved")
    other = client.application.test_client()
    assert sign_in(other, "xu.fang", given).status_code == 401
    assert "was somebody" in post(client, "/people", username="XU.FANG", name="Another")


def test_nobody_manages_themselves(client: FlaskClient) -> None:
    """The forms are not offered for one's own account, and are refused when posted (REQ-05)."""
    sign_in(client, "lin.tao")
    assert "Give a role" not in client.get("/people/lin.tao").text
    assert "Nobody changes roles of their own." in post(
        client, "/people/lin.tao/grant", role="monitor", trained="2025-01-06"
    )
    assert "your own account" in post(client, "/people/lin.tao/password")


def test_the_principal_investigator_sees_the_people_of_the_site(client: FlaskClient) -> None:
    """Zhang Min sees who works at YA and in the whole study, changes nothing, and not who works at KM (REQ-08)."""
    sign_in(client, "zhang.min")
    page = client.get("/people").text
    assert "li.wen" in page
    assert "sun.yan" in page
    assert page.count("wang.lei") == page.count("zhao.rui")  # one line each: YA, not KM
    assert "Add a person" not in page
    assert client.post("/people/li.wen/active", data={}).status_code == 403
    sign_in(other := client.application.test_client(), "li.wen")
    assert other.get("/people").status_code == 403


def test_looking_back_to_a_past_day(client: FlaskClient, study_database: Database) -> None:
    """The list of a day shows who held which role then; names are found by a part (REQ-08, A.2.2.0300)."""
    today = clock.today("Asia/Shanghai")
    with clock.simulate(clock.now() + timedelta(days=3)):
        set_active(study_database, actor("lin.tao"), "li.wen", False, "left")
    with clock.simulate(clock.now() + timedelta(days=4)):
        sign_in(client, "wu.gang")
        assert 'li.wen</td><td colspan="5" class="soft">no role' in client.get("/people").text
        assert "li.wen" in client.get(f"/people?on={today}").text
        assert "li.wen" not in client.get(f"/people?on={today - timedelta(days=1)}").text
        assert "li.wen" not in client.get(f"/people?on={today}&q=sun").text
        assert "sun.yan" in client.get(f"/people?on={today}&q=SUN").text
        assert client.get("/people?on=never").status_code == 200
        assert client.get("/people/no.body").status_code == 404
