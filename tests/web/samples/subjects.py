"""The visit matrix of fifteen participants and one casebook."""

from __future__ import annotations

from edc.web.shapes import (
    CasebookShape,
    CellShape,
    ColumnShape,
    Count,
    Filter,
    FormBlock,
    FormRow,
    Glyph,
    Link,
    LogCell,
    LogRow,
    LogTable,
    MatrixRow,
    MatrixShape,
    Owed,
    Pager,
    Series,
    Tick,
)
from tests.web.samples.parts import table

VISITS = """
    SCN | Screening  | week −4 | 02-03
    W0  | Infusion 1 | week 0  | 03-03
    W4  | Infusion 2 | week 4  | 03-31
    W8  | Infusion 3 | week 8  | 04-28
    W20 | Week 20    | day 141 | 07-21
    W32 | Week 32    | day 225 | 10-13
    W48 | Week 48    | day 337 | 02-02
    W60 | Week 60    | day 421 | 04-27"""
COUNTS = """
    UNS | Unsch. | Unscheduled and early termination
    AE  | AE     | Adverse events
    CM  | CM     | Concomitant medication
    PD  | PD     | Protocol deviations"""
CARD = ("Week 20 · YA-001", "Window 2025-07-28 – 2025-08-11, day 141", "9 of 11 pages finished", "Li Wen, 2025-08-07")
SCREEN_FAILED = "Screen failed 2025-02-20"
COLUMNS = (
    *(ColumnShape(key, word, under) for key, word, under, _date in table(VISITS)),
    *(ColumnShape(key, word, kind="count", title=title) for key, word, title in table(COUNTS)),
)


def visit_cell(number: int, stage: int, n: int, date: str) -> CellShape | str:
    """Visit *n* of participant *number*, who is in visit *stage*; some have a story of their own."""
    url = f"/subjects/YA-{number:03}/visits/{n}"
    stories: dict[tuple[int, int], CellShape] = {
        (7, 3): CellShape(url, "not_done", date, card=CARD),
        (9, 4): CellShape(url, "overdue", date, "±7", card=CARD),
        (2, 0): CellShape(url, "locked", date, sign="signed", held="locked"),
        (2, 1): CellShape(url, "frozen", date, sign="signed", held="frozen"),
        (5, 1): CellShape(url, "finished", date, sign="sign_again"),
        (6, 2): CellShape(url, "finished", date, out="+4", sign="signed"),
        (3, 1): CellShape(url, "finished", date, answered=1, sign="signed"),
    }
    if number == 4 and n:
        return SCREEN_FAILED
    if (number, n) in stories:
        return stories[number, n]
    if n > stage:
        return CellShape(url, "due" if n == stage + 1 else "future", date, "±7", card=CARD)
    if n == stage:
        return CellShape(url, "in_entry", date, open=2 if number % 3 == 1 else 0, card=CARD)
    return CellShape(url, "finished", date, sign="signed" if n < stage - 1 else "", verified=n == stage - 1, card=CARD)


def row(number: int, stage: int) -> MatrixRow:
    cells = [visit_cell(number, stage, n, date) for n, (_key, _word, _under, date) in enumerate(table(VISITS))]
    counts = (number % 2, (number * 7) % 5, 2 + number % 4, 1 if number == 6 else 0)
    words = ("unscheduled visits", "adverse events", "medications", "protocol deviations")
    shown = [
        Count(n, "/log", word, "warn" if word.startswith("p") and n else "")
        for n, word in zip(counts, words, strict=True)
    ]
    state = "screen failed" if number == 4 else "on treatment" if stage < 4 else "follow-up"
    note = "" if number == 4 else f"{min(stage, 3)}/3"
    subject = f"YA-{number:03}"
    return MatrixRow(subject, f"/subjects/{subject}", state, note, (*cells, *shown), "Week 20, 28 July to 11 August")


MATRIX = MatrixShape(
    columns=COLUMNS,
    rows=tuple(row(n, stage) for n, stage in enumerate((4, 6, 3, 0, 5, 4, 4, 2, 3, 1, 0, 7, 2, 1, 0), 1)),
    filters=(
        Filter("All", "?", True, 15),
        Filter("Screening", "?s=scr", count=2),
        Filter("On treatment", "?s=on", count=5),
        Filter("Only with queries", "?q=1"),
        Filter("Only overdue", "?o=1"),
        Filter("Unsigned", "?u=1"),
    ),
    show_as=(Filter("entry", "?", True), Filter("verification", "?as=v"), Filter("signature", "?as=s")),
    search_url="/subjects",
    add=Link("Add participant", "/subjects/new"),
    footer=("15 participants", "12 on study", "4 overdue visits"),
    pager=Pager(1, 15, 15, after_url="?page=2"),
)
NO_SUBJECTS = MatrixShape(columns=COLUMNS, rows=(), add=Link("Add participant", "/subjects/new"))

FORMS = """
    Visit    | Visit, Vital signs, Physical examination
    Safety   | Pregnancy test, Adverse events asked
    Kidney   | Renal function, UACR, 24-hour urine protein
    Blood    | Haematology, Blood chemistry, Lipids, HbA1c and glucose
    Infusion | Release check, Cell product, Infusion, Observations around the infusion"""


def form_cells(block: str, form: str) -> tuple[CellShape | str | None, ...]:
    def cell(n: int) -> CellShape | None:
        if block == "Infusion" and n not in (1, 2, 3):
            return None
        glyph: Glyph = "finished" if n < 4 else "future" if n > 4 else "in_entry" if block == "Kidney" else "due"
        query = 1 if form == "UACR" and n == 4 else 0
        return CellShape(f"/page/{n}", glyph, open=query, verified=n < 2, sign="signed" if n == 2 else "", card=CARD)

    return tuple(cell(n) for n in range(8))


EVENTS = """
    1 | Fever                   | 2025-03-31 | 2025-04-02 | 1 | No
    2 | Urinary tract infection | 2025-05-26 | 2025-06-09 | 2 | No"""
ACTS = (Link("Visit not done ...", "/nd"), Link("Print visit", "/p"), Link("Sign visit ...", "/s"))
BOOK = CasebookShape(
    subject="YA-001",
    facts=("M", "51 y at consent", "consent 2025-02-03 (ICF v1.2)", "infusions 2/3", "last contact 2025-08-06"),
    state="follow-up",
    sae="SAE: 17 h since aware",
    acts=(Link("Print", "/print"), Link("Trail", "/trail"), Link("Sign ...", "/sign", primary=True)),
    ticks=(
        Tick(-3, "Screening", "visit", "finished", url="/v"),
        Tick(0, "Infusion 1", "visit", "finished", url="/v"),
        Tick(4, "Infusion 2", "visit", "finished", url="/v"),
        Tick(8.4, "Infusion 3", "visit", "finished", url="/v"),
        Tick(20, "Week 20", "visit", "in_entry", url="/v"),
        Tick(32, "Week 32", "visit", "future", url="/v"),
        Tick(60, "Week 60", "visit", "future", url="/v"),
        Tick(0, "Infusion 1, 74 × 10⁶", "dose"),
        Tick(4, "Infusion 2, 74 × 10⁶", "dose"),
        Tick(8.4, "Infusion 3 not given: fever", "no_dose"),
        Tick(12, "Urinary tract infection, grade 2", "ae", until=14, url="/ae/2"),
        Tick(16, "Pneumonia, SAE", "sae", url="/ae/3"),
        Tick(22, "Today", "now"),
    ),
    columns=tuple(ColumnShape(key, word, under, acts=ACTS) for key, word, under, _date in table(VISITS)),
    blocks=tuple(
        FormBlock(block, tuple(FormRow(form, form_cells(block, form)) for form in forms.split(", ")))
        for block, forms in table(FORMS)
    ),
    logs=(
        LogTable(
            "Adverse events",
            ("No.", "Term", "Start", "End", "Grade", "Serious"),
            (
                *(LogRow(f"/ae/{cells[0]}", tuple(cells)) for cells in table(EVENTS)),
                LogRow(
                    "/ae/3", ("3", "Pneumonia", "2025-06-23", "", LogCell("3", "warn"), LogCell("Yes", "bad")), sae=True
                ),
                LogRow("/ae/4", ("4", "Fever", "2025-03-31", "", "1", "No"), struck=True),
            ),
            "/ae/new",
        ),
        LogTable("Protocol deviations", ("No.", "Deviation"), (), "/pd/new", "No deviation is filed."),
    ),
    owed=(
        Owed("Missing values", 3, "/m", "warn"),
        Owed("Open queries", 2, "/q", "query"),
        Owed("Not verified", 0, "/v"),
    ),
    trend=(
        Series(
            "eGFR", "mL/min/1.73m²", ((-3, 0.52, "44.8"), (4, 0.55, "45.9"), (8.4, 0.6, "47.2"), (20, 0.66, "49.6"))
        ),
        Series("UACR", "mg/g", ((-3, 0.8, "1310"), (4, 0.7, "1105"), (8.4, 0.55, "890"), (20, 0.42, "704")), log=True),
    ),
)
