"""What the sample shapes are made of: labels in two languages, codes, helpers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from edc.study.definition import Choice, Coded, Label
from edc.web.shapes import ItemShape


def both(text: str) -> Label:
    """A label from "English|Chinese"."""
    en, _bar, zh = text.partition("|")
    return {"en": en, "zh": zh or en}


def table(text: str) -> Iterator[list[str]]:
    """Lines of cells divided by bars."""
    return ([cell.strip() for cell in line.split("|")] for line in text.strip().splitlines())


def codes(text: str) -> tuple[Coded, ...]:
    """Codes from "CODE|English|Chinese" lines; a trailing star: followed by words."""
    return tuple(
        Coded(code=code.rstrip("*"), label={"en": en, "zh": zh}, text=code.endswith("*"))
        for code, en, zh in table(text)
    )


def choices(text: str) -> tuple[Choice, ...]:
    return tuple(Choice(code=code, label={"en": en, "zh": zh}) for code, en, zh in table(text))


MISSING = codes("""
    ND  | Not done       | 未做
    UNK | Unknown        | 不详
    NA  | Not applicable | 不适用""")
REASONS = codes("""
    TYPING | Typing error      | 录入错误
    SOURCE | Source corrected  | 源记录已更正
    QUERY  | Answer to query   | 答复质疑
    LATER  | Result came later | 结果后到
    OTHER* | Other             | 其他""")
CONFIRMATIONS = codes("""
    SOURCE | Confirmed in source, value is right | 已核对源记录，数值无误
    JUDGE  | Needs the investigator's judgement  | 需研究者判断""")
SIGNIFICANCE = choices("""
    NCS | Not significant | 无临床意义
    CS  | Significant     | 有临床意义""")
YES_NO = choices("""
    true  | Yes | 是
    false | No  | 否""")
MGDL = (("umol/L", "μmol/L"), ("mg/dL", "mg/dL"))


def number(path: str, label: Label, unit: str, text: str = "", span: str = "", **more: Any) -> ItemShape:
    """A number that was stored as it stands, unless told otherwise."""
    stored: dict[str, Any] = {
        "stored": text or None,
        "shown": f"{text} {unit}" if text else "",
        "history_url": f"/page/7?history={path}#rail" if text else "",
        "missing": MISSING,
    }
    return ItemShape(path, label, "number", text, unit=unit, range=span, **(stored | more))


def significance(path: str, code: str = "") -> tuple[ItemShape, ...]:
    """The companion of a flagged result."""
    label = both("Clinical significance|临床意义")
    return (ItemShape(f"{path}CS", label, "choice", code, stored=code or None, choices=SIGNIFICANCE),)
