"""A small kidney study, and pages of one of its subjects, written in a few words each.

Screening (SCN), weeks 0 and 4, unscheduled visits (UNS) and logs. SV says when a
visit took place; DM comes once; RENAL and VS at every visit; DOSE at weeks 0 and 4
with the fixed rows PRE and T2H; AE and CM are logs with added rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from edc.study.definition import Check, Choice, Coded, Codelist, Event, Form, Group, Item, ItemType, Row, State, Study
from edc.study.document import Value
from edc.study.evaluation import CompiledStudy, PageView, SubjectView, compiled
from edc.study.expressions import Compiled, Reading, compile_expression, plans_of


def item(name: str, type: ItemType = "number", **more: Any) -> Item:
    return Item(oid=f"I.{name}", name=name, label={"en": name}, type=type, **more)


def group(name: str, *items: Item, **more: Any) -> Group:
    return Group(oid=f"G.{name}", name=name, items=items, **more)


def form(name: str, *groups: Group, checks: Iterable[Check] = (), **more: Any) -> Form:
    return Form(oid=f"F.{name}", name=name, label={"en": name}, groups=groups, checks=tuple(checks), **more)


def check(id: str, when: str, **more: Any) -> Check:
    return Check(id=id, when=when, message={"en": f"{id} asks", "zh": f"{id} 质疑"}, **more)


def codelist(oid: str, *codes: str, **more: Any) -> Codelist:
    return Codelist(oid=oid, choices=tuple(Choice(code=code) for code in codes), **more)


CODELISTS = (
    codelist("SEX", "M", "F"),
    codelist("YN", "Y", "N"),
    codelist("GRADE", "1", "2", "3", "4", "5", type="integer"),
    codelist("SYMPTOM", "FEVER", "CHILLS", "CHEST PAIN"),
)
SV = form("SV", group("SVG", item("SVDAT", "date", sample_time=True), item("AEYN", "choice", codelist="YN")))
DM = form(
    "DM",
    group(
        "DMG",
        item("SEX", "choice", codelist="SEX", required=True),
        item("BRTHDT", "partial_date", required=True),
        item("HEIGHT"),
        item("CHILDPOT", "choice", codelist="YN", show_if='SEX == "F"', required='SEX == "F"'),
    ),
)
RENAL_ITEMS = (
    item("LBDT", "date", sample_time=True),
    item("LBTM", "time", sample_time=True),
    item("CREAT", comparator=True, required=True, soft={"ge": "60", "le": "300"}, decimals=1),
    item("EGFRLAB"),
    item("EGFR", "derived", value="ckd_epi_2009(CREAT, DM.SEX, age_at(LBDT, DM.BRTHDT))", decimals=1),
    item("CHANGE", "derived", value='percent_change(EGFR, at("W0", RENAL.EGFR))', decimals=1),
    item("REPEATED", "boolean"),
    item("NOTE", "text"),
    item("REPORT", "file"),
)
RENAL_CHECKS = (
    check("EC10", "abs(EGFRLAB - EGFR) > 5"),
    check("RE02", "CREAT >= 1.5 * prior(CREAT)", medical=True),
)
RENAL = form("RENAL", group("RENALG", *RENAL_ITEMS), checks=RENAL_CHECKS)
VS = form("VS", group("VSG", item("SBP"), item("DBP"), item("WEIGHT")), checks=[check("VS01", "SBP <= DBP")])
DOSE = form(
    "DOSE",
    group(
        "DOSEG",
        item("STDTM", "datetime", sample_time=True),
        item("WATCHED", "derived", value="count_rows(known(TEMP))", result="integer"),
    ),
    group(
        "OBS",
        item("TEMP", required=True),
        item("SYMPT", "multi", codelist="SYMPTOM"),
        item("RISE", "derived", value='TEMP - in_row("PRE", TEMP)', decimals=1),
        repeat="fixed",
        rows=(Row(key="PRE", label={}), Row(key="T2H", label={})),
    ),
    checks=[check("OB01", "RISE >= 1.0"), check("OB02", "max_rows(TEMP) >= 38", items=("STDTM",))],
)
AE_ITEMS = (
    item("AETERM", "text", required=True),
    item("AESTDT", "partial_date"),
    item("AEENDT", "partial_date", show_if='AEONGO == "N"', required='AEONGO == "N"'),
    item("AEONGO", "choice", codelist="YN"),
    item("AETOXGR", "choice", codelist="GRADE"),
    item("TEAE", "derived", value='"Y" if AESTDT >= at("W0", SV.SVDAT) else "N"', result="text"),
)
AE_CHECKS = (
    check("AE01", "AEENDT < AESTDT"),
    check("AE02", "AETOXGR >= 3 and not any_row(CM.CMAENO == row())", items=("AETOXGR",)),
)
AE = form("AE", group("AE", *AE_ITEMS, repeat="added"), checks=AE_CHECKS)
CM = form("CM", group("CM", item("CMTRT", "text"), item("CMAENO", "integer"), item("CMDOSE"), repeat="added"))
EVENTS = (
    Event(oid="E.SCN", name="SCN", label={}, forms=("SV", "DM", "RENAL", "VS")),
    Event(oid="E.W0", name="W0", label={}, forms=("SV", "RENAL", "VS", "DOSE")),
    Event(oid="E.W4", name="W4", label={}, forms=("SV", "RENAL", "VS", "DOSE")),
    Event(oid="E.UNS", name="UNS", label={}, kind="unscheduled", repeating=True, forms=("SV", "RENAL")),
    Event(oid="E.LOG", name="LOG", label={}, kind="log", forms=("AE", "CM")),
)
STATES = (
    State(name="on_treatment", label={}, when='known(at("W0", SV.SVDAT))'),
    State(name="screening", label={}, when="True"),
)


def study(*forms: Form, **more: Any) -> Study:
    """The kidney study, with *forms* in place of those of the same name."""
    every = {each.name: each for each in (SV, DM, RENAL, VS, DOSE, AE, CM)} | {each.name: each for each in forms}
    settled: dict[str, Any] = {
        "oid": "S.KIDNEY",
        "name": "KIDNEY",
        "version": "1",
        "label": {"en": "Kidney"},
        "visit_date": "SV.SVDAT",
        "missing": (Coded(code="ND", label={}), Coded(code="NA", label={})),
        "codelists": CODELISTS,
        "events": EVENTS,
        "forms": tuple(every.values()),
        "states": STATES,
    }
    return Study(**settled | more)


KIDNEY = study()
VISITS = {"SCN": 1, "W0": 2, "W4": 3, "LOG": 9}


def page(
    number: int,
    event: str,
    form: str,
    values: Mapping[str, str | Value | None] | None = None,
    derived: Mapping[str, str | None] | None = None,
    visit: int | None = None,
) -> PageView:
    """A page; a text stands for its value, ``None`` for a cleared one."""
    document = {path: Value(v=value) if isinstance(value, str) else value for path, value in (values or {}).items()}
    return PageView(number, VISITS[event] if visit is None else visit, event, form, 1, document, dict(derived or {}))


def subject(*pages: PageView) -> SubjectView:
    return SubjectView({each.page: each for each in pages})


def expression(text: str, on: str | None = "RENAL", within: str | None = None, of: Study | None = None) -> Compiled:
    """*text* compiled as it stands on a form of the kidney study, or in a group of it."""
    whole = of or KIDNEY
    here = None if on is None else whole.form_by_name[on]
    row = None if here is None or within is None else next(each for each in here.groups if each.name == within)
    return compile_expression(text, whole, here, row)


def value_of(text: str, view: SubjectView, number: int | None, row: str | None = None, of: Study | None = None) -> Any:
    """What *text* gives on page *number* of *view*, in the row ``GROUP/key`` if one is named."""
    whole = of or KIDNEY
    on = None if number is None else view.pages[number].form
    group_name, _, key = (row or "").partition("/")
    found = expression(text, on, group_name or None, whole)
    frame = Reading(whole, plans_of(whole), view).frame(number)
    if key and frame.page is not None:
        frame = frame.in_row(frame.page.rows[group_name][key])
    return found.fn(frame)


def ready(*forms: Form, **more: Any) -> CompiledStudy:
    return compiled(study(*forms, **more))
