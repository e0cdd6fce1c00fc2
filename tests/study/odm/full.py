"""A study of our own in which every field of every part says something."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from edc.study.definition import (
    Check,
    Choice,
    Clarification,
    Clock,
    Coded,
    Codelist,
    Condition,
    Deviation,
    Deviations,
    Event,
    Form,
    Group,
    Item,
    Range,
    Release,
    Row,
    Signal,
    Site,
    Slip,
    State,
    Study,
)

D = Decimal


def both(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh": zh}


def full_study() -> Study:
    """A study in which every field of every part says something other than its default."""
    return Study(
        oid="FULL 1",
        name="FULL",
        version="1.2",
        label=both("Everything", "全部"),
        description=both('Says "all" there is & more', "应有尽有"),
        protocol="NCT00000000",
        languages=("en", "zh"),
        timezone="Asia/Shanghai",
        subject_id="{prefix}{n:04d}",
        sites=(Site(code="A", label=both("Site A", "甲中心"), prefix="A-", timezone="Asia/Urumqi"),),
        visit_date="SV.SVDAT",
        consent_date="SV.ICDAT",
        birth_date="SV.BRTHDAT",
        sex="SV.SEX",
        trend=("LB.CREAT",),
        missing=(Coded(code="ND", label=both("Not done", "未做")),),
        reasons=(Coded(code="other", label=both("Other", "其他"), text=True),),
        confirmations=(Coded(code="checked", label=both("Checked", "已核对")),),
        not_done_reasons=(Coded(code="absent", label=both("Did not come", "未到")),),
        meanings=(Coded(code="approved", label=both("I approve", "批准")),),
        sections=(Coded(code="visit", label=both("Visit", "访视")),),
        states=(
            State(
                name="on_treatment",
                label=both("On treatment", "治疗中"),
                when="known(latest(SV.SVDAT))",
                expects=("W0",),
                forms=("SV",),
                rescreen=True,
            ),
        ),
        retention={"years": 30, "from": "end of study", "source": both("Art. 27", "第二十七条")},
        retrospective=True,
        personal=("identity_number", "hospital_number"),
        releases=(
            Release(
                name="dose",
                label=both("Before a dose", "给药前"),
                form="LB",
                given="OK == True",
                conditions=(
                    Condition(id="consent", label=both("Consent", "知情同意"), when="known(SV.ICDAT)", form="SV"),
                    Condition(id="low", label=both("Creatinine low", "肌酐低"), when="CREAT < 200"),
                ),
                deviation=Deviation(category="1", major=True),
                lot="SV.SEX",
                amount="CREAT",
                awaits="missing(OK)",
            ),
        ),
        signals=(
            Signal(
                name="low",
                label=both("Low creatinine", "肌酐低"),
                count="count_pages(LB.CREAT < 10)",
                at_least=2,
                text=both("Review", "审核"),
                basis="proposed",
            ),
        ),
        deviations=Deviations(
            form="AE",
            fill={"AETERM": "text", "AEGRADE": "category"},
            not_done=Deviation(category="2"),
        ),
        clocks=(
            Clock(
                name="report",
                label=both("From visit to sample", "访视至采样"),
                form="LB",
                since="SVDAT",
                until="SEEN",
                hours=24,
                source=both("Draft measures", "办法草案"),
            ),
        ),
        clarifications=(
            Clarification(
                id="PC-1",
                forms=("LB",),
                date="2025-03-04",
                status="decided",
                criterion="I4",
                text=both("Which creatinine?", "哪种肌酐？"),
                effect=both("The serum one.", "血清肌酐。"),
                decided_by="Zhang Min",
            ),
        ),
        codelists=(
            Codelist(
                oid="SEX",
                label=both("Sex", "性别"),
                nci="C66731",
                choices=(
                    Choice(code="M", label=both("Male", "男"), nci="C20197", odm={"note": "kept"}),
                    Choice(code="F", label=both("Female", "女")),
                ),
                odm={"note": "kept"},
            ),
            Codelist(oid="GRADE", type="integer", choices=(Choice(code="1"), Choice(code="2"))),
            Codelist(oid="MEDDRA", external={"Dictionary": "MedDRA", "Version": "26.1"}),
        ),
        events=(
            Event(
                oid="SCN",
                name="SCN",
                label=both("Screening", "筛选"),
                short=both("Scr.", "筛"),
                day=-28,
                anchor="W0",
                before=1,
                after=27,
                forms=("SV",),
                basis="registry",
                odm={"note": "kept"},
            ),
            Event(
                oid="Week 0",
                name="W0",
                label=both("Week 0", "第0周"),
                week=0,
                anchor="W0",
                until="W0",
                forms=("SV", "LB"),
            ),
            Event(
                oid="UNS",
                name="UNS",
                label=both("Unscheduled", "计划外"),
                kind="unscheduled",
                repeating=True,
                forms=("LB",),
            ),
            Event(oid="LOG", name="LOG", label=both("Logs", "记录"), kind="log", forms=("AE",)),
        ),
        forms=(_visit(), _laboratory(), _log()),
        units={"umol/L": both("μmol/L", "微摩尔/升")},
        odm={"note": "kept"},
    )


def _item(oid: str, kind: Any, **fields: Any) -> Item:
    return Item(**{"oid": oid, "name": oid, "label": both(oid.title(), f"{oid}项"), "type": kind, **fields})


def _visit() -> Form:
    return Form(
        oid="SV",
        name="SV",
        label=both("Visit", "访视"),
        domain="SV",
        section="visit",
        sign=True,
        notes=both("Read the manual.\nThen type.", "先读手册。\n再录入。"),
        basis="proposed",
        odm={"note": "kept"},
        groups=(
            Group(
                oid="SV",
                name="SV",
                items=(
                    _item("SVDAT", "date", required=True, sample_time=True, suggest="visit_date", future="ask"),
                    _item("ICDAT", "date", help=both("Of the first consent", "首次知情同意")),
                    _item("BRTHDAT", "date", identifying=True, verify=True, missing=()),
                    _item("SEX", "choice", codelist="SEX", cdash="SEX", sdtm={"variable": "SEX"}),
                    _item("WHY", "multi", codelist="SEX", show_if='SEX == "F"', odm={"note": "kept"}),
                    _item("SCAN", "file"),
                    _item("DUR", "duration"),
                    _item("ONSET", "partial_datetime"),
                ),
            ),
        ),
    )


def _laboratory() -> Form:
    return Form(
        oid="F.LB",
        name="LB",
        label=both("Laboratory", "实验室"),
        repeating=True,
        expected_if="known(latest(SV.SVDAT))",
        laboratory="LAB",
        groups=(
            Group(
                oid="LB",
                name="LB",
                items=(
                    _item("SVDAT", "date", required=True, sample_time=True, suggest="visit_date", future="ask"),
                    Item(
                        oid="I.CREAT",
                        name="CREAT",
                        label=both("Creatinine", "肌酐"),
                        type="number",
                        section=both("Results", "结果"),
                        unit="umol/L",
                        units={"mg/dL": D("88.4"), "g/L": D("8840")},
                        decimals=1,
                        comparator=True,
                        required='event() in ("W0", "UNS")',
                        hard=Range(ge=D("0"), lt=D("5000.50")),
                        soft=Range(gt=D("60"), le=D("300")),
                        slips=(
                            Slip(below=D("15"), unit="mg/dL", hint=both("mg/dL?", "mg/dL？")),
                            Slip(above=D("1000"), hint=both("too much", "过高")),
                        ),
                        missing=("ND",),
                        verify=False,
                        basis="registry",
                        sdtm={"testcd": "CREAT", "spec": "SERUM"},
                        cdash="LBORRES",
                    ),
                    Item(
                        oid="K",
                        name="K",
                        label=both("Potassium", "血钾"),
                        type="number",
                        unit="umol/L",
                        units={"arb.": {"factor": D("1.8"), "offset": D("-32.5")}},
                        analyte="K",
                        limits=("KLO", "KHI"),
                    ),
                    _item("KLO", "derived", unit="umol/L", value="low_limit(K)", beside="K"),
                    _item("KHI", "derived", unit="umol/L", value="high_limit(K)", beside="K"),
                    _item("LAB", "choice", codelist="SEX"),
                    _item("SEEN", "datetime"),
                    _item(
                        "EGFR",
                        "derived",
                        unit="mL/min",
                        decimals=2,
                        value="round(CREAT * 2, 1) if known(CREAT) else 0",
                        show_if="known(CREAT)",
                    ),
                    _item("OK", "derived", value="CREAT < 10", result="boolean"),
                ),
            ),
            Group(
                oid="OBS",
                name="OBS",
                label=both("Observations", "观察"),
                repeat="fixed",
                rows=(
                    Row(key="T0", label=both("Before", "前"), odm={"note": "kept"}),
                    Row(key="T2H", label=both("2 h", "2小时")),
                ),
                layout="grid",
                show_if="known(SVDAT)",
                domain="VS",
                basis="registry",
                odm={"note": "kept"},
                items=(_item("PULSE", "integer", medical=True, soft=Range(ge=D("50"))),),
            ),
        ),
        checks=(
            Check(
                id="LB01",
                when="CREAT > 200",
                level="tell",
                message=both("High", "偏高"),
                items=("CREAT",),
                medical=True,
                at="sign",
                deviation=Deviation(category="1"),
                alert=True,
                basis="registry",
                source="protocol 5.2",
            ),
            Check(id="LB02", when="CREAT > 4000", level="refuse", message=both('Not "possible"', "不可能")),
        ),
    )


def _log() -> Form:
    return Form(
        oid="AE",
        name="AE",
        label=both("Adverse events", "不良事件"),
        groups=(
            Group(
                oid="AE",
                name="AEROWS",
                repeat="added",
                items=(
                    _item("AETERM", "text", length=200, codelist=None),
                    _item("AEGRADE", "choice", codelist="GRADE"),
                    _item("AELLT", "choice", codelist="MEDDRA"),
                    _item("AEONGO", "boolean"),
                    _item("AETIM", "time"),
                    _item("AELNK", "link", links=("AE",)),
                    _item("SEX", "choice", codelist="SEX", cdash="SEX", sdtm={"variable": "SEX"}, required=True),
                ),
            ),
        ),
    )
