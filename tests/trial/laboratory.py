"""What the laboratory reported of YA-001: all panels of a visit, and the ranges of his site's laboratory.

Results lie inside the ranges except where the disease puts them outside; those the
investigator judged not significant.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from edc.casebook.rules_ranges import Proposed, read_row, table_of
from edc.study.definition import Study
from edc.study.ranges import Ranges

Page = Mapping[str, str]

AT = {"LBTM": "07:40", "LBNAM": "YA-LAB"}
EVERYWHERE: dict[str, dict[str, str]] = {
    "HEM": {"WBC": "6.20", "NEUT": "3.90", "LYMPH": "1.80", "RBC": "4.70", "HGB": "142", "HCT": "0.43", "PLT": "210"},
    "CHEM": {
        "HEMOLYS": "N",
        "K": "4.6",
        "SODIUM": "140",
        "CL": "103",
        "BICARB": "24",
        "CA": "2.25",
        "PHOS": "1.20",
        "MG": "0.85",
        "UREA": "7.20",
        "URATE": "410",
    },
    "LIV": {
        "HEMOLYS": "N",
        "ALT": "24",
        "AST": "22",
        "ALP": "80",
        "GGT": "30",
        "TBIL": "11.0",
        "DBIL": "3.5",
        "TP": "68",
        "ALB": "41",
    },
    "LIP": {"FASTING": "Y", "TC": "4.60", "TG": "1.50", "HDL": "1.20", "LDL": "2.70"},
    "GLU": {
        "FASTING": "Y",
        "FPG": "8.20",
        "FPGCS": "NCS",
        "PPG2": "12.40",
        "PPG2CS": "NCS",
        "HBA1C": "7.8",
        "HBA1CCS": "NCS",
    },
}
VIROLOGY = {
    **dict.fromkeys(("HBSAG", "HBEAG", "ANTIHBE", "ANTIHBC", "HCVAB", "HIV", "TPAB"), "NEG"),
    # vaccinated
    "ANTIHBS": "POS",
}
MARKERS = {"AFP": "3.10", "CEA": "2.40", "CA199": "12"}
AT_VISITS = {"VIR": (VIROLOGY, ("SCN",)), "TM": (MARKERS, ("SCN", "W20", "W60"))}


def panels(event: str, day: date) -> dict[str, dict[str, str]]:
    """The pages of all panels that YA-001 had at *event*, by form."""
    of_day = {"LBDT": day.isoformat(), **AT}
    pages = {form: {**of_day, **results} for form, results in EVERYWHERE.items()}
    return pages | {form: {**of_day, **results} for form, (results, at) in AT_VISITS.items() if event in at}


def ranges_of(study: Study, folder: Path) -> Ranges:
    """The ranges that lie beside the study, read as a table that is pasted is read."""
    table, troubles = table_of((folder / "ranges.csv").read_text(encoding="utf-8"))
    read = [read_row(study, date(2025, 1, 1), cells, line) for line, cells in table]
    assert not troubles and table
    proposed = [each for each in read if isinstance(each, Proposed)]
    assert len(proposed) == len(read), [each for each in read if not isinstance(each, Proposed)]
    return Ranges(tuple(each.range for each in proposed))
