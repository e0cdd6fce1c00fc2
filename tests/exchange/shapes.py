"""A study with every shape of item and group, and short ways to save, sign and lock in it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from edc.acts.add_person import add_person
from edc.acts.add_site import add_site
from edc.acts.add_subject import add_subject
from edc.acts.download import download
from edc.acts.export import export
from edc.acts.holds import THE_STUDY, append_hold, touch_covered
from edc.acts.lock_data import lock_data
from edc.acts.publish_study import publish_study
from edc.acts.reasons import Reason
from edc.acts.save import Entry, Saved, save
from edc.acts.strike_out import strike_out
from edc.casebook.reading import PageRef, SubjectRef, page_ref
from edc.db import Database, rows
from edc.exchange.profiles import Profile
from edc.review.rules_holds import HoldState
from edc.study.definition import Study
from edc.study.document import Document, Value, decode
from edc.trail.tables import STUDY_CHAIN
from edc.trail.unit import SYSTEM, Actor, unit
from tests.people import PEOPLE, SITES

LI_WEN = Actor("li.wen", "coordinator", "YA")
WANG_LEI = Actor("wang.lei", "coordinator", "KM")
CHEN_JIE = Actor("chen.jie", "investigator", "YA")
ZHANG_MIN = Actor("zhang.min", "principal_investigator", "YA")
SUN_YAN = Actor("sun.yan", "data_manager")
QIAN_HAO = Actor("qian.hao", "statistician")


def _item(name: str, kind: str, label: str = "", **more: object) -> dict[str, object]:
    return {"oid": f"I.{name}", "name": name, "label": {"en": label or name, "zh": f"{name}项"}, "type": kind} | more


def _form(name: str, *groups: dict[str, object], **more: object) -> dict[str, object]:
    return {"oid": f"F.{name}", "name": name, "label": {"en": name}, "groups": groups} | more


def _group(form: str, *items: dict[str, object], name: str = "", **more: object) -> dict[str, object]:
    own = name or f"{form}_G"
    return {"oid": f"G.{form}.{own}", "name": own, "items": items} | more


VISIT = _form("SV", _group("SV", _item("SVDAT", "date", required=True), _item("SVWHEN", "datetime")))
PERSON = _form(
    "DM",
    _group(
        "DM",
        _item("ICFDT", "date"),
        _item("BRTHDT", "partial_date", identifying=True, missing=["UNK"]),
        _item("SEX", "choice", codelist="SEX", missing=[]),
        _item("NICK", "text", "Name on the wrist band", identifying=True),
        _item("NOTE", "text", "Remark"),
        _item("HX", "multi", "History", codelist="HX"),
        _item("CONSENT", "boolean", missing=[]),
        _item("SCAN", "file"),
    ),
)
KIDNEY = _form(
    "RENAL",
    _group(
        "RENAL",
        _item("LBDT", "date", sample_time=True),
        _item(
            "CREAT",
            "number",
            "Serum creatinine",
            unit="umol/L",
            units={"mg/dL": "88.4", "IFCC": {"factor": "0.0915", "offset": "2.15"}},
            comparator=True,
            decimals=1,
            soft={"ge": "60", "le": "300"},
            sdtm={"testcd": "CREAT"},
        ),
        _item("TWICE", "derived", value="CREAT * 2", unit="umol/L", decimals=1),
        _item("FASTED", "duration"),
        _item("CLOCK", "time", missing=[]),
    ),
)
WATCH = _form(
    "OBS",
    _group("OBS", _item("OBSYN", "boolean")),
    _group(
        "OBS",
        _item("SBP", "integer", unit="mmHg", hard={"ge": "0", "le": "300"}),
        _item("PAIN", "integer", missing=[]),
        name="TIMES",
        repeat="fixed",
        rows=({"key": "T0", "label": {"en": "before"}}, {"key": "T2H", "label": {"en": "2 h"}}),
    ),
)
EVENTS = _form(
    "AE",
    _group(
        "AE",
        _item("AETERM", "text"),
        _item("AESTDT", "partial_date"),
        _item("AESTTM", "partial_time"),
        _item("AEONSET", "partial_datetime"),
        name="AE",
        repeat="added",
    ),
)
EXTRA = _form("EXTRA", _group("EXTRA", _item("WHAT", "text")), repeating=True)


def shapes(**more: object) -> Study:
    """The study; *more* replaces its fields."""
    told: dict[str, object] = {
        "oid": "S.SHAPES",
        "name": "SHAPES",
        "version": "1",
        "label": {"en": "Every shape", "zh": "各种形式"},
        "languages": ("en", "zh"),
        "timezone": "Asia/Shanghai",
        "visit_date": "SV.SVDAT",
        "consent_date": "DM.ICFDT",
        "birth_date": "DM.BRTHDT",
        "sex": "DM.SEX",
        "missing": _coded("ND", "UNK"),
        "reasons": (*_coded("typing", "source"), {"code": "other", "label": {"en": "Other"}, "text": True}),
        "not_done_reasons": _coded("refused", "forgotten"),
        "meanings": _coded("review"),
        "codelists": (
            {"oid": "SEX", "choices": ({"code": "F"}, {"code": "M"})},
            {"oid": "HX", "choices": ({"code": "HTN"}, {"code": "DM 2"}, {"code": "50%"})},
        ),
        "events": (
            {"oid": "E.SCN", "name": "SCN", "label": {"en": "Screening"}, "forms": ("SV", "DM", "RENAL")},
            {
                "oid": "E.W0",
                "name": "W0",
                "label": {"en": "Week 0"},
                "week": 0,
                "anchor": "W0",
                "forms": ("SV", "RENAL", "OBS"),
            },
            {"oid": "E.LOG", "name": "LOG", "label": {"en": "Logs"}, "kind": "log", "forms": ("AE", "EXTRA")},
            {
                "oid": "E.UNS",
                "name": "UNS",
                "label": {"en": "Unscheduled"},
                "kind": "unscheduled",
                "repeating": True,
                "forms": ("SV", "RENAL"),
            },
        ),
        "forms": (VISIT, PERSON, KIDNEY, WATCH, EVENTS, EXTRA),
    }
    return Study.model_validate(told | more)


def _coded(*codes: str) -> tuple[dict[str, object], ...]:
    return tuple({"code": code, "label": {"en": code.lower(), "zh": f"{code}码"}} for code in codes)


def furnish(database: Database, study: Study | None = None) -> None:
    """Publish the study, and add the two sites and the people who enter data and sign."""
    publish_study(database, SYSTEM, study or shapes())
    for site in SITES:
        add_site(database, SYSTEM, site)
    for person in (LI_WEN, WANG_LEI, CHEN_JIE):
        add_person(database, SYSTEM, person.person, PEOPLE[person.person][0])


def page_of(database: Database, subject: SubjectRef, event: str, form: str, repeat: int = 1) -> PageRef:
    """The page of *form* at the visit *repeat* of *event*."""
    sql = (
        "SELECT p.id FROM page p JOIN visit v ON v.id = p.visit"
        " WHERE p.subject = ? AND v.event = ? AND v.repeat = ? AND p.form = ? ORDER BY p.id"
    )
    with database.reading() as connection:
        found = page_ref(connection, rows(connection, sql, (subject.id, event, repeat, form))[0][0])
    assert found is not None
    return found


def head(database: Database, page: PageRef) -> tuple[int, Document]:
    """Number and document of the last version of a page."""
    sql = "SELECT seq, data FROM page_version WHERE page = ? ORDER BY seq DESC LIMIT 1"
    with database.reading() as connection:
        found = rows(connection, sql, (page.id,))
    return (found[0][0], decode(found[0][1])) if found else (0, {})


def casebook(database: Database) -> SubjectRef:
    """YA-001 with something of every shape: what the tests below look for in files."""
    subject = add_subject(database, LI_WEN, "YA")

    def page(event: str, form: str) -> PageRef:
        return page_of(database, subject, event, form)

    enter(database, page("SCN", "SV"), {"SVDAT": "2025-03-04", "SVWHEN": "2025-03-04T08:05"})
    person: dict[str, str | Value | None] = {"ICFDT": "2025-03-04", "BRTHDT": "1960-05-17", "SEX": "F"}
    person |= {"NICK": "Wang Fang", "NOTE": '=HYPERLINK("x")\nsecond, line', "HX": "HTN DM%202", "CONSENT": "true"}
    enter(database, page("SCN", "DM"), person | {"SCAN": f"{'a' * 64}:Wang Fang.pdf"})
    creatinine = Value(v="106.08", t="1.2", u="mg/dL")
    enter(database, page("SCN", "RENAL"), {"LBDT": "2025-03-04", "CREAT": creatinine, "FASTED": Value(m="ND")})
    enter(database, page("W0", "SV"), {"SVDAT": "2025-03-18"})
    enter(database, page("W0", "RENAL"), {"LBDT": "2025-03-18", "CREAT": "<60", "CLOCK": "07:30"})
    enter(database, page("W0", "OBS"), {"OBSYN": "false", "TIMES/T2H/SBP": "120", "TIMES/T0/PAIN": "3"})
    log = page("LOG", "AE")
    rows_now = {
        "AE/1/AETERM": "头痛",
        "AE/1/AESTDT": "2025-03",
        "AE/2/AETERM": "fever",
        "AE/2/AEONSET": "2025-03-20T08",
    }
    enter(database, log, rows_now)
    enter(
        database,
        log,
        {"AE/1/AETERM": "头痛，剧烈"},
        reasons={"AE/1/AETERM": "other: the daughter of Wang Fang said so"},
    )
    strike_out(database, LI_WEN, log, Reason("other", "entered for Wang Fang by mistake"), row="AE/2", request_key=None)
    return subject


def enter(
    database: Database,
    page: PageRef,
    values: Mapping[str, str | Value | None],
    *,
    actor: Actor = LI_WEN,
    reasons: Mapping[str, str] | None = None,
    finish: bool = False,
) -> Saved:
    """Save plain texts as values."""
    document = {path: Value(v=value) if isinstance(value, str) else value for path, value in values.items()}
    entry = Entry(head(database, page)[0], document, reasons or {})
    return save(database, actor, page, entry, request_key=None, finish=finish)


def lock(database: Database, reason: str = "last visit was in March") -> int:
    """Lock the data as the last approval of a request does; what led to it is tested in ``tests/review``."""
    with unit(database, "lock", SUN_YAN) as work:
        number = 1 + rows(work.connection, "SELECT coalesce(max(id), 0) FROM lock_request")[0][0]
        row = {
            "id": number,
            "kind": "lock",
            "about": "{}",
            "reason": reason,
            "person": "sun.yan",
            "role": "data_manager",
        }
        work.append("lock_request", STUDY_CHAIN, row | {"at": work.at})
        return lock_data(work, number, reason)


def open_again(database: Database) -> None:
    """Lift the hold of a lock, as an unlock does."""
    with unit(database, "unlock", SUN_YAN) as work:
        touch_covered(work, [THE_STUDY])
        append_hold(work, THE_STUDY, HoldState.OPEN, "a serious event was learned later")


def manifest_of(database: Database, number: int) -> dict[str, Any]:
    """The manifest that is stored with an export."""
    with database.reading() as connection:
        content: dict[str, Any] = json.loads(
            rows(connection, "SELECT manifest FROM export WHERE id = ?", (number,))[0][0]
        )
    return content


def taken(database: Database, number: int, name: str, actor: Actor = SUN_YAN) -> bytes:
    """A file of an export, as it is handed out."""
    return b"".join(download(database, actor, number, name).chunks)


def exported(database: Database, *formats: str, profile: Profile = "full", **more: Any) -> dict[str, bytes]:
    """Every file of a new export by its name, without the mark of a draft."""
    number = export(database, SUN_YAN, formats=formats, profile=profile, reason="handing over", **{"lock": None} | more)
    entries = manifest_of(database, number)["files"]
    return {entry["name"].removeprefix("DRAFT-"): taken(database, number, entry["name"]) for entry in entries}


def table(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file by column."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def asked(database: Database, sql: str, *values: object) -> list[Any]:
    with database.reading() as connection:
        return rows(connection, sql, values)
