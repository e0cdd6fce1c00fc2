"""Matrix, casebook, queries, home and the doors, as the routes will fill them."""

from __future__ import annotations

from edc.study.definition import Coded
from edc.web.shapes import (
    Block,
    CasebookShape,
    CellShape,
    ColumnShape,
    Count,
    Figure,
    Filter,
    FormBlock,
    FormRow,
    Glyph,
    HomeShape,
    ItemShape,
    Link,
    LogCell,
    LogRow,
    LogTable,
    MatrixRow,
    MatrixShape,
    Message,
    Owed,
    Owing,
    Pager,
    PasswordShape,
    ProblemShape,
    QueryListShape,
    QueryRow,
    Said,
    Series,
    SignInShape,
    ThreadShape,
    Tick,
)

VISITS = (
    ("SCN", "week −4"),
    ("W0", "week 0"),
    ("W4", "week 4"),
    ("W8", "week 8"),
    ("W20", "week 20"),
    ("W32", "week 32"),
    ("W48", "week 48"),
    ("W60", "week 60"),
)
COLUMNS = tuple(
    ColumnShape(
        key,
        {"SCN": "Screening", "W0": "Infusion 1", "W4": "Infusion 2", "W8": "Infusion 3"}.get(key, f"Visit {n + 1}"),
        under,
    )
    for n, (key, under) in enumerate(VISITS)
) + (
    ColumnShape("UNS", "Unsch.", kind="count", title="Unscheduled and early termination"),
    ColumnShape("AE", "AE", kind="count", title="Adverse events"),
    ColumnShape("CM", "CM", kind="count", title="Concomitant medication"),
    ColumnShape("PD", "PD", kind="count", title="Protocol deviations"),
)
CARD = (
    "Week 20 · YA-001",
    "Window 2025-07-28 – 2025-08-11, day 141",
    "9 of 11 pages finished",
    "2 open queries",
    "Li Wen, 2025-08-07 14:03",
)


def cells(stage: int, number: int) -> tuple[CellShape | Count | str, ...]:
    dates = ("02-03", "03-03", "03-31", "04-28", "07-21", "10-13", "02-02", "04-27")
    row: list[CellShape | Count | str] = []
    for n, date in enumerate(dates):
        url = f"/subjects/YA-{number:03}/{VISITS[n][0]}"
        glyph: Glyph = "finished" if n < stage else "in_entry" if n == stage else "due" if n == stage + 1 else "future"
        if number == 4:
            row.append(CellShape(url, "finished", date) if n == 0 else "Screen failed 2025-02-20")
        elif number == 7 and n == 3:
            row.append(CellShape(url, "not_done", date, card=CARD))
        elif number == 9 and n == stage + 1:
            row.append(CellShape(url, "overdue", date, "±7", card=CARD))
        elif number == 2 and n < 3:
            row.append(CellShape(url, "locked" if n == 0 else "frozen", date, sign="signed"))
        else:
            row.append(
                CellShape(
                    url,
                    glyph,
                    date,
                    window="±7" if n > stage else "",
                    out="+4" if (n, number) == (2, 6) else "",
                    open=2 if n == stage and number % 3 == 1 else 0,
                    answered=1 if n == 1 and number % 4 == 3 else 0,
                    sign="sign_again" if (n, number) == (1, 5) else "signed" if n < stage - 1 else "",
                    verified=n == stage - 1,
                    card=CARD,
                )
            )
    counts = (number % 2, (number * 7) % 5, 2 + number % 4, 1 if number == 6 else 0)
    words = ("unscheduled visits", "adverse events", "medications", "protocol deviations")
    row += [
        Count(n, "/log", word, "warn" if word.startswith("protocol") and n else "")
        for n, word in zip(counts, words, strict=True)
    ]
    return tuple(row)


STAGES = (4, 6, 3, 0, 5, 4, 4, 2, 3, 1, 0, 7, 2, 1, 0)
STATES = {4: "screen failed", 11: "screening", 15: "screening", 7: "stopped, followed", 12: "completed"}
MATRIX = MatrixShape(
    columns=COLUMNS,
    rows=tuple(
        MatrixRow(
            f"YA-{n:03}",
            f"/subjects/YA-{n:03}",
            STATES.get(n, "on treatment" if stage < 3 else "follow-up"),
            f"{min(stage, 3)}/3" if n != 4 else "",
            cells(stage, n),
            "Week 20, 28 July to 11 August",
        )
        for n, stage in enumerate(STAGES, 1)
    ),
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
    pager=Pager(1, 15, 15),
)

FORMS = (
    ("Visit", ("Visit", "Vital signs", "Physical examination")),
    ("Safety", ("Pregnancy test", "Adverse events asked")),
    ("Kidney", ("Renal function", "UACR", "24-hour urine protein")),
    ("Blood", ("Haematology", "Blood chemistry", "Lipids", "HbA1c and glucose")),
    ("Infusion", ("Release check", "Cell product", "Infusion", "Observations around the infusion")),
)


def form_cells(block: str, form: str) -> tuple[CellShape | str | None, ...]:
    row: list[CellShape | str | None] = []
    for n, (key, _) in enumerate(VISITS):
        if block == "Infusion" and n not in (1, 2, 3) or form == "Pregnancy test" and n > 4:
            row.append(None)
        else:
            glyph: Glyph = (
                "finished" if n < 4 else "in_entry" if n == 4 and block == "Kidney" else "due" if n == 4 else "future"
            )
            row.append(
                CellShape(
                    f"/page/{form}/{key}",
                    glyph,
                    verified=n < 2,
                    sign="signed" if n == 2 else "",
                    open=1 if form == "UACR" and n == 4 else 0,
                    card=CARD,
                )
            )
    return tuple(row)


TICKS = tuple(
    Tick(week, word, "visit", glyph, url="/v")
    for week, word, glyph in (
        (-3, "Screening", "finished"),
        (0, "Infusion 1", "finished"),
        (4, "Infusion 2", "finished"),
        (8.4, "Infusion 3", "finished"),
        (20, "Week 20", "in_entry"),
        (32, "Week 32", "future"),
        (48, "Week 48", "future"),
        (60, "Week 60", "future"),
    )
) + (
    Tick(0, "Infusion 1, 74 × 10⁶", "infusion"),
    Tick(4, "Infusion 2, 74 × 10⁶", "infusion"),
    Tick(8.4, "Infusion 3 not given: fever", "no_infusion"),
    Tick(4, "Fever, grade 1", "ae", until=4.3, url="/ae/1"),
    Tick(12, "Urinary tract infection, grade 2", "ae", until=14, url="/ae/2"),
    Tick(16, "Pneumonia, SAE", "sae", until=18, url="/ae/3"),
    Tick(22, "Today", "now"),
)
BOOK = CasebookShape(
    subject="YA-001",
    facts=(
        "M",
        "51 y at consent",
        "consent 2025-02-03 (ICF v1.2)",
        "infusions 2/3",
        "last contact 2025-08-06",
        "week 22",
    ),
    state="follow-up",
    acts=(Link("Print", "/print"), Link("Trail", "/trail"), Link("Sign ...", "/sign", primary=True)),
    ticks=TICKS,
    columns=tuple(
        ColumnShape(
            c.key,
            c.word,
            c.under,
            acts=(Link("Visit not done ...", "/nd"), Link("Print visit", "/p"), Link("Sign visit ...", "/s")),
        )
        for c in COLUMNS[:8]
    ),
    blocks=tuple(
        FormBlock(word, tuple(FormRow(form, form_cells(word, form)) for form in forms)) for word, forms in FORMS
    ),
    logs=(
        LogTable(
            "Adverse events",
            ("No.", "Term", "Start", "End", "Grade", "Related", "Serious", "AESI"),
            (
                LogRow("/ae/1", ("1", "Fever", "2025-03-31", "2025-04-02", "1", "Probable", "No", "–")),
                LogRow(
                    "/ae/2", ("2", "Urinary tract infection", "2025-05-26", "2025-06-09", "2", "Unlikely", "No", "–")
                ),
                LogRow(
                    "/ae/3",
                    (
                        "3",
                        "Pneumonia",
                        "2025-06-23",
                        "2025-07-07",
                        LogCell("3", "warn"),
                        "Not related",
                        LogCell("Yes", "bad"),
                        "INF",
                    ),
                    sae=True,
                ),
                LogRow("/ae/4", ("4", "Fever", "2025-03-31", "", "1", "Probable", "No", "–"), struck=True),
            ),
            "/ae/new",
        ),
        LogTable("Protocol deviations", ("No.", "Deviation"), (), "/pd/new", "No deviation is filed."),
    ),
    owed=(
        Owed("Missing values", 3, "/m", "warn"),
        Owed("Open queries", 2, "/q", "query"),
        Owed("Not signed", 1, "/s", "sign"),
        Owed("Not verified", 0, "/v"),
    ),
    trend=(
        Series(
            "eGFR",
            "mL/min/1.73m²",
            ((-3, 0.52, "44.8"), (0, 0.5, "44.1"), (4, 0.55, "45.9"), (8.4, 0.6, "47.2"), (20, 0.66, "49.6")),
        ),
        Series(
            "UACR",
            "mg/g",
            ((-3, 0.8, "1310"), (0, 0.78, "1270"), (4, 0.7, "1105"), (8.4, 0.55, "890"), (20, 0.42, "704")),
            True,
        ),
        Series(
            "24-h protein",
            "g",
            ((-3, 0.75, "1.92"), (0, 0.74, "1.88"), (4, 0.7, "1.71"), (8.4, 0.52, "1.20"), (20, 0.45, "1.05")),
            True,
        ),
    ),
)

ROWS = tuple(
    QueryRow(
        str(n),
        f"/queries/{n}",
        state,
        age,
        f"YA-{subject:03}",
        visit,
        item,
        value,
        last,
        whom,
        here=n == 12,
        may_close=state == "answered",
    )
    for n, state, age, subject, visit, item, value, last, whom in (
        (
            7,
            "open",
            34,
            9,
            "Week 8",
            "24-hour urine protein · Volume",
            "640 mL",
            "The collection lasted 18 hours. Is it complete?",
            "",
        ),
        (
            12,
            "open",
            9,
            1,
            "Week 20",
            "Renal function · Serum creatinine",
            "172 μmol/L",
            "Source says 1.72 mg/dL. Which unit was typed?",
            "",
        ),
        (
            13,
            "reopened",
            6,
            1,
            "Week 20",
            "Renal function · Serum creatinine",
            "172 μmol/L",
            "Change of more than 30% since week 8.",
            "investigator",
        ),
        (
            15,
            "open",
            3,
            3,
            "Infusion 2",
            "Observations · Temperature",
            "38.2 °C",
            "38.0 or more: is there an adverse event?",
            "",
        ),
        (
            18,
            "answered",
            2,
            6,
            "Infusion 2",
            "Visit · Date",
            "2025-04-08",
            "Confirmed in source: the participant travelled.",
            "",
        ),
        (19, "open", 1, 14, "Screening", "Haematology · Haemoglobin", "12.4 g/L", "Looks like g/dL.", ""),
    )
)
THREAD = ThreadShape(
    number="12",
    state="open",
    label={"en": "Serum creatinine", "zh": "血清肌酐"},
    where="YA-001 › Week 20 › Renal function",
    value="139 μmol/L",
    page_url="/page/7#item-CREAT",
    action_url="/queries/12",
    request_key="k-9",
    back_url="/queries",
    messages=(
        Message(
            "question", "2025-08-12 10:20 UTC+8", "Zhao Rui, monitor", "Source says 1.72 mg/dL. Which unit was typed?"
        ),
        Message(
            "answer",
            "2025-08-13 09:02 UTC+8",
            "Li Wen, coordinator",
            "The laboratory changed its report on 8 August.",
            code="Value corrected",
        ),
        Message(
            "change",
            "2025-08-13 09:02 UTC+8",
            "Li Wen, coordinator",
            old="172 μmol/L",
            new="139 μmol/L",
            code="Answer to query",
        ),
        Message("event", "2025-08-13 09:02", "", "Sent back by Zhao Rui: the report shows 152."),
    ),
    may=frozenset({"answer", "correct"}),
    item=ItemShape(
        "CREAT",
        {"en": "Serum creatinine", "zh": "血清肌酐"},
        "number",
        "139",
        "139",
        unit="μmol/L",
        units=(("umol/L", "μmol/L"), ("mg/dL", "mg/dL")),
        picked_unit="umol/L",
    ),
    opened_seq=4,
    flag="↑H",
    verified="Verified 2025-08-10",
    answers=(
        Coded(code="SOURCE", label={"en": "Confirmed in source, value is right", "zh": "已核对源记录，数值无误"}),
    ),
)
QUERIES = QueryListShape(
    rows=ROWS,
    thread=THREAD,
    pager=Pager(1, 6, 6),
    filters=(
        ("State", (Filter("Open", "?", True, 5), Filter("Answered", "?s=a", count=1), Filter("Closed", "?s=c"))),
        ("Kind", (Filter("Check", "?k=c"), Filter("Manual", "?k=m"))),
        ("", (Filter("For investigator", "?i=1"), Filter("Older than 7 days", "?a=7"), Filter("Mine", "?m=1"))),
    ),
    export=Link("Export the list", "/export"),
)
NO_QUERIES = QueryListShape((), (), empty="No open queries. 3 answered ones wait for the monitor.")

HOME = HomeShape(
    today="Thursday 2025-08-14",
    add=Link("Add participant", "/subjects/new", primary=True),
    blocks=(
        Block(
            "today",
            "Today and this week",
            ("Participant", "Visit", "Window", "Days left"),
            (
                Owing(
                    (Said("YA-009", "/s"), "Week 20", "07-28 – 08-11, day 141", Said("overdue by 3 days", tone="warn")),
                    (Link("Open", "/v", primary=True),),
                ),
                Owing((Said("YA-001", "/s"), "Week 20", "08-11 – 08-25, day 141", "11"), (Link("Open", "/v"),)),
                Owing((Said("YA-014", "/s"), "Infusion 1", "by 08-18", "4"), (Link("Open", "/v"),)),
            ),
            total=3,
        ),
        Block(
            "queries",
            "Queries to answer",
            ("Age (d)", "Participant", "Item", "Last message"),
            (
                Owing(
                    (
                        Said("34", tone="warn", number=True),
                        "YA-009",
                        Said("Volume", "/q/7"),
                        "The collection lasted 18 hours. Is it complete?",
                    )
                ),
                Owing(
                    (
                        Said("9", tone="warn", number=True),
                        "YA-001",
                        Said("Serum creatinine", "/q/12"),
                        "Source says 1.72 mg/dL. Which unit was typed?",
                    )
                ),
                Owing(
                    (
                        Said("3", number=True),
                        "YA-003",
                        Said("Temperature", "/q/15"),
                        "38.0 or more: is there an adverse event?",
                    )
                ),
            ),
            total=9,
            more_url="/queries",
        ),
        Block(
            "entry",
            "In entry for more than a day, and drafts",
            ("Participant", "Page", "Since"),
            (
                Owing(
                    (
                        Said("YA-001", "/s"),
                        Said("Blood chemistry, week 20", "/p", glyph="in_entry"),
                        "3 values typed at 10:42, not saved",
                    ),
                    (Link("Return", "/p?draft=1"),),
                ),
            ),
        ),
        Block(
            "missing",
            "Missing after the visit",
            ("Participant", "Item", "Visit"),
            (
                Owing(
                    (Said("YA-006", "/s"), "Bicarbonate", "Infusion 2"), (Link("Enter", "/p"), Link("Not done", "/nd"))
                ),
            ),
        ),
        Block("deviations", "Deviations to confirm", nothing="none is drafted."),
        Block("signing", "Awaiting the investigator", nothing="nothing waits for a signature."),
    ),
)
MANAGER_HOME = HomeShape(
    today="Thursday 2025-08-14",
    sae=(Link("YA-001 Pneumonia: 17 h since the site was aware. Not yet reported.", "/sae"),),
    figures=(
        Figure("Participants", "15", "of 15", "/s"),
        Figure("Finished pages", "78%"),
        Figure("Open queries", "23", "median 6 d", "/q"),
        Figure("Unsigned visits", "14"),
        Figure("Last chain check", "1 d", "ago"),
    ),
    blocks=(
        Block("lock", "Ready to lock", bar=(61, 75), act=Link("3 gaps remain", "/lock")),
        Block("coding", "Uncoded", nothing="all terms are coded."),
    ),
)
NOTHING_HOME = HomeShape(blocks=(), empty="Nothing is owed today. Next: YA-001, week 20, window opens 28 July.")
SIGN_IN = SignInShape(
    "/sign-in",
    "/page/7",
    name="li.wen",
    notice="Signed out after 15 minutes. Enter your password: the page is kept.",
    help="Forgotten? Ask the administrator of the study.",
)
SIGN_IN_REFUSED = SignInShape(
    "/sign-in", problem="User name or password is not right. After five attempts the account is locked for 15 minutes."
)
SECOND_STEP = SignInShape("/sign-in", second_step=True)
PASSWORD = PasswordShape(
    "/password",
    first=True,
    problems=(
        ("new", "This password is on a list of common ones. Choose another."),
        ("accept", "Accept the statement to go on."),
    ),
    statement="I accept that my electronic signature in this system equals my signature on paper, and that my account is mine alone.",
)
PROBLEMS = tuple(
    ProblemShape(
        status,
        request_id="01J5-7QK",
        links=(Link("Back to the page", "/page/7", primary=True),) if status == 409 else (),
    )
    for status in (400, 401, 403, 404, 409, 413, 422, 500)
)
