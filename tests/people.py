"""The people of the tests, the small study they work in, and how they sign in.

Li Wen, Chen Jie and Zhang Min work at site YA, Wang Lei at YA and at KM; the
monitor Zhao Rui is assigned YA alone. Everybody has chosen a password of their
own and accepted the statements.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from edc.access.rules import Role
from edc.access.statements import STATEMENTS
from edc.acts.accept_statement import accept_statements
from edc.acts.add_person import add_person
from edc.acts.add_site import add_site
from edc.acts.change_password import change_password
from edc.acts.decide_version import decide_version
from edc.acts.grant_role import grant_role
from edc.acts.propose_version import propose_version
from edc.acts.publish_study import publish_study
from edc.acts.start_version import start_version
from edc.db import Database, rows
from edc.review.rules_requests import Verdict
from edc.study.definition import Event, Form, Group, Item, Range, Site, Study
from edc.trail.unit import SYSTEM, Actor

PASSWORD = "violet lantern by the river"
"""Everybody's, for these people are invented."""

PEOPLE: Mapping[str, tuple[str, Role, tuple[str | None, ...]]] = {
    "lin.tao": ("林涛 Lin Tao", Role.ADMINISTRATOR, (None,)),
    "zhang.min": ("张敏 Zhang Min", Role.PRINCIPAL_INVESTIGATOR, ("YA",)),
    "chen.jie": ("陈洁 Chen Jie", Role.INVESTIGATOR, ("YA",)),
    "li.wen": ("李雯 Li Wen", Role.COORDINATOR, ("YA",)),
    "wang.lei": ("王磊 Wang Lei", Role.COORDINATOR, ("YA", "KM")),
    "zhao.rui": ("赵锐 Zhao Rui", Role.MONITOR, ("YA",)),
    "sun.yan": ("孙燕 Sun Yan", Role.DATA_MANAGER, (None,)),
    "qian.hao": ("钱浩 Qian Hao", Role.STATISTICIAN, (None,)),
    "he.ping": ("何平 He Ping", Role.SAFETY_PHYSICIAN, (None,)),
    "wu.gang": ("吴刚 Wu Gang", Role.INSPECTOR, (None,)),
}
"""User name to name, role and sites (``None``: all)."""

SITES = (
    Site(code="YA", label={"en": "Yan'an Hospital", "zh": "延安医院"}, prefix="YA", timezone="Asia/Shanghai"),
    Site(code="KM", label={"en": "Kunming Hospital", "zh": "昆明医院"}, prefix="KM", timezone="Asia/Shanghai"),
)


def actor(username: str, site: str | None = None) -> Actor:
    """The person acting in their role, at *site* or at the first of their sites."""
    _, role, sites = PEOPLE[username]
    return Actor(username, role.value, site or sites[0])


def small_study() -> Study:
    """Two visits and three short forms: enough to walk through every screen."""
    visit = _form("SV", "Visit", _item("SVDAT", "Date of visit", "date", required=True))
    person = _form(
        "DM",
        "Demographics",
        _item("BRTHDT", "Date of birth", "date", required=True, identifying=True),
        _item("NOTE", "Remark", "text"),
    )
    vital = _form(
        "VS",
        "Vital signs",
        _item(
            "SBP",
            "Systolic blood pressure",
            "integer",
            unit="mmHg",
            soft=Range(ge=Decimal(80), le=Decimal(180)),
            required=True,
        ),
        _item("DBP", "Diastolic blood pressure", "integer", unit="mmHg", hard=Range(ge=Decimal(0), le=Decimal(300))),
    )
    return Study(
        oid="S.SMALL",
        name="SMALL",
        version="1",
        label={"en": "A small study", "zh": "小型研究"},
        languages=("en", "zh"),
        timezone="Asia/Shanghai",
        visit_date="SV.SVDAT",
        sites=SITES,
        events=(
            Event(oid="E.SCN", name="SCN", label={"en": "Screening", "zh": "筛选"}, forms=("SV", "DM", "VS")),
            Event(oid="E.W4", name="W4", label={"en": "Week 4", "zh": "第4周"}, week=4, forms=("SV", "VS")),
        ),
        forms=(visit, person, vital),
    )


def _form(name: str, label: str, *items: Item) -> Form:
    group = Group(oid=f"G.{name}", name=f"{name}_G", items=items)
    return Form(oid=f"F.{name}", name=name, label={"en": label}, groups=(group,))


def _item(name: str, label: str, kind: str, **more: object) -> Item:
    return Item.model_validate({"oid": f"I.{name}", "name": name, "label": {"en": label}, "type": kind} | more)


def furnish_study(database: Database, study: Study | None = None) -> None:
    """Publish the small study (or *study*), add its sites and its people, each through the act for it."""
    publish_study(database, SYSTEM, study or small_study())
    for site in SITES:
        add_site(database, SYSTEM, site)
    for username, (name, role, sites) in PEOPLE.items():
        given = add_person(database, SYSTEM, username, name)
        for code in sites:
            grant_role(database, SYSTEM, username, role, code, trained=date(2025, 1, 6))
        change_password(database, username, given, PASSWORD, address="tests", language="en", web=False)
        accept_statements(database, Actor(username, role.value), STATEMENTS, "en")


def amend(database: Database, study: Study) -> None:
    """The next version, or a revision: Sun Yan proposes it, two approve, every site uses a new version at once.

    In a database without a study it is simply the first.
    """
    with database.reading() as connection:
        versions = [version for (version,) in rows(connection, "SELECT version FROM study_version")]
        sites = [code for (code,) in rows(connection, "SELECT code FROM site ORDER BY code")]
        known = [digest for (digest,) in rows(connection, "SELECT digest FROM study_version")]
    if not known or study.digest in known:
        publish_study(database, SYSTEM, study)
        return
    number = propose_version(database, actor("sun.yan"), study, "amendment 1", "EC letter of 2025-02-03")
    for username in ("zhang.min", "qian.hao"):
        decide_version(database, actor(username), number, Verdict.APPROVED, request_key=None)
    for code in sites if study.version not in versions else ():
        start_version(database, actor("sun.yan"), code, study.version, date(2020, 1, 1), "EC letter of the site")


def csrf(client: FlaskClient, path: str = "/sign-in") -> str:
    """The token that forms of this browser carry now."""
    page = client.get(path, follow_redirects=True).get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, f"no form on {path}"
    return found[1]


def sign_in(client: FlaskClient, username: str, password: str = PASSWORD) -> TestResponse:
    """Sign in as a browser does, with the form of the page; returns the answer to the post."""
    form = {"name": username, "password": password, "csrf_token": csrf(client)}
    return client.post("/sign-in", data=form)
