"""Every route x every role x own and foreign site, forged posts included (REQ-01, REQ-03, REQ-04)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule as Route

from edc.access.rules import POLICY, Permission, Role
from edc.access.rules_grants import STUDY_ACTS
from edc.acts.propose_deviation import propose_deviation
from edc.acts.raise_query import raise_query
from edc.acts.save import Entry, save
from edc.casebook.reading import page_ref
from edc.db import Database, rows
from edc.study.definition import Deviation
from edc.trail.guards import recorded_tables
from tests.acts.test_save import plain
from tests.people import PEOPLE, actor, csrf, sign_in

UNRELATED = {"static"}
"""Served before the gate: the same files for everybody."""


def one_of_each(database: Database, site: str) -> dict[str, Any]:
    """A participant at *site* with a visit, a saved page, a query and a deviation, by the names routes use."""
    from edc.acts.add_subject import add_subject

    coordinator = actor("wang.lei", site)
    subject = add_subject(database, coordinator, site)
    with database.reading() as connection:
        sql = "SELECT page, visit FROM page_state WHERE subject = ? AND event = 'W4' AND form = 'VS'"
        page, visit = rows(connection, sql, (subject.id,))[0]
        ref = page_ref(connection, page)
    assert ref is not None
    save(database, coordinator, ref, Entry(0, plain(SBP="128")), request_key=None)
    query = raise_query(database, actor("sun.yan", site), ref, "SBP", "Compare with the source.", request_key=None)
    notice = propose_deviation(
        database, actor("sun.yan", site), ref, Deviation(category=""), "No second reading.", request_key=None
    )
    return {
        "site": site,
        "subject_id": subject.id,
        "visit_id": visit,
        "page_id": page,
        "query_id": query,
        "notice_id": notice,
    }


def address(route: Route, ids: dict[str, Any], app: Flask) -> str:
    """The route with these ids; what belongs to no site gets something that is not there."""
    filler = {"number": 9999, "name": "nothing", "username": "nobody", "path": "x", "file": "x", "version": "1"}
    values = {}
    for argument in route.arguments:
        kind = route._converters[argument].__class__.__name__
        values[argument] = ids.get(argument, filler.get(argument, 9999 if kind == "IntegerConverter" else "nothing"))
    return app.url_map.bind("localhost").build(route.endpoint, values, force_external=False)


def rule_of(app: Flask, route: Route) -> Any:
    return app.view_functions[route.endpoint].__dict__["gate"][0]


def routes(app: Flask, method: str) -> Iterator[Route]:
    for route in app.url_map.iter_rules():
        if route.endpoint not in UNRELATED and method in (route.methods or ()):
            yield route


def allowed(username: str, permission: Permission, site: str | None, study: bool) -> bool:
    """The written table of architecture 5, asked without the gate."""
    _name, role, sites = PEOPLE[username]
    if permission is Permission.ACCOUNT_USE:
        return True
    if permission not in POLICY[Role(role)]:
        return False
    if site is not None:
        return None in sites or site in sites
    return not study or None in sites or permission in STUDY_ACTS


def counts(database: Database) -> dict[str, int]:
    """Rows of everything that is recorded but the access log, which notes what was refused."""
    kept = [table for table in recorded_tables() if table not in ("journal", "access_event", "alert")]
    with database.reading() as connection:
        return {table: rows(connection, f"SELECT count(*) FROM {table}")[0][0] for table in kept}


@pytest.fixture
def at_sites(study_database: Database) -> dict[str, dict[str, Any]]:
    return {site: one_of_each(study_database, site) for site in ("YA", "KM")}


ONE_DATABASE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
"""What is asked here is the gate; it asks either database the same."""


@ONE_DATABASE
def test_nothing_but_the_public_routes_opens_to_a_stranger(app: Flask, client: FlaskClient, at_sites: Any) -> None:
    """REQ-01: whoever is not signed in is sent to sign in, wherever they knock."""
    for route in routes(app, "GET"):
        answer = client.get(address(route, at_sites["YA"], app))
        answer.close()
        if rule_of(app, route).permission is None:
            assert answer.status_code in (200, 302, 401), route
        else:
            assert answer.status_code in (302, 401), route
            assert answer.status_code == 401 or "/sign-in" in answer.headers["Location"], route


@ONE_DATABASE
@pytest.mark.parametrize("username", PEOPLE)
def test_a_role_reads_what_the_table_says_and_no_foreign_site(
    app: Flask, client: FlaskClient, at_sites: Any, username: str
) -> None:
    """REQ-03, REQ-04, B.2.6.0100, B.2.10.0400: another site's things are not there; a missing right is told."""
    sign_in(client, username)
    for route in routes(app, "GET"):
        rule = rule_of(app, route)
        if rule.permission is None or rule.permission is Permission.ACCOUNT_USE:
            continue
        for site, ids in at_sites.items():
            answer = client.get(address(route, ids, app))
            answer.get_data()  # a file is streamed: read to its end
            answer.close()
            scoped = bool(route.arguments & ids.keys())
            may = allowed(username, rule.permission, site if scoped else None, rule.study)
            sites = PEOPLE[username][2]
            where = f"{username} {route.rule} at {site}: {answer.status_code}"
            if scoped and None not in sites and site not in sites:
                assert answer.status_code == 404, where
            elif not may:
                assert answer.status_code == 403, where
            else:
                assert answer.status_code in (200, 302, 303, 404, 422), where


@ONE_DATABASE
@pytest.mark.parametrize("username", PEOPLE)
def test_a_post_without_the_right_or_the_token_changes_nothing(
    app: Flask, client: FlaskClient, study_database: Database, at_sites: Any, username: str
) -> None:
    """REQ-03, REQ-06, REQ-19: sponsor roles change no data, foreign sites are not there, forged posts do nothing."""
    sign_in(client, username)
    token = csrf(client, "/account")
    before = counts(study_database)
    for route in routes(app, "POST"):
        rule = rule_of(app, route)
        if rule.permission is None or rule.permission is Permission.ACCOUNT_USE:
            continue
        for site, ids in at_sites.items():
            scoped = bool(route.arguments & ids.keys())
            path = address(route, ids, app)
            where = f"{username} POST {route.rule} at {site}"
            forged = client.post(path, data={"act": "save", "SBP": "1", "opened_seq": "1"})
            assert forged.status_code in (400, 403, 404), f"{where}: {forged.status_code}"
            if not allowed(username, rule.permission, site if scoped else None, rule.study):
                answer = client.post(path, data={"csrf_token": token, "act": "save", "SBP": "1", "opened_seq": "1"})
                assert answer.status_code in (403, 404), f"{where}: {answer.status_code}"
    assert counts(study_database) == before


@ONE_DATABASE
@pytest.mark.parametrize("username", ["zhao.rui", "sun.yan", "he.ping", "wu.gang", "qian.hao", "lin.tao"])
def test_a_sponsor_never_changes_an_investigators_data(
    app: Flask, client: FlaskClient, study_database: Database, at_sites: Any, username: str
) -> None:
    """REQ-06: a post that looks like the page's own form, with a valid token, is refused to every sponsor role."""
    sign_in(client, username)
    page = at_sites["YA"]["page_id"]
    token = csrf(client, "/account")
    before = counts(study_database)
    for act in ("save", "finish", "finish_next", "add_row:VS", "record_as:SBP:x", "not_done", "strike"):
        form = {
            "csrf_token": token,
            "act": act,
            "SBP": "99",
            "opened_seq": "1",
            "SBP@reason": "typing",
            "request_key": act,
        }
        answer = client.post(f"/pages/{page}", data=form)
        assert answer.status_code in (403, 404), f"{username} {act}: {answer.status_code}"
        assert re.search(r"<main", answer.get_data(as_text=True)), "a refusal is a page that says why"
    assert counts(study_database) == before
