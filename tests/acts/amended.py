"""A study in two versions, and the steps by which a site comes to use the second.

Version 2 adds a baseline visit (a week before W0), a contact a day after it, an ECG at
W0 and W4, and a log of devices; of the vital signs it asks the pulse, asks the
diastolic pressure no more, takes the posture of fewer kinds, and derives another value.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from edc.acts.add_subject import add_subject
from edc.acts.decide_version import VersionDecided, decide_version
from edc.acts.propose_version import propose_version
from edc.acts.publish_study import publish_study
from edc.acts.start_version import VersionStarted, start_version
from edc.casebook.reading import SubjectRef
from edc.db import Database
from edc.review.rules_requests import Verdict
from edc.study.definition import Check, Choice, Codelist, Event, Form, Group, Item, Study
from edc.trail.unit import SYSTEM
from tests.acts.story import study_with
from tests.people import SITES, actor

SUN_YAN, ZHANG_MIN, QIAN_HAO = actor("sun.yan"), actor("zhang.min"), actor("qian.hao")
LI_WEN = actor("li.wen")


def item(name: str, kind: str, **more: object) -> Item:
    return Item.model_validate({"oid": f"I.{name}", "name": name, "label": {"en": name}, "type": kind} | more)


def form(name: str, *items: Item, repeat: str = "none", **more: object) -> Form:
    group = Group(oid=f"G.{name}", name=name, items=items, repeat=repeat)  # type: ignore[arg-type]  # one of the three
    return Form.model_validate({"oid": f"F.{name}", "name": name, "label": {"en": name}, "groups": (group,), **more})


def event(name: str, *forms: str, **more: object) -> Event:
    return Event.model_validate({"oid": f"E.{name}", "name": name, "label": {"en": name}, "forms": forms, **more})


def postures(*codes: str) -> Codelist:
    return Codelist(oid="POS", choices=tuple(Choice(code=code, label={"en": code.title()}) for code in codes))


def first_version(**more: object) -> Study:
    """Version 1: visits at screening, W0 and W4; the mean pressure is derived."""
    vital = form(
        "VS",
        item("SBP", "integer", unit="mmHg", required=True),
        item("DBP", "integer", unit="mmHg"),
        item("POS", "choice", codelist="POS"),
        item("MAP", "derived", value="(SBP + 2 * DBP) / 3", decimals=0, unit="mmHg"),
        checks=(Check(id="EC1", when="SBP > 180", message={"en": "High"}, items=("SBP",)),),
    )
    parts: dict[str, object] = {
        "oid": "S.TWO",
        "name": "TWO",
        "version": "1",
        "label": {"en": "A study in two versions"},
        "timezone": "Asia/Shanghai",
        "visit_date": "SV.SVDAT",
        "sites": SITES,
        "codelists": (postures("SITTING", "LYING"),),
        "events": (
            event("SCN", "SV", "VS"),
            event("W0", "SV", "VS", week=0, day=1, anchor="W0"),
            event("W4", "SV", "VS", week=4, anchor="W0", before=3, after=3),
            event("UNS", "SV", "VS", kind="unscheduled", repeating=True),
            event("LOG", "AE", kind="log"),
        ),
        "forms": (
            form("SV", item("SVDAT", "date", required=True)),
            vital,
            form("AE", item("AETERM", "text"), repeat="added"),
        ),
    }
    return Study.model_validate(parts | more)


def second_version(**more: object) -> Study:
    """Version 2, as the amendment has it."""
    one = first_version()
    vital = form(
        "VS",
        item("SBP", "integer", unit="mmHg", required=True),
        item("PULSE", "integer", unit="/min", required=True),
        item("POS", "choice", codelist="POS"),
        item("PRODUCT", "derived", value="SBP * PULSE", decimals=0),
        checks=(Check(id="EC1", when="SBP > 150", message={"en": "High"}, items=("SBP",)),),
    )
    ecg = form("ECG", item("QT", "integer", unit="ms"))
    device = form("DEV", item("DEVNAM", "text"), repeat="added")
    changes: dict[str, object] = {
        "version": "2",
        "codelists": (postures("SITTING"),),
        "events": (
            event("SCN", "SV", "VS"),
            event("BL", "SV", "VS", day=-7, anchor="W0", before=3, after=3),
            event("W0", "SV", "VS", "ECG", week=0, day=1, anchor="W0"),
            event("D1", "SV", day=2, anchor="W0"),
            event("W4", "SV", "VS", "ECG", week=4, anchor="W0", before=3, after=3),
            event("UNS", "SV", "VS", kind="unscheduled", repeating=True),
            event("LOG", "AE", "DEV", kind="log"),
        ),
        "forms": (one.form_by_name["SV"], vital, ecg, one.form_by_name["AE"], device),
    }
    return study_with(one, **(changes | more))


def begin_two(database: Database, site: str = "YA") -> SubjectRef:
    """Version 1 is published, the sites are there, and Li Wen (at KM: Wang Lei) adds a participant."""
    publish_study(database, SYSTEM, first_version())
    return add_subject(database, actor("li.wen" if site == "YA" else "wang.lei", site), site)


def propose(database: Database, study: Study, ethics: str = "EC 2025-17") -> int:
    return propose_version(database, SUN_YAN, study, "amendment 1", ethics)


def approve(database: Database, number: int) -> VersionDecided:
    """Zhang Min and Qian Hao approve."""
    decide_version(database, ZHANG_MIN, number, Verdict.APPROVED, request_key=None)
    return decide_version(database, QIAN_HAO, number, Verdict.APPROVED, request_key=None)


def publish(database: Database, study: Study) -> VersionDecided:
    return approve(database, propose(database, study))


def start(database: Database, first: date, version: str = "2", site: str = "YA") -> VersionStarted:
    return start_version(database, SUN_YAN, site, version, first, "letter of the site")


FULL: Mapping[str, Mapping[str, str]] = {
    "SV": {"SVDAT": "2025-03-04"},
    "VS": {"SBP": "120", "DBP": "80", "POS": "LYING"},
}
