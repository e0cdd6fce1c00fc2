"""Repeating groups: an adverse event log in stacked rows, an infusion day in a grid."""

from __future__ import annotations

from edc.web.shapes import AskShape, Bulk, GroupShape, ItemShape, Mark, RowShape, Struck
from tests.web.samples.parts import MISSING, both, choices, table

GRADES = choices("\n".join(f"{n} | {n} | {n}" for n in range(1, 6)))
RELATED = choices("""
    D | Definite    | 肯定有关
    P | Probable    | 很可能有关
    O | Possible    | 可能有关
    U | Unlikely    | 可能无关
    N | Not related | 无关""")
SYMPTOMS = choices("""
    NONE   | None       | 无
    CHILLS | Chills     | 寒战
    FEVER  | Fever      | 发热
    DYSP   | Dyspnoea   | 呼吸困难
    RASH   | Rash       | 皮疹
    PAIN   | Chest pain | 胸痛""")


def event(key: str, term: str = "") -> tuple[ItemShape, ...]:
    """The items of one adverse event."""
    at = f"AE/{key}/"
    help_ = both("One event a row; a diagnosis rather than its signs.|每行一个事件；写诊断而非症状。")
    return (
        ItemShape(
            at + "AETERM", both("Adverse event|不良事件"), "text", term, term or None, term, help=help_, length=200
        ),
        ItemShape(at + "AESTDT", both("Start|开始日期"), "partial_date", "2025-05", missing=MISSING, echo="2025-05"),
        ItemShape(at + "AETOXGR", both("Grade|分级"), "choice", "2", "2", "2", choices=GRADES, awaits=True),
        ItemShape(at + "AEREL", both("Related to the cells|与细胞制品的关系"), "choice", choices=RELATED),
        ItemShape(at + "AESYM", both("Symptoms|症状"), "multi", "CHILLS FEVER", "FEVER", choices=SYMPTOMS),
        ItemShape(at + "AENARR", both("Narrative|描述"), "text", length=2000, optional=True),
        ItemShape(at + "AEDOC", both("Report|附件"), "file", shown="report.pdf", file_url="/files/1", optional=True),
    )


EVENTS = GroupShape(
    "AE",
    event("0"),
    both("Adverse events|不良事件"),
    repeat="added",
    next_key="4",
    may_add=True,
    blank=RowShape("__KEY__", event("__KEY__"), open=True),
    rows=(
        RowShape("1", event("1", "Fever"), summary="Fever · 2025-04-01 – 2025-04-02 · grade 1", may_strike=True),
        RowShape("2", event("2", "Urinary tract infection"), open=True, may_strike=True),
        RowShape(
            "3",
            event("3", "Fever"),
            summary="Fever · 2025-04-01",
            may_strike=True,
            struck=Struck("Entered twice", "Li Wen", "2025-04-09"),
        ),
    ),
)

COLUMNS = """
    OBSTM | Time  | 时间   |
    SBP   | SBP   | 收缩压 | mmHg
    DBP   | DBP   | 舒张压 | mmHg
    PULSE | Pulse | 脉搏   | /min
    RESP  | Resp. | 呼吸   | /min
    TEMP  | Temp. | 体温   | °C
    SPO2  | SpO₂  | 血氧   | %"""
POINTS = """
    PRE | Before      | 输注前     | 08:45 | 08:47 132 78 76 16 36.5 98
    T15 | +15 min     | +15分      | 09:15 | 09:16 130 76 80 16 36.6 98
    T30 | +30 min     | +30分      | 09:30 | 09:30 126 74 84 18 36.9 97
    T45 | +45 min     | +45分      | 09:45 | 09:46 124 72 92 18 38.2 96
    T60 | +60 min     | +60分      | 10:00 |
    END | End         | 结束       | 10:02 |
    P30 | End +30 min | 结束+30分  | 10:32 |
    P1H | End +1 h    | 结束+1时   | 11:02 |
    P2H | End +2 h    | 结束+2时   | 12:02 |
    P4H | End +4 h    | 结束+4时   | 14:02 |
    P6H | End +6 h    | 结束+6时   | 16:02 |"""


def observations(key: str, values: list[str]) -> tuple[ItemShape, ...]:
    """The cells of one time point."""
    cells = []
    for n, (name, en, zh, unit) in enumerate(table(COLUMNS)):
        value = values[n] if values else ""
        fever = value == "38.2"
        cells.append(
            ItemShape(
                f"OBS/{key}/{name}",
                {"en": en, "zh": zh},
                "time" if name == "OBSTM" else "number",
                value,
                value or None,
                value,
                unit=unit,
                missing=MISSING,
                history_url="/page/9?history=1#rail" if value else "",
                asks=(AskShape("soft", "38.0 or more: is there an adverse event?"),) if fever else (),
                queries=Mark("/queries/15", open=1) if fever else None,
            )
        )
    code, shown = ("CHILLS FEVER", "Chills, Fever") if "38.2" in values else ("NONE", "None") if values else ("", "")
    label = both("Symptoms|症状")
    return (*cells, ItemShape(f"OBS/{key}/SYMP", label, "multi", code, code or None, shown, choices=SYMPTOMS))


OBSERVATIONS = GroupShape(
    "OBS",
    observations("PRE", []),
    both("Observations around the infusion|输注前后观察"),
    repeat="fixed",
    layout="grid",
    bulk=(Bulk("NO_SYMPTOMS", "No symptoms in remaining rows"),),
    rows=tuple(
        RowShape(key, observations(key, values.split()), {"en": en, "zh": zh}, nominal)
        for key, en, zh, nominal, values in table(POINTS)
    ),
)
