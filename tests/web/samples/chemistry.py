"""Twenty-five items of blood chemistry, as a coordinator has them in front of her."""

from __future__ import annotations

from typing import Any

from edc.web.shapes import AskShape, DerivedShape, ItemShape, Mark, ReasonShape
from tests.web.samples.parts import MGDL, MISSING, YES_NO, both, number, significance, table

RESULTS = """
    CREAT | Serum creatinine     | 血清肌酐          | μmol/L | 1.72 | 57–97
    UREA  | Urea                 | 尿素              | mmol/L | 9.6  | 3.1–8.0
    URIC  | Uric acid            | 尿酸              | μmol/L | 412  | 208–428
    K     | Potassium            | 钾                | mmol/L | 6.1  | 3.5–5.3
    NA    | Sodium               | 钠                | mmol/L | 139  | 137–147
    CL    | Chloride             | 氯                | mmol/L | 103  | 99–110
    HCO3  | Bicarbonate          | 碳酸氢根          | mmol/L |      | 22–29
    CA    | Calcium              | 钙                | mmol/L | 2.31 | 2.11–2.52
    P     | Phosphate            | 磷                | mmol/L | 1.14 | 0.85–1.51
    MG    | Magnesium            | 镁                | mmol/L | 0.82 | 0.75–1.02
    ALT   | ALT                  | 丙氨酸氨基转移酶  | U/L    | 31   | 9–50
    AST   | AST                  | 天门冬氨酸氨基转移酶 | U/L | 27   | 15–40
    ALP   | Alkaline phosphatase | 碱性磷酸酶        | U/L    | 88   | 45–125
    GGT   | Gamma-GT             | γ-谷氨酰转移酶    | U/L    | 1e   | 10–60
    TBIL  | Total bilirubin      | 总胆红素          | μmol/L | 12.4 | ≤ 26.0
    DBIL  | Direct bilirubin     | 直接胆红素        | μmol/L | 3.1  | ≤ 8.0
    ALB   | Albumin              | 白蛋白            | g/L    | 36.2 | 40–55
    TP    | Total protein        | 总蛋白            | g/L    | 68   | 65–85
    TC    | Total cholesterol    | 总胆固醇          | mmol/L | 5.21 | < 5.18
    TG    | Triglycerides        | 甘油三酯          | mmol/L | 2.4  | < 1.70
    CRP   | C-reactive protein   | C反应蛋白         | mg/L   | <3.0 | < 10"""

SAID: dict[str, dict[str, Any]] = {
    "CREAT": {
        "stored": "172",
        "units": MGDL,
        "picked_unit": "mg/dL",
        "echo": "= 152 μmol/L",
        "flag": "H",
        "queries": Mark("/queries/12", open=2),
        "beside": significance("CREAT", "NCS"),
        "reason": ReasonShape("172 μmol/L", "1.72 mg/dL"),
    },
    "UREA": {"flag": "H", "beside": significance("UREA", "NCS")},
    "URIC": {"raise_url": "/raise?path=URIC"},
    "K": {
        "flag": "H",
        "beside": significance("K"),
        "asks": (AskShape("soft", "Higher than expected (3.5–5.5). Correct it or confirm."),),
    },
    "HCO3": {"missing_code": "ND"},
    "GGT": {"problem": "This is not a number. Correct it, or choose why there is none."},
    "ALB": {"flag": "L", "beside": significance("ALB", "CS")},
    "TG": {
        "flag": "H",
        "beside": significance("TG"),
        "asks": (AskShape("EC21", "The same value and time stand at week 8.", confirmed="SOURCE"),),
    },
}

DATE = ItemShape(
    "LBDT", both("Sample date|采样日期"), "date", "2025-08-06", "2025-08-06", "2025-08-06", "Wednesday", missing=MISSING
)
TIME = ItemShape("LBTM", both("Sample time|采样时间"), "time", "7:40", "7:40", "07:40", "07:40", optional=True)
FASTING = ItemShape("FASTING", both("Fasting|空腹"), "boolean", "true", "true", "Yes", choices=YES_NO, missing=MISSING)
EGFR = ItemShape(
    "EGFR",
    both("eGFR (derived)|eGFR（计算）"),
    "derived",
    "41.6",
    unit="mL/min/1.73m²",
    derived=DerivedShape("CKD-EPI 2009", "creatinine 152 umol/L · age 52 · M", "v1"),
)


def results(said: dict[str, dict[str, Any]]) -> tuple[ItemShape, ...]:
    """The laboratory's results with what is *said* of some of them."""
    return tuple(
        number(path, {"en": en, "zh": zh}, unit, text, span, **said.get(path, {}))
        for path, en, zh, unit, text, span in table(RESULTS)
    )


CHEMISTRY = (DATE, TIME, FASTING, *results(SAID), EGFR)
"""With everything that can be said of an item."""
CLEAN = (DATE, TIME, FASTING, *(item for item in results({}) if item.path != "GGT"), EGFR)
"""Nothing to settle."""
