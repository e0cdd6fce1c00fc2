"""A study with a dose, a release check before it, a deviation log and a clock, and what is said in it.

Screening, week 0 (the first dose, on which the windows hang) and week 4, within 3
days of it; logs of adverse events, of serious ones and of deviations.
"""

from __future__ import annotations

from typing import Any

from edc.db import Database
from edc.study.definition import (
    Check,
    Choice,
    Clock,
    Codelist,
    Condition,
    Deviation,
    Deviations,
    Event,
    Form,
    Group,
    Item,
    Release,
    Study,
)
from tests.acts.story import asked, story_study, study_with


def dose_study(**parts: Any) -> Study:
    """Version 2 of the small study: what a dose waits for, and what its absence is drafted as."""
    story = story_study()
    lists = (
        _codes("YN", ("Y", "Yes", "是"), ("N", "No", "否")),
        _codes("PDCAT", ("VISIT", "Visit", "访视"), ("MISSED", "Not done", "未做"), ("DOSE", "Dosing", "给药")),
        _codes("PDCLASS", ("MAJOR", "Major", "重大"), ("MINOR", "Minor", "轻微")),
        _codes("FOUND", ("SYSTEM", "The program", "系统"), ("MONITOR", "The monitor", "监查员")),
    )
    ask = Check(
        id="SV01",
        when="outside_window() != 0",
        message={"en": "The visit lies outside its window", "zh": "访视超窗"},
        items=("SVDAT",),
        deviation=Deviation(category="VISIT"),
    )
    high = Check(
        id="K01",
        when="K >= 6.0",
        message={"en": "Potassium is 6.0 or more", "zh": "血钾不低于6.0"},
        items=("K",),
        alert=True,
    )
    forms = (
        _form("SV", "Visit", _item("SVDAT", "date", required=True), checks=(ask,)),
        _form("IC", "Consent", _item("ICDT", "date")),
        _form(
            "DOSE",
            "Dose",
            _item("GIVEN", "choice", codelist="YN", required=True),
            _item("TEMP", "number"),
            _item("K", "number"),
            checks=(high,),
        ),
        _log("AE", "Adverse events", _item("AETERM", "text", required=True)),
        _log("SAE", "Serious events", _item("AWDTM", "datetime"), _item("RPDTM", "datetime")),
        _log(
            "PD",
            "Deviations",
            _item("PDNO", "text"),
            _item("PDDT", "date"),
            _item("PDCAT", "choice", codelist="PDCAT", required=True),
            _item("PDCLASS", "choice", codelist="PDCLASS", medical=True),
            _item("PDTXT", "text", required=True),
            _item("PDBY", "choice", codelist="FOUND"),
            _item("PDACT", "text", required=True),
        ),
    )
    release = Release(
        name="GIVE",
        label={"en": "Before the dose", "zh": "给药前"},
        form="DOSE",
        given='GIVEN == "Y"',
        conditions=(
            Condition(id="consent", label={"en": "Consent", "zh": "知情同意"}, when="known(IC.ICDT)", form="IC"),
            Condition(id="warm", label={"en": "Temperature below 37.5", "zh": "体温低于37.5"}, when="TEMP < 37.5"),
        ),
        deviation=Deviation(category="DOSE", major=True),
    )
    deviations = Deviations(
        form="PD",
        fill={
            "PDNO": "number",
            "PDDT": "date",
            "PDCAT": "category",
            "PDCLASS": "class",
            "PDTXT": "text",
            "PDBY": "found_by",
        },
        not_done=Deviation(category="MISSED"),
    )
    clock = Clock(
        name="NOTIFY",
        label={"en": "From awareness to report", "zh": "获知至报告"},
        form="SAE",
        since="AWDTM",
        until="RPDTM",
        hours=24,
        source={"en": "Draft measures of 2018", "zh": "2018年征求意见稿"},
    )
    whole: dict[str, Any] = {
        "codelists": lists,
        "events": (
            _event("SCN", "Screening", "筛选", "SV", "IC"),
            _event("W0", "Week 0", "第0周", "SV", "DOSE", week=0, anchor="W0"),
            _event("W4", "Week 4", "第4周", "SV", "DOSE", week=4, anchor="W0", before=3, after=3),
            _event("LOG", "Logs", "记录", "AE", "SAE", "PD", kind="log"),
        ),
        "forms": forms,
        "releases": (release,),
        "deviations": deviations,
        "clocks": (clock,),
    }
    return study_with(story, **whole | parts)


def notices(database: Database, subject: int) -> list[tuple[str, str, str, str]]:
    """Kind, check, form and state of every notice of a participant, in the order they came."""
    sql = (
        "SELECT o.kind, o.check_id, p.form, e.state FROM notice o JOIN page p ON p.id = o.page"
        " JOIN notice_event e ON e.notice = o.id AND e.n = (SELECT max(l.n) FROM notice_event l WHERE l.notice = o.id)"
        " WHERE p.subject = ? ORDER BY o.id"
    )
    return asked(database, sql, subject)


def number_of(database: Database, kind: str, check: str = "") -> int:
    """Number of the last notice of that kind and check."""
    sql = "SELECT max(id) FROM notice WHERE kind = ? AND check_id = ?"
    return int(asked(database, sql, kind, check)[0][0])


def steps(database: Database, notice: int) -> list[tuple[str, str, str]]:
    """Name, words and person of every step of a notice."""
    return asked(database, "SELECT name, text, person FROM notice_event WHERE notice = ? ORDER BY n", notice)


def _codes(oid: str, *members: tuple[str, str, str]) -> Codelist:
    return Codelist(oid=oid, choices=tuple(Choice(code=code, label={"en": en, "zh": zh}) for code, en, zh in members))


def _event(name: str, en: str, zh: str, *forms: str, **more: Any) -> Event:
    return Event(oid=f"E.{name}", name=name, label={"en": en, "zh": zh}, forms=forms, **more)


def _form(name: str, label: str, *items: Item, repeat: str = "none", **more: Any) -> Form:
    called = name if repeat == "added" else f"{name}_G"
    group = Group.model_validate({"oid": f"G.{name}", "name": called, "items": items, "repeat": repeat})
    return Form(oid=f"F.{name}", name=name, label={"en": label, "zh": label}, groups=(group,), **more)


def _log(name: str, label: str, *items: Item) -> Form:
    return _form(name, label, *items, repeat="added", domain="AE" if name == "AE" else None)


def _item(name: str, kind: str, **more: Any) -> Item:
    label = {"en": f"{name} item", "zh": f"{name} 项"}
    return Item.model_validate({"oid": f"I.{name}", "name": name, "label": label, "type": kind} | more)
