"""A study with every shape of item and group, and short ways to save, sign and lock in it."""

from __future__ import annotations

from collections.abc import Mapping

from edc.acts.add_site import add_site
from edc.acts.publish_study import publish_study
from edc.acts.save import Entry, Saved, save
from edc.casebook.reading import PageRef, SubjectRef, page_ref
from edc.db import Database, rows
from edc.study.definition import Study
from edc.study.document import Document, Value, decode
from edc.trail.unit import SYSTEM, Actor
from tests.people import SITES

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
            units={"mg/dL": "88.4"},
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
    """Publish the study and add the two sites."""
    publish_study(database, SYSTEM, study or shapes())
    for site in SITES:
        add_site(database, SYSTEM, site)


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
