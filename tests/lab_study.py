"""A study of one blood sample a visit: what laboratories' reference ranges are tried out on.

BIO names its laboratory and the day of the sample and has two analytes: potassium, which is
typed in mmol/L, and creatinine, which may be typed in mg/dL. DM holds sex and birth date.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from edc.study.definition import Study
from edc.study.loading import load
from edc.study.ranges import LabRange, Ranges

STUDY = """
oid = "S.SMALL"
name = "LABS"
version = "1"
label = { en = "Blood samples", zh = "血样" }
languages = ["en", "zh"]
timezone = "Asia/Shanghai"
visit_date = "SV.SVDAT"
birth_date = "DM.BRTHDT"
sex = "DM.SEX"

[[site]]
code = "YA"
label = { en = "Yan'an Hospital", zh = "延安医院" }
prefix = "YA"
timezone = "Asia/Shanghai"

[[site]]
code = "KM"
label = { en = "Kunming Hospital", zh = "昆明医院" }
prefix = "KM"
timezone = "Asia/Shanghai"

[[missing]]
code = "ND"
label = { en = "Not done", zh = "未做" }
"""
SCHEDULE = """
[[event]]
oid = "SCN"
label = { en = "Screening", zh = "筛选" }

[[event]]
oid = "W4"
label = { en = "Week 4", zh = "第4周" }
week = 4

[forms]
SV = ["SCN", "W4"]
DM = ["SCN"]
BIO = ["SCN", "W4"]
"""
SV = """
form = "SV"
label = { en = "Visit", zh = "访视" }

[[item]]
oid = "SVDAT"
label = { en = "Date of visit", zh = "访视日期" }
type = "date"
"""
DM = """
form = "DM"
label = { en = "Demographics", zh = "人口学资料" }

[[item]]
oid = "SEX"
label = { en = "Sex", zh = "性别" }
type = "choice"
choices = [
  { code = "M", label = { en = "Male", zh = "男" } },
  { code = "F", label = { en = "Female", zh = "女" } },
]

[[item]]
oid = "BRTHDT"
label = { en = "Date of birth", zh = "出生日期" }
type = "date"
"""
BIO = """
form = "BIO"
label = { en = "Blood chemistry", zh = "血生化" }
domain = "LB"
laboratory = "LBNAM"

[[item]]
oid = "LBDT"
label = { en = "Sample date", zh = "采样日期" }
type = "date"
sample_time = true

[[item]]
oid = "LBNAM"
label = { en = "Laboratory", zh = "实验室" }
type = "choice"
choices = [
  { code = "CENTRAL", label = { en = "Central laboratory", zh = "中心实验室" } },
  { code = "WARD", label = { en = "Ward analyser", zh = "床旁分析仪" } },
]

[[item]]
oid = "K"
label = { en = "Potassium", zh = "血钾" }
type = "number"
unit = "mmol/L"
decimals = 1
comparator = true
analyte = "K"
sdtm = { testcd = "K" }

[[item]]
oid = "CREA"
label = { en = "Creatinine", zh = "肌酐" }
type = "number"
unit = "umol/L"
units = { "mg/dL" = 88.4 }
decimals = 0
analyte = "CREA"
basis = "registry"
"""
FILES = {"study": STUDY, "schedule": SCHEDULE, "sv": SV, "dm": DM, "bio": BIO}


def lab_study(folder: Path, **files: str) -> Study:
    """The study, loaded as a data manager's folder is; *files* stand in place of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (FILES | files).items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return load(folder)


def lab_range(
    analyte: str = "K",
    low: str | None = "3.5",
    high: str | None = "5.3",
    *,
    laboratory: str = "CENTRAL",
    sex: str | None = None,
    ages: tuple[int | None, int | None] = (None, None),
    unit: str = "mmol/L",
    first: str = "2025-01-01",
    last: str | None = None,
    number: int = 1,
) -> LabRange:
    """One approved range, potassium of the central laboratory where nothing else is said."""
    return LabRange(
        number,
        laboratory,
        analyte,
        sex,
        *ages,
        None if low is None else Decimal(low),
        None if high is None else Decimal(high),
        unit,
        date.fromisoformat(first),
        None if last is None else date.fromisoformat(last),
    )


def ranges(*every: LabRange) -> Ranges:
    return Ranges(every)
