"""Case report forms as the routes will fill them: one of each kind the trial has."""

from __future__ import annotations

from typing import Any

from edc.study.definition import Choice, Coded
from edc.web.shapes import (
    AskShape,
    Banner,
    Bulk,
    ConflictRow,
    ConflictShape,
    Crumb,
    DerivedShape,
    GroupShape,
    ItemShape,
    Mark,
    Offer,
    PageShape,
    PageState,
    Past,
    Rail,
    RailQuery,
    ReasonShape,
    RowShape,
    Sibling,
    Struck,
    Trouble,
)


def both(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh": zh}


MISSING = (
    Coded(code="ND", label=both("Not done", "未做")),
    Coded(code="UNK", label=both("Unknown", "不详")),
    Coded(code="NA", label=both("Not applicable", "不适用")),
)
REASONS = (
    Coded(code="TYPING", label=both("Typing error", "录入错误")),
    Coded(code="SOURCE", label=both("Source corrected", "源记录已更正")),
    Coded(code="QUERY", label=both("Answer to query", "答复质疑")),
    Coded(code="LATER", label=both("Result came later", "结果后到")),
    Coded(code="OTHER", label=both("Other", "其他"), text=True),
)
CONFIRMATIONS = (
    Coded(code="SOURCE", label=both("Confirmed in source, value is right", "已核对源记录，数值无误")),
    Coded(code="JUDGE", label=both("Needs the investigator's judgement", "需研究者判断")),
)
SIGNIFICANCE = (
    Choice(code="NCS", label=both("Not significant", "无临床意义")),
    Choice(code="CS", label=both("Significant", "有临床意义")),
)
YES_NO = (Choice(code="Y", label=both("Yes", "是")), Choice(code="N", label=both("No", "否")))
NEG_POS = (Choice(code="NEG", label=both("Negative", "阴性")), Choice(code="POS", label=both("Positive", "阳性")))


def number(name: str, en: str, zh: str, unit: str, text: str, span: str, **more: Any) -> ItemShape:
    return ItemShape(
        path=name,
        label=both(en, zh),
        type="number",
        text=text,
        stored=more.pop("stored", text or None),
        shown=f"{text} {unit}" if text else "",
        unit=unit,
        range=span,
        missing=MISSING,
        history_url=f"/page/7?history={name}#rail" if text else "",
        **more,
    )


def significance(name: str, code: str = "") -> tuple[ItemShape, ...]:
    label = both("Clinical significance", "临床意义")
    return (ItemShape(f"{name}CS", label, "choice", code, stored=code or None, choices=SIGNIFICANCE),)


MGDL = (("umol/L", "μmol/L"), ("mg/dL", "mg/dL"))
CHEMISTRY = (
    ItemShape(
        "LBDT",
        both("Sample date", "采样日期"),
        "date",
        "2025-08-06",
        "2025-08-06",
        "2025-08-06",
        echo="Wednesday",
        missing=MISSING,
        history_url="/page/7?history=LBDT#rail",
    ),
    ItemShape(
        "LBTM",
        both("Sample time", "采样时间"),
        "time",
        "7:40",
        "7:40",
        "07:40",
        echo="07:40",
        missing=MISSING,
        optional=True,
    ),
    ItemShape("FASTING", both("Fasting", "空腹"), "boolean", "Y", "Y", "Yes", choices=YES_NO, missing=MISSING),
    number(
        "CREAT",
        "Serum creatinine",
        "血清肌酐",
        "μmol/L",
        "1.72",
        "57–97",
        stored="172",
        units=MGDL,
        picked_unit="mg/dL",
        echo="= 152 μmol/L",
        flag="H",
        queries=Mark("/queries/12", open=2),
        beside=significance("CREAT", "NCS"),
        reason=ReasonShape("172 μmol/L", "1.72 mg/dL"),
    ),
    number("UREA", "Urea", "尿素", "mmol/L", "9.6", "3.1–8.0", flag="H", beside=significance("UREA", "NCS")),
    number("URIC", "Uric acid", "尿酸", "μmol/L", "412", "208–428", raise_url="/raise?path=URIC"),
    number(
        "K",
        "Potassium",
        "钾",
        "mmol/L",
        "6.1",
        "3.5–5.3",
        flag="H",
        beside=significance("K"),
        asks=(AskShape("soft", "Higher than expected (3.5–5.5). Correct it or confirm."),),
    ),
    number("NA", "Sodium", "钠", "mmol/L", "139", "137–147"),
    number("CL", "Chloride", "氯", "mmol/L", "103", "99–110"),
    number("HCO3", "Bicarbonate", "碳酸氢根", "mmol/L", "", "22–29", missing_code="ND"),
    number("CA", "Calcium", "钙", "mmol/L", "2.31", "2.11–2.52"),
    number("P", "Phosphate", "磷", "mmol/L", "1.14", "0.85–1.51"),
    number("MG", "Magnesium", "镁", "mmol/L", "0.82", "0.75–1.02"),
    number("ALT", "ALT", "丙氨酸氨基转移酶", "U/L", "31", "9–50"),
    number("AST", "AST", "天门冬氨酸氨基转移酶", "U/L", "27", "15–40"),
    number("ALP", "Alkaline phosphatase", "碱性磷酸酶", "U/L", "88", "45–125"),
    number(
        "GGT",
        "Gamma-GT",
        "γ-谷氨酰转移酶",
        "U/L",
        "1e",
        "10–60",
        problem="This is not a number. Correct it, or choose why there is none.",
    ),
    number("TBIL", "Total bilirubin", "总胆红素", "μmol/L", "12.4", "≤ 26.0"),
    number("DBIL", "Direct bilirubin", "直接胆红素", "μmol/L", "3.1", "≤ 8.0"),
    number("ALB", "Albumin", "白蛋白", "g/L", "36.2", "40–55", flag="L", beside=significance("ALB", "CS")),
    number("TP", "Total protein", "总蛋白", "g/L", "68", "65–85"),
    number("TC", "Total cholesterol", "总胆固醇", "mmol/L", "5.21", "< 5.18", flag="H", beside=significance("TC")),
    number(
        "TG",
        "Triglycerides",
        "甘油三酯",
        "mmol/L",
        "2.4",
        "< 1.70",
        flag="H",
        beside=significance("TG"),
        asks=(AskShape("EC21", "The same value and time stand at week 8.", confirmed="SOURCE"),),
    ),
    number("CRP", "C-reactive protein", "C反应蛋白", "mg/L", "<3.0", "< 10"),
    ItemShape(
        "EGFR",
        both("eGFR (derived)", "eGFR（计算）"),
        "derived",
        "41.6",
        shown="41.6",
        unit="mL/min/1.73m²",
        derived=DerivedShape("CKD-EPI 2009", "creatinine 152 umol/L · age 52 · M", "v1"),
    ),
)

CRUMBS = (Crumb("YA-001", "/subjects/YA-001"), Crumb("Week 20", "/subjects/YA-001/W20"), Crumb("Blood chemistry"))
SIBLINGS = (
    Sibling("Visit", "/page/5", "finished"),
    Sibling("Vital signs", "/page/6", "finished"),
    Sibling("Blood chemistry", "/page/7", "in_entry", here=True),
    Sibling("24-hour urine protein", "/page/8", "not_started"),
)
RAIL = Rail(
    queries=(
        RailQuery(
            "/queries/12",
            "Serum creatinine",
            "open",
            "Source says 1.72 mg/dL. Which unit was typed?",
            "Zhao Rui, monitor",
            "2025-08-12 10:20 UTC+8",
        ),
        RailQuery(
            "/queries/13",
            "Serum creatinine",
            "open",
            "Change of more than 30% since week 8.",
            "EC11",
            "2025-08-07 14:03 UTC+8",
        ),
    ),
    history_of="Serum creatinine",
    history=(Past("2025-08-07 14:03 UTC+8", "Li Wen, coordinator", "", "172 μmol/L"),),
    notes=both("Take the value from the laboratory's report, not from the ward list.", "请按检验报告录入。"),
)


def make_page(groups: tuple[GroupShape, ...], **more: Any) -> PageShape:
    base: dict[str, Any] = dict(
        crumbs=CRUMBS,
        state=PageState("in_entry", open=2, verified=6, to_verify=8, version="1"),
        groups=groups,
        action_url="/page/7",
        live_url="/page/7/live",
        draft_url="/page/7/draft",
        cancel_url="/subjects/YA-001",
        request_key="k-1",
        opened_seq=3,
        may=frozenset({"enter", "not_done", "strike"}),
        when=("Sample date 2025-08-06", "day 143", "window ok"),
        siblings=SIBLINGS,
        rail=RAIL,
        reasons=REASONS,
        confirmations=CONFIRMATIONS,
        not_done_reasons=MISSING,
        saved_at="14:03",
    )
    return PageShape(**(base | more))


CHEMISTRY_PAGE = make_page((GroupShape("LB", CHEMISTRY),))
CLEAN = tuple(
    number(i.path, i.label["en"], i.label["zh"], i.unit, i.text, i.range) if i.type == "number" else i
    for i in CHEMISTRY
    if i.path != "GGT"
)

TROUBLED_PAGE = make_page(
    (
        GroupShape(
            "LB",
            CHEMISTRY[:12],
            both("Blood chemistry", "血生化"),
            not_done=MISSING,
            bulk=(Bulk("ALL_NCS", "All flagged: not clinically significant"),),
        ),
    ),
    troubles=(
        Trouble("CREAT", "Serum creatinine", "was changed and needs a reason."),
        Trouble("K", "Potassium", "is higher than expected: correct it or confirm."),
    ),
    others=("Wang Lei: Sodium 138 → 139",),
)

MONITOR_PAGE = make_page(
    (
        GroupShape(
            "DM",
            (
                ItemShape("BRTHDT", both("Date of birth", "出生日期"), "date", masked=True, verify="due"),
                ItemShape("SEX", both("Sex", "性别"), "choice", "M", "M", "Male", verify="due", raise_url="/raise"),
                number("HEIGHT", "Height", "身高", "cm", "171", "", verify="done", verified_by="Zhao Rui 2025-04-02"),
                number(
                    "WEIGHT", "Weight", "体重", "kg", "74.5", "", verify="changed", verified_by="Zhao Rui 2025-04-02"
                ),
            ),
        ),
    ),
    may=frozenset({"verify", "query"}),
    banner=Banner("lock", "Frozen: data closed, queries go on."),
    raise_url="/raise?page=7",
    state=PageState("finished", verified=1, to_verify=4, held="frozen", signed="2025-08-20 Zhang Min"),
)

CONFLICT = ConflictShape(
    crumbs=CRUMBS,
    saved_by="Wang Lei",
    saved_at="14:01",
    rows=(
        ConflictRow("K", both("Potassium", "钾"), "4.9 mmol/L", "5.1 mmol/L", "6.1 mmol/L"),
        ConflictRow("ALB", both("Albumin", "白蛋白"), "", "36.2 g/L", "32.6 g/L", keep="mine"),
    ),
    action_url="/page/7",
    cancel_url="/page/7",
    carried=(("CREAT", "172"), ("request_key", "k-2"), ("opened_seq", "4")),
    merged=(Trouble("NA", "Sodium", "139 (Wang Lei)"), Trouble("CL", "Chloride", "103 (you)")),
)


def term(key: str, text: str, **more: Any) -> tuple[ItemShape, ...]:
    at = f"AE/{key}/"
    grades = tuple(Choice(code=str(n), label=both(str(n), str(n))) for n in range(1, 6))
    relation = tuple(
        Choice(code=code, label=both(en, zh))
        for code, en, zh in (
            ("D", "Definite", "肯定有关"),
            ("P", "Probable", "很可能有关"),
            ("O", "Possible", "可能有关"),
            ("U", "Unlikely", "可能无关"),
            ("N", "Not related", "无关"),
        )
    )
    return (
        ItemShape(
            at + "AETERM",
            both("Adverse event", "不良事件"),
            "text",
            text,
            text or None,
            text,
            length=200,
            help=both("One event a row; a diagnosis rather than its signs.", "每行一个事件。"),
        ),
        ItemShape(
            at + "AESTDT",
            both("Start", "开始日期"),
            "partial_date",
            "2025-05",
            stored="2025-05",
            echo="2025-05",
            missing=MISSING,
        ),
        ItemShape(
            at + "AETOXGR",
            both("Grade (CTCAE 5.0)", "分级（CTCAE 5.0）"),
            "choice",
            "2",
            "2",
            "2",
            choices=grades,
            awaits=True,
        ),
        ItemShape(at + "AEREL", both("Related to the cells", "与细胞制品的关系"), "choice", "", choices=relation),
        ItemShape(
            at + "AESYM",
            both("Symptoms", "症状"),
            "multi",
            "CHILLS FEVER",
            stored="FEVER",
            choices=(
                Choice(code="CHILLS", label=both("Chills", "寒战")),
                Choice(code="FEVER", label=both("Fever", "发热")),
            ),
        ),
        ItemShape(at + "AENARR", both("Narrative", "描述"), "text", length=2000, optional=True),
        ItemShape(at + "AEDOC", both("Report", "附件"), "file", optional=True, file_url="/files/1", shown="report.pdf"),
    )


AE_PAGE = make_page(
    (
        GroupShape(
            "AE",
            term("0", ""),
            both("Adverse events", "不良事件"),
            repeat="added",
            next_key="4",
            may_add=True,
            blank=RowShape("__KEY__", term("__KEY__", ""), open=True),
            rows=(
                RowShape("1", term("1", "Fever"), summary="Fever · 2025-04-01 – 2025-04-02 · grade 1", may_strike=True),
                RowShape("2", term("2", "Urinary tract infection"), open=True, may_strike=True),
                RowShape(
                    "3",
                    term("3", "Fever"),
                    summary="Fever · 2025-04-01",
                    may_strike=True,
                    struck=Struck("Entered twice", "Li Wen", "2025-04-09"),
                ),
            ),
        ),
    ),
    crumbs=(Crumb("YA-001", "/subjects/YA-001"), Crumb("Adverse events")),
    when=(),
    siblings=(),
)

POINTS = (
    ("PRE", "Before", "输注前", "08:45"),
    ("T15", "+15 min", "+15分", "09:15"),
    ("T30", "+30 min", "+30分", "09:30"),
    ("T45", "+45 min", "+45分", "09:45"),
    ("T60", "+60 min", "+60分", "10:00"),
    ("END", "End", "结束", "10:02"),
    ("P30", "End +30 min", "结束+30分", "10:32"),
    ("P1H", "End +1 h", "结束+1时", "11:02"),
    ("P2H", "End +2 h", "结束+2时", "12:02"),
    ("P4H", "End +4 h", "结束+4时", "14:02"),
    ("P6H", "End +6 h", "结束+6时", "16:02"),
)
COLUMNS = (
    ("OBSTM", "Time", "时间", ""),
    ("SBP", "SBP", "收缩压", "mmHg"),
    ("DBP", "DBP", "舒张压", "mmHg"),
    ("PULSE", "Pulse", "脉搏", "/min"),
    ("RESP", "Resp.", "呼吸", "/min"),
    ("TEMP", "Temp.", "体温", "°C"),
    ("SPO2", "SpO₂", "血氧", "%"),
)
SYMPTOMS = tuple(
    Choice(code=code, label=both(en, zh))
    for code, en, zh in (
        ("NONE", "None", "无"),
        ("CHILLS", "Chills", "寒战"),
        ("FEVER", "Fever", "发热"),
        ("DYSP", "Dyspnoea", "呼吸困难"),
        ("RASH", "Rash", "皮疹"),
        ("PAIN", "Chest pain", "胸痛"),
    )
)


def observations(key: str, values: tuple[str, ...]) -> tuple[ItemShape, ...]:
    cells = [
        ItemShape(
            f"OBS/{key}/{name}",
            both(en, zh),
            "time" if name == "OBSTM" else "number",
            value,
            value or None,
            value,
            unit=unit,
            missing=MISSING,
            history_url="/page/9?history=1#rail" if value else "",
            asks=(AskShape("soft", "38.0 or more: is there an adverse event?"),) if value == "38.2" else (),
            queries=Mark("/queries/15", open=1) if value == "38.2" else None,
        )
        for (name, en, zh, unit), value in zip(COLUMNS, values, strict=True)
    ]
    code = "CHILLS FEVER" if "38.2" in values else "NONE" if values[0] else ""
    shown = {"": "", "NONE": "None"}.get(code, "Chills, Fever")
    cells.append(
        ItemShape(
            f"OBS/{key}/SYMP",
            both("Symptoms", "症状"),
            "multi",
            code,
            code or None,
            shown,
            choices=SYMPTOMS,
            missing=MISSING,
        )
    )
    return tuple(cells)


READINGS = {
    "PRE": ("08:47", "132", "78", "76", "16", "36.5", "98"),
    "T15": ("09:16", "130", "76", "80", "16", "36.6", "98"),
    "T30": ("09:30", "126", "74", "84", "18", "36.9", "97"),
    "T45": ("09:46", "124", "72", "92", "18", "38.2", "96"),
}
INFUSION_PAGE = make_page(
    (
        GroupShape(
            "OBS",
            observations("PRE", ("",) * 7),
            both("Observations around the infusion", "输注前后观察"),
            repeat="fixed",
            layout="grid",
            bulk=(Bulk("NO_SYMPTOMS", "No symptoms in remaining rows"),),
            rows=tuple(
                RowShape(key, observations(key, READINGS.get(key, ("",) * 7)), both(en, zh), nominal)
                for key, en, zh, nominal in POINTS
            ),
        ),
    ),
    crumbs=(Crumb("YA-001", "/s"), Crumb("Week 4", "/v"), Crumb("Infusion 2")),
    when=("Infusion 2025-04-07", "day 29"),
)
SLIP_PAGE = make_page(
    (
        GroupShape(
            "K",
            (
                number(
                    "CREAT",
                    "Serum creatinine",
                    "血清肌酐",
                    "μmol/L",
                    "1.72",
                    "57–97",
                    stored=None,
                    units=MGDL,
                    asks=(
                        AskShape(
                            "slip", "This looks like mg/dL.", offer=Offer("mg/dL", "Record 1.72 mg/dL (152 umol/L)")
                        ),
                    ),
                ),
            ),
        ),
    )
)
